package bookingtest

import (
	"context"
	"errors"
	"sync"
	"testing"

	"majlis/booking"
)

func testTransactions(s *suite) {
	ctx := s.Context()
	boom := errors.New("boom")
	r := s.request()
	err := s.Tx.InTx(ctx, func(ctx context.Context) error {
		if err := s.Tx.Lock(ctx, "a name"); err != nil {
			return err
		}
		changed := r
		changed.Held = "barred"
		err := s.Tx.InTx(ctx, func(ctx context.Context) error { return s.Requests.SaveRequest(ctx, changed) })
		if err != nil {
			return err
		}
		if inside, err := s.Requests.Request(ctx, r.ID); err != nil || inside.Held != "barred" {
			s.Errorf("inside the transaction: %+v, %v", inside, err)
		}
		return boom
	})
	s.fails(err, boom)
	after, err := s.Requests.Request(ctx, r.ID)
	s.ok(err)
	s.same(after, r)
}

func testJourney(s *suite) {
	ctx := s.Context()
	o := NewOfficeOn(s, s.backing)
	r := o.Shortlisted(Ask())
	o.Published(o.Week())
	a := o.Confirmed(r.ID)
	s.ok(o.Desk.RunLate(ctx, a.Session, 20*60*1e9))
	a = o.Admitted(a.ID)
	a, err := o.Desk.End(ctx, a.ID, booking.DispositionHeld, "سُمع")
	s.ok(err)
	stored, err := o.Desk.Audience(ctx, a.ID)
	s.ok(err)
	s.same(stored, a)
	met := o.Request(r.ID)
	if met.Status != booking.RequestMet || met.Prior != 1 || o.Offered(r.ID).Status != booking.OfferDone {
		s.Fatalf("after the audience: %+v", met)
	}
	view, err := o.Desk.Week(ctx, o.Week())
	s.ok(err)
	if len(view.Sessions) != 3 || len(view.Offers) != 1 || view.Seed.Text == "" || len(view.Requests) != 1 {
		s.Fatalf("the week: %+v", view)
	}
	again, err := o.Desk.Submit(ctx, booking.Ask{Case: s.another(), Person: r.Person, Section: booking.SectionMen})
	s.ok(err)
	// Rule R4: what was held counts for the person's next request.
	s.same(again.Prior, 1)
}

// another is a case that nobody's request belongs to.
func (s *suite) another() int64 {
	id, _ := s.backing.NewCase()
	return id
}

// together runs n calls at once and sorts what they answer by refusal code; "" is success.
func together(t testing.TB, n int, call func(i int) error) map[string]int {
	t.Helper()
	var (
		wg      sync.WaitGroup
		mu      sync.Mutex
		answers = map[string]int{}
		start   = make(chan struct{})
	)
	for i := range n {
		wg.Go(func() {
			<-start
			err := call(i)
			mu.Lock()
			defer mu.Unlock()
			answers[code(err)]++
		})
	}
	close(start)
	wg.Wait()
	return answers
}

func code(err error) string {
	var refusal *booking.Refusal
	switch {
	case err == nil:
		return ""
	case errors.As(err, &refusal):
		return refusal.Code
	}
	return err.Error()
}

func testOneWinner(s *suite) {
	o := NewOfficeOn(s, s.backing)
	_, err := o.Desk.OpenWeek(s.Context(), o.Week())
	s.ok(err)
	slots, err := s.Slots.SlotsOfWeek(s.Context(), o.Week())
	s.ok(err)
	var requests []booking.RequestID
	for range 50 {
		requests = append(requests, o.Shortlisted(Ask()).ID)
	}
	answers := together(s, len(requests), func(i int) error {
		_, err := o.Desk.MakeOffer(s.Context(), requests[i], slots[0].ID)
		return err
	})
	// Rule R13: one live offer of a slot.
	if answers[""] != 1 || answers["slot_taken"] != 49 {
		s.Fatalf("50 claims of one slot: %v", answers)
	}
	// Past the Desk, the store alone still lets only one in.
	answers = together(s, len(requests), func(i int) error {
		_, err := s.addOffer(offer(booking.Request{ID: requests[i]}, slots[1]))
		return err
	})
	if answers[""] != 1 || answers["slot_taken"]+answers["request_has_offer"] != 49 {
		s.Fatalf("50 claims of one slot in the store: %v", answers)
	}
}

