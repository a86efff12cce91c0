package allocation

import "time"

// RequestID names a request within a problem.
type RequestID string

// SlotID names a slot within a problem.
type SlotID string

// Problem is one week to be allocated. Solve never changes it.
//
// A person has at most one request that is not held in a problem; the caller
// sees to that, for a problem knows no persons.
type Problem struct {
	Policy   Policy
	Slots    []Slot
	Requests []Request
	Pins     []Pin
}

// Policy is the office's published way of weighing requests. All numbers lie
// between 0 and 1,000,000.
type Policy struct {
	NowDate   time.Time        // the date weeks of waiting are counted to; the time of day is ignored
	Seed      string           // keys the lots
	Classes   map[string]Class // by name; every request's class must be here
	Urgent    []string         // classes that may use slots open to "urgent"
	FirstTime int              // points added when a person has had no audience
	Prior     int              // points taken per earlier audience…
	PriorMax  int              // …counting at most so many of them
	Missed    int              // points taken per missed audience
	Cost      Cost
}

// Class is one degree of urgency as the office confirms it.
type Class struct {
	Base           int // points at once
	Rate           int // points per whole week of waiting
	MustServeWeeks int // weeks after which a request goes before all others; 0 is never
}

// Cost weighs the inconveniences that decide when the seated people sit.
type Cost struct {
	Venue   int // per place further down the request's list of venues
	Host    int // per place further down the request's list of hosts
	Time    int // when no preferred window holds the slot
	Waste   int // per provision of the slot the request does not need
	Reserve int // for taking an unreserved slot when a reserved one would have done
}

// Slot is one stretch of a host's time that one request can be given.
type Slot struct {
	ID        SlotID
	Host      string
	Start     time.Time // whole microseconds
	Minutes   int       // at least 1
	Venues    []string  // where the citizen may sit: "home", "booth:<centre>", "office:<place>"
	Languages []string
	Provides  []string // "sign_language", "hearing_loop", …
	Section   string   // "any" (or empty), "men" or "women"
	OpenTo    string   // "any" (or empty), "urgent" or "first_time"
}

// Request is one person's wish for an audience.
type Request struct {
	ID         RequestID
	FiledBatch time.Time // the date its batch closed; the time of day is ignored
	Class      string
	Hosts      []string // acceptable hosts, best first
	Venues     []string // acceptable venues, best first
	Minutes    int      // at least 1
	Windows    []Window // when the person can come; empty is always
	Prefer     []Window // when the person would rather come
	Language   string   // empty is any
	Needs      []string
	Section    string // which section the person attends; empty attends none in particular
	Prior      int    // audiences had before
	Missed     int    // audiences missed
	Held       string // why it takes no part this week; empty takes part
}

// Window is the half-open stretch of time [From, To).
type Window struct {
	From, To time.Time // whole microseconds
}

// Pin sets a request on a slot by the office's decision. The pair must be
// feasible; it is taken out of the week before anything else is decided.
type Pin struct {
	Request RequestID
	Slot    SlotID
	Reason  string
}

// end returns the first moment after the slot.
func (s *Slot) end() time.Time {
	return s.Start.Add(time.Duration(s.Minutes) * time.Minute)
}

// reserved reports whether the slot is kept for some requests only.
func (s *Slot) reserved() bool {
	return s.OpenTo != "" && s.OpenTo != openToAny
}
