package booking_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"majlis/booking"
	"majlis/booking/bookingtest"
)

// R42: asking for another time costs no rank, and the wish is the request's from then on.
func TestDesk_AskAnother(t *testing.T) {
	wish := booking.Wish{Weekdays: []time.Weekday{time.Tuesday}, Mornings: true, ShortNotice: true}
	t.Run("of an offer", func(t *testing.T) {
		o, r, offer := offered(t)
		before := o.Request(r.ID)
		ok(t, o.Desk.AskAnother(t.Context(), offer.ID, wish))
		after := o.Request(r.ID)
		if after.Status != booking.RequestShortlisted || !slices.Equal(after.Weekdays, wish.Weekdays) || !after.Mornings || !after.ShortNotice {
			t.Errorf("%+v", after)
		}
		if after.AskedAt.IsZero() || after.Missed != before.Missed || !after.FiledBatch.Equal(before.FiledBatch) {
			t.Errorf("%+v", after)
		}
		if asking, err := o.Desk.Asking(t.Context()); err != nil || len(asking) != 1 || asking[0].ID != r.ID {
			t.Errorf("asking: %+v, %v", asking, err)
		}
		// R43: the slot goes to the next by itself; the wish is met where it can be.
		if fill := o.Memory.ToFill(); !slices.Equal(fill, []booking.SlotID{offer.Slot}) {
			t.Errorf("to fill %v", fill)
		}
		for _, s := range slots(t, o) {
			ok(t, o.Desk.Fill(t.Context(), s.ID))
		}
		next := o.Offered(r.ID)
		if slot, err := o.Desk.Slot(t.Context(), next.Slot); err != nil || slot.At.Weekday() != time.Tuesday || next.Status != booking.OfferOpen {
			t.Errorf("offered %+v at %s, %v", next, slot.At, err)
		}
		if !o.Request(r.ID).AskedAt.IsZero() {
			t.Error("still asks for what was offered")
		}
	})
	t.Run("of an appointment, until its hour", func(t *testing.T) {
		o, r, offer := offered(t)
		a := o.Confirmed(r.ID)
		ok(t, o.Desk.AskAnother(t.Context(), offer.ID, wish))
		if got := o.Offered(r.ID); got.Status != booking.OfferCancelled {
			t.Errorf("%+v", got)
		}
		o, r, offer = offered(t)
		o.Confirmed(r.ID)
		o.Clock.Set(a.At)
		bookingtest.Refused(t, o.Desk.AskAnother(t.Context(), offer.ID, wish), "window_closed")
	})
	t.Run("pressed twice is quiet", func(t *testing.T) {
		o, r, offer := offered(t)
		ok(t, o.Desk.AskAnother(t.Context(), offer.ID, wish))
		version := o.Request(r.ID).Version
		ok(t, o.Desk.AskAnother(t.Context(), offer.ID, wish))
		if o.Request(r.ID).Version != version {
			t.Error("asked again")
		}
	})
	t.Run("of a call from the standby list", func(t *testing.T) {
		o, slot, _ := called(t)
		call := offersOf(t, o, slot, booking.OfferCalled)[0]
		ok(t, o.Desk.AskAnother(t.Context(), call.ID, wish))
		if r := o.Request(call.Request); !slices.Equal(r.Weekdays, wish.Weekdays) || r.AskedAt.IsZero() || r.Status != booking.RequestShortlisted {
			t.Errorf("%+v", r)
		}
	})
}

// R43: a slot given back goes down the ranks, one live offer at a time, however often the job runs.
func TestDesk_Fill(t *testing.T) {
	o, r, offer := offered(t)
	next := o.Shortlisted(bookingtest.Ask())
	other := o.Shortlisted(bookingtest.Ask())
	ok(t, o.Desk.Decline(t.Context(), offer.ID))
	for range 3 {
		ok(t, o.Desk.Fill(t.Context(), offer.Slot))
	}
	live := 0
	for _, id := range []booking.RequestID{r.ID, next.ID, other.ID} {
		if got, err := o.Desk.OfferOfRequest(t.Context(), id); err == nil && got.Status.Live() {
			live++
		}
	}
	if live != 1 || o.Request(r.ID).Status != booking.RequestShortlisted {
		t.Errorf("%d live offers, and %s gave it back", live, o.Request(r.ID).Status)
	}
	t.Run("but not what the office took back", func(t *testing.T) {
		o, _, offer := offered(t)
		ok(t, o.Desk.Revoke(t.Context(), offer.ID, "travel"))
		if fill := o.Memory.ToFill(); len(fill) > 0 {
			t.Errorf("to fill %v", fill)
		}
	})
	t.Run("nor a closed slot, nor one of a week that is not published", func(t *testing.T) {
		o := bookingtest.NewOffice(t)
		o.Shortlisted(bookingtest.Ask())
		all := slots(t, o)
		ok(t, o.Desk.Fill(t.Context(), all[0].ID))
		if len(o.Memory.Notices()) > 0 {
			t.Errorf("told %+v", o.Memory.Notices())
		}
	})
}

