package booking

import "time"

// A Template is one stretch of a host's usual week from which sessions of slots are made.
type Template struct {
	ID            TemplateID
	Host          HostID
	Weekday       time.Weekday
	From, To      time.Duration // since midnight in Riyadh
	SlotMinutes   int
	BufferMinutes int
	Venues        []Venue
	Languages     []string
	Provides      []string
	Section       string // SectionAny, SectionMen, SectionWomen
	OpenTo        string // OpenToAny, OpenToUrgent, OpenToFirstTime
	Active        bool
	Version       int
}

// Whom a slot is kept for.
const (
	OpenToAny       = "any"
	OpenToUrgent    = "urgent"     // the classes that the policy names urgent
	OpenToFirstTime = "first_time" // people never received before
)

// SessionStatus is the life of a stretch of supply.
type SessionStatus string

const (
	SessionPlanned SessionStatus = "planned"
	SessionOpen    SessionStatus = "open" // the room is live
	SessionClosed  SessionStatus = "closed"
)

// A Session is one morning (or afternoon) of a host: one room, audience after audience.
type Session struct {
	ID         SessionID
	Host       HostID
	Week       time.Time // the Sunday it belongs to
	From, To   time.Time
	Status     SessionStatus
	LateFor    time.Duration // how late the line runs, as last told
	Version    int
	TemplateID TemplateID // 0 when made by hand
}

// Room is the session's room in the signaling server.
func (s Session) Room() string { return roomName(s.ID) }

// A Slot is one stretch of a host's time that one request may be given.
type Slot struct {
	ID        SlotID
	Session   SessionID
	Host      HostID
	HostCode  string
	At        time.Time
	Minutes   int
	Venues    []Venue
	Languages []string
	Provides  []string
	Section   string
	OpenTo    string
	Closed    bool // taken out of supply by the office
}

// End is when the slot is over.
func (s Slot) End() time.Time { return s.At.Add(time.Duration(s.Minutes) * time.Minute) }
