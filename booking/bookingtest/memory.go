package bookingtest

import (
	"context"
	"maps"
	"slices"
	"sync"
	"time"

	"majlis/booking"
)

// Memory is a booking.Store in memory, and an Outbox, Journal and Timers that remember. A
// transaction holds the whole of it, and puts everything back when it fails.
type Memory struct {
	mu   sync.Mutex
	rows rows
}

// rows is everything the store holds. Values are replaced, never changed in place, so that
// a copy of the maps is a copy of the state.
type rows struct {
	last      int64
	requests  map[booking.RequestID]booking.Request
	hosts     []booking.Host
	templates []booking.Template
	dates     []booking.Exception
	helpers   []booking.Helper
	bindings  []booking.Binding
	waivers   []booking.Waiver
	sessions  map[booking.SessionID]booking.Session
	slots     map[booking.SlotID]booking.Slot
	policy    *booking.Policy
	seeds     map[int64]booking.Seed
	pins      []booking.Pin
	plans     map[booking.PlanID]booking.Plan
	offers    map[booking.OfferID]booking.Offer
	audiences map[booking.AudienceID]booking.Audience
	notices   []booking.Notice
	records   []Record
	timers    []Timer
	freed     []booking.SlotID
}

// A Record is one line of the journal.
type Record struct {
	Action, Subject string
	ID              int64
	Reason          string
}

// A Timer is one call of Desk.Lapse set for later.
type Timer struct {
	Offer booking.OfferID
	At    time.Time
}

// NewMemory makes an empty store.
func NewMemory() *Memory {
	return &Memory{rows: rows{
		requests:  map[booking.RequestID]booking.Request{},
		sessions:  map[booking.SessionID]booking.Session{},
		slots:     map[booking.SlotID]booking.Slot{},
		seeds:     map[int64]booking.Seed{},
		plans:     map[booking.PlanID]booking.Plan{},
		offers:    map[booking.OfferID]booking.Offer{},
		audiences: map[booking.AudienceID]booking.Audience{},
	}}
}

// Store is the memory as the Desk wants it.
func (m *Memory) Store() booking.Store {
	return booking.Store{
		Tx: m, Requests: m, Cases: m, Rota: m, Dates: m, Roster: m, Bindings: m, Sessions: m, Slots: m, Draws: m, Pins: m, Plans: m,
		Offers: m, Answers: m, Audiences: m,
	}
}

// Backing is the memory as NewOfficeOn and TestStore want it; cases and persons are numbers
// that nobody had before.
func (m *Memory) Backing() Backing {
	return Backing{
		Store: m.Store(), Outbox: m, Journal: m, Timers: m,
		NewCase: func() (int64, int64) {
			defer m.enter(context.Background())()
			return m.next(), m.next()
		},
	}
}

func (r rows) copy() rows {
	r.requests, r.sessions, r.slots = maps.Clone(r.requests), maps.Clone(r.sessions), maps.Clone(r.slots)
	r.seeds, r.plans, r.offers, r.audiences = maps.Clone(r.seeds), maps.Clone(r.plans), maps.Clone(r.offers), maps.Clone(r.audiences)
	r.hosts, r.templates, r.pins = slices.Clone(r.hosts), slices.Clone(r.templates), slices.Clone(r.pins)
	r.dates, r.helpers = slices.Clone(r.dates), slices.Clone(r.helpers)
	r.bindings, r.waivers = slices.Clone(r.bindings), slices.Clone(r.waivers)
	r.notices, r.records, r.timers = slices.Clone(r.notices), slices.Clone(r.records), slices.Clone(r.timers)
	r.freed = slices.Clone(r.freed)
	return r
}

type txKey struct{ m *Memory }

// InTx lets one transaction in at a time.
func (m *Memory) InTx(ctx context.Context, do func(ctx context.Context) error) error {
	if ctx.Value(txKey{m}) != nil {
		return do(ctx)
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	before := m.rows.copy()
	done := false
	defer func() {
		if !done {
			m.rows = before
		}
	}()
	if err := do(context.WithValue(ctx, txKey{m}, true)); err != nil {
		return err
	}
	done = true
	return nil
}

// Lock has nothing to do: transactions come one at a time.
func (m *Memory) Lock(context.Context, string) error { return nil }

// enter makes a call outside any transaction wait for the one that runs.
func (m *Memory) enter(ctx context.Context) (leave func()) {
	if ctx.Value(txKey{m}) != nil {
		return func() {}
	}
	m.mu.Lock()
	return m.mu.Unlock
}

func (m *Memory) next() int64 {
	m.rows.last++
	return m.rows.last
}

// Tell keeps notices, but for those told before.
func (m *Memory) Tell(ctx context.Context, list ...booking.Notice) error {
	defer m.enter(ctx)()
	for _, n := range list {
		if !slices.ContainsFunc(m.rows.notices, func(told booking.Notice) bool {
			return told.Kind == n.Kind && told.Subject == n.Subject && told.ID == n.ID && told.Version == n.Version
		}) {
			m.rows.notices = append(m.rows.notices, n)
		}
	}
	return nil
}

// Record keeps a line of the journal.
func (m *Memory) Record(ctx context.Context, action, subject string, id int64, reason string) error {
	defer m.enter(ctx)()
	m.rows.records = append(m.rows.records, Record{action, subject, id, reason})
	return nil
}

// Lapse keeps a timer for each offer.
func (m *Memory) Lapse(ctx context.Context, list ...booking.Offer) error {
	defer m.enter(ctx)()
	for _, o := range list {
		m.rows.timers = append(m.rows.timers, Timer{o.ID, o.ConfirmBy})
	}
	return nil
}

// Fill keeps a slot to be filled.
func (m *Memory) Fill(ctx context.Context, slot booking.SlotID) error {
	defer m.enter(ctx)()
	m.rows.freed = append(m.rows.freed, slot)
	return nil
}

// ToFill are the slots for which Desk.Fill is to be called, in order.
func (m *Memory) ToFill() []booking.SlotID {
	defer m.enter(context.Background())()
	return slices.Clone(m.rows.freed)
}

// Notices are all that people were told, in order.
func (m *Memory) Notices() []booking.Notice {
	defer m.enter(context.Background())()
	return slices.Clone(m.rows.notices)
}

// Records is the journal.
func (m *Memory) Records() []Record {
	defer m.enter(context.Background())()
	return slices.Clone(m.rows.records)
}

// Timers are the calls of Desk.Lapse set for later.
func (m *Memory) Timers() []Timer {
	defer m.enter(context.Background())()
	return slices.Clone(m.rows.timers)
}
