package booking_test

import (
	"slices"
	"testing"
	"time"

	"majlis/booking"
	"majlis/booking/bookingtest"
)

// offered is an office that has put one offer before one person.
func offered(t *testing.T) (*bookingtest.Office, booking.Request, booking.Offer) {
	t.Helper()
	o := bookingtest.NewOffice(t)
	r := o.Shortlisted(bookingtest.Ask())
	o.Published(o.Week())
	return o, r, o.Offered(r.ID)
}

func TestDesk_Confirm(t *testing.T) {
	t.Run("makes an audience, once", func(t *testing.T) {
		o, r, offer := offered(t)
		a := o.Confirmed(r.ID)
		again, err := o.Desk.Confirm(t.Context(), offer.ID)
		ok(t, err)
		if again.ID != a.ID || a.Status != booking.AudienceExpected || a.Case != r.Case || a.Person != r.Person || a.Venue != booking.VenueHome {
			t.Errorf("%+v, then %+v", a, again)
		}
		wantStatus(t, o, r.ID, booking.RequestConfirmed)
	})
	// R15: the day before at 16:00 and a quarter of an hour before. R41: and an hour before.
	t.Run("sets the reminders", func(t *testing.T) {
		o, r, offer := offered(t)
		a := o.Confirmed(r.ID)
		wantTold(t, o, offer.ID, booking.NoticeOfferedVideo, booking.NoticeConfirmedVideo, booking.NoticeReminderDay,
			booking.NoticeReminderHour, booking.NoticeReminderSoon)
		notices := o.Memory.Notices()
		if day := notices[2].DueAt; !day.Equal(bookingtest.At(28, 16, 0)) {
			t.Errorf("the day before at %s", day)
		}
		if hour := notices[3].DueAt; !hour.Equal(a.At.Add(-time.Hour)) {
			t.Errorf("the hour before at %s", hour)
		}
		if soon := notices[4].DueAt; !soon.Equal(a.At.Add(-15 * time.Minute)) {
			t.Errorf("soon at %s", soon)
		}
		// R20: what is said of the appointment is said of its version.
		for _, n := range notices[1:] {
			if n.Version != offer.Version+1 {
				t.Errorf("%s speaks of version %d", n.Kind, n.Version)
			}
		}
	})
	t.Run("leaves out a reminder whose hour went by, and calls nobody in a booth to the screen", func(t *testing.T) {
		o := bookingtest.NewOffice(t)
		slot := slots(t, o)[0]
		ask := bookingtest.Ask()
		ask.Venues = []booking.Venue{"booth:riyadh"}
		r := o.Shortlisted(ask)
		o.Clock.Set(bookingtest.At(28, 17, 0))
		made, err := o.Desk.MakeOffer(t.Context(), r.ID, slot.ID)
		ok(t, err)
		o.Confirmed(r.ID)
		wantTold(t, o, made.ID, booking.NoticeOfferedVideo, booking.NoticeConfirmedVideo, booking.NoticeReminderHour)
	})
	// R14: an offer ends at its hour.
	t.Run("refuses when the hour has come, timer or not", func(t *testing.T) {
		o, r, offer := offered(t)
		o.Clock.Set(offer.ConfirmBy)
		_, err := o.Desk.Confirm(t.Context(), offer.ID)
		bookingtest.Refused(t, err, "offer_lapsed")
		bookingtest.Refused(t, o.Desk.Decline(t.Context(), offer.ID), "offer_lapsed")
		ok(t, o.Desk.Lapse(t.Context(), offer.ID))
		_, err = o.Desk.Confirm(t.Context(), offer.ID)
		bookingtest.Refused(t, err, "offer_lapsed")
		wantStatus(t, o, r.ID, booking.RequestShortlisted)
	})
	for _, row := range []struct {
		name, code string
		meanwhile  func(o *bookingtest.Office, id booking.OfferID) error
	}{
		{"refuses what was declined", "offer_answered", func(o *bookingtest.Office, id booking.OfferID) error { return o.Desk.Decline(t.Context(), id) }},
		{"refuses what was revoked", "offer_gone", func(o *bookingtest.Office, id booking.OfferID) error { return o.Desk.Revoke(t.Context(), id, "travel") }},
	} {
		t.Run(row.name, func(t *testing.T) {
			o, _, offer := offered(t)
			ok(t, row.meanwhile(o, offer.ID))
			_, err := o.Desk.Confirm(t.Context(), offer.ID)
			bookingtest.Refused(t, err, row.code)
		})
	}
}

