package booking

import (
	"context"
	"errors"
	"maps"
	"slices"
	"time"

	"majlis/booking/allocation"
)

// A Policy says how requests are ranked and how offers are timed. All numbers are whole,
// from 0 to 1,000,000.
type Policy struct {
	Classes   map[Class]ClassRule
	Urgent    []Class // the classes that slots open to "urgent" admit
	FirstTime int     // points for whoever was never received before
	Prior     int     // points taken for each audience already held …
	PriorMax  int     // … up to so many
	Missed    int     // points taken for each appointment missed
	Cost      Costs
	// ConfirmHours is how long an offer waits for its answer; NoticeHours how far ahead a
	// slot must lie to be given out by an allocation.
	ConfirmHours int
	NoticeHours  int
	Version      int
}

// A ClassRule is what an urgency class brings to a request's rank.
type ClassRule struct {
	Base           int // points at filing
	Rate           int // points for each full week waited
	MustServeWeeks int // goes before all others after so many weeks; 0 means never
}

// Costs weigh the small wishes when it is decided who sits when.
type Costs struct{ Venue, Host, Time, Waste, Reserve int }

// DefaultPolicy holds until the office saves its own.
func DefaultPolicy() Policy {
	return Policy{
		Classes: map[Class]ClassRule{
			ClassOrdinary:     {Base: 0, Rate: 10, MustServeWeeks: 26},
			ClassUrgent:       {Base: 400, Rate: 20, MustServeWeeks: 26},
			ClassHumanitarian: {Base: 600, Rate: 20, MustServeWeeks: 26},
		},
		Urgent:    []Class{ClassUrgent, ClassHumanitarian},
		FirstTime: 60, Prior: 80, PriorMax: 3, Missed: 40,
		Cost:         Costs{Venue: 10, Host: 6, Time: 4, Waste: 3, Reserve: 1},
		ConfirmHours: 48, NoticeHours: 24,
	}
}

// A Seed decides a week's lots. Its hash is public from the moment the week is opened, the
// seed itself after publication: nobody can choose it to suit a plan.
type Seed struct {
	Week        time.Time
	Text        string
	SHA256      string // hex, of Text
	CommittedAt time.Time
	RevealedAt  time.Time // zero before publication
}

// confirmBy is until when a person must answer an offer made now.
func (p Policy) confirmBy(now, slot time.Time) time.Time {
	// Rule R8: two days; near the day only until 24 h before; never under 2 h; never past
	// the slot itself.
	by := now.Add(time.Duration(p.ConfirmHours) * time.Hour)
	if dayBefore := slot.Add(-24 * time.Hour); by.After(dayBefore) {
		by = dayBefore
	}
	if least := now.Add(2 * time.Hour); by.Before(least) {
		by = least
	}
	if by.After(slot) {
		by = slot
	}
	return by
}

// Policy is the policy in force.
func (d *Desk) Policy(ctx context.Context) (Policy, error) { return d.policy(ctx) }

// SavePolicy replaces the policy for allocations made from now on. p.Version is the version
// that was read (0 for the default); a newer one is ErrConflict. It refuses numbers and
// names that no allocation could work with (policy_invalid, naming the place) and dropping
// a class that an open request has (class_in_use).
func (d *Desk) SavePolicy(ctx context.Context, p Policy) error {
	if err := p.check(d.now()); err != nil {
		return err
	}
	return d.inTx(ctx, "save the policy", func(ctx context.Context) error {
		open, err := d.store.Requests.Requests(ctx, RequestFilter{
			Statuses: []RequestStatus{RequestRequested, RequestShortlisted, RequestOffered, RequestConfirmed},
		})
		if err != nil {
			return err
		}
		for _, r := range open {
			if _, kept := p.Classes[r.Class]; !kept {
				return Refuse("class_in_use", "classes", "class", string(r.Class))
			}
		}
		if err := d.store.Draws.SavePolicy(ctx, p); err != nil {
			return err
		}
		return d.journal.Record(ctx, "save", subjectPolicy, 1, "")
	})
}

// Unordered lists the pairs of classes of which neither comes before the other in every
// respect: base, rate, weeks until it must be served, admission to slots kept for the
// urgent. Between such two a more urgent class may cost somebody a seat.
func (p Policy) Unordered() [][2]Class {
	var pairs [][2]Class
	names := slices.Sorted(maps.Keys(p.Classes))
	for i, a := range names {
		for _, b := range names[i+1:] {
			if !p.atLeast(a, b) && !p.atLeast(b, a) {
				pairs = append(pairs, [2]Class{a, b})
			}
		}
	}
	return pairs
}

// atLeast reports whether class a is as high as b in every respect.
func (p Policy) atLeast(a, b Class) bool {
	x, y := p.Classes[a], p.Classes[b]
	served := y.MustServeWeeks == 0 || x.MustServeWeeks != 0 && x.MustServeWeeks <= y.MustServeWeeks
	admitted := slices.Contains(p.Urgent, a) || !slices.Contains(p.Urgent, b)
	return x.Base >= y.Base && x.Rate >= y.Rate && served && admitted
}

func (p Policy) check(now time.Time) error {
	if _, ok := p.Classes[ClassOrdinary]; !ok {
		return Refuse("policy_invalid", "classes", "place", "classes")
	}
	if p.ConfirmHours < 2 || p.ConfirmHours > 24*14 {
		return Refuse("policy_invalid", "confirm_hours", "place", "confirm_hours")
	}
	if p.NoticeHours < 0 || p.NoticeHours > 24*14 {
		return Refuse("policy_invalid", "notice_hours", "place", "notice_hours")
	}
	var invalid *allocation.InvalidError
	err := (&allocation.Problem{Policy: p.forAllocation(now, "any")}).Validate()
	if errors.As(err, &invalid) {
		return Refuse("policy_invalid", "", "place", invalid.Place)
	}
	return err
}
