package citizen

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"

	"majlis/booking"
	"majlis/internal/calendar"
	"majlis/internal/casework"
	"majlis/internal/i18n"
	"majlis/internal/identity"
	"majlis/web/page"
	"majlis/web/page/pagetest"
)

// Tuesday 24 November 2026, 09:00 in Riyadh.
var now = time.Date(2026, 11, 24, 6, 0, 0, 0, time.UTC)

const (
	phone = "+966501234567"
	other = "+966557654321"
)

// memOffice keeps cases and drafts in maps; what a file is it judges as casework does.
type memOffice struct {
	drafts    map[string]casework.Draft
	attached  map[string][]casework.Attachment
	list      []casework.Case
	history   map[casework.CaseID][]casework.Event
	surveys   map[casework.CaseID]casework.Survey
	phones    map[int64]string
	filed     map[string]casework.Case
	filings   []casework.Filing
	refuse    error // of the next filing
	informed  string
	withdrawn []casework.CaseID
	read      []casework.CaseID
}

func (m *memOffice) File(_ context.Context, f casework.Filing) (casework.Case, error) {
	if m.refuse != nil {
		return casework.Case{}, m.refuse
	}
	if err := f.Check(calendar.DateOf(now).At(0, 0)); err != nil {
		return casework.Case{}, err
	}
	if earlier, ok := m.filed[f.Key]; ok {
		return earlier, nil
	}
	c := casework.Case{ID: casework.CaseID(100 + len(m.list)), Reference: fmt.Sprintf("R48-%d", 20000+len(m.list)), Kind: f.Kind,
		Status: casework.StatusReceived, Person: f.Person, Subject: f.Subject, Body: f.Body, FiledAt: now, Applicant: f.Applicant}
	m.list, m.filed[f.Key], m.filings = append(m.list, c), c, append(m.filings, f)
	delete(m.drafts, f.DraftKey)
	delete(m.attached, f.DraftKey)
	return c, nil
}

func (m *memOffice) Centres(context.Context) ([]casework.Centre, error) {
	hour := time.Hour
	usual := casework.Centre{Opens: 8 * hour, Closes: 16 * hour, RamadanOpens: 10 * hour, RamadanCloses: 15 * hour, PhoneOpens: 8 * hour, PhoneCloses: 24 * hour,
		RenewalsAr: "مبنى الأحوال المدنية والجوازات المجاور", RenewalsEn: "The Civil Affairs and Passports building next door"}
	riyadh, jeddah := usual, usual
	riyadh.Code, riyadh.NameAr, riyadh.NameEn, riyadh.AddressAr, riyadh.AddressEn = "riyadh", "مركز الرياض", "Riyadh Centre", "حي المروج", "Al Muruj"
	riyadh.Phone, riyadh.Fax, riyadh.PostBox = "0110000000", "0110000001", "00000"
	jeddah.Code, jeddah.NameAr, jeddah.NameEn, jeddah.AddressAr, jeddah.AddressEn = "jeddah", "مركز جدة", "Jeddah Centre", "طريق الملك عبدالعزيز", "King Abdulaziz Road"
	jeddah.Phone = "0120000000"
	return []casework.Centre{riyadh, jeddah}, nil
}

func (m *memOffice) Draft(_ context.Context, key string) (casework.Draft, error) {
	d, ok := m.drafts[key]
	if !ok {
		return casework.Draft{}, booking.ErrNotFound
	}
	d.Answers = maps.Clone(d.Answers)
	return d, nil
}

func (m *memOffice) SaveDraft(_ context.Context, d casework.Draft) error {
	if old, ok := m.drafts[d.Key]; ok && old.Phone != d.Phone {
		return booking.ErrForbidden
	}
	m.drafts[d.Key] = d
	return nil
}

func (m *memOffice) Attach(_ context.Context, key, name string, content []byte) error {
	switch {
	case len(content) == 0:
		return booking.Refuse("file_empty", "attachments")
	case len(m.attached[key]) >= casework.AttachmentMost:
		return booking.Refuse("files_many", "attachments", "max", casework.AttachmentMost)
	case !strings.HasPrefix(string(content), "%PDF"):
		return booking.Refuse("file_type", "attachments")
	}
	m.attached[key] = append(m.attached[key], casework.Attachment{ID: casework.AttachmentID(len(m.attached[key]) + 1), Name: name, Type: "application/pdf", Size: int64(len(content))})
	return nil
}

