package signaling

import (
	"context"
	"strings"
	"time"
	"unicode/utf8"
)

// maxChat is the longest line of chat, in characters.
const maxChat = 2000

// A client may send at most paceLimit frames in paceWindow.
const (
	paceLimit  = 200
	paceWindow = 5 * time.Second
)

// pace counts a client's frames.
type pace struct {
	since time.Time
	count int
}

func (p *pace) exceeded(now time.Time) bool {
	if now.Sub(p.since) >= paceWindow {
		p.since, p.count = now, 0
	}
	p.count++
	return p.count > paceLimit
}

// handler does one kind of message. Commands are answered by done; every kind is answered by error
// when it fails.
type handler struct {
	command bool
	do      func(c *Connection, ctx context.Context, e envelope) error
}

var handlers = map[string]handler{
	"heartbeat":  {false, (*Connection).heartbeat},
	"device":     {false, (*Connection).device},
	"media":      {false, (*Connection).media},
	"stats":      {false, (*Connection).stats},
	"iceRestart": {false, (*Connection).iceRestart},
	"leave":      {false, (*Connection).leave},
	"chat":       {true, (*Connection).chat},
	"mute":       {true, (*Connection).mute},
	"remove":     {true, (*Connection).remove},
	"next":       {true, floorCommand(doNext, Floor.Next)},
	"admit":      {true, floorCommand(doAdmit, Floor.Admit)},
	"hold":       {true, floorCommand(doHold, Floor.Hold)},
	"end":        {true, floorCommand(doEnd, Floor.End)},
}

