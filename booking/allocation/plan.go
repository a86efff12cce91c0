package allocation

import "time"

// Plan is the answer to a Problem. Every request is either in Seats or in
// Unseated, every slot in Cutoffs.
type Plan struct {
	Cost     int64      // total of the seated pairs' costs, pinned pairs apart
	Seats    []Seat     // by rank, best first
	Unseated []Unseated // by rank, best first
	Cutoffs  []Cutoff   // by the slot's start, then its id
}

// Seat is a request placed on a slot.
type Seat struct {
	Request RequestID
	Slot    SlotID
	Venue   string // the first of the request's venues that the slot has
	Pinned  bool   // placed by the office, not by rank
}

// Reason says why a request has no seat.
type Reason string

// The reasons a request can have. Each fills its own fields of Unseated.
const (
	ReasonHeld      Reason = "held"      // it takes no part this week: Held
	ReasonNoSlot    Reason = "no_slot"   // no slot suits it: Refused, WhatWouldHelp
	ReasonOutranked Reason = "outranked" // others came first: FeasibleSlots, Needed…, ByLot, WhatWouldHelp
)

// Unseated is a request without a seat, with what its owner may be told.
type Unseated struct {
	Request RequestID
	Reason  Reason
	Points  int64 // its own
	Tier    int   // its own; 1 is a request that must be served

	Held string // the hold's own words

	Refused map[Rule]int // slots refused by each rule; shared between requests, do not change

	FeasibleSlots int   // slots it could have attended
	NeededPoints  int64 // the points of the lowest cut-off among those
	NeededTier    int   // the tier of that cut-off
	ByLot         bool  // needed and own tier and points are equal: only the lot decided

	WhatWouldHelp []Help // at most five: venues first, then hosts, then days
}

// Help is one relaxation that would have brought the request a seat. Exactly
// one of its fields is set.
type Help struct {
	Venue string
	Host  string
	Day   time.Time // midnight UTC standing for a calendar date in Riyadh
}

// Cutoff is the rank a request feasible on the slot had to reach.
type Cutoff struct {
	Slot   SlotID
	Open   bool // any rank would have done
	Pinned bool // the office had given the slot away
	Rank   Rank // when neither Open nor Pinned
}
