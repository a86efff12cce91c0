package booking

import "time"

// OfferStatus is the life of one slot put before one person; offerSteps holds the allowed moves.
type OfferStatus string

const (
	OfferOpen      OfferStatus = "open"      // waits for an answer until ConfirmBy
	OfferConfirmed OfferStatus = "confirmed" // an appointment
	OfferDeclined  OfferStatus = "declined"  // by the person, before confirming
	OfferLapsed    OfferStatus = "lapsed"    // ConfirmBy went by
	OfferCancelled OfferStatus = "cancelled" // by the person, after confirming
	OfferRevoked   OfferStatus = "revoked"   // by the office
	OfferMoved     OfferStatus = "moved"     // replaced by another offer
	OfferDone      OfferStatus = "done"      // its audience is over
	OfferCalled    OfferStatus = "called"    // put before several of the standby list; the first to confirm has it
	OfferTaken     OfferStatus = "taken"     // called, and somebody else was first
)

// Live reports whether the offer occupies its slot and its request.
func (s OfferStatus) Live() bool { return s == OfferOpen || s == OfferConfirmed }

// An Offer is one slot put before one person; a confirmed one is an appointment.
type Offer struct {
	ID         OfferID
	Request    RequestID
	Slot       SlotID
	Plan       PlanID // 0 when offered outside a plan
	Venue      Venue
	Status     OfferStatus
	OfferedAt  time.Time
	ConfirmBy  time.Time
	AnsweredAt time.Time // zero until it left open
	Reason     string    // the office's, when revoked
	Version    int
}

// AudienceStatus is the life of an appointment on its day; audienceSteps holds the allowed moves.
type AudienceStatus string

const (
	AudienceExpected  AudienceStatus = "expected"
	AudienceCheckedIn AudienceStatus = "checked_in" // at a centre's desk, in person or for a booth
	AudienceWaiting   AudienceStatus = "waiting"    // connected, in the waiting room
	AudienceInSession AudienceStatus = "in_session"
	AudienceEnded     AudienceStatus = "ended"
	AudienceCancelled AudienceStatus = "cancelled"
)

// Disposition is how an audience closed. A technical failure or an office delay is never a no-show.
type Disposition string

const (
	DispositionHeld             Disposition = "held"
	DispositionNoShow           Disposition = "no_show"
	DispositionTechnicalFailure Disposition = "technical_failure"
	DispositionPostponed        Disposition = "postponed"
	DispositionEndedEarly       Disposition = "ended_early"
)

// An Audience is a confirmed offer on its day: its place in the session's line and how it went.
type Audience struct {
	ID          AudienceID
	Offer       OfferID
	Request     RequestID
	Case        int64
	Person      int64
	Session     SessionID
	Slot        SlotID
	Host        HostID
	Venue       Venue
	At          time.Time
	Minutes     int
	Status      AudienceStatus
	Disposition Disposition // "" until ended
	CheckedInAt time.Time   // zero until then
	WaitedAt    time.Time   // when last seen to enter or leave the waiting room
	VerifiedAt  time.Time   // when staff checked the person's identity
	VerifiedBy  string      // who did
	AdmittedAt  time.Time
	EndedAt     time.Time
	Note        string // the note-taker's
	Version     int
}
