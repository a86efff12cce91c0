package booking_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"majlis/booking"
	"majlis/booking/bookingtest"
	"majlis/booking/roster"
)

// named is an office whose desk knows who acts.
func named(t *testing.T) *bookingtest.Office {
	m := bookingtest.NewMemory()
	o := bookingtest.NewOfficeOn(t, m.Backing())
	o.Memory = m
	o.Desk = booking.NewDesk(booking.Config{
		Store: m.Store(), Outbox: m, Journal: m, Timers: m, Calendar: o.Calendar, Now: o.Clock.Now,
		NewSeed: func() string { return "a seed for tests" }, Actor: func(context.Context) string { return "staff:7" },
	})
	return o
}

// R34, R35, R36: templates with long slots, caps, and dates that are different.
func TestDesk_OpenWeek_shapes(t *testing.T) {
	t.Run("long slots come first, and no more slots than the cap", func(t *testing.T) {
		o := bookingtest.NewOffice(t)
		shape := o.Template(o.Deputy, time.Wednesday, 9, 11)
		shape.LongSlots, shape.Cap, shape.Version = 2, 5, 1
		_, err := o.Desk.SaveTemplate(t.Context(), shape)
		ok(t, err)
		view := week(t, o)
		if got := times(view, 32); got != "09:00 09:25 09:50 10:05 10:20" {
			t.Errorf("Wednesday: %s", got)
		}
		for _, s := range view.Slots {
			if long := s.At.Equal(bookingtest.At(32, 9, 0)) || s.At.Equal(bookingtest.At(32, 9, 25)); long != (s.Minutes == 20) {
				t.Errorf("%s has %d minutes", s.At, s.Minutes)
			}
		}
	})
	t.Run("a host has no more slots in a day than allowed, of each kind", func(t *testing.T) {
		o := bookingtest.NewOffice(t)
		hosts, err := o.Desk.Hosts(t.Context())
		ok(t, err)
		minister := hosts[0]
		minister.DayCap, minister.InPersonCap = 11, 2
		_, err = o.Desk.SaveHost(t.Context(), minister)
		ok(t, err)
		_, err = o.Desk.SaveTemplate(t.Context(), booking.Template{Host: o.Minister, Weekday: time.Sunday, From: 12 * time.Hour, To: 13 * time.Hour,
			SlotMinutes: 10, Venues: []booking.Venue{"office:riyadh"}, Active: true})
		ok(t, err)
		_, err = o.Desk.SaveTemplate(t.Context(), booking.Template{Host: o.Minister, Weekday: time.Sunday, From: 13 * time.Hour, To: 14 * time.Hour,
			SlotMinutes: 10, Venues: []booking.Venue{booking.VenueHome}, Active: true})
		ok(t, err)
		if got := times(week(t, o), 29); got != "09:00 09:15 09:30 09:45 10:00 10:15 10:30 10:45 12:00 12:10 13:00" {
			t.Errorf("Sunday: %s", got)
		}
	})
	t.Run("a date may be closed, at other hours, or another host's", func(t *testing.T) {
		o := bookingtest.NewOffice(t)
		for _, e := range []booking.Exception{
			{Host: o.Minister, Day: bookingtest.At(29, 9, 0), Kind: booking.ExceptionHours, From: 13 * time.Hour, To: 14 * time.Hour, Reason: "سفر"},
			{Host: o.Deputy, Day: bookingtest.At(30, 9, 0), Kind: booking.ExceptionClosed, Reason: "إجازة"},
			{Host: o.Minister, Day: bookingtest.At(31, 9, 0), Kind: booking.ExceptionOtherHost, OtherHost: o.Deputy, Reason: "إنابة"},
		} {
			ok(t, o.Desk.SaveException(t.Context(), e))
		}
		view := week(t, o)
		if times(view, 29) != "13:00 13:15 13:30 13:45" || times(view, 30) != "" || times(view, 31) != "09:00 09:15 09:30 09:45 10:00 10:15 10:30 10:45" {
			t.Errorf("%q, %q, %q", times(view, 29), times(view, 30), times(view, 31))
		}
		for _, s := range view.Slots {
			if want := o.Minister; s.At.After(bookingtest.At(31, 0, 0)) && s.Host == want {
				t.Errorf("%s is still the Minister's", s.At)
			}
		}
		again, err := o.Desk.OpenWeek(t.Context(), o.Week())
		ok(t, err)
		ok(t, o.Desk.RemoveException(t.Context(), o.Deputy, bookingtest.At(30, 0, 0)))
		back, err := o.Desk.OpenWeek(t.Context(), o.Week())
		ok(t, err)
		if again != 0 || back != 8 {
			t.Errorf("made %d, and %d after the day was given back", again, back)
		}
	})
	t.Run("refuses what cannot be", func(t *testing.T) {
		o := bookingtest.NewOffice(t)
		for code, e := range map[string]booking.Exception{
			"date_past":          {Host: o.Minister, Day: bookingtest.At(20, 0, 0), Kind: booking.ExceptionClosed, Reason: "x"},
			"reason_needed":      {Host: o.Minister, Day: bookingtest.At(29, 0, 0), Kind: booking.ExceptionClosed},
			"hours_out_of_order": {Host: o.Minister, Day: bookingtest.At(29, 0, 0), Kind: booking.ExceptionHours, Reason: "x"},
			"host_unknown":       {Host: o.Minister, Day: bookingtest.At(29, 0, 0), Kind: booking.ExceptionOtherHost, OtherHost: o.Minister, Reason: "x"},
		} {
			bookingtest.Refused(t, o.Desk.SaveException(t.Context(), e), code)
		}
		for code, h := range map[string]booking.Helper{
			"choose_one":         {NameAr: "x"},
			"name_missing":       {Kind: roster.Booth},
			"centre_needed":      {Kind: roster.Booth, NameAr: "x"},
			"language_needed":    {Kind: roster.Interpreter, NameAr: "x"},
			"weekday_needed":     {Kind: roster.SignLanguage, NameAr: "x"},
			"hours_out_of_order": {Kind: roster.SignLanguage, NameAr: "x", Weekdays: []time.Weekday{0}},
			"days_out_of_order":  {Kind: roster.SignLanguage, NameAr: "x", Weekdays: []time.Weekday{0}, To: time.Hour, AwayFrom: o.Week()},
			"section_unknown":    {Kind: roster.SignLanguage, NameAr: "x", Section: "x"},
		} {
			_, err := o.Desk.SaveHelper(t.Context(), h)
			bookingtest.Refused(t, err, code)
		}
	})
}

