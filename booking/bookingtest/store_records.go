package bookingtest

import (
	"time"

	"majlis/booking"
)

func testRequests(s *suite) {
	ctx := s.Context()
	caseID, person := s.backing.NewCase()
	want := booking.Request{
		Case: caseID, Person: person, Hosts: []string{"deputy", "minister"}, Venues: []booking.Venue{"booth:riyadh", booking.VenueHome},
		Minutes: 15, Weekdays: []time.Weekday{time.Sunday, time.Thursday}, Mornings: true, Language: "en",
		Needs: []string{"sign_language"}, Section: booking.SectionWomen, FemaleOnly: true, Companion: "أختها", ShortNotice: true,
		Class: booking.ClassUrgent, Prior: 2, Missed: 1, FiledBatch: At(28, 0, 0), Status: booking.RequestRequested,
		Held: "waiting_for_you", Version: 1,
	}
	var err error
	want.ID, err = s.Requests.AddRequest(ctx, want)
	s.ok(err)
	got, err := s.Requests.Request(ctx, want.ID)
	s.ok(err)
	s.same(got, want)

	// Rule R1: one open request per person, whatever the case.
	other := s.request()
	second := want
	second.ID, second.Case = 0, other.Case
	_, err = s.Requests.AddRequest(ctx, second)
	Refused(s, err, "request_already_open")

	want.Status, want.Held = booking.RequestShortlisted, ""
	s.ok(s.Requests.SaveRequest(ctx, want))
	s.fails(s.Requests.SaveRequest(ctx, want), booking.ErrConflict)
	want.Version = 2
	got, err = s.Requests.Request(ctx, want.ID)
	s.ok(err)
	s.same(got, want)

	_, err = s.Requests.Request(ctx, 1<<40)
	s.fails(err, booking.ErrNotFound)
	s.fails(s.Requests.SaveRequest(ctx, booking.Request{
		ID: 1 << 40, Hosts: want.Hosts, Venues: want.Venues, Minutes: 10, Section: want.Section, Status: want.Status,
	}), booking.ErrNotFound)

	for _, which := range []booking.RequestFilter{
		{Person: person}, {Case: caseID}, {IDs: []booking.RequestID{want.ID, 1 << 40}}, {Person: person, Statuses: []booking.RequestStatus{booking.RequestShortlisted}},
	} {
		found, err := s.Requests.Requests(ctx, which)
		s.ok(err)
		s.same(found, []booking.Request{want})
	}
	found, err := s.Requests.Requests(ctx, booking.RequestFilter{})
	s.ok(err)
	s.same(found, []booking.Request{want, other})
	version, err := s.Cases.CaseVersion(ctx, caseID)
	s.ok(err)
	s.same(version, 1)
}

func testRota(s *suite) {
	ctx := s.Context()
	minister, deputy := s.host("minister"), s.host("deputy")
	hosts, err := s.Rota.Hosts(ctx)
	s.ok(err)
	s.same(hosts, []booking.Host{minister, deputy})
	deputy.Active, deputy.DayCap, deputy.VideoCap, deputy.InPersonCap = false, 12, 8, 4
	_, err = s.Rota.SaveHost(ctx, deputy)
	s.ok(err)
	hosts, err = s.Rota.Hosts(ctx)
	s.ok(err)
	s.same(hosts[1], deputy)
	twin := minister
	twin.ID = 0
	_, err = s.Rota.SaveHost(ctx, twin)
	Refused(s, err, "host_code_taken")
	_, err = s.Rota.SaveHost(ctx, booking.Host{ID: 1 << 40, Code: "nobody"})
	s.fails(err, booking.ErrNotFound)

	want := booking.Template{
		Host: minister.ID, Weekday: time.Tuesday, From: 9*time.Hour + 30*time.Minute, To: 12 * time.Hour, SlotMinutes: 10,
		BufferMinutes: 5, Venues: []booking.Venue{booking.VenueHome, "office:riyadh"}, Languages: []string{"ar", "en"},
		Provides: []string{"sign_language"}, Section: booking.SectionWomen, OpenTo: booking.OpenToUrgent, LongSlots: 2, Cap: 9,
		Active: true, Version: 1,
	}
	want.ID, err = s.Rota.SaveTemplate(ctx, want)
	s.ok(err)
	want.To = 24 * time.Hour
	_, err = s.Rota.SaveTemplate(ctx, want)
	s.ok(err)
	_, err = s.Rota.SaveTemplate(ctx, want)
	s.fails(err, booking.ErrConflict)
	want.Version = 2
	templates, err := s.Rota.Templates(ctx)
	s.ok(err)
	s.same(templates, []booking.Template{want})
}

