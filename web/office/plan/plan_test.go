package plan_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"

	"majlis/booking"
	"majlis/booking/bookingtest"
	"majlis/web/office/plan"
	"majlis/web/office/weektest"
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
	s := plan.New(plan.Deps{Pages: pagetest.Renderer(t, pagetest.Staff()), Desk: o.Desk, Words: o.Words(), Now: o.Clock.Now})
	r := &rig{Office: o, t: t, routes: map[string]page.Route{}}
	for _, route := range s.Routes() {
		r.routes[route.Pattern] = route
	}
	return r
}

func (r *rig) get(pattern, path string) *goquery.Document {
	r.t.Helper()
	w, doc := pagetest.Get(r.t, r.routes["GET /{lang}/office/plan"+pattern], path)
	if w.Code != http.StatusOK {
		r.t.Fatalf("GET %s is %d", path, w.Code)
	}
	return doc
}

func (r *rig) post(pattern, path string, form url.Values) (*httptest.ResponseRecorder, *goquery.Document) {
	r.t.Helper()
	return pagetest.Post(r.t, r.routes["POST /{lang}/office/plan"+pattern], path, form)
}

// sent posts a form and wants to be sent on.
func (r *rig) sent(pattern, path string, form url.Values) string {
	r.t.Helper()
	w, doc := r.post(pattern, path, form)
	if w.Code != http.StatusSeeOther {
		r.t.Fatalf("POST %s is %d: %s", path, w.Code, doc.Find(".notice").Text())
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
		r.t.Errorf("%s does not say %q: %q", selector, text, strings.Join(strings.Fields(doc.Find(selector).Text()), " "))
	}
}

func number[N ~int64](n N) string { return strconv.FormatInt(int64(n), 10) }

func planPath(p booking.Plan) string { return "/ar/office/plan/" + number(p.ID) }

// crowd is one person more than the week has slots, and one for whom there is none.
func (r *rig) crowd() (all []booking.Request, picky booking.Request) {
	for range 25 {
		all = append(all, r.Shortlisted(bookingtest.Ask()))
	}
	ask := bookingtest.Ask()
	ask.Weekdays = []time.Weekday{time.Thursday}
	return all, r.Shortlisted(ask)
}

// left is who of a crowd has no seat in a plan, by the first page of those without one.
func (r *rig) left(all []booking.Request, p booking.Plan) booking.Request {
	doc := r.get("/{plan}", planPath(p)+"?show=unseated")
	for _, request := range all {
		if strings.Contains(doc.Find("tbody").Text(), weektest.Reference(request.Case)) {
			return request
		}
	}
	r.t.Fatal("everybody has a seat")
	return booking.Request{}
}

func TestPlans_EveryPageInEveryState(t *testing.T) {
	r := newRig(t)
	r.everywhere("an empty office", nil)
	all, picky := r.crowd()
	first := r.Drafted(r.Week())
	r.must(r.Desk.Hold(context.Background(), picky.ID, picky.Version, "barred"))
	left := r.left(all, first)
	view, err := r.Desk.Week(context.Background(), r.Week())
	r.must(err)
	r.must(r.Desk.Pin(context.Background(), booking.Pin{Request: left.ID, Slot: view.Slots[0].ID, Reason: "ضيف من خارج المملكة"}))
	r.everywhere("a pin after the draft", append(all, picky))
	r.Drafted(r.Week())
	r.everywhere("two drafts", append(all, picky))
	r.Published(r.Week())
	r.everywhere("published", append(all, picky))
}

func (r *rig) everywhere(state string, requests []booking.Request) {
	r.t.Helper()
	plans, err := r.Desk.Plans(context.Background(), r.Week())
	r.must(err)
	for _, lang := range []string{"/ar", "/en"} {
		r.get("", lang+"/office/plan")
		for _, p := range plans {
			at := lang + "/office/plan/" + number(p.ID)
			for _, show := range []string{"", "?show=seated", "?show=unseated", "?show=unseated&page=9", "?show=cutoffs", "?show=changes"} {
				if doc := r.get("/{plan}", at+show); doc.Find("h1").Length() != 1 {
					r.t.Errorf("%s: %s%s has %d headings", state, at, show, doc.Find("h1").Length())
				}
			}
			if p.Status == booking.PlanDraft {
				r.get("/{plan}/publish", at+"/publish")
			}
			for _, request := range requests {
				r.get("/{plan}/request/{request}", at+"/request/"+number(request.ID))
			}
		}
	}
}

func TestPlans_Allocate(t *testing.T) {
	r := newRig(t)
	form := url.Values{"week": {"2026-11-29"}}
	if to := r.sent("", "/ar/office/plan", form); to != "/ar/office/plan?week=2026-11-29" {
		t.Errorf("a week not opened was sent to %s", to)
	}
	r.has(r.get("", "/ar/office/plan"), ".notice--warning", "لم تُفتح")
	_, err := r.Desk.OpenWeek(context.Background(), r.Week())
	r.must(err)
	r.crowd()
	to := r.sent("", "/ar/office/plan", form)
	doc := r.get("/{plan}", to)
	if n := doc.Find("tbody tr").Length(); n != 24 {
		t.Errorf("%d are seated", n)
	}
	r.has(doc, "tbody tr:first-child", "60 نقطة")
	r.has(r.get("", "/ar/office/plan"), "tbody tr", "مسودة")
}

func TestPlans_Explain(t *testing.T) {
	r := newRig(t)
	all, picky := r.crowd()
	p := r.Drafted(r.Week())
	left := r.left(all, p)
	doc := r.get("/{plan}", planPath(p))
	r.has(doc, "tbody tr:first-child td:last-child", weektest.Reference(left.Case))
	doc = r.get("/{plan}", planPath(p)+"?show=unseated")
	r.has(doc, "tbody", "فصلت القرعة بين المتساوين")
	r.has(doc, "tbody", "24 موعداً: وقت غير ما طلب")
	r.has(doc, "tbody", "القبول بيوم")
	r.has(r.get("/{plan}", planPath(p)+"?show=cutoffs"), "tbody tr:first-child", "من 60 نقطة فأعلى")
	doc = r.get("/{plan}/request/{request}", planPath(p)+"/request/"+number(picky.ID))
	r.has(doc, ".notice", "لا موعد يناسب ما طلبه")
	r.has(doc, ".summary", "أول لقاء")
	w, _ := pagetest.Get(t, r.routes["GET /{lang}/office/plan/{plan}/file/{file}"], planPath(p)+"/file/problem.json")
	if !strings.Contains(w.Body.String(), `"now_date"`) || w.Header().Get("Content-Disposition") == "" {
		t.Error("the problem is not handed out as a file")
	}
}
