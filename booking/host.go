package booking

import "slices"

// Identities. Each is the row's number in the store; none is ever shown to a citizen.
type (
	HostID     int64
	RequestID  int64
	TemplateID int64
	SessionID  int64
	SlotID     int64
	PlanID     int64
	OfferID    int64
	AudienceID int64
)

// A Host is an official who receives people: the minister, the deputy, or another the office adds.
type Host struct {
	ID      HostID
	Code    string // "minister", "deputy": the name used in requests, plans and addresses
	TitleAr string // full title line of the office-holder, first mention
	TitleEn string
	ShortAr string // later mention
	ShortEn string
	City    string // whose prayer pauses bind the host
	Active  bool
	// DayCap, VideoCap and InPersonCap are how many slots the host has in a day at most: in
	// all, by video, in person. 0 sets no cap.
	DayCap, VideoCap, InPersonCap int
}

// A Venue says where the citizen sits: VenueHome, "booth:<centre>" or "office:<place>".
type Venue string

// VenueHome is the citizen's own device.
const VenueHome Venue = "home"

// InPerson reports whether the citizen sits in the host's own office.
func (v Venue) InPerson() bool { return len(v) > 7 && v[:7] == "office:" }

// Booth reports whether the citizen sits in a video hall of a centre, and which centre.
func (v Venue) Booth() (centre string, ok bool) {
	if len(v) > 6 && v[:6] == "booth:" {
		return string(v[6:]), true
	}
	return "", false
}

// byVideo and inPerson report how an audience at one of the venues could be held; where a
// slot leaves it open, both.
func byVideo(venues []Venue) bool {
	return slices.ContainsFunc(venues, func(v Venue) bool { return !v.InPerson() })
}

func inPerson(venues []Venue) bool { return slices.ContainsFunc(venues, Venue.InPerson) }

// Sections of a centre.
const (
	SectionAny   = "any"
	SectionMen   = "men"
	SectionWomen = "women"
)
