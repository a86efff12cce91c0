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
	LongSlots     int    // so many of the first slots are of double length, for groups and interpretation
	Cap           int    // no more slots than this; 0 for as many as fit
	Active        bool
	Version       int
}

// ByVideo reports whether somebody can be received by video in the template's slots.
func (t Template) ByVideo() bool { return byVideo(t.Venues) }

// InPerson reports whether somebody can be received in person in them.
func (t Template) InPerson() bool { return inPerson(t.Venues) }

// ExceptionKind is what is different on a date.
type ExceptionKind string

const (
	ExceptionClosed    ExceptionKind = "closed"     // the host receives nobody
	ExceptionHours     ExceptionKind = "hours"      // at other hours than the templates say
	ExceptionOtherHost ExceptionKind = "other_host" // another host stands in
)

// An Exception is a single date on which a host's templates do not hold as they are.
type Exception struct {
	Host      HostID
	Day       time.Time // midnight in Riyadh
	Kind      ExceptionKind
	From, To  time.Duration // of ExceptionHours, since midnight
	OtherHost HostID        // of ExceptionOtherHost
	Reason    string
	By        string // who made it
	At        time.Time
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
