package office_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"

	"majlis/booking"
	"majlis/booking/bookingtest"
	"majlis/internal/casework"
	"majlis/internal/i18n"
	"majlis/internal/identity"
	"majlis/internal/notify"
	"majlis/web/office"
	"majlis/web/page/pagetest"
)

// memOffice keeps cases in memory and judges a step as casework does: the version first, then
// whether the status may follow.
type memOffice struct {
	cases       []*casework.Case
	events      map[casework.CaseID][]casework.Event
	referrals   []*casework.Referral
	attached    map[casework.CaseID][]casework.Attachment
	surveys     map[casework.CaseID]casework.Survey
	departments []casework.Department
	centres     []casework.Centre
	asked       []casework.QueueFilter
	read        []casework.CaseID
	meanwhile   func(c *casework.Case) // somebody is quicker, between reading and saving
	now         func() time.Time
}

func (m *memOffice) Queue(_ context.Context, f casework.QueueFilter) ([]casework.Case, int, error) {
	m.asked = append(m.asked, f)
	var found []casework.Case
	for _, c := range m.cases {
		if (!f.Open || !c.Status.Closed()) && (f.Search == "" || strings.Contains(c.Reference+c.Subject, f.Search)) {
			found = append(found, *c)
		}
	}
	total := len(found)
	if f.PerPage > 0 && len(found) > f.PerPage {
		found = found[:f.PerPage]
	}
	return found, total, nil
}

func (m *memOffice) ByReference(_ context.Context, reference string) (casework.Case, error) {
	for _, c := range m.cases {
		if c.Reference == reference {
			return *c, nil
		}
	}
	return casework.Case{}, booking.ErrNotFound
}

func (m *memOffice) Open(_ context.Context, id casework.CaseID) (casework.Case, error) {
	m.read = append(m.read, id)
	return *m.byID(id), nil
}

func (m *memOffice) byID(id casework.CaseID) *casework.Case {
	for _, c := range m.cases {
		if c.ID == id {
			return c
		}
	}
	panic(fmt.Sprint("no case ", id))
}

func (m *memOffice) History(_ context.Context, id casework.CaseID) ([]casework.Event, error) {
	return m.events[id], nil
}

func (m *memOffice) Referrals(_ context.Context, id casework.CaseID) ([]casework.Referral, error) {
	var list []casework.Referral
	for _, f := range m.referrals {
		if f.Case == id {
			list = append(list, *f)
		}
	}
	return list, nil
}

func (m *memOffice) Attachments(_ context.Context, id casework.CaseID) ([]casework.Attachment, error) {
	return m.attached[id], nil
}

func (m *memOffice) Attachment(_ context.Context, id casework.CaseID, file casework.AttachmentID) (casework.Attachment, []byte, error) {
	for _, a := range m.attached[id] {
		if a.ID == file {
			return a, []byte("content"), nil
		}
	}
	return casework.Attachment{}, nil, booking.ErrNotFound
}

func (m *memOffice) SurveyOf(_ context.Context, id casework.CaseID) (casework.Survey, error) {
	if s, ok := m.surveys[id]; ok {
		return s, nil
	}
	return casework.Survey{}, booking.ErrNotFound
}

// move is one step of a case.
func (m *memOffice) move(ctx context.Context, id casework.CaseID, version int, to casework.Status, note string) (*casework.Case, error) {
	c := m.byID(id)
	if m.meanwhile != nil {
		m.meanwhile(c)
		m.meanwhile = nil
	}
	if c.Version != version {
		return nil, booking.ErrConflict
	}
	if !c.Status.May(to) {
		return nil, booking.Refuse("case_step", "", "from", string(c.Status), "to", string(to))
	}
	m.happened(c, identity.ActorFrom(ctx).Label(), to, note)
	return c, nil
}

func (m *memOffice) happened(c *casework.Case, actor string, to casework.Status, note string) {
	m.events[c.ID] = append(m.events[c.ID], casework.Event{At: m.now(), Actor: actor, From: c.Status, To: to, Note: note})
	c.Status = to
	c.Version++
}

