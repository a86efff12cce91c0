package week_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"

	"majlis/booking"
	"majlis/booking/bookingtest"
	"majlis/internal/notify"
	"majlis/web/office/week"
	"majlis/web/office/weektest"
	"majlis/web/office/word"
	"majlis/web/page"
	"majlis/web/page/pagetest"
)

// rig is the pages over a week's office.
type rig struct {
	*weektest.Office
	t      *testing.T
	routes map[string]page.Route
}

func newRig(t *testing.T) *rig {
	o := weektest.New(t)
	return rigOf(t, o, o.Words())
}

func rigOf(t *testing.T, o *weektest.Office, words word.Sources) *rig {
	s := week.New(week.Deps{
		Pages: pagetest.Renderer(t, pagetest.Staff()), Desk: o.Desk, Words: words, Centres: o, Notices: o, Urgent: o.Desk,
		Checks: o, Holidays: o, Now: o.Clock.Now,
	})
	r := &rig{Office: o, t: t, routes: map[string]page.Route{}}
	for _, route := range s.Routes() {
		r.routes[route.Pattern] = route
	}
	return r
}

func (r *rig) get(pattern, path string) *goquery.Document {
	r.t.Helper()
	w, doc := pagetest.Get(r.t, r.routes["GET /{lang}/office/"+pattern], path)
	if w.Code != http.StatusOK {
		r.t.Fatalf("GET %s is %d", path, w.Code)
	}
	return doc
}

func (r *rig) post(pattern, path string, form url.Values) (*httptest.ResponseRecorder, *goquery.Document) {
	r.t.Helper()
	return pagetest.Post(r.t, r.routes["POST /{lang}/office/"+pattern], path, form)
}

// sent posts a form and wants to be sent on.
func (r *rig) sent(pattern, path string, form url.Values) string {
	r.t.Helper()
	w, doc := r.post(pattern, path, form)
	if w.Code != http.StatusSeeOther {
		r.t.Fatalf("POST %s is %d: %s", path, w.Code, doc.Find(".error-summary").Text())
	}
	return w.Header().Get("Location")
}

func (r *rig) must(err error) {
	r.t.Helper()
	if err != nil {
		r.t.Fatal(err)
	}
}

func (r *rig) has(doc *goquery.Document, selector, text string) {
	r.t.Helper()
	if !strings.Contains(doc.Find(selector).Text(), text) {
		r.t.Errorf("%s does not say %q: %q", selector, text, doc.Find(selector).Text())
	}
}

const theWeek = "?week=2026-11-29"

func TestWeeks_EveryPageInEveryState(t *testing.T) {
	r := newRig(t)
	r.everywhere(t, "an empty office")
	first, second, third := r.Shortlisted(bookingtest.Ask()), r.Shortlisted(bookingtest.Ask()), r.Shortlisted(bookingtest.Ask())
	r.Shortlisted(bookingtest.Ask())
	r.Drafted(r.Week())
	view, err := r.Desk.Week(context.Background(), r.Week())
	r.must(err)
	r.must(r.Desk.Pin(context.Background(), booking.Pin{Request: first.ID, Slot: view.Slots[0].ID, Reason: "ضيف من خارج المملكة"}))
	r.must(r.Desk.CloseSlot(context.Background(), view.Slots[len(view.Slots)-1].ID))
	r.everywhere(t, "a draft with a pin")
	r.Published(r.Week())
	r.Sent = []notify.Sent{{Kind: booking.NoticeOfferedVideo, Status: notify.StatusDelivered}}
	r.everywhere(t, "published")
	audience := r.Confirmed(first.ID)
	r.must(r.Desk.Decline(context.Background(), r.Offered(second.ID).ID))
	r.must(r.Desk.Revoke(context.Background(), r.Offered(third.ID).ID, "سفر المضيف"))
	r.Checked[audience.ID] = booking.DeviceCheck{Camera: "ok", Microphone: "ok", Speaker: "ok", Path: "udp"}
	r.everywhere(t, "answered")
	r.must(r.Desk.RunLate(context.Background(), audience.Session, 20*time.Minute))
	r.Off = "national_day"
	r.everywhere(t, "late, and a holiday")
	r.Admitted(audience.ID)
	_, err = r.Desk.End(context.Background(), audience.ID, booking.DispositionHeld, "")
	r.must(err)
	r.everywhere(t, "over")
}

// everywhere renders every page that can be looked at, in both languages.
func (r *rig) everywhere(t *testing.T, state string) {
	t.Helper()
	view, err := r.Desk.Week(context.Background(), r.Week())
	r.must(err)
	templates, err := r.Desk.Templates(context.Background())
	r.must(err)
	for _, lang := range []string{"/ar", "/en"} {
		pages := [][2]string{
			{"week", "/office/week"}, {"week", "/office/week" + theWeek}, {"week/session", "/office/week/session"},
			{"template", "/office/template"}, {"template/{template}", "/office/template/new"}, {"template/{template}", "/office/template/" + number(templates[0].ID)},
			{"offer", "/office/offer"}, {"offer", "/office/offer" + theWeek}, {"day", "/office/day"}, {"day", "/office/day?day=2026-11-29"},
		}
		for _, slot := range view.Slots {
			pages = append(pages, [2]string{"week/slot/{slot}", "/office/week/slot/" + number(slot.ID)})
		}
		for _, offer := range view.Offers {
			pages = append(pages, [2]string{"offer/{offer}/revoke", "/office/offer/" + number(offer.ID) + "/revoke"})
		}
		for _, p := range pages {
			if doc := r.get(p[0], lang+p[1]); doc.Find("h1").Length() != 1 {
				t.Errorf("%s: %s%s has %d headings", state, lang, p[1], doc.Find("h1").Length())
			}
		}
	}
}