func (m *memOffice) Detach(_ context.Context, key string, id casework.AttachmentID) error {
	m.attached[key] = slices.DeleteFunc(m.attached[key], func(a casework.Attachment) bool { return a.ID == id })
	return nil
}

func (m *memOffice) DraftAttachments(_ context.Context, key string) ([]casework.Attachment, error) {
	return m.attached[key], nil
}

func (m *memOffice) one(is func(casework.Case) bool) (casework.Case, error) {
	if at := slices.IndexFunc(m.list, is); at >= 0 {
		return m.list[at], nil
	}
	return casework.Case{}, booking.ErrNotFound
}

func (m *memOffice) ByReference(_ context.Context, reference string) (casework.Case, error) {
	return m.one(func(c casework.Case) bool { return c.Reference == reference })
}

func (m *memOffice) Case(_ context.Context, id casework.CaseID) (casework.Case, error) {
	return m.one(func(c casework.Case) bool { return c.ID == id })
}

func (m *memOffice) Open(ctx context.Context, id casework.CaseID) (casework.Case, error) {
	return m.Case(ctx, id)
}

func (m *memOffice) OfPhone(_ context.Context, phone string) ([]casework.Case, error) {
	return slices.DeleteFunc(slices.Clone(m.list), func(c casework.Case) bool { return m.phones[c.Person] != phone }), nil
}

func (m *memOffice) History(_ context.Context, id casework.CaseID) ([]casework.Event, error) {
	return m.history[id], nil
}

func (m *memOffice) Attachments(_ context.Context, id casework.CaseID) ([]casework.Attachment, error) {
	return m.attached[fmt.Sprint("case ", id)], nil
}

func (m *memOffice) Attachment(_ context.Context, id casework.CaseID, file casework.AttachmentID) (casework.Attachment, []byte, error) {
	for _, a := range m.attached[fmt.Sprint("case ", id)] {
		if a.ID == file {
			return a, []byte("%PDF-1.7"), nil
		}
	}
	return casework.Attachment{}, nil, booking.ErrNotFound
}

func (m *memOffice) change(id casework.CaseID, do func(*casework.Case)) {
	for i := range m.list {
		if m.list[i].ID == id {
			do(&m.list[i])
		}
	}
}

func (m *memOffice) GiveInfo(_ context.Context, id casework.CaseID, text string) error {
	if text == "" {
		return booking.Refuse("answer_missing", "answer")
	}
	m.informed = text
	m.change(id, func(c *casework.Case) { c.Status = casework.StatusUnderReview })
	return nil
}

func (m *memOffice) Withdraw(_ context.Context, id casework.CaseID) error {
	m.withdrawn = append(m.withdrawn, id)
	m.change(id, func(c *casework.Case) { c.Status = casework.StatusWithdrawn })
	return nil
}

func (m *memOffice) ReadResult(_ context.Context, id casework.CaseID) error {
	m.read = append(m.read, id)
	return nil
}

func (m *memOffice) Judge(_ context.Context, s casework.Survey) error {
	if _, before := m.surveys[s.Case]; before {
		return booking.Refuse("survey_answered", "")
	}
	m.surveys[s.Case] = s
	if s.Score <= 2 {
		m.change(s.Case, func(c *casework.Case) { c.Status = casework.StatusReopened })
	}
	return nil
}

func (m *memOffice) SurveyOf(_ context.Context, id casework.CaseID) (casework.Survey, error) {
	survey, ok := m.surveys[id]
	if !ok {
		return casework.Survey{}, booking.ErrNotFound
	}
	return survey, nil
}

type memDesk struct {
	requests  map[int64]booking.Request // by case
	offers    map[booking.RequestID]booking.Offer
	standings map[booking.RequestID]booking.Standing
	withdrawn []booking.RequestID
}

func (m *memDesk) Standing(_ context.Context, id booking.RequestID) (booking.Standing, error) {
	s, ok := m.standings[id]
	if !ok {
		return s, booking.ErrNotFound
	}
	return s, nil
}

func (m *memDesk) Hosts(context.Context) ([]booking.Host, error) {
	return []booking.Host{
		{ID: 1, Code: "minister", TitleAr: "صاحب السمو الملكي وزير الداخلية", TitleEn: "HRH the Minister of Interior", Active: true},
		{ID: 2, Code: "deputy", TitleAr: "معالي نائب الوزير", TitleEn: "His Excellency the Deputy Minister", Active: true},
		{ID: 3, Code: "former", TitleAr: "سابق", TitleEn: "Former"},
	}, nil
}

