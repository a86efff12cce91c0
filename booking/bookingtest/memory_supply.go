package bookingtest

import (
	"context"
	"slices"
	"time"

	"majlis/booking"
)

func (m *Memory) Hosts(ctx context.Context) ([]booking.Host, error) {
	defer m.enter(ctx)()
	return slices.Clone(m.rows.hosts), nil
}

func (m *Memory) SaveHost(ctx context.Context, h booking.Host) (booking.HostID, error) {
	defer m.enter(ctx)()
	for i, other := range m.rows.hosts {
		if other.Code == h.Code && other.ID != h.ID {
			return 0, booking.Refuse("host_code_taken", "code")
		}
		if other.ID == h.ID {
			m.rows.hosts[i] = h
			return h.ID, nil
		}
	}
	if h.ID != 0 {
		return 0, booking.ErrNotFound
	}
	h.ID = booking.HostID(m.next())
	m.rows.hosts = append(m.rows.hosts, h)
	return h.ID, nil
}

func (m *Memory) Templates(ctx context.Context) ([]booking.Template, error) {
	defer m.enter(ctx)()
	return slices.Clone(m.rows.templates), nil
}

func (m *Memory) SaveTemplate(ctx context.Context, t booking.Template) (booking.TemplateID, error) {
	defer m.enter(ctx)()
	if t.ID == 0 {
		t.ID, t.Version = booking.TemplateID(m.next()), 1
		m.rows.templates = append(m.rows.templates, t)
		return t.ID, nil
	}
	for i, stored := range m.rows.templates {
		if stored.ID != t.ID {
			continue
		}
		if stored.Version != t.Version {
			return 0, booking.ErrConflict
		}
		t.Version++
		m.rows.templates[i] = t
		return t.ID, nil
	}
	return 0, booking.ErrNotFound
}

func (m *Memory) AddSession(ctx context.Context, s booking.Session, slots []booking.Slot) (booking.SessionID, error) {
	defer m.enter(ctx)()
	for _, other := range m.rows.sessions {
		if other.Host == s.Host && other.From.Before(s.To) && s.From.Before(other.To) {
			return 0, booking.Refuse("session_overlaps", "")
		}
	}
	s.ID, s.Version = booking.SessionID(m.next()), 1
	m.rows.sessions[s.ID] = s
	m.addSlots(s.ID, slots)
	return s.ID, nil
}

func (m *Memory) AddSlots(ctx context.Context, id booking.SessionID, slots []booking.Slot) error {
	defer m.enter(ctx)()
	if _, err := find(m.rows.sessions, id); err != nil {
		return err
	}
	m.addSlots(id, slots)
	return nil
}

func (m *Memory) addSlots(id booking.SessionID, slots []booking.Slot) {
	for _, slot := range slots {
		slot.ID, slot.Session = booking.SlotID(m.next()), id
		m.rows.slots[slot.ID] = slot
	}
}

func (m *Memory) Session(ctx context.Context, id booking.SessionID) (booking.Session, error) {
	defer m.enter(ctx)()
	return find(m.rows.sessions, id)
}

func (m *Memory) SessionsOfWeek(ctx context.Context, week time.Time) ([]booking.Session, error) {
	defer m.enter(ctx)()
	return sorted(m.rows.sessions, func(s booking.Session) bool { return s.Week.Equal(week) },
		func(s booking.Session) int64 { return s.From.Unix()<<20 + int64(s.Host) }), nil
}

func (m *Memory) SaveSession(ctx context.Context, s booking.Session) error {
	defer m.enter(ctx)()
	stored, err := find(m.rows.sessions, s.ID)
	if err != nil {
		return err
	}
	if stored.Version != s.Version {
		return booking.ErrConflict
	}
	s.Version++
	m.rows.sessions[s.ID] = s
	return nil
}

func (m *Memory) Slot(ctx context.Context, id booking.SlotID) (booking.Slot, error) {
	defer m.enter(ctx)()
	return find(m.rows.slots, id)
}

func (m *Memory) SlotsOfWeek(ctx context.Context, week time.Time) ([]booking.Slot, error) {
	defer m.enter(ctx)()
	return sorted(m.rows.slots, func(s booking.Slot) bool { return booking.WeekOf(s.At).Equal(week) },
		func(s booking.Slot) int64 { return s.At.Unix()<<20 + int64(s.Host) }), nil
}

