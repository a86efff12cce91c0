package signaling

import (
	"context"
	"fmt"

	"majlis/signaling/wire"
)

// Connection is a joined client as its transport sees it.
type Connection struct {
	room   *Room
	person *person
	link   Link
}

// join seats a newcomer, or somebody who has reloaded, with a new leg.
func (r *Room) join(ctx context.Context, t Ticket, link Link, j wire.Join) (*Connection, error) {
	r.mu.Lock()
	err := r.admissible(t)
	r.mu.Unlock()
	if err != nil {
		return nil, err
	}
	if j.Offer == "" {
		return nil, errOfferInvalid
	}
	watch := &watcher{path: PathConnecting}
	leg, answer, err := r.hub.cfg.Media.Open(ctx, Opening{Offer: j.Offer, H264: r.hub.cfg.H264, Changed: r.follow(watch)})
	if err != nil {
		return nil, fmt.Errorf("open leg: %w", err)
	}
	p := &person{
		room: r, ticket: t, connectionID: newSecret(), device: j.Device, leg: leg, watch: watch,
		switches: Audio | Camera, lanes: map[int]int{},
	}
	if err := r.seat(p, link, answer, r.hub.passageOf(t, j.MoveToken)); err != nil {
		r.hub.closeLeg(leg)
		return nil, err
	}
	return &Connection{room: r, person: p, link: link}, nil
}

// admissible tells whether the room would take the holder of t now.
func (r *Room) admissible(t Ticket) error {
	if r.movedTo != "" {
		return &away{r.movedTo}
	}
	if r.locked() && !r.known(t.Peer) && t.Audience == "" && !t.Role.may(enterLocked) {
		return errLocked
	}
	where := r.placeOf(t)
	others := r.count(where)
	if old, ok := r.people[t.Peer]; ok && old.place == where {
		others--
	}
	switch {
	case r.closed:
		return errShutdown
	case r.removed[t.Peer]:
		return errRemoved
	case r.ended[t.Audience]:
		return errAudienceEnded
	case where == stage && others >= StageLimit, where == waiting && others >= WaitingLimit:
		return errRoomFull
	}
	return nil
}

// follow returns the callback for a leg's path.
func (r *Room) follow(w *watcher) func(Path) {
	return func(path Path) {
		r.mu.Lock()
		defer r.mu.Unlock()
		w.path = path
		if p := w.person; p != nil && r.people[p.ticket.Peer] == p {
			p.path = path
			r.refresh()
		}
	}
}

// seat gives a person their place, taking it over from an older connection of the same peer, on this
// server or another.
func (r *Room) seat(p *person, link Link, answer string, from *passage) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.comeIn(p, from)
	if err := r.admissible(p.ticket); err != nil {
		return err
	}
	peer := p.ticket.Peer
	if _, known := r.numbers[peer]; !known {
		r.numbers[peer] = len(r.numbers) + 1
	}
	p.number, p.place, p.muted = r.numbers[peer], r.placeOf(p.ticket), r.muted[peer]
	p.watch.person, p.path = p, p.watch.path
	if old, ok := r.people[peer]; ok {
		r.replace(old, p)
	}
	r.people[peer], r.order = p, nil
	r.startTicking()
	r.refresh() // fills p's states, which go out within joined
	p.attach(link)
	p.write(wire.Frame("joined", 0, 0, r.state(p, answer)))
	r.emit(EventJoined, p, Event{})
	if p.place == waiting {
		r.emit(EventWaiting, p, Event{})
	}
	r.hostHere(p)
	return nil
}

// replace hands the place of an older connection to a new one.
func (r *Room) replace(old, p *person) {
	p.lanes, p.lost, p.help = old.lanes, old.lost, old.help
	if r.screen == old {
		r.screen = nil
	}
	r.retire(old, "replaced")
}

// resume puts a new socket under a connection whose media went on.
func (r *Room) resume(_ context.Context, t Ticket, link Link, j wire.Join) (*Connection, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.movedTo != "" {
		return nil, &away{r.movedTo}
	}
	p, ok := r.people[t.Peer]
	if !ok || p.connectionID != j.ConnectionID || r.closed {
		return nil, errUnknownConnection
	}
	if p.link != nil {
		p.link.Close("replaced")
	}
	p.setDevice(j.Device)
	p.acknowledge(j.LastSeq)
	p.link = nil
	r.refresh()
	p.attach(link)
	p.write(wire.Frame("joined", 0, p.received, r.state(p, "")))
	for _, k := range p.kept {
		p.write(k.frame)
	}
	r.hostHere(p)
	r.refresh()
	return &Connection{room: r, person: p, link: link}, nil
}

// state is the whole state for p. An empty answer means that the connection is resumed.
func (r *Room) state(p *person, answer string) wire.Joined {
	d := wire.Joined{
		ConnectionID: p.connectionID, Resumed: answer == "", Answer: answer,
		You:    r.entry(p, p),
		Room:   p.about.value,
		Roster: p.roster.value, Lanes: p.mapping.value, Sending: p.sending.value,
		LastSeq: p.received, ServerTime: r.hub.cfg.Now().UTC(),
	}
	d.Roster.Version, d.Lanes.Version = p.roster.version, p.mapping.version
	if !d.Resumed {
		d.ICEServers = r.hub.around(p)
	}
	if q := p.line.value; q.Yours != nil || q.Line != nil {
		q.Version = p.line.version
		d.Queue = &q
	}
	return d
}

func (r *Room) kind() string {
	if r.check {
		return string(ForCheck)
	}
	return string(ForCall)
}

// Lost says that the socket is gone without a word. Harmless when it was replaced or left.
func (c *Connection) Lost() {
	c.room.mu.Lock()
	defer c.room.mu.Unlock()
	if c.current() {
		c.room.detach(c.person)
	}
}

// current tells whether this socket is still the person's.
func (c *Connection) current() bool {
	p := c.person
	return p.link == c.link && c.room.people[p.ticket.Peer] == p
}
