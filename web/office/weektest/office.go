// Package weektest is a week's office for the tests of pages: the real Desk in memory, with people
// and cases to its requests.
package weektest

import (
	"context"
	"fmt"
	"testing"
	"time"

	"majlis/booking"
	"majlis/booking/bookingtest"
	"majlis/internal/calendar"
	"majlis/internal/casework"
	"majlis/internal/identity"
	"majlis/internal/notify"
	"majlis/web/office/word"
)

// An Office is booking's, with what pages ask of other services.
type Office struct {
	*bookingtest.Office
	Sent    []notify.Sent // what Recent answers
	Checked map[booking.AudienceID]booking.DeviceCheck
	Off     string // code of a holiday on every day; "" for none
}

// New opens one.
func New(t testing.TB) *Office {
	t.Helper()
	return &Office{Office: bookingtest.NewOffice(t), Checked: map[booking.AudienceID]booking.DeviceCheck{}}
}

// Words are the office's own sources.
func (o *Office) Words() word.Sources {
	return word.Sources{Desk: o.Desk, Cases: o, Persons: o, Staff: o}
}

// Case gives every case a reference by its number: R48-10001.
func (o *Office) Case(_ context.Context, id casework.CaseID) (casework.Case, error) {
	return casework.Case{ID: id, Reference: Reference(int64(id)), Subject: "تعويض عن نزع ملكية", Person: int64(id)}, nil
}

// Reference is the reference of a case.
func Reference(id int64) string { return fmt.Sprintf("R48-%d", 10000+id) }

// Person gives everybody a name.
func (o *Office) Person(_ context.Context, id int64) (identity.Person, error) {
	return identity.Person{ID: id, FullName: Name(id)}, nil
}

// Name is the name of a person.
func Name(id int64) string {
	names := []string{"نورة بنت سعد القحطاني", "محمد الزهراني", "Priya Raman", "عبدالله بن فهد الدوسري", "سلمى العتيبي"}
	return names[int(id)%len(names)]
}

// Staff is a scheduler.
func (o *Office) Staff(_ context.Context, id int64) (identity.Staff, error) {
	return identity.Staff{ID: id, NameAr: "سارة الحربي", NameEn: "Sarah Al Harbi", Role: identity.RoleScheduler}, nil
}

// Centres are the two of the ministry, and one without words of its own in the catalogue.
func (o *Office) Centres(context.Context) ([]casework.Centre, error) {
	return []casework.Centre{{Code: "riyadh", NameAr: "مركز الرياض", NameEn: "Riyadh Centre"}, {Code: "abha", NameAr: "مركز أبها", NameEn: "Abha Centre"}}, nil
}

// Recent answers Sent, whatever is asked for.
func (o *Office) Recent(context.Context, notify.RecentFilter) ([]notify.Sent, error) {
	return o.Sent, nil
}

// DeviceChecks answers Checked.
func (o *Office) DeviceChecks(context.Context, booking.SessionID) (map[booking.AudienceID]booking.DeviceCheck, error) {
	return o.Checked, nil
}

// Holiday is Off, if that is set.
func (o *Office) Holiday(time.Time) (calendar.Period, bool) {
	return calendar.Period{Code: o.Off}, o.Off != ""
}

// Pauses are one, at ten past ten.
func (o *Office) Pauses(_ string, day time.Time) ([]calendar.Interval, error) {
	at := calendar.DateOf(day).At(10, 10)
	return []calendar.Interval{{From: at, To: at.Add(5 * time.Minute)}}, nil
}

// InRamadan is never.
func (o *Office) InRamadan(time.Time) bool { return false }
