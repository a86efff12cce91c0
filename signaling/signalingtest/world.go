package signalingtest

import (
	"context"
	"sync"
	"testing"
	"time"

	"majlis/signaling"
)

// device is what every scripted peer says of its equipment.
var device = map[string]any{"camera": "ok", "microphone": "ok"}

// Key signs the tickets of a World.
var Key = []byte("a key for tests, thirty-two bytes long")

// World is a hub with everything around it faked.
type World struct {
	Hub    *signaling.Hub
	Media  *Media
	Floor  *Floor
	Events *Recorder
	Relay  *Relay
	Signer *signaling.Signer

	t testing.TB
}

// NewWorld opens a hub that is closed when the test ends.
func NewWorld(t testing.TB) *World {
	t.Helper()
	return newWorld(t, nil, nil)
}

func newWorld(t testing.TB, homes signaling.Homes, recorder signaling.Recorder) *World {
	t.Helper()
	signer, err := signaling.NewSigner(Key)
	if err != nil {
		t.Fatal(err)
	}
	w := &World{Media: &Media{}, Events: &Recorder{}, Relay: &Relay{}, Signer: signer, t: t}
	w.Floor = &Floor{signer: signer}
	w.Hub = signaling.NewHub(signaling.Config{
		Gate: signer, Media: w.Media, Floor: w.Floor, Observer: w.Events, Relay: w.Relay, Recorder: recorder, Homes: homes, Signer: signer,
	})
	w.Floor.Hub = w.Hub
	t.Cleanup(w.Hub.Close)
	return w
}

// NewRecordedWorld opens a hub that records.
func NewRecordedWorld(t testing.TB, r signaling.Recorder) *World {
	t.Helper()
	return newWorld(t, nil, r)
}

// NewWorldOn opens a hub with a floor, an observer and a clock of the test's own.
func NewWorldOn(t testing.TB, floor signaling.Floor, observer signaling.Observer, now func() time.Time) *World {
	t.Helper()
	signer, err := signaling.NewSigner(Key)
	if err != nil {
		t.Fatal(err)
	}
	w := &World{Media: &Media{}, Signer: signer, t: t}
	w.Hub = signaling.NewHub(signaling.Config{Gate: signer, Media: w.Media, Floor: floor, Observer: observer, Now: now})
	t.Cleanup(w.Hub.Close)
	return w
}

// Token signs a ticket.
func (w *World) Token(ticket signaling.Ticket) string {
	w.t.Helper()
	token, err := w.Signer.Sign(ticket)
	if err != nil {
		w.t.Fatal(err)
	}
	return token
}

// Join brings a peer in and takes its joined message.
func (w *World) Join(ticket signaling.Ticket) *Peer {
	w.t.Helper()
	p, err := w.TryJoin(w.Token(ticket), Offer)
	if err != nil {
		w.t.Fatalf("join as %s: %v", ticket.Role, err)
	}
	return p
}

// TryJoin sends a join with any ticket and offer.
func (w *World) TryJoin(token, offer string) (*Peer, error) {
	w.t.Helper()
	return w.tryJoin(token, map[string]any{"ticket": token, "offer": offer, "device": device})
}

func (w *World) tryJoin(token string, join map[string]any) (*Peer, error) {
	w.t.Helper()
	p := &Peer{t: w.t, world: w, token: token, link: &Link{}}
	conn, err := w.Hub.Join(context.Background(), p.link, frame(w.t, "join", 0, 0, join))
	if err != nil {
		return nil, err
	}
	p.conn, p.Leg = conn, w.Media.Last()
	var joined struct {
		ConnectionID string `json:"connectionId"`
		You          struct {
			Person int `json:"person"`
		} `json:"you"`
	}
	for _, m := range p.peek() {
		if m.Type == "joined" {
			m.Into(w.t, &joined)
		}
	}
	p.id, p.number = joined.ConnectionID, joined.You.Person
	return p, nil
}

// Host is a ticket for the host of a room.
func Host(room signaling.RoomID) signaling.Ticket {
	return Ticket(room, "", signaling.RoleHost, "host")
}

// Aide is a ticket for the chief aide of a room.
func Aide(room signaling.RoomID) signaling.Ticket {
	return Ticket(room, "", signaling.RoleChiefAide, "aide")
}

// Citizen is a ticket for the citizen of an audience.
func Citizen(room signaling.RoomID, a signaling.AudienceID, peer signaling.PeerID) signaling.Ticket {
	return Ticket(room, a, signaling.RoleCitizen, peer)
}

