// Package kind names the durable jobs and their arguments. Arguments are ids and dates
// only: they are stored, listed to operators and kept after the work is done, so nothing
// about a person belongs in them. A kind's name is stored too: it never changes.
package kind

// Args is what a job is asked to do.
type Args interface {
	Kind() string
}

// SendNotice sends one due notice by SMS, if what it says still holds.
type SendNotice struct {
	NoticeID int64 `json:"noticeId"`
}

func (SendNotice) Kind() string { return "send_notice" }

// Allocate drafts the plan of the week that begins on Week (a Sunday, 2026-11-29).
type Allocate struct {
	Week string `json:"week"`
}

func (Allocate) Kind() string { return "allocate" }

// LapseOffer withdraws an offer nobody answered in time and gives its slot to the next.
type LapseOffer struct {
	OfferID int64 `json:"offerId"`
}

func (LapseOffer) Kind() string { return "lapse_offer" }

// FillSlot offers a freed slot to the next by rank, or to the standby list.
type FillSlot struct {
	SlotID int64 `json:"slotId"`
}

func (FillSlot) Kind() string { return "fill_slot" }

// TrackMessages asks the SMS gateway about messages of which no receipt came.
type TrackMessages struct{}

func (TrackMessages) Kind() string { return "track_messages" }

// Sweep removes spent codes, links and counted attempts.
type Sweep struct{}

func (Sweep) Kind() string { return "sweep" }