func testSupply(s *suite) {
	ctx := s.Context()
	minister, deputy := s.host("minister"), s.host("deputy")
	slots := s.slots(minister, 9, 10)
	s.slots(deputy, 9)
	_, err := s.Sessions.AddSession(ctx, booking.Session{
		Host: minister.ID, Week: At(29, 0, 0), From: At(29, 10, 30), To: At(29, 12, 0), Status: booking.SessionPlanned,
	}, nil)
	// Rule R6: a host is never in two places.
	Refused(s, err, "session_overlaps")

	sessions, err := s.Sessions.SessionsOfWeek(ctx, At(29, 0, 0))
	s.ok(err)
	if len(sessions) != 2 || sessions[0].Host != minister.ID {
		s.Fatalf("sessions of the week: %+v", sessions)
	}
	late := sessions[0]
	late.Status, late.LateFor = booking.SessionOpen, 25*time.Minute
	s.ok(s.Sessions.SaveSession(ctx, late))
	s.fails(s.Sessions.SaveSession(ctx, late), booking.ErrConflict)
	late.Version = 2
	got, err := s.Sessions.Session(ctx, late.ID)
	s.ok(err)
	s.same(got, late)
	empty, err := s.Sessions.SessionsOfWeek(ctx, At(36, 0, 0))
	s.ok(err)
	s.same(empty, []booking.Session(nil))

	want := slots[1]
	s.same(want, booking.Slot{
		ID: want.ID, Session: late.ID, Host: minister.ID, HostCode: "minister", At: At(29, 10, 0), Minutes: 10,
		Venues: []booking.Venue{booking.VenueHome}, Languages: []string{"ar"}, Section: booking.SectionAny, OpenTo: booking.OpenToAny,
	})
	more := want
	more.At = At(29, 10, 15)
	s.ok(s.Sessions.AddSlots(ctx, late.ID, []booking.Slot{more}))
	all, err := s.Slots.SlotsOfWeek(ctx, At(29, 0, 0))
	s.ok(err)
	more.ID = all[len(all)-1].ID
	s.same(all[len(all)-1], more)
	s.ok(s.Slots.SetSlotClosed(ctx, want.ID, true))
	want.Closed = true
	slot, err := s.Slots.Slot(ctx, want.ID)
	s.ok(err)
	s.same(slot, want)
	s.fails(s.Slots.SetSlotClosed(ctx, 1<<40, true), booking.ErrNotFound)
	_, err = s.Slots.Slot(ctx, 1<<40)
	s.fails(err, booking.ErrNotFound)
}

func testDraws(s *suite) {
	ctx := s.Context()
	_, err := s.Draws.Policy(ctx)
	s.fails(err, booking.ErrNotFound)
	want := booking.DefaultPolicy()
	s.ok(s.Draws.SavePolicy(ctx, want))
	s.fails(s.Draws.SavePolicy(ctx, want), booking.ErrConflict)
	want.Version, want.FirstTime = 1, 70
	s.ok(s.Draws.SavePolicy(ctx, want))
	s.fails(s.Draws.SavePolicy(ctx, want), booking.ErrConflict)
	want.Version = 2
	got, err := s.Draws.Policy(ctx)
	s.ok(err)
	s.same(got, want)

	week := At(29, 0, 0)
	_, err = s.Draws.Seed(ctx, week)
	s.fails(err, booking.ErrNotFound)
	first := booking.Seed{Week: week, Text: "first", SHA256: "aa", CommittedAt: At(22, 12, 0)}
	// Rule R7: the first seed of a week is its seed.
	s.ok(s.Draws.CommitSeed(ctx, first))
	s.ok(s.Draws.CommitSeed(ctx, booking.Seed{Week: week, Text: "second", SHA256: "bb", CommittedAt: At(23, 12, 0)}))
	s.ok(s.Draws.RevealSeed(ctx, week, At(24, 12, 0)))
	first.RevealedAt = At(24, 12, 0)
	seed, err := s.Draws.Seed(ctx, week)
	s.ok(err)
	s.same(seed, first)
}

