package booking_test

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"
	"testing"
	"time"

	"majlis/booking"
	"majlis/booking/bookingtest"
)

// times lists the slots of one day as "09:00".
func times(view booking.WeekView, day int) string {
	var list []string
	for _, s := range view.Slots {
		if s.At.In(bookingtest.Riyadh).Day() == bookingtest.At(day, 0, 0).Day() {
			list = append(list, s.At.In(bookingtest.Riyadh).Format("15:04"))
		}
	}
	return strings.Join(list, " ")
}

func week(t *testing.T, o *bookingtest.Office) booking.WeekView {
	t.Helper()
	_, err := o.Desk.OpenWeek(t.Context(), o.Week())
	ok(t, err)
	view, err := o.Desk.Week(t.Context(), o.Week())
	ok(t, err)
	return view
}

// R6: supply keeps to working days, hours and pauses, and is made once.
func TestDesk_OpenWeek(t *testing.T) {
	t.Run("lays slots out from the templates", func(t *testing.T) {
		o := bookingtest.NewOffice(t)
		view := week(t, o)
		if got := times(view, 29); got != "09:00 09:15 09:30 09:45 10:00 10:15 10:30 10:45" {
			t.Errorf("Sunday: %s", got)
		}
		if len(view.Sessions) != 3 || len(view.Slots) != 24 {
			t.Errorf("%d sessions, %d slots", len(view.Sessions), len(view.Slots))
		}
	})
	t.Run("makes only what is missing the second time", func(t *testing.T) {
		o := bookingtest.NewOffice(t)
		made, err := o.Desk.OpenWeek(t.Context(), o.Week())
		ok(t, err)
		again, err := o.Desk.OpenWeek(t.Context(), o.Week().Add(50*time.Hour))
		ok(t, err)
		o.Template(o.Deputy, time.Thursday, 9, 10)
		added, err := o.Desk.OpenWeek(t.Context(), o.Week())
		ok(t, err)
		if made != 24 || again != 0 || added != 4 {
			t.Errorf("made %d, then %d, then %d", made, again, added)
		}
	})
	t.Run("leaves out holidays and weekends", func(t *testing.T) {
		o := bookingtest.NewOffice(t)
		o.Template(o.Deputy, time.Friday, 9, 11)
		o.Calendar.Off = map[string]bool{"2026-11-30": true}
		view := week(t, o)
		if times(view, 30) != "" || times(view, 34) != "" || len(view.Sessions) != 2 {
			t.Errorf("holiday: %q, Friday: %q", times(view, 30), times(view, 34))
		}
	})
	t.Run("keeps to the office's hours", func(t *testing.T) {
		o := bookingtest.NewOffice(t)
		o.Template(o.Deputy, time.Wednesday, 15, 18)
		if got := times(week(t, o), 32); got != "15:00 15:15 15:30 15:45" {
			t.Errorf("Wednesday: %s", got)
		}
	})
	t.Run("stops for the host's prayers", func(t *testing.T) {
		o := bookingtest.NewOffice(t)
		o.Calendar.Pause = map[string][]booking.Window{"riyadh": {{From: bookingtest.At(29, 9, 33), To: bookingtest.At(29, 10, 3)}}}
		if got := times(week(t, o), 29); got != "09:00 09:15 10:05 10:20 10:35 10:50" {
			t.Errorf("Sunday: %s", got)
		}
	})
	t.Run("shuts a booth for its own city's prayers", func(t *testing.T) {
		o := bookingtest.NewOffice(t)
		o.Calendar.Centre = map[string]string{"riyadh": "makkah"}
		o.Calendar.Pause = map[string][]booking.Window{"makkah": {{From: bookingtest.At(29, 9, 10), To: bookingtest.At(29, 9, 40)}}}
		for _, s := range week(t, o).Slots {
			shut := s.End().After(bookingtest.At(29, 9, 10)) && s.At.Before(bookingtest.At(29, 9, 40))
			if slices.Contains(s.Venues, "booth:riyadh") == shut || !slices.Contains(s.Venues, booking.VenueHome) {
				t.Errorf("%s: %v", s.At, s.Venues)
			}
		}
	})
	t.Run("never puts a host in two places", func(t *testing.T) {
		o := bookingtest.NewOffice(t)
		o.Template(o.Minister, time.Sunday, 10, 12)
		_, err := o.Desk.AddSession(t.Context(), byHand(o, bookingtest.At(31, 8, 0), bookingtest.At(31, 9, 30)))
		ok(t, err)
		view := week(t, o)
		if times(view, 31) != "08:00 08:15 08:30 08:45 09:00 09:15" {
			t.Errorf("Tuesday, where a session was made by hand: %s", times(view, 31))
		}
		for i, a := range view.Slots {
			for _, b := range view.Slots[i+1:] {
				if a.Host == b.Host && a.At.Before(b.End()) && b.At.Before(a.End()) {
					t.Errorf("%s and %s overlap", a.At, b.At)
				}
			}
		}
	})
}

