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
	"majlis/internal/casework"
	"majlis/web/citizen/weekplan"
	"majlis/web/page"
	"majlis/web/page/pagetest"
)

func TestWeeks_Standing(t *testing.T) {
	o := bookingtest.NewOffice(t)
	var all []booking.Request
	for range 25 { // one more than there are slots
		all = append(all, o.Shortlisted(bookingtest.Ask()))
	}
	thursday := bookingtest.Ask()
	thursday.Weekdays = []time.Weekday{time.Thursday}
	picky, held := o.Shortlisted(thursday), o.Shortlisted(bookingtest.Ask())
	if err := o.Desk.Hold(context.Background(), held.ID, held.Version, "barred"); err != nil {
		t.Fatal(err)
	}
	var own booking.Request
	mine := true
	routes := weekplan.New(weekplan.Deps{Pages: pagetest.Renderer(t, page.Visitor{}), Desk: o.Desk, Standings: o.Desk, Own: func(*http.Request) (casework.Case, error) {
		if !mine {
			return casework.Case{}, booking.ErrNotFound
		}
		return casework.Case{ID: casework.CaseID(own.Case), Reference: "R48-10427"}, nil
	}}).Routes()
	route := routes[1]
	says := func(lang string, words ...string) {
		t.Helper()
		_, doc := pagetest.Get(t, route, lang+"/cases/R48-10427/standing")
		text := strings.Join(strings.Fields(doc.Find("main").Text()), " ")
		for _, word := range words {
			if !strings.Contains(text, word) {
				t.Errorf("%s: no %q in %q", lang, word, text)
			}
		}
	}
	o.Drafted(o.Week())
	own = all[0]
	r := httptest.NewRequest(http.MethodGet, "/ar/cases/R48-10427/standing", nil)
	if err := route.Serve(nil, r); !errors.Is(err, booking.ErrNotFound) {
		t.Errorf("a draft is shown: %v", err)
	}
	o.Published(o.Week())
	seated := 0
	for _, own = range all {
		s, err := o.Desk.Standing(context.Background(), own.ID)
		if err != nil {
			t.Fatal(err)
		}
		if s.Why == nil {
			seated++
			continue
		}
		says("/ar", "حسمت القرعة بينكم", "26 من 26", "60 نقطة", "أول لقاء", "24")
		says("/en", "The lot decided between you", "26 of 26", "60 points", "First audience", "What it took")
	}
	own = all[0]
	if s, _ := o.Desk.Standing(context.Background(), own.ID); s.Why == nil {
		says("/ar", "نال طلبكم موعداً", "من 26")
	}
	own = picky
	says("/ar", "لا موعد هذا الأسبوع يناسب ما طلبتم", "24 موعداً: وقت غير ما طلب", "القبول بيوم")
	own = held
	says("/en", "took no part")
	mine = false
	if err := route.Serve(nil, r); !errors.Is(err, booking.ErrNotFound) {
		t.Errorf("somebody else's: %v", err)
	}
	if seated != 24 {
		t.Errorf("%d seated", seated)
	}
}
