package sitting_test

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"majlis/booking"
	"majlis/internal/sitting"
	"majlis/signaling"
	"majlis/signaling/signalingtest"
)

// meeting is a morning with the first audience on the stage.
func meeting(t *testing.T, people int) (m *morning, aide, citizen *signalingtest.Peer) {
	m = newMorning(t, people)
	aide, citizen = m.aide(), m.citizen(0)
	m.status(0, booking.AudienceWaiting)
	if _, err := m.Desk.Verify(t.Context(), m.audiences[0].ID); err != nil {
		t.Fatal(err)
	}
	aide.Do("next", nil)
	m.status(0, booking.AudienceInSession)
	return m, aide, citizen
}

// audience is the record of the n-th audience as it stands.
func (m *morning) audience(n int) booking.Audience {
	m.t.Helper()
	a, err := m.Desk.Audience(m.t.Context(), m.audiences[n].ID)
	if err != nil {
		m.t.Fatal(err)
	}
	return a
}

func TestSitting_extendIsWrittenDownAndTold(t *testing.T) {
	m, aide, citizen := meeting(t, 2)
	late := m.citizen(1)
	m.status(1, booking.AudienceWaiting)
	before := m.audience(0).Minutes
	type queue struct{ Yours struct{ ToMinutes int } }
	var first struct{ Queue queue }
	late.Expect("joined").Into(t, &first)
	aide.Do("extend", map[string]any{"minutes": 30})
	if got := m.audience(0).Minutes; got != before+30 {
		t.Errorf("%d minutes on record, want %d", got, before+30)
	}
	var notice struct {
		Code    string
		Minutes int
	}
	if citizen.Latest("notice", &notice); notice.Code != "extended" || notice.Minutes != 30 {
		t.Errorf("the citizen is told %+v", notice)
	}
	var second queue
	if late.Latest("queue", &second); second.Yours.ToMinutes <= first.Queue.Yours.ToMinutes {
		t.Errorf("who waits was told %d minutes, and still is told %d", first.Queue.Yours.ToMinutes, second.Yours.ToMinutes)
	}
}

// deputy opens the deputy's session of the day and joins it.
func (m *morning) deputy() (booking.SessionID, *signalingtest.Peer) {
	m.t.Helper()
	lines, err := m.Desk.Today(m.t.Context(), m.Clock.Now())
	if err != nil {
		m.t.Fatal(err)
	}
	for _, line := range lines {
		if line.Host.ID == m.Deputy {
			return line.Session.ID, m.join(m.run.StaffTicket(m.t.Context(), line.Session.ID, accounts[2], "مدير الجلسة"))
		}
	}
	m.t.Fatal("the deputy receives nobody today")
	return 0, nil
}

func TestSitting_handOverToTheDeputy(t *testing.T) {
	m, aide, citizen := meeting(t, 1)
	command := map[string]any{"audience": name(m.audiences[0])["audience"], "to": "deputy"}
	if code := aide.Try("handOver", command); code != "noSession" {
		t.Errorf("to somebody who receives nobody: %q", code)
	}
	session, deputy := m.deputy()
	m.Clock.Forward(10 * time.Second) // the day is read again
	if err := m.run.Refresh(t.Context(), m.session()); err != nil {
		t.Fatal(err)
	}
	var room struct {
		HandOverTo []struct{ Key, Name, NameEn string }
	}
	if aide.Latest("room", &room); len(room.HandOverTo) != 1 || room.HandOverTo[0].Key != "deputy" || room.HandOverTo[0].Name == "" {
		t.Errorf("the aide may hand over to %+v", room.HandOverTo)
	}
	aide.Do("handOver", command)
	if a := m.audience(0); a.Session != session || a.Host != m.Deputy || a.Status != booking.AudienceWaiting {
		t.Errorf("on record: %+v", a)
	}
	var pass struct{ Ticket string }
	citizen.Latest("transfer", &pass)
	again := m.join(pass.Ticket, nil)
	deputy.Do("admit", name(m.audiences[0]))
	m.status(0, booking.AudienceInSession)
	if !deputy.Leg.Shows(again.Leg, signaling.Audio|signaling.Camera) {
		t.Error("the deputy does not see the citizen")
	}
	if code := aide.Try("handOver", map[string]any{"audience": name(m.audiences[0])["audience"], "to": "deputy"}); code != "notFound" {
		t.Errorf("an audience of another room: %q", code)
	}
	// Whoever comes to the old room by an old ticket is sent on.
	token, err := m.run.Signer.Sign(signaling.Ticket{
		Room: signaling.RoomID(booking.Session{ID: m.session()}.Room()), Audience: signaling.AudienceID(name(m.audiences[0])["audience"].(string)),
		Peer: "person-x", Role: signaling.RoleCitizen, Purpose: signaling.ForCall, Until: m.Clock.Now().Add(time.Hour),
	})
	old := m.join(token, err)
	if err := m.run.Refresh(t.Context(), m.session()); err != nil {
		t.Fatal(err)
	}
	if code := old.ClosedWith(); code != "transferred" {
		t.Errorf("an old ticket: closed with %q", code)
	}
	m.status(0, booking.AudienceInSession)
}

