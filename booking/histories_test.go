package booking_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"majlis/booking"
	"majlis/booking/bookingtest"
)

// FuzzDesk_histories plays any sequence of verbs, sensible or not, and holds the office to
// what must be true after each.
func FuzzDesk_histories(f *testing.F) {
	dice := rand.New(rand.NewPCG(29, 11))
	for range 60 {
		program := make([]byte, 900)
		for i := range program {
			program[i] = byte(dice.Uint32())
		}
		f.Add(program)
	}
	f.Fuzz(func(t *testing.T, program []byte) {
		h := newHistory(t)
		for h.program = program; len(h.program) >= 3; h.program = h.program[3:] {
			h.step(h.program[0], int(h.program[1]), int(h.program[2]))
		}
	})
}

type history struct {
	*testing.T
	*bookingtest.Office
	program []byte
	people  int64
	path    []string // what was done, for the report
}

func newHistory(t *testing.T) *history {
	return &history{T: t, Office: bookingtest.NewOffice(t)}
}

// A verb takes two numbers that choose its objects.
type verb struct {
	name string
	do   func(h *history, ctx context.Context, a, b int) error
}

var verbs = []verb{
	{"submit", func(h *history, ctx context.Context, a, b int) error {
		h.people++
		ask := booking.Ask{Case: 10000 + h.people, Person: int64(a % 12), Section: booking.SectionMen, ShortNotice: b%2 == 0}
		if b%3 == 0 {
			ask.Venues = []booking.Venue{"booth:riyadh", booking.VenueHome}
		}
		_, err := h.Desk.Submit(ctx, ask)
		return err
	}},
	{"shortlist", func(h *history, ctx context.Context, a, b int) error {
		class := []booking.Class{booking.ClassOrdinary, booking.ClassUrgent, booking.ClassHumanitarian}[b%3]
		return h.withRequest(ctx, a, func(r booking.Request) error {
			return h.Desk.Shortlist(ctx, r.ID, r.Version, booking.Study{Class: class})
		})
	}},
	{"hold", func(h *history, ctx context.Context, a, b int) error {
		return h.withRequest(ctx, a, func(r booking.Request) error {
			if b%2 == 0 {
				return h.Desk.Release(ctx, r.ID, r.Version)
			}
			return h.Desk.Hold(ctx, r.ID, r.Version, "barred")
		})
	}},
	{"not schedule", func(h *history, ctx context.Context, a, b int) error {
		if b%5 > 1 {
			return nil
		}
		return h.withRequest(ctx, a, func(r booking.Request) error {
			return h.Desk.NotSchedule(ctx, r.ID, r.Version+b%2, "settled")
		})
	}},
	{"withdraw", func(h *history, ctx context.Context, a, b int) error {
		if b%5 > 0 {
			return nil
		}
		return h.withRequest(ctx, a, func(r booking.Request) error { return h.Desk.Withdraw(ctx, r.ID) })
	}},
	{"open and draft", func(h *history, ctx context.Context, a, _ int) error {
		week := booking.WeekOf(h.Clock.Now()).AddDate(0, 0, 7*(a%2))
		if _, err := h.Desk.OpenWeek(ctx, week); err != nil {
			return err
		}
		_, err := h.Desk.Allocate(ctx, week)
		return err
	}},
	{"publish", func(h *history, ctx context.Context, a, b int) error {
		plans, err := h.Desk.Plans(ctx, booking.WeekOf(h.Clock.Now()).AddDate(0, 0, 7*(a%2)))
		if err != nil || len(plans) == 0 {
			return err
		}
		p := plans[b%len(plans)]
		return h.Desk.Publish(ctx, p.ID, p.Version)
	}},
	{"confirm", func(h *history, ctx context.Context, a, _ int) error {
		return h.withOffer(ctx, a, func(o booking.Offer) error {
			_, err := h.Desk.Confirm(ctx, o.ID)
			return err
		})
	}},
	{"decline", func(h *history, ctx context.Context, a, _ int) error {
		return h.withOffer(ctx, a, func(o booking.Offer) error { return h.Desk.Decline(ctx, o.ID) })
	}},
	{"cancel", func(h *history, ctx context.Context, a, _ int) error {
		return h.withOffer(ctx, a, func(o booking.Offer) error { return h.Desk.Cancel(ctx, o.ID) })
	}},
	{"revoke", func(h *history, ctx context.Context, a, b int) error {
		if b%3 > 0 {
			return nil
		}
		return h.withOffer(ctx, a, func(o booking.Offer) error { return h.Desk.Revoke(ctx, o.ID, "travel") })
	}},
	{"make offer", func(h *history, ctx context.Context, a, b int) error {
		return h.withRequest(ctx, a, func(r booking.Request) error {
			return h.withSlot(ctx, b, func(s booking.Slot) error {
				_, err := h.Desk.MakeOffer(ctx, r.ID, s.ID)
				return err
			})
		})
	}},
	{"ask for another time", func(h *history, ctx context.Context, a, b int) error {
		wish := booking.Wish{Mornings: b%2 == 0, ShortNotice: b%3 == 0}
		return h.withOffer(ctx, a, func(o booking.Offer) error { return h.Desk.AskAnother(ctx, o.ID, wish) })
	}},
	{"fill", func(h *history, ctx context.Context, a, b int) error {
		return h.withSlot(ctx, b, func(s booking.Slot) error {
			if until := s.At.Sub(h.Clock.Now()); a%4 == 0 && until > 2*time.Hour {
				h.Clock.Forward(until - 2*time.Hour) // near enough to call the standby list
			}
			return h.Desk.Fill(ctx, s.ID)
		})
	}},
	{"rebook", func(h *history, ctx context.Context, a, b int) error {
		return h.withRequest(ctx, a, func(r booking.Request) error {
			choices, err := h.Desk.RebookChoices(ctx, r.ID)
			return pick(choices, err, b, func(s booking.Slot) error {
				_, err := h.Desk.Rebook(ctx, r.ID, s.ID)
				return err
			})
		})
	}},
	{"pass a check", func(h *history, ctx context.Context, a, _ int) error {
		return h.withRequest(ctx, a, func(r booking.Request) error {
			r.PassedAt = h.Clock.Now()
			return h.Store.Requests.SaveRequest(ctx, r)
		})
	}},
	{"offer next", func(h *history, ctx context.Context, _, b int) error {
		return h.withSlot(ctx, b, func(s booking.Slot) error {
			_, err := h.Desk.OfferNext(ctx, s.ID)
			return err
		})
	}},
	{"close slot", func(h *history, ctx context.Context, a, b int) error {
		return h.withSlot(ctx, b, func(s booking.Slot) error {
			if a%3 > 0 {
				return h.Desk.ReopenSlot(ctx, s.ID)
			}
			return h.Desk.CloseSlot(ctx, s.ID)
		})
	}},
	{"come", func(h *history, ctx context.Context, a, b int) error {
		return h.withAudience(ctx, a, func(x booking.Audience) error {
			if h.Clock.Now().Before(x.At) {
				h.Clock.Set(x.At.Add(time.Duration(b-128) * time.Minute / 8))
			}
			if err := h.Desk.OpenSession(ctx, x.Session); err != nil {
				return err
			}
			_, err := [](func(context.Context, booking.AudienceID) (booking.Audience, error)){
				h.Desk.CheckIn, h.Desk.Verify, h.Desk.Wait, h.brought, h.Desk.Admit, h.brought, h.Desk.Leave, h.Desk.ReturnToWaiting,
			}[b%8](ctx, x.ID)
			return err
		})
	}},
	{"end", func(h *history, ctx context.Context, a, b int) error {
		how := []booking.Disposition{
			booking.DispositionHeld, booking.DispositionNoShow, booking.DispositionTechnicalFailure,
			booking.DispositionPostponed, booking.DispositionEndedEarly,
		}[b%5]
		return h.withAudience(ctx, a, func(x booking.Audience) error {
			if x.AdmittedAt.IsZero() && a%4 > 0 {
				return nil
			}
			_, err := h.Desk.End(ctx, x.ID, how, "")
			return err
		})
	}},
	{"run late", func(h *history, ctx context.Context, a, b int) error {
		return h.withAudience(ctx, a, func(x booking.Audience) error {
			return h.Desk.RunLate(ctx, x.Session, time.Duration(b%40)*time.Minute)
		})
	}},
	{"time goes by", func(h *history, ctx context.Context, a, b int) error {
		h.Clock.Forward(time.Duration(a*(1+b%4)) * 2 * time.Minute)
		for _, timer := range h.Memory.Timers() {
			if h.Clock.Now().Before(timer.At) || b%5 == 0 {
				continue
			}
			if err := h.Desk.Lapse(ctx, timer.Offer); err != nil {
				return err
			}
		}
		return nil
	}},
}

