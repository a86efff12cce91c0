package booking

import (
	"bytes"
	"context"
	"fmt"
	"maps"
	"slices"
	"sync"
	"time"

	"majlis/booking/allocation"
	"majlis/booking/planfile"
)

// A Standing is how one request came off in a published allocation, for its own person.
type Standing struct {
	Week  time.Time
	Plan  PlanID
	Place int // by rank among those who took part, from 1; 0 for a request that was held
	Of    int // how many took part
	Tier  int
	Total int64 // points
	Class string
	Parts []allocation.Part    // what the points are made of
	Slot  SlotID               // the slot it was given; 0 for none
	Why   *allocation.Unseated // why it was given none; nil when it was
}

// standingWeeks is how far back a published allocation is looked for.
const standingWeeks = 12

// Standing is how a request came off in the newest published allocation that knew it.
// It is ErrNotFound when there is none.
func (d *Desk) Standing(ctx context.Context, id RequestID) (Standing, error) {
	r, err := d.store.Requests.Request(ctx, id)
	if err != nil {
		return Standing{}, err
	}
	newest, filed := WeekOf(d.now()).AddDate(0, 0, 14), WeekOf(r.FiledBatch)
	for back := range standingWeeks {
		week := newest.AddDate(0, 0, -7*back)
		if week.Before(filed) {
			break // no allocation knew it before it was filed
		}
		plans, err := d.store.Plans.PlansOfWeek(ctx, week)
		if err != nil {
			return Standing{}, err
		}
		at := slices.IndexFunc(plans, func(p Plan) bool { return p.Status == PlanPublished })
		if at < 0 {
			continue
		}
		s, in, err := d.outcomes.of(plans[at].ID, id, func() (Plan, error) { return d.store.Plans.Plan(ctx, plans[at].ID) })
		if err != nil || in {
			return s, err
		}
	}
	return Standing{}, ErrNotFound
}

// An outcome is a published plan opened up to be asked about one request after another.
type outcome struct {
	plan     PlanID
	week     time.Time
	problem  allocation.Problem
	requests map[allocation.RequestID]*allocation.Request
	seats    map[allocation.RequestID]allocation.SlotID
	unseated map[allocation.RequestID]*allocation.Unseated
	places   map[allocation.RequestID]int
}

func readOutcome(plan Plan) (*outcome, error) {
	o := &outcome{
		plan: plan.ID, week: plan.Week, requests: map[allocation.RequestID]*allocation.Request{}, seats: map[allocation.RequestID]allocation.SlotID{},
		unseated: map[allocation.RequestID]*allocation.Unseated{},
	}
	var err error
	if o.problem, err = planfile.DecodeProblem(bytes.NewReader(plan.Problem)); err != nil {
		return nil, fmt.Errorf("read the problem of plan %d: %w", plan.ID, err)
	}
	solution, err := planfile.DecodePlan(bytes.NewReader(plan.Solution))
	if err != nil {
		return nil, fmt.Errorf("read plan %d: %w", plan.ID, err)
	}
	for _, s := range solution.Seats {
		o.seats[s.Request] = s.Slot
	}
	for i := range solution.Unseated {
		o.unseated[solution.Unseated[i].Request] = &solution.Unseated[i]
	}
	for i := range o.problem.Requests {
		o.requests[o.problem.Requests[i].ID] = &o.problem.Requests[i]
	}
	o.places = allocation.Places(&o.problem)
	return o, nil
}

// of is the standing of one request; false: it was not in the plan.
func (o *outcome) of(id RequestID) (Standing, bool) {
	r, in := o.requests[id.key()]
	if !in {
		return Standing{}, false
	}
	ranker := allocation.NewRanker(&o.problem.Policy)
	rank := ranker.Rank(r)
	s := Standing{
		Week: o.week, Plan: o.plan, Place: o.places[r.ID], Of: len(o.places), Tier: rank.Tier, Total: rank.Points,
		Class: r.Class, Parts: ranker.Parts(r), Why: o.unseated[r.ID],
	}
	if slot, seated := o.seats[r.ID]; seated {
		s.Slot, _ = SlotOfKey(string(slot))
	}
	return s, true
}

// outcomes keeps the published plan that was asked about last – after a publication everybody
// asks about the same one, and it never changes – and who was in the others, so that whoever was
// in none does not have them read again and again.
type outcomes struct {
	mu      sync.Mutex
	last    *outcome
	members map[PlanID][]allocation.RequestID // in order
}

// of is the standing of a request in a plan; false: it was not in the plan.
func (c *outcomes) of(id PlanID, request RequestID, read func() (Plan, error)) (Standing, bool, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if members, known := c.members[id]; known {
		if _, in := slices.BinarySearch(members, request.key()); !in {
			return Standing{}, false, nil
		}
	}
	if c.last == nil || c.last.plan != id {
		plan, err := read()
		if err != nil {
			return Standing{}, false, err
		}
		if c.last, err = readOutcome(plan); err != nil {
			return Standing{}, false, err
		}
		if len(c.members) >= standingWeeks {
			clear(c.members)
		}
		if c.members == nil {
			c.members = map[PlanID][]allocation.RequestID{}
		}
		c.members[id] = slices.Sorted(maps.Keys(c.last.requests))
	}
	s, in := c.last.of(request)
	return s, in, nil
}
