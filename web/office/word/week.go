package word

import (
	"net/http"
	"slices"
	"time"

	"majlis/booking"
	"majlis/internal/calendar"
	"majlis/web/page"
)

// Sunday is any Sunday: templates and wishes know days of the week, not dates.
var Sunday = time.Date(2026, time.November, 29, 0, 0, 0, 0, calendar.Riyadh)

// WeekOf is the week that the address names, or else the one that holds a moment.
func WeekOf(r *http.Request, otherwise time.Time) time.Time {
	if day, ok := DayNamed(r.URL.Query().Get("week")); ok {
		return booking.WeekOf(day)
	}
	return booking.WeekOf(otherwise)
}

// Week names a week by its first day, in both calendars.
func Week(v *page.View, week time.Time) string { return v.T("week.of", "day", v.DateBoth(week)) }

// Turn leads to the weeks before and after.
func Turn(v *page.View, path string, week, now time.Time) []page.Button {
	at := func(t time.Time) string { return path + "?week=" + DayName(t) }
	return []page.Button{
		{Label: v.T("week.before"), Href: at(week.AddDate(0, 0, -7)), Style: page.Quiet, Small: true, Icon: "chevron-back"},
		{Label: v.T("week.this"), Href: at(booking.WeekOf(now)), Style: page.Quiet, Small: true},
		{Label: v.T("week.after"), Href: at(week.AddDate(0, 0, 7)), Style: page.Quiet, Small: true, IconEnd: "chevron-forward"},
	}
}

// State is how far a week has come.
func State(v *page.View, view booking.WeekView) page.Tag {
	has := func(status booking.PlanStatus) bool {
		return slices.ContainsFunc(view.Plans, func(p booking.Plan) bool { return p.Status == status })
	}
	switch {
	case has(booking.PlanPublished):
		return page.Tag{Kind: page.Success, Text: v.T("week.state.published")}
	case has(booking.PlanDraft):
		return page.Tag{Kind: page.Warning, Text: v.T("week.state.drafted")}
	case len(view.Slots) > 0:
		return page.Tag{Kind: page.Info, Text: v.T("week.state.open")}
	}
	return page.Tag{Text: v.T("week.state.closed")}
}

// A Standing is where a slot stands now, and the offer that says so.
type Standing struct {
	Word   string        // of the catalogue family week.slot
	Offer  booking.Offer // its live offer, or else the last it had
	Pinned booking.RequestID
}

var slotKinds = map[string]page.Kind{
	"offered": page.Info, "confirmed": page.Success, "pinned": page.Accent,
	"declined": page.Warning, "lapsed": page.Warning, "cancelled": page.Warning, "revoked": page.Warning, "moved": page.Warning,
}

// Kind colours a slot by where it stands.
func (at Standing) Kind() page.Kind { return slotKinds[at.Word] }

// Freed reports whether a slot was given out and needs the next person.
func (at Standing) Freed() bool { return slotKinds[at.Word] == page.Warning }

// Tag tells where a slot stands.
func (at Standing) Tag(v *page.View) page.Tag {
	return page.Tag{Kind: at.Kind(), Text: v.T("week.slot." + at.Word)}
}

// Request is whose the slot is, or is to be; 0 for nobody.
func (at Standing) Request() booking.RequestID {
	if at.Offer.Status.Live() || at.Offer.Status == booking.OfferDone {
		return at.Offer.Request
	}
	if at.Word == "pinned" {
		return at.Pinned
	}
	return 0
}

// Standings tells where each slot of a week stands.
func Standings(view booking.WeekView, now time.Time) map[booking.SlotID]Standing {
	last := map[booking.SlotID]booking.Offer{}
	for _, o := range view.Offers { // oldest first
		if held, ok := last[o.Slot]; !ok || !held.Status.Live() {
			last[o.Slot] = o
		}
	}
	pins := map[booking.SlotID]booking.RequestID{}
	for _, p := range view.Pins {
		pins[p.Slot] = p.Request
	}
	found := map[booking.SlotID]Standing{}
	for _, slot := range view.Slots {
		at := Standing{Offer: last[slot.ID], Pinned: pins[slot.ID]}
		at.Word = at.name(slot, now)
		found[slot.ID] = at
	}
	return found
}

func (at Standing) name(slot booking.Slot, now time.Time) string {
	switch {
	case at.Offer.Status == booking.OfferOpen:
		return "offered"
	case at.Offer.Status == booking.OfferConfirmed, at.Offer.Status == booking.OfferDone:
		return string(at.Offer.Status)
	case slot.Closed:
		return "closed"
	case !slot.At.After(now):
		return "passed"
	case at.Offer.ID != 0:
		return string(at.Offer.Status)
	case at.Pinned != 0:
		return "pinned"
	}
	return "free"
}