func (m *memOffice) Study(ctx context.Context, id casework.CaseID, version int, s casework.Study) error {
	c, err := m.move(ctx, id, version, casework.StatusUnderReview, "")
	if err == nil {
		c.Class, c.Category, c.Officer = s.Class, s.Category, identity.ActorFrom(ctx).Staff.ID
	}
	return err
}

func (m *memOffice) AskInfo(ctx context.Context, id casework.CaseID, version int, question string, by time.Time) error {
	if question == "" {
		return booking.Refuse("question_missing", "question")
	}
	if by.Before(m.now()) {
		return booking.Refuse("date_past", "by")
	}
	_, err := m.move(ctx, id, version, casework.StatusNeedsInfo, question)
	return err
}

func (m *memOffice) Refer(ctx context.Context, id casework.CaseID, version int, r casework.Referral) error {
	if r.DueOn.Before(m.now().AddDate(0, 0, -1)) {
		return booking.Refuse("date_past", "due_on")
	}
	if _, err := m.move(ctx, id, version, casework.StatusReferred, r.Text); err != nil {
		return err
	}
	r.ID, r.Case, r.Status, r.Kind, r.Version = casework.ReferralID(len(m.referrals)+1), id, casework.ReferralOpen, casework.ReferralOffice, 1
	m.referrals = append(m.referrals, &r)
	return nil
}

func (m *memOffice) Merge(ctx context.Context, id casework.CaseID, version int, into string) error {
	_, err := m.move(ctx, id, version, casework.StatusMerged, into)
	return err
}

func (m *memOffice) Settle(ctx context.Context, id casework.CaseID, version int, out casework.Outcome) error {
	if len(out.Text) < 10 {
		return booking.Refuse("result_short", "text", "min", 10)
	}
	c, err := m.move(ctx, id, version, out.Status, "")
	if err == nil {
		c.ResultText, c.ResultAt = out.Text, m.now()
	}
	return err
}

func (m *memOffice) DepartmentQueue(_ context.Context, id casework.DepartmentID, answered bool) ([]casework.Assignment, error) {
	var list []casework.Assignment
	for _, f := range m.referrals {
		done := f.Status == casework.ReferralAnswered || f.Status == casework.ReferralReturned
		if f.Department == id && done == answered {
			list = append(list, casework.Assignment{Referral: *f, Case: *m.byID(f.Case)})
		}
	}
	return list, nil
}

func (m *memOffice) Assignment(ctx context.Context, id casework.ReferralID) (casework.Assignment, error) {
	for _, f := range m.referrals {
		if f.ID != id {
			continue
		}
		if int64(f.Department) != identity.ActorFrom(ctx).Staff.Department {
			return casework.Assignment{}, booking.ErrForbidden
		}
		return casework.Assignment{Referral: *f, Case: *m.byID(f.Case)}, nil
	}
	return casework.Assignment{}, booking.ErrNotFound
}

func (m *memOffice) answer(id casework.ReferralID, version int, to casework.ReferralStatus, text string) error {
	if to != casework.ReferralStarted && text == "" {
		return booking.Refuse("reply_missing", "reply")
	}
	f := m.referrals[id-1]
	if f.Version != version {
		return booking.ErrConflict
	}
	f.Status, f.Reply, f.AnsweredAt = to, text, m.now()
	f.Version++
	return nil
}

func (m *memOffice) Start(_ context.Context, id casework.ReferralID, version int) error {
	return m.answer(id, version, casework.ReferralStarted, "")
}

func (m *memOffice) Answer(_ context.Context, id casework.ReferralID, version int, reply string) error {
	return m.answer(id, version, casework.ReferralAnswered, reply)
}

func (m *memOffice) Return(_ context.Context, id casework.ReferralID, version int, reason string) error {
	return m.answer(id, version, casework.ReferralReturned, reason)
}

