package booking_test

import (
	"errors"
	"testing"
	"time"

	"majlis/booking"
	"majlis/booking/bookingtest"
)

// R11: all of a plan, once.
func TestDesk_Publish(t *testing.T) {
	o := bookingtest.NewOffice(t)
	atHome := o.Shortlisted(bookingtest.Ask())
	_, err := o.Desk.AddSession(t.Context(), booking.NewSession{
		Host: o.Deputy, From: bookingtest.At(32, 9, 0), To: bookingtest.At(32, 9, 10), SlotMinutes: 10, Venues: []booking.Venue{"office:riyadh"},
	})
	ok(t, err)
	ask := bookingtest.Ask()
	ask.Venues = []booking.Venue{"office:riyadh"}
	inPerson := o.Shortlisted(ask)
	spare := o.Drafted(o.Week())
	plan := o.Published(o.Week())
	ok(t, o.Desk.Publish(t.Context(), plan.ID, 1))
	conflict(t, o.Desk.Publish(t.Context(), spare.ID, spare.Version))

	for _, row := range []struct {
		request booking.Request
		venue   booking.Venue
		told    booking.NoticeKind
	}{
		{atHome, booking.VenueHome, booking.NoticeOfferedVideo},
		{inPerson, "office:riyadh", booking.NoticeOfferedInPerson},
	} {
		offer := o.Offered(row.request.ID)
		if offer.Status != booking.OfferOpen || offer.Venue != row.venue || offer.Plan != plan.ID {
			t.Errorf("%+v", offer)
		}
		wantStatus(t, o, row.request.ID, booking.RequestOffered)
		wantTold(t, o, offer.ID, row.told)
	}
	if timers := o.Memory.Timers(); len(timers) != 2 || !timers[0].At.Equal(bookingtest.At(24, 12, 0)) {
		t.Errorf("timers %+v", timers)
	}
	plans, err := o.Desk.Plans(t.Context(), o.Week())
	ok(t, err)
	if plans[0].Status != booking.PlanPublished || plans[1].Status != booking.PlanDiscarded {
		t.Errorf("plans %+v", plans)
	}
}

// R12: a draft that no longer holds is not published, and says why.
func TestDesk_Publish_stale(t *testing.T) {
	for _, row := range []struct {
		name, what string
		meanwhile  func(o *bookingtest.Office, r booking.Request, s booking.SlotID) error
	}{
		{"the slot was closed", "slot", func(o *bookingtest.Office, _ booking.Request, s booking.SlotID) error {
			return o.Desk.CloseSlot(t.Context(), s)
		}},
		{"the slot was offered by hand", "slot", func(o *bookingtest.Office, _ booking.Request, s booking.SlotID) error {
			_, err := o.Desk.MakeOffer(t.Context(), o.Shortlisted(bookingtest.Ask()).ID, s)
			return err
		}},
		{"the slot's time went by", "slot", func(o *bookingtest.Office, _ booking.Request, _ booking.SlotID) error {
			o.Clock.Set(bookingtest.At(35, 12, 0))
			return nil
		}},
		{"the person withdrew", "request", func(o *bookingtest.Office, r booking.Request, _ booking.SlotID) error {
			return o.Desk.Withdraw(t.Context(), r.ID)
		}},
		{"the request was held", "request", func(o *bookingtest.Office, r booking.Request, _ booking.SlotID) error {
			return o.Desk.Hold(t.Context(), r.ID, r.Version, "barred")
		}},
		{"the study says longer", "request", func(o *bookingtest.Office, r booking.Request, _ booking.SlotID) error {
			return o.Desk.Shortlist(t.Context(), r.ID, r.Version, booking.Study{Minutes: 30})
		}},
	} {
		t.Run(row.name, func(t *testing.T) {
			o := bookingtest.NewOffice(t)
			r := o.Shortlisted(bookingtest.Ask())
			plan := o.Drafted(o.Week())
			_, s := solved(t, plan)
			slot, _ := booking.SlotOfKey(string(s.Seats[0].Slot))
			ok(t, row.meanwhile(o, r, slot))
			before := len(o.Memory.Notices())
			err := o.Desk.Publish(t.Context(), plan.ID, plan.Version)
			conflict(t, err)
			var refusal *booking.Refusal
			if !errors.As(err, &refusal) || refusal.Code != "plan_stale" || refusal.Args[1] != row.what {
				t.Fatalf("%+v", refusal)
			}
			if len(o.Memory.Notices()) != before {
				t.Error("somebody was told of a plan that was not published")
			}
		})
	}
	t.Run("somebody else changed the plan", func(t *testing.T) {
		o := bookingtest.NewOffice(t)
		plan := o.Drafted(o.Week())
		conflict(t, o.Desk.Publish(t.Context(), plan.ID, plan.Version+1))
	})
}