// Ticket is a ticket that is good for a day.
func Ticket(room signaling.RoomID, a signaling.AudienceID, role signaling.Role, peer signaling.PeerID) signaling.Ticket {
	return signaling.Ticket{
		Room: room, Audience: a, Peer: peer, Role: role, Name: string(peer),
		Purpose: signaling.ForCall, Until: time.Now().Add(24 * time.Hour),
	}
}

// Recorder is an Observer that remembers.
type Recorder struct {
	mu     sync.Mutex
	events []signaling.Event
}

// Observe implements signaling.Observer.
func (r *Recorder) Observe(e signaling.Event) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.events = append(r.events, e)
}

// Of returns the events of a kind so far.
func (r *Recorder) Of(kind signaling.EventKind) []signaling.Event {
	r.mu.Lock()
	defer r.mu.Unlock()
	var list []signaling.Event
	for _, e := range r.events {
		if e.Kind == kind {
			list = append(list, e)
		}
	}
	return list
}

// Floor is a signaling.Floor that remembers nothing and carries out everything at once. Refuse, when
// set, is the answer to every command; Line is the order that Next follows.
type Floor struct {
	Hub *signaling.Hub

	signer *signaling.Signer
	mu     sync.Mutex
	line   []signaling.AudienceID
	on     signaling.AudienceID
	refuse error
	chats  []signaling.ChatLine
}

// SetLine sets the order that Next follows, and the room's queue.
func (f *Floor) SetLine(room signaling.RoomID, line ...signaling.AudienceID) {
	f.mu.Lock()
	f.line = line
	f.mu.Unlock()
	entries := make([]signaling.QueueEntry, 0, len(line))
	for _, a := range line {
		entries = append(entries, signaling.QueueEntry{Audience: a, Name: string(a)})
	}
	f.Hub.Room(room).SetQueue(entries)
}

// Refuse makes every later command fail with err.
func (f *Floor) Refuse(err error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.refuse = err
}

// Chats returns the lines of chat so far.
func (f *Floor) Chats() []signaling.ChatLine {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.chats
}

// Next implements signaling.Floor: it ends the audience on the stage and admits the first in line.
func (f *Floor) Next(ctx context.Context, c signaling.Command) error {
	f.mu.Lock()
	on, line := f.on, f.line
	f.mu.Unlock()
	if on != "" {
		c.Audience, c.Disposition = on, "held"
		if err := f.End(ctx, c); err != nil {
			return err
		}
	}
	if len(line) == 0 {
		return signaling.ErrNotFound
	}
	f.mu.Lock()
	f.line = line[1:]
	f.mu.Unlock()
	c.Audience = line[0]
	return f.Admit(ctx, c)
}

// Admit implements signaling.Floor.
func (f *Floor) Admit(_ context.Context, c signaling.Command) error {
	return f.set(c.Audience, func() error { return f.Hub.Room(c.Room).Admit(c.Audience, time.Time{}) })
}

// Hold implements signaling.Floor.
func (f *Floor) Hold(_ context.Context, c signaling.Command) error {
	return f.set("", func() error { return f.Hub.Room(c.Room).Hold(c.Audience, c.Reason) })
}

// End implements signaling.Floor.
func (f *Floor) End(_ context.Context, c signaling.Command) error {
	return f.set("", func() error { return f.Hub.Room(c.Room).End(c.Audience, c.Disposition) })
}

// Extend implements signaling.Floor: the audience ends so much after now.
func (f *Floor) Extend(_ context.Context, c signaling.Command) error {
	return f.set(c.Audience, func() error {
		f.Hub.Room(c.Room).Extend(time.Now().Add(c.For), c.For)
		return nil
	})
}

// HandOver implements signaling.Floor: the room is named as its successor's key.
func (f *Floor) HandOver(_ context.Context, c signaling.Command) error {
	return f.set("", func() error {
		return f.Hub.Room(c.Room).Transfer(c.Audience, func(t signaling.Ticket) (signaling.Pass, error) {
			t.Room = signaling.RoomID(c.To)
			token, err := f.signer.Sign(t)
			return signaling.Pass{Token: token}, err
		})
	})
}

// Chat implements signaling.Floor.
func (f *Floor) Chat(_ context.Context, l signaling.ChatLine) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.refuse == nil {
		f.chats = append(f.chats, l)
	}
	return f.refuse
}

// set carries out a change of the stage and notes who is on it.
func (f *Floor) set(on signaling.AudienceID, do func() error) error {
	f.mu.Lock()
	refuse := f.refuse
	f.mu.Unlock()
	if refuse != nil {
		return refuse
	}
	err := do()
	if err == nil {
		f.mu.Lock()
		f.on = on
		f.mu.Unlock()
	}
	return err
}