func (m *memDesk) RequestOfCase(_ context.Context, id int64) (booking.Request, error) {
	r, ok := m.requests[id]
	if !ok {
		return r, booking.ErrNotFound
	}
	return r, nil
}

func (m *memDesk) OfferOfRequest(_ context.Context, id booking.RequestID) (booking.Offer, error) {
	o, ok := m.offers[id]
	if !ok {
		return o, booking.ErrNotFound
	}
	return o, nil
}

func (m *memDesk) Slot(_ context.Context, id booking.SlotID) (booking.Slot, error) {
	return booking.Slot{ID: id, At: time.Date(2026, 11, 29, 7, 30, 0, 0, time.UTC)}, nil
}

func (m *memDesk) Withdraw(_ context.Context, id booking.RequestID) error {
	m.withdrawn = append(m.withdrawn, id)
	return nil
}

type memPeople struct {
	list       []identity.Person
	registered []identity.Registration
	refuse     error
}

func (m *memPeople) Register(_ context.Context, r identity.Registration) (identity.Person, error) {
	if m.refuse != nil {
		return identity.Person{}, m.refuse
	}
	m.registered = append(m.registered, r)
	p := identity.Person{ID: int64(50 + len(m.list)), Phone: r.Phone, FullName: r.FullName, Tail: r.NationalID.Tail(), Section: r.Section}
	m.list = append(m.list, p)
	return p, nil
}

func (m *memPeople) Person(_ context.Context, id int64) (identity.Person, error) {
	for _, p := range m.list {
		if p.ID == id {
			return p, nil
		}
	}
	return identity.Person{}, booking.ErrNotFound
}

func (m *memPeople) ByPhone(_ context.Context, phone string) ([]identity.Person, error) {
	return slices.DeleteFunc(slices.Clone(m.list), func(p identity.Person) bool { return p.Phone != phone }), nil
}

type memLinks struct {
	links map[string]identity.Link
	used  []string
}

func (m *memLinks) Open(_ context.Context, purpose identity.Purpose, token string) (identity.Link, error) {
	link, ok := m.links[token]
	switch {
	case !ok || link.Purpose != purpose:
		return identity.Link{}, booking.ErrNotFound
	case slices.Contains(m.used, token):
		return link, booking.Refuse("link_used", "")
	case now.After(link.ExpiresAt):
		return link, booking.Refuse("link_expired", "")
	}
	return link, nil
}

func (m *memLinks) Use(_ context.Context, token string) error {
	m.used = append(m.used, token)
	return nil
}

type noTx struct{}

func (noTx) InTx(ctx context.Context, fn func(context.Context) error) error { return fn(ctx) }

// world is a site over fakes, and a browser in front of it: it keeps cookies and follows nothing.
type world struct {
	t       testing.TB
	office  *memOffice
	desk    *memDesk
	people  *memPeople
	links   *memLinks
	site    *Site
	mux     *http.ServeMux
	phone   string // proved in the browser; "" signed out
	cookies map[string]*http.Cookie
	failed  error // what the last handler returned
	clock   time.Time
}

func newWorld(t testing.TB) *world {
	t.Helper()
	days, err := calendar.New(calendar.Config{})
	if err != nil {
		t.Fatal(err)
	}
	w := &world{
		t: t, phone: phone, cookies: map[string]*http.Cookie{}, clock: now,
		office: &memOffice{drafts: map[string]casework.Draft{}, attached: map[string][]casework.Attachment{}, history: map[casework.CaseID][]casework.Event{},
			surveys: map[casework.CaseID]casework.Survey{}, phones: map[int64]string{}, filed: map[string]casework.Case{}},
		desk:   &memDesk{requests: map[int64]booking.Request{}, offers: map[booking.RequestID]booking.Offer{}},
		people: &memPeople{}, links: &memLinks{links: map[string]identity.Link{}},
	}
	w.site = New(Deps{
		Pages: pagetest.Renderer(t, page.Visitor{}), Office: w.office, Desk: w.desk, People: w.people, Links: w.links,
		Calendar: days, Tx: noTx{}, Now: func() time.Time { return w.clock },
	})
	w.mux = http.NewServeMux()
	for _, route := range w.site.Routes() {
		for _, lang := range i18n.Languages() {
			w.mux.HandleFunc(route.PatternIn(lang), func(out http.ResponseWriter, r *http.Request) {
				if route.Needs == identity.OwnCases && w.phone == "" {
					http.Redirect(out, r, "/sign-in", http.StatusSeeOther)
					return
				}
				w.failed = route.Serve(out, r)
			})
		}
	}
	return w
}

