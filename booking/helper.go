package booking

import (
	"context"
	"slices"
	"time"

	"majlis/booking/roster"
)

// HelperID names somebody or something that helps at audiences.
type HelperID int64

// A Helper is an interpreter, a sign-language interpreter, a female officer, or a hall where
// people sit before a camera, with the hours in which they can be counted on.
type Helper struct {
	ID        HelperID
	Kind      roster.Kind
	NameAr    string
	NameEn    string
	Languages []string // of an interpreter
	Centre    string   // where they are; "" for who helps from anywhere
	Section   string   // whom a hall is for
	Staff     int64    // the account they sign in with; 0 for a hall and for who has none
	Weekdays  []time.Weekday
	From, To  time.Duration // since midnight in Riyadh
	// AwayFrom and AwayUntil are the first and the last day of an absence; zero for none.
	AwayFrom, AwayUntil time.Time
	Active              bool
	Version             int
}

// freeIn are the stretches of some days in which the helper can be counted on.
func (h Helper) freeIn(days []time.Time) []roster.Stretch {
	var free []roster.Stretch
	for _, day := range days {
		away := !h.AwayFrom.IsZero() && !day.Before(h.AwayFrom) && !day.After(h.AwayUntil)
		if h.Active && !away && slices.Contains(h.Weekdays, day.Weekday()) {
			free = append(free, roster.Stretch{From: day.Add(h.From), To: day.Add(h.To)})
		}
	}
	return free
}

// A Binding is a helper bound to an offer's slot for one of its needs.
type Binding struct {
	Offer     OfferID
	Kind      roster.Kind
	Helper    HelperID
	At, Until time.Time
}

// A Bound is a binding with who is bound.
type Bound struct {
	Binding
	Who Helper
}

// Helpers lists everybody and every hall, by kind and name.
func (d *Desk) Helpers(ctx context.Context) ([]Helper, error) { return d.store.Roster.Helpers(ctx) }

// SaveHelper adds a helper (ID zero) or changes one; who is bound already stays bound. It
// refuses a helper without a name (name_missing) or days (weekday_needed), hours out of order
// (hours_out_of_order), a hall outside a centre (centre_needed), an interpreter without a
// language (language_needed), and an absence that ends before it begins (days_out_of_order).
func (d *Desk) SaveHelper(ctx context.Context, h Helper) (Helper, error) {
	if h.Section == "" {
		h.Section = SectionAny
	}
	h.Languages, h.Weekdays = distinct(h.Languages), distinct(h.Weekdays)
	if err := h.check(); err != nil {
		return Helper{}, err
	}
	err := d.inTx(ctx, "save a helper", func(ctx context.Context) (err error) {
		if h.ID, err = d.store.Roster.SaveHelper(ctx, h); err != nil {
			return err
		}
		h.Version++
		return d.journal.Record(ctx, "save", subjectHelper, int64(h.ID), "")
	})
	return h, err
}

const subjectHelper = "helper"

func (h *Helper) check() error {
	switch {
	case !slices.Contains(roster.Kinds(), h.Kind):
		return Refuse("choose_one", "kind")
	case h.NameAr == "":
		return Refuse("name_missing", "name_ar")
	case h.Kind == roster.Booth && h.Centre == "":
		return Refuse("centre_needed", "centre")
	case h.Kind == roster.Interpreter && len(h.Languages) == 0:
		return Refuse("language_needed", "languages")
	case h.Section != SectionAny && h.Section != SectionMen && h.Section != SectionWomen:
		return Refuse("section_unknown", "section")
	case len(h.Weekdays) == 0:
		return Refuse("weekday_needed", "weekdays")
	case h.From < 0 || h.To > 24*time.Hour || h.From >= h.To:
		return Refuse("hours_out_of_order", "to")
	case h.AwayFrom.IsZero() != h.AwayUntil.IsZero() || h.AwayUntil.Before(h.AwayFrom):
		return Refuse("days_out_of_order", "away_until")
	}
	return nil
}

// BoundBetween is who is bound to appointments that begin from one moment to before another,
// by time.
func (d *Desk) BoundBetween(ctx context.Context, from, until time.Time) ([]Bound, error) {
	bindings, err := d.store.Bindings.BindingsBetween(ctx, from, until)
	if err != nil || len(bindings) == 0 {
		return nil, err
	}
	helpers, err := d.store.Roster.Helpers(ctx)
	if err != nil {
		return nil, err
	}
	byID := map[HelperID]Helper{}
	for _, h := range helpers {
		byID[h.ID] = h
	}
	bound := make([]Bound, len(bindings))
	for i, b := range bindings {
		bound[i] = Bound{b, byID[b.Helper]}
	}
	return bound, nil
}

// BoundTo is who is bound to one audience: those with a Staff account have a seat in its room.
func (d *Desk) BoundTo(ctx context.Context, a Audience) ([]Bound, error) {
	bound, err := d.BoundBetween(ctx, a.At, a.At.Add(time.Minute))
	return slices.DeleteFunc(bound, func(b Bound) bool { return b.Offer != a.Offer }), err
}
