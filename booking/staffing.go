package booking

import (
	"context"
	"slices"
	"time"

	"majlis/booking/roster"
)

// A Lack is a need of a seat of a plan for which nobody can be bound.
type Lack struct {
	Request  RequestID
	Slot     SlotID
	Kind     roster.Kind
	Language string
	Centre   string
	Why      roster.Reason
	Help     []Helper // whose hours or other appointments alone stand in the way
	Waived   bool     // an official publishes nevertheless
}

// Right reports whether the person has a right to what is lacking.
func (l Lack) Right() bool { return l.Kind.Right() }

// A Waiver says that a plan is published although a need of one of its seats is not met. By is
// filled in by the Desk.
type Waiver struct {
	Plan    PlanID
	Request RequestID
	Kind    roster.Kind
	Reason  string
	By      string
}

// A Staffing is who would be bound to the seats of a plan, and what is missing.
type Staffing struct {
	Bound []Bound // without offers, which the publication makes; Slots names theirs, in order
	Slots []SlotID
	Lacks []Lack
}

// Staffing tries a plan's seats against the roster and changes nothing.
func (d *Desk) Staffing(ctx context.Context, id PlanID) (Staffing, error) {
	var staffing Staffing
	err := d.inTx(ctx, "try the roster", func(ctx context.Context) error {
		plan, err := d.store.Plans.Plan(ctx, id)
		if err != nil {
			return err
		}
		seats, err := d.seats(ctx, plan)
		if err != nil {
			return err
		}
		staffing, err = d.staff(ctx, id, seats)
		return err
	})
	return staffing, err
}

// Waive lets a plan be published although a need of one of its seats is not met. A named
// official does (official_needed), with a reason (reason_needed), and never for what is a right
// of the person (need_is_right).
func (d *Desk) Waive(ctx context.Context, w Waiver) error {
	w.By = d.actor(ctx)
	switch {
	case w.Kind.Right():
		// Rule R32: nobody is left without the hands they hear by, or before a man against their wish.
		return Refuse("need_is_right", "")
	case w.Reason == "":
		return Refuse("reason_needed", "reason")
	case w.By == "" || w.By == "system":
		return Refuse("official_needed", "")
	}
	return d.inTx(ctx, "waive a need", func(ctx context.Context) error {
		if _, err := d.lockedPlan(ctx, w.Plan); err != nil {
			return err
		}
		if err := d.store.Bindings.Waive(ctx, w, d.now()); err != nil {
			return err
		}
		return d.journal.Record(ctx, "waive", subjectRequest, int64(w.Request), w.Reason)
	})
}

// staff matches the seats of a plan with the roster.
func (d *Desk) staff(ctx context.Context, plan PlanID, seats []seat) (Staffing, error) {
	var demands []roster.Demand
	of := map[int64]seat{}
	for _, s := range seats {
		needs := needsOf(s.request, s.slot, s.venue)
		demands, of[int64(s.slot.ID)] = append(demands, needs...), s
	}
	if len(demands) == 0 {
		return Staffing{}, nil
	}
	r, err := d.rosterFor(ctx, demands)
	if err != nil {
		return Staffing{}, err
	}
	waivers, err := d.store.Bindings.Waivers(ctx, plan)
	if err != nil {
		return Staffing{}, err
	}
	result, staffing := r.match(demands), Staffing{}
	for _, b := range result.Bonds {
		if b.Demand.Fixed == 0 {
			staffing.Bound = append(staffing.Bound, Bound{bindingOf(b), r.helpers[HelperID(b.Helper)]})
			staffing.Slots = append(staffing.Slots, SlotID(b.Demand.ID))
		}
	}
	for _, open := range result.Open {
		s, demand := of[open.Demand.ID], open.Demand
		lack := Lack{Request: s.request.ID, Slot: s.slot.ID, Kind: demand.Kind, Language: demand.Language, Centre: demand.Centre, Why: open.Why}
		for _, id := range open.Help {
			lack.Help = append(lack.Help, r.helpers[HelperID(id)])
		}
		lack.Waived = slices.ContainsFunc(waivers, func(w Waiver) bool { return w.Request == lack.Request && w.Kind == lack.Kind })
		staffing.Lacks = append(staffing.Lacks, lack)
	}
	return staffing, nil
}

