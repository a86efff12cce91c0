package booking_test

import (
	"testing"

	"majlis/booking"
	"majlis/booking/bookingtest"
)

func TestDesk_journey(t *testing.T) {
	o := bookingtest.NewOffice(t)
	r := o.Shortlisted(bookingtest.Ask())
	plan := o.Published(o.Week())
	if plan.Status != booking.PlanPublished {
		t.Fatalf("plan is %s", plan.Status)
	}
	offer := o.Offered(r.ID)
	if offer.Status != booking.OfferOpen || o.Request(r.ID).Status != booking.RequestOffered {
		t.Fatalf("offer %+v", offer)
	}
	a := o.Confirmed(r.ID)
	a = o.Admitted(a.ID)
	a, err := o.Desk.End(t.Context(), a.ID, booking.DispositionHeld, "heard")
	if err != nil {
		t.Fatal(err)
	}
	if got := o.Request(r.ID); got.Status != booking.RequestMet || got.Prior != 1 {
		t.Fatalf("request after: %+v", got)
	}
	var kinds []booking.NoticeKind
	for _, n := range o.Memory.Notices() {
		kinds = append(kinds, n.Kind)
	}
	t.Log(kinds)
}
