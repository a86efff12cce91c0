package signaling

import (
	"context"
	"slices"
	"time"

	"majlis/signaling/wire"
)

// A client may send at most so many frames, and lines of chat among them, in paceWindow.
const (
	frameLimit = 200
	chatLimit  = 10
	paceWindow = 5 * time.Second
)

// pace counts what a client sends.
type pace struct {
	since time.Time
	count int
}

func (p *pace) exceeds(limit int, now time.Time) bool {
	if now.Sub(p.since) >= paceWindow {
		p.since, p.count = now, 0
	}
	p.count++
	return p.count > limit
}

// handler does one kind of message. Commands are answered by done; every kind is answered by error
// when it fails.
type handler struct {
	command bool
	do      func(c *Connection, ctx context.Context, e wire.Envelope) error
}

// tell makes the handler of a message, command that of a command. Both take the message's data and
// run with the room locked.
func tell[T any](do func(c *Connection, d T) error) handler { return locked(false, do) }

func command[T any](do func(c *Connection, d T) error) handler { return locked(true, do) }

func locked[T any](command bool, do func(c *Connection, d T) error) handler {
	return free(command, func(c *Connection, _ context.Context, d T) error {
		c.room.mu.Lock()
		defer c.room.mu.Unlock()
		return do(c, d)
	})
}

// free makes a handler that runs without the lock, for those that call others.
func free[T any](command bool, do func(c *Connection, ctx context.Context, d T) error) handler {
	return handler{command, func(c *Connection, ctx context.Context, e wire.Envelope) error {
		d, err := wire.Data[T](e)
		if err != nil {
			return err
		}
		return do(c, ctx, d)
	}}
}

var handlers = map[string]handler{
	"heartbeat":  tell((*Connection).heartbeat),
	"device":     tell((*Connection).device),
	"media":      tell((*Connection).media),
	"stats":      tell((*Connection).stats),
	"iceRestart": free(false, (*Connection).iceRestart),
	"leave":      free(false, (*Connection).leave),
	"chat":       free(true, (*Connection).chat),
	"caption":    command((*Connection).caption),
	"help":       command((*Connection).help),
	"helped":     command((*Connection).helped),
	"lock":       command((*Connection).lock),
	"mute":       command((*Connection).mute),
	"remove":     command((*Connection).remove),
	"next":       floorCommand(doNext, Floor.Next),
	"admit":      floorCommand(doAdmit, Floor.Admit),
	"hold":       floorCommand(doHold, Floor.Hold),
	"end":        floorCommand(doEnd, Floor.End),
	"extend":     floorCommand(doExtend, Floor.Extend),
	"handOver":   floorCommand(doHandOver, Floor.HandOver),
}

// Receive takes a frame that came after the join. One goroutine calls it. An error means that the
// transport is to close with CodeOf the error; a refused message is told to the client instead.
func (c *Connection) Receive(ctx context.Context, frame []byte) error {
	e, err := wire.Read(frame)
	h, known := handlers[e.Type]
	if err == nil && !known {
		err = ErrMessage
	}
	fresh, fatal := c.accept(e, h.command)
	if fatal != nil || (!fresh && err == nil) {
		return fatal
	}
	if err == nil {
		err = h.do(c, ctx, e)
	}
	c.answer(e, h, err)
	return nil
}

// accept notes a frame's numbers; it is not fresh when its seq was already done.
func (c *Connection) accept(e wire.Envelope, command bool) (fresh bool, fatal error) {
	c.room.mu.Lock()
	defer c.room.mu.Unlock()
	p := c.person
	if !c.current() {
		return false, nil
	}
	if p.frames.exceeds(frameLimit, c.room.hub.cfg.Now()) {
		c.room.hub.refuse(c.room.id, "flood", errRateLimited)
		return false, errRateLimited
	}
	p.acknowledge(e.Ack)
	if e.Seq == 0 {
		return !command, nil
	}
	if e.Seq <= p.received {
		return false, nil
	}
	p.received = e.Seq
	return true, nil
}

