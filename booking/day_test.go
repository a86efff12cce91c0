package booking_test

import (
	"testing"
	"time"

	"majlis/booking"
	"majlis/booking/bookingtest"
)

// line is an office with n appointments in the minister's Sunday session, in order of time.
func line(t *testing.T, n int) (*bookingtest.Office, []booking.Audience) {
	t.Helper()
	o := bookingtest.NewOffice(t)
	all := slots(t, o)
	var audiences []booking.Audience
	for i := range n {
		r := o.Shortlisted(bookingtest.Ask())
		_, err := o.Desk.MakeOffer(t.Context(), r.ID, all[i].ID)
		ok(t, err)
		audiences = append(audiences, o.Confirmed(r.ID))
	}
	return o, audiences
}

func TestDesk_Admit(t *testing.T) {
	ctx := t.Context()
	o, l := line(t, 2)
	a := l[0]
	o.Clock.Set(a.At)
	_, err := o.Desk.Admit(ctx, a.ID)
	bookingtest.Refused(t, err, "audience_step")
	a, err = o.Desk.Wait(ctx, a.ID)
	ok(t, err)
	// R19: identity first.
	_, err = o.Desk.Admit(ctx, a.ID)
	bookingtest.Refused(t, err, "identity_unchecked")
	_, err = o.Desk.Verify(ctx, a.ID)
	ok(t, err)
	a, err = o.Desk.Verify(ctx, a.ID)
	ok(t, err)
	if a.VerifiedBy != "system" {
		t.Errorf("verified by %q", a.VerifiedBy)
	}
	_, err = o.Desk.Admit(ctx, a.ID)
	bookingtest.Refused(t, err, "session_not_open")
	ok(t, o.Desk.OpenSession(ctx, a.Session))
	ok(t, o.Desk.OpenSession(ctx, a.Session))
	a, err = o.Desk.Admit(ctx, a.ID)
	ok(t, err)
	again, err := o.Desk.Admit(ctx, a.ID)
	ok(t, err)
	if a.Status != booking.AudienceInSession || again.Version != a.Version {
		t.Errorf("%+v, then %+v", a, again)
	}
	// R21: one at a time.
	_, err = o.Desk.CheckIn(ctx, l[1].ID)
	ok(t, err)
	_, err = o.Desk.Verify(ctx, l[1].ID)
	ok(t, err)
	_, err = o.Desk.Admit(ctx, l[1].ID)
	bookingtest.Refused(t, err, "session_busy")
	bookingtest.Refused(t, o.Desk.CloseSession(ctx, a.Session), "session_busy")
	a, err = o.Desk.ReturnToWaiting(ctx, a.ID)
	ok(t, err)
	if _, err = o.Desk.Admit(ctx, l[1].ID); err != nil || a.Status != booking.AudienceWaiting {
		t.Errorf("after returning %s to waiting: %v", a.Status, err)
	}
}

func TestDesk_Leave(t *testing.T) {
	o, l := line(t, 2)
	for i, want := range []booking.AudienceStatus{booking.AudienceExpected, booking.AudienceCheckedIn} {
		if i == 1 {
			_, err := o.Desk.CheckIn(t.Context(), l[i].ID)
			ok(t, err)
		}
		_, err := o.Desk.Wait(t.Context(), l[i].ID)
		ok(t, err)
		_, err = o.Desk.Wait(t.Context(), l[i].ID)
		ok(t, err)
		a, err := o.Desk.Leave(t.Context(), l[i].ID)
		ok(t, err)
		if a.Status != want {
			t.Errorf("%s, want %s", a.Status, want)
		}
		_, err = o.Desk.Leave(t.Context(), l[i].ID)
		ok(t, err)
	}
}

