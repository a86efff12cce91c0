package week_test

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"testing"

	"majlis/booking"
	"majlis/booking/bookingtest"
	"majlis/web/office/weektest"
	"majlis/web/office/word"
)

func number[N ~int64](n N) string { return strconv.FormatInt(int64(n), 10) }

// hostless is an office in which nobody receives yet.
type hostless struct{ word.Desk }

func (hostless) Hosts(context.Context) ([]booking.Host, error) { return nil, nil }

// An office without hosts is told who adds them.
func TestWeeks_Grid_noHost(t *testing.T) {
	o := weektest.New(t)
	words := o.Words()
	words.Desk = hostless{words.Desk}
	r := rigOf(t, o, words)
	doc := r.get("week", "/ar/office/week"+theWeek)
	r.has(doc, ".empty__title", "لا مضيف بعد")
	if n := doc.Find(".toolbar form, .toolbar a[href*=session]").Length(); n != 0 {
		t.Errorf("%d ways on that lead nowhere", n)
	}
	if doc = r.get("template", "/en/office/template"); doc.Find(`main a[href="/en/office/template/new"]`).Length() != 0 {
		t.Error("a template is offered without a host")
	}
}

func TestWeeks_Grid(t *testing.T) {
	t.Run("a week not opened is opened from the templates, once", func(t *testing.T) {
		r := newRig(t)
		doc := r.get("week", "/ar/office/week"+theWeek)
		r.has(doc, ".empty__title", "لا مواعيد في هذا الأسبوع")
		form := url.Values{"week": {"2026-11-29"}}
		if to := r.sent("week", "/ar/office/week", form); to != "/ar/office/week"+theWeek {
			t.Errorf("sent to %s", to)
		}
		r.sent("week", "/ar/office/week", form)
		doc = r.get("week", "/ar/office/week"+theWeek)
		if n := doc.Find(".slot:not(.slot--pause)").Length(); n != 24 {
			t.Errorf("%d slots are drawn", n)
		}
		if n := doc.Find(".week__day").Length(); n != 5 {
			t.Errorf("%d days are drawn", n)
		}
		r.has(doc, ".week__day:first-child .week__label", "الأحد 29/11")
		r.has(doc, ".week__day:first-child .week__hijri", "19 جمادى الآخرة")
		r.has(doc, ".week__day:first-child .slot--pause", "صلاة")
		r.has(doc, ".week__day:first-child .week__host", "9:00")
	})
	t.Run("the hash is shown from the opening, the seed only after publication", func(t *testing.T) {
		r := newRig(t)
		r.Shortlisted(bookingtest.Ask())
		r.Drafted(r.Week())
		doc := r.get("week", "/en/office/week"+theWeek)
		if rows := doc.Find(".summary__row").Length(); rows != 1 {
			t.Errorf("%d rows before publication", rows)
		}
		r.Published(r.Week())
		r.has(r.get("week", "/en/office/week"+theWeek), ".summary__list", "a seed for tests")
	})
	t.Run("a slot says whose it is, and that it needs the next", func(t *testing.T) {
		r := newRig(t)
		request := r.Shortlisted(bookingtest.Ask())
		r.Published(r.Week())
		doc := r.get("week", "/ar/office/week"+theWeek)
		r.has(doc, ".slot--info .slot__title", weektest.Name(request.Person))
		r.must(r.Desk.Decline(context.Background(), r.Offered(request.ID).ID))
		doc = r.get("week", "/ar/office/week"+theWeek)
		r.has(doc, ".slot--warning .slot__status", "اعتذر")
		if doc.Find(".slot--warning .slot__title").Length() != 0 {
			t.Error("the freed slot still names somebody")
		}
	})
	t.Run("an office without templates is led to the first", func(t *testing.T) {
		r := newRig(t)
		list, err := r.Desk.Templates(context.Background())
		r.must(err)
		for _, shape := range list {
			shape.Active = false
			_, err := r.Desk.SaveTemplate(context.Background(), shape)
			r.must(err)
		}
		doc := r.get("week", "/ar/office/week"+theWeek)
		if to := doc.Find(".empty a").AttrOr("href", ""); to != "/ar/office/template/new" || doc.Find(".toolbar form").Length() != 0 {
			t.Errorf("led to %q", to)
		}
	})
	t.Run("who helps stands on the slot", func(t *testing.T) {
		r := newRig(t)
		r.Shortlisted(booking.Ask{Section: booking.SectionMen, Venues: []booking.Venue{"booth:riyadh"}})
		r.Published(r.Week())
		r.has(r.get("week", "/ar/office/week"+theWeek), ".slot--info .slot__note", "القاعة 1")
	})
	t.Run("a holiday stands on its day", func(t *testing.T) {
		r := newRig(t)
		r.Off = "founding_day"
		r.has(r.get("week", "/ar/office/week"+theWeek), ".week__note", "يوم التأسيس")
	})
}

