package signaling

import (
	"errors"
	"time"

	"majlis/signaling/wire"
)

// What a caller may test for with errors.Is. Each stands for a family: CodeOf tells the members apart.
var (
	// ErrTicket: the ticket is forged, garbled, expired, early, or names something impossible.
	ErrTicket = errors.New("ticket refused")
	// ErrForbidden: the person's role does not allow it, or they were taken out of the room.
	ErrForbidden = errors.New("forbidden")
	// ErrNotFound: no such room, audience, person or connection.
	ErrNotFound = errors.New("not found")
	// ErrConflict: it does not fit the present state, as when another audience is on the stage.
	ErrConflict = errors.New("conflict")
	// ErrMessage: the frame does not follow the protocol.
	ErrMessage = wire.ErrMalformed
	// ErrUnavailable: the Floor cannot reach its records; nothing has changed, and later it may work.
	ErrUnavailable = errors.New("records out of reach")
	// ErrOffer: an SDP offer that a Media cannot answer.
	ErrOffer = errors.New("offer refused")
)

// fault is a refusal with its stable code on the wire.
type fault struct {
	code    string
	family  error
	opensAt time.Time // only for ticketEarly
}

func (f *fault) Error() string { return f.family.Error() + " (" + f.code + ")" }
func (f *fault) Unwrap() error { return f.family }

var (
	errTicketInvalid     = &fault{code: "ticketInvalid", family: ErrTicket}
	errTicketExpired     = &fault{code: "ticketExpired", family: ErrTicket}
	errAudienceEnded     = &fault{code: "ended", family: ErrTicket}
	errRemoved           = &fault{code: "removed", family: ErrForbidden}
	errUnknownConnection = &fault{code: "unknownConnection", family: ErrNotFound}
	errRoomFull          = &fault{code: "roomFull", family: ErrConflict}
	errScreenBusy        = &fault{code: "screenBusy", family: ErrConflict}
	errShutdown          = &fault{code: "shutdown", family: ErrConflict}
	errTooLong           = &fault{code: "tooLong", family: ErrMessage}
	errOfferInvalid      = &fault{code: "offerInvalid", family: ErrOffer}
	errLocked            = &fault{code: "locked", family: ErrConflict}
	errRateLimited       = &fault{code: "rateLimited", family: ErrMessage}
)

// ErrNoSession refuses to hand an audience over to a host who receives nobody now.
var ErrNoSession error = &fault{code: "noSession", family: ErrConflict}

func errTicketEarly(opensAt time.Time) error {
	return &fault{code: "ticketEarly", family: ErrTicket, opensAt: opensAt}
}

// CodeOf returns the stable code that the protocol uses for err; "internal" for a fault of ours.
func CodeOf(err error) string {
	var f *fault
	switch {
	case errors.As(err, &f):
		return f.code
	case errors.Is(err, ErrTicket):
		return "ticketInvalid"
	case errors.Is(err, ErrForbidden):
		return "forbidden"
	case errors.Is(err, ErrNotFound):
		return "notFound"
	case errors.Is(err, ErrConflict):
		return "conflict"
	case errors.Is(err, ErrUnavailable):
		return "unavailable"
	case errors.Is(err, ErrOffer):
		return "offerInvalid"
	case errors.Is(err, ErrMessage):
		return "malformed"
	}
	return "internal"
}

// JoinError is the frame that tells a client why its join was refused, or where the room is.
func JoinError(err error) []byte {
	if bye, ok := elsewhere(err); ok {
		return bye
	}
	d := wire.Error{Code: CodeOf(err)}
	var f *fault
	if errors.As(err, &f) {
		d.OpensAt = timePtr(f.opensAt)
	}
	return wire.Frame("error", 0, 0, d)
}
