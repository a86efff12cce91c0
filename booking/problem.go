package booking

import (
	"context"
	"slices"
	"strconv"
	"time"

	"majlis/booking/allocation"
)

// Words for requests that take no part in an allocation because of where they stand.
const (
	// HeldOpenOffer: the request has an offer or an appointment.
	HeldOpenOffer = "open_offer"
	// HeldMissedTwice: two appointments in a row were missed; the office calls before the
	// next offer.
	HeldMissedTwice = "missed_twice"
)

func (id RequestID) key() allocation.RequestID {
	return allocation.RequestID("r" + strconv.FormatInt(int64(id), 10))
}

func (id SlotID) key() allocation.SlotID {
	return allocation.SlotID("s" + strconv.FormatInt(int64(id), 10))
}

func keyNumber[K ~string](key K) (int64, bool) {
	if len(key) < 2 {
		return 0, false
	}
	n, err := strconv.ParseInt(string(key[1:]), 10, 64)
	return n, err == nil
}

// RequestOfKey reads the name that a request bears in problem and plan files.
func RequestOfKey(key string) (RequestID, bool) {
	n, ok := keyNumber(key)
	return RequestID(n), ok && key[0] == 'r'
}

// SlotOfKey reads the name that a slot bears in problem and plan files.
func SlotOfKey(key string) (SlotID, bool) {
	n, ok := keyNumber(key)
	return SlotID(n), ok && key[0] == 's'
}

// forAllocation is the policy in the allocator's words.
func (p Policy) forAllocation(now time.Time, seed string) allocation.Policy {
	q := allocation.Policy{
		NowDate: midnight(now), Seed: seed, Classes: map[string]allocation.Class{},
		FirstTime: p.FirstTime, Prior: p.Prior, PriorMax: p.PriorMax, Missed: p.Missed,
		Cost: allocation.Cost(p.Cost),
	}
	for name, c := range p.Classes {
		q.Classes[string(name)] = allocation.Class(c)
	}
	for _, name := range p.Urgent {
		q.Urgent = append(q.Urgent, string(name))
	}
	slices.Sort(q.Urgent)
	return q
}

// forAllocation is the request in the allocator's words, for one week.
func (r Request) forAllocation(week time.Time) allocation.Request {
	q := allocation.Request{
		ID: r.ID.key(), FiledBatch: r.FiledBatch, Class: string(r.Class), Hosts: r.Hosts, Minutes: r.Minutes,
		Language: r.Language, Needs: r.Needs, Section: r.Section, Prior: r.Prior, Missed: r.Missed, Held: r.Held,
	}
	for _, v := range r.Venues {
		q.Venues = append(q.Venues, string(v))
	}
	for _, w := range r.windowsIn(week) {
		q.Windows = append(q.Windows, allocation.Window(w))
	}
	if r.FemaleOnly && !slices.Contains(q.Needs, NeedFemaleOfficer) {
		// Rule R3: a woman who asks for a female officer and hall sits only where there is one.
		q.Needs = append(slices.Clone(q.Needs), NeedFemaleOfficer)
	}
	if r.Status == RequestOffered || r.Status == RequestConfirmed {
		q.Held = HeldOpenOffer
	}
	return q
}

// NeedFemaleOfficer is what a request that is FemaleOnly needs and a slot provides.
const NeedFemaleOfficer = "female_officer"

// forAllocation is the slot in the allocator's words.
func (s Slot) forAllocation() allocation.Slot {
	q := allocation.Slot{
		ID: s.ID.key(), Host: s.HostCode, Start: s.At, Minutes: s.Minutes, Languages: s.Languages,
		Provides: s.Provides, Section: s.Section, OpenTo: s.OpenTo,
	}
	for _, v := range s.Venues {
		q.Venues = append(q.Venues, string(v))
	}
	return q
}

