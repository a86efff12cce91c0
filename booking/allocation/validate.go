package allocation

import (
	"cmp"
	"maps"
	"slices"
	"strings"
)

// Validate returns an *InvalidError for something in the problem that is
// against the rules, or nil. The same problem always gives the same error.
func (p Problem) Validate() error {
	for _, check := range []func(*Problem) *InvalidError{
		checkPolicy, checkSlots, checkOverlaps, checkRequests, checkPins,
	} {
		if err := check(&p); err != nil {
			return err
		}
	}
	return nil
}

func checkPolicy(p *Problem) *InvalidError {
	policy := &p.Policy
	if err := checkDate("now_date", policy.NowDate); err != nil {
		return err.Within("policy")
	}
	for _, name := range slices.Sorted(maps.Keys(policy.Classes)) {
		c := policy.Classes[name]
		if err := first(
			checkNumber("base", c.Base, 0),
			checkNumber("rate", c.Rate, 0),
			checkNumber("must_serve_weeks", c.MustServeWeeks, 0),
		); err != nil {
			return err.Within("policy.classes." + name)
		}
	}
	for i, name := range policy.Urgent {
		if _, ok := policy.Classes[name]; !ok {
			return invalid("", "unknown class %q", name).element("policy.urgent", i)
		}
	}
	return first(
		checkList("urgent", policy.Urgent),
		checkNumber("first_time", policy.FirstTime, 0),
		checkNumber("prior", policy.Prior, 0),
		checkNumber("prior_max", policy.PriorMax, 0),
		checkNumber("missed", policy.Missed, 0),
		checkNumber("cost.venue", policy.Cost.Venue, 0),
		checkNumber("cost.host", policy.Cost.Host, 0),
		checkNumber("cost.time", policy.Cost.Time, 0),
		checkNumber("cost.waste", policy.Cost.Waste, 0),
		checkNumber("cost.reserve", policy.Cost.Reserve, 0),
	).Within("policy")
}

func checkSlots(p *Problem) *InvalidError {
	seen := make(map[SlotID]int, len(p.Slots))
	for i := range p.Slots {
		s := &p.Slots[i]
		err := checkSlot(s)
		if other, ok := seen[s.ID]; err == nil && ok {
			err = invalid("id", "%q is also the id of slots[%d]", s.ID, other)
		}
		if err != nil {
			return err.element("slots", i)
		}
		seen[s.ID] = i
	}
	return nil
}

func checkSlot(s *Slot) *InvalidError {
	if s.Host == "" {
		return invalid("host", "empty")
	}
	return first(
		checkID(string(s.ID)),
		checkTime("start", s.Start),
		checkNumber("minutes", s.Minutes, 1),
		checkList("venues", s.Venues),
		checkList("languages", s.Languages),
		checkList("provides", s.Provides),
		checkWord("section", s.Section, sectionAny, sectionMen, sectionWomen),
		checkWord("open_to", s.OpenTo, openToAny, openToUrgent, openToFirstTime),
	)
}

// checkOverlaps refuses two slots of one host at the same time.
func checkOverlaps(p *Problem) *InvalidError {
	order := make([]int, len(p.Slots))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int {
		return cmp.Or(
			strings.Compare(p.Slots[a].Host, p.Slots[b].Host),
			p.Slots[a].Start.Compare(p.Slots[b].Start),
			cmp.Compare(a, b),
		)
	})
	for k := 1; k < len(order); k++ {
		a, b := order[k-1], order[k]
		if p.Slots[a].Host == p.Slots[b].Host && p.Slots[a].end().After(p.Slots[b].Start) {
			return invalid("start", "overlaps slots[%d] of the same host", min(a, b)).element("slots", max(a, b))
		}
	}
	return nil
}

func checkRequests(p *Problem) *InvalidError {
	seen := make(map[RequestID]int, len(p.Requests))
	for i := range p.Requests {
		r := &p.Requests[i]
		err := checkRequest(&p.Policy, r)
		if other, ok := seen[r.ID]; err == nil && ok {
			err = invalid("id", "%q is also the id of requests[%d]", r.ID, other)
		}
		if err != nil {
			return err.element("requests", i)
		}
		seen[r.ID] = i
	}
	return nil
}

func checkRequest(policy *Policy, r *Request) *InvalidError {
	if _, ok := policy.Classes[r.Class]; !ok {
		return invalid("class", "unknown class %q", r.Class)
	}
	return first(
		checkID(string(r.ID)),
		checkDate("filed_batch", r.FiledBatch),
		checkList("hosts", r.Hosts),
		checkList("venues", r.Venues),
		checkNumber("minutes", r.Minutes, 1),
		checkWindows("windows", r.Windows),
		checkWindows("prefer", r.Prefer),
		checkList("needs", r.Needs),
		checkWord("section", r.Section, sectionAny, sectionMen, sectionWomen),
		checkNumber("prior", r.Prior, 0),
		checkNumber("missed", r.Missed, 0),
	)
}

func checkPins(p *Problem) *InvalidError {
	if len(p.Pins) == 0 {
		return nil
	}
	requests := make(map[RequestID]*Request, len(p.Requests))
	for i := range p.Requests {
		requests[p.Requests[i].ID] = &p.Requests[i]
	}
	slots := make(map[SlotID]*Slot, len(p.Slots))
	for i := range p.Slots {
		slots[p.Slots[i].ID] = &p.Slots[i]
	}
	placed, taken := map[RequestID]bool{}, map[SlotID]bool{}
	for i, pin := range p.Pins {
		var err *InvalidError
		r, s := requests[pin.Request], slots[pin.Slot]
		switch {
		case r == nil:
			err = invalid("request", "unknown request %q", pin.Request)
		case s == nil:
			err = invalid("slot", "unknown slot %q", pin.Slot)
		case placed[pin.Request]:
			err = invalid("request", "%q is pinned twice", pin.Request)
		case taken[pin.Slot]:
			err = invalid("slot", "%q is pinned twice", pin.Slot)
		default:
			if rule := Refusal(&p.Policy, r, s); rule != "" {
				err = invalid("", "request %q may not take slot %q by the rule %s", pin.Request, pin.Slot, rule)
			}
		}
		if err != nil {
			return err.element("pins", i)
		}
		placed[pin.Request], taken[pin.Slot] = true, true
	}
	return nil
}