func testPins(s *suite) {
	ctx := s.Context()
	week := At(29, 0, 0)
	slots := s.slots(s.host("minister"), 9, 10)
	a, b := s.request(), s.request()
	pin := booking.Pin{Week: week, Request: a.ID, Slot: slots[0].ID, Reason: "زيارة رسمية", By: "staff:1"}
	s.ok(s.Pins.AddPin(ctx, pin, At(22, 12, 0)))
	again := pin
	again.Slot = slots[1].ID
	Refused(s, s.Pins.AddPin(ctx, again, At(22, 12, 0)), "pin_request_twice")
	again = pin
	again.Request = b.ID
	Refused(s, s.Pins.AddPin(ctx, again, At(22, 12, 0)), "pin_slot_taken")
	pins, err := s.Pins.Pins(ctx, week)
	s.ok(err)
	s.same(pins, []booking.Pin{pin})
	s.ok(s.Pins.RemovePin(ctx, week, a.ID))
	s.ok(s.Pins.RemovePin(ctx, week, a.ID))
	pins, err = s.Pins.Pins(ctx, week)
	s.ok(err)
	s.same(pins, []booking.Pin(nil))
}

func testPlans(s *suite) {
	ctx := s.Context()
	week := At(29, 0, 0)
	draft := booking.Plan{
		Week: week, Status: booking.PlanDraft, Problem: []byte("in"), Solution: []byte("out"), InputSHA256: "aa",
		MadeBy: "staff:1", MadeAt: At(22, 12, 0), Version: 1,
	}
	var ids []booking.PlanID
	for range 2 {
		id, err := s.Plans.AddPlan(ctx, draft)
		s.ok(err)
		ids = append(ids, id)
	}
	first, err := s.Plans.Plan(ctx, ids[0])
	s.ok(err)
	draft.ID = ids[0]
	s.same(first, draft)
	first.Status, first.PublishedAt = booking.PlanPublished, At(23, 12, 0)
	s.ok(s.Plans.SavePlan(ctx, first))
	s.fails(s.Plans.SavePlan(ctx, first), booking.ErrConflict)
	second := first
	second.ID = ids[1]
	// Rule R11: one published plan a week.
	Refused(s, s.Plans.SavePlan(ctx, second), "week_already_published")

	listed, err := s.Plans.PlansOfWeek(ctx, week)
	s.ok(err)
	if len(listed) != 2 || listed[0].ID != ids[1] || listed[1].Problem != nil || listed[1].Solution != nil {
		s.Fatalf("plans of the week: %+v", listed)
	}
	first.Version = 2
	got, err := s.Plans.Plan(ctx, ids[0])
	s.ok(err)
	s.same(got, first)
	_, err = s.Plans.Plan(ctx, 1<<40)
	s.fails(err, booking.ErrNotFound)
}

func testOffers(s *suite) {
	ctx := s.Context()
	slots := s.slots(s.host("minister"), 9, 10)
	a, b := s.request(), s.request()
	want := offer(a, slots[0])
	var err error
	want.ID, err = s.addOffer(want)
	s.ok(err)
	// Rule R13: one live offer of a slot, one of a request.
	_, err = s.addOffer(offer(b, slots[0]))
	Refused(s, err, "slot_taken")
	_, err = s.addOffer(offer(a, slots[1]))
	Refused(s, err, "request_has_offer")

	want.Status, want.AnsweredAt, want.Reason = booking.OfferRevoked, At(26, 13, 0), "travel"
	s.ok(s.Offers.SaveOffer(ctx, want))
	s.fails(s.Offers.SaveOffer(ctx, want), booking.ErrConflict)
	want.Version = 2
	got, err := s.Offers.Offer(ctx, want.ID)
	s.ok(err)
	s.same(got, want)

	live := offer(a, slots[1])
	live.ID, err = s.addOffer(live)
	s.ok(err)
	latest, err := s.Offers.LatestOffer(ctx, a.ID)
	s.ok(err)
	s.same(latest, live)
	_, err = s.Offers.LatestOffer(ctx, b.ID)
	s.fails(err, booking.ErrNotFound)
	all, err := s.Offers.OffersOfWeek(ctx, At(29, 0, 0))
	s.ok(err)
	s.same(all, []booking.Offer{want, live})
}

