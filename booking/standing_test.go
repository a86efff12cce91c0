package booking_test

import (
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