// called frees the first slot an hour before its time with three people on the standby list.
func called(t *testing.T) (o *bookingtest.Office, slot booking.SlotID, list []booking.Request) {
	o, _, offer := offered(t)
	ask := bookingtest.Ask()
	ask.ShortNotice = true
	for range 3 {
		r := o.Shortlisted(ask)
		r.PassedAt = bookingtest.At(28, 12, 0)
		ok(t, o.Store.Requests.SaveRequest(t.Context(), r))
		list = append(list, o.Request(r.ID))
	}
	o.Shortlisted(ask)               // passed no check
	o.Shortlisted(bookingtest.Ask()) // comes at no short notice
	a, err := o.Desk.Confirm(t.Context(), offer.ID)
	ok(t, err)
	o.Clock.Set(a.At.Add(-time.Hour))
	ok(t, o.Desk.Cancel(t.Context(), offer.ID))
	ok(t, o.Desk.Fill(t.Context(), offer.Slot))
	ok(t, o.Desk.Fill(t.Context(), offer.Slot))
	return o, offer.Slot, list
}

func offersOf(t *testing.T, o *bookingtest.Office, slot booking.SlotID, status booking.OfferStatus) []booking.Offer {
	t.Helper()
	all, err := o.Store.Answers.OffersOfSlot(t.Context(), slot)
	ok(t, err)
	return slices.DeleteFunc(all, func(o booking.Offer) bool { return o.Status != status })
}

// R44: called are those who come at short notice and whose device passed a check.
func TestDesk_Fill_callsTheStandbyList(t *testing.T) {
	o, slot, list := called(t)
	calls := offersOf(t, o, slot, booking.OfferCalled)
	if len(calls) != len(list) {
		t.Fatalf("called %+v", calls)
	}
	for i, c := range calls {
		if o.Request(c.Request).Status != booking.RequestShortlisted {
			t.Error("who is called still waits")
		}
		wantTold(t, o, c.ID, booking.NoticeStandby)
		if !slices.ContainsFunc(list, func(r booking.Request) bool { return r.ID == c.Request }) {
			t.Errorf("call %d is of another", i)
		}
	}
	// R45: the first to take it has it.
	ok(t, o.Desk.Decline(t.Context(), calls[0].ID))
	a, err := o.Desk.Confirm(t.Context(), calls[1].ID)
	ok(t, err)
	if a.Slot != slot || o.Request(calls[1].Request).Status != booking.RequestConfirmed {
		t.Errorf("%+v", a)
	}
	_, err = o.Desk.Confirm(t.Context(), calls[2].ID)
	bookingtest.Refused(t, err, "standby_taken")
	_, err = o.Desk.Confirm(t.Context(), calls[0].ID)
	bookingtest.Refused(t, err, "offer_answered")
	ok(t, o.Desk.Lapse(t.Context(), calls[2].ID))
	for _, i := range []int{0, 2} {
		if r := o.Request(calls[i].Request); r.Status != booking.RequestShortlisted || r.Missed != 0 {
			t.Errorf("%+v", r)
		}
	}
}

// R44: a slot that the office closes, or whose day it closes, is taken back from those called for it.
func TestDesk_CloseSlot_called(t *testing.T) {
	for name, shut := range map[string]func(*bookingtest.Office, booking.SlotID) error{
		"a slot": func(o *bookingtest.Office, slot booking.SlotID) error { return o.Desk.CloseSlot(t.Context(), slot) },
		"a day": func(o *bookingtest.Office, slot booking.SlotID) error {
			_, err := o.Desk.MoveDay(t.Context(), moveAll(o, time.Time{}))
			return err
		},
	} {
		o, slot, _ := called(t)
		call := offersOf(t, o, slot, booking.OfferCalled)[0]
		ok(t, shut(o, slot))
		if left := offersOf(t, o, slot, booking.OfferCalled); len(left) != 0 {
			t.Errorf("%s: still called: %+v", name, left)
		}
		_, err := o.Desk.Confirm(t.Context(), call.ID)
		bookingtest.Refused(t, err, "offer_gone")
	}
}