func provides(t *testing.T, o *bookingtest.Office, what ...string) {
	t.Helper()
	list, err := o.Desk.Templates(t.Context())
	ok(t, err)
	for _, shape := range list {
		shape.Provides, shape.Languages = what, []string{"ar", "en"}
		_, err := o.Desk.SaveTemplate(t.Context(), shape)
		ok(t, err)
	}
}

func needing(o *bookingtest.Office, ask booking.Ask, needs ...string) booking.Request {
	ask.Needs = needs
	return o.Shortlisted(ask)
}

// R32, R33: nothing is published that the roster cannot keep.
func TestDesk_Publish_roster(t *testing.T) {
	t.Run("binds who is needed, shows them, and frees them again", func(t *testing.T) {
		o := bookingtest.NewOffice(t)
		provides(t, o, "sign_language")
		r := needing(o, bookingtest.Ask(), "sign_language")
		plan := o.Drafted(o.Week())
		staffing, err := o.Desk.Staffing(t.Context(), plan.ID)
		ok(t, err)
		if len(staffing.Bound) != 1 || staffing.Bound[0].Who.NameEn != "Fahad" || len(staffing.Lacks) != 0 {
			t.Fatalf("%+v", staffing)
		}
		ok(t, o.Desk.Publish(t.Context(), plan.ID, plan.Version))
		a := o.Confirmed(r.ID)
		bound, err := o.Desk.BoundTo(t.Context(), a)
		ok(t, err)
		if len(bound) != 1 || bound[0].Kind != roster.SignLanguage || !bound[0].Until.Equal(a.At.Add(10*time.Minute)) {
			t.Errorf("bound: %+v", bound)
		}
		ok(t, o.Desk.Cancel(t.Context(), a.Offer))
		if bound, err = o.Desk.BoundBetween(t.Context(), o.Week(), o.Week().AddDate(0, 0, 7)); err != nil || len(bound) != 0 {
			t.Errorf("still bound: %+v, %v", bound, err)
		}
	})
	t.Run("sign language is never waived", func(t *testing.T) {
		o := named(t)
		provides(t, o, "sign_language")
		r := needing(o, bookingtest.Ask(), "sign_language")
		plan := o.Drafted(o.Week())
		bookingtest.Refused(t, o.Desk.Publish(t.Context(), plan.ID, plan.Version), "needs_unbound")
		staffing, err := o.Desk.Staffing(t.Context(), plan.ID)
		ok(t, err)
		if len(staffing.Lacks) != 1 || staffing.Lacks[0].Why != roster.NoHelper || !staffing.Lacks[0].Right() || staffing.Lacks[0].Request != r.ID {
			t.Fatalf("%+v", staffing)
		}
		bookingtest.Refused(t, o.Desk.Waive(t.Context(), booking.Waiver{Plan: plan.ID, Request: r.ID, Kind: roster.SignLanguage, Reason: "x"}), "need_is_right")
		if len(o.Memory.Notices()) != 0 {
			t.Error("somebody was told")
		}
	})
	t.Run("an official may publish without an interpreter, with a reason", func(t *testing.T) {
		o := named(t)
		provides(t, o, "interpreter")
		r := needing(o, booking.Ask{Section: booking.SectionMen, Language: "en"}, "interpreter")
		plan := o.Drafted(o.Week())
		bookingtest.Refused(t, o.Desk.Publish(t.Context(), plan.ID, plan.Version), "needs_unbound")
		w := booking.Waiver{Plan: plan.ID, Request: r.ID, Kind: roster.Interpreter}
		bookingtest.Refused(t, o.Desk.Waive(t.Context(), w), "reason_needed")
		w.Reason = "يحضر معه مترجمه"
		ok(t, o.Desk.Waive(t.Context(), w))
		staffing, err := o.Desk.Staffing(t.Context(), plan.ID)
		ok(t, err)
		if len(staffing.Lacks) != 1 || !staffing.Lacks[0].Waived {
			t.Errorf("%+v", staffing.Lacks)
		}
		ok(t, o.Desk.Publish(t.Context(), plan.ID, plan.Version))
	})
}