// brought takes somebody all the way before the host.
func (h *history) brought(ctx context.Context, id booking.AudienceID) (a booking.Audience, err error) {
	for _, do := range []func(context.Context, booking.AudienceID) (booking.Audience, error){h.Desk.Wait, h.Desk.Verify, h.Desk.Admit} {
		if a, err = do(ctx, id); err != nil {
			return a, err
		}
	}
	return a, nil
}

func pick[T any](list []T, err error, n int, do func(T) error) error {
	if err != nil || len(list) == 0 {
		return err
	}
	return do(list[n%len(list)])
}

func (h *history) withRequest(ctx context.Context, n int, do func(booking.Request) error) error {
	all, err := h.Desk.Requests(ctx, "")
	return pick(all, err, n, do)
}

func (h *history) weeks(ctx context.Context) (views []booking.WeekView) {
	for at := bookingtest.At(22, 0, 0); !at.After(h.Clock.Now().AddDate(0, 0, 7)); at = at.AddDate(0, 0, 7) {
		v, err := h.Desk.Week(ctx, at)
		ok(h.T, err)
		views = append(views, v)
	}
	return views
}

// withOffer picks a request's offer: mostly a live one, now and then one of the past.
func (h *history) withOffer(ctx context.Context, n int, do func(booking.Offer) error) error {
	var live, past []booking.Offer
	for _, v := range h.weeks(ctx) {
		for _, o := range v.Offers {
			if o.Status.Live() {
				live = append(live, o)
			} else {
				past = append(past, o)
			}
		}
	}
	if n%8 == 0 || len(live) == 0 {
		return pick(past, nil, n/8, do)
	}
	return pick(live, nil, n, do)
}

