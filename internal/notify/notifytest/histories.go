// Package notifytest plays an office through random histories in which anything may crash
// between any two of its effects, and holds what people were told to the truth.
package notifytest

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"majlis/booking"
	"majlis/booking/bookingtest"
	"majlis/internal/i18n"
	"majlis/internal/identity"
	"majlis/internal/notify"
	"majlis/internal/sms"
)

// A World is what a history plays on: a store with its notices and its work still to do.
type World struct {
	bookingtest.Backing
	Notices notify.Store
	// Due lists the work whose time has come, and Done strikes one off: what the job queue does.
	Due  func(now time.Time) []Work
	Done func(Work)
	// GoBy, unless nil, is told which clock the world has.
	GoBy func(now func() time.Time)
}

// Work is one job of the queue.
type Work struct {
	Kind string // "lapse", "fill", "send"
	ID   int64
	Row  int64 // by which Done knows it
}

// errCrash is a process that died: whoever asked does not know what became of it.
var errCrash = errors.New("crashed")

// A history is one world at play. Whatever it does follows from its seed.
type history struct {
	testing.TB
	World
	office   *bookingtest.Office
	dice     *rand.Rand
	notifier *notify.Notifier
	crashes  bool // may anything crash?
	nested   int  // how many are at work inside one another
	path     []string
	accepted map[string]int            // what the gateway took, by key
	texts    map[string]notify.Pending // what the gateway took speaks of this
	moved    int                       // counts whatever anybody does
	promised map[booking.OfferID]bool  // confirmations that somebody was told were made
	given    map[booking.OfferID]bool  // taken back since, by whomever, perhaps
}

// Play plays one history of so many steps on an empty world.
func Play(t testing.TB, w World, seed uint64, steps int) {
	h := &history{
		TB: t, World: w, dice: rand.New(rand.NewPCG(seed, 29)), crashes: true,
		accepted: map[string]int{}, texts: map[string]notify.Pending{},
		promised: map[booking.OfferID]bool{}, given: map[booking.OfferID]bool{},
	}
	bundle, err := i18n.Load(i18n.Strict())
	if err != nil {
		t.Fatal(err)
	}
	crashing := w.Backing
	crashing.Store.Tx = transactions{w.Store.Tx, h}
	h.crashes = false
	h.office = bookingtest.NewOfficeOn(t, crashing)
	h.notifier = notify.New(notify.Config{
		Store: notices{w.Notices, h}, Links: h, Sender: h, Bundle: bundle, Origin: "https://majlis.example", HelpPhone: "8000000000",
		Now: h.office.Clock.Now,
	})
	if w.GoBy != nil {
		w.GoBy(h.office.Clock.Now)
	}
	h.begin()
	h.crashes = true
	for range steps {
		h.step()
	}
	h.crashes = false
	h.finish()
}

// begin publishes a week with more people than slots.
func (h *history) begin() {
	ask := bookingtest.Ask()
	for i := range 14 {
		ask.ShortNotice = i%2 == 0
		r := h.office.Shortlisted(ask)
		if i%4 == 0 {
			r.PassedAt = h.office.Clock.Now().Add(24 * time.Hour)
			h.must(h.Store.Requests.SaveRequest(h.Context(), r))
		}
	}
	h.office.Published(h.office.Week())
	for range 6 {
		h.office.Shortlisted(ask)
	}
}

func (h *history) must(err error) {
	h.Helper()
	if err != nil {
		h.fail("a fault: %v", err)
	}
}

func (h *history) fail(format string, args ...any) {
	h.Helper()
	h.Fatalf(format+"\nafter %q", append(args, h.path[max(0, len(h.path)-20):])...)
}

// chance is true once in n.
func (h *history) chance(n int) bool { return h.dice.IntN(n) == 0 }

// crash says whether the process dies here.
func (h *history) crash() bool { return h.crashes && h.chance(12) }

// between is the moment between two effects: another worker, or a person, may get in.
func (h *history) between() {
	if h.crashes && h.nested < 2 && h.chance(4) {
		h.nested++
		h.step()
		h.nested--
	}
}