// answer tells the client how its message fared.
func (c *Connection) answer(e wire.Envelope, h handler, err error) {
	c.room.mu.Lock()
	defer c.room.mu.Unlock()
	p := c.person
	switch {
	case c.room.people[p.ticket.Peer] != p:
	case err != nil:
		kind := e.Type
		if _, known := handlers[kind]; !known {
			kind = "unknown" // whatever the client called it
		}
		c.room.hub.refuse(c.room.id, kind, err)
		p.tell("error", wire.Error{Code: CodeOf(err), Re: e.Seq})
	case h.command:
		p.tell("done", wire.Done{Re: e.Seq})
	}
}

func (c *Connection) heartbeat(d wire.Heartbeat) error {
	p, now := c.person, c.room.hub.cfg.Now().UnixMilli()
	p.write(wire.Frame("heartbeat", 0, p.received, wire.Heartbeat{SentAt: now, Echo: d.SentAt}))
	return nil
}

func (c *Connection) device(d wire.Device) error {
	if !told(d) {
		return ErrMessage
	}
	c.person.setDevice(d)
	c.room.refresh()
	return nil
}

func (p *person) setDevice(d wire.Device) {
	if p.device != d {
		p.device = d
		p.room.emit(EventDevice, p, Event{})
	}
}

// told tells whether what is said of equipment is in the words of the protocol.
func told(d wire.Device) bool { return known(d.Camera) && known(d.Microphone) }

// known tells whether a state of equipment is one of the protocol.
func known(state string) bool {
	return slices.Contains([]string{"ok", "blocked", "none", "busy", "unknown"}, state)
}

func (c *Connection) media(d wire.Media) error {
	r, p := c.room, c.person
	var refusal error
	switch may := p.place == stage && p.ticket.Role.sends()&Screen != 0; {
	case d.Screen && !may:
		refusal = ErrForbidden
	case d.Screen && r.screen != nil && r.screen != p:
		refusal = errScreenBusy
	case d.Screen:
		r.screen = p
	case r.screen == p:
		r.screen = nil
	}
	p.switches = streams(d.Audio, d.Camera)
	if r.screen == p {
		p.switches |= Screen
	}
	r.refresh()
	return refusal
}

func streams(audio, camera bool) (s Streams) {
	if audio {
		s |= Audio
	}
	if camera {
		s |= Camera
	}
	return s
}

func (c *Connection) stats(d wire.Stats) error {
	c.person.meter.client = d
	return nil
}

func (c *Connection) iceRestart(ctx context.Context, d wire.Offer) error {
	answer, err := c.person.leg.Restart(ctx, d.Offer)
	if err != nil {
		return err
	}
	c.room.mu.Lock()
	defer c.room.mu.Unlock()
	c.person.tell("iceRestarted", wire.Answer{Answer: answer, ICEServers: c.room.hub.around(c.person)})
	return nil
}

func (c *Connection) leave(context.Context, struct{}) error {
	c.room.mu.Lock()
	if c.current() {
		c.room.drop(c.person, "left")
		c.room.refresh()
	}
	c.room.mu.Unlock()
	c.room.closeIfEmpty()
	return nil
}

func (c *Connection) mute(d wire.Muted) error {
	p, err := c.target(doMute, d.Person)
	if err != nil {
		return err
	}
	p.muted = streams(d.Audio, d.Camera)
	c.room.muted[p.ticket.Peer] = p.muted
	d.By = c.person.number
	for _, q := range c.room.sorted() {
		if q == p || q.ticket.Role.may(seeLine) {
			q.tell("muted", d)
		}
	}
	c.room.refresh()
	return nil
}

func (c *Connection) remove(d wire.Person) error {
	p, err := c.target(doRemove, d.Person)
	if err != nil {
		return err
	}
	c.room.remove(p)
	return nil
}

// target finds the person an action is aimed at. Nobody but a host acts on a host.
func (c *Connection) target(a action, number int) (*person, error) {
	if !c.person.ticket.Role.may(a) {
		return nil, ErrForbidden
	}
	p, err := c.room.byNumber(number)
	if err != nil {
		return nil, err
	}
	if p.ticket.Role == RoleHost && (a == doRemove || c.person.ticket.Role != RoleHost) {
		return nil, ErrForbidden
	}
	return p, nil
}
