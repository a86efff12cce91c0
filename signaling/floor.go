package signaling

import (
	"context"
	"errors"
	"fmt"
	"time"
	"unicode/utf8"

	"majlis/signaling/wire"
)

// floorWithin is how long a Floor may take. It is well under the time after which a client takes a
// silent server for gone: somebody whose command hangs must not lose their socket over it.
const floorWithin = 4 * time.Second

// Bounds of what a command may hold, in characters and minutes.
const (
	maxCode   = 40
	maxNote   = 2000
	maxExtend = 60
)

// floorCommand makes the handler of a command that the Floor carries out.
func floorCommand(a action, do func(Floor, context.Context, Command) error) handler {
	return free(true, func(c *Connection, ctx context.Context, d wire.Command) error {
		floor := c.room.hub.cfg.Floor
		if floor == nil || c.room.check || !c.person.ticket.Role.may(a) {
			return ErrForbidden
		}
		if err := fits(a, d); err != nil {
			return err
		}
		asked, err := c.asked(a, d)
		if err != nil {
			return err
		}
		ctx, cancel := context.WithTimeout(ctx, floorWithin)
		defer cancel()
		err = do(floor, ctx, asked)
		if errors.Is(err, context.DeadlineExceeded) {
			return fmt.Errorf("%w: %w", ErrUnavailable, err)
		}
		return err
	})
}

// fits refuses a command with members that it does not take, or without those it needs.
func fits(a action, d wire.Command) error {
	switch {
	case (d.Audience == "") != (a == doNext || a == doExtend),
		(d.To != "") != (a == doHandOver),
		(d.Minutes != 0) != (a == doExtend), d.Minutes < 0, d.Minutes > maxExtend:
		return ErrMessage
	}
	for _, code := range []string{d.Audience, d.Reason, d.Disposition, d.To} {
		if utf8.RuneCountInString(code) > maxCode {
			return errTooLong
		}
	}
	if utf8.RuneCountInString(d.Note) > maxNote {
		return errTooLong
	}
	return nil
}

// asked is the command as the Floor gets it. What is extended is the audience on the stage.
func (c *Connection) asked(a action, d wire.Command) (Command, error) {
	by := &c.person.ticket // its name may change meanwhile: not to be copied
	asked := Command{
		Room: c.room.id, Audience: AudienceID(d.Audience), By: by.Peer, Role: by.Role, Reason: d.Reason,
		Disposition: d.Disposition, Note: d.Note, For: time.Duration(d.Minutes) * time.Minute, To: d.To,
	}
	if a == doExtend {
		c.room.mu.Lock()
		asked.Audience = c.room.current
		c.room.mu.Unlock()
		if asked.Audience == "" {
			return asked, ErrConflict
		}
	}
	return asked, nil
}

// A Successor is a host to whom audiences of the room can be handed over. Key is the caller's own
// name for it.
type Successor struct{ Key, Name, NameEn string }

// SetSuccessors gives the hosts to whom an audience may be handed over now; those who may do so are
// told when it changed.
func (r *Room) SetSuccessors(list []Successor) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.heirs = list
	r.refresh()
}

// A Pass lets somebody into another room: a ticket, and the socket to take it to ("": the same).
type Pass struct{ Token, URL string }

// Transfer sends the people of an audience to another room, each with the pass made from their ticket
// in this one, and shows them out. It may be called again for those who come back by an old ticket.
func (r *Room) Transfer(a AudienceID, pass func(Ticket) (Pass, error)) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	party := r.party(a)
	passes := make([]Pass, len(party))
	for i, p := range party {
		var err error
		if passes[i], err = pass(p.ticket); err != nil {
			return fmt.Errorf("pass to another room: %w", err)
		}
	}
	if a != "" && r.current == a {
		r.announce("held", a, wire.Stage{Reason: "handOver"})
		r.leaveStage()
		r.emit(EventHeld, nil, Event{Audience: a, Reason: "handOver"})
	}
	for i, p := range party {
		p.tell("transfer", wire.Transfer{Ticket: passes[i].Token, URL: passes[i].URL})
		r.drop(p, "transferred")
	}
	r.refresh()
	return nil
}