// step does one thing: a person or the office acts, a worker works, time goes by or the clock is set.
func (h *history) step() {
	h.moved++
	switch n := h.dice.IntN(20); {
	case n < 9:
		h.work()
	case n < 12:
		h.office.Clock.Forward(time.Duration(h.dice.IntN(16)) * time.Hour / 2)
	case n == 12:
		h.office.Clock.Forward(-time.Duration(h.dice.IntN(60)) * time.Minute) // set back
	default:
		h.act()
	}
}

// work has a worker do one job that is due. A job is struck off when its function has returned; a
// worker that died before leaves it to be done again.
func (h *history) work() {
	due := h.Due(h.office.Clock.Now())
	if len(due) == 0 {
		return
	}
	job := due[h.dice.IntN(len(due))]
	err := h.run(job)
	h.path = append(h.path, fmt.Sprintf("%s %d: %v", job.Kind, job.ID, err))
	if err != nil || h.crash() {
		return
	}
	h.Done(job)
}

func (h *history) run(job Work) error {
	ctx := h.Context()
	var err error
	switch job.Kind {
	case "lapse":
		err = h.office.Desk.Lapse(ctx, booking.OfferID(job.ID))
		if errors.Is(err, booking.Refuse("offer_still_open", "")) {
			return err // it comes back
		}
	case "fill":
		err = h.office.Desk.Fill(ctx, booking.SlotID(job.ID))
	case "send":
		return h.notifier.Send(context.WithValue(ctx, readKey{}, &read{}), job.ID)
	}
	return h.known(err)
}

// known lets refusals and conflicts pass, and fails at a fault that is no crash.
func (h *history) known(err error) error {
	h.Helper()
	var refusal *booking.Refusal
	switch {
	case err == nil, errors.Is(err, errCrash):
		return err
	case errors.As(err, &refusal), errors.Is(err, booking.ErrConflict), errors.Is(err, booking.ErrNotFound):
		return nil
	}
	h.fail("a fault: %v", err)
	return err
}

// act has somebody do something about an offer.
func (h *history) act() {
	ctx, desk := h.Context(), h.office.Desk
	offers, err := h.Store.Offers.OffersOfWeek(ctx, h.office.Week())
	h.must(err)
	if len(offers) == 0 {
		return
	}
	o := offers[h.dice.IntN(len(offers))]
	what := []string{"confirm", "confirm", "confirm", "decline", "cancel", "another", "revoke", "move", "late"}[h.dice.IntN(9)]
	gives := what != "confirm" && what != "late"
	if gives {
		h.given[o.ID] = true
	}
	switch what {
	case "confirm":
		if _, err = desk.Confirm(ctx, o.ID); err == nil {
			h.promised[o.ID] = true
		}
	case "decline":
		err = desk.Decline(ctx, o.ID)
	case "cancel":
		err = desk.Cancel(ctx, o.ID)
	case "another":
		err = desk.AskAnother(ctx, o.ID, booking.Wish{Mornings: true})
	case "revoke":
		err = desk.Revoke(ctx, o.ID, "travel")
	case "move":
		_, err = desk.MakeOffer(ctx, o.Request, offers[h.dice.IntN(len(offers))].Slot)
		h.gone(o.Request)
	case "late":
		var slot booking.Slot
		if slot, err = desk.Slot(ctx, o.Slot); err == nil {
			err = desk.RunLate(ctx, slot.Session, time.Duration(h.dice.IntN(30))*time.Minute)
		}
	}
	h.path = append(h.path, fmt.Sprintf("%s %d: %v", what, o.ID, err))
	_ = h.known(err)
	h.check()
}

// gone notes which offers of a request the office has moved away from.
func (h *history) gone(r booking.RequestID) {
	offers, err := h.Store.Offers.OffersOfWeek(h.Context(), h.office.Week())
	h.must(err)
	for _, o := range offers {
		if o.Request == r && o.Status == booking.OfferMoved {
			h.given[o.ID] = true
		}
	}
}

// check holds the week to one live offer for each slot and each request.
func (h *history) check() {
	h.Helper()
	offers, err := h.Store.Offers.OffersOfWeek(h.Context(), h.office.Week())
	h.must(err)
	slots, requests := map[booking.SlotID]bool{}, map[booking.RequestID]bool{}
	for _, o := range offers {
		if !o.Status.Live() {
			continue
		}
		if slots[o.Slot] || requests[o.Request] {
			h.fail("two live offers: %+v", o)
		}
		slots[o.Slot], requests[o.Request] = true, true
	}
}