// R17: nobody loses rank by an offer that came to nothing.
func TestDesk_endsOffer(t *testing.T) {
	for _, row := range []struct {
		name    string
		confirm bool
		end     func(o *bookingtest.Office, id booking.OfferID) error
		want    booking.OfferStatus
		told    []booking.NoticeKind // after what was told before
	}{
		{"declined", false, func(o *bookingtest.Office, id booking.OfferID) error { return o.Desk.Decline(t.Context(), id) },
			booking.OfferDeclined, nil},
		{"lapsed", false, func(o *bookingtest.Office, id booking.OfferID) error {
			o.Clock.Forward(48 * time.Hour)
			return o.Desk.Lapse(t.Context(), id)
		}, booking.OfferLapsed, []booking.NoticeKind{booking.NoticeLapsed}}, // R40
		{"cancelled", true, func(o *bookingtest.Office, id booking.OfferID) error { return o.Desk.Cancel(t.Context(), id) },
			booking.OfferCancelled, []booking.NoticeKind{booking.NoticeCancelledByYou}},
		{"revoked before the answer", false, func(o *bookingtest.Office, id booking.OfferID) error { return o.Desk.Revoke(t.Context(), id, "travel") },
			booking.OfferRevoked, []booking.NoticeKind{booking.NoticeCancelledByOffice}},
		{"revoked after it", true, func(o *bookingtest.Office, id booking.OfferID) error { return o.Desk.Revoke(t.Context(), id, "travel") },
			booking.OfferRevoked, []booking.NoticeKind{booking.NoticeCancelledByOffice}},
	} {
		t.Run(row.name, func(t *testing.T) {
			o, r, offer := offered(t)
			if row.confirm {
				o.Confirmed(r.ID)
			}
			before := o.Request(r.ID)
			told := len(o.Memory.Notices())
			ok(t, row.end(o, offer.ID))
			ok(t, row.end(o, offer.ID)) // pressed twice
			after := o.Request(r.ID)
			if after.Status != booking.RequestShortlisted || after.Missed != before.Missed || after.Prior != before.Prior ||
				!after.FiledBatch.Equal(before.FiledBatch) || after.Held != "" {
				t.Errorf("the request: %+v", after)
			}
			if got := o.Offered(r.ID); got.Status != row.want || got.AnsweredAt.IsZero() {
				t.Errorf("the offer: %+v", got)
			}
			var kinds []booking.NoticeKind
			for _, n := range o.Memory.Notices()[told:] {
				kinds = append(kinds, n.Kind)
				if n.Version != o.Offered(r.ID).Version {
					t.Errorf("%s speaks of version %d", n.Kind, n.Version)
				}
			}
			if !slices.Equal(kinds, row.told) {
				t.Errorf("told %v, want %v", kinds, row.told)
			}
			// The slot is free for somebody else.
			next := o.Shortlisted(bookingtest.Ask())
			_, err := o.Desk.MakeOffer(t.Context(), next.ID, offer.Slot)
			ok(t, err)
		})
	}
}

func TestDesk_Lapse_early(t *testing.T) {
	o, r, offer := offered(t)
	o.Clock.Set(offer.ConfirmBy.Add(-time.Second))
	bookingtest.Refused(t, o.Desk.Lapse(t.Context(), offer.ID), "offer_still_open")
	wantStatus(t, o, r.ID, booking.RequestOffered)
}

