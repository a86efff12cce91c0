package signaling

import (
	"crypto/rand"
	"time"

	"majlis/signaling/wire"
)

// How long a lost socket stays unseen, and how long its place is kept.
const (
	lostAfter = 15 * time.Second
	goneAfter = 5 * time.Minute
)

// keepReplies is how many messages are kept for a client that has not acknowledged them.
const keepReplies = 256

// watcher connects a leg's path to the person it will belong to, who is not seated yet when the
// first change comes.
type watcher struct {
	person *person
	path   Path
}

// person is one participant. The room's mutex guards all of it.
type person struct {
	room         *Room
	number       int
	ticket       Ticket
	connectionID string
	place        place
	device       wire.Device
	switches     Streams // the person's own
	muted        Streams // cut by staff
	lanes        map[int]int
	leg          Leg
	watch        *watcher
	path         Path
	shown        []Lane
	meter        meter
	help         string    // what they asked for help with
	comesBy      time.Time // who comes by a move is told live then, if not before; zero: they were

	link    Link // nil while the socket is away
	lost    bool // and others have been told
	awaySeq uint64
	away    *time.Timer
	gone    *time.Timer

	seq      uint64 // of the last message sent
	received uint64 // the highest seq from the client
	kept     []keptFrame
	frames   pace
	chats    pace
	helps    pace
	captions pace

	roster  pushed[wire.Roster]
	mapping pushed[wire.Lanes]
	line    pushed[wire.Queue]
	sending pushed[wire.Sending]
	about   pushed[wire.Room]
}

type keptFrame struct {
	seq   uint64
	frame []byte
}

// pushed is a state that is sent whole, and only when it has changed.
type pushed[T any] struct {
	value   T
	text    string
	version uint64
}

// set takes the newest value, without its version, and tells whether it differs.
func (s *pushed[T]) set(v T) bool {
	text := string(wire.JSON(v))
	if text == s.text {
		return false
	}
	s.value, s.text = v, text
	s.version++
	return true
}

// newSecret names a connection: 130 random bits.
func newSecret() string { return rand.Text() }

// tell sends a message that must not be missed: it is kept until acknowledged, for replay.
func (p *person) tell(kind string, data any) {
	p.seq++
	frame := wire.Frame(kind, p.seq, p.received, data)
	p.kept = append(p.kept, keptFrame{p.seq, frame})
	if len(p.kept) > keepReplies {
		p.kept = p.kept[1:]
	}
	p.write(frame)
}

// update sends a state, or something soon outdated: it is not replayed.
func (p *person) update(kind string, data any) {
	if p.link == nil {
		return
	}
	p.seq++
	p.write(wire.Frame(kind, p.seq, p.received, data))
}

// write puts a frame on the socket; a client that does not read loses it and may resume.
func (p *person) write(frame []byte) {
	if p.link == nil {
		return
	}
	if err := p.link.Send(frame); err != nil {
		link := p.link
		p.room.detach(p)
		link.Close("slow")
	}
}

// acknowledge forgets what the client has.
func (p *person) acknowledge(ack uint64) {
	for len(p.kept) > 0 && p.kept[0].seq <= ack {
		p.kept = p.kept[1:]
	}
}

// detach begins the grace of a person whose socket is gone.
func (r *Room) detach(p *person) {
	p.link = nil
	p.awaySeq++
	turn := p.awaySeq
	p.away = time.AfterFunc(lostAfter, func() { r.afterGrace(p, turn, r.showLost) })
	p.gone = time.AfterFunc(goneAfter, func() {
		r.afterGrace(p, turn, func(p *person) { r.drop(p, "timeout") })
	})
}

// afterGrace runs do unless the person came back or left meanwhile.
func (r *Room) afterGrace(p *person, turn uint64, do func(*person)) {
	r.mu.Lock()
	if r.people[p.ticket.Peer] == p && p.link == nil && p.awaySeq == turn {
		do(p)
		r.refresh()
	}
	r.mu.Unlock()
	r.closeIfEmpty()
}

// showLost lets others see that a person's socket is away.
func (r *Room) showLost(p *person) {
	p.lost = true
	r.emit(EventLost, p, Event{})
	r.hostGone(p)
}

// attach puts a socket under a person.
func (p *person) attach(link Link) {
	p.stopTimers()
	p.link = link
	if p.lost {
		p.lost = false
		p.room.emit(EventBack, p, Event{})
	}
}

func (p *person) stopTimers() {
	p.awaySeq++
	for _, t := range []*time.Timer{p.away, p.gone} {
		if t != nil {
			t.Stop()
		}
	}
}

// drop takes a person out of the room: code says why, to them and to the observer.
func (r *Room) drop(p *person, code string) {
	delete(r.people, p.ticket.Peer)
	r.order = nil
	if r.screen == p {
		r.screen = nil
	}
	if r.check {
		r.emit(EventChecked, p, Event{Quality: p.meter.quality})
	}
	r.retire(p, code)
	if r.movedTo != "" {
		code = errElsewhere.code // however they went: they are in the room over there
	}
	r.emit(EventLeft, p, Event{Reason: code})
	r.hostGone(p)
}

// retire ends a person's socket and leg.
func (r *Room) retire(p *person, code string) {
	p.stopTimers()
	if p.link != nil {
		link := p.link
		p.link = nil
		if err := link.Send(wire.Frame("bye", 0, p.received, r.bye(code))); err == nil {
			link.Close(code)
		} else {
			link.Close("slow")
		}
	}
	p.leg.Show(nil)
	r.hub.closeLeg(p.leg)
	r.hub.revoke(p)
}

func (r *Room) bye(code string) wire.Bye {
	b := wire.Bye{Code: code}
	if code == errElsewhere.code {
		b.URL = r.movedTo
	}
	return b
}

// closeLeg closes a leg without making the room wait for the network.
func (h *Hub) closeLeg(l Leg) {
	h.work.Go(func() {
		if err := l.Close(); err != nil {
			h.cfg.Log.Warn("close media leg", "error", err)
		}
	})
}

// hostGone tells everybody once that no host is here any more; hostHere that there is one again.
func (r *Room) hostGone(p *person) {
	if p.ticket.Role != RoleHost || r.hostAway || r.hostPresent() || r.check || r.closed || r.movedTo != "" {
		return
	}
	r.hostAway = true
	r.noticeAll("hostAway", p.number)
}

func (r *Room) hostHere(p *person) {
	if p.ticket.Role != RoleHost || !r.hostAway {
		return
	}
	r.hostAway = false
	r.noticeAll("hostBack", p.number)
}

func (r *Room) hostPresent() bool {
	for _, p := range r.people {
		if p.ticket.Role == RoleHost && !p.lost {
			return true
		}
	}
	return false
}

func (r *Room) noticeAll(code string, number int) {
	for _, p := range r.sorted() {
		p.tell("notice", wire.Notice{Code: code, Person: number})
	}
}
