package sitting

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"majlis/booking"
	"majlis/booking/roster"
	"majlis/internal/identity"
	"majlis/signaling"
)

// Line reads a session's appointments, who helps at them, and who else receives people that day.
type Line interface {
	Today(ctx context.Context, day time.Time) ([]booking.DayLine, error)
	Session(ctx context.Context, id booking.SessionID) (booking.Session, error)
	Line(ctx context.Context, session booking.SessionID) ([]booking.Audience, error)
	Audience(ctx context.Context, id booking.AudienceID) (booking.Audience, error)
	BoundBetween(ctx context.Context, from, until time.Time) ([]booking.Bound, error)
}

// Presence notes who is connected and who has gone.
type Presence interface {
	Wait(ctx context.Context, id booking.AudienceID) (booking.Audience, error)
	Leave(ctx context.Context, id booking.AudienceID) (booking.Audience, error)
}

// Floor moves an audience through its day; each call is durable when it returns.
type Floor interface {
	Admit(ctx context.Context, id booking.AudienceID) (booking.Audience, error)
	ReturnToWaiting(ctx context.Context, id booking.AudienceID) (booking.Audience, error)
	End(ctx context.Context, id booking.AudienceID, how booking.Disposition, note string) (booking.Audience, error)
	OpenSession(ctx context.Context, id booking.SessionID) error
	Overtime
}

// Overtime changes how long an audience takes, and before whom.
type Overtime interface {
	Extend(ctx context.Context, id booking.AudienceID, by time.Duration) (booking.Audience, error)
	HandOver(ctx context.Context, id booking.AudienceID, to booking.SessionID) (booking.Audience, error)
}

// A Face is how the room shows an audience: the name the office holds and the case's reference.
type Face struct {
	Name      string
	Reference string
	Companion string
}

// Records keeps what only the live session knows.
type Records interface {
	Faces(ctx context.Context, session booking.SessionID) (map[booking.AudienceID]Face, error)
	OpenSessions(ctx context.Context, from, to time.Time) ([]booking.SessionID, error)
	AddChat(ctx context.Context, line Chat) error
	AddSamples(ctx context.Context, samples []Sample) error
}

// A Chat line as it is kept with the audience. To is "stage", "staff" or "person", as it was said.
type Chat struct {
	Audience booking.AudienceID
	At       time.Time
	Role     string
	Name     string
	To       string
	Text     string
}

// A Sample is one participant's quality over a few seconds.
type Sample struct {
	Room     string
	Audience booking.AudienceID
	Peer     string
	Role     string
	At       time.Time
	Quality  signaling.Quality
}

// Accounts knows the staff behind a peer.
type Accounts interface {
	Staff(ctx context.Context, id int64) (identity.Staff, error)
}

// Config is what a Sitting needs.
type Config struct {
	Line     Line
	Presence Presence
	Floor    Floor
	Records  Records
	Papers   Papers
	Journal  Journal
	Accounts Accounts
	Signer   *signaling.Signer
	Homes    Homes // nil: this is the only server
	Now      func() time.Time
	Log      *slog.Logger
}

// When citizens may come in, and until when a ticket holds after the session's end, so that
// lateness never expires it.
const (
	DoorsOpen  = time.Hour
	ticketTail = time.Hour
	checkFor   = 15 * time.Minute
)

// Sitting runs the sessions of one server.
type Sitting struct {
	Config
	hub *signaling.Hub

	samples backlog[Sample]
	chats   backlog[Chat]

	away atomic.Bool // the database did not answer last time

	mu    sync.Mutex
	lines map[booking.SessionID]sync.Locker // one refresh of a session at a time
	owed  map[booking.AudienceID]sighting   // not written down yet
	day   []booking.DayLine                 // who receives people today
	told  map[string]bool                   // papers that the room was told of, by their keys
	dayAt time.Time                         // when that was read

	epochs map[signaling.RoomID]int64 // of the rooms that know their line
}

// New makes a Sitting; Attach it to its hub before anybody joins.
func New(c Config) *Sitting {
	return &Sitting{
		Config: c, samples: backlog[Sample]{most: samplesMost}, chats: backlog[Chat]{most: chatsMost},
		lines: map[booking.SessionID]sync.Locker{}, owed: map[booking.AudienceID]sighting{}, told: map[string]bool{},
		epochs: map[signaling.RoomID]int64{},
	}
}

// Attach gives the Sitting the hub whose Floor and Observer it is.
func (s *Sitting) Attach(hub *signaling.Hub) { s.hub = hub }

// CitizenTicket lets the person of an audience into its session's room, from an hour before.
func (s *Sitting) CitizenTicket(ctx context.Context, id booking.AudienceID) (string, error) {
	a, err := s.Line.Audience(ctx, id)
	if err != nil {
		return "", fmt.Errorf("audience %d: %w", id, err)
	}
	if a.Status == booking.AudienceEnded || a.Status == booking.AudienceCancelled {
		return "", booking.Refuse("audience_over", "")
	}
	session, err := s.Line.Session(ctx, a.Session)
	if err != nil {
		return "", fmt.Errorf("session %d: %w", a.Session, err)
	}
	faces, err := s.Records.Faces(ctx, a.Session)
	if err != nil {
		return "", fmt.Errorf("faces of session %d: %w", a.Session, err)
	}
	return s.sign(signaling.Ticket{
		Room: roomOf(a.Session), Audience: audienceName(id), Peer: signaling.PeerID(personPeer(a)),
		Role: signaling.RoleCitizen, Name: faces[id].Name, Purpose: signaling.ForCall,
		NotBefore: a.At.Add(-DoorsOpen), Until: session.To.Add(ticketTail),
	})
}

