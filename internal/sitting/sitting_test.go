package sitting_test

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"majlis/booking"
	"majlis/booking/bookingtest"
	"majlis/internal/identity"
	"majlis/internal/sitting"
	"majlis/signaling"
	"majlis/signaling/signalingtest"
)

// records is the live session's memory in tests.
type records struct {
	mu      sync.Mutex
	names   map[booking.AudienceID]sitting.Face
	chats   []sitting.Chat
	samples []sitting.Sample
	papers  []paper
	open    []booking.SessionID
	read    int
	away    bool
}

// paper is a document with its content.
type paper struct {
	sitting.Paper
	content []byte
}

func (r *records) AddPaper(_ context.Context, p sitting.Paper, content []byte) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.papers = append(r.papers, paper{p, content})
	return nil
}

func (r *records) PapersOf(_ context.Context, id booking.AudienceID) ([]sitting.Paper, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	var list []sitting.Paper
	for _, p := range r.papers {
		if p.Audience == id {
			list = append(list, p.Paper)
		}
	}
	return list, nil
}

func (r *records) PaperContent(_ context.Context, key string) (sitting.Paper, []byte, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, p := range r.papers {
		if p.Key == key {
			return p.Paper, p.content, nil
		}
	}
	return sitting.Paper{}, nil, booking.ErrNotFound
}

func (r *records) Record(context.Context, string, string, int64, string) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.read++
	return nil
}

func (r *records) setAway(away bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.away = away
}

func (r *records) Faces(context.Context, booking.SessionID) (map[booking.AudienceID]sitting.Face, error) {
	return r.names, nil
}

func (r *records) OpenSessions(context.Context, time.Time, time.Time) ([]booking.SessionID, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.away {
		return nil, errors.New("database away")
	}
	return r.open, nil
}

func (r *records) AddChat(_ context.Context, line sitting.Chat) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.away {
		return errors.New("database away")
	}
	r.chats = append(r.chats, line)
	return nil
}

func (r *records) AddSamples(_ context.Context, samples []sitting.Sample) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.away {
		return errors.New("database away")
	}
	r.samples = append(r.samples, samples...)
	return nil
}

// staff are the accounts of tests: the number says the role.
type staff struct{}

var accounts = map[int64]identity.Staff{
	1: {ID: 1, Role: identity.RoleHost, Host: 1, Active: true, NameAr: "معالي الوزير"},
	2: {ID: 2, Role: identity.RoleAide, Active: true, NameAr: "مدير الجلسة"},
	3: {ID: 3, Role: identity.RoleReception, Active: true},
	4: {ID: 4, Role: identity.RoleHost, Host: 999, Active: true},
	5: {ID: 5, Role: identity.RoleInterpreter, Active: true, NameAr: "هند"},
	6: {ID: 6, Role: identity.RoleOperations, Active: true},
}

func (staff) Staff(_ context.Context, id int64) (identity.Staff, error) {
	s, ok := accounts[id]
	if !ok {
		return s, booking.ErrNotFound
	}
	return s, nil
}

// morning is a session with confirmed audiences, a quarter of an hour before the first.
type morning struct {
	*bookingtest.Office
	world     *signalingtest.World
	run       *sitting.Sitting
	records   *records
	audiences []booking.Audience
	t         *testing.T
}

func newMorning(t *testing.T, people int) *morning {
	t.Helper()
	m := &morning{Office: bookingtest.NewOffice(t), records: &records{names: map[booking.AudienceID]sitting.Face{}}, t: t}
	m.Template(m.Deputy, time.Sunday, 9, 12)
	var requests []booking.RequestID
	for range people {
		ask := bookingtest.Ask()
		ask.Hosts = []string{"minister"}
		requests = append(requests, m.Shortlisted(ask).ID)
	}
	m.Published(m.Week())
	for _, r := range requests {
		a := m.Confirmed(r)
		m.audiences = append(m.audiences, a)
		m.records.names[a.ID] = sitting.Face{Name: "نورة بنت سعد", Reference: "R48-10427"}
	}
	slices.SortFunc(m.audiences, func(a, b booking.Audience) int { return a.At.Compare(b.At) })
	m.Clock.Set(m.audiences[0].At.Add(-15 * time.Minute))

	signer, err := signaling.NewSigner(signalingtest.Key)
	if err != nil {
		t.Fatal(err)
	}
	m.run = sitting.New(sitting.Config{
		Line: m.Desk, Presence: m.Desk, Floor: m.Desk, Records: m.records, Papers: m.records, Journal: m.records, Accounts: staff{}, Signer: signer,
		Now: m.Clock.Now, Log: slog.New(slog.DiscardHandler),
	})
	m.world = signalingtest.NewWorldOn(t, m.run, m.run, m.Clock.Now)
	m.run.Attach(m.world.Hub)
	return m
}

