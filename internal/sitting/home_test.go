package sitting_test

import (
	"context"
	"slices"
	"sync"
	"testing"
	"time"

	"majlis/booking"
	"majlis/internal/node"
	"majlis/internal/sitting"
	"majlis/signaling"
)

// homes is where rooms live, as a test decides it.
type homes struct {
	mu       sync.Mutex
	here     bool
	fenced   bool // the database knows of another home already
	woken    []signaling.RoomID
	released []signaling.RoomID
}

func (h *homes) Claim(context.Context, signaling.RoomID) (string, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if !h.here {
		return "ws://elsewhere", nil
	}
	return "", nil
}

func (h *homes) Mine(signaling.RoomID) (int64, bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	return 1, h.here
}

func (h *homes) Fenced(ctx context.Context, _ signaling.RoomID, do func(ctx context.Context) error) error {
	h.mu.Lock()
	fenced := h.fenced || !h.here
	h.mu.Unlock()
	if fenced {
		return node.ErrDeposed
	}
	return do(ctx)
}

func (h *homes) Release(_ context.Context, room signaling.RoomID) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.released, h.here = append(h.released, room), false
	return nil
}

func (h *homes) Wake(_ context.Context, room signaling.RoomID) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.woken = append(h.woken, room)
	return nil
}

func (h *homes) move(here, fenced bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.here, h.fenced = here, fenced
}

func TestSitting_Claim_PutsTheAudienceThatIsOnBack(t *testing.T) {
	m := newMorning(t, 1)
	ctx, room := t.Context(), signaling.RoomID("session-"+itoa(int64(m.session())))
	for _, step := range []func() error{
		func() error { return m.Desk.OpenSession(ctx, m.session()) },
		func() error { _, err := m.Desk.Verify(ctx, m.audiences[0].ID); return err },
		func() error { _, err := m.Desk.Wait(ctx, m.audiences[0].ID); return err },
		func() error { _, err := m.Desk.Admit(ctx, m.audiences[0].ID); return err },
	} {
		if err := step(); err != nil {
			t.Fatal(err)
		}
	}
	at := &homes{}
	m.run.Homes = at
	if url, err := m.run.Claim(ctx, room); err != nil || url != "ws://elsewhere" || m.world.Hub.Holds(room) {
		t.Fatalf("a room that is elsewhere: %q, %v", url, err)
	}
	at.move(true, false)
	if url, err := m.run.Claim(ctx, room); err != nil || url != "" {
		t.Fatalf("claimed: %q, %v", url, err)
	}
	if on := m.world.Hub.Room(room).Snapshot().Current; on != signaling.AudienceID("a-"+itoa(int64(m.audiences[0].ID))) {
		t.Errorf("on the stage is %q before anybody came", on)
	}
	citizen := m.citizen(0)
	var joined struct{ You struct{ Place string } }
	citizen.Expect("joined").Into(t, &joined)
	if joined.You.Place != "stage" {
		t.Errorf("the citizen came back to %s", joined.You.Place)
	}
}

func TestSitting_ADeposedHomeWritesNothing(t *testing.T) {
	m := newMorning(t, 1)
	at := &homes{here: true}
	m.run.Homes = at
	if _, err := m.Desk.Verify(t.Context(), m.audiences[0].ID); err != nil {
		t.Fatal(err)
	}
	aide, citizen := m.aide(), m.citizen(0)
	m.status(0, booking.AudienceWaiting)
	at.move(true, true)
	if code := aide.Try("admit", name(m.audiences[0])); code != "unavailable" {
		t.Errorf("admitted by a deposed home: %q", code)
	}
	at.move(false, true)
	citizen.Send("leave", nil)
	aide.Send("leave", nil)
	m.world.Hub.Close() // the observer has had its last event
	m.status(0, booking.AudienceWaiting)
}

func TestSitting_Refresh_WakesTheHome(t *testing.T) {
	m := newMorning(t, 1)
	at := &homes{}
	m.run.Homes = at
	if err := m.run.Refresh(t.Context(), m.session()); err != nil {
		t.Fatal(err)
	}
	room := signaling.RoomID("session-" + itoa(int64(m.session())))
	if !slices.Contains(at.woken, room) || m.world.Hub.Holds(room) {
		t.Errorf("woken %v; the room is open here: %t", at.woken, m.world.Hub.Holds(room))
	}
	m.run.Woken(t.Context(), room)
	if m.world.Hub.Holds(room) {
		t.Error("woken for a room that lives elsewhere, it opened one")
	}
}

func TestSitting_LetsGoOfRoomsThatAreOver(t *testing.T) {
	m := newMorning(t, 1)
	at := &homes{here: true}
	m.run.Homes = at
	room := signaling.RoomID("session-" + itoa(int64(m.session())))
	if _, err := m.run.Claim(t.Context(), room); err != nil {
		t.Fatal(err)
	}
	m.records.open = []booking.SessionID{m.session()}
	aide := m.aide()
	m.records.open = nil // its hour is over
	m.Clock.Forward(time.Hour)
	sitting.KeepOnce(m.run, t.Context())
	if len(at.released) > 0 {
		t.Fatal("let go of a room with somebody in it")
	}
	aide.Send("leave", nil)
	sitting.KeepOnce(m.run, t.Context())
	if !slices.Contains(at.released, room) || m.world.Hub.Holds(room) {
		t.Errorf("released %v, open: %t", at.released, m.world.Hub.Holds(room))
	}
}
