package week_test

import (
	"context"
	"net/http"
	"net/url"
	"testing"
	"time"

	"majlis/booking"
	"majlis/booking/bookingtest"
	"majlis/internal/notify"
	"majlis/web/office/weektest"
)

// crowded publishes a week whose slots are all taken, with one person more than slots.
func crowded(t *testing.T) (*rig, []booking.Request) {
	r := newRig(t)
	var all []booking.Request
	for range 25 {
		all = append(all, r.Shortlisted(bookingtest.Ask()))
	}
	r.Published(r.Week())
	return r, all
}

func (r *rig) offered(all []booking.Request) (with []booking.Offer, without booking.Request) {
	for _, request := range all {
		offer, err := r.Desk.OfferOfRequest(context.Background(), request.ID)
		if err != nil {
			without = request
			continue
		}
		with = append(with, offer)
	}
	return with, without
}

func TestWeeks_Offers(t *testing.T) {
	r, all := crowded(t)
	offers, left := r.offered(all)
	r.Sent = []notify.Sent{
		{Kind: booking.NoticeReminderDay, Status: notify.StatusQueued, DueAt: r.Clock.Now().Add(time.Hour)},
		{Kind: booking.NoticeOfferedVideo, Status: notify.StatusFailed, DueAt: r.Clock.Now(), Phone: "+966501234567"},
	}
	doc := r.get("offer", "/en/office/offer")
	if n := doc.Find("tbody tr").Length(); n != 2*24 {
		t.Errorf("%d offers and calls", n)
	}
	r.has(doc, "tbody tr:first-child", "48 hours left")
	r.has(doc, "tbody tr:first-child", "Not delivered: call them")
	// Whoever no message reached stands on a list with the number to call.
	r.has(doc, "table caption", "Not reached by message: call them")
	r.has(doc, "tbody tr:first-child", "050 123 4567")

	t.Run("a declined slot goes to the next, once", func(t *testing.T) {
		slot := offers[3].Slot
		r.must(r.Desk.Decline(context.Background(), offers[3].ID))
		doc := r.get("offer", "/en/office/offer"+theWeek)
		r.has(doc, "form .table", "Declined: next")
		if value, _ := doc.Find("form .table button").Attr("value"); value != number(slot) {
			t.Errorf("the button offers slot %q", value)
		}
		form := url.Values{"slot": {number(slot)}}
		r.sent("offer", "/en/office/offer", form)
		if made := r.Offered(left.ID); made.Slot != slot || made.Status != booking.OfferOpen {
			t.Errorf("the next has %+v", made)
		}
		r.sent("offer", "/en/office/offer", form)
	})
	t.Run("somebody further down can be chosen", func(t *testing.T) {
		slot := offers[5].Slot
		r.must(r.Desk.Decline(context.Background(), offers[5].ID))
		doc := r.get("week/slot/{slot}", "/ar/office/week/slot/"+number(slot))
		if value, _ := doc.Find("select option").First().Attr("value"); value != number(offers[3].Request) {
			t.Errorf("the first to choose is %q", value)
		}
		r.sent("offer", "/ar/office/offer", url.Values{"slot": {number(slot)}, "request": {number(offers[3].Request)}})
	})
	t.Run("taking back wants a reason", func(t *testing.T) {
		path := "/ar/office/offer/" + number(offers[7].ID) + "/revoke"
		w, doc := r.post("offer/{offer}/revoke", path, url.Values{"reason": {" "}})
		if w.Code != http.StatusUnprocessableEntity || doc.Find("#field-reason-error").Length() != 1 {
			t.Errorf("status %d", w.Code)
		}
		r.sent("offer/{offer}/revoke", path, url.Values{"reason": {"سفر المضيف"}})
		r.has(r.get("offer", "/ar/office/offer"), "table", "سفر المضيف")
	})
	t.Run("who was not told that the appointment was taken back is called too", func(t *testing.T) {
		listed := func() int {
			return r.get("offer", "/en/office/offer"+theWeek).Find("table:has(caption:contains('Not reached')) tbody tr").Length()
		}
		before := listed()
		r.must(r.Desk.Revoke(context.Background(), offers[7].ID, "travel"))
		if after := listed(); after != before || before == 0 {
			t.Errorf("%d to call, and %d once one was taken back", before, after)
		}
	})
}

func TestWeeks_Day(t *testing.T) {
	r := newRig(t)
	request := r.Shortlisted(bookingtest.Ask())
	r.Published(r.Week())
	audience := r.Confirmed(request.ID)
	day := "?day=" + audience.At.Format(time.DateOnly)
	doc := r.get("day", "/ar/office/day"+day)
	r.has(doc, "tbody tr", weektest.Reference(request.Case))
	r.has(doc, "tbody tr", "لم يُفحص")
	if href, _ := doc.Find("tbody a").First().Attr("href"); href != "/ar/host/audience/"+number(audience.ID) {
		t.Errorf("the brief is at %q", href)
	}
	late := "/ar/office/day/" + number(audience.Session) + "/late" + day
	field := "for-" + number(audience.Session)
	t.Run("running late tells those who wait, and the page says so", func(t *testing.T) {
		if to := r.sent("day/{session}/late", late, url.Values{field: {"٢٠"}}); to != "/ar/office/day"+day {
			t.Errorf("sent to %s", to)
		}
		r.has(r.get("day", "/ar/office/day"+day), ".notice--warning", "20 دقيقة")
		notices := r.Memory.Notices()
		told := false
		for _, n := range notices {
			told = told || n.Kind == booking.NoticeRunningLate
		}
		if !told {
			t.Error("nobody was told")
		}
	})
	for _, typed := range []string{"نصف ساعة", "9000"} {
		w, doc := r.post("day/{session}/late", late, url.Values{field: {typed}})
		if kept, _ := doc.Find("#field-" + field).Attr("value"); w.Code != http.StatusUnprocessableEntity || kept != typed {
			t.Errorf("%q: status %d, kept %q", typed, w.Code, kept)
		}
	}
}
