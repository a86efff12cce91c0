package booking_test

import (
	"context"
	"errors"
	"testing"

	"majlis/booking"
	"majlis/booking/allocation"
	"majlis/booking/bookingtest"
)

func TestDesk_Standing(t *testing.T) {
	o := bookingtest.NewOffice(t)
	var crowd []booking.Request
	for range 25 { // one more than the week has slots
		crowd = append(crowd, o.Shortlisted(bookingtest.Ask()))
	}
	held := o.Shortlisted(bookingtest.Ask())
	ok(t, o.Desk.Hold(t.Context(), held.ID, held.Version, "waiting_for_you"))
	o.Drafted(o.Week())
	if _, err := o.Desk.Standing(t.Context(), crowd[0].ID); !errors.Is(err, booking.ErrNotFound) {
		t.Fatalf("a draft is nobody's standing: %v", err)
	}
	o.Published(o.Week())
	late := o.Shortlisted(bookingtest.Ask())

	places, seated := map[int]bool{}, 0
	for _, r := range crowd {
		s, err := o.Desk.Standing(t.Context(), r.ID)
		ok(t, err)
		places[s.Place] = true
		sum := int64(0)
		for _, part := range s.Parts {
			sum += part.Points
		}
		if sum != s.Total || s.Of != 25 || !s.Week.Equal(o.Week()) {
			t.Errorf("%+v: the parts make %d", s, sum)
		}
		switch {
		case s.Slot != 0 && s.Why == nil:
			seated++
		case s.Why == nil || s.Why.Reason != allocation.ReasonOutranked || !s.Why.ByLot || s.Place != 25:
			t.Errorf("without a seat: %+v, %+v", s, s.Why)
		}
	}
	if len(places) != 25 || seated != 24 {
		t.Errorf("%d places, %d seated", len(places), seated)
	}
	s, err := o.Desk.Standing(t.Context(), held.ID)
	ok(t, err)
	if s.Place != 0 || s.Why == nil || s.Why.Held != "waiting_for_you" {
		t.Errorf("held: %+v", s)
	}
	if _, err := o.Desk.Standing(t.Context(), late.ID); !errors.Is(err, booking.ErrNotFound) {
		t.Errorf("whoever came after the publication: %v", err)
	}
}

// counted counts how often a plan is read whole.
type counted struct {
	booking.Plans
	whole *int
}

func (c counted) Plan(ctx context.Context, id booking.PlanID) (booking.Plan, error) {
	*c.whole++
	return c.Plans.Plan(ctx, id)
}

// Whoever was in no allocation does not have the published ones read again each time.
func TestDesk_Standing_readsOnce(t *testing.T) {
	m, whole := bookingtest.NewMemory(), 0
	b := m.Backing()
	b.Store.Plans = counted{b.Store.Plans, &whole}
	o := bookingtest.NewOfficeOn(t, b)
	o.Memory = m
	first := o.Submitted(bookingtest.Ask()) // never shortlisted
	second := o.Shortlisted(bookingtest.Ask())
	o.Published(o.Week())
	o.Shortlisted(bookingtest.Ask())
	o.Published(o.Week().AddDate(0, 0, 7))
	whole = 0
	for range 5 {
		if _, err := o.Desk.Standing(t.Context(), first.ID); !errors.Is(err, booking.ErrNotFound) {
			t.Fatal(err)
		}
	}
	if whole != 2 {
		t.Errorf("two plans were read %d times", whole)
	}
	s, err := o.Desk.Standing(t.Context(), second.ID)
	ok(t, err)
	if s.Slot == 0 && s.Why == nil {
		t.Errorf("%+v", s)
	}
}