func bindingOf(b roster.Bond) Binding {
	return Binding{Kind: b.Demand.Kind, Helper: HelperID(b.Helper), At: b.Demand.Time.From, Until: b.Demand.Time.To}
}

// needsOf is what must be bound for a request on a slot; the slot's number names the seat.
func needsOf(r Request, s Slot, venue Venue) []roster.Demand {
	centre, booth := venue.Booth()
	if venue.InPerson() {
		centre = string(venue[len("office:"):])
	}
	need := roster.Demand{ID: int64(s.ID), Centre: centre, Section: r.Section, Time: roster.Stretch{From: s.At, To: s.End()}}
	var needs []roster.Demand
	add := func(kind roster.Kind) { need.Kind = kind; needs = append(needs, need) }
	if slices.Contains(r.Needs, string(roster.SignLanguage)) {
		add(roster.SignLanguage)
	}
	if r.FemaleOnly || slices.Contains(r.Needs, NeedFemaleOfficer) {
		add(roster.FemaleOfficer)
	}
	if booth {
		add(roster.Booth)
	}
	if slices.Contains(r.Needs, string(roster.Interpreter)) {
		if r.Language != "ar" {
			need.Language = r.Language // the office speaks Arabic
		}
		add(roster.Interpreter)
	}
	return needs
}

// A dutyRoster is who can be counted on in some days, with who is bound already.
type dutyRoster struct {
	helpers map[HelperID]Helper
	able    []roster.Helper
	bound   []roster.Demand
}

// rosterFor reads the roster of the days that some demands span.
func (d *Desk) rosterFor(ctx context.Context, demands []roster.Demand) (dutyRoster, error) {
	first, last := demands[0].Time.From, demands[0].Time.From
	for _, need := range demands {
		if need.Time.From.Before(first) {
			first = need.Time.From
		}
		if need.Time.From.After(last) {
			last = need.Time.From
		}
	}
	return d.rosterBetween(ctx, midnight(first), midnight(last).AddDate(0, 0, 1))
}

func (d *Desk) rosterBetween(ctx context.Context, from, until time.Time) (dutyRoster, error) {
	r := dutyRoster{helpers: map[HelperID]Helper{}}
	helpers, err := d.store.Roster.Helpers(ctx)
	if err != nil {
		return r, err
	}
	var days []time.Time
	for day := from; day.Before(until); day = day.AddDate(0, 0, 1) {
		days = append(days, day)
	}
	for _, h := range helpers {
		r.helpers[h.ID] = h
		r.able = append(r.able, roster.Helper{
			ID: int64(h.ID), Kind: h.Kind, Languages: h.Languages, Centre: h.Centre, Section: h.Section, Free: h.freeIn(days),
		})
	}
	bindings, err := d.store.Bindings.BindingsBetween(ctx, from, until)
	for i, b := range bindings {
		r.bound = append(r.bound, roster.Demand{
			ID: -int64(i) - 1, Kind: b.Kind, Time: roster.Stretch{From: b.At, To: b.Until}, Fixed: int64(b.Helper),
		})
	}
	return r, err
}

// match binds new demands beside what is bound, which stays.
func (r dutyRoster) match(demands []roster.Demand) roster.Result {
	return roster.Match(append(slices.Clone(r.bound), demands...), r.able)
}

