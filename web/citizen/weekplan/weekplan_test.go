package weekplan_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"majlis/booking"
	"majlis/booking/bookingtest"
	"majlis/web/citizen/weekplan"
	"majlis/web/page"
	"majlis/web/page/pagetest"
)

const path = "/weeks/2026-11-29"

func TestWeeks_Show(t *testing.T) {
	o := bookingtest.NewOffice(t)
	route := weekplan.New(weekplan.Deps{Pages: pagetest.Renderer(t, page.Visitor{}), Desk: o.Desk}).Routes()[0]
	for _, path := range []string{"2026-11-29", "yesterday"} {
		r := httptest.NewRequest(http.MethodGet, "/ar/weeks/"+path, nil)
		r.SetPathValue("week", path)
		if err := route.Serve(httptest.NewRecorder(), r); !errors.Is(err, booking.ErrNotFound) {
			t.Errorf("%s: %v", path, err)
		}
	}
	pinned := o.Shortlisted(bookingtest.Ask())
	for range 30 {
		ask := bookingtest.Ask()
		ask.Weekdays = []time.Weekday{time.Sunday, time.Monday}
		o.Shortlisted(ask)
	}
	o.Drafted(o.Week())
	view, err := o.Desk.Week(context.Background(), o.Week())
	if err != nil {
		t.Fatal(err)
	}
	if err := o.Desk.Pin(context.Background(), booking.Pin{Request: pinned.ID, Slot: view.Slots[0].ID, Reason: "زيارة رسمية"}); err != nil {
		t.Fatal(err)
	}

	t.Run("before publication there is the hash, and neither slots nor seed", func(t *testing.T) {
		for _, lang := range []string{"/ar", "/en"} {
			_, doc := pagetest.Get(t, route, lang+path)
			text := doc.Find("main").Text()
			if !strings.Contains(text, view.Seed.SHA256) || strings.Contains(text, "a seed for tests") || doc.Find("table").Length() != 0 {
				t.Errorf("the page says %s", text)
			}
		}
	})
	o.Published(o.Week())
	t.Run("afterwards every slot has its cut-off in words, and the seed can be checked", func(t *testing.T) {
		for lang, words := range map[string][]string{
			"/ar": {"من 60 نقطة فأعلى", "كفى أن يناسب الموعد صاحبه", "خصّصه المكتب"},
			"/en": {"From 60 points up", "Open: anyone it suited was seated", "Given by the office (pinned)"},
		} {
			_, doc := pagetest.Get(t, route, lang+path)
			if n := doc.Find("tbody tr").Length(); n != 24 {
				t.Errorf("%d slots", n)
			}
			for _, say := range append(words, "printf %s 'a seed for tests' | sha256sum") {
				if !strings.Contains(doc.Find("main").Text(), say) {
					t.Errorf("%s does not say %q", lang, say)
				}
			}
			if strings.Contains(doc.Find("main").Text(), "زيارة رسمية") {
				t.Error("the reason of a pin is public")
			}
		}
	})
}
