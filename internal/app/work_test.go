package app

import (
	"context"
	"log/slog"
	"testing"
	"time"

	"majlis/booking"
	"majlis/booking/bookingtest"
	"majlis/internal/jobs"
)

func TestLapse(t *testing.T) {
	fresh := func(t *testing.T) (*bookingtest.Office, booking.Offer) {
		o := bookingtest.NewOffice(t)
		r := o.Shortlisted(bookingtest.Ask())
		o.Published(o.Week())
		return o, o.Offered(r.ID)
	}
	t.Run("waits while the offer is open", func(t *testing.T) {
		o, offer := fresh(t)
		if err := lapse(t.Context(), o.Desk, offer.ID); err == nil {
			t.Error("an open offer was done with")
		}
	})
	t.Run("is done when the slot is given out or closed meanwhile", func(t *testing.T) {
		o, offer := fresh(t)
		o.Clock.Set(offer.ConfirmBy.Add(time.Minute))
		if err := o.Desk.Lapse(t.Context(), offer.ID); err != nil {
			t.Fatal(err)
		}
		o.Shortlisted(bookingtest.Ask())
		for range 2 { // as when the job is run again after it was done
			if err := lapse(t.Context(), o.Desk, offer.ID); err != nil {
				t.Errorf("answered %v", err)
			}
		}
	})
}

func TestAllocate_leavesAPublishedWeekAlone(t *testing.T) {
	o := bookingtest.NewOffice(t)
	o.Shortlisted(bookingtest.Ask())
	o.Published(o.Week())
	if err := allocate(t.Context(), o.Desk, o.Week().Format(time.DateOnly), slog.New(slog.DiscardHandler)); err != nil {
		t.Errorf("answered %v", err)
	}
}

// R43: a freed slot does not stay empty because somebody was faster in taking a helper.
func TestFill(t *testing.T) {
	for code, again := range map[string]bool{"helper_not_in_two_places": true, "needs_unbound": true, "slot_taken": false} {
		err := fill(t.Context(), func(context.Context, booking.SlotID) error { return booking.Refuse(code, "slot") }, 1)
		if got := err.Error() == jobs.Later(time.Minute).Error(); got != again {
			t.Errorf("%s: %v", code, err)
		}
	}
}
