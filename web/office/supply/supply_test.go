package supply_test

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
	"majlis/booking/roster"
	"majlis/internal/calendar"
	"majlis/internal/i18n"
	"majlis/internal/identity"
	"majlis/internal/notify"
	"majlis/web/office/supply"
	"majlis/web/office/weektest"
	"majlis/web/page"
	"majlis/web/page/pagetest"
	"majlis/web/webtest"
)

// rig is the pages over a week's office, with a calendar in memory.
type rig struct {
	*weektest.Office
	t       *testing.T
	routes  map[string]page.Route
	table   []page.Route
	days    *calendar.Office
	decided []calendar.Decision
	cities  []calendar.City
}

func newRig(t *testing.T) *rig {
	r := &rig{Office: weektest.New(t), t: t, routes: map[string]page.Route{}}
	var err error
	r.days, err = calendar.New(calendar.Config{})
	r.must(err)
	s := supply.New(supply.Deps{
		Pages: pagetest.Renderer(t, pagetest.Staff()), Desk: r.Desk, Words: r.Words(), Centres: r, Staff: r, Days: r,
		Calendar: r.days, Messages: r, Tx: r.Store.Tx, Now: r.Clock.Now,
	})
	r.table = s.Routes()
	for _, route := range r.table {
		r.routes[route.Pattern] = route
	}
	return r
}

func (r *rig) List(context.Context) ([]identity.Staff, error) {
	return []identity.Staff{{ID: 5, NameAr: "ريم", NameEn: "Reem", Role: identity.RoleInterpreter, Active: true}, {ID: 6, NameAr: "يزيد", Role: identity.RoleAuditor, Active: true}}, nil
}

func (r *rig) CalendarDecisions(context.Context) ([]calendar.Decision, error) { return r.decided, nil }

func (r *rig) Decide(_ context.Context, d calendar.Decision) error {
	d.By = "staff:7"
	r.decided = append(r.decided, d)
	return nil
}

func (r *rig) SaveCity(_ context.Context, c calendar.City) error {
	r.cities = append(r.cities, c)
	return nil
}

// Drafts writes the kinds of notices in place of texts.
func (r *rig) Drafts(_ context.Context, notices []booking.Notice) ([]notify.Draft, error) {
	drafts := make([]notify.Draft, len(notices))
	for i, n := range notices {
		drafts[i] = notify.Draft{Lang: i18n.Arabic, Text: string(n.Kind), Parts: 2}
	}
	return drafts, nil
}

