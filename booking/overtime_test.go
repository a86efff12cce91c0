package booking_test

import (
	"testing"
	"time"

	"majlis/booking"
	"majlis/booking/bookingtest"
)

// talk is a line of n whose first audience is in session since its hour.
func talk(t *testing.T, n int) (*bookingtest.Office, []booking.Audience) {
	t.Helper()
	o, l := line(t, n)
	o.Clock.Set(l[0].At)
	l[0] = o.Admitted(l[0].ID)
	return o, l
}

func TestDesk_Extend(t *testing.T) {
	ctx := t.Context()
	o, l := talk(t, 2)
	before := l[0].Minutes
	a, err := o.Desk.Extend(ctx, l[0].ID, 5*time.Minute)
	ok(t, err)
	if a.Minutes != before+5 {
		t.Errorf("%d minutes, want %d", a.Minutes, before+5)
	}
	// Time that has run out already is not given back: five minutes are five minutes from now.
	o.Clock.Forward(time.Duration(a.Minutes)*time.Minute + 90*time.Second)
	a, err = o.Desk.Extend(ctx, l[0].ID, 5*time.Minute)
	ok(t, err)
	left := a.AdmittedAt.Add(time.Duration(a.Minutes) * time.Minute).Sub(o.Clock.Now())
	if left < 5*time.Minute || left >= 6*time.Minute {
		t.Errorf("%v are left", left)
	}
	for range 4 {
		a, err = o.Desk.Extend(ctx, l[0].ID, time.Hour)
		ok(t, err)
	}
	s, err := o.Desk.Session(ctx, a.Session)
	ok(t, err)
	if s.To.Before(a.AdmittedAt.Add(time.Duration(a.Minutes) * time.Minute)) {
		t.Errorf("the session ends at %v, before its audience", s.To)
	}
	_, err = o.Desk.Extend(ctx, l[1].ID, 5*time.Minute)
	bookingtest.Refused(t, err, "audience_step")
	for _, by := range []time.Duration{0, -time.Minute, time.Second, 61 * time.Minute} {
		_, err = o.Desk.Extend(ctx, l[0].ID, by)
		bookingtest.Refused(t, err, "extension_out_of_range")
	}
}

func TestDesk_HandOver(t *testing.T) {
	ctx := t.Context()
	o, l := talk(t, 2)
	var deputy booking.SessionID
	for day := range 7 {
		lines, err := o.Desk.Today(ctx, o.Week().AddDate(0, 0, day))
		ok(t, err)
		for _, line := range lines {
			if line.Host.ID == o.Deputy {
				deputy = line.Session.ID
			}
		}
	}
	_, err := o.Desk.HandOver(ctx, l[0].ID, deputy)
	bookingtest.Refused(t, err, "session_not_open")
	ok(t, o.Desk.OpenSession(ctx, deputy))
	a, err := o.Desk.HandOver(ctx, l[0].ID, deputy)
	ok(t, err)
	if a.Session != deputy || a.Host != o.Deputy || a.Status != booking.AudienceWaiting || a.AdmittedAt.IsZero() {
		t.Errorf("handed over: %+v", a)
	}
	again, err := o.Desk.HandOver(ctx, l[0].ID, deputy)
	ok(t, err)
	if again.Version != a.Version {
		t.Error("handed over twice, written twice")
	}
	theirs, err := o.Desk.Line(ctx, deputy)
	ok(t, err)
	ours, err := o.Desk.Line(ctx, l[1].Session)
	ok(t, err)
	if len(theirs) != 1 || len(ours) != 1 || ours[0].ID != l[1].ID {
		t.Errorf("lines of %d and %d", len(theirs), len(ours))
	}
	_, err = o.Desk.Admit(ctx, a.ID)
	ok(t, err)
	_, err = o.Desk.End(ctx, a.ID, booking.DispositionHeld, "")
	ok(t, err)
	_, err = o.Desk.HandOver(ctx, a.ID, l[1].Session)
	bookingtest.Refused(t, err, "audience_step")
}
