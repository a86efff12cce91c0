package signaling

import "majlis/signaling/wire"

// lock closes the stage to those who have not been in the room yet, or opens it again.
func (c *Connection) lock(d wire.Lock) error {
	r := c.room
	switch {
	case r.check || !c.person.ticket.Role.may(doLock):
		return ErrForbidden
	case d.Locked == r.locked():
		return nil
	case d.Locked:
		r.inside = map[PeerID]bool{}
		for peer := range r.numbers {
			r.inside[peer] = true
		}
	default:
		r.inside = nil
		r.fillStage()
	}
	r.refresh()
	return nil
}

// fillStage lets in those of the audience on the stage who had to wait outside, as far as there is room.
func (r *Room) fillStage() {
	for _, p := range r.party(r.current) {
		if p.place == waiting && r.count(stage) < StageLimit {
			p.place = r.placeOf(p.ticket)
		}
	}
}

func (r *Room) locked() bool { return r.inside != nil }

// known tells whether a peer has been in the room before.
func (r *Room) known(peer PeerID) bool { return r.numbers[peer] != 0 }

func (r *Room) lockedOut(peer PeerID) bool { return r.locked() && !r.inside[peer] }

// letIn counts p among those who were inside before the room was locked.
func (r *Room) letIn(p *person) {
	if r.locked() {
		r.inside[p.ticket.Peer] = true
	}
}

// about is the room as p may know it: when the audience ends is the matter of those on the stage.
func (r *Room) about(p *person) wire.Room {
	d := wire.Room{Kind: r.kind(), StageLimit: StageLimit, Lanes: p.leg.Pairs(), Locked: r.locked(), Recording: r.recording()}
	if p.place == stage || p.ticket.Role.may(seeLine) {
		d.EndsAt = timePtr(r.until)
	}
	if r.hub.cfg.H264 {
		d.Video = "h264"
	}
	if sockets := r.hub.cfg.Sockets; sockets != nil {
		d.Sockets = sockets()
	}
	if p.ticket.Role.may(doHandOver) {
		for _, s := range r.heirs {
			d.HandOverTo = append(d.HandOverTo, wire.Successor(s))
		}
	}
	return d
}