func (m *morning) session() booking.SessionID { return m.audiences[0].Session }

// join brings the holder of a token into the room.
func (m *morning) join(token string, err error) *signalingtest.Peer {
	m.t.Helper()
	if err != nil {
		m.t.Fatal(err)
	}
	peer, err := m.world.TryJoin(token, signalingtest.Offer)
	if err != nil {
		m.t.Fatal(err)
	}
	return peer
}

func (m *morning) aide() *signalingtest.Peer {
	m.t.Helper()
	return m.join(m.run.StaffTicket(m.t.Context(), m.session(), accounts[2], "مدير الجلسة"))
}

func (m *morning) citizen(n int) *signalingtest.Peer {
	m.t.Helper()
	return m.join(m.run.CitizenTicket(m.t.Context(), m.audiences[n].ID))
}

// status waits until the record of the n-th audience says so: events reach it in the background.
func (m *morning) status(n int, want booking.AudienceStatus) {
	m.t.Helper()
	var got booking.AudienceStatus
	for range 200 {
		a, err := m.Desk.Audience(m.t.Context(), m.audiences[n].ID)
		if err != nil {
			m.t.Fatal(err)
		}
		if got = a.Status; got == want {
			return
		}
		select {
		case <-m.t.Context().Done():
		case <-time.After(10 * time.Millisecond):
		}
	}
	m.t.Fatalf("audience %d is %s, want %s", n, got, want)
}

func name(a booking.Audience) map[string]any {
	return map[string]any{"audience": "a-" + itoa(int64(a.ID))}
}

func itoa(n int64) string {
	if n < 10 {
		return string(rune('0' + n))
	}
	return itoa(n/10) + itoa(n%10)
}

func TestSitting_oneAudienceFromWaitingToEnd(t *testing.T) {
	m := newMorning(t, 2)
	aide, citizen := m.aide(), m.citizen(0)
	m.status(0, booking.AudienceWaiting)

	if code := aide.Try("next", nil); code != "conflict" {
		t.Errorf("an unchecked identity answered %q, want conflict", code)
	}
	if _, err := m.Desk.Verify(t.Context(), m.audiences[0].ID); err != nil {
		t.Fatal(err)
	}
	aide.Do("next", nil)
	m.status(0, booking.AudienceInSession)
	citizen.Expect("admitted")
	if code := aide.Try("next", nil); code != "conflict" {
		t.Errorf("next during an audience answered %q", code)
	}

	citizen.Do("chat", map[string]any{"to": "stage", "text": "السلام عليكم"})
	aide.Do("hold", map[string]any{"audience": name(m.audiences[0])["audience"], "reason": "private"})
	m.status(0, booking.AudienceWaiting)
	aide.Do("admit", name(m.audiences[0]))
	m.status(0, booking.AudienceInSession)

	m.Clock.Forward(20 * time.Minute)
	if code := aide.Try("end", map[string]any{"audience": name(m.audiences[0])["audience"], "disposition": "rubbish"}); code != "malformed" {
		t.Errorf("an unknown disposition answered %q", code)
	}
	aide.Do("end", map[string]any{"audience": name(m.audiences[0])["audience"], "disposition": "held", "note": "يُحال"})
	m.status(0, booking.AudienceEnded)
	if code := citizen.ClosedWith(); code != "ended" {
		t.Errorf("the citizen's socket closed with %q", code)
	}
	if len(m.records.chats) != 1 || m.records.chats[0].Audience != m.audiences[0].ID {
		t.Errorf("chat kept: %+v", m.records.chats)
	}
	if code := aide.Try("next", nil); code != "notFound" {
		t.Errorf("next with nobody there answered %q", code)
	}
}

