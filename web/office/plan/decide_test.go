package plan_test

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"

	"majlis/booking"
	"majlis/booking/bookingtest"
	"majlis/web/office/weektest"
)

func TestPlans_Pin(t *testing.T) {
	r := newRig(t)
	all, _ := r.crowd()
	p := r.Drafted(r.Week())
	left := r.left(all, p)
	path := planPath(p) + "/request/" + number(left.ID)
	const pattern = "/{plan}/request/{request}"
	slot, _ := r.get(pattern, path).Find("#field-slot option").Eq(1).Attr("value")
	pin := url.Values{"do": {"pin"}, "slot": {slot}, "reason": {""}, "again": {"yes"}}

	w, doc := r.post(pattern, path, pin)
	if kept, _ := doc.Find("#field-slot option[selected]").Attr("value"); w.Code != http.StatusUnprocessableEntity || kept != slot {
		t.Errorf("without a reason: status %d, kept slot %q", w.Code, kept)
	}
	r.has(doc, "#field-reason-error", "السبب")

	pin.Set("reason", "ضيف من خارج المملكة")
	to := r.sent(pattern, path, pin)
	if !strings.HasSuffix(to, "?show=changes") {
		t.Fatalf("sent to %s", to)
	}
	doc = r.get("/{plan}", to)
	r.has(doc, ".tag--success", "دخل")
	r.has(doc, ".tag--danger", "خرج")
	r.has(doc, "tbody tr:last-child, tbody tr", weektest.Reference(left.Case))
	doc = r.get("/{plan}", strings.TrimSuffix(to, "?show=changes"))
	r.has(doc, ".table__row--accent", "ثبّته المكتب: ضيف من خارج المملكة")
	r.has(r.get("", "/ar/office/plan"), "table", "ضيف من خارج المملكة")

	next := strings.TrimSuffix(to, "?show=changes") + "/request/" + number(left.ID)
	r.sent(pattern, next, url.Values{"do": {"unpin"}})
	if r.get(pattern, next).Find("#field-slot").Length() != 1 {
		t.Error("an unpinned request cannot be pinned again")
	}
}

func TestPlans_Swap(t *testing.T) {
	r := newRig(t)
	first, second := r.Shortlisted(bookingtest.Ask()), r.Shortlisted(bookingtest.Ask())
	monday := bookingtest.Ask()
	monday.Weekdays = []time.Weekday{time.Tuesday}
	elsewhere := r.Shortlisted(monday)
	p := r.Drafted(r.Week())
	const pattern = "/{plan}/request/{request}"
	path := planPath(p) + "/request/" + number(first.ID)
	options := r.get(pattern, path).Find("#field-with option")
	if !strings.Contains(options.Text(), weektest.Reference(second.Case)) || strings.Contains(options.Text(), weektest.Reference(elsewhere.Case)) {
		t.Fatalf("to swap with: %q", options.Text())
	}
	seat := func(plan string, request booking.Request) string {
		row := r.get("/{plan}", plan).Find("tbody tr").FilterFunction(func(_ int, s *goquery.Selection) bool {
			return strings.Contains(s.Find("td").Eq(1).Text(), weektest.Reference(request.Case))
		})
		return row.Find("td").Eq(3).Text()
	}
	before := [2]string{seat(planPath(p), first), seat(planPath(p), second)}
	form := url.Values{"do": {"swap"}, "with": {""}, "swap_reason": {"سفر"}, "again": {"yes"}}
	w, doc := r.post(pattern, path, form)
	if kept, _ := doc.Find("#field-swap_reason").Attr("value"); w.Code != http.StatusUnprocessableEntity || kept != "سفر" {
		t.Errorf("with nobody: status %d, kept %q", w.Code, kept)
	}
	form.Set("with", number(second.ID))
	to := strings.TrimSuffix(r.sent(pattern, path, form), "?show=changes")
	if after := [2]string{seat(to, second), seat(to, first)}; after != before {
		t.Errorf("before %q, after %q", before, after)
	}
	form.Set("with", number(elsewhere.ID))
	if w, _ := r.post(pattern, to+"/request/"+number(first.ID), form); w.Code != http.StatusUnprocessableEntity {
		t.Errorf("with somebody whom it does not suit: status %d", w.Code)
	}
}

func TestPlans_CompareAnyTwo(t *testing.T) {
	r := newRig(t)
	r.Shortlisted(bookingtest.Ask())
	first := r.Drafted(r.Week())
	r.Drafted(r.Week())
	r.Shortlisted(bookingtest.Ask())
	last := r.Drafted(r.Week())
	doc := r.get("/{plan}", planPath(last)+"?show=changes&since="+number(first.ID))
	if chosen, _ := doc.Find("#field-since option[selected]").Attr("value"); chosen != number(first.ID) || doc.Find("#field-since option").Length() != 2 {
		t.Errorf("chosen %q of %d", chosen, doc.Find("#field-since option").Length())
	}
	r.has(doc, ".tag--success", "دخل")
	if r.get("/{plan}", planPath(last)+"?show=seated").Find("#field-since").Length() != 0 {
		t.Error("the choice stands beside what it does not concern")
	}
}

