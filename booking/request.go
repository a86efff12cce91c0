package booking

import "time"

// RequestStatus is where a wish for an audience stands; requestSteps holds the allowed moves.
type RequestStatus string

const (
	RequestRequested    RequestStatus = "requested"     // filed, not yet studied
	RequestShortlisted  RequestStatus = "shortlisted"   // takes part in the next allocation
	RequestOffered      RequestStatus = "offered"       // has a live offer
	RequestConfirmed    RequestStatus = "confirmed"     // has an appointment
	RequestMet          RequestStatus = "met"           // the audience took place
	RequestNotScheduled RequestStatus = "not_scheduled" // settled without a meeting
	RequestWithdrawn    RequestStatus = "withdrawn"     // by the person
)

// Class is urgency as the office confirmed it.
type Class string

// The classes of the default policy.
const (
	ClassOrdinary     Class = "ordinary"
	ClassUrgent       Class = "urgent"
	ClassHumanitarian Class = "humanitarian"
)

// A Window is a half-open stretch of time.
type Window struct{ From, To time.Time }

// A Request is a person's wish for an audience. The case it belongs to holds subject and text.
type Request struct {
	ID          RequestID
	Case        int64 // the case's number in casework
	Person      int64 // the person's number in identity
	Hosts       []string
	Venues      []Venue // in order of preference
	Minutes     int
	Weekdays    []time.Weekday // the person's standing wish, turned into windows of the allocated week; empty means any day
	Mornings    bool           // part of the standing wish; both false or both true mean any hour
	Afternoons  bool
	Language    string
	Needs       []string
	Section     string
	FemaleOnly  bool // asks for a female officer and hall
	Companion   string
	ShortNotice bool // would come at a few hours' notice
	Class       Class
	Prior       int // audiences already held
	Missed      int // appointments missed
	FiledBatch  time.Time
	Status      RequestStatus
	Held        string    // why it takes no part in an allocation: "barred", "waiting_for_you", …
	AskedAt     time.Time // when the person asked for another time; zero when one was offered since
	RebookBy    time.Time // until when a person who missed an appointment may choose another; zero when not
	Bumped      bool      // gave way to an urgent case: goes first until it has an appointment again
	PassedAt    time.Time // when the person's device last passed a check; zero if never
	Version     int
}

// Open reports whether the request may still lead to an audience; a person has one such.
func (s RequestStatus) Open() bool {
	return s == RequestRequested || s == RequestShortlisted || s == RequestOffered || s == RequestConfirmed
}
