package booking

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// A Desk is the booking office: every change to requests, supply, plans, offers and
// audiences goes through its verbs. Each verb is one transaction (or joins the caller's),
// writes the Journal, and tells people through the Outbox. It is safe for concurrent use.
type Desk struct {
	store    Store
	outbox   Outbox
	journal  Journal
	timers   Timers
	calendar Calendar
	now      func() time.Time
	seed     func() string
	actor    func(ctx context.Context) string
	outcomes outcomes
}

// A Config is what a Desk works with. Every field but the last two must be set.
type Config struct {
	Store    Store
	Outbox   Outbox
	Journal  Journal
	Timers   Timers
	Calendar Calendar
	Now      func() time.Time
	NewSeed  func() string                    // nil means crypto/rand; tests fix it
	Actor    func(ctx context.Context) string // who acts, for plans and pins; nil means "system"
}

// NewDesk makes a Desk.
func NewDesk(c Config) *Desk {
	seed := c.NewSeed
	if seed == nil {
		seed = randomSeed
	}
	actor := c.Actor
	if actor == nil {
		actor = func(context.Context) string { return "system" }
	}
	return &Desk{
		store: c.Store, outbox: c.Outbox, journal: c.Journal, timers: c.Timers,
		calendar: c.Calendar, now: c.Now, seed: seed, actor: actor,
	}
}

// inTx runs a verb: its faults say what was being tried, refusals and sentinels stay
// within reach of errors.As and errors.Is.
func (d *Desk) inTx(ctx context.Context, trying string, do func(ctx context.Context) error) error {
	err := d.store.Tx.InTx(ctx, do)
	if err == nil {
		return nil
	}
	var refusal *Refusal
	if errors.As(err, &refusal) || errors.Is(err, ErrConflict) || errors.Is(err, ErrNotFound) {
		return err
	}
	return fmt.Errorf("%s: %w", trying, err)
}

// Subjects of the journal besides SubjectOffer.
const (
	subjectRequest  = "request"
	subjectAudience = "audience"
	subjectPlan     = "plan"
	subjectSession  = "session"
	subjectSlot     = "slot"
	subjectHost     = "host"
	subjectTemplate = "template"
	subjectPolicy   = "policy"
	subjectWeek     = "week"
)

// weekNumber is how the journal, which knows numbers only, names a week: 20261129.
func weekNumber(week time.Time) int64 {
	y, m, day := week.In(riyadh).Date()
	return int64(y*10000 + int(m)*100 + day)
}

// tell sends a notice about an offer as it stands now.
func (d *Desk) tell(ctx context.Context, kind NoticeKind, o Offer, person int64, due time.Time) error {
	return d.outbox.Tell(ctx, about(kind, o, person, due))
}

// about is a notice of an offer as it stands now.
func about(kind NoticeKind, o Offer, person int64, due time.Time) Notice {
	// Rule R20: a notice speaks of one version of its subject and dies with it.
	return Notice{Kind: kind, Subject: SubjectOffer, ID: int64(o.ID), Version: o.Version, Person: person, DueAt: due}
}

// saveRequest writes r and brings it up to the version it now has.
func (d *Desk) saveRequest(ctx context.Context, r *Request) error {
	if err := d.store.Requests.SaveRequest(ctx, *r); err != nil {
		return err
	}
	r.Version++
	return nil
}

// saveOffer writes o and brings it up to the version it now has.
func (d *Desk) saveOffer(ctx context.Context, o *Offer) error {
	if err := d.store.Offers.SaveOffer(ctx, *o); err != nil {
		return err
	}
	o.Version++
	if o.Status.Live() || o.Status == OfferDone {
		return nil
	}
	// Rule R33: whoever was bound to an appointment that is no more is free for another.
	return d.store.Bindings.Unbind(ctx, o.ID)
}

// saveAudience writes a and brings it up to the version it now has.
func (d *Desk) saveAudience(ctx context.Context, a *Audience) error {
	if err := d.store.Audiences.SaveAudience(ctx, *a); err != nil {
		return err
	}
	a.Version++
	return nil
}

// policy is the office's policy, or the default until it saves one.
func (d *Desk) policy(ctx context.Context) (Policy, error) {
	p, err := d.store.Draws.Policy(ctx)
	if errors.Is(err, ErrNotFound) {
		return DefaultPolicy(), nil
	}
	return p, err
}
