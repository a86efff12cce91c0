package booking_test

import (
	"slices"
	"testing"
	"time"

	"majlis/booking"
	"majlis/booking/bookingtest"
)

func TestDesk_Submit(t *testing.T) {
	t.Run("fills in what was left open", func(t *testing.T) {
		o := bookingtest.NewOffice(t)
		r := o.Submitted(bookingtest.Ask())
		if !slices.Equal(r.Hosts, []string{"minister", "deputy"}) || !slices.Equal(r.Venues, []booking.Venue{booking.VenueHome}) ||
			r.Minutes != 10 || r.Class != booking.ClassOrdinary || r.Status != booking.RequestRequested {
			t.Errorf("%+v", r)
		}
		found, err := o.Desk.RequestOfCase(t.Context(), r.Case)
		ok(t, err)
		if found.ID != r.ID {
			t.Errorf("the case's request is %d, want %d", found.ID, r.ID)
		}
	})
	// R1: one open request per person.
	t.Run("refuses a second open request", func(t *testing.T) {
		o := bookingtest.NewOffice(t)
		first := o.Submitted(bookingtest.Ask())
		again := booking.Ask{Case: first.Case + 100, Person: first.Person, Section: booking.SectionMen}
		_, err := o.Desk.Submit(t.Context(), again)
		bookingtest.Refused(t, err, "request_already_open")
		ok(t, o.Desk.Withdraw(t.Context(), first.ID))
		_, err = o.Desk.Submit(t.Context(), again)
		ok(t, err)
	})
	for _, row := range []struct {
		name, code string
		spoil      func(*booking.Ask)
	}{
		{"refuses an unknown host", "host_unknown", func(a *booking.Ask) { a.Hosts = []string{"king"} }},
		{"refuses a length out of range", "minutes_out_of_range", func(a *booking.Ask) { a.Minutes = 3 }},
		{"refuses an unknown section", "section_unknown", func(a *booking.Ask) { a.Section = "families" }},
	} {
		t.Run(row.name, func(t *testing.T) {
			o := bookingtest.NewOffice(t)
			ask := booking.Ask{Case: 900, Person: 900, Section: booking.SectionMen}
			row.spoil(&ask)
			_, err := o.Desk.Submit(t.Context(), ask)
			bookingtest.Refused(t, err, row.code)
		})
	}
}

// R2: the batch is the Saturday that closes the week of filing.
func TestFiledBatch(t *testing.T) {
	for _, row := range []struct {
		name     string
		at, want time.Time
	}{
		{"Sunday's first minute", bookingtest.At(22, 0, 0), bookingtest.At(28, 0, 0)},
		{"Thursday night", bookingtest.At(26, 23, 59), bookingtest.At(28, 0, 0)},
		{"Saturday's last minute", bookingtest.At(28, 23, 59), bookingtest.At(28, 0, 0)},
		{"the next Sunday", bookingtest.At(29, 0, 0), bookingtest.At(35, 0, 0)},
		{"Saturday evening in UTC is Sunday here", bookingtest.At(29, 0, 30).UTC(), bookingtest.At(35, 0, 0)},
	} {
		if got := booking.FiledBatch(row.at); !got.Equal(row.want) {
			t.Errorf("%s: %s, want %s", row.name, got, row.want)
		}
	}
}

// R4: what was held and missed follows the person.
func TestDesk_Submit_carriesOver(t *testing.T) {
	o := bookingtest.NewOffice(t)
	r := o.Shortlisted(bookingtest.Ask())
	o.Published(o.Week())
	a := o.Confirmed(r.ID)
	o.Clock.Set(a.At.Add(10 * time.Minute))
	_, err := o.Desk.End(t.Context(), a.ID, booking.DispositionNoShow, "")
	ok(t, err)
	ok(t, o.Desk.Withdraw(t.Context(), r.ID))
	again, err := o.Desk.Submit(t.Context(), booking.Ask{Case: 900, Person: r.Person, Section: booking.SectionMen})
	ok(t, err)
	if again.Missed != 1 || again.Prior != 0 {
		t.Errorf("prior %d, missed %d", again.Prior, again.Missed)
	}
}

func TestDesk_Withdraw(t *testing.T) {
	t.Run("takes the offer along", func(t *testing.T) {
		o := bookingtest.NewOffice(t)
		r := o.Shortlisted(bookingtest.Ask())
		o.Published(o.Week())
		ok(t, o.Desk.Withdraw(t.Context(), r.ID))
		ok(t, o.Desk.Withdraw(t.Context(), r.ID))
		if got := o.Offered(r.ID).Status; got != booking.OfferDeclined {
			t.Errorf("the offer is %s", got)
		}
	})
	t.Run("takes the appointment along and says so", func(t *testing.T) {
		o := bookingtest.NewOffice(t)
		r := o.Shortlisted(bookingtest.Ask())
		o.Published(o.Week())
		a := o.Confirmed(r.ID)
		ok(t, o.Desk.Withdraw(t.Context(), r.ID))
		a, err := o.Desk.Audience(t.Context(), a.ID)
		ok(t, err)
		offer := o.Offered(r.ID)
		if a.Status != booking.AudienceCancelled || offer.Status != booking.OfferCancelled {
			t.Errorf("audience %s, offer %s", a.Status, offer.Status)
		}
		wantTold(t, o, offer.ID, booking.NoticeOfferedVideo, booking.NoticeConfirmedVideo, booking.NoticeReminderDay,
			booking.NoticeReminderHour, booking.NoticeReminderSoon, booking.NoticeCancelledByYou)
	})
	t.Run("refuses while in session", func(t *testing.T) {
		o := bookingtest.NewOffice(t)
		r := o.Shortlisted(bookingtest.Ask())
		o.Published(o.Week())
		o.Admitted(o.Confirmed(r.ID).ID)
		bookingtest.Refused(t, o.Desk.Withdraw(t.Context(), r.ID), "audience_step")
		wantStatus(t, o, r.ID, booking.RequestConfirmed)
		if got := o.Offered(r.ID).Status; got != booking.OfferConfirmed {
			t.Errorf("half of a withdrawal was kept: the offer is %s", got)
		}
	})
}