func TestWeeks_Slot(t *testing.T) {
	r := newRig(t)
	request := r.Shortlisted(bookingtest.Ask())
	r.Published(r.Week())
	taken := r.Offered(request.ID).Slot
	path := "/ar/office/week/slot/" + number(taken)
	if to := r.sent("week/slot/{slot}/close", path+"/close", nil); to != path {
		t.Errorf("sent to %s", to)
	}
	if slot, _ := r.Desk.Slot(context.Background(), taken); slot.Closed {
		t.Error("a slot with a live offer was closed")
	}
	r.must(r.Desk.Decline(context.Background(), r.Offered(request.ID).ID))
	r.sent("week/slot/{slot}/close", path+"/close", nil)
	r.has(r.get("week/slot/{slot}", path), "button", "إعادة فتح الموعد")
	r.sent("week/slot/{slot}/reopen", path+"/reopen", nil)
	r.has(r.get("week/slot/{slot}", path), "button", "إغلاق الموعد")
	r.has(r.get("week/slot/{slot}", path), "table", "اعتذر المستفيد")
}

// session is what a form of a session sends.
func (r *rig) session() url.Values {
	return url.Values{"host": {number(r.Minister)}, "day": {"2026-12-02"}, "from": {"09:00"}, "to": {"10:00"}, "minutes": {"١٠"}, "buffer_minutes": {"5"},
		"venues": {"home", "booth:riyadh"}, "languages": {"ar"}, "section": {"any"}, "open_to": {"any"}, "weekday": {"3"}, "active": {"1"}, "version": {"0"}}
}

func TestWeeks_AddSession(t *testing.T) {
	r := newRig(t)
	if to := r.sent("week/session", "/ar/office/week/session", r.session()); to != "/ar/office/week"+theWeek {
		t.Errorf("sent to %s", to)
	}
	for _, row := range []struct{ name, field, value, text string }{
		{"an end before the start", "to", "08:00", "النهاية"},
		{"a time that is none", "from", "تسعة", "09:30"},
		{"no place", "venues", "", "مكان"},
		{"a day gone by", "day", "2026-11-01", ""},
		{"no day", "day", "", "التاريخ"},
		{"an overlap", "from", "09:30", "فترة"},
	} {
		t.Run("refuses "+row.name, func(t *testing.T) {
			form := r.session()
			form.Set(row.field, row.value)
			w, doc := r.post("week/session", "/ar/office/week/session", form)
			if w.Code != http.StatusUnprocessableEntity {
				t.Fatalf("status %d", w.Code)
			}
			r.has(doc, ".error-summary", row.text)
			if kept, _ := doc.Find("#field-buffer_minutes").Attr("value"); kept != "5" {
				t.Errorf("what was typed became %q", kept)
			}
		})
	}
}

func TestWeeks_Templates(t *testing.T) {
	r := newRig(t)
	r.sent("template/{template}", "/en/office/template/new", r.session())
	list, err := r.Desk.Templates(context.Background())
	r.must(err)
	path := "/en/office/template/" + number(list[len(list)-1].ID)
	doc := r.get("template", "/en/office/template")
	r.has(doc, "tbody", "Wednesday")
	form := r.session()
	form.Set("version", "1")
	form.Set("from", "08:30")
	form.Del("active")
	r.sent("template/{template}", path, form)
	r.has(r.get("template", "/en/office/template"), "tbody", "Off")
	t.Run("a version that is gone is told, and what was typed stays", func(t *testing.T) {
		form.Set("from", "08:45")
		w, doc := r.post("template/{template}", path, form)
		if w.Code != http.StatusConflict {
			t.Fatalf("status %d", w.Code)
		}
		r.has(doc, ".notice--warning", "Somebody changed this template")
		if kept, _ := doc.Find("#field-from").Attr("value"); kept != "08:45" {
			t.Errorf("what was typed became %q", kept)
		}
	})
	t.Run("a bad form comes back with sentences", func(t *testing.T) {
		form := r.session()
		form.Set("minutes", "900")
		form.Set("host", "")
		w, doc := r.post("template/{template}", "/ar/office/template/new", form)
		if w.Code != http.StatusUnprocessableEntity || doc.Find("#field-host-error").Length() != 1 {
			t.Errorf("status %d, %s", w.Code, doc.Find(".error-summary").Text())
		}
	})
}