func (h *history) withSlot(ctx context.Context, n int, do func(booking.Slot) error) error {
	var slots []booking.Slot
	for _, v := range h.weeks(ctx) {
		slots = append(slots, v.Slots...)
	}
	return pick(slots, nil, n, do)
}

// withAudience picks an audience, of the confirmed offers first.
func (h *history) withAudience(ctx context.Context, n int, do func(booking.Audience) error) error {
	var all []booking.Audience
	for _, v := range h.weeks(ctx) {
		for _, o := range v.Offers {
			if o.Status != booking.OfferConfirmed && n%8 > 0 {
				continue
			}
			a, err := h.Desk.AudienceOfOffer(ctx, o.ID)
			if err == nil {
				all = append(all, a)
			}
		}
	}
	return pick(all, nil, n/8, do)
}

func (h *history) step(which byte, a, b int) {
	h.Helper()
	ctx := h.Context()
	v := verbs[int(which)%len(verbs)]
	err := v.do(h, ctx, a, b)
	h.path = append(h.path, fmt.Sprintf("%s %d %d: %v", v.name, a, b, err))
	var refusal *booking.Refusal
	if err != nil && !errors.As(err, &refusal) && !errors.Is(err, booking.ErrConflict) && !errors.Is(err, booking.ErrNotFound) {
		h.fail("a fault: %v", err)
	}
	h.check(ctx)
}

