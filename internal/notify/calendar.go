package notify

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
	"time"

	ical "github.com/arran4/golang-ical"
)

// An Appointment is what a person's own calendar is told: when and where, and never what it is
// about.
type Appointment struct {
	Offer     int64
	Version   int // of the offer: a later file of the same appointment replaces an earlier one
	At        time.Time
	Minutes   int
	Cancelled bool
	Summary   string
	Place     string
	Advice    string
	Host      string // of the site, for the event's name in calendars
	Stamp     time.Time
}

// riyadh is the office's zone: three hours ahead of UTC all year.
var riyadh = time.FixedZone("Asia/Riyadh", 3*60*60)

const zone = "Asia/Riyadh"

// Calendar writes the appointment as an iCalendar file (RFC 5545) that calendars add, change by a
// higher SEQUENCE, and remove by METHOD:CANCEL.
func (a Appointment) Calendar() []byte {
	cal := ical.NewCalendarFor("Majlis")
	method, status := ical.MethodPublish, ical.ObjectStatusConfirmed
	if a.Cancelled {
		method, status = ical.MethodCancel, ical.ObjectStatusCancelled
	}
	cal.SetMethod(method)
	standard := cal.AddTimezone(zone).AddStandard()
	standard.AddProperty(ical.ComponentPropertyDtStart, "19470314T000000")
	standard.AddProperty(ical.ComponentProperty(ical.PropertyTzoffsetfrom), "+0300")
	standard.AddProperty(ical.ComponentProperty(ical.PropertyTzoffsetto), "+0300")

	event := cal.AddEvent(a.uid())
	event.SetDtStampTime(a.Stamp)
	event.SetSequence(a.Version)
	event.SetStatus(status)
	local := func(t time.Time) string { return t.In(riyadh).Format("20060102T150405") }
	event.SetProperty(ical.ComponentPropertyDtStart, local(a.At), ical.WithTZID(zone))
	event.SetProperty(ical.ComponentPropertyDtEnd, local(a.At.Add(time.Duration(a.Minutes)*time.Minute)), ical.WithTZID(zone))
	event.SetSummary(a.Summary)
	event.SetLocation(a.Place)
	if a.Cancelled {
		return []byte(cal.Serialize(ical.WithNewLineWindows))
	}
	event.SetDescription(a.Advice)
	for _, before := range []string{"-P1D", "-PT1H", "-PT15M"} {
		alarm := event.AddAlarm()
		alarm.SetAction(ical.ActionDisplay)
		alarm.SetTrigger(before)
		alarm.SetDescription(a.Summary)
	}
	return []byte(cal.Serialize(ical.WithNewLineWindows))
}

// uid is the same for every file of one appointment, and tells nothing of its number.
func (a Appointment) uid() string {
	sum := sha256.Sum256(fmt.Appendf(nil, "majlis appointment %d", a.Offer))
	host, _, _ := strings.Cut(a.Host, ":")
	return hex.EncodeToString(sum[:12]) + "@" + host
}
