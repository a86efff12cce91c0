package host_test

import (
	"context"
	"net/http"
	"net/url"
	"testing"
	"time"

	"majlis/booking"
	"majlis/booking/bookingtest"
	"majlis/booking/roster"
	"majlis/internal/casework"
	"majlis/internal/identity"
	"majlis/web/host"
	"majlis/web/page"
	"majlis/web/page/pagetest"
)

// house is the surface over a real desk, with one audience at its hour.
type house struct {
	shown

	*bookingtest.Office
	audience  booking.Audience
	ordered   []casework.Directive
	refreshed int
	routes    []page.Route
	t         *testing.T
}

func (h *house) Open(context.Context, casework.CaseID) (casework.Case, error) {
	return casework.Case{ID: 3, Reference: "R48-10427", Subject: "تأخر معاملة", Body: "نص الطلب كاملاً", Applicant: casework.Applicant{Kind: casework.ApplicantAgent, PrincipalName: "سعد"}}, nil
}

func (h *house) History(context.Context, casework.CaseID) ([]casework.Event, error) {
	return []casework.Event{{At: h.Clock.Now(), To: casework.StatusReceived}}, nil
}

func (h *house) Referrals(context.Context, casework.CaseID) ([]casework.Referral, error) {
	return []casework.Referral{
		{Department: 1, Text: "للإفادة", DueOn: h.Clock.Now(), Kind: casework.ReferralOffice, Status: casework.ReferralOpen},
		{Department: 3, Text: "يُنهى", DueOn: h.Clock.Now(), Kind: casework.ReferralDirective, Status: casework.ReferralStarted},
	}, nil
}

func (h *house) Departments(context.Context) ([]casework.Department, error) {
	return []casework.Department{{ID: 1, NameAr: "المرور", NameEn: "Traffic", Active: true}, {ID: 2, NameAr: "سابقة", NameEn: "Former"}, {ID: 3, NameAr: "الجوازات", NameEn: "Passports", Active: true}}, nil
}

func (h *house) Direct(_ context.Context, _ int64, _ casework.CaseID, orders []casework.Directive) error {
	h.ordered = orders
	return nil
}

func (h *house) Person(context.Context, int64) (identity.Person, error) {
	return identity.Person{FullName: "نورة بنت سعد", Tail: "008", Phone: "+966501234567"}, nil
}

func (h *house) StaffTicket(context.Context, booking.SessionID, identity.Staff, string) (string, error) {
	return "ticket", nil
}

func (h *house) Refresh(context.Context, booking.SessionID) error {
	h.refreshed++
	return nil
}

func (h *house) DeviceChecks(context.Context, booking.SessionID) (map[booking.AudienceID]booking.DeviceCheck, error) {
	return map[booking.AudienceID]booking.DeviceCheck{h.audience.ID: {Camera: "ok", Microphone: "ok", Speaker: "ok", Path: "udp"}}, nil
}

func newHouse(t *testing.T, staff identity.Staff) *house {
	t.Helper()
	h := &house{Office: bookingtest.NewOffice(t), t: t}
	r := h.Shortlisted(bookingtest.Ask())
	h.Published(h.Week())
	h.audience = h.Confirmed(r.ID)
	h.Clock.Set(h.audience.At)
	h.routes = host.New(host.Deps{
		Pages: pagetest.Renderer(t, pagetest.Staff()), Days: h.Desk, Day: h.Desk, Cases: h, People: h, Rooms: h, Checks: h, Now: h.Clock.Now,
	}).Routes()
	for i, route := range h.routes {
		serve := route.Serve
		h.routes[i].Serve = func(w http.ResponseWriter, r *http.Request) error {
			return serve(w, r.WithContext(identity.WithActor(r.Context(), identity.Actor{Staff: &staff})))
		}
	}
	return h
}

func (h *house) route(pattern string) page.Route {
	h.t.Helper()
	for _, r := range h.routes {
		if r.Pattern == pattern {
			return r
		}
	}
	h.t.Fatalf("no route %s", pattern)
	return page.Route{}
}

var aide = identity.Staff{ID: 1, Role: identity.RoleAide, Active: true, NameAr: "مدير الجلسة", NameEn: "Aide"}

func TestSurface_EveryPageInBothLanguages(t *testing.T) {
	for _, state := range []string{"expected", "in session", "ended"} {
		h := newHouse(t, aide)
		if state != "expected" {
			h.Admitted(h.audience.ID)
		}
		if state == "ended" {
			if _, err := h.Desk.End(t.Context(), h.audience.ID, booking.DispositionHeld, ""); err != nil {
				t.Fatal(err)
			}
		}
		for _, lang := range []string{"/ar", "/en"} {
			for pattern, path := range map[string]string{
				"GET /{lang}/host": "/host", "GET /{lang}/host/session/{session}": "/host/session/" + text(int64(h.audience.Session)),
				"GET /{lang}/host/audience/{audience}":        "/host/audience/" + text(int64(h.audience.ID)),
				"GET /{lang}/host/audience/{audience}/direct": "/host/audience/" + text(int64(h.audience.ID)) + "/direct",
			} {
				t.Run(state+lang+path, func(t *testing.T) {
					if w, doc := pagetest.Get(t, h.route(pattern), lang+path); w.Code != http.StatusOK || doc.Find("h1").Length() == 0 {
						t.Errorf("%d", w.Code)
					}
				})
			}
		}
	}
}

func text(n int64) string {
	if n < 10 {
		return string(rune('0' + n))
	}
	return text(n/10) + text(n%10)
}

