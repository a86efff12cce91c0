package booking_test

import (
	"errors"
	"slices"
	"testing"

	"majlis/booking"
	"majlis/booking/allocation"
	"majlis/booking/bookingtest"
)

// R10: a pin sets rank aside and nothing else.
func TestDesk_Pin(t *testing.T) {
	o := bookingtest.NewOffice(t)
	all := slots(t, o)
	ask := bookingtest.Ask()
	ask.Hosts = []string{"minister"}
	r, other := o.Shortlisted(ask), o.Shortlisted(ask)
	pin := booking.Pin{Request: r.ID, Slot: all[5].ID, Reason: "زيارة رسمية"}
	for _, row := range []struct {
		name, code string
		spoil      func(*booking.Pin)
	}{
		{"needs a reason", "reason_needed", func(p *booking.Pin) { p.Reason = "" }},
		{"must fit", "pin_impossible", func(p *booking.Pin) { p.Slot = all[8].ID }},
	} {
		t.Run(row.name, func(t *testing.T) {
			spoiled := pin
			row.spoil(&spoiled)
			bookingtest.Refused(t, o.Desk.Pin(t.Context(), spoiled), row.code)
		})
	}
	ok(t, o.Desk.Pin(t.Context(), pin))
	twin := pin
	twin.Request = other.ID
	bookingtest.Refused(t, o.Desk.Pin(t.Context(), twin), "pin_slot_taken")
	_, s := solved(t, o.Drafted(o.Week()))
	if i := slices.IndexFunc(s.Seats, func(s allocation.Seat) bool { return s.Request == key(r) }); i < 0 || !s.Seats[i].Pinned {
		t.Errorf("seats %+v", s.Seats)
	}

	t.Run("stops the allocation when it cannot be kept", func(t *testing.T) {
		ok(t, o.Desk.CloseSlot(t.Context(), all[5].ID))
		_, err := o.Desk.Allocate(t.Context(), o.Week())
		bookingtest.Refused(t, err, "pin_impossible")
		ok(t, o.Desk.Unpin(t.Context(), o.Week(), r.ID))
		_, err = o.Desk.Allocate(t.Context(), o.Week())
		ok(t, err)
	})
	t.Run("is passed over when its request takes no part", func(t *testing.T) {
		ok(t, o.Desk.Pin(t.Context(), booking.Pin{Request: r.ID, Slot: all[4].ID, Reason: "again"}))
		ok(t, o.Desk.Withdraw(t.Context(), r.ID))
		_, err := o.Desk.Allocate(t.Context(), o.Week())
		ok(t, err)
	})
}

// R10: a swap is two pins, each held to every rule but rank.
func TestDesk_Swap(t *testing.T) {
	o := bookingtest.NewOffice(t)
	minister := bookingtest.Ask()
	minister.Hosts = []string{"minister"}
	deputy := bookingtest.Ask()
	deputy.Hosts = []string{"deputy"}
	first, second, other, unseated := o.Shortlisted(minister), o.Shortlisted(minister), o.Shortlisted(deputy), o.Shortlisted(minister)
	ok(t, o.Desk.Hold(t.Context(), unseated.ID, unseated.Version, "barred"))
	plan := o.Drafted(o.Week())
	_, before := solved(t, plan)
	seat := func(seats []allocation.Seat, r booking.Request) allocation.SlotID {
		return seats[slices.IndexFunc(seats, func(s allocation.Seat) bool { return s.Request == key(r) })].Slot
	}
	swap := booking.Swap{Plan: plan.ID, Requests: [2]booking.RequestID{first.ID, second.ID}, Reason: "سفر أحدهما صباحاً"}

	t.Run("needs a reason", func(t *testing.T) {
		bad := swap
		bad.Reason = ""
		bookingtest.Refused(t, o.Desk.Swap(t.Context(), bad), "reason_needed")
	})
	t.Run("needs two who have a seat", func(t *testing.T) {
		for _, with := range []booking.RequestID{unseated.ID, first.ID} {
			bad := swap
			bad.Requests[1] = with
			if err := o.Desk.Swap(t.Context(), bad); !errors.Is(err, booking.ErrNotFound) {
				t.Errorf("with %d: %v", with, err)
			}
		}
	})
	t.Run("refuses a pair that does not fit, and pins nobody", func(t *testing.T) {
		bad := swap
		bad.Requests[1] = other.ID
		bookingtest.Refused(t, o.Desk.Swap(t.Context(), bad), "pin_impossible")
		view, err := o.Desk.Week(t.Context(), o.Week())
		ok(t, err)
		if len(view.Pins) != 0 {
			t.Errorf("pins %+v", view.Pins)
		}
	})
	t.Run("exchanges the seats in the next draft, and swaps back", func(t *testing.T) {
		ok(t, o.Desk.Swap(t.Context(), swap))
		next := o.Drafted(o.Week())
		_, after := solved(t, next)
		if seat(after.Seats, first) != seat(before.Seats, second) || seat(after.Seats, second) != seat(before.Seats, first) {
			t.Errorf("before %v, after %v", before.Seats, after.Seats)
		}
		back := swap
		back.Plan = next.ID
		ok(t, o.Desk.Swap(t.Context(), back))
		if _, again := solved(t, o.Drafted(o.Week())); seat(again.Seats, first) != seat(before.Seats, first) {
			t.Errorf("swapped back: %v", again.Seats)
		}
	})
}