func TestSitting_aRestartPutsTheAudienceBack(t *testing.T) {
	m := newMorning(t, 1)
	m.aide()
	m.citizen(0)
	m.status(0, booking.AudienceWaiting)
	m.Admitted(m.audiences[0].ID)
	if err := m.run.Refresh(t.Context(), m.session()); err != nil {
		t.Fatal(err)
	}
	room := m.world.Hub.Snapshot()[0]
	if room.Current != signaling.AudienceID(name(m.audiences[0])["audience"].(string)) {
		t.Errorf("on the stage is %q", room.Current)
	}
	// The record takes somebody off the stage: the room follows.
	if _, err := m.Desk.ReturnToWaiting(t.Context(), m.audiences[0].ID); err != nil {
		t.Fatal(err)
	}
	if err := m.run.Refresh(t.Context(), m.session()); err != nil {
		t.Fatal(err)
	}
	if current := m.world.Hub.Snapshot()[0].Current; current != "" {
		t.Errorf("still on the stage: %q", current)
	}
}

func TestSitting_leavingTheWaitingRoom(t *testing.T) {
	m := newMorning(t, 1)
	m.aide()
	citizen := m.citizen(0)
	m.status(0, booking.AudienceWaiting)
	citizen.Send("leave", nil)
	m.status(0, booking.AudienceExpected)
}

func TestSitting_aDeviceCheckLeavesTheLineAlone(t *testing.T) {
	m := newMorning(t, 1)
	m.aide()
	m.citizen(0)
	m.status(0, booking.AudienceWaiting)
	for _, kind := range []signaling.EventKind{signaling.EventWaiting, signaling.EventLeft} {
		m.run.Observe(signaling.Event{Kind: kind, Room: "check/session-1/person-1", Audience: "a-" + signaling.AudienceID(itoa(int64(m.audiences[0].ID))), Reason: "left"})
	}
	m.status(0, booking.AudienceWaiting)
}

func TestSitting_aCancelledAudienceIsShownOut(t *testing.T) {
	m := newMorning(t, 2)
	m.aide()
	citizen := m.citizen(1)
	m.status(1, booking.AudienceWaiting)
	m.Clock.Set(m.audiences[1].At.Add(-20 * time.Minute))
	if err := m.Desk.Revoke(t.Context(), m.audiences[1].Offer, "office"); err != nil {
		t.Fatal(err)
	}
	if err := m.run.Refresh(t.Context(), m.session()); err != nil {
		t.Fatal(err)
	}
	if code := citizen.ClosedWith(); code != "ended" {
		t.Errorf("the citizen's socket closed with %q", code)
	}
}

// slowLine gives the line only when told to, once it is armed.
type slowLine struct {
	*booking.Desk
	armed      atomic.Bool
	read, give chan struct{}
	away       atomic.Bool // the database does not answer
}

func (l *slowLine) Line(ctx context.Context, id booking.SessionID) ([]booking.Audience, error) {
	if l.away.Load() {
		return nil, errors.New("database away")
	}
	line, err := l.Desk.Line(ctx, id)
	if l.armed.CompareAndSwap(true, false) {
		close(l.read)
		<-l.give
	}
	return line, err
}