func (r *rig) must(err error) {
	r.t.Helper()
	if err != nil {
		r.t.Fatal(err)
	}
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

func (r *rig) sent(pattern, path string, form url.Values) string {
	r.t.Helper()
	w, doc := r.post(pattern, path, form)
	if w.Code != http.StatusSeeOther {
		r.t.Fatalf("POST %s is %d: %s", path, w.Code, doc.Find(".error-summary").Text())
	}
	return w.Header().Get("Location")
}

func (r *rig) has(doc *goquery.Document, selector, text string) {
	r.t.Helper()
	if !strings.Contains(doc.Find(selector).Text(), text) {
		r.t.Errorf("%s does not say %q: %q", selector, text, doc.Find(selector).Text())
	}
}

// filled is a form as it stands on a page, with something else typed into it.
func filled(doc *goquery.Document, typed url.Values) url.Values {
	form := url.Values{}
	doc.Find("main form input, main form textarea, main form select").Each(func(_ int, in *goquery.Selection) {
		name, value := in.AttrOr("name", ""), in.AttrOr("value", in.Text())
		if in.Is("select") {
			value = in.Find("option[selected]").AttrOr("value", "")
		}
		kind := in.AttrOr("type", "")
		if _, ticked := in.Attr("checked"); (kind == "checkbox" || kind == "radio") && !ticked {
			return
		}
		form.Add(name, value)
	})
	for name, values := range typed {
		form[name] = values
	}
	return form
}

func TestRoutes_KeepTheirPermissions(t *testing.T) { webtest.Walk(t, newRig(t).table) }

// R30: a forecast is confirmed, shifted or taken away by an officer with a reason.
func TestCalendar_Periods(t *testing.T) {
	const path, pattern = "/ar/office/calendar/period/eid_al_fitr/1448", "calendar/period/{code}/{year}"
	for _, row := range []struct {
		name  string
		typed url.Values
		state calendar.State
	}{
		{"as forecast", url.Values{}, calendar.Confirmed},
		{"a day later", url.Values{"last": {"2027-03-14"}}, calendar.Shifted},
		{"not this year", url.Values{"do": {"remove"}}, calendar.Removed},
	} {
		t.Run(row.name, func(t *testing.T) {
			r := newRig(t)
			r.has(r.get("calendar", "/ar/office/calendar"), "tbody tr:contains('إجازة عيد الفطر')", "متوقعة")
			row.typed.Set("reason", "إعلان المحكمة العليا")
			r.sent(pattern, path, filled(r.get(pattern, path), row.typed))
			if len(r.decided) != 1 || r.decided[0].State != row.state || r.decided[0].Key != "eid_al_fitr/1448" {
				t.Fatalf("%+v", r.decided)
			}
			r.has(r.get("calendar", "/en/office/calendar"), "tbody", "Sarah Al Harbi")
		})
	}
	t.Run("Ramadan is shifted, never taken away", func(t *testing.T) {
		r := newRig(t)
		const path = "/ar/office/calendar/period/ramadan/1448"
		doc := r.get(pattern, path)
		if doc.Find("button[value=remove]").Length() != 0 {
			t.Error("offers to take Ramadan away")
		}
		r.sent(pattern, path, filled(doc, url.Values{"do": {"remove"}, "reason": {"x"}}))
		if r.decided[0].State != calendar.Confirmed {
			t.Errorf("%+v", r.decided)
		}
	})
	t.Run("adds one that no forecast knows", func(t *testing.T) {
		r := newRig(t)
		r.sent("calendar/holiday", "/ar/office/calendar/holiday", url.Values{"from": {"2027-01-05"}, "last": {"2027-01-06"}, "name_ar": {"إجازة رسمية"}, "reason": {"أمر ملكي"}})
		if d := r.decided[0]; d.State != calendar.Added || d.Key != "announced/2027-01-05" || d.Until.String() != "2027-01-07" {
			t.Errorf("%+v", d)
		}
		w, doc := r.post("calendar/holiday", "/ar/office/calendar/holiday", url.Values{"from": {"2027-01-05"}, "last": {"2027-01-06"}, "name_ar": {"أخرى"}, "reason": {"أمر"}})
		if w.Code != http.StatusUnprocessableEntity || doc.Find("#field-from-error").Length() != 1 {
			t.Errorf("the same day again: %d", w.Code)
		}
	})
	t.Run("refuses beside the field", func(t *testing.T) {
		for field, value := range map[string]string{"reason": "", "last": "2027-01-01", "from": ""} {
			r := newRig(t)
			w, doc := r.post(pattern, path, filled(r.get(pattern, path), url.Values{"reason": {"x"}, field: {value}}))
			if w.Code != http.StatusUnprocessableEntity || doc.Find("#field-"+field+"-error").Length() != 1 || len(r.decided) != 0 {
				t.Errorf("%s: %d, %d decided", field, w.Code, len(r.decided))
			}
		}
	})
	t.Run("knows no other period", func(t *testing.T) {
		r := newRig(t)
		request := httptest.NewRequest(http.MethodGet, "/ar/office/calendar/period/picnic/1448", nil)
		request.SetPathValue("code", "picnic")
		request.SetPathValue("year", "1448")
		if err := r.routes["GET /{lang}/office/"+pattern].Serve(httptest.NewRecorder(), request); err != booking.ErrNotFound {
			t.Errorf("a picnic is a period: %v", err)
		}
	})
}

// R31: hours and rests are set for each city and prayer.
func TestCalendar_City(t *testing.T) {
	r := newRig(t)
	const path, pattern = "/ar/office/calendar/city/jeddah", "calendar/city/{city}"
	r.sent(pattern, path, filled(r.get(pattern, path), url.Values{"asr": {"٠"}, "dhuhr": {"45"}, "closes": {"15:30"}}))
	c := r.cities[0]
	if c.Code != "jeddah" || c.Rests["asr"] != 0 || c.Rests["dhuhr"] != 45*time.Minute || c.Hours.To != 15*time.Hour+30*time.Minute || c.Ramadan.From != 10*time.Hour {
		t.Errorf("%+v", c)
	}
	for field, value := range map[string]string{"closes": "07:00", "isha": "500"} {
		w, doc := r.post(pattern, path, filled(r.get(pattern, path), url.Values{field: {value}}))
		if w.Code != http.StatusUnprocessableEntity || doc.Find("#field-"+field+"-error").Length() != 1 || len(r.cities) != 1 {
			t.Errorf("%s: %d", field, w.Code)
		}
	}
}

func TestRoster(t *testing.T) {
	r := newRig(t)
	r.has(r.get("roster", "/en/office/roster"), "main", "Fahad")
	r.OnDuty(booking.Helper{Kind: roster.Booth, NameAr: "القاعة 2", NameEn: "Hall 2", Centre: "riyadh", To: 24 * time.Hour})
	r.has(r.get("roster", "/en/office/roster"), "main", "All day")
	form := filled(r.get("roster/{helper}", "/ar/office/roster/new"), url.Values{"kind": {"interpreter"}, "name_ar": {"ليلى"}, "name_en": {"Layla"}, "languages": {"fr"}, "staff": {"5"}})
	r.sent("roster/{helper}", "/ar/office/roster/new", form)
	list, err := r.Desk.Helpers(t.Context())
	r.must(err)
	var layla booking.Helper
	for _, h := range list {
		if h.NameEn == "Layla" {
			layla = h
		}
	}
	if layla.Kind != roster.Interpreter || layla.Staff != 5 || len(layla.Weekdays) != 5 || layla.To != 16*time.Hour {
		t.Fatalf("%+v", layla)
	}
	path := "/en/office/roster/" + strconv.FormatInt(int64(layla.ID), 10)
	doc := r.get("roster/{helper}", path)
	r.sent("roster/{helper}", path, filled(doc, url.Values{"away_from": {"2026-11-29"}, "away_until": {"2026-12-01"}}))
	r.has(r.get("roster", "/en/office/roster"), "main", "Away")
	if w, doc := r.post("roster/{helper}", path, filled(doc, nil)); w.Code != http.StatusConflict || doc.Find(".notice--warning").Length() != 1 {
		t.Errorf("a stale edit is %d", w.Code)
	}
	w, doc := r.post("roster/{helper}", "/ar/office/roster/new", url.Values{"kind": {"booth"}, "name_ar": {"قاعة"}, "from": {"08:00"}, "to": {"16:00"}, "weekdays": {"0"}})
	if w.Code != http.StatusUnprocessableEntity || doc.Find("#field-centre-error").Length() != 1 {
		t.Errorf("a hall nowhere is %d", w.Code)
	}
}

func TestDates(t *testing.T) {
	r := newRig(t)
	r.has(r.get("dates", "/ar/office/dates"), ".empty__title", "لا أيام مختلفة")
	form := url.Values{"host": {"1"}, "day": {"2026-12-01"}, "kind": {"hours"}, "from": {"13:00"}, "to": {"15:00"}, "reason": {"سفر"}}
	form.Set("host", strconv.FormatInt(int64(r.Minister), 10))
	if to := r.sent("dates", "/ar/office/dates", form); to != "/ar/office/dates" {
		t.Errorf("sent to %s", to)
	}
	r.has(r.get("dates", "/ar/office/dates"), "main", "أوقات أخرى")
	r.sent("dates/remove", "/ar/office/dates/remove", url.Values{"host": form["host"], "day": form["day"]})
	r.has(r.get("dates", "/ar/office/dates"), ".empty__title", "لا أيام مختلفة")
	_, err := r.Desk.OpenWeek(t.Context(), r.Week())
	r.must(err)
	if to := r.sent("dates", "/ar/office/dates", form); !strings.HasPrefix(to, "/ar/office/move?day=2026-12-01") {
		t.Errorf("an opened day leads to %s", to)
	}
	form.Set("reason", "")
	if w, doc := r.post("dates", "/ar/office/dates", form); w.Code != http.StatusUnprocessableEntity || doc.Find("#field-reason-error").Length() != 1 {
		t.Errorf("without a reason: %d", w.Code)
	}
}

// published has three people on the Minister's Sunday.
func (r *rig) published() []booking.Request {
	r.t.Helper()
	var people []booking.Request
	for range 3 {
		people = append(people, r.Shortlisted(booking.Ask{Section: booking.SectionMen, Hosts: []string{"minister"}, Weekdays: []time.Weekday{time.Sunday}}))
	}
	r.Published(r.Week())
	return people
}

// R37, R38: a day is moved by one press, and only as shown.
func TestMove(t *testing.T) {
	t.Run("shows every appointment and message, then does exactly that", func(t *testing.T) {
		r := newRig(t)
		people := r.published()
		before := len(r.Memory.Notices())
		const path = "/ar/office/move"
		doc := r.get("move", path+"?day=2026-11-29&host="+strconv.FormatInt(int64(r.Minister), 10))
		typed := url.Values{"how": {"move"}, "to": {"2026-12-01"}, "reason": {"سفر المضيف"}, "do": {"look"}}
		_, doc = r.post("move", path, filled(doc, typed))
		if rows := doc.Find("#preview tbody tr").Length(); rows != 3 || len(r.Memory.Notices()) != before {
			t.Fatalf("%d rows, %d told", rows, len(r.Memory.Notices())-before)
		}
		r.has(doc, "#preview tbody", "changed")
		r.sent("move", path, filled(doc, url.Values{"do": {"confirm"}}))
		if told := len(r.Memory.Notices()) - before; told != 3 {
			t.Errorf("%d told", told)
		}
		for _, p := range people {
			slot, err := r.Desk.Slot(t.Context(), r.Offered(p.ID).Slot)
			r.must(err)
			if slot.At.Before(bookingtest.At(31, 0, 0)) {
				t.Errorf("still at %s", slot.At)
			}
		}
	})
	t.Run("does nothing when something changed since the preview", func(t *testing.T) {
		r := newRig(t)
		people := r.published()
		_, doc := r.post("move", "/en/office/move", url.Values{"days": {"2026-11-29"}, "host": {"0"}, "how": {"free"}, "reason": {"x"}, "do": {"look"}})
		r.Confirmed(people[0].ID)
		w, again := r.post("move", "/en/office/move", filled(doc, url.Values{"do": {"confirm"}}))
		if w.Code != http.StatusOK || again.Find(".notice--warning").Length() != 1 || r.Offered(people[1].ID).Status != booking.OfferOpen {
			t.Fatalf("%d, %s", w.Code, r.Offered(people[1].ID).Status)
		}
		r.sent("move", "/en/office/move", filled(again, url.Values{"do": {"confirm"}}))
		if r.Request(people[0].ID).Status != booking.RequestShortlisted {
			t.Error("it was not done")
		}
	})
	t.Run("a holiday with appointments is decided in the same step", func(t *testing.T) {
		r := newRig(t)
		people := r.published()
		form := url.Values{"from": {"2026-11-29"}, "last": {"2026-11-30"}, "name_ar": {"إجازة"}, "reason": {"أمر ملكي"}}
		w, doc := r.post("calendar/holiday", "/ar/office/calendar/holiday", form)
		if w.Code != http.StatusOK || doc.Find("#preview tbody tr").Length() != 3 {
			t.Fatalf("%d, %s", w.Code, doc.Find("main").Text())
		}
		r.decided = nil // the preview's was undone
		if to := r.sent("move", "/ar/office/move", filled(doc, url.Values{"do": {"confirm"}})); to != "/ar/office/calendar" {
			t.Errorf("sent to %s", to)
		}
		if len(r.decided) != 1 || r.decided[0].Key != "announced/2026-11-29" || r.decided[0].State != calendar.Added || r.decided[0].NameAr != "إجازة" {
			t.Errorf("%+v", r.decided)
		}
		if r.Request(people[2].ID).Status != booking.RequestShortlisted {
			t.Error("nobody was freed")
		}
	})
	t.Run("asks for what is missing", func(t *testing.T) {
		r := newRig(t)
		w, doc := r.post("move", "/ar/office/move", url.Values{"how": {"move"}})
		if w.Code != http.StatusUnprocessableEntity || doc.Find(".error-summary a").Length() != 3 {
			t.Errorf("%d: %s", w.Code, doc.Find(".error-summary").Text())
		}
		w, doc = r.post("move", "/ar/office/move", url.Values{"days": {"2026-11-29"}, "how": {"move"}, "to": {"2026-12-04"}, "reason": {"x"}})
		if w.Code != http.StatusUnprocessableEntity || doc.Find("#field-to-error").Length() != 1 {
			t.Errorf("to a Friday: %d", w.Code)
		}
	})
}

// R32: what is missing is said before publication, and waived only where that may be.
func TestStaffing(t *testing.T) {
	r := newRig(t)
	list, err := r.Desk.Templates(t.Context())
	r.must(err)
	for _, shape := range list {
		shape.Provides = []string{"sign_language", "interpreter"}
		_, err := r.Desk.SaveTemplate(t.Context(), shape)
		r.must(err)
	}
	helpers, err := r.Desk.Helpers(t.Context())
	r.must(err)
	for _, h := range helpers {
		h.Active = false
		_, err := r.Desk.SaveHelper(t.Context(), h)
		r.must(err)
	}
	r.Shortlisted(booking.Ask{Section: booking.SectionMen, Needs: []string{"sign_language"}})
	r.Shortlisted(booking.Ask{Section: booking.SectionMen, Needs: []string{"interpreter"}})
	plan := r.Drafted(r.Week())
	path := "/ar/office/staffing/" + strconv.FormatInt(int64(plan.ID), 10)
	doc := r.get("staffing/{plan}", path)
	r.has(doc, ".notice--danger", "احتياجين")
	if forms := doc.Find("main form").Length(); forms != 1 || doc.Find("main section h2").Length() != 2 {
		t.Errorf("%d forms: sign language must have none", forms)
	}
	r.has(doc, "main", "حق لصاحب الطلب")
	// The desk of this office does not know who acts, and waiving needs a name.
	r.sent("staffing/{plan}", path, filled(doc, url.Values{"reason-0": {"x"}, "reason-1": {"x"}, "row": {"0"}}))
	r.has(r.get("staffing/{plan}", strings.Replace(path, "/ar/", "/en/", 1)), "main", "person’s right")
}

func TestEveryPageInBothLanguages(t *testing.T) {
	r := newRig(t)
	r.published()
	for _, lang := range []string{"/ar", "/en"} {
		for pattern, path := range map[string]string{
			"calendar": "/office/calendar", "calendar/holiday": "/office/calendar/holiday", "calendar/period/{code}/{year}": "/office/calendar/period/ramadan/1448",
			"calendar/city/{city}": "/office/calendar/city/abha", "roster": "/office/roster", "roster/{helper}": "/office/roster/new",
			"dates": "/office/dates", "move": "/office/move",
		} {
			if doc := r.get(pattern, lang+path); doc.Find("h1").Length() != 1 {
				t.Errorf("%s%s has %d headings", lang, path, doc.Find("h1").Length())
			}
		}
	}
}