func TestSurface_Verify(t *testing.T) {
	h := newHouse(t, aide)
	path := "/ar/host/audience/" + text(int64(h.audience.ID)) + "/verify"
	for range 2 { // pressing twice changes nothing
		if w, _ := pagetest.Post(t, h.route("POST /{lang}/host/audience/{audience}/verify"), path, url.Values{}); w.Code != http.StatusSeeOther {
			t.Errorf("answered %d", w.Code)
		}
	}
	if a, err := h.Desk.Audience(t.Context(), h.audience.ID); err != nil || a.VerifiedAt.IsZero() || h.refreshed != 2 {
		t.Errorf("verified %v, refreshed %d times, %v", a.VerifiedAt, h.refreshed, err)
	}
}

func TestSurface_Direct(t *testing.T) {
	h := newHouse(t, aide)
	route, path := h.route("POST /{lang}/host/audience/{audience}/direct"), "/ar/host/audience/"+text(int64(h.audience.ID))+"/direct"
	day := func(days int) string { return h.Clock.Now().AddDate(0, 0, days).Format(time.DateOnly) }
	for name, row := range map[string]struct {
		form  url.Values
		field string
	}{
		"no department":                        {url.Values{"text1": {"يُعالج"}, "due_on1": {day(3)}}, "department1"},
		"no text":                              {url.Values{"department1": {"1"}, "due_on1": {day(3)}}, "text1"},
		"a past day":                           {url.Values{"department1": {"1"}, "text1": {"يُعالج"}, "due_on1": {day(-3)}}, "due_on1"},
		"no day":                               {url.Values{"department1": {"1"}, "text1": {"يُعالج"}, "due_on1": {""}}, "due_on1"},
		"a department that is ordered already": {url.Values{"department1": {"3"}, "text1": {"يُعالج"}, "due_on1": {day(3)}}, "department1"},
		"a department ordered twice at once": {url.Values{"department1": {"1"}, "text1": {"يُعالج"}, "due_on1": {day(3)},
			"department2": {"1"}, "text2": {"يُعالج"}, "due_on2": {day(3)}}, "department2"},
	} {
		t.Run(name, func(t *testing.T) {
			w, doc := pagetest.Post(t, route, path, row.form)
			if w.Code != http.StatusUnprocessableEntity || doc.Find(".field--wrong [name="+row.field+"]").Length() != 1 || h.ordered != nil {
				t.Errorf("%d, ordered %v", w.Code, h.ordered)
			}
		})
	}
	w, _ := pagetest.Post(t, route, path, url.Values{"department1": {"1"}, "text1": {"يُعالج"}, "due_on1": {day(3)}, "due_on2": {day(3)}, "due_on3": {day(3)}})
	if w.Code != http.StatusSeeOther || len(h.ordered) != 1 {
		t.Errorf("%d, ordered %v", w.Code, h.ordered)
	}
}

func TestSurface_Late(t *testing.T) {
	h := newHouse(t, aide)
	route, path := h.route("POST /{lang}/host/session/{session}/late"), "/ar/host/session/"+text(int64(h.audience.Session))+"/late"
	pagetest.Post(t, route, path, url.Values{"minutes": {"٢٠"}})
	if s, err := h.Desk.Session(t.Context(), h.audience.Session); err != nil || s.LateFor != 20*time.Minute {
		t.Errorf("late for %s, %v", s.LateFor, err)
	}
	pagetest.Post(t, route, path, url.Values{"minutes": {"900"}})
	if s, _ := h.Desk.Session(t.Context(), h.audience.Session); s.LateFor != 20*time.Minute {
		t.Errorf("an impossible delay was taken: %s", s.LateFor)
	}
}

func TestSurface_AHostSeesOwnSessionsOnly(t *testing.T) {
	h := newHouse(t, identity.Staff{ID: 4, Role: identity.RoleHost, Host: 999, Active: true})
	if _, doc := pagetest.Get(t, h.route("GET /{lang}/host"), "/ar/host"); doc.Find(".person").Length() != 0 {
		t.Error("another host's people are shown")
	}
	w := errorOf(t, h.route("GET /{lang}/host/session/{session}"), "/ar/host/session/"+text(int64(h.audience.Session)), "session", text(int64(h.audience.Session)))
	if w != booking.ErrForbidden {
		t.Errorf("another host's room answered %v", w)
	}
}

func TestSurface_AnInterpreterSeesWhereTheyAreBound(t *testing.T) {
	hind := identity.Staff{ID: 7, Role: identity.RoleInterpreter, Active: true, NameAr: "هند", NameEn: "Hind"}
	h := newHouse(t, hind)
	day := func() (people, rooms int) {
		_, doc := pagetest.Get(t, h.route("GET /{lang}/host"), "/ar/host")
		return doc.Find(".person").Length(), doc.Find(`a[href*="/host/session/"]`).Length()
	}
	if people, rooms := day(); people != 0 || rooms != 0 {
		t.Errorf("bound to nobody: sees %d people, %d rooms", people, rooms)
	}
	helper := h.OnDuty(booking.Helper{Kind: roster.SignLanguage, NameAr: "هند", Staff: hind.ID})
	err := h.Store.Bindings.Bind(t.Context(), []booking.Binding{{
		Offer: h.audience.Offer, Kind: roster.SignLanguage, Helper: helper.ID, At: h.audience.At, Until: h.audience.At.Add(10 * time.Minute),
	}})
	if err != nil {
		t.Fatal(err)
	}
	if people, rooms := day(); people != 1 || rooms != 1 {
		t.Errorf("bound: sees %d people, %d rooms", people, rooms)
	}
}

// errorOf serves one request and returns the handler's error.
func errorOf(t *testing.T, route page.Route, path, name, value string) error {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, path, nil)
	if err != nil {
		t.Fatal(err)
	}
	r.SetPathValue(name, value)
	return route.Serve(nil, r)
}