// R46: who missed an appointment may choose another time once, within seven days.
func TestDesk_Rebook(t *testing.T) {
	missed := func(t *testing.T) (*bookingtest.Office, booking.RequestID) {
		o, r, _ := offered(t)
		a := o.Confirmed(r.ID)
		o.Clock.Set(a.At.Add(time.Minute))
		_, err := o.Desk.End(t.Context(), a.ID, booking.DispositionNoShow, "")
		ok(t, err)
		return o, r.ID
	}
	o, id := missed(t)
	choices, err := o.Desk.RebookChoices(t.Context(), id)
	ok(t, err)
	if len(choices) == 0 {
		t.Fatal("nothing to choose from")
	}
	a, err := o.Desk.Rebook(t.Context(), id, choices[len(choices)-1].ID)
	ok(t, err)
	wantStatus(t, o, id, booking.RequestConfirmed)
	_, err = o.Desk.Rebook(t.Context(), id, choices[0].ID)
	bookingtest.Refused(t, err, "rebook_over")
	o.Clock.Set(a.At.Add(time.Minute))
	_, err = o.Desk.End(t.Context(), a.ID, booking.DispositionNoShow, "")
	ok(t, err)
	if r := o.Request(id); r.Held != booking.HeldMissedTwice || !r.RebookBy.IsZero() {
		t.Errorf("%+v", r)
	}

	o, id = missed(t)
	choices, err = o.Desk.RebookChoices(t.Context(), id)
	ok(t, err)
	taker := o.Shortlisted(bookingtest.Ask())
	_, err = o.Desk.MakeOffer(t.Context(), taker.ID, choices[0].ID)
	ok(t, err)
	_, err = o.Desk.Rebook(t.Context(), id, choices[0].ID)
	bookingtest.Refused(t, err, "slot_taken")
	o.Clock.Forward(8 * 24 * time.Hour)
	_, err = o.Desk.Rebook(t.Context(), id, choices[1].ID)
	bookingtest.Refused(t, err, "rebook_over")
}

func urgent(t *testing.T, o *bookingtest.Office) booking.Request {
	t.Helper()
	r := o.Submitted(bookingtest.Ask())
	ok(t, o.Desk.Shortlist(t.Context(), r.ID, r.Version, booking.Study{Class: booking.ClassUrgent}))
	return o.Request(r.ID)
}

// R48: an urgent case that comes late gets a slot held back.
func TestDesk_OfferHeldBack(t *testing.T) {
	o := bookingtest.NewOffice(t)
	all := slots(t, o)
	late, ordinary := urgent(t, o), o.Shortlisted(bookingtest.Ask())
	ok(t, o.Desk.CloseSlot(t.Context(), all[0].ID))
	_, err := o.Desk.OfferHeldBack(t.Context(), ordinary.ID, all[0].ID, "an appeal")
	bookingtest.Refused(t, err, "not_urgent")
	_, err = o.Desk.OfferHeldBack(t.Context(), late.ID, all[1].ID, "an appeal")
	bookingtest.Refused(t, err, "slot_not_held")
	_, err = o.Desk.OfferHeldBack(t.Context(), late.ID, all[0].ID, "")
	bookingtest.Refused(t, err, "reason_needed")
	made, err := o.Desk.OfferHeldBack(t.Context(), late.ID, all[0].ID, "an appeal")
	ok(t, err)
	if made.Slot != all[0].ID || o.Request(late.ID).Status != booking.RequestOffered {
		t.Errorf("%+v", made)
	}
}

// R49: only a named official bumps, with a reason; who gives way is told and goes first.
func TestDesk_Bump(t *testing.T) {
	m := bookingtest.NewMemory()
	b := m.Backing()
	o := bookingtest.NewOfficeOn(t, b)
	o.Memory = m
	r := o.Shortlisted(bookingtest.Ask())
	o.Published(o.Week())
	o.Confirmed(r.ID)
	offer, late := o.Offered(r.ID), urgent(t, o)
	_, err := o.Desk.Bump(t.Context(), offer.ID, late.ID, "a hearing tomorrow")
	bookingtest.Refused(t, err, "official_needed")

	desk := booking.NewDesk(booking.Config{
		Store: b.Store, Outbox: b.Outbox, Journal: b.Journal, Timers: b.Timers, Calendar: o.Calendar, Now: o.Clock.Now,
		Actor: func(context.Context) string { return "noura" },
	})
	_, err = desk.Bump(t.Context(), offer.ID, late.ID, "")
	bookingtest.Refused(t, err, "reason_needed")
	ordinary := o.Shortlisted(bookingtest.Ask())
	_, err = desk.Bump(t.Context(), offer.ID, ordinary.ID, "a hearing tomorrow")
	bookingtest.Refused(t, err, "not_urgent")
	made, err := desk.Bump(t.Context(), offer.ID, late.ID, "a hearing tomorrow")
	ok(t, err)
	_, err = desk.Bump(t.Context(), made.ID, late.ID, "a hearing tomorrow")
	bookingtest.Refused(t, err, "request_has_offer")
	if made.Slot != offer.Slot || made.Request != late.ID {
		t.Errorf("%+v", made)
	}
	kinds := told(o, int64(offer.ID))
	if kinds[len(kinds)-1] != booking.NoticeBumped || !o.Request(r.ID).Bumped {
		t.Errorf("told %v, %+v", kinds, o.Request(r.ID))
	}
	if record := o.Memory.Records(); !slices.ContainsFunc(record, func(r bookingtest.Record) bool {
		return r.Action == "bump" && r.Reason == "a hearing tomorrow"
	}) {
		t.Errorf("recorded %+v", record)
	}
	// Before an urgent case that came later, and in the next allocation too.
	urgent(t, o)
	freed, err := desk.Freed(t.Context(), o.Week())
	ok(t, err)
	if freed[0].Next[0].ID != r.ID {
		t.Errorf("next is %d", freed[0].Next[0].ID)
	}
	o.Drafted(o.Week().AddDate(0, 0, 7))
}
