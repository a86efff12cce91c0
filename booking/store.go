package booking

import (
	"context"
	"time"
)

// A Store keeps what the Desk knows. Its parts may be one value or several; bookingtest
// holds the suite that every implementation must pass.
//
// Adding gives the thing version 1 and answers with its number. Saving writes a thing whose
// Version is the one that was read, raises the stored version by one, and fails with
// ErrConflict when somebody else saved meanwhile. A number that names nothing fails with
// ErrNotFound. What the rules of the schema forbid comes back as a Refusal.
type Store struct {
	Tx        Transactor
	Requests  Requests
	Cases     Cases
	Rota      Rota
	Dates     Dates
	Roster    Roster
	Bindings  Bindings
	Sessions  Sessions
	Slots     Slots
	Draws     Draws
	Pins      Pins
	Plans     Plans
	Offers    Offers
	Answers   Answers
	Audiences Audiences
}

// A Transactor makes several writes one. The transaction travels in do's context; a call
// inside another joins it.
type Transactor interface {
	InTx(ctx context.Context, do func(ctx context.Context) error) error
	// Lock waits for a named lock and keeps it until the transaction ends.
	Lock(ctx context.Context, name string) error
}

// Requests keeps the wishes for an audience.
type Requests interface {
	// AddRequest refuses a second open request of one person (request_already_open).
	AddRequest(ctx context.Context, r Request) (RequestID, error)
	Request(ctx context.Context, id RequestID) (Request, error)
	// Requests answers in the order of filing.
	Requests(ctx context.Context, which RequestFilter) ([]Request, error)
	SaveRequest(ctx context.Context, r Request) error
}

// A RequestFilter names requests; a field left empty does not restrict.
type RequestFilter struct {
	IDs      []RequestID
	Statuses []RequestStatus
	Case     int64
	Person   int64
	Host     string // asks for this one, perhaps among others
	Soon     bool   // comes at short notice
	Asked    bool   // asked for another time, and was offered none since
}

// Cases answers what booking must know of the case a request belongs to.
type Cases interface {
	// CaseVersion is the version that a notice about the case speaks of.
	CaseVersion(ctx context.Context, id int64) (int, error)
}

// Rota keeps the hosts and their usual weeks.
type Rota interface {
	// Hosts answers in the office's own order.
	Hosts(ctx context.Context) ([]Host, error)
	// SaveHost adds a host whose ID is zero and rewrites any other.
	SaveHost(ctx context.Context, h Host) (HostID, error)
	Templates(ctx context.Context) ([]Template, error)
	// SaveTemplate adds a template whose ID is zero and saves any other.
	SaveTemplate(ctx context.Context, t Template) (TemplateID, error)
}

// Dates keeps the exceptions of single dates.
type Dates interface {
	// Exceptions answers by date, then host.
	Exceptions(ctx context.Context, from, until time.Time) ([]Exception, error)
	// SaveException replaces an earlier one of the same host and date.
	SaveException(ctx context.Context, e Exception) error
	// RemoveException of a date that has none does nothing.
	RemoveException(ctx context.Context, host HostID, day time.Time) error
}

// Roster keeps those who help at audiences.
type Roster interface {
	// Helpers answers by kind, centre and number.
	Helpers(ctx context.Context) ([]Helper, error)
	// SaveHelper adds a helper whose ID is zero and saves any other.
	SaveHelper(ctx context.Context, h Helper) (HelperID, error)
}

// Bindings keeps who is bound to which offer.
type Bindings interface {
	// Bind refuses a helper who would be in two places (helper_not_in_two_places).
	Bind(ctx context.Context, list []Binding) error
	// Unbind frees everybody bound to an offer.
	Unbind(ctx context.Context, offer OfferID) error
	// BindingsBetween answers those that begin from one moment to before another, by time,
	// offer and kind.
	BindingsBetween(ctx context.Context, from, until time.Time) ([]Binding, error)
	// Waive keeps one waiver of a plan's seat and need; a second changes nothing.
	Waive(ctx context.Context, w Waiver, at time.Time) error
	Waivers(ctx context.Context, plan PlanID) ([]Waiver, error)
}

// Sessions keeps the weeks' sessions.
type Sessions interface {
	// AddSession writes a session with its slots and refuses one that overlaps another of
	// its host (session_overlaps).
	AddSession(ctx context.Context, s Session, slots []Slot) (SessionID, error)
	// AddSlots gives a session more slots.
	AddSlots(ctx context.Context, id SessionID, slots []Slot) error
	Session(ctx context.Context, id SessionID) (Session, error)
	// SessionsOfWeek answers by time, then host.
	SessionsOfWeek(ctx context.Context, week time.Time) ([]Session, error)
	SaveSession(ctx context.Context, s Session) error
}

// Slots keeps what sessions consist of.
type Slots interface {
	Slot(ctx context.Context, id SlotID) (Slot, error)
	// SlotsOfWeek answers by time, then host.
	SlotsOfWeek(ctx context.Context, week time.Time) ([]Slot, error)
	SetSlotClosed(ctx context.Context, id SlotID, closed bool) error
}

