package signaling

import (
	"context"
	"log/slog"
	"sort"
	"sync"
	"time"

	"majlis/signaling/wire"
)

// Config is what a Hub needs. Gate and Media are required; the rest may be left out: without a Floor
// every command of staff is refused, and chat passes.
type Config struct {
	Gate     Gate
	Media    Media
	Floor    Floor
	Observer Observer
	Relay    Relay
	Recorder Recorder        // nil: nothing is ever recorded
	Homes    Homes           // nil: this is the only server
	H264     bool            // rooms have H.264 for pictures, where a client has it, and not VP8
	Sockets  func() []string // of all servers now, this one's first; nil: there is no other
	Signer   *Signer         // of the tokens by which rooms move; nil: they cannot
	Now      func() time.Time
	Log      *slog.Logger
}

// Hub holds the rooms of one server. It is safe for concurrent use.
type Hub struct {
	cfg     Config
	events  *eventQueue
	refused tally
	work    sync.WaitGroup // legs being closed

	mu     sync.Mutex
	rooms  map[RoomID]*Room
	closed bool
}

// NewHub returns an empty hub; Close it when done.
func NewHub(cfg Config) *Hub {
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	if cfg.Log == nil {
		cfg.Log = slog.New(slog.DiscardHandler)
	}
	h := &Hub{cfg: cfg, rooms: map[RoomID]*Room{}, events: newEventQueue(cfg.Observer)}
	return h
}

// Room returns the room of that name and opens it if need be. A room stays open until its Close.
func (h *Hub) Room(id RoomID) *Room { return h.room(id, false) }

func (h *Hub) room(id RoomID, check bool) *Room {
	h.mu.Lock()
	defer h.mu.Unlock()
	r, ok := h.rooms[id]
	if !ok {
		r = newRoom(h, id, check)
		r.closed = h.closed
		h.rooms[id] = r
	}
	return r
}

// forget takes a closed room out of the list.
func (h *Hub) forget(r *Room) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.rooms[r.id] == r {
		delete(h.rooms, r.id)
	}
}

// Holds tells whether a room of that name is open here.
func (h *Hub) Holds(id RoomID) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.rooms[id] != nil
}

// list returns the rooms in the order of their names.
func (h *Hub) list() []*Room {
	h.mu.Lock()
	defer h.mu.Unlock()
	rooms := make([]*Room, 0, len(h.rooms))
	for _, r := range h.rooms {
		rooms = append(rooms, r)
	}
	sort.Slice(rooms, func(i, j int) bool { return rooms[i].id < rooms[j].id })
	return rooms
}

// Close tells everybody that the server stops, ends every leg and waits until the Observer has had
// its last event. No one can join afterwards.
func (h *Hub) Close() {
	h.mu.Lock()
	h.closed = true
	h.mu.Unlock()
	for _, r := range h.list() {
		r.Close()
	}
	h.work.Wait()
	h.events.close()
}

// Link is a transport's way back to one client.
type Link interface {
	// Send queues a frame and never blocks; an error means that the client does not keep up.
	Send(frame []byte) error
	// Close lets queued frames go out, then closes with the meaning of code (see docs/protocol.md).
	Close(code string)
}

// Join takes a socket's first frame. On success the frames that follow go to the Connection. When
// CodeOf the error is "unknownConnection" or "offerInvalid" the client may send another join on the
// same socket. The caller tells the client of the error with JoinError.
func (h *Hub) Join(ctx context.Context, link Link, frame []byte) (*Connection, error) {
	c, err := h.join(ctx, link, frame)
	if err != nil {
		h.refuse("", "join", err)
	}
	return c, err
}

func (h *Hub) join(ctx context.Context, link Link, frame []byte) (*Connection, error) {
	e, err := wire.Read(frame)
	if err != nil {
		return nil, err
	}
	j, err := wire.Data[wire.Join](e)
	if err != nil || e.Type != "join" || j.Device != (wire.Device{}) && !told(j.Device) {
		return nil, ErrMessage
	}
	ticket, err := h.cfg.Gate.Check(ctx, j.Ticket)
	if err != nil {
		return nil, err
	}
	if err := ticket.honoured(h.cfg.Now()); err != nil {
		return nil, err
	}
	if err := h.home(ctx, ticket); err != nil {
		return nil, err
	}
	room := h.roomFor(ticket)
	seat := room.join
	if j.ConnectionID != "" {
		seat = room.resume
	}
	c, err := seat(ctx, ticket, link, j)
	if err != nil {
		room.closeIfEmpty()
	}
	return c, err
}

// roomFor is the room a ticket is for; every device check has one of its own.
func (h *Hub) roomFor(t Ticket) *Room {
	if t.Purpose == ForCheck {
		return h.room("check/"+t.Room+"/"+RoomID(t.Peer), true)
	}
	return h.room(t.Room, false)
}

// timePtr is for optional times.
func timePtr(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	t = t.UTC()
	return &t
}

func millis(d time.Duration) int64 { return d.Round(time.Millisecond).Milliseconds() }
