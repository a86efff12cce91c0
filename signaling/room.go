package signaling

import (
	"maps"
	"slices"
	"sync"
	"time"

	"majlis/signaling/wire"
)

// place is where in the room a person is.
type place string

const (
	stage   place = "stage"
	waiting place = "waiting"
	wings   place = "wings"
)

// Room is one host's whole session. Its methods are safe for concurrent use and do not block.
type Room struct {
	hub   *Hub
	id    RoomID
	check bool // a device check: one person, shown to themselves

	mu       sync.Mutex
	closed   bool
	people   map[PeerID]*person
	order    []*person      // people as sorted; nil: to be made anew
	numbers  map[PeerID]int // given once, kept after leaving
	removed  map[PeerID]bool
	ended    map[AudienceID]bool
	muted    map[PeerID]Streams // by staff, also while away
	current  AudienceID         // the audience on the stage
	epoch    uint64             // counts admissions and holds, see Lane
	until    time.Time          // and its planned end
	warning  *time.Timer        // when that is near
	inside   map[PeerID]bool    // who may be on a locked stage; nil: the room is not locked
	heirs    []Successor
	screen   *person // who shares a screen
	tape     *tape   // the recording of the current audience; nil: none
	queue    []QueueEntry
	chats    uint64
	hostAway bool
	settled  bool          // what it was on another server is known
	arrival  *arrival      // while it comes over from another server
	movedTo  string        // the socket of the server that has it now
	gone     chan struct{} // closed with the room
	tick     *time.Timer
	openedAt time.Time
}

func newRoom(h *Hub, id RoomID, check bool) *Room {
	return &Room{
		hub: h, id: id, check: check, openedAt: h.cfg.Now(), epoch: 1, gone: make(chan struct{}),
		people: map[PeerID]*person{}, numbers: map[PeerID]int{},
		removed: map[PeerID]bool{}, ended: map[AudienceID]bool{}, muted: map[PeerID]Streams{},
	}
}

// Admit puts an audience on the stage: those of its people who are here now, and those who come
// later. until is its planned end, or the zero time. Admitting the audience that is on already
// changes only the end. It fails with ErrConflict while another audience is on, or when the stage
// cannot hold the people.
func (r *Room) Admit(a AudienceID, until time.Time) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	switch {
	case r.closed:
		return errShutdown
	case a == "":
		return ErrNotFound
	case r.current == a:
		if !r.until.Equal(until) {
			r.endAt(until)
			r.refresh()
		}
		return nil
	case r.current != "":
		return ErrConflict
	case r.count(stage)+len(r.party(a)) > StageLimit:
		return errRoomFull
	}
	delete(r.ended, a)
	r.current = a
	r.epoch++
	r.endAt(until)
	for _, p := range r.party(a) {
		r.letIn(p)
		p.place = r.placeOf(p.ticket)
	}
	r.announce("admitted", a, wire.Stage{EndsAt: timePtr(until)})
	r.refresh()
	r.emit(EventAdmitted, nil, Event{Audience: a})
	return nil
}

// Hold sends the audience on the stage back to the waiting area; it keeps its place in the line.
// The reason is a short code, told to the people. ErrConflict: it is not on the stage.
func (r *Room) Hold(a AudienceID, reason string) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if a == "" || r.current != a {
		return ErrConflict
	}
	r.announce("held", a, wire.Stage{Reason: reason})
	r.leaveStage()
	r.refresh()
	r.emit(EventHeld, nil, Event{Audience: a, Reason: reason})
	return nil
}

// End closes an audience, on the stage or not: its people are shown out and cannot come back unless
// it is admitted again. Ending twice is harmless.
func (r *Room) End(a AudienceID, disposition string) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if a == "" {
		return ErrNotFound
	}
	if r.ended[a] {
		return nil
	}
	r.announce("ended", a, wire.Stage{Disposition: disposition})
	if r.current == a {
		r.leaveStage()
	}
	r.ended[a] = true
	for _, p := range r.party(a) {
		r.drop(p, "ended")
	}
	r.refresh()
	r.emit(EventEnded, nil, Event{Audience: a, Reason: disposition})
	return nil
}

// leaveStage empties the place of the current audience.
func (r *Room) leaveStage() {
	party := r.party(r.current)
	r.current = ""
	r.epoch++
	r.endAt(time.Time{})
	for _, p := range party {
		p.place = r.placeOf(p.ticket)
	}
}