// Draws keeps what ranks are made of: the policy and each week's seed.
type Draws interface {
	// Policy fails with ErrNotFound until the office saves one.
	Policy(ctx context.Context) (Policy, error)
	SavePolicy(ctx context.Context, p Policy) error
	// Seed fails with ErrNotFound for a week that was never opened.
	Seed(ctx context.Context, week time.Time) (Seed, error)
	// CommitSeed keeps the first seed of a week; a later one changes nothing.
	CommitSeed(ctx context.Context, s Seed) error
	RevealSeed(ctx context.Context, week, at time.Time) error
}

// Pins keeps which requests the office has bound to slots.
type Pins interface {
	Pins(ctx context.Context, week time.Time) ([]Pin, error)
	// AddPin refuses a second pin of a request in a week (pin_request_twice) or of a slot
	// (pin_slot_taken).
	AddPin(ctx context.Context, p Pin, at time.Time) error
	// RemovePin of a request that has none does nothing.
	RemovePin(ctx context.Context, week time.Time, request RequestID) error
}

// Plans keeps the runs of the allocator.
type Plans interface {
	AddPlan(ctx context.Context, p Plan) (PlanID, error)
	Plan(ctx context.Context, id PlanID) (Plan, error)
	// PlansOfWeek answers newest first, without Problem and Solution.
	PlansOfWeek(ctx context.Context, week time.Time) ([]Plan, error)
	// SavePlan writes Status and PublishedAt, and refuses a second published plan of a week
	// (week_already_published).
	SavePlan(ctx context.Context, p Plan) error
}

// Offers keeps the slots put before people.
type Offers interface {
	// AddOffers writes all of them or none, and answers with their numbers in the same
	// order. It refuses a second live offer of a slot (slot_taken) or of a request
	// (request_has_offer).
	AddOffers(ctx context.Context, list []Offer) ([]OfferID, error)
	Offer(ctx context.Context, id OfferID) (Offer, error)
	// LatestOffer is the live offer of a request, else its last one.
	LatestOffer(ctx context.Context, request RequestID) (Offer, error)
	// OffersOfWeek answers every offer of the week's slots, live or not, oldest first.
	OffersOfWeek(ctx context.Context, week time.Time) ([]Offer, error)
	SaveOffer(ctx context.Context, o Offer) error
}

// Answers is what an answer to an offer reads and writes, and a publication writes by the
// thousand: each in as few steps as the store can.
type Answers interface {
	// LockedOffer reads an offer with its request and its slot, and keeps whoever else locks
	// the request ("request:<number>") waiting until the transaction ends; of an offer put
	// before several, whoever locks the slot ("slot:<number>") first.
	LockedOffer(ctx context.Context, id OfferID) (Offer, Request, Slot, error)
	// OffersOfSlot answers every offer of a slot, live or not, oldest first.
	OffersOfSlot(ctx context.Context, slot SlotID) ([]Offer, error)
	// SaveRequests and SaveOffers are SaveRequest and SaveOffer of each.
	SaveRequests(ctx context.Context, list []Request) error
	SaveOffers(ctx context.Context, list []Offer) error
}

// Audiences keeps the appointments and how they went.
type Audiences interface {
	AddAudience(ctx context.Context, a Audience) (AudienceID, error)
	Audience(ctx context.Context, id AudienceID) (Audience, error)
	AudienceOfOffer(ctx context.Context, offer OfferID) (Audience, error)
	// AudiencesOfSession answers by time, cancelled ones too.
	AudiencesOfSession(ctx context.Context, session SessionID) ([]Audience, error)
	// SaveAudience refuses a second audience in session in one room (session_busy).
	SaveAudience(ctx context.Context, a Audience) error
}

// An Outbox takes what people must be told, in the transaction of the change it tells of.
// A second notice of the same kind, subject and version changes nothing.
type Outbox interface {
	Tell(ctx context.Context, list ...Notice) error
}

// A Journal records who did what and why, in the transaction of the change.
type Journal interface {
	Record(ctx context.Context, action, subject string, id int64, reason string) error
}

// Timers calls the Desk later, if the transaction commits.
type Timers interface {
	// Lapse calls Desk.Lapse for each offer when its ConfirmBy has come.
	Lapse(ctx context.Context, list ...Offer) error
	// Fill calls Desk.Fill for a slot that has become free, at once.
	Fill(ctx context.Context, slot SlotID) error
}

// A Calendar knows when the office can receive people. A day is given as any moment of it
// in Riyadh; cities are those of hosts and centres.
type Calendar interface {
	// Working is false on weekends and holidays.
	Working(ctx context.Context, day time.Time) (bool, error)
	// Hours is the office's day in a city, shorter in Ramadan.
	Hours(ctx context.Context, city string, day time.Time) (Window, error)
	// Pauses are the day's pauses for prayer in a city, by time.
	Pauses(ctx context.Context, city string, day time.Time) ([]Window, error)
	// City is where a centre stands.
	City(ctx context.Context, centre string) (string, error)
}