// fragile is the booking office on a database that may be away.
type fragile struct {
	*booking.Desk
	away atomic.Bool
	hang atomic.Bool // answers nothing at all
}

var errAway = errors.New("connection refused")

// answer gives what the office says, unless it cannot say anything.
func answer[T any](f *fragile, ask func() (T, error)) (T, error) {
	if f.away.Load() {
		var nothing T
		return nothing, errAway
	}
	return ask()
}

func (f *fragile) Line(ctx context.Context, id booking.SessionID) ([]booking.Audience, error) {
	if f.hang.Load() {
		<-ctx.Done()
		return nil, ctx.Err()
	}
	return answer(f, func() ([]booking.Audience, error) { return f.Desk.Line(ctx, id) })
}

func (f *fragile) Session(ctx context.Context, id booking.SessionID) (booking.Session, error) {
	return answer(f, func() (booking.Session, error) { return f.Desk.Session(ctx, id) })
}

func (f *fragile) Audience(ctx context.Context, id booking.AudienceID) (booking.Audience, error) {
	return answer(f, func() (booking.Audience, error) { return f.Desk.Audience(ctx, id) })
}

func TestSitting_callsGoOnWithoutTheDatabase(t *testing.T) {
	m, aide, citizen := meeting(t, 2)
	office := &fragile{Desk: m.Desk}
	m.run.Line, m.run.Floor, m.run.Presence = office, office, office
	m.records.open = []booking.SessionID{m.session()}
	token, err := m.run.CitizenTicket(t.Context(), m.audiences[1].ID)
	office.away.Store(true)
	m.records.setAway(true)
	aide.Clear()
	for kind, data := range map[string]map[string]any{
		"admit": name(m.audiences[1]), "hold": name(m.audiences[0]), "extend": {"minutes": 5},
		"end":      {"audience": name(m.audiences[0])["audience"], "disposition": "held"},
		"handOver": {"audience": name(m.audiences[0])["audience"], "to": "deputy"},
	} {
		if code := aide.Try(kind, data); code != "unavailable" {
			t.Errorf("%s: %q, want unavailable", kind, code)
		}
	}
	if code := aide.Try("next", nil); code != "unavailable" {
		t.Errorf("next: %q", code)
	}
	citizen.Do("chat", map[string]any{"to": "stage", "text": "أسمعكم"})
	aide.Expect("chat")
	late := m.join(token, err)
	for range 3 {
		sitting.KeepOnce(m.run, t.Context())
	}
	if code := aide.ClosedWith() + citizen.ClosedWith() + late.ClosedWith(); code != "" || !aide.Leg.Shows(citizen.Leg, signaling.Audio|signaling.Camera) {
		t.Errorf("somebody was disturbed: %q", code)
	}
	office.away.Store(false)
	m.records.setAway(false)
	sitting.KeepOnce(m.run, t.Context())
	sitting.KeepOnce(m.run, t.Context())
	m.status(1, booking.AudienceWaiting) // came while nothing could be written
	if len(m.records.chats) != 1 || m.records.chats[0].To != "stage" {
		t.Errorf("chat kept: %+v", m.records.chats)
	}
	aide.Do("end", map[string]any{"audience": name(m.audiences[0])["audience"], "disposition": "held"})
	m.status(0, booking.AudienceEnded)
}

// TestSitting_aDatabaseThatHangs: somebody whose command cannot be carried out hears so before their
// client takes the silence for a lost socket, which is after twelve seconds.
func TestSitting_aDatabaseThatHangs(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m, aide, _ := meeting(t, 1)
		office := &fragile{Desk: m.Desk}
		m.run.Line = office
		m.records.open = []booking.SessionID{m.session()}
		office.hang.Store(true)
		kept := make(chan bool)
		go func() {
			sitting.KeepOnce(m.run, t.Context()) // has the line locked, and waits
			close(kept)
		}()
		synctest.Wait()
		began := time.Now()
		if code := aide.Try("next", nil); code != "unavailable" {
			t.Errorf("next: %q", code)
		}
		aide.Do("hold", name(m.audiences[0])) // does not ask for the line before it is written down
		if took := time.Since(began); took > 10*time.Second {
			t.Errorf("answered after %v", took)
		}
		<-kept
	})
}
