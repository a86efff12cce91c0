package booking_test

import (
	"testing"

	"majlis/booking"
	"majlis/booking/bookingtest"
)

// R5: the office decides the class.
func TestDesk_Shortlist(t *testing.T) {
	o := bookingtest.NewOffice(t)
	r := o.Submitted(bookingtest.Ask())
	study := booking.Study{
		Class: booking.ClassUrgent, Venues: []booking.Venue{"booth:riyadh", "booth:riyadh"}, Minutes: 20,
		Needs: []string{"sign_language"}, Section: booking.SectionWomen,
	}
	ok(t, o.Desk.Shortlist(t.Context(), r.ID, r.Version, study))
	got := o.Request(r.ID)
	if got.Status != booking.RequestShortlisted || got.Class != booking.ClassUrgent || len(got.Venues) != 1 ||
		got.Minutes != 20 || got.Needs[0] != "sign_language" || got.Section != booking.SectionWomen {
		t.Errorf("%+v", got)
	}
	conflict(t, o.Desk.Shortlist(t.Context(), r.ID, r.Version, study))
	ok(t, o.Desk.Shortlist(t.Context(), r.ID, got.Version, booking.Study{Class: booking.ClassOrdinary}))
	if again := o.Request(r.ID); again.Class != booking.ClassOrdinary || again.Minutes != 20 || len(again.Needs) != 1 {
		t.Errorf("studied again: %+v", again)
	}
	ok(t, o.Desk.Shortlist(t.Context(), r.ID, o.Request(r.ID).Version, booking.Study{Needs: []string{}}))
	if again := o.Request(r.ID); again.Needs != nil {
		t.Errorf("needs %v", again.Needs)
	}

	for code, study := range map[string]booking.Study{
		"class_unknown":        {Class: "vip"},
		"minutes_out_of_range": {Minutes: 121},
		"section_unknown":      {Section: "any"},
	} {
		bookingtest.Refused(t, o.Desk.Shortlist(t.Context(), r.ID, o.Request(r.ID).Version, study), code)
	}
}

func TestDesk_Shortlist_offered(t *testing.T) {
	o := bookingtest.NewOffice(t)
	r := o.Shortlisted(bookingtest.Ask())
	o.Published(o.Week())
	version := o.Request(r.ID).Version
	bookingtest.Refused(t, o.Desk.Shortlist(t.Context(), r.ID, version, booking.Study{}), "request_step")
	bookingtest.Refused(t, o.Desk.NotSchedule(t.Context(), r.ID, version, "settled"), "request_step")
	bookingtest.Refused(t, o.Desk.Hold(t.Context(), r.ID, version, "barred"), "request_step")
}

func TestDesk_Hold(t *testing.T) {
	o := bookingtest.NewOffice(t)
	r := o.Shortlisted(bookingtest.Ask())
	bookingtest.Refused(t, o.Desk.Hold(t.Context(), r.ID, r.Version, ""), "reason_needed")
	ok(t, o.Desk.Hold(t.Context(), r.ID, r.Version, "barred"))
	plan := o.Published(o.Week())
	if len(o.Memory.Notices()) != 0 {
		t.Errorf("somebody barred was told something: %s", plan.Solution)
	}
	slot := slots(t, o)[0]
	_, err := o.Desk.MakeOffer(t.Context(), r.ID, slot.ID)
	bookingtest.Refused(t, err, "slot_unsuitable")
	ok(t, o.Desk.Release(t.Context(), r.ID, o.Request(r.ID).Version))
	_, err = o.Desk.MakeOffer(t.Context(), r.ID, slot.ID)
	ok(t, err)
}

func TestDesk_NotSchedule(t *testing.T) {
	o := bookingtest.NewOffice(t)
	r := o.Shortlisted(bookingtest.Ask())
	bookingtest.Refused(t, o.Desk.NotSchedule(t.Context(), r.ID, r.Version, ""), "reason_needed")
	ok(t, o.Desk.NotSchedule(t.Context(), r.ID, r.Version, "a referral settles it"))
	wantStatus(t, o, r.ID, booking.RequestNotScheduled)
	notices := o.Memory.Notices()
	if len(notices) != 1 || notices[0].Kind != booking.NoticeNotScheduled || notices[0].Subject != booking.SubjectCase ||
		notices[0].ID != r.Case {
		t.Errorf("told %+v", notices)
	}
	ok(t, o.Desk.Shortlist(t.Context(), r.ID, o.Request(r.ID).Version, booking.Study{}))
	wantStatus(t, o, r.ID, booking.RequestShortlisted)
}

func TestDesk_SavePolicy(t *testing.T) {
	o := bookingtest.NewOffice(t)
	r := o.Submitted(bookingtest.Ask())
	ok(t, o.Desk.Shortlist(t.Context(), r.ID, r.Version, booking.Study{Class: booking.ClassUrgent}))
	p, err := o.Desk.Policy(t.Context())
	ok(t, err)
	spoiled := p
	spoiled.FirstTime = -1
	bookingtest.Refused(t, o.Desk.SavePolicy(t.Context(), spoiled), "policy_invalid")
	spoiled = p
	spoiled.ConfirmHours = 1
	bookingtest.Refused(t, o.Desk.SavePolicy(t.Context(), spoiled), "policy_invalid")
	spoiled = p
	spoiled.Urgent = []booking.Class{booking.ClassUrgent, "vip"}
	bookingtest.Refused(t, o.Desk.SavePolicy(t.Context(), spoiled), "policy_invalid")
	// R5: a class that open requests have stays.
	spoiled = p
	spoiled.Classes = map[booking.Class]booking.ClassRule{booking.ClassOrdinary: {}}
	spoiled.Urgent = nil
	bookingtest.Refused(t, o.Desk.SavePolicy(t.Context(), spoiled), "class_in_use")
	p.FirstTime = 100
	ok(t, o.Desk.SavePolicy(t.Context(), p))
	conflict(t, o.Desk.SavePolicy(t.Context(), p))
}