func (h *history) fail(format string, args ...any) {
	h.Helper()
	last := h.path[max(0, len(h.path)-15):]
	h.Fatalf(format+"\n%q", append(args, last)...)
}

// check holds the whole office to its rules.
func (h *history) check(ctx context.Context) {
	h.Helper()
	requests, err := h.Desk.Requests(ctx, "")
	ok(h.T, err)
	live, liveSlot := map[booking.RequestID]booking.Offer{}, map[booking.SlotID]bool{}
	for _, v := range h.weeks(ctx) {
		for _, o := range v.Offers {
			h.checkOffer(ctx, o)
			if !o.Status.Live() {
				continue
			}
			// R13: one live offer of a slot, one of a request.
			if _, twice := live[o.Request]; twice || liveSlot[o.Slot] {
				h.fail("two live offers: %+v", o)
			}
			live[o.Request], liveSlot[o.Slot] = o, true
		}
		h.checkSessions(ctx, v)
	}
	open := map[int64]bool{}
	for _, r := range requests {
		want := map[booking.RequestStatus]booking.OfferStatus{
			booking.RequestOffered: booking.OfferOpen, booking.RequestConfirmed: booking.OfferConfirmed,
		}[r.Status]
		if live[r.ID].Status != want {
			h.fail("request %d is %s, its offer %q", r.ID, r.Status, live[r.ID].Status)
		}
		// R1: one open request per person.
		if r.Status.Open() && open[r.Person] {
			h.fail("person %d has two open requests", r.Person)
		}
		open[r.Person] = open[r.Person] || r.Status.Open()
	}
	h.checkNotices(ctx)
}

// checkOffer holds an offer and its audience together.
func (h *history) checkOffer(ctx context.Context, o booking.Offer) {
	h.Helper()
	a, err := h.Desk.AudienceOfOffer(ctx, o.ID)
	if errors.Is(err, booking.ErrNotFound) {
		if o.Status == booking.OfferConfirmed || o.Status == booking.OfferDone {
			h.fail("offer %d is %s without an audience", o.ID, o.Status)
		}
		return
	}
	ok(h.T, err)
	fits := map[bool]bool{
		o.Status == booking.OfferConfirmed: a.Status.Live(),
		o.Status == booking.OfferDone:      a.Status == booking.AudienceEnded,
	}[true]
	if o.Status == booking.OfferCancelled || o.Status == booking.OfferRevoked || o.Status == booking.OfferMoved {
		fits = a.Status == booking.AudienceCancelled
	}
	if !fits {
		h.fail("offer %d is %s, its audience %s", o.ID, o.Status, a.Status)
	}
}

// R21: one audience at a time; R6: no host in two places.
func (h *history) checkSessions(ctx context.Context, v booking.WeekView) {
	h.Helper()
	for i, s := range v.Sessions {
		line, err := h.Desk.Line(ctx, s.ID)
		ok(h.T, err)
		inside := 0
		for _, a := range line {
			if a.Status == booking.AudienceInSession {
				inside++
			}
		}
		if inside > 1 {
			h.fail("%d in session at once", inside)
		}
		for _, other := range v.Sessions[i+1:] {
			if other.Host == s.Host && other.From.Before(s.To) && s.From.Before(other.To) {
				h.fail("sessions %d and %d overlap", s.ID, other.ID)
			}
		}
	}
}

// R20: no notice speaks of a version that was never there, and none is told twice.
func (h *history) checkNotices(ctx context.Context) {
	h.Helper()
	seen := map[booking.Notice]bool{}
	for _, n := range h.Memory.Notices() {
		n.DueAt = time.Time{}
		if seen[n] {
			h.fail("told twice: %+v", n)
		}
		seen[n] = true
		if n.Subject != booking.SubjectOffer {
			continue
		}
		o, err := h.Desk.Offer(ctx, booking.OfferID(n.ID))
		ok(h.T, err)
		if n.Version > o.Version {
			h.fail("%+v speaks of a version that offer %d (now %d) does not have", n, o.ID, o.Version)
		}
	}
}