// bindSeats binds helpers to the offers just made of a plan's seats. It refuses a need that
// nobody can be bound to (needs_unbound, with how many) unless an official waived it.
func (d *Desk) bindSeats(ctx context.Context, plan PlanID, seats []seat, put []placing) error {
	var days []time.Time
	for _, s := range seats {
		days = append(days, s.slot.At)
	}
	if err := d.lockRoster(ctx, days...); err != nil {
		return err
	}
	staffing, err := d.staff(ctx, plan, seats)
	if err != nil {
		return err
	}
	// Rule R32: what people were promised with their slot is there before they are told of it.
	if open := slices.DeleteFunc(staffing.Lacks, func(l Lack) bool { return l.Waived && !l.Right() }); len(open) > 0 {
		return Refuse("needs_unbound", "", "count", len(open))
	}
	offers := map[SlotID]OfferID{}
	for _, p := range put {
		offers[p.offer.Slot] = p.offer.ID
	}
	bindings := make([]Binding, len(staffing.Bound))
	for i, b := range staffing.Bound {
		bindings[i] = b.Binding
		bindings[i].Offer = offers[staffing.Slots[i]]
	}
	return d.store.Bindings.Bind(ctx, bindings)
}

// lockRoster keeps whoever else would bind helpers on the days waiting until the transaction
// ends.
func (d *Desk) lockRoster(ctx context.Context, moments ...time.Time) error {
	var days []string
	for _, at := range moments {
		days = append(days, dateOf(at))
	}
	slices.Sort(days)
	for _, day := range slices.Compact(days) {
		if err := d.store.Tx.Lock(ctx, "roster:"+day); err != nil {
			return err
		}
	}
	return nil
}

// bind binds helpers to one offer, unless they are or the offer's plan was published without
// them. It refuses a need that nobody can be bound to (needs_unbound).
func (d *Desk) bind(ctx context.Context, o Offer, r Request, s Slot) error {
	demands := needsOf(r, s, o.Venue)
	if len(demands) == 0 {
		return nil
	}
	if err := d.lockRoster(ctx, s.At); err != nil {
		return err
	}
	bound, err := d.store.Bindings.BindingsBetween(ctx, s.At, s.At.Add(time.Minute))
	if err != nil {
		return err
	}
	demands = slices.DeleteFunc(demands, func(need roster.Demand) bool {
		return slices.ContainsFunc(bound, func(b Binding) bool { return b.Offer == o.ID && b.Kind == need.Kind })
	})
	if demands, err = d.unwaived(ctx, o, demands); err != nil || len(demands) == 0 {
		return err
	}
	duty, err := d.rosterFor(ctx, demands)
	if err != nil {
		return err
	}
	result := duty.match(demands)
	if len(result.Open) > 0 {
		return Refuse("needs_unbound", "slot", "count", len(result.Open))
	}
	var bindings []Binding
	for _, b := range result.Bonds {
		if b.Demand.Fixed == 0 {
			binding := bindingOf(b)
			binding.Offer = o.ID
			bindings = append(bindings, binding)
		}
	}
	return d.store.Bindings.Bind(ctx, bindings)
}

// unwaived leaves out what an official waived for the offer's seat: a person who answers is not
// refused for it.
func (d *Desk) unwaived(ctx context.Context, o Offer, demands []roster.Demand) ([]roster.Demand, error) {
	if o.Plan == 0 || len(demands) == 0 {
		return demands, nil
	}
	waivers, err := d.store.Bindings.Waivers(ctx, o.Plan)
	return slices.DeleteFunc(demands, func(need roster.Demand) bool {
		return !need.Kind.Right() && slices.ContainsFunc(waivers, func(w Waiver) bool { return w.Request == o.Request && w.Kind == need.Kind })
	}), err
}

// bindable tells of people and slots of a week whether their needs could be bound.
func (d *Desk) bindable(ctx context.Context, week time.Time) (func(Request, Slot) bool, error) {
	duty, err := d.rosterBetween(ctx, week, week.AddDate(0, 0, 7))
	return func(r Request, s Slot) bool {
		demands := needsOf(r, s, firstVenue(r, s))
		return len(demands) == 0 || len(duty.match(demands).Open) == 0
	}, err
}
