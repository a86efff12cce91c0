package booking_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"majlis/booking"
	"majlis/booking/bookingtest"
)

// sunday publishes a week in which n people have the Minister's Sunday; the first confirms.
func sunday(t *testing.T, n int) (*bookingtest.Office, []booking.Request) {
	o := bookingtest.NewOffice(t)
	var people []booking.Request
	for range n {
		people = append(people, o.Shortlisted(booking.Ask{Section: booking.SectionMen, Hosts: []string{"minister"}, Weekdays: []time.Weekday{time.Sunday}}))
	}
	o.Published(o.Week())
	o.Confirmed(people[0].ID)
	return o, people
}

func moveAll(o *bookingtest.Office, to time.Time) booking.DayMove {
	return booking.DayMove{Days: []time.Time{o.Week()}, Host: o.Minister, To: to, Reason: "سفر المضيف"}
}

// R37: a day moves with everybody in their order.
func TestDesk_MoveDay(t *testing.T) {
	t.Run("to a day with sessions and beyond them, in the same order", func(t *testing.T) {
		o, people := sunday(t, 8)
		before := map[booking.RequestID]time.Time{}
		view, err := o.Desk.Week(t.Context(), o.Week())
		ok(t, err)
		for _, p := range people {
			for _, s := range view.Slots {
				if s.ID == o.Offered(p.ID).Slot {
					before[p.ID] = s.At
				}
			}
		}
		// Only three of the eight slots of Tuesday are left free.
		for _, s := range view.Slots[len(view.Slots)-5:] {
			ok(t, o.Desk.CloseSlot(t.Context(), s.ID))
		}
		done, err := o.Desk.MoveDay(t.Context(), moveAll(o, bookingtest.At(31, 0, 0)))
		ok(t, err)
		if len(done.People) != 8 || len(done.Sessions) != 1 {
			t.Fatalf("%d people, %d sessions", len(done.People), len(done.Sessions))
		}
		for i, p := range done.People {
			if p.Now.ID == 0 || !p.Was.At.Equal(before[p.Request.ID]) || i > 0 && !p.Now.At.After(done.People[i-1].Now.At) {
				t.Errorf("%d: %s to %s (%s)", i, p.Was.At, p.Now.At, p.Why)
			}
			if got := o.Offered(p.Request.ID); got.Status != booking.OfferOpen || got.Slot != p.Now.ID {
				t.Errorf("%d has %+v", i, got)
			}
			wantTold(t, o, o.Offered(p.Request.ID).ID, booking.NoticeChanged)
		}
		session, err := o.Desk.Session(t.Context(), done.Sessions[0].ID)
		ok(t, err)
		if session.Status != booking.SessionClosed {
			t.Errorf("the session is %s", session.Status)
		}
		if made, err := o.Desk.OpenWeek(t.Context(), o.Week()); err != nil || made != 0 {
			t.Errorf("the day was opened again: %d, %v", made, err)
		}
	})
	t.Run("to another host only who would see that host", func(t *testing.T) {
		o, people := sunday(t, 2)
		either := o.Shortlisted(bookingtest.Ask())
		view, err := o.Desk.Week(t.Context(), o.Week())
		ok(t, err)
		_, err = o.Desk.MakeOffer(t.Context(), either.ID, view.Slots[5].ID)
		ok(t, err)
		move := moveAll(o, bookingtest.At(30, 0, 0))
		move.ToHost = o.Deputy
		done, err := o.Desk.MoveDay(t.Context(), move)
		ok(t, err)
		for _, p := range done.People {
			if moved := p.Now.ID != 0; moved != (p.Request.ID == either.ID) || !moved && p.Why != "host" {
				t.Errorf("request %d: %+v", p.Request.ID, p)
			}
		}
		wantStatus(t, o, people[0].ID, booking.RequestShortlisted)
	})
}

