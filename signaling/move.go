package signaling

import (
	"context"
	"errors"
	"fmt"
	"time"

	"majlis/signaling/wire"
)

// How a room moves to another server.
const (
	moveWithin = 10 * time.Second // until everybody is ready over there; then those who are go on without the rest
	moveGrace  = 3 * time.Second  // more, for them to leave here
	moveValid  = time.Minute      // how long a token lets somebody keep their place
	lookAgain  = 100 * time.Millisecond
)

var errNotMovable = errors.New("rooms cannot move without a Signer")

// Move brings everybody in the room over to the server whose socket is url, which must have become
// the room's home. The room serves on until they have left it, at most for moveWithin and a little,
// and is closed when Move returns.
func (r *Room) Move(ctx context.Context, url string) error {
	if err := r.sendAway(url); err != nil {
		return err
	}
	r.closeIfEmpty()
	late := time.NewTimer(moveWithin + moveGrace)
	defer late.Stop()
	select {
	case <-r.gone:
	case <-late.C:
	case <-ctx.Done():
	}
	r.Depose(url)
	return nil
}

// sendAway tells everybody with a socket to come over. Who is away just now will be sent on when
// they dial.
func (r *Room) sendAway(url string) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.hub.cfg.Signer == nil {
		return errNotMovable
	}
	r.movedTo = url
	var here []*person
	var coming []PeerID
	for _, p := range r.sorted() {
		if p.link != nil {
			here, coming = append(here, p), append(coming, p.ticket.Peer)
		}
	}
	for _, p := range here {
		token, err := r.hub.cfg.Signer.seal(r.passageFor(p, coming))
		if err != nil {
			return fmt.Errorf("seal a passage: %w", err)
		}
		p.tell("move", wire.Move{URL: url, Token: token})
	}
	for _, p := range r.sorted() {
		if p.link == nil {
			r.drop(p, errElsewhere.code)
		}
	}
	return nil
}

// arrival is a room that is coming over from another server.
type arrival struct {
	coming map[PeerID]bool
	until  time.Time
	look   *time.Timer
}

// passageOf reads the token of a join. One that is stale, foreign or forged lets nobody keep a place;
// the ticket alone decides then, as for everybody.
func (h *Hub) passageOf(t Ticket, token string) *passage {
	if token == "" || h.cfg.Signer == nil {
		return nil
	}
	s, err := h.cfg.Signer.open(token)
	if err != nil || s.Room != t.Room || s.Peer != t.Peer || h.cfg.Now().Unix() > s.Until {
		return nil
	}
	return &s
}

// comeIn gives somebody who comes by a move what they had, and awaits the others.
func (r *Room) comeIn(p *person, s *passage) {
	if s == nil {
		return
	}
	r.settle(*s)
	p.switches, p.help, p.comesBy = s.Switches&^Screen, s.Help, r.hub.cfg.Now().Add(moveWithin)
	if r.arrival == nil {
		r.arrival = &arrival{coming: map[PeerID]bool{}, until: p.comesBy}
		for _, peer := range s.Coming {
			r.arrival.coming[peer] = true
		}
		r.arrival.look = time.AfterFunc(lookAgain, r.lookAround)
	}
}

// lookAround says live once everybody who is coming is ready, or has had the time.
func (r *Room) lookAround() {
	r.mu.Lock()
	defer r.mu.Unlock()
	a, now := r.arrival, r.hub.cfg.Now()
	if a == nil || r.closed {
		return
	}
	all := true
	for peer := range a.coming {
		p, ok := r.people[peer]
		all = all && ok && p.ready()
	}
	waiting := false
	for _, p := range r.sorted() {
		switch {
		case p.comesBy.IsZero():
		case all, !now.Before(a.until) && p.ready(), !now.Before(p.comesBy):
			p.comesBy = time.Time{}
			p.tell("live", nil)
		default:
			waiting = true
		}
	}
	if !waiting && (all || !now.Before(a.until)) {
		r.arrival = nil
		return
	}
	a.look.Reset(lookAgain)
}

// ready tells whether nothing would be missed of p if others saw them by this server alone.
func (p *person) ready() bool {
	if p.path != PathConnected {
		return false
	}
	if p.place != stage || p.ticket.Role.sends()&Camera == 0 || p.switches&^p.muted&Camera == 0 {
		return true
	}
	s := p.leg.Stats()
	return s.Camera.Pictures > 0 || p.device.Camera != "ok"
}