func (m *memOffice) Centres(context.Context) ([]casework.Centre, error) { return m.centres, nil }
func (m *memOffice) SaveCentre(context.Context, casework.Centre) error  { return nil }
func (m *memOffice) Departments(context.Context) ([]casework.Department, error) {
	return m.departments, nil
}
func (m *memOffice) SaveDepartment(context.Context, casework.Department) (casework.DepartmentID, error) {
	return 1, nil
}

// world answers what the pages ask of others.
type world struct {
	sent   []notify.Sent
	report casework.Report
	period [2]time.Time
}

func (w *world) Person(_ context.Context, id int64) (identity.Person, error) {
	return identity.Person{ID: id, Phone: "+966501234567", Kind: identity.KindCitizen, Tail: "008", FullName: "نورة بنت عبدالله القحطاني", Section: "women", Language: "ar"}, nil
}

func (w *world) Staff(_ context.Context, id int64) (identity.Staff, error) {
	return identity.Staff{ID: id, NameAr: "بدر الوهيبي", NameEn: "Badr Alwuhaibi", Role: identity.RoleCaseOfficer, Active: true}, nil
}

func (w *world) Recent(_ context.Context, f notify.RecentFilter) ([]notify.Sent, error) {
	if f.Subject != booking.SubjectCase {
		return nil, nil
	}
	return w.sent, nil
}

func (w *world) Report(_ context.Context, from, to, _ time.Time) (casework.Report, error) {
	w.period = [2]time.Time{from, to}
	return w.report, nil
}

func (w *world) WorkingDaysAfter(day time.Time, n int) time.Time { return day.AddDate(0, 0, n) }

// A site is the surface with memory behind it, in the week of bookingtest's office.
// DeviceCheck is a check with a camera that was refused.
func (*world) DeviceCheck(_ context.Context, id booking.AudienceID) (booking.DeviceCheck, error) {
	return booking.DeviceCheck{Audience: id, Camera: "blocked", Microphone: "ok", Speaker: "ok", Path: "udp"}, nil
}

type site struct {
	t       *testing.T
	cases   *memOffice
	booking *bookingtest.Office
	world   *world
	surface *office.Surface
	staff   identity.Staff
}

func newSite(t *testing.T) *site {
	t.Helper()
	desk := bookingtest.NewOffice(t)
	s := &site{t: t, booking: desk, world: &world{}, staff: identity.Staff{ID: 12, Role: identity.RoleScheduler, NameAr: "منيرة", Department: 3, Active: true}}
	s.cases = &memOffice{
		events: map[casework.CaseID][]casework.Event{}, attached: map[casework.CaseID][]casework.Attachment{},
		surveys: map[casework.CaseID]casework.Survey{}, now: desk.Clock.Now,
		departments: []casework.Department{
			{ID: 3, Code: "traffic", NameAr: "إدارة المرور", NameEn: "Traffic", RespondDays: 7, Active: true},
			{ID: 4, Code: "prisons", NameAr: "إدارة السجون", NameEn: "Prisons", RespondDays: 10},
		},
		centres: []casework.Centre{{Code: "riyadh", NameAr: "مركز الرياض", NameEn: "Riyadh centre", City: "riyadh", Booths: 4}},
	}
	s.surface = office.New(office.Deps{
		Pages: pagetest.Renderer(t, pagetest.Staff()), Office: s.cases, Desk: desk.Desk, People: s.world, Staff: s.world, Notices: s.world,
		Reports: s.world, Talks: s.world, Checks: s.world, Calendar: s.world, Tx: desk.Memory, Now: desk.Clock.Now,
	})
	return s
}