// R32: nor offered outside a plan.
func TestDesk_MakeOffer_roster(t *testing.T) {
	t.Run("nobody unnamed waives", func(t *testing.T) {
		o := bookingtest.NewOffice(t)
		bookingtest.Refused(t, o.Desk.Waive(t.Context(), booking.Waiver{Kind: roster.Booth, Reason: "x"}), "official_needed")
	})
	t.Run("a freed slot passes by whom the roster cannot serve", func(t *testing.T) {
		o := bookingtest.NewOffice(t)
		provides(t, o, "sign_language")
		o.Published(o.Week())
		first, second := needing(o, bookingtest.Ask(), "sign_language"), o.Shortlisted(bookingtest.Ask())
		helpers, err := o.Desk.Helpers(t.Context())
		ok(t, err)
		for _, h := range helpers {
			h.Active = false
			_, err := o.Desk.SaveHelper(t.Context(), h)
			ok(t, err)
		}
		slot := slots(t, o)[0]
		_, err = o.Desk.MakeOffer(t.Context(), first.ID, slot.ID)
		bookingtest.Refused(t, err, "needs_unbound")
		made, err := o.Desk.OfferNext(t.Context(), slot.ID)
		ok(t, err)
		if made.Request != second.ID {
			t.Errorf("offered to %d", made.Request)
		}
	})
	t.Run("two in a hall of one", func(t *testing.T) {
		o := bookingtest.NewOffice(t)
		o.Template(o.Deputy, time.Sunday, 9, 11)
		var people []booking.Request
		for range 3 {
			people = append(people, o.Shortlisted(booking.Ask{Section: booking.SectionMen, Venues: []booking.Venue{"booth:riyadh"}}))
		}
		view := week(t, o)
		at := view.Slots[0].At
		var made []booking.SlotID
		for _, s := range view.Slots {
			if s.At.Equal(at) {
				made = append(made, s.ID)
			}
		}
		_, err := o.Desk.MakeOffer(t.Context(), people[0].ID, made[0])
		ok(t, err)
		_, err = o.Desk.MakeOffer(t.Context(), people[1].ID, made[1])
		bookingtest.Refused(t, err, "needs_unbound")
		if freed := o.Offered(people[0].ID); freed.Venue != "booth:riyadh" || slices.Contains(made, 0) {
			t.Errorf("%+v", freed)
		}
	})
}

