package booking_test

import (
	"errors"
	"slices"
	"testing"

	"majlis/booking"
	"majlis/booking/bookingtest"
)

// told lists the kinds of the notices about a subject's number, in order.
func told(o *bookingtest.Office, id int64) []booking.NoticeKind {
	var kinds []booking.NoticeKind
	for _, n := range o.Memory.Notices() {
		if n.ID == id {
			kinds = append(kinds, n.Kind)
		}
	}
	return kinds
}

func wantTold(t *testing.T, o *bookingtest.Office, id booking.OfferID, want ...booking.NoticeKind) {
	t.Helper()
	if got := told(o, int64(id)); !slices.Equal(got, want) {
		t.Errorf("told %v, want %v", got, want)
	}
}

func ok(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func conflict(t *testing.T, err error) {
	t.Helper()
	if !errors.Is(err, booking.ErrConflict) {
		t.Fatalf("want a conflict, got %v", err)
	}
}

func wantStatus(t *testing.T, o *bookingtest.Office, id booking.RequestID, want booking.RequestStatus) {
	t.Helper()
	if got := o.Request(id).Status; got != want {
		t.Fatalf("the request is %s, want %s", got, want)
	}
}

// slots opens the office's week and lists its slots.
func slots(t *testing.T, o *bookingtest.Office) []booking.Slot {
	t.Helper()
	_, err := o.Desk.OpenWeek(t.Context(), o.Week())
	ok(t, err)
	view, err := o.Desk.Week(t.Context(), o.Week())
	ok(t, err)
	return view.Slots
}