func (w *world) do(r *http.Request) (*httptest.ResponseRecorder, *goquery.Document) {
	w.t.Helper()
	for _, cookie := range w.cookies {
		r.AddCookie(cookie)
	}
	w.failed = nil
	out := httptest.NewRecorder()
	w.mux.ServeHTTP(out, r.WithContext(identity.WithActor(r.Context(), identity.Actor{Phone: w.phone, Address: "192.0.2.1"})))
	for _, cookie := range out.Result().Cookies() {
		w.cookies[cookie.Name] = cookie
	}
	doc, err := goquery.NewDocumentFromReader(strings.NewReader(out.Body.String()))
	if err != nil {
		w.t.Fatal(err)
	}
	return out, doc
}

// get reads a page that must be there.
func (w *world) get(path string) *goquery.Document {
	w.t.Helper()
	out, doc := w.do(httptest.NewRequest(http.MethodGet, path, nil))
	if w.failed != nil || out.Code != http.StatusOK {
		w.t.Fatalf("GET %s: %d, %v", path, out.Code, w.failed)
	}
	return doc
}

// post sends a form; where is the address of the redirect, "" when there was none.
func (w *world) post(path string, form url.Values) (status int, where string, doc *goquery.Document) {
	w.t.Helper()
	r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	out, doc := w.do(r)
	if w.failed != nil {
		w.t.Fatalf("POST %s: %v", path, w.failed)
	}
	return out.Code, out.Header().Get("Location"), doc
}

// goesTo posts a form that must be accepted and lead on to where.
func (w *world) goesTo(path string, form url.Values, where string) {
	w.t.Helper()
	status, got, doc := w.post(path, form)
	if status != http.StatusSeeOther || got != where {
		w.t.Fatalf("POST %s: %d to %q, want %q; %s", path, status, got, where, doc.Find(".error-summary").Text())
	}
}

// refused posts a form that must be refused and returns the sentence beside the field.
func (w *world) refused(path string, form url.Values, field string) string {
	w.t.Helper()
	status, _, doc := w.post(path, form)
	if status != http.StatusUnprocessableEntity {
		w.t.Fatalf("POST %s: %d, want 422", path, status)
	}
	text := strings.TrimSpace(doc.Find("#field-" + field + "-error").Text())
	if text == "" {
		w.t.Errorf("POST %s: nothing beside %s; %s", path, field, doc.Find(".error-summary").Text())
	}
	return strings.Join(strings.Fields(text), " ")
}

// notFound asks for a page that must not be told from one that is not there.
func (w *world) notFound(method, path string) {
	w.t.Helper()
	w.do(httptest.NewRequest(method, path, nil))
	if !errors.Is(w.failed, booking.ErrNotFound) {
		w.t.Errorf("%s %s: %v, want not found", method, path, w.failed)
	}
}

// owns puts a case into the office that was filed from the phone.
func (w *world) owns(number string, c casework.Case) casework.Case {
	person := int64(10)
	if number != phone {
		person = 11
	}
	if _, err := w.people.Person(context.Background(), person); err != nil {
		w.people.list = append(w.people.list, identity.Person{ID: person, Phone: number, FullName: "نورة بنت عبدالله القحطاني", Tail: "008", Section: booking.SectionWomen})
	}
	w.office.phones[person] = number
	c.Person = person
	if c.ID == 0 {
		c.ID = casework.CaseID(len(w.office.list) + 1)
	}
	if c.Subject == "" {
		c.Subject, c.Body = "تأخر صرف تعويض نزع ملكية", "تأخر صرف التعويض منذ ثلاث سنوات رغم اكتمال الأوراق."
	}
	if c.FiledAt.IsZero() {
		c.FiledAt = now.Add(-72 * time.Hour)
	}
	w.office.list = append(w.office.list, c)
	w.office.history[c.ID] = []casework.Event{{At: c.FiledAt, Actor: "person:10", To: casework.StatusReceived}}
	return c
}