// finish lets every worker come to its end, and then looks at what became of it all.
func (h *history) finish() {
	h.Helper()
	for range 12 {
		for _, job := range h.Due(h.office.Clock.Now()) {
			if err := h.run(job); err == nil {
				h.Done(job)
			} else if !errors.Is(err, booking.Refuse("offer_still_open", "")) {
				h.fail("%s %d: %v", job.Kind, job.ID, err)
			}
		}
		h.office.Clock.Forward(24 * time.Hour)
	}
	h.check()
	offers, err := h.Store.Offers.OffersOfWeek(h.Context(), h.office.Week())
	h.must(err)
	for _, o := range offers {
		// Timers are stored: nothing waits past its hour, whoever died meanwhile.
		if o.Status == booking.OfferOpen || o.Status == booking.OfferCalled {
			h.fail("offer %d still waits for an answer", o.ID)
		}
		if h.promised[o.ID] && !h.given[o.ID] && o.Status != booking.OfferConfirmed {
			h.fail("offer %d was confirmed and is %s", o.ID, o.Status)
		}
	}
	h.checkMessages()
}

// checkMessages: nothing is left to send, and what counts as sent was taken once.
func (h *history) checkMessages() {
	h.Helper()
	all, err := h.Notices.Recent(h.Context(), notify.RecentFilter{Take: 10_000})
	h.must(err)
	for _, n := range all {
		key := fmt.Sprintf("notice-%d", n.ID)
		switch {
		case n.Status == notify.StatusQueued:
			h.fail("notice %d (%s) was never sent", n.ID, n.Kind)
		case n.Status == notify.StatusSent && h.accepted[key] != 1:
			h.fail("notice %d (%s) counts as sent and was taken %d times", n.ID, n.Kind, h.accepted[key])
		}
	}
	said := map[booking.Notice]string{}
	for key, p := range h.texts {
		n := p.Notice
		n.DueAt = time.Time{}
		if other, twice := said[n]; twice {
			h.fail("%s and %s say the same: %+v", key, other, n)
		}
		said[n] = key
	}
}

// Send is the gateway: it takes a message once for each key, and its answer may be lost.
func (h *history) Send(ctx context.Context, m sms.Message) (sms.Receipt, error) {
	if h.crash() {
		return sms.Receipt{}, errCrash // it never got there
	}
	if h.accepted[m.Key] == 0 {
		h.accepted[m.Key]++
		seen := *ctx.Value(readKey{}).(*read)
		h.texts[m.Key] = seen.pending
		h.checkTrue(seen)
	}
	if h.crash() {
		return sms.Receipt{}, errCrash // it got there, and nobody knows
	}
	return sms.Receipt{Gateway: "test", ID: m.Key}, nil
}

// checkTrue holds a message to what is true as it goes out, unless somebody did something between
// the worker's last look and now: nobody could have known.
func (h *history) checkTrue(r read) {
	h.Helper()
	n := r.pending.Notice
	if n.Subject != booking.SubjectOffer || r.moved != h.moved {
		return
	}
	o, err := h.Store.Offers.Offer(h.Context(), booking.OfferID(n.ID))
	h.must(err)
	want := map[booking.NoticeKind]booking.OfferStatus{
		booking.NoticeOfferedVideo: booking.OfferOpen, booking.NoticeChanged: booking.OfferOpen, booking.NoticeStandby: booking.OfferCalled,
		booking.NoticeConfirmedVideo: booking.OfferConfirmed, booking.NoticeReminderDay: booking.OfferConfirmed,
		booking.NoticeReminderHour: booking.OfferConfirmed, booking.NoticeReminderSoon: booking.OfferConfirmed,
		booking.NoticeLapsed: booking.OfferLapsed, booking.NoticeCancelledByYou: booking.OfferCancelled,
	}[n.Kind]
	if o.Version != n.Version || want != "" && o.Status != want {
		h.fail("%s of version %d went out of offer %d, which is %s in version %d", n.Kind, n.Version, o.ID, o.Status, o.Version)
	}
}

// Mint makes a link's token.
func (h *history) Mint(context.Context, identity.Purpose, int64, int64, time.Time) (string, error) {
	return "abcdefghijklmnop", nil
}