// R21: the line is by time, and nothing re-orders it.
func TestDesk_Line(t *testing.T) {
	o, l := line(t, 3)
	_, err := o.Desk.Wait(t.Context(), l[2].ID)
	ok(t, err)
	ok(t, o.Desk.Cancel(t.Context(), l[1].Offer))
	got, err := o.Desk.Line(t.Context(), l[0].Session)
	ok(t, err)
	if len(got) != 2 || got[0].ID != l[0].ID || got[1].ID != l[2].ID {
		t.Errorf("the line: %+v", got)
	}
	day, err := o.Desk.Today(t.Context(), bookingtest.At(29, 7, 0))
	ok(t, err)
	if len(day) != 1 || day[0].Host.Code != "minister" || len(day[0].Audiences) != 2 {
		t.Errorf("the day: %+v", day)
	}
	if other, err := o.Desk.Today(t.Context(), bookingtest.At(32, 7, 0)); err != nil || len(other) != 0 {
		t.Errorf("a day without sessions: %v, %v", other, err)
	}
}

func TestDesk_End(t *testing.T) {
	for _, row := range []struct {
		how           booking.Disposition
		admit         bool
		want          booking.RequestStatus
		prior, missed int
		told          booking.NoticeKind
	}{
		{booking.DispositionHeld, true, booking.RequestMet, 1, 0, ""},
		{booking.DispositionEndedEarly, true, booking.RequestMet, 1, 0, ""},
		{booking.DispositionNoShow, false, booking.RequestShortlisted, 0, 1, booking.NoticeMissed},
		{booking.DispositionTechnicalFailure, true, booking.RequestShortlisted, 0, 0, booking.NoticeCancelledByOffice},
		{booking.DispositionPostponed, false, booking.RequestShortlisted, 0, 0, booking.NoticeCancelledByOffice},
	} {
		t.Run(string(row.how), func(t *testing.T) {
			o, l := line(t, 1)
			a := l[0]
			o.Clock.Set(a.At)
			if row.admit {
				a = o.Admitted(a.ID)
			}
			ended, err := o.Desk.End(t.Context(), a.ID, row.how, "ملاحظة")
			ok(t, err)
			_, err = o.Desk.End(t.Context(), a.ID, row.how, "")
			ok(t, err)
			if ended.Status != booking.AudienceEnded || ended.Disposition != row.how || ended.Note != "ملاحظة" {
				t.Errorf("%+v", ended)
			}
			r, offer := o.Request(a.Request), o.Offered(a.Request)
			if r.Status != row.want || r.Prior != row.prior || r.Missed != row.missed || r.Held != "" || offer.Status != booking.OfferDone {
				t.Errorf("request %+v, offer %s", r, offer.Status)
			}
			notices := o.Memory.Notices()
			if last := notices[len(notices)-1]; row.told != "" && (last.Kind != row.told || last.Version != offer.Version) {
				t.Errorf("told %+v", last)
			}
			_, err = o.Desk.End(t.Context(), a.ID, booking.DispositionPostponed, "")
			if row.how != booking.DispositionPostponed {
				bookingtest.Refused(t, err, "audience_step")
			}
		})
	}
}