// problem states a week: the slots still free with enough notice, everybody who is
// shortlisted or has an offer, and the pins that still mean something.
func (d *Desk) problem(ctx context.Context, week time.Time) (allocation.Problem, error) {
	policy, err := d.policy(ctx)
	if err != nil {
		return allocation.Problem{}, err
	}
	seed, err := d.store.Draws.Seed(ctx, week)
	if err != nil {
		return allocation.Problem{}, err
	}
	// Rule R9: only slots far enough ahead that people can arrange to come.
	slots, err := d.freeSlots(ctx, week, d.now().Add(time.Duration(policy.NoticeHours)*time.Hour))
	if err != nil {
		return allocation.Problem{}, err
	}
	waiting, err := d.store.Requests.Requests(ctx, RequestFilter{
		Statuses: []RequestStatus{RequestShortlisted, RequestOffered, RequestConfirmed},
	})
	if err != nil {
		return allocation.Problem{}, err
	}
	p := allocation.Problem{Policy: policy.forAllocation(d.now(), seed.Text)}
	for _, s := range slots {
		p.Slots = append(p.Slots, s.forAllocation())
	}
	for _, r := range waiting {
		p.Requests = append(p.Requests, r.forAllocation(week))
		if r.Bumped {
			goesFirst(&p, &p.Requests[len(p.Requests)-1])
		}
	}
	p.Pins, err = d.pins(ctx, week, p)
	return p, err
}

// ClassBumped is the class, in problem files only, of who gave way to an urgent case.
const ClassBumped = "bumped"

// goesFirst ranks a request before all others.
func goesFirst(p *allocation.Problem, r *allocation.Request) {
	// Rule R49: who gave way to an urgent case goes before everybody.
	p.Policy.Classes[ClassBumped] = allocation.Class{Base: 1_000_000, MustServeWeeks: 1}
	r.Class = ClassBumped
	if weekAgo := p.Policy.NowDate.AddDate(0, 0, -7); r.FiledBatch.After(weekAgo) {
		r.FiledBatch = weekAgo
	}
}

// freeSlots are the week's slots that are open, have no live offer and start at or after
// the given moment.
func (d *Desk) freeSlots(ctx context.Context, week, earliest time.Time) ([]Slot, error) {
	slots, err := d.store.Slots.SlotsOfWeek(ctx, week)
	if err != nil {
		return nil, err
	}
	offers, err := d.store.Offers.OffersOfWeek(ctx, week)
	if err != nil {
		return nil, err
	}
	used := map[SlotID]bool{}
	for _, o := range offers {
		if o.Status.Live() || o.Status == OfferDone {
			used[o.Slot] = true
		}
	}
	return slices.DeleteFunc(slots, func(s Slot) bool {
		return s.Closed || used[s.ID] || s.At.Before(earliest)
	}), nil
}

// pins drops the pins whose request takes no part any more, and refuses to go on past one
// that cannot be kept: the office must see it, not lose it.
func (d *Desk) pins(ctx context.Context, week time.Time, p allocation.Problem) ([]allocation.Pin, error) {
	stored, err := d.store.Pins.Pins(ctx, week)
	if err != nil {
		return nil, err
	}
	var kept []allocation.Pin
	for _, pin := range stored {
		r := slices.IndexFunc(p.Requests, func(r allocation.Request) bool { return r.ID == pin.Request.key() })
		if r < 0 || p.Requests[r].Held != "" {
			continue
		}
		s := slices.IndexFunc(p.Slots, func(s allocation.Slot) bool { return s.ID == pin.Slot.key() })
		if s < 0 {
			return nil, Refuse("pin_impossible", "", "request", int64(pin.Request), "rule", "slot")
		}
		if rule := allocation.Refusal(&p.Policy, &p.Requests[r], &p.Slots[s]); rule != "" {
			return nil, Refuse("pin_impossible", "", "request", int64(pin.Request), "rule", string(rule))
		}
		kept = append(kept, allocation.Pin{Request: pin.Request.key(), Slot: pin.Slot.key(), Reason: pin.Reason})
	}
	return kept, nil
}
