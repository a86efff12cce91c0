package bookingtest

import (
	"time"

	"majlis/booking"
	"majlis/booking/roster"
)

func testDates(s *suite) {
	ctx := s.Context()
	minister, deputy := s.host("minister"), s.host("deputy")
	away := booking.Exception{Host: minister.ID, Day: At(29, 0, 0), Kind: booking.ExceptionOtherHost, OtherHost: deputy.ID, Reason: "سفر", By: "staff:1", At: At(22, 12, 0)}
	later := booking.Exception{Host: deputy.ID, Day: At(30, 0, 0), Kind: booking.ExceptionHours, From: 10 * time.Hour, To: 24 * time.Hour, Reason: "اجتماع", By: "staff:1", At: At(22, 12, 0)}
	s.ok(s.Dates.SaveException(ctx, later))
	s.ok(s.Dates.SaveException(ctx, away))
	got, err := s.Dates.Exceptions(ctx, At(29, 0, 0), At(36, 0, 0))
	s.ok(err)
	s.same(got, []booking.Exception{away, later})
	away.Kind, away.OtherHost = booking.ExceptionClosed, 0
	s.ok(s.Dates.SaveException(ctx, away))
	got, err = s.Dates.Exceptions(ctx, At(29, 0, 0), At(30, 0, 0))
	s.ok(err)
	s.same(got, []booking.Exception{away})
	for range 2 {
		s.ok(s.Dates.RemoveException(ctx, minister.ID, At(29, 0, 0)))
	}
	got, err = s.Dates.Exceptions(ctx, At(1, 0, 0), At(60, 0, 0))
	s.ok(err)
	s.same(got, []booking.Exception{later})
}

func testRoster(s *suite) {
	ctx := s.Context()
	reem := booking.Helper{
		Kind: roster.Interpreter, NameAr: "ريم", NameEn: "Reem", Languages: []string{"en", "ur"}, Section: booking.SectionAny,
		Weekdays: []time.Weekday{time.Sunday, time.Tuesday}, From: 8 * time.Hour, To: 24 * time.Hour,
		AwayFrom: At(30, 0, 0), AwayUntil: At(31, 0, 0), Active: true, Version: 1,
	}
	var err error
	reem.ID, err = s.Roster.SaveHelper(ctx, reem)
	s.ok(err)
	reem.AwayFrom, reem.AwayUntil = time.Time{}, time.Time{}
	_, err = s.Roster.SaveHelper(ctx, reem)
	s.ok(err)
	_, err = s.Roster.SaveHelper(ctx, reem)
	s.fails(err, booking.ErrConflict)
	reem.Version = 2
	list, err := s.Roster.Helpers(ctx)
	s.ok(err)
	s.same(list, []booking.Helper{reem})
	_, err = s.Roster.SaveHelper(ctx, booking.Helper{ID: 1 << 40, Kind: roster.Interpreter, NameAr: "x", To: time.Hour, Section: booking.SectionAny})
	s.fails(err, booking.ErrNotFound)

	slots := s.slots(s.host("minister"), 9, 10)
	r := s.request()
	id, err := s.addOffer(offer(r, slots[0]))
	s.ok(err)
	bound := booking.Binding{Offer: id, Kind: roster.Interpreter, Helper: reem.ID, At: slots[0].At, Until: slots[0].End()}
	s.ok(s.Bindings.Bind(ctx, []booking.Binding{bound}))
	// Rule R33: nobody is in two places.
	twice := bound
	twice.Kind, twice.At = roster.SignLanguage, bound.At.Add(5*time.Minute)
	Refused(s, s.Bindings.Bind(ctx, []booking.Binding{twice}), "helper_not_in_two_places")
	got, err := s.Bindings.BindingsBetween(ctx, At(29, 0, 0), At(30, 0, 0))
	s.ok(err)
	s.same(got, []booking.Binding{bound})
	s.ok(s.Bindings.Unbind(ctx, id))
	s.ok(s.Bindings.Bind(ctx, []booking.Binding{twice}))
	got, err = s.Bindings.BindingsBetween(ctx, At(30, 0, 0), At(31, 0, 0))
	s.ok(err)
	s.same(got, []booking.Binding(nil))

	plan, err := s.Plans.AddPlan(ctx, booking.Plan{Week: At(29, 0, 0), Status: booking.PlanDraft, Problem: []byte("in"), Solution: []byte("out"), MadeBy: "staff:1", MadeAt: At(22, 12, 0), Version: 1})
	s.ok(err)
	waiver := booking.Waiver{Plan: plan, Request: r.ID, Kind: roster.Booth, Reason: "قاعة مؤقتة", By: "staff:2"}
	for range 2 {
		s.ok(s.Bindings.Waive(ctx, waiver, At(23, 12, 0)))
	}
	waivers, err := s.Bindings.Waivers(ctx, plan)
	s.ok(err)
	s.same(waivers, []booking.Waiver{waiver})
}