// Notify sends a notice of docs/protocol.md to the people of one audience, or to everybody when
// audience is empty.
func (r *Room) Notify(audience AudienceID, code string, in time.Duration) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, p := range r.sorted() {
		if audience == "" || p.ticket.Audience == audience {
			p.tell("notice", wire.Notice{Code: code, Minutes: minutes(in)})
		}
	}
}

// Rename changes the name that is shown for a peer. ErrNotFound: not in the room.
func (r *Room) Rename(peer PeerID, name string) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	p, ok := r.people[peer]
	if !ok {
		return ErrNotFound
	}
	p.ticket.Name = name
	r.refresh()
	return nil
}

// Remove takes a peer out; they cannot come back while the room lives. ErrNotFound: not in the room.
func (r *Room) Remove(peer PeerID) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	p, ok := r.people[peer]
	if !ok {
		return ErrNotFound
	}
	r.remove(p)
	return nil
}

func (r *Room) remove(p *person) {
	r.removed[p.ticket.Peer] = true
	r.drop(p, "removed")
	r.refresh()
}

// Close shows everybody out and takes the room from its hub.
func (r *Room) Close() { r.closeWith("shutdown") }

func (r *Room) closeWith(code string) {
	r.mu.Lock()
	if !r.closed {
		close(r.gone)
	}
	r.closed = true
	if r.tape != nil {
		r.endTape()
	}
	for _, p := range r.sorted() {
		r.drop(p, code)
	}
	for _, t := range []*time.Timer{r.tick, r.warning} {
		if t != nil {
			t.Stop()
		}
	}
	r.mu.Unlock()
	r.hub.forget(r)
}

// closeIfEmpty ends a device check, and a room that has moved, that nobody is in any more.
func (r *Room) closeIfEmpty() {
	r.mu.Lock()
	over := (r.check || r.movedTo != "") && len(r.people) == 0
	r.mu.Unlock()
	if over {
		r.closeWith("ended")
	}
}

// placeOf says where the holder of a ticket belongs now.
func (r *Room) placeOf(t Ticket) place {
	switch {
	case t.Role == RoleTechnician && !r.check:
		return wings
	case t.Audience == "" || r.check, t.Audience == r.current && !r.lockedOut(t.Peer):
		return stage
	}
	return waiting
}

// sorted returns the people in the order of their numbers. The list is the room's own: it is made anew
// after somebody came or went, and never changed.
func (r *Room) sorted() []*person {
	if r.order == nil {
		r.order = slices.SortedFunc(maps.Values(r.people), func(a, b *person) int { return a.number - b.number })
	}
	return r.order
}

// party returns the people of an audience.
func (r *Room) party(a AudienceID) []*person {
	var party []*person
	for _, p := range r.sorted() {
		if a != "" && p.ticket.Audience == a {
			party = append(party, p)
		}
	}
	return party
}

func (r *Room) count(where place) int {
	n := 0
	for _, p := range r.people {
		if p.place == where {
			n++
		}
	}
	return n
}

// byNumber finds a person by the number on the wire.
func (r *Room) byNumber(n int) (*person, error) {
	for _, p := range r.people {
		if p.number == n {
			return p, nil
		}
	}
	return nil, ErrNotFound
}

// announce tells those of the audience, staff, and those on the stage with it that it came or went.
func (r *Room) announce(kind string, a AudienceID, d wire.Stage) {
	for _, p := range r.party(a) {
		d.People = append(d.People, p.number)
	}
	for _, p := range r.sorted() {
		mine := d
		if p.ticket.Role.may(seeLine) {
			mine.Audience = string(a)
		} else {
			mine.Disposition = ""
		}
		if p.place == stage && a == r.current || p.ticket.Audience == a || mine.Audience != "" {
			p.tell(kind, mine)
		}
	}
}

// emit queues an event, filled up from p when it is about a person.
func (r *Room) emit(kind EventKind, p *person, e Event) {
	e.Kind, e.Room, e.At = kind, r.id, r.hub.cfg.Now()
	if p != nil {
		e.Audience, e.Peer, e.Role = p.ticket.Audience, p.ticket.Peer, p.ticket.Role
		e.Device = Device(p.device)
	}
	r.hub.events.add(e)
}

func minutes(d time.Duration) int { return int(d.Round(time.Minute) / time.Minute) }
