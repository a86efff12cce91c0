package signaling

import (
	"slices"

	"majlis/signaling/wire"
)

// refresh brings everybody's lanes, roster, line and sending orders up to the present state of the
// room, and sends what has changed. Every change of the room ends with it.
func (r *Room) refresh() {
	if p := r.screen; p != nil && p.place != stage {
		p.switches &^= Screen
		r.screen = nil
	}
	everybody := r.sorted()
	for _, p := range everybody {
		if lanes := r.lanesFor(p); !slices.Equal(lanes, p.shown) {
			p.shown = lanes
			p.leg.Show(lanes)
		}
	}
	r.tapeStage()
	line := r.standings()
	for _, p := range everybody {
		r.push(p, line)
	}
}

// push sends p the states that differ from what was sent last.
func (r *Room) push(p *person, line []wire.Standing) {
	if p.sending.set(r.sendingFor(p)) {
		p.update("sending", p.sending.value)
		p.bound()
	}
	if p.about.set(r.about(p)) {
		p.update("room", p.about.value)
	}
	if p.roster.set(wire.Roster{People: r.rosterFor(p)}) {
		d := p.roster.value
		d.Version = p.roster.version
		p.update("roster", d)
	}
	if p.mapping.set(wire.Lanes{Lanes: describeLanes(r, p.shown)}) {
		d := p.mapping.value
		d.Version = p.mapping.version
		p.update("lanes", d)
	}
	if p.line.set(r.queueFor(p, line)) {
		d := p.line.value
		d.Version = p.line.version
		p.update("queue", d)
	}
}

// bound lets no more through from somebody who waits than they were asked to send.
func (p *person) bound() {
	l, ok := p.leg.(Limiter)
	if !ok {
		return
	}
	bitrate := 0
	if p.place == waiting && !p.room.check {
		bitrate = waitingBitrate
	}
	l.Limit(bitrate)
}

// lanesFor says what p is to see and hear. A lane once given to somebody stays theirs for as long as
// both are on the stage.
func (r *Room) lanesFor(p *person) []Lane {
	if r.check {
		return []Lane{{Number: 0, From: p.leg, Carries: Audio | Camera, Epoch: r.epoch}}
	}
	if p.place != stage {
		clear(p.lanes)
		return nil
	}
	var lanes []Lane
	senders := r.sendersFor(p)
	r.giveLanes(p, senders)
	for _, q := range senders {
		open := p.ticket.Role.receives(q.ticket.Role) & q.switches &^ q.muted
		if n, ok := p.lanes[q.number]; ok {
			lanes = append(lanes, Lane{Number: n, From: q.leg, Carries: open &^ Screen, Epoch: r.epoch})
		}
		if r.screen == q && open&Screen != 0 {
			lanes = append(lanes, Lane{Number: ScreenLane, From: q.leg, Carries: Screen, Epoch: r.epoch})
		}
	}
	slices.SortFunc(lanes, func(a, b Lane) int { return a.Number - b.Number })
	return lanes
}

// sendersFor lists whom p may see or hear, by precedence.
func (r *Room) sendersFor(p *person) []*person {
	var senders []*person
	for _, q := range r.sorted() {
		if q != p && q.place == stage && p.ticket.Role.receives(q.ticket.Role) != 0 {
			senders = append(senders, q)
		}
	}
	slices.SortStableFunc(senders, func(a, b *person) int { return a.ticket.Role.rank() - b.ticket.Role.rank() })
	return senders
}

// giveLanes keeps p's lanes of those still there and gives free ones to the rest.
func (r *Room) giveLanes(p *person, senders []*person) {
	taken := map[int]bool{}
	kept := map[int]int{}
	for _, q := range senders {
		if n, ok := p.lanes[q.number]; ok && n < p.leg.Pairs() {
			kept[q.number], taken[n] = n, true
		}
	}
	for _, q := range senders {
		if _, ok := kept[q.number]; ok {
			continue
		}
		for n := range p.leg.Pairs() {
			if !taken[n] {
				kept[q.number], taken[n] = n, true
				break
			}
		}
	}
	p.lanes = kept
}

// describeLanes writes a mapping for the wire.
func describeLanes(r *Room, lanes []Lane) []wire.Lane {
	list := make([]wire.Lane, 0, len(lanes))
	for _, l := range lanes {
		d := wire.Lane{Lane: l.Number, Carries: l.Carries.names()}
		for _, q := range r.people {
			if q.leg == l.From {
				d.Person = q.number
			}
		}
		list = append(list, d)
	}
	return list
}

// What a person is asked to send, in bit/s.
const (
	waitingBitrate = 150_000
	cameraBitrate  = 1_200_000
	screenBitrate  = 1_500_000
)

func (r *Room) sendingFor(p *person) wire.Sending {
	streams := p.ticket.Role.sends()
	var d wire.Sending
	if streams&Camera != 0 {
		d.Camera, d.CameraBitrate = true, cameraBitrate
		if p.place == waiting {
			d.CameraBitrate = waitingBitrate
		}
	}
	if streams&Screen != 0 && p.place == stage {
		d.ScreenBitrate = screenBitrate
	}
	return d
}

// rosterFor lists whom p may know about: staff everybody, others the stage and their own party.
func (r *Room) rosterFor(p *person) []wire.Entry {
	list := []wire.Entry{}
	for _, q := range r.sorted() {
		staff := p.ticket.Role.may(seeLine)
		party := q == p || (q.ticket.Audience != "" && q.ticket.Audience == p.ticket.Audience)
		together := q.place == stage && p.place == stage
		if staff || party || together {
			list = append(list, r.entry(p, q))
		}
	}
	return list
}

// entry describes q as p may see them.
func (r *Room) entry(p, q *person) wire.Entry {
	e := wire.Entry{
		Person: q.number, Role: string(q.ticket.Role), Name: q.ticket.Name, Place: string(q.place), Connection: "here",
		Media: wire.Media{Audio: q.switches&Audio != 0, Camera: q.switches&Camera != 0, Screen: r.screen == q},
		Muted: *q.muted.switches(), Verified: r.verified(q), Signs: q.ticket.Signs,
	}
	if q.lost {
		e.Connection = "lost"
	}
	staff := p.ticket.Role.may(seeLine)
	if staff || p == q {
		e.Path, e.Arriving, e.Help = string(q.path), q.meter.arriving.switches(), q.help
	}
	if staff {
		e.Device, e.Audience = &q.device, string(q.ticket.Audience)
	}
	return e
}

// verified tells whether the office knows that q is the person of that name: its own people by their
// accounts, a citizen once staff have checked who they are. Nobody checks companions.
func (r *Room) verified(q *person) bool {
	if q.ticket.Audience == "" {
		return true
	}
	for _, e := range r.queue {
		if e.Audience == q.ticket.Audience {
			return e.Verified && q.ticket.Role == RoleCitizen
		}
	}
	return false
}

func (s Streams) switches() *wire.Switches {
	return &wire.Switches{Audio: s&Audio != 0, Camera: s&Camera != 0}
}

// names lists a set of streams as the protocol calls them.
func (s Streams) names() []string {
	list := []string{}
	for _, n := range []struct {
		stream Streams
		name   string
	}{{Audio, "audio"}, {Camera, "camera"}, {Screen, "screen"}} {
		if s&n.stream != 0 {
			list = append(list, n.name)
		}
	}
	return list
}
