package setup_test

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
	"majlis/internal/casework"
	"majlis/internal/i18n"
	"majlis/web/office/setup"
	"majlis/web/page/pagetest"
	"majlis/web/webtest"
)

// memory keeps what the office is made of.
type memory struct {
	hosts       []booking.Host
	departments []casework.Department
	centres     []casework.Centre
	saves       int
	refuse      error
}

func (m *memory) Hosts(context.Context) ([]booking.Host, error) { return m.hosts, nil }
func (m *memory) Departments(context.Context) ([]casework.Department, error) {
	return m.departments, nil
}
func (m *memory) Centres(context.Context) ([]casework.Centre, error) { return m.centres, nil }

func (m *memory) SaveHost(_ context.Context, h booking.Host) (booking.Host, error) {
	m.saves++
	m.hosts = put(m.hosts, h, func(h booking.Host) string { return h.Code })
	return h, m.refuse
}

func (m *memory) SaveDepartment(_ context.Context, d casework.Department) (casework.DepartmentID, error) {
	m.saves++
	m.departments = put(m.departments, d, func(d casework.Department) string { return d.Code })
	return d.ID, m.refuse
}

func (m *memory) SaveCentre(_ context.Context, c casework.Centre) error {
	m.saves++
	m.centres = put(m.centres, c, func(c casework.Centre) string { return c.Code })
	return m.refuse
}

func put[T any](list []T, one T, code func(T) string) []T {
	for i := range list {
		if code(list[i]) == code(one) {
			list[i] = one
			return list
		}
	}
	return append(list, one)
}

type site struct {
	*memory
	t       *testing.T
	surface *setup.Surface
}

func newSite(t *testing.T) *site {
	t.Helper()
	m := &memory{
		hosts:       []booking.Host{{ID: 1, Code: "minister", TitleAr: "معالي الوزير", TitleEn: "The Minister", ShortAr: "الوزير", ShortEn: "Minister", City: "riyadh", Active: true}},
		departments: []casework.Department{{ID: 3, Code: "traffic", NameAr: "إدارة المرور", NameEn: "Traffic", RespondDays: 7}},
		centres: []casework.Centre{{Code: "riyadh", NameAr: "مركز الرياض", NameEn: "Riyadh centre", AddressAr: "المروج", AddressEn: "Al Muruj", City: "riyadh",
			Opens: 8 * time.Hour, Closes: 16 * time.Hour, RamadanOpens: 10 * time.Hour, RamadanCloses: 15 * time.Hour, PhoneOpens: 8 * time.Hour, PhoneCloses: 24 * time.Hour, Booths: 4}},
	}
	return &site{memory: m, t: t, surface: setup.New(setup.Deps{Pages: pagetest.Renderer(t, pagetest.Staff()), Places: m, Hosts: m})}
}

func (s *site) ask(r *http.Request) (*httptest.ResponseRecorder, *goquery.Document, error) {
	s.t.Helper()
	w, mux := httptest.NewRecorder(), http.NewServeMux()
	var failed error
	for _, route := range s.surface.Routes() {
		for _, lang := range i18n.Languages() {
			mux.HandleFunc(route.PatternIn(lang), func(w http.ResponseWriter, r *http.Request) { failed = route.Serve(w, r) })
		}
	}
	mux.ServeHTTP(w, r)
	doc, err := goquery.NewDocumentFromReader(strings.NewReader(w.Body.String()))
	if err != nil {
		s.t.Fatal(err)
	}
	return w, doc, failed
}

func (s *site) get(path string) (*httptest.ResponseRecorder, *goquery.Document, error) {
	return s.ask(httptest.NewRequest(http.MethodGet, path, nil))
}

func (s *site) post(path string, form url.Values) (*httptest.ResponseRecorder, *goquery.Document, error) {
	r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return s.ask(r)
}

// form is the form of a page as it stands there, with something else typed into it.
func (s *site) form(path string, typed url.Values) url.Values {
	s.t.Helper()
	_, doc, err := s.get(path)
	if err != nil {
		s.t.Fatal(err)
	}
	form := url.Values{}
	doc.Find("main form input, main form textarea, main form select").Each(func(_ int, in *goquery.Selection) {
		value := in.AttrOr("value", in.Text())
		if in.Is("select") {
			value = in.Find("option[selected]").AttrOr("value", "")
		}
		if _, ticked := in.Attr("checked"); in.AttrOr("type", "") != "checkbox" || ticked {
			form.Set(in.AttrOr("name", ""), value)
		}
	})
	for name, values := range typed {
		form[name] = values
	}
	return form
}

func TestRoutes_KeepTheirPermissions(t *testing.T) { webtest.Walk(t, newSite(t).surface.Routes()) }

func TestSetup_RendersInBothLanguages(t *testing.T) {
	s := newSite(t)
	for _, lang := range []string{"/ar", "/en"} {
		for _, path := range []string{"", "/host/new", "/host/minister", "/department/new", "/department/traffic", "/centre/new", "/centre/riyadh"} {
			if w, _, err := s.get(lang + "/office/setup" + path); err != nil || w.Code != http.StatusOK {
				t.Errorf("%s%s: %d, %v", lang, path, w.Code, err)
			}
		}
	}
	for _, path := range []string{"/host/nobody", "/person/new", "/centre/mars"} {
		if _, _, err := s.get("/ar/office/setup" + path); err != booking.ErrNotFound {
			t.Errorf("%s: %v, want not found", path, err)
		}
	}
}