func testTwoPublish(s *suite) {
	o := NewOfficeOn(s, s.backing)
	for range 5 {
		o.Shortlisted(Ask())
	}
	drafts := []booking.Plan{o.Drafted(o.Week()), o.Drafted(o.Week())}
	answers := together(s, 8, func(i int) error {
		plan := drafts[i%2]
		return o.Desk.Publish(s.Context(), plan.ID, plan.Version)
	})
	// Rule R11: all of one plan, nothing of the other; the same press again is quiet.
	if answers[""] != 4 || answers[booking.ErrConflict.Error()] != 4 {
		s.Fatalf("two offices, eight presses: %v", answers)
	}
	offers, err := s.Offers.OffersOfWeek(s.Context(), o.Week())
	s.ok(err)
	if len(offers) != 5 {
		s.Fatalf("%d offers for five people", len(offers))
	}
	plans, err := s.Plans.PlansOfWeek(s.Context(), o.Week())
	s.ok(err)
	byStatus := map[booking.PlanStatus]int{}
	for _, p := range plans {
		byStatus[p.Status]++
	}
	if byStatus[booking.PlanPublished] != 1 || byStatus[booking.PlanDiscarded] != 1 {
		s.Fatalf("plans: %v", byStatus)
	}
}

func testPressedTwice(s *suite) {
	o := NewOfficeOn(s, s.backing)
	r := o.Shortlisted(Ask())
	o.Published(o.Week())
	id := o.Offered(r.ID).ID
	answers := together(s, 10, func(int) error {
		_, err := o.Desk.Confirm(s.Context(), id)
		return err
	})
	if answers[""] != 10 {
		s.Fatalf("ten presses of confirm: %v", answers)
	}
	answers = together(s, 10, func(i int) error {
		if i%2 == 0 {
			return o.Desk.Cancel(s.Context(), id)
		}
		return o.Desk.Revoke(s.Context(), id, "travel")
	})
	// Whoever comes first decides; the other hears that it is over, the same again is quiet.
	if answers[""] != 5 || answers["offer_gone"]+answers["offer_answered"] != 5 {
		s.Fatalf("cancel against revoke: %v", answers)
	}
	if got := o.Request(r.ID).Status; got != booking.RequestShortlisted {
		s.Fatalf("the request is %s", got)
	}
}

func testTwoAdmitted(s *suite) {
	ctx := s.Context()
	o := NewOfficeOn(s, s.backing)
	_, err := o.Desk.OpenWeek(ctx, o.Week())
	s.ok(err)
	slots, err := s.Slots.SlotsOfWeek(ctx, o.Week())
	s.ok(err)
	var line []booking.Audience
	for i := range 4 {
		r := o.Shortlisted(Ask())
		made, err := o.Desk.MakeOffer(ctx, r.ID, slots[i].ID)
		s.ok(err)
		a, err := o.Desk.Confirm(ctx, made.ID)
		s.ok(err)
		line = append(line, a)
	}
	o.Clock.Set(line[0].At)
	s.ok(o.Desk.OpenSession(ctx, line[0].Session))
	for _, a := range line {
		_, err := o.Desk.Wait(ctx, a.ID)
		s.ok(err)
		_, err = o.Desk.Verify(ctx, a.ID)
		s.ok(err)
	}
	answers := together(s, len(line), func(i int) error {
		_, err := o.Desk.Admit(ctx, line[i].ID)
		return err
	})
	// Rule R21: one audience at a time in a session.
	if answers[""] != 1 || answers["session_busy"] != 3 {
		s.Fatalf("four admitted at once: %v", answers)
	}
}