// filed puts a case into the office.
func (s *site) filed(change func(c *casework.Case)) *casework.Case {
	id := casework.CaseID(len(s.cases.cases) + 101)
	now := s.booking.Clock.Now()
	c := &casework.Case{
		ID: id, Reference: fmt.Sprintf("R48-%d", 10000+id), Kind: casework.KindComplaint, Status: casework.StatusReceived, Channel: casework.ChannelWeb,
		Person: 5, Applicant: casework.Applicant{Kind: casework.ApplicantSelf}, Subject: "تأخر صرف تعويض نزع ملكية", Body: "مضت سنتان ولم يصرف التعويض.",
		FiledAt: now.Add(-48 * time.Hour), FiledOn: now, DueAt: now.Add(72 * time.Hour), Version: 1,
	}
	if change != nil {
		change(c)
	}
	s.cases.cases = append(s.cases.cases, c)
	s.cases.events[id] = append(s.cases.events[id], casework.Event{At: c.FiledAt, Actor: "person:5", To: casework.StatusReceived})
	return c
}

// wished is an audience request with its case.
func (s *site) wished(change func(ask *booking.Ask)) (*casework.Case, booking.Request) {
	c := s.filed(func(c *casework.Case) { c.Kind = casework.KindAudience })
	ask := bookingtest.Ask()
	ask.Case = int64(c.ID)
	if change != nil {
		change(&ask)
	}
	return c, s.booking.Submitted(ask)
}

// An answer is what a page said.
type answer struct {
	*httptest.ResponseRecorder
	doc *goquery.Document
	err error
}

func (s *site) get(path string) answer { return s.ask(httptest.NewRequest(http.MethodGet, path, nil)) }

func (s *site) post(path string, form url.Values) answer {
	r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return s.ask(r)
}

// press fills in the form of a page as it stands there, and sends it.
func (s *site) press(path string, typed url.Values) answer {
	s.t.Helper()
	return s.post(path, s.filledIn(path, typed))
}

// filledIn is the form of a page: its hidden fields and what is typed.
func (s *site) filledIn(path string, typed url.Values) url.Values {
	s.t.Helper()
	shown := s.get(path)
	if shown.err != nil || shown.Code != http.StatusOK {
		s.t.Fatalf("%s: %d %v", path, shown.Code, shown.err)
	}
	return filled(shown.doc, typed)
}

func filled(doc *goquery.Document, typed url.Values) url.Values {
	form := url.Values{}
	doc.Find("main form input[type=hidden]").Each(func(_ int, in *goquery.Selection) {
		form.Set(in.AttrOr("name", ""), in.AttrOr("value", ""))
	})
	for name, values := range typed {
		form[name] = values
	}
	return form
}

func (s *site) ask(r *http.Request) answer {
	s.t.Helper()
	r = r.WithContext(identity.WithActor(r.Context(), identity.Actor{Staff: &s.staff, Address: "192.0.2.1"}))
	got := answer{ResponseRecorder: httptest.NewRecorder()}
	mux := http.NewServeMux()
	for _, route := range s.surface.Routes() {
		for _, lang := range i18n.Languages() {
			mux.HandleFunc(route.PatternIn(lang), func(w http.ResponseWriter, r *http.Request) { got.err = route.Serve(w, r) })
		}
	}
	mux.ServeHTTP(got.ResponseRecorder, r)
	var err error
	if got.doc, err = goquery.NewDocumentFromReader(strings.NewReader(got.Body.String())); err != nil {
		s.t.Fatal(err)
	}
	return got
}

func (a answer) text(selector string) string {
	return strings.Join(strings.Fields(a.doc.Find(selector).Text()), " ")
}

// want fails the test unless the page has this status and, where said, this text in main.
func (a answer) want(t *testing.T, status int, texts ...string) {
	t.Helper()
	if a.err != nil || a.Code != status {
		t.Fatalf("got %d and %v, want %d", a.Code, a.err, status)
	}
	for _, text := range texts {
		if !strings.Contains(a.text("main"), text) {
			t.Errorf("no %q in %q", text, a.text("main"))
		}
	}
}

// wantSent fails the test unless the browser was sent on.
func (a answer) wantSent(t *testing.T, path string) {
	t.Helper()
	if a.err != nil || a.Code != http.StatusSeeOther || a.Header().Get("Location") != path {
		t.Fatalf("got %d to %q and %v, want a redirect to %s: %s", a.Code, a.Header().Get("Location"), a.err, path, a.text("main .field__error, main .notice"))
	}
}