// Receive takes a frame that came after the join. One goroutine calls it. An error means that the
// transport is to close with CodeOf the error; a refused message is told to the client instead.
func (c *Connection) Receive(ctx context.Context, frame []byte) error {
	e, err := decodeFrame(frame)
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
func (c *Connection) accept(e envelope, command bool) (fresh bool, fatal error) {
	c.room.mu.Lock()
	defer c.room.mu.Unlock()
	p := c.person
	if !c.current() {
		return false, nil
	}
	if p.pace.exceeded(c.room.hub.cfg.Now()) {
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
func (c *Connection) answer(e envelope, h handler, err error) {
	c.room.mu.Lock()
	defer c.room.mu.Unlock()
	p := c.person
	switch {
	case c.room.people[p.ticket.Peer] != p:
	case err != nil:
		code := CodeOf(err)
		if code == "internal" {
			c.room.hub.cfg.Log.Error("message failed", "type", e.Type, "room", c.room.id, "error", err)
		}
		p.tell("error", errorData{Code: code, Re: e.Seq})
	case h.command:
		p.tell("done", doneData{Re: e.Seq})
	}
}

func (c *Connection) heartbeat(_ context.Context, e envelope) error {
	d, err := decodeData[heartbeatData](e)
	if err != nil {
		return err
	}
	c.room.mu.Lock()
	defer c.room.mu.Unlock()
	p := c.person
	now := c.room.hub.cfg.Now().UnixMilli()
	p.write(encodeFrame("heartbeat", 0, p.received, heartbeatData{SentAt: now, Echo: d.SentAt}))
	return nil
}

func (c *Connection) device(_ context.Context, e envelope) error {
	d, err := decodeData[deviceData](e)
	if err != nil {
		return err
	}
	if !d.valid() {
		return ErrMessage
	}
	c.room.mu.Lock()
	defer c.room.mu.Unlock()
	if c.person.device == d {
		return nil
	}
	c.person.device = d
	c.room.emit(EventDevice, c.person, Event{})
	c.room.refresh()
	return nil
}

// valid tells whether both states are ones of the protocol.
func (d deviceData) valid() bool {
	states := map[string]bool{"ok": true, "blocked": true, "none": true, "busy": true, "unknown": true}
	return states[d.Camera] && states[d.Microphone]
}

func (c *Connection) media(_ context.Context, e envelope) error {
	d, err := decodeData[mediaData](e)
	if err != nil {
		return err
	}
	c.room.mu.Lock()
	defer c.room.mu.Unlock()
	r, p := c.room, c.person
	var busy error
	switch sharing := d.Screen && p.place == stage && p.ticket.Role.sends()&Screen != 0; {
	case d.Screen && !sharing:
		busy = ErrForbidden
	case sharing && r.screen != nil && r.screen != p:
		busy = errScreenBusy
	case sharing:
		r.screen = p
	case r.screen == p:
		r.screen = nil
	}
	p.switches = 0
	for stream, on := range map[Streams]bool{Audio: d.Audio, Camera: d.Camera, Screen: r.screen == p} {
		if on {
			p.switches |= stream
		}
	}
	r.refresh()
	return busy
}

func (c *Connection) stats(_ context.Context, e envelope) error {
	d, err := decodeData[statsData](e)
	if err != nil {
		return err
	}
	c.room.mu.Lock()
	defer c.room.mu.Unlock()
	c.person.meter.client = d
	return nil
}

func (c *Connection) iceRestart(ctx context.Context, e envelope) error {
	d, err := decodeData[offerData](e)
	if err != nil {
		return err
	}
	answer, err := c.person.leg.Restart(ctx, d.Offer)
	if err != nil {
		return err
	}
	c.room.mu.Lock()
	defer c.room.mu.Unlock()
	c.person.tell("iceRestarted", answerData{Answer: answer})
	return nil
}

func (c *Connection) leave(context.Context, envelope) error {
	c.room.mu.Lock()
	if c.current() {
		c.room.drop(c.person, "left")
		c.room.refresh()
	}
	over := c.room.check && len(c.room.people) == 0
	c.room.mu.Unlock()
	if over {
		c.room.closeWith("ended")
	}
	return nil
}

func (c *Connection) mute(_ context.Context, e envelope) error {
	d, err := decodeData[muteData](e)
	if err != nil {
		return err
	}
	c.room.mu.Lock()
	defer c.room.mu.Unlock()
	p, err := c.target(doMute, d.Person)
	if err != nil {
		return err
	}
	p.muted = 0
	if d.Audio {
		p.muted |= Audio
	}
	if d.Camera {
		p.muted |= Camera
	}
	for _, q := range c.room.sorted() {
		if q == p || q.ticket.Role.may(seeLine) {
			q.tell("muted", mutedData{Person: p.number, Audio: d.Audio, Camera: d.Camera, By: c.person.number})
		}
	}
	c.room.refresh()
	return nil
}

func (c *Connection) remove(_ context.Context, e envelope) error {
	d, err := decodeData[personData](e)
	if err != nil {
		return err
	}
	c.room.mu.Lock()
	p, err := c.target(doRemove, d.Person)
	c.room.mu.Unlock()
	if err != nil {
		return err
	}
	return c.room.Remove(p.ticket.Peer)
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

// floorCommand makes the handler of a command that the Floor carries out.
func floorCommand(a action, do func(Floor, context.Context, Command) error) func(*Connection, context.Context, envelope) error {
	return func(c *Connection, ctx context.Context, e envelope) error {
		d, err := decodeData[audienceData](e)
		if err != nil {
			return err
		}
		floor, t := c.room.hub.cfg.Floor, c.person.ticket
		if floor == nil || c.room.check || !t.Role.may(a) {
			return ErrForbidden
		}
		if (d.Audience == "") != (a == doNext) {
			return ErrMessage
		}
		return do(floor, ctx, Command{
			Room: c.room.id, Audience: d.Audience, By: t.Peer, Role: t.Role,
			Reason: d.Reason, Disposition: d.Disposition, Note: d.Note,
		})
	}
}

// scopes says which action each scope of chat needs.
var scopes = map[string]action{"stage": doChatStage, "staff": doChatStaff, "person": doChatPerson}

func (c *Connection) chat(ctx context.Context, e envelope) error {
	d, err := decodeData[sayData](e)
	if err != nil {
		return err
	}
	line, number, err := c.line(d)
	if err != nil {
		return err
	}
	if floor := c.room.hub.cfg.Floor; floor != nil {
		if err := floor.Chat(ctx, line); err != nil {
			return err
		}
	}
	c.room.say(c.person, line, number)
	return nil
}

// line checks what somebody wants to say, and to whom.
func (c *Connection) line(d sayData) (ChatLine, int, error) {
	c.room.mu.Lock()
	defer c.room.mu.Unlock()
	p := c.person
	a, ok := scopes[d.To]
	text := strings.TrimSpace(d.Text)
	switch {
	case !ok || text == "":
		return ChatLine{}, 0, ErrMessage
	case utf8.RuneCountInString(text) > maxChat:
		return ChatLine{}, 0, errTooLong
	case !p.ticket.Role.may(a), a == doChatStage && p.place != stage:
		return ChatLine{}, 0, ErrForbidden
	}
	l := ChatLine{
		Room: c.room.id, Audience: c.room.current, From: p.ticket.Peer, Name: p.ticket.Name, Role: p.ticket.Role,
		To: d.To, Text: text, At: c.room.hub.cfg.Now(),
	}
	if p.ticket.Audience != "" {
		l.Audience = p.ticket.Audience
	}
	if a != doChatPerson {
		return l, 0, nil
	}
	to, err := c.room.byNumber(d.Person)
	if err != nil {
		return ChatLine{}, 0, err
	}
	l.ToPeer = to.ticket.Peer
	return l, to.number, nil
}

// say sends a line to its scope and to its author; staff see what one of them says to a person.
func (r *Room) say(from *person, l ChatLine, to int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.chats++
	d := chatData{
		ID: r.chats, From: from.number, Name: l.Name, Role: l.Role, To: l.To, Text: l.Text, At: l.At.UTC(),
	}
	for _, p := range r.sorted() {
		staff := l.To != "stage" && p.ticket.Role.may(seeLine)
		onStage := l.To == "stage" && p.place == stage
		if p == from || staff || onStage || p.number == to {
			p.tell("chat", d)
		}
	}
	r.emit(EventChat, from, Event{})
}