func TestSitting_aRefreshUndoesNoAdmission(t *testing.T) {
	m := newMorning(t, 1)
	slow := &slowLine{Desk: m.Desk, read: make(chan struct{}), give: make(chan struct{})}
	m.run.Config.Line = slow
	m.aide()
	citizen := m.citizen(0)
	m.status(0, booking.AudienceWaiting)
	if _, err := m.Desk.Verify(t.Context(), m.audiences[0].ID); err != nil {
		t.Fatal(err)
	}
	slow.armed.Store(true)
	refreshed, admitted := make(chan error, 1), make(chan error, 1)
	go func() { refreshed <- m.run.Refresh(t.Context(), m.session()) }()
	<-slow.read
	command := signaling.Command{Room: "session-" + signaling.RoomID(itoa(int64(m.session()))), By: "staff-2",
		Audience: signaling.AudienceID(name(m.audiences[0])["audience"].(string))}
	go func() { admitted <- m.run.Admit(t.Context(), command) }()
	select { // whether the admission waits for the refresh or not, it stands in the end
	case err := <-admitted:
		admitted <- err
	case <-time.After(50 * time.Millisecond):
	}
	close(slow.give)
	if err := errors.Join(<-refreshed, <-admitted); err != nil {
		t.Fatal(err)
	}
	citizen.Expect("admitted")
	citizen.ExpectNone("held")
}

func TestSitting_theAudienceGoesOnWhileTheDatabaseIsAway(t *testing.T) {
	m := newMorning(t, 1)
	line := &slowLine{Desk: m.Desk}
	m.run.Config.Line = line
	m.aide()
	m.citizen(0)
	m.status(0, booking.AudienceWaiting)
	m.Admitted(m.audiences[0].ID)
	if err := m.run.Refresh(t.Context(), m.session()); err != nil {
		t.Fatal(err)
	}
	line.away.Store(true)
	if err := m.run.Refresh(t.Context(), m.session()); err == nil {
		t.Error("a refresh without a database succeeded")
	}
	if current := m.world.Hub.Snapshot()[0].Current; current == "" {
		t.Error("the audience was taken off the stage")
	}
}

func TestSitting_tickets(t *testing.T) {
	m := newMorning(t, 1)
	ctx := t.Context()
	if _, err := m.run.StaffTicket(ctx, m.session(), accounts[3], "استقبال"); !errors.Is(err, booking.ErrForbidden) {
		t.Errorf("a reception officer got a ticket: %v", err)
	}
	if _, err := m.run.StaffTicket(ctx, m.session(), accounts[4], "مضيف آخر"); !errors.Is(err, booking.ErrForbidden) {
		t.Errorf("another host got a ticket: %v", err)
	}
	token, err := m.run.CitizenTicket(ctx, m.audiences[0].ID)
	if err != nil {
		t.Fatal(err)
	}
	m.Clock.Set(m.audiences[0].At.Add(-2 * time.Hour))
	if _, err := m.world.TryJoin(token, signalingtest.Offer); signaling.CodeOf(err) != "ticketEarly" {
		t.Errorf("two hours early answered %v", err)
	}
	m.Clock.Set(m.audiences[0].At.Add(24 * time.Hour))
	if _, err := m.world.TryJoin(token, signalingtest.Offer); signaling.CodeOf(err) != "ticketExpired" {
		t.Errorf("a day late answered %v", err)
	}
	m.Clock.Set(m.audiences[0].At)
	if err := m.Desk.Cancel(ctx, m.audiences[0].Offer); err == nil {
		t.Fatal("an audience was cancelled at its hour")
	}
	if err := m.Desk.CloseSession(ctx, m.session()); err != nil {
		t.Fatal(err)
	}
	if _, err := m.run.StaffTicket(ctx, m.session(), accounts[2], "مدير الجلسة"); !errors.Is(err, booking.Refuse("session_closed", "")) {
		t.Errorf("a closed session gave a ticket: %v", err)
	}
}

func TestSitting_samplesOutliveTheDatabase(t *testing.T) {
	m := newMorning(t, 1)
	ctx, stop := context.WithCancel(t.Context())
	m.records.away = true
	m.run.Observe(signaling.Event{Kind: signaling.EventQuality, Room: "session-1", Peer: "person-1", At: m.Clock.Now()})
	stop()
	m.run.Keep(ctx) // tries to file, twice, and keeps the sample
	m.records.away = false
	m.run.Keep(ctx)
	if len(m.records.samples) != 1 {
		t.Errorf("%d samples filed, want the one from while the database was away", len(m.records.samples))
	}
}