func TestPlans_PinThatCannotBeKept(t *testing.T) {
	r := newRig(t)
	request := r.Shortlisted(bookingtest.Ask())
	p := r.Drafted(r.Week())
	view, err := r.Desk.Week(context.Background(), r.Week())
	r.must(err)
	r.must(r.Desk.Pin(context.Background(), booking.Pin{Request: request.ID, Slot: view.Slots[2].ID, Reason: "ضيف"}))
	r.must(r.Desk.CloseSlot(context.Background(), view.Slots[2].ID))
	w, _ := r.post("", "/ar/office/plan", url.Values{"week": {"2026-11-29"}})
	if w.Code != http.StatusSeeOther || w.Header().Get("Set-Cookie") == "" {
		t.Errorf("status %d for plan %d", w.Code, p.ID)
	}
}

func TestPlans_Hold(t *testing.T) {
	r := newRig(t)
	all, _ := r.crowd()
	p := r.Drafted(r.Week())
	const pattern = "/{plan}/request/{request}"
	seated := all[0]
	if seated.ID == r.left(all, p).ID {
		seated = all[1]
	}
	path := planPath(p) + "/request/" + number(seated.ID)
	hold := url.Values{"do": {"hold"}, "hold_reason": {"بلاغ أمني قيد النظر"}, "version": {"99"}, "again": {"yes"}}
	w, doc := r.post(pattern, path, hold)
	if kept, _ := doc.Find("#field-hold_reason").Attr("value"); w.Code != http.StatusConflict || kept == "" {
		t.Errorf("a version that is gone: status %d, kept %q", w.Code, kept)
	}
	hold.Set("version", number(int64(seated.Version)))
	to := r.sent(pattern, path, hold)
	r.has(r.get("/{plan}", to), "tbody", "بلاغ أمني قيد النظر")
	path = strings.TrimSuffix(to, "?show=changes") + "/request/" + number(seated.ID)
	r.has(r.get(pattern, path), ".panel", "مستبعد: بلاغ أمني قيد النظر")
	r.sent(pattern, path, url.Values{"do": {"release"}})
	if r.Request(seated.ID).Held != "" {
		t.Error("still held")
	}
}

func TestPlans_Publish(t *testing.T) {
	r := newRig(t)
	all, _ := r.crowd()
	older := r.Drafted(r.Week())
	p := r.Drafted(r.Week())
	const pattern = "/{plan}/publish"
	doc := r.get(pattern, planPath(p)+"/publish")
	r.has(doc, "button", "نشر وإبلاغ 24 مستفيداً")
	version, _ := doc.Find("input[name=version]").Attr("value")
	form := url.Values{"version": {version}}

	t.Run("a slot closed meanwhile stops it, and is named", func(t *testing.T) {
		view, err := r.Desk.Week(context.Background(), r.Week())
		r.must(err)
		r.must(r.Desk.CloseSlot(context.Background(), view.Slots[0].ID))
		w, doc := r.post(pattern, planPath(p)+"/publish", form)
		if w.Code != http.StatusConflict {
			t.Fatalf("status %d", w.Code)
		}
		r.has(doc, ".notice--danger", "الأحد 29/11، 9:00 ص")
		r.must(r.Desk.ReopenSlot(context.Background(), view.Slots[0].ID))
	})
	t.Run("a request gone meanwhile stops it, and is named", func(t *testing.T) {
		seated := all[0]
		if seated.ID == r.left(all, p).ID {
			seated = all[1]
		}
		r.must(r.Desk.Withdraw(context.Background(), seated.ID))
		w, doc := r.post(pattern, planPath(p)+"/publish", form)
		if w.Code != http.StatusConflict {
			t.Fatalf("status %d", w.Code)
		}
		r.has(doc, ".notice--danger", weektest.Reference(seated.Case))
		p = r.Drafted(r.Week())
	})
	t.Run("it tells everybody once, and pressing twice is quiet", func(t *testing.T) {
		before := len(r.Memory.Notices())
		for range 2 {
			if to := r.sent(pattern, planPath(p)+"/publish", form); to != planPath(p) {
				t.Errorf("sent to %s", to)
			}
		}
		if told := len(r.Memory.Notices()) - before; told != 24 {
			t.Errorf("%d are told", told)
		}
		r.has(r.get("/{plan}", planPath(p)), ".tag--success", "منشورة")
	})
	t.Run("another draft of the week cannot follow", func(t *testing.T) {
		w, doc := r.post(pattern, planPath(older)+"/publish", form)
		if w.Code != http.StatusConflict {
			t.Fatalf("status %d", w.Code)
		}
		r.has(doc, ".notice--danger", "لم تُنشر الخطة")
	})
	if _, err := r.Desk.Allocate(context.Background(), r.Week()); !errors.Is(err, booking.Refuse("week_already_published", "")) {
		t.Errorf("allocated again: %v", err)
	}
}
