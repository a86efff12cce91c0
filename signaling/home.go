package signaling

import (
	"context"
	"errors"

	"majlis/signaling/wire"
)

// Homes says on which server a room lives, where several share the work. The Hub asks before every
// join to a room, and a room that is here already is to be answered without asking far.
type Homes interface {
	// Claim makes this server the room's home unless another is. It answers with the socket of the
	// server that has the room, "" when that is this one. An error in ErrUnavailable: not to be known
	// now. It may wait for a few seconds, as when the home has fallen silent.
	Claim(ctx context.Context, room RoomID) (url string, err error)
}

// away is the refusal of a join to a room that lives on another server.
type away struct{ url string }

func (a *away) Error() string { return "the room is at " + a.url }
func (a *away) Unwrap() error { return errElsewhere }

var errElsewhere = &fault{code: "elsewhere", family: ErrConflict}

// home settles that a ticket's room is here. Device checks have rooms of their own, on any server.
func (h *Hub) home(ctx context.Context, t Ticket) error {
	if h.cfg.Homes == nil || t.Purpose == ForCheck {
		return nil
	}
	url, err := h.cfg.Homes.Claim(ctx, t.Room)
	if err == nil && url != "" {
		err = &away{url}
	}
	return err
}

// elsewhere is what a client is told that has dialled the wrong server.
func elsewhere(err error) (frame []byte, ok bool) {
	var a *away
	if !errors.As(err, &a) {
		return nil, false
	}
	return wire.Frame("bye", 0, 0, wire.Bye{Code: errElsewhere.code, URL: a.url}), true
}

// Depose ends a room that another server has taken over: its people are sent to url, or told to dial
// again when that is "".
func (r *Room) Depose(url string) {
	r.mu.Lock()
	r.movedTo = url
	r.mu.Unlock()
	if url == "" {
		r.closeWith("shutdown")
		return
	}
	r.closeWith(errElsewhere.code)
}