// R32: nor chosen by somebody who missed an appointment.
func TestDesk_RebookChoices_roster(t *testing.T) {
	o := bookingtest.NewOffice(t)
	provides(t, o, "sign_language")
	r := needing(o, bookingtest.Ask(), "sign_language")
	o.Published(o.Week())
	a := o.Confirmed(r.ID)
	o.Clock.Set(a.At.Add(30 * time.Minute))
	_, err := o.Desk.End(t.Context(), a.ID, booking.DispositionNoShow, "")
	ok(t, err)
	before, err := o.Desk.RebookChoices(t.Context(), r.ID)
	ok(t, err)
	helpers, err := o.Desk.Helpers(t.Context())
	ok(t, err)
	for _, h := range helpers {
		h.Active = false
		_, err := o.Desk.SaveHelper(t.Context(), h)
		ok(t, err)
	}
	after, err := o.Desk.RebookChoices(t.Context(), r.ID)
	ok(t, err)
	if len(before) == 0 || len(after) != 0 {
		t.Errorf("%d choices, and %d without anybody who signs", len(before), len(after))
	}
}

// R32: what an official waived keeps nobody from confirming.
func TestDesk_Confirm_waived(t *testing.T) {
	o := named(t)
	provides(t, o, "interpreter")
	r := needing(o, booking.Ask{Section: booking.SectionMen, Language: "en"}, "interpreter")
	helpers, err := o.Desk.Helpers(t.Context())
	ok(t, err)
	for _, h := range helpers {
		h.Active = h.Kind != roster.Interpreter
		_, err := o.Desk.SaveHelper(t.Context(), h)
		ok(t, err)
	}
	plan := o.Drafted(o.Week())
	ok(t, o.Desk.Waive(t.Context(), booking.Waiver{Plan: plan.ID, Request: r.ID, Kind: roster.Interpreter, Reason: "يحضر معه مترجمه"}))
	ok(t, o.Desk.Publish(t.Context(), plan.ID, plan.Version))
	if a := o.Confirmed(r.ID); a.Status != booking.AudienceExpected {
		t.Errorf("%+v", a)
	}
}

// R33, R37: who helped at the old time helps at the new one, though both are at the same hour.
func TestDesk_MoveDay_roster(t *testing.T) {
	o := bookingtest.NewOffice(t)
	provides(t, o, "sign_language")
	r := needing(o, booking.Ask{Section: booking.SectionMen, Hosts: []string{"minister", "deputy"}, Weekdays: []time.Weekday{time.Sunday}}, "sign_language")
	o.Published(o.Week())
	a := o.Confirmed(r.ID)
	move := moveAll(o, o.Week())
	move.ToHost, move.From = o.Deputy, a.At.Sub(o.Week())
	done, err := o.Desk.MoveDay(t.Context(), move)
	ok(t, err)
	if len(done.People) != 1 || !done.People[0].Now.At.Equal(a.At) {
		t.Fatalf("%+v", done.People)
	}
	bound, err := o.Desk.BoundBetween(t.Context(), o.Week(), o.Week().AddDate(0, 0, 7))
	ok(t, err)
	if len(bound) != 1 || bound[0].Offer != o.Offered(r.ID).ID {
		t.Errorf("%+v", bound)
	}
}