func (m *Memory) SetSlotClosed(ctx context.Context, id booking.SlotID, closed bool) error {
	defer m.enter(ctx)()
	s, err := find(m.rows.slots, id)
	if err != nil {
		return err
	}
	s.Closed = closed
	m.rows.slots[id] = s
	return nil
}

func (m *Memory) Policy(ctx context.Context) (booking.Policy, error) {
	defer m.enter(ctx)()
	if m.rows.policy == nil {
		return booking.Policy{}, booking.ErrNotFound
	}
	return *m.rows.policy, nil
}

func (m *Memory) SavePolicy(ctx context.Context, p booking.Policy) error {
	defer m.enter(ctx)()
	if m.rows.policy != nil && m.rows.policy.Version != p.Version || m.rows.policy == nil && p.Version != 0 {
		return booking.ErrConflict
	}
	p.Version++
	m.rows.policy = &p
	return nil
}

func (m *Memory) Seed(ctx context.Context, week time.Time) (booking.Seed, error) {
	defer m.enter(ctx)()
	return find(m.rows.seeds, week.Unix())
}

func (m *Memory) CommitSeed(ctx context.Context, s booking.Seed) error {
	defer m.enter(ctx)()
	if _, kept := m.rows.seeds[s.Week.Unix()]; !kept {
		m.rows.seeds[s.Week.Unix()] = s
	}
	return nil
}

func (m *Memory) RevealSeed(ctx context.Context, week, at time.Time) error {
	defer m.enter(ctx)()
	s, err := find(m.rows.seeds, week.Unix())
	if err != nil {
		return err
	}
	s.RevealedAt = at
	m.rows.seeds[week.Unix()] = s
	return nil
}

func (m *Memory) Pins(ctx context.Context, week time.Time) ([]booking.Pin, error) {
	defer m.enter(ctx)()
	var pins []booking.Pin
	for _, p := range m.rows.pins {
		if p.Week.Equal(week) {
			pins = append(pins, p)
		}
	}
	return pins, nil
}

func (m *Memory) AddPin(ctx context.Context, p booking.Pin, _ time.Time) error {
	defer m.enter(ctx)()
	for _, other := range m.rows.pins {
		if other.Week.Equal(p.Week) && other.Request == p.Request {
			return booking.Refuse("pin_request_twice", "")
		}
		if other.Slot == p.Slot {
			return booking.Refuse("pin_slot_taken", "")
		}
	}
	m.rows.pins = append(m.rows.pins, p)
	return nil
}

func (m *Memory) RemovePin(ctx context.Context, week time.Time, request booking.RequestID) error {
	defer m.enter(ctx)()
	m.rows.pins = slices.DeleteFunc(slices.Clone(m.rows.pins), func(p booking.Pin) bool {
		return p.Week.Equal(week) && p.Request == request
	})
	return nil
}

func (m *Memory) AddPlan(ctx context.Context, p booking.Plan) (booking.PlanID, error) {
	defer m.enter(ctx)()
	p.ID, p.Version = booking.PlanID(m.next()), 1
	m.rows.plans[p.ID] = p
	return p.ID, nil
}

func (m *Memory) Plan(ctx context.Context, id booking.PlanID) (booking.Plan, error) {
	defer m.enter(ctx)()
	return find(m.rows.plans, id)
}

func (m *Memory) PlansOfWeek(ctx context.Context, week time.Time) ([]booking.Plan, error) {
	defer m.enter(ctx)()
	plans := sorted(m.rows.plans, func(p booking.Plan) bool { return p.Week.Equal(week) },
		func(p booking.Plan) booking.PlanID { return -p.ID })
	for i := range plans {
		plans[i].Problem, plans[i].Solution = nil, nil
	}
	return plans, nil
}

func (m *Memory) SavePlan(ctx context.Context, p booking.Plan) error {
	defer m.enter(ctx)()
	stored, err := find(m.rows.plans, p.ID)
	if err != nil {
		return err
	}
	if stored.Version != p.Version {
		return booking.ErrConflict
	}
	for _, other := range m.rows.plans {
		if other.ID != p.ID && other.Week.Equal(p.Week) && other.Status == booking.PlanPublished && p.Status == booking.PlanPublished {
			return booking.Refuse("week_already_published", "")
		}
	}
	stored.Status, stored.PublishedAt, stored.Version = p.Status, p.PublishedAt, p.Version+1
	m.rows.plans[p.ID] = stored
	return nil
}