// R22: a technical failure or an office delay is never a no-show.
func TestDesk_End_truth(t *testing.T) {
	for _, row := range []struct {
		name, code string
		how        booking.Disposition
		before     func(o *bookingtest.Office, a booking.Audience) error
	}{
		{"not before the time told", "not_a_no_show", booking.DispositionNoShow, func(o *bookingtest.Office, a booking.Audience) error {
			o.Clock.Set(a.At.Add(-time.Minute))
			return nil
		}},
		{"not while the office runs late", "not_a_no_show", booking.DispositionNoShow, func(o *bookingtest.Office, a booking.Audience) error {
			return o.Desk.RunLate(t.Context(), a.Session, 20*time.Minute)
		}},
		{"not somebody who waits", "not_a_no_show", booking.DispositionNoShow, func(o *bookingtest.Office, a booking.Audience) error {
			_, err := o.Desk.Wait(t.Context(), a.ID)
			return err
		}},
		{"not somebody whose connection was lost", "not_a_no_show", booking.DispositionNoShow, func(o *bookingtest.Office, a booking.Audience) error {
			if _, err := o.Desk.Wait(t.Context(), a.ID); err != nil {
				return err
			}
			_, err := o.Desk.Leave(t.Context(), a.ID)
			return err
		}},
		{"not somebody at the centre's desk", "not_a_no_show", booking.DispositionNoShow, func(o *bookingtest.Office, a booking.Audience) error {
			_, err := o.Desk.CheckIn(t.Context(), a.ID)
			return err
		}},
		{"not somebody who was in session", "not_a_no_show", booking.DispositionNoShow, func(o *bookingtest.Office, a booking.Audience) error {
			o.Admitted(a.ID)
			if _, err := o.Desk.ReturnToWaiting(t.Context(), a.ID); err != nil {
				return err
			}
			_, err := o.Desk.Leave(t.Context(), a.ID)
			return err
		}},
		{"nothing was held with nobody", "audience_not_begun", booking.DispositionHeld, nil},
		{"an unknown end", "disposition_unknown", "fine", nil},
	} {
		t.Run(row.name, func(t *testing.T) {
			o, l := line(t, 1)
			o.Clock.Set(l[0].At.Add(5 * time.Minute))
			if row.before != nil {
				ok(t, row.before(o, l[0]))
			}
			_, err := o.Desk.End(t.Context(), l[0].ID, row.how, "")
			bookingtest.Refused(t, err, row.code)
		})
	}
}

// R23: missed twice in a row, the office calls; the request is never closed for it.
func TestDesk_End_missedTwice(t *testing.T) {
	o, l := line(t, 1)
	all := slots(t, o)
	o.Clock.Set(l[0].At)
	_, err := o.Desk.End(t.Context(), l[0].ID, booking.DispositionNoShow, "")
	ok(t, err)
	_, err = o.Desk.MakeOffer(t.Context(), l[0].Request, all[9].ID)
	ok(t, err)
	a := o.Confirmed(l[0].Request)
	o.Clock.Set(a.At)
	_, err = o.Desk.End(t.Context(), a.ID, booking.DispositionNoShow, "")
	ok(t, err)
	if r := o.Request(a.Request); r.Status != booking.RequestShortlisted || r.Missed != 2 || r.Held != booking.HeldMissedTwice {
		t.Errorf("%+v", r)
	}
}

// R20: a delay makes a new version, so that nothing is said of the earlier time.
func TestDesk_RunLate(t *testing.T) {
	o, l := line(t, 3)
	o.Clock.Set(l[0].At)
	o.Admitted(l[0].ID)
	before := len(o.Memory.Notices())
	ok(t, o.Desk.RunLate(t.Context(), l[0].Session, 20*time.Minute))
	ok(t, o.Desk.RunLate(t.Context(), l[0].Session, 20*time.Minute))
	late := o.Memory.Notices()[before:]
	if len(late) != 4 {
		t.Fatalf("told %+v", late)
	}
	for i, a := range l[1:] {
		offer := o.Offered(a.Request)
		now, soon := late[2*i], late[2*i+1]
		if now.Kind != booking.NoticeRunningLate || now.ID != int64(a.Offer) || now.Version != offer.Version || offer.Version != 3 {
			t.Errorf("told %+v of version %d", now, offer.Version)
		}
		if soon.Kind != booking.NoticeReminderSoon || !soon.DueAt.Equal(a.At.Add(5*time.Minute)) || soon.Version != offer.Version {
			t.Errorf("reminder %+v", soon)
		}
	}
	ok(t, o.Desk.RunLate(t.Context(), l[0].Session, 0))
	bookingtest.Refused(t, o.Desk.RunLate(t.Context(), l[0].Session, -time.Minute), "delay_out_of_range")
}