func testAnswers(s *suite) {
	ctx := s.Context()
	slots := s.slots(s.host("minister"), 9, 10)
	a, b := s.request(), s.request()
	b.Hosts, b.ShortNotice, b.AskedAt = []string{"deputy", "minister"}, true, At(27, 9, 0)
	s.ok(s.Answers.SaveRequests(ctx, []booking.Request{a, b}))
	a.Version, b.Version = 2, 2
	s.fails(s.Answers.SaveRequests(ctx, []booking.Request{a, {ID: b.ID, Version: 1, Case: b.Case, Person: b.Person, Section: b.Section,
		Hosts: b.Hosts, Venues: b.Venues, Minutes: 10, Status: b.Status}}), booking.ErrConflict)
	for which, want := range map[*booking.RequestFilter][]booking.Request{
		{Host: "deputy"}: {b}, {Soon: true}: {b}, {Asked: true}: {b}, {Host: "minister"}: {a, b}, {Host: "nobody"}: nil,
	} {
		got, err := s.Requests.Requests(ctx, *which)
		s.ok(err)
		s.same(got, want)
	}

	// Rule R45: called may be many at once; one of them is confirmed.
	calls := []booking.Offer{offer(a, slots[0]), offer(b, slots[0])}
	for i := range calls {
		calls[i].Status = booking.OfferCalled
	}
	ids, err := s.Offers.AddOffers(ctx, calls)
	s.ok(err)
	calls[0].ID, calls[1].ID = ids[0], ids[1]
	got, err := s.Answers.OffersOfSlot(ctx, slots[0].ID)
	s.ok(err)
	s.same(got, calls)
	o, r, slot, err := s.Answers.LockedOffer(ctx, calls[1].ID)
	s.ok(err)
	s.same(o, calls[1])
	s.same(r, b)
	s.same(slot, slots[0])
	_, _, _, err = s.Answers.LockedOffer(ctx, 1<<40)
	s.fails(err, booking.ErrNotFound)
	calls[0].Status, calls[1].Status = booking.OfferConfirmed, booking.OfferConfirmed
	Refused(s, s.Answers.SaveOffers(ctx, calls), "slot_taken")
	calls[1].Status = booking.OfferTaken
	s.ok(s.Answers.SaveOffers(ctx, calls))
	s.fails(s.Answers.SaveOffers(ctx, calls), booking.ErrConflict)

	// All of a list or nothing of it.
	_, err = s.Offers.AddOffers(ctx, []booking.Offer{offer(b, slots[1]), offer(b, slots[1])})
	Refused(s, err, "slot_taken")
	got, err = s.Answers.OffersOfSlot(ctx, slots[1].ID)
	s.ok(err)
	s.same(got, []booking.Offer(nil))
}

func testAudiences(s *suite) {
	ctx := s.Context()
	slots := s.slots(s.host("minister"), 9, 10)
	var line []booking.Audience
	for i, hour := range []int{9, 10} {
		r := s.request()
		o := offer(r, slots[i])
		o.Status = booking.OfferConfirmed
		id, err := s.addOffer(o)
		s.ok(err)
		a := booking.Audience{
			Offer: id, Request: r.ID, Case: r.Case, Person: r.Person, Session: slots[i].Session, Slot: slots[i].ID,
			Host: slots[i].Host, Venue: "booth:riyadh", At: At(29, hour, 0), Minutes: 10, Status: booking.AudienceExpected, Version: 1,
		}
		a.ID, err = s.Audiences.AddAudience(ctx, a)
		s.ok(err)
		line = append(line, a)
	}
	_, err := s.Audiences.AddAudience(ctx, line[0])
	Refused(s, err, "offer_answered")
	a, b := line[0], line[1]
	a.Status, a.CheckedInAt, a.VerifiedAt, a.VerifiedBy = booking.AudienceInSession, At(29, 8, 50), At(29, 8, 55), "staff:1"
	a.WaitedAt, a.AdmittedAt, a.Note = At(29, 8, 52), At(29, 9, 0), "ملاحظة"
	s.ok(s.Audiences.SaveAudience(ctx, a))
	s.fails(s.Audiences.SaveAudience(ctx, a), booking.ErrConflict)
	b.Status = booking.AudienceInSession
	// Rule R21: one audience at a time in a session.
	Refused(s, s.Audiences.SaveAudience(ctx, b), "session_busy")
	a.Version, a.Status, a.Disposition, a.EndedAt = 2, booking.AudienceEnded, booking.DispositionHeld, At(29, 9, 11)
	s.ok(s.Audiences.SaveAudience(ctx, a))
	s.ok(s.Audiences.SaveAudience(ctx, b))
	a.Version, b.Version = 3, 2
	got, err := s.Audiences.AudiencesOfSession(ctx, a.Session)
	s.ok(err)
	s.same(got, []booking.Audience{a, b})
	one, err := s.Audiences.AudienceOfOffer(ctx, b.Offer)
	s.ok(err)
	s.same(one, b)
	_, err = s.Audiences.Audience(ctx, 1<<40)
	s.fails(err, booking.ErrNotFound)
}