// R37: or its people wait again, but for the one before the host.
func TestDesk_MoveDay_frees(t *testing.T) {
	t.Run("frees them with the rank they had, and says sorry", func(t *testing.T) {
		o, people := sunday(t, 2)
		a, err := o.Desk.AudienceOfOffer(t.Context(), o.Offered(people[0].ID).ID)
		ok(t, err)
		done, err := o.Desk.MoveDay(t.Context(), moveAll(o, time.Time{}))
		ok(t, err)
		for _, p := range done.People {
			r := o.Request(p.Request.ID)
			if r.Status != booking.RequestShortlisted || r.Missed != 0 || p.Notice.Kind != booking.NoticeCancelledByOffice {
				t.Errorf("%+v, %+v", r, p.Notice)
			}
		}
		if a, err = o.Desk.Audience(t.Context(), a.ID); err != nil || a.Status != booking.AudienceCancelled {
			t.Errorf("%s, %v", a.Status, err)
		}
		again, err := o.Desk.MoveDay(t.Context(), moveAll(o, time.Time{}))
		ok(t, err)
		if len(again.People) != 0 || len(again.Sessions) != 0 {
			t.Errorf("pressed twice: %+v", again)
		}
	})
	t.Run("leaves alone whoever sits before the host", func(t *testing.T) {
		o, people := sunday(t, 2)
		a, err := o.Desk.AudienceOfOffer(t.Context(), o.Offered(people[0].ID).ID)
		ok(t, err)
		o.Admitted(a.ID)
		done, err := o.Desk.MoveDay(t.Context(), moveAll(o, time.Time{}))
		ok(t, err)
		for _, p := range done.People {
			if p.Request.ID == people[0].ID {
				t.Error("the audience under way was taken away")
			}
		}
		session, err := o.Desk.Session(t.Context(), a.Session)
		ok(t, err)
		if session.Status != booking.SessionOpen {
			t.Errorf("the session is %s", session.Status)
		}
	})
	t.Run("a slot of the day that is opened again takes its session up again, but not on a day off", func(t *testing.T) {
		o, _ := sunday(t, 1)
		done, err := o.Desk.MoveDay(t.Context(), moveAll(o, time.Time{}))
		ok(t, err)
		slot := done.People[0].Was.ID
		o.Calendar.Off = map[string]bool{"2026-11-29": true}
		bookingtest.Refused(t, o.Desk.ReopenSlot(t.Context(), slot), "day_off")
		_, err = o.Desk.OfferHeldBack(t.Context(), urgent(t, o).ID, slot, "an appeal")
		bookingtest.Refused(t, err, "day_off")
		o.Calendar.Off = nil
		ok(t, o.Desk.ReopenSlot(t.Context(), slot))
		session, err := o.Desk.Session(t.Context(), done.Sessions[0].ID)
		ok(t, err)
		if session.Status != booking.SessionPlanned {
			t.Errorf("the session is %s", session.Status)
		}
	})
	t.Run("refuses", func(t *testing.T) {
		o, _ := sunday(t, 1)
		for code, spoil := range map[string]func(*booking.DayMove){
			"reason_needed": func(m *booking.DayMove) { m.Reason = "" },
			"date_past":     func(m *booking.DayMove) { m.Days = []time.Time{bookingtest.At(20, 0, 0)} },
			"day_not_open":  func(m *booking.DayMove) { m.To = bookingtest.At(34, 0, 0) },
		} {
			move := moveAll(o, bookingtest.At(31, 0, 0))
			spoil(&move)
			_, err := o.Desk.MoveDay(t.Context(), move)
			bookingtest.Refused(t, err, code)
		}
		_, err := o.Desk.MoveDay(t.Context(), moveAll(o, o.Week()))
		bookingtest.Refused(t, err, "day_not_open")
	})
}

// preview does a move and undoes it.
func preview(t *testing.T, o *bookingtest.Office, m booking.DayMove) (seen booking.DayMoved) {
	t.Helper()
	undo := errors.New("undo")
	err := o.Store.Tx.InTx(t.Context(), func(ctx context.Context) (err error) {
		if seen, err = o.Desk.MoveDay(ctx, m); err != nil {
			return err
		}
		return undo
	})
	if !errors.Is(err, undo) {
		t.Fatal(err)
	}
	return seen
}

// R38: the preview is what happens, and happens to nobody.
func TestDesk_MoveDay_preview(t *testing.T) {
	for _, to := range []time.Time{{}, bookingtest.At(31, 0, 0), bookingtest.At(36, 0, 0)} {
		o, people := sunday(t, 6)
		notices, records := len(o.Memory.Notices()), len(o.Memory.Records())
		seen := preview(t, o, moveAll(o, to))
		if len(o.Memory.Notices()) != notices || len(o.Memory.Records()) != records || o.Offered(people[0].ID).Status != booking.OfferConfirmed {
			t.Fatal("looking at it changed something")
		}
		done, err := o.Desk.MoveDay(t.Context(), moveAll(o, to))
		ok(t, err)
		if seen.Fingerprint() != done.Fingerprint() || len(seen.People) != 6 {
			t.Errorf("to %s: the preview was another", to)
		}
		var told []string
		for _, n := range o.Memory.Notices()[notices:] {
			told = append(told, fmt.Sprint(n.Kind, n.Person))
		}
		var shown []string
		for _, p := range seen.People {
			shown = append(shown, fmt.Sprint(p.Notice.Kind, p.Notice.Person))
		}
		if !slices.Equal(told, shown) {
			t.Errorf("told %v, shown %v", told, shown)
		}
	}
	t.Run("a day that changed meanwhile has another fingerprint", func(t *testing.T) {
		o, people := sunday(t, 3)
		seen := preview(t, o, moveAll(o, time.Time{}))
		o.Confirmed(people[1].ID)
		done, err := o.Desk.MoveDay(t.Context(), moveAll(o, time.Time{}))
		ok(t, err)
		if seen.Fingerprint() == done.Fingerprint() {
			t.Error("the same")
		}
	})
}
