package booking

import (
	"context"
	"errors"
	"slices"
	"time"
)

// A lane is what one host has to give on the days moved to, in order. People take from it in
// the order they had: nobody overtakes anybody.
type lane struct {
	places []place
	next   int
	made   map[time.Time]Session // sessions made for the move, by the gap they lie in
}

// A place is a free slot, or one that could be made in a gap between sessions.
type place struct {
	Slot
	gap time.Time // when the gap begins; zero for a slot that is there
}

// whyNeeds names what keeps a person from a slot whose roster cannot serve them, as the
// allocator names needs that a slot does not provide.
const whyNeeds = "needs"

// find takes the first slot of the lane that fits the person and whose needs can be bound; it
// is nil, with the rule that failed last, when there is none.
func (m *dayMove) find(ctx context.Context, p *Moved) (*Slot, string, error) {
	host := m.ToHost
	if host == 0 {
		host = p.Was.Host
	}
	l, err := m.lane(ctx, host, p.Was)
	if err != nil {
		return nil, "", err
	}
	why := "slot"
	for at := l.next; at < len(l.places); at++ {
		s := l.places[at].Slot
		asked, open := p.Request.anyTime(), s
		asked.Status, asked.Held, open.OpenTo = RequestShortlisted, "", OpenToAny
		// Rule R37: each is checked anew: does it fit, is it free, can the needs be bound?
		if rule := refusal(m.policy, asked, open); rule != "" {
			why = string(rule)
			continue
		}
		bound, err := m.couldBind(ctx, p.Request, s)
		if err != nil {
			return nil, "", err
		}
		if !bound {
			why = whyNeeds
			continue
		}
		if s.ID == 0 {
			if s, err = m.makeSlot(ctx, l, l.places[at]); err != nil {
				return nil, "", err
			}
		}
		l.next = at + 1
		return &s, "", nil
	}
	return nil, why, nil
}

func (m *dayMove) couldBind(ctx context.Context, r Request, s Slot) (bool, error) {
	demands := needsOf(r, s, firstVenue(r, s))
	if len(demands) == 0 {
		return true, nil
	}
	duty, err := m.rosterFor(ctx, demands)
	return err == nil && len(duty.match(demands).Open) == 0, err
}

// lane lays out what a host has to give: the free slots of the days moved to, and where the
// host receives nobody yet, slots like those that are given up.
func (m *dayMove) lane(ctx context.Context, host HostID, like Slot) (*lane, error) {
	if l := m.lanes[host]; l != nil {
		return l, nil
	}
	l := &lane{made: map[time.Time]Session{}}
	m.lanes[host] = l
	days := 0
	for _, day := range m.targets() {
		if days == len(m.Days) {
			break
		}
		working, err := m.calendar.Working(ctx, day)
		if err != nil {
			return nil, err
		}
		if !working || m.concerns(host, day) {
			continue
		}
		days++
		places, err := m.laneOf(ctx, host, day, like)
		if err != nil {
			return nil, err
		}
		l.places = append(l.places, places...)
	}
	return l, nil
}

// laneOf is one day of a lane.
func (m *dayMove) laneOf(ctx context.Context, host HostID, day time.Time, like Slot) ([]place, error) {
	earliest := day.Add(m.From)
	if soon := m.now().Add(2 * time.Hour); earliest.Before(soon) {
		earliest = soon
	}
	free, err := m.freeSlots(ctx, WeekOf(day), earliest)
	if err != nil {
		return nil, err
	}
	places, err := m.newSlots(ctx, host, earliest, like)
	if err != nil {
		return nil, err
	}
	for _, s := range free {
		if s.Host == host && midnight(s.At).Equal(day) {
			places = append(places, place{Slot: s})
		}
	}
	slices.SortStableFunc(places, func(a, b place) int { return a.At.Compare(b.At) })
	return places, nil
}

// newSlots are those that a host could have beside the sessions of the day, from an hour on.
func (m *dayMove) newSlots(ctx context.Context, host HostID, from time.Time, like Slot) ([]place, error) {
	h, err := m.host(ctx, host)
	if err != nil {
		return nil, err
	}
	s := Session{Host: host, Week: WeekOf(from), From: from, To: midnight(from).AddDate(0, 0, 1)}
	ok, err := m.withinHours(ctx, &s, h)
	if err != nil || !ok {
		return nil, err
	}
	s.From = roundUp(s.From)
	sessions, err := m.store.Sessions.SessionsOfWeek(ctx, s.Week)
	if err != nil {
		return nil, err
	}
	shape := Template{
		SlotMinutes: like.Minutes, BufferMinutes: 5, Venues: like.Venues, Languages: like.Languages, Provides: like.Provides,
		Section: like.Section, OpenTo: OpenToAny,
	}
	var places []place
	for _, gap := range gaps(s, sessions) {
		laid, err := m.layOut(ctx, gap, shape)
		if err != nil {
			return nil, err
		}
		for _, s := range laid {
			places = append(places, place{s, gap.From})
		}
	}
	return places, nil
}

// gaps are the parts of a session that no other session of its host covers.
func gaps(s Session, others []Session) []Session {
	var free []Session
	for _, o := range others { // by time
		if o.Host != s.Host || !(Window{o.From, o.To}).overlaps(s.From, s.To) {
			continue
		}
		if s.From.Before(o.From) {
			part := s
			part.To = o.From
			free = append(free, part)
		}
		if o.To.After(s.From) {
			s.From = o.To
		}
	}
	if s.From.Before(s.To) {
		free = append(free, s)
	}
	return free
}

// makeSlot puts a slot into the store, in the session that the move has made of its gap.
func (m *dayMove) makeSlot(ctx context.Context, l *lane, p place) (Slot, error) {
	session, begun := l.made[p.gap]
	if begun {
		session.To = p.End()
		if err := m.store.Sessions.SaveSession(ctx, session); err != nil {
			return Slot{}, err
		}
		session.Version++
		if err := m.store.Sessions.AddSlots(ctx, session.ID, []Slot{p.Slot}); err != nil {
			return Slot{}, err
		}
	} else {
		session = Session{Host: p.Host, Week: WeekOf(p.At), From: p.At, To: p.End(), Status: SessionPlanned, Version: 1}
		if err := m.commitSeed(ctx, session.Week); err != nil {
			return Slot{}, err
		}
		id, err := m.store.Sessions.AddSession(ctx, session, []Slot{p.Slot})
		if err != nil {
			return Slot{}, err
		}
		session.ID = id
	}
	l.made[p.gap] = session
	slots, err := m.store.Slots.SlotsOfWeek(ctx, session.Week)
	if err != nil {
		return Slot{}, err
	}
	at := slices.IndexFunc(slots, func(s Slot) bool { return s.Session == session.ID && s.At.Equal(p.At) })
	if at < 0 {
		return Slot{}, errors.New("a slot just made is gone")
	}
	return slots[at], nil
}
