package booking_test

import (
	"bytes"
	"slices"
	"strconv"
	"testing"
	"time"

	"majlis/booking"
	"majlis/booking/allocation"
	"majlis/booking/bookingtest"
	"majlis/booking/planfile"
)

func solved(t *testing.T, plan booking.Plan) (allocation.Problem, planfile.Plan) {
	t.Helper()
	p, err := planfile.DecodeProblem(bytes.NewReader(plan.Problem))
	ok(t, err)
	s, err := planfile.DecodePlan(bytes.NewReader(plan.Solution))
	ok(t, err)
	ok(t, planfile.Verify(p, s))
	return p, s
}

func key(r booking.Request) allocation.RequestID {
	return allocation.RequestID("r" + strconv.FormatInt(int64(r.ID), 10))
}

func TestDesk_Allocate(t *testing.T) {
	t.Run("keeps the public files of a week", func(t *testing.T) {
		o := bookingtest.NewOffice(t)
		r := o.Shortlisted(bookingtest.Ask())
		plan := o.Drafted(o.Week())
		p, s := solved(t, plan)
		if len(p.Slots) != 24 || len(s.Seats) != 1 || s.Seats[0].Request != key(r) || plan.InputSHA256 != planfile.Hash(p) {
			t.Errorf("%d slots, seats %+v", len(p.Slots), s.Seats)
		}
		if plan.Status != booking.PlanDraft || plan.MadeBy != "system" {
			t.Errorf("%+v", plan)
		}
		wantStatus(t, o, r.ID, booking.RequestShortlisted)
	})
	t.Run("refuses a week that was not opened", func(t *testing.T) {
		o := bookingtest.NewOffice(t)
		_, err := o.Desk.Allocate(t.Context(), o.Week())
		bookingtest.Refused(t, err, "week_not_opened")
	})
	t.Run("refuses a week without slots, and one that is out", func(t *testing.T) {
		o := bookingtest.NewOffice(t)
		o.Published(o.Week())
		_, err := o.Desk.Allocate(t.Context(), o.Week())
		bookingtest.Refused(t, err, "week_already_published")
		o.Clock.Set(bookingtest.At(41, 12, 0))
		_, err = o.Desk.OpenWeek(t.Context(), bookingtest.At(36, 0, 0))
		ok(t, err)
		_, err = o.Desk.Allocate(t.Context(), bookingtest.At(36, 0, 0))
		bookingtest.Refused(t, err, "week_without_slots")
	})
	// R9: slots with notice only, everybody with a reason.
	t.Run("gives out slots with a day's notice, and a reason to everybody", func(t *testing.T) {
		o := bookingtest.NewOffice(t)
		all := slots(t, o)
		offered, held, waits := o.Shortlisted(bookingtest.Ask()), o.Shortlisted(bookingtest.Ask()), o.Shortlisted(bookingtest.Ask())
		_, err := o.Desk.MakeOffer(t.Context(), offered.ID, all[23].ID)
		ok(t, err)
		ok(t, o.Desk.CloseSlot(t.Context(), all[22].ID))
		ok(t, o.Desk.Hold(t.Context(), held.ID, held.Version, "waiting_for_you"))
		o.Clock.Set(bookingtest.At(28, 9, 50))
		p, s := solved(t, o.Drafted(o.Week()))
		if len(p.Slots) != 24-2-4 {
			t.Errorf("%d slots", len(p.Slots))
		}
		reasons := map[allocation.RequestID]string{}
		for _, u := range s.Unseated {
			reasons[u.Request] = u.Held
		}
		if reasons[key(offered)] != booking.HeldOpenOffer || reasons[key(held)] != "waiting_for_you" || s.Seats[0].Request != key(waits) {
			t.Errorf("reasons %v, seats %v", reasons, s.Seats)
		}
	})
}

// R3: the standing wish becomes windows of the week.
func TestDesk_Allocate_wishes(t *testing.T) {
	for _, row := range []struct {
		name string
		ask  func(*booking.Ask)
		want []string // weekday and hour of the slots that suit
	}{
		{"any time", func(*booking.Ask) {}, []string{"Sunday 11", "Sunday 12", "Monday 09", "Tuesday 13"}},
		{"mornings and afternoons is any time", func(a *booking.Ask) { a.Mornings, a.Afternoons = true, true },
			[]string{"Sunday 11", "Sunday 12", "Monday 09", "Tuesday 13"}},
		{"mornings end at noon", func(a *booking.Ask) { a.Mornings = true }, []string{"Sunday 11", "Monday 09"}},
		{"afternoons begin at noon", func(a *booking.Ask) { a.Afternoons = true }, []string{"Sunday 12", "Tuesday 13"}},
		{"weekdays", func(a *booking.Ask) { a.Weekdays = []time.Weekday{time.Tuesday, time.Monday} }, []string{"Monday 09", "Tuesday 13"}},
		{"a weekday's morning", func(a *booking.Ask) { a.Weekdays, a.Mornings = []time.Weekday{time.Sunday}, true }, []string{"Sunday 11"}},
		{"a female officer", func(a *booking.Ask) { a.FemaleOnly = true }, nil},
	} {
		t.Run(row.name, func(t *testing.T) {
			o := bookingtest.NewOffice(t)
			for _, at := range []time.Time{bookingtest.At(29, 11, 0), bookingtest.At(29, 12, 0), bookingtest.At(30, 9, 0), bookingtest.At(31, 13, 0)} {
				_, err := o.Desk.AddSession(t.Context(), byHand(o, at, at.Add(10*time.Minute)))
				ok(t, err)
			}
			ask := bookingtest.Ask()
			row.ask(&ask)
			o.Shortlisted(ask)
			plan, err := o.Desk.Allocate(t.Context(), o.Week())
			ok(t, err)
			p, _ := solved(t, plan)
			var got []string
			for i := range p.Slots {
				if allocation.Refusal(&p.Policy, &p.Requests[0], &p.Slots[i]) == "" {
					got = append(got, p.Slots[i].Start.In(bookingtest.Riyadh).Format("Monday 15"))
				}
			}
			slices.Sort(got)
			want := slices.Clone(row.want)
			slices.Sort(want)
			if !slices.Equal(got, want) {
				t.Errorf("suits %v, want %v", got, want)
			}
		})
	}
}