func TestSetup_SavesNothingElseThanWasTyped(t *testing.T) {
	s := newSite(t)
	before := s.centres[0]
	w, _, err := s.post("/ar/office/setup/centre/riyadh", s.form("/ar/office/setup/centre/riyadh", url.Values{"booths": {"٦"}, "closes": {"17:30"}}))
	if err != nil || w.Code != http.StatusSeeOther {
		t.Fatalf("%d, %v", w.Code, err)
	}
	before.Booths, before.Closes = 6, 17*time.Hour+30*time.Minute
	if s.centres[0] != before {
		t.Errorf("the centre is %+v, want %+v", s.centres[0], before)
	}
}

func TestSetup_Adds(t *testing.T) {
	rows := map[string]url.Values{
		"host":       {"code": {"chief_of_staff"}, "title_ar": {"مدير"}, "title_en": {"Chief"}, "short_ar": {"مدير"}, "short_en": {"Chief"}, "city": {"jeddah"}},
		"department": {"code": {"prisons"}, "name_ar": {"السجون"}, "name_en": {"Prisons"}, "respond_days": {"10"}},
		"centre":     {"code": {"abha"}, "name_ar": {"أبها"}, "name_en": {"Abha"}, "address_ar": {"الشمسان"}, "address_en": {"Shamsan"}, "city": {"abha"}},
	}
	for what, typed := range rows {
		t.Run(what, func(t *testing.T) {
			s := newSite(t)
			path := "/ar/office/setup/" + what + "/new"
			form := s.form(path, typed)
			if w, doc, err := s.post(path, form); err != nil || w.Code != http.StatusSeeOther {
				t.Fatalf("%d, %v: %s", w.Code, err, doc.Find(".field__error").Text())
			}
			w, doc, _ := s.post(path, form) // once more: the code is taken by now
			if w.Code != http.StatusUnprocessableEntity || !strings.Contains(doc.Find("#field-code-error").Text(), "مستخدم من قبل") {
				t.Errorf("adding it again: %d", w.Code)
			}
			if s.saves != 1 || len(s.hosts)+len(s.departments)+len(s.centres) != 4 {
				t.Errorf("%d saves", s.saves)
			}
		})
	}
}

func TestSetup_RefusesBesideTheField(t *testing.T) {
	rows := []struct{ name, path, field, value string }{
		{"no name", "department/traffic", "name_ar", ""},
		{"no days", "department/traffic", "respond_days", ""},
		{"too many days", "department/traffic", "respond_days", "91"},
		{"no number", "department/traffic", "respond_days", "ten"},
		{"closes before it opens", "centre/riyadh", "closes", "07:00"},
		{"no hour", "centre/riyadh", "opens", "morning"},
		{"a city without prayer times", "host/minister", "city", "paris"},
		{"a code with capitals and digits", "host/new", "code", "Host7"},
		{"a code that is a word of the address", "host/new", "code", "new"},
		{"no code", "department/new", "code", ""},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			s := newSite(t)
			path := "/ar/office/setup/" + row.path
			w, doc, err := s.post(path, s.form(path, url.Values{row.field: {row.value}}))
			if err != nil || w.Code != http.StatusUnprocessableEntity || doc.Find("#field-"+row.field+"-error").Length() != 1 {
				t.Errorf("%d, %v, errors %q", w.Code, err, doc.Find(".field__error").Text())
			}
			if typed := doc.Find("#field-"+row.field).AttrOr("value", row.value); typed != row.value {
				t.Errorf("typed text became %q", typed)
			}
			if s.saves != 0 {
				t.Error("it was saved")
			}
		})
	}
}

func TestSetup_StaleEditKeepsWhatWasTyped(t *testing.T) {
	s := newSite(t)
	const path = "/ar/office/setup/department/traffic"
	form := s.form(path, url.Values{"name_en": {"Traffic department"}})
	s.departments[0].RespondDays = 12
	w, doc, err := s.post(path, form)
	if err != nil || w.Code != http.StatusConflict || s.saves != 0 {
		t.Fatalf("%d, %v, %d saves", w.Code, err, s.saves)
	}
	if !strings.Contains(doc.Find("main").Text(), "غيّر غيركم هذه البيانات") || doc.Find("#field-name_en").AttrOr("value", "") != "Traffic department" {
		t.Error("it is not said, or what was typed is lost")
	}
	form.Set("seen", doc.Find("input[name=seen]").AttrOr("value", ""))
	for range 2 { // and pressed twice
		if w, _, err := s.post(path, form); err != nil || w.Code != http.StatusSeeOther {
			t.Fatalf("%d, %v", w.Code, err)
		}
	}
}

func TestSetup_ShowsARefusalOfTheStore(t *testing.T) {
	s := newSite(t)
	s.refuse = booking.Refuse("host_incomplete", "code")
	const path = "/ar/office/setup/host/minister"
	if w, doc, err := s.post(path, s.form(path, nil)); err != nil || w.Code != http.StatusUnprocessableEntity || doc.Find(".error-summary").Length() != 1 {
		t.Errorf("%d, %v", w.Code, err)
	}
}