// R8: how long an offer waits.
func TestDesk_MakeOffer_confirmBy(t *testing.T) {
	for _, row := range []struct {
		name      string
		now, want time.Time // for the slot on Sunday 29 November at 09:00
	}{
		{"two days", bookingtest.At(22, 12, 0), bookingtest.At(24, 12, 0)},
		{"until the day before", bookingtest.At(27, 12, 0), bookingtest.At(28, 9, 0)},
		{"at least two hours", bookingtest.At(28, 8, 30), bookingtest.At(28, 10, 30)},
		{"never past the slot", bookingtest.At(29, 8, 0), bookingtest.At(29, 9, 0)},
	} {
		t.Run(row.name, func(t *testing.T) {
			o := bookingtest.NewOffice(t)
			slot := slots(t, o)[0]
			r := o.Shortlisted(bookingtest.Ask())
			o.Clock.Set(row.now)
			offer, err := o.Desk.MakeOffer(t.Context(), r.ID, slot.ID)
			ok(t, err)
			if !offer.ConfirmBy.Equal(row.want) {
				t.Errorf("until %s, want %s", offer.ConfirmBy, row.want)
			}
		})
	}
}

// R13: by hand, rank, wish and reservation may be set aside, nothing else.
func TestDesk_MakeOffer(t *testing.T) {
	t.Run("sets the standing wish aside", func(t *testing.T) {
		o := bookingtest.NewOffice(t)
		ask := bookingtest.Ask()
		ask.Afternoons = true
		_, err := o.Desk.MakeOffer(t.Context(), o.Shortlisted(ask).ID, slots(t, o)[0].ID)
		ok(t, err)
	})
	for _, row := range []struct {
		name, code string
		spoil      func(o *bookingtest.Office, ask *booking.Ask, all []booking.Slot)
	}{
		{"refuses another host", "slot_unsuitable", func(_ *bookingtest.Office, a *booking.Ask, _ []booking.Slot) { a.Hosts = []string{"deputy"} }},
		{"refuses another venue", "slot_unsuitable", func(_ *bookingtest.Office, a *booking.Ask, _ []booking.Slot) {
			a.Venues = []booking.Venue{"booth:jeddah"}
		}},
		{"refuses a need unmet", "slot_unsuitable", func(_ *bookingtest.Office, a *booking.Ask, _ []booking.Slot) { a.Needs = []string{"sign_language"} }},
		{"refuses a slot gone by", "window_closed", func(o *bookingtest.Office, _ *booking.Ask, all []booking.Slot) { o.Clock.Set(all[0].At) }},
		{"refuses a slot taken", "slot_taken", func(o *bookingtest.Office, _ *booking.Ask, all []booking.Slot) {
			_, err := o.Desk.MakeOffer(t.Context(), o.Shortlisted(bookingtest.Ask()).ID, all[0].ID)
			ok(t, err)
		}},
	} {
		t.Run(row.name, func(t *testing.T) {
			o := bookingtest.NewOffice(t)
			all, ask := slots(t, o), bookingtest.Ask()
			row.spoil(o, &ask, all)
			_, err := o.Desk.MakeOffer(t.Context(), o.Shortlisted(ask).ID, all[0].ID)
			bookingtest.Refused(t, err, row.code)
		})
	}
	t.Run("refuses a request nobody has studied", func(t *testing.T) {
		o := bookingtest.NewOffice(t)
		_, err := o.Desk.MakeOffer(t.Context(), o.Submitted(bookingtest.Ask()).ID, slots(t, o)[0].ID)
		bookingtest.Refused(t, err, "request_step")
	})
	t.Run("moves an appointment", func(t *testing.T) {
		o := bookingtest.NewOffice(t)
		all := slots(t, o)
		r := o.Shortlisted(bookingtest.Ask())
		first, err := o.Desk.MakeOffer(t.Context(), r.ID, all[0].ID)
		ok(t, err)
		a := o.Confirmed(r.ID)
		second, err := o.Desk.MakeOffer(t.Context(), r.ID, all[9].ID)
		ok(t, err)
		a, err = o.Desk.Audience(t.Context(), a.ID)
		ok(t, err)
		first, err = o.Desk.Offer(t.Context(), first.ID)
		ok(t, err)
		if first.Status != booking.OfferMoved || a.Status != booking.AudienceCancelled {
			t.Errorf("the first: %+v, %s", first, a.Status)
		}
		wantTold(t, o, second.ID, booking.NoticeChanged)
		wantStatus(t, o, r.ID, booking.RequestOffered)
		if b := o.Confirmed(r.ID); !b.At.Equal(all[9].At) {
			t.Errorf("moved to %s, want %s", b.At, all[9].At)
		}
		_, err = o.Desk.Confirm(t.Context(), first.ID)
		bookingtest.Refused(t, err, "offer_gone")
	})
}