// CheckTicket opens the person's own device-check room.
func (s *Sitting) CheckTicket(ctx context.Context, id booking.AudienceID) (string, error) {
	a, err := s.Line.Audience(ctx, id)
	if err != nil {
		return "", fmt.Errorf("audience %d: %w", id, err)
	}
	return s.sign(signaling.Ticket{
		Room: roomOf(a.Session), Audience: audienceName(id), Peer: signaling.PeerID(personPeer(a)),
		Role: signaling.RoleCitizen, Purpose: signaling.ForCheck, Until: s.Now().Add(checkFor),
	})
}

// StaffTicket lets a member of staff into a session's room, in the role of the account, and opens
// the session.
func (s *Sitting) StaffTicket(ctx context.Context, id booking.SessionID, staff identity.Staff, name string) (string, error) {
	role, ok := roomRoles[staff.Role]
	if !ok {
		return "", booking.ErrForbidden
	}
	session, err := s.Line.Session(ctx, id)
	if err != nil {
		return "", fmt.Errorf("session %d: %w", id, err)
	}
	if staff.Role == identity.RoleHost && booking.HostID(staff.Host) != session.Host {
		return "", booking.ErrForbidden
	}
	if session.Status == booking.SessionClosed {
		return "", booking.Refuse("session_closed", "")
	}
	if role == signaling.RoleHost || role == signaling.RoleChiefAide {
		if err := s.Floor.OpenSession(ctx, id); err != nil {
			return "", fmt.Errorf("open session %d: %w", id, err)
		}
	}
	signs, err := s.signs(ctx, session, staff)
	if err != nil {
		return "", err
	}
	return s.sign(signaling.Ticket{
		Room: roomOf(id), Peer: signaling.PeerID("staff-" + number(staff.ID)), Role: role, Name: name,
		Purpose: signaling.ForCall, Signs: signs, Until: session.To.Add(ticketTail),
	})
}

// signs tells whether the account is bound to an audience of the session to interpret by signs.
func (s *Sitting) signs(ctx context.Context, session booking.Session, staff identity.Staff) (bool, error) {
	if staff.Role != identity.RoleInterpreter {
		return false, nil
	}
	bound, err := s.Line.BoundBetween(ctx, session.From, session.To)
	if err != nil {
		return false, fmt.Errorf("helpers of session %d: %w", session.ID, err)
	}
	line, err := s.Line.Line(ctx, session.ID)
	if err != nil {
		return false, fmt.Errorf("line of session %d: %w", session.ID, err)
	}
	for _, b := range bound {
		here := slices.ContainsFunc(line, func(a booking.Audience) bool { return a.Offer == b.Offer })
		if here && b.Kind == roster.SignLanguage && b.Who.Staff == staff.ID {
			return true, nil
		}
	}
	return false, nil
}

func (s *Sitting) sign(t signaling.Ticket) (string, error) {
	token, err := s.Signer.Sign(t)
	if err != nil {
		return "", fmt.Errorf("sign ticket: %w", err)
	}
	return token, nil
}

// roomRoles is what each account is in a room; accounts that are not here have no place in one.
var roomRoles = map[identity.Role]signaling.Role{
	identity.RoleHost: signaling.RoleHost, identity.RoleAide: signaling.RoleChiefAide, identity.RoleChief: signaling.RoleChiefAide,
	identity.RoleNoteTaker: signaling.RoleNoteTaker, identity.RoleInterpreter: signaling.RoleInterpreter,
	identity.RoleObserver: signaling.RoleObserver, identity.RoleScheduler: signaling.RoleObserver,
	identity.RoleOperations: signaling.RoleTechnician,
}

const (
	roomPrefix     = "session-"
	audiencePrefix = "a-"
	staffPrefix    = "staff-"
)

func roomOf(id booking.SessionID) signaling.RoomID {
	return signaling.RoomID(booking.Session{ID: id}.Room())
}

func audienceName(id booking.AudienceID) signaling.AudienceID {
	return signaling.AudienceID(audiencePrefix + number(int64(id)))
}

func number(n int64) string { return strconv.FormatInt(n, 10) }

// idAfter reads the number behind a prefix; 0 when the name has another shape.
func idAfter(name, prefix string) int64 {
	digits, ok := strings.CutPrefix(name, prefix)
	if !ok {
		return 0
	}
	id, err := strconv.ParseInt(digits, 10, 64)
	if err != nil {
		return 0
	}
	return id
}

func sessionOf(room signaling.RoomID) booking.SessionID {
	return booking.SessionID(idAfter(string(room), roomPrefix))
}

// AudienceOf is the audience that a room calls by this name, 0 for none.
func AudienceOf(name signaling.AudienceID) booking.AudienceID { return audienceOf(name) }

func audienceOf(name signaling.AudienceID) booking.AudienceID {
	return booking.AudienceID(idAfter(string(name), audiencePrefix))
}

// roomError tells the room's client of a refusal by a code of its protocol. A fault changed nothing:
// the records could not be written, and may be later.
func roomError(err error) error {
	var refusal *booking.Refusal
	switch {
	case err == nil:
		return nil
	case errors.As(err, &refusal), errors.Is(err, booking.ErrConflict):
		return errors.Join(signaling.ErrConflict, err)
	case errors.Is(err, booking.ErrNotFound):
		return errors.Join(signaling.ErrNotFound, err)
	case errors.Is(err, booking.ErrForbidden):
		return errors.Join(signaling.ErrForbidden, err)
	}
	return errors.Join(signaling.ErrUnavailable, err)
}