func byHand(o *bookingtest.Office, from, to time.Time) booking.NewSession {
	return booking.NewSession{
		Host: o.Minister, From: from, To: to, SlotMinutes: 10, BufferMinutes: 5, Venues: []booking.Venue{booking.VenueHome},
	}
}

func TestDesk_AddSession(t *testing.T) {
	o := bookingtest.NewOffice(t)
	week(t, o)
	for _, row := range []struct {
		name, code string
		spoil      func(*booking.NewSession)
	}{
		{"refuses what overlaps", "session_overlaps", func(n *booking.NewSession) { n.From, n.To = bookingtest.At(29, 10, 0), bookingtest.At(29, 12, 0) }},
		{"refuses what is over", "window_closed", func(n *booking.NewSession) { n.From, n.To = bookingtest.At(22, 9, 0), bookingtest.At(22, 11, 0) }},
		{"refuses what has no room for a slot", "session_empty", func(n *booking.NewSession) { n.To = n.From.Add(9 * time.Minute) }},
		{"refuses a session over midnight", "hours_out_of_order", func(n *booking.NewSession) { n.To = n.From.Add(24 * time.Hour) }},
		{"refuses one without a venue", "venue_needed", func(n *booking.NewSession) { n.Venues = nil }},
		{"refuses a wrong reservation", "open_to_unknown", func(n *booking.NewSession) { n.OpenTo = "friends" }},
		{"refuses a wrong buffer", "buffer_out_of_range", func(n *booking.NewSession) { n.BufferMinutes = 61 }},
	} {
		t.Run(row.name, func(t *testing.T) {
			n := byHand(o, bookingtest.At(32, 9, 0), bookingtest.At(32, 10, 0))
			row.spoil(&n)
			_, err := o.Desk.AddSession(t.Context(), n)
			bookingtest.Refused(t, err, row.code)
		})
	}
}

func TestDesk_CloseSlot(t *testing.T) {
	o := bookingtest.NewOffice(t)
	r := o.Shortlisted(bookingtest.Ask())
	o.Published(o.Week())
	taken := o.Offered(r.ID).Slot
	bookingtest.Refused(t, o.Desk.CloseSlot(t.Context(), taken), "slot_taken")
	free := slots(t, o)[9].ID
	ok(t, o.Desk.CloseSlot(t.Context(), free))
	ok(t, o.Desk.CloseSlot(t.Context(), free))
	_, err := o.Desk.MakeOffer(t.Context(), r.ID, free)
	bookingtest.Refused(t, err, "window_closed")
	ok(t, o.Desk.ReopenSlot(t.Context(), free))
	_, err = o.Desk.MakeOffer(t.Context(), r.ID, free)
	ok(t, err)
}

// R7: the seed is fixed first and shown last.
func TestDesk_OpenWeek_seed(t *testing.T) {
	o := bookingtest.NewOffice(t)
	view := week(t, o)
	sum := sha256.Sum256([]byte("a seed for tests"))
	if view.Seed.SHA256 != hex.EncodeToString(sum[:]) || view.Seed.Text != "" {
		t.Errorf("before publication: %+v", view.Seed)
	}
	o.Shortlisted(bookingtest.Ask())
	plan := o.Published(o.Week())
	if view = week(t, o); view.Seed.Text != "a seed for tests" || view.Seed.RevealedAt.IsZero() {
		t.Errorf("after publication: %+v", view.Seed)
	}
	if !strings.Contains(string(plan.Problem), `"seed":"a seed for tests"`) {
		t.Errorf("the problem has another seed: %s", plan.Problem)
	}
}