// R16: until the hour the person cancels; then the office says how it ended.
func TestDesk_Cancel(t *testing.T) {
	t.Run("refuses once the hour has come", func(t *testing.T) {
		o, r, offer := offered(t)
		a := o.Confirmed(r.ID)
		o.Clock.Set(a.At)
		bookingtest.Refused(t, o.Desk.Cancel(t.Context(), offer.ID), "window_closed")
	})
	t.Run("refuses who is waiting already", func(t *testing.T) {
		o, r, offer := offered(t)
		_, err := o.Desk.Wait(t.Context(), o.Confirmed(r.ID).ID)
		ok(t, err)
		bookingtest.Refused(t, o.Desk.Cancel(t.Context(), offer.ID), "window_closed")
	})
	t.Run("refuses an offer that was not confirmed", func(t *testing.T) {
		o, _, offer := offered(t)
		bookingtest.Refused(t, o.Desk.Cancel(t.Context(), offer.ID), "offer_answered")
		bookingtest.Refused(t, o.Desk.Revoke(t.Context(), offer.ID, ""), "reason_needed")
	})
	t.Run("a confirmed offer is not declined", func(t *testing.T) {
		o, r, offer := offered(t)
		o.Confirmed(r.ID)
		bookingtest.Refused(t, o.Desk.Decline(t.Context(), offer.ID), "offer_answered")
		ok(t, o.Desk.Lapse(t.Context(), offer.ID))
		wantStatus(t, o, r.ID, booking.RequestConfirmed)
	})
}

// R18: an empty slot goes down the ranks.
func TestDesk_Freed(t *testing.T) {
	o := bookingtest.NewOffice(t)
	all := slots(t, o)
	for _, s := range all[1:] {
		ok(t, o.Desk.CloseSlot(t.Context(), s.ID))
	}
	first := o.Shortlisted(bookingtest.Ask())
	ok(t, o.Desk.Shortlist(t.Context(), first.ID, first.Version, booking.Study{Class: booking.ClassUrgent}))
	o.Published(o.Week())
	second := o.Shortlisted(bookingtest.Ask())
	ok(t, o.Desk.Shortlist(t.Context(), second.ID, second.Version, booking.Study{Class: booking.ClassUrgent}))
	ask := bookingtest.Ask()
	ask.ShortNotice = true
	third := o.Shortlisted(ask)
	ask.Hosts = []string{"deputy"}
	o.Shortlisted(ask)

	next := func() []booking.RequestID {
		freed, err := o.Desk.Freed(t.Context(), o.Week())
		ok(t, err)
		if len(freed) != 1 || freed[0].Slot.ID != all[0].ID {
			t.Fatalf("freed %+v", freed)
		}
		var ids []booking.RequestID
		for _, r := range freed[0].Next {
			ids = append(ids, r.ID)
		}
		return ids
	}
	if freed, err := o.Desk.Freed(t.Context(), o.Week()); err != nil || len(freed) != 0 {
		t.Fatalf("freed before anything was: %v, %v", freed, err)
	}
	ok(t, o.Desk.Decline(t.Context(), o.Offered(first.ID).ID))
	if got := next(); !slices.Equal(got, []booking.RequestID{second.ID, third.ID}) {
		t.Errorf("next: %v", got)
	}
	o.Clock.Set(bookingtest.At(28, 10, 0))
	if got := next(); !slices.Equal(got, []booking.RequestID{third.ID}) {
		t.Errorf("next within a day: %v", got)
	}
	o.Clock.Set(bookingtest.At(27, 10, 0))
	offer, err := o.Desk.OfferNext(t.Context(), all[0].ID)
	ok(t, err)
	if offer.Request != second.ID {
		t.Errorf("offered to %d, want %d", offer.Request, second.ID)
	}
	ok(t, o.Desk.Decline(t.Context(), offer.ID))
	offer, err = o.Desk.OfferNext(t.Context(), all[0].ID)
	ok(t, err)
	ok(t, o.Desk.Decline(t.Context(), offer.ID))
	_, err = o.Desk.OfferNext(t.Context(), all[0].ID)
	if err != booking.ErrNotFound {
		t.Errorf("nobody is left, and yet: %v", err)
	}
}
