package casework

import (
	"context"
	"strings"

	"majlis/booking"
	"majlis/internal/i18n"
	"majlis/internal/identity"
)

// A QueueFilter narrows the list of cases; zero fields do not narrow. PerPage 0 means 25.
type QueueFilter struct {
	Statuses []Status
	Kind     Kind
	Class    string
	Officer  int64
	Phone    string // the person's, as +966…
	Overdue  bool
	Open     bool   // neither closed nor answered
	Search   string // reference, name or words of the subject
	Page     int    // from 0
	PerPage  int
}

// Case is one case by its number.
func (o *Office) Case(ctx context.Context, id CaseID) (Case, error) {
	return o.store.Cases.One(ctx, CaseKey{ID: id})
}

// ByReference is one case by its reference, however it was typed.
func (o *Office) ByReference(ctx context.Context, reference string) (Case, error) {
	reference = strings.ToUpper(strings.TrimSpace(i18n.FoldDigits(reference)))
	if reference == "" {
		return Case{}, booking.ErrNotFound
	}
	return o.store.Cases.One(ctx, CaseKey{Reference: reference})
}

// OfPhone lists what was filed from a mobile number, the newest first.
func (o *Office) OfPhone(ctx context.Context, phone string) ([]Case, error) {
	list, _, err := o.store.Cases.Search(ctx, QueueFilter{Phone: phone, PerPage: 200})
	return list, err
}

// Find looks a case up by reference, or all of a person's by mobile number.
func (o *Office) Find(ctx context.Context, text string) ([]Case, error) {
	if phone, err := identity.ParsePhone(text); err == nil {
		return o.OfPhone(ctx, phone)
	}
	list, _, err := o.store.Cases.Search(ctx, QueueFilter{Search: strings.TrimSpace(i18n.FoldDigits(text)), PerPage: 50})
	return list, err
}

// Queue lists cases and says how many there are in all.
func (o *Office) Queue(ctx context.Context, f QueueFilter) ([]Case, int, error) {
	return o.store.Cases.Search(ctx, f)
}

// History is what happened to a case, the oldest first.
func (o *Office) History(ctx context.Context, id CaseID) ([]Event, error) {
	return o.store.Histories.Events(ctx, id)
}

// Open is a case for somebody who reads it: the reading itself goes into the journal.
func (o *Office) Open(ctx context.Context, id CaseID) (Case, error) {
	c, err := o.Case(ctx, id)
	if err != nil {
		return Case{}, err
	}
	return c, o.journal.Record(ctx, "case.read", "case", int64(id), "")
}
