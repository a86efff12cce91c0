package citizen

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"majlis/booking"
	"majlis/internal/calendar"
	"majlis/internal/casework"
	"majlis/internal/i18n"
	"majlis/internal/identity"
	"majlis/web/page"
)

// A filing is what a step sees: the answers so far and what they are chosen from.
type filing struct {
	draft
	kind  casework.Kind
	lang  i18n.Lang
	now   time.Time
	known []identity.Person // of the proved number; a family may share one
	hosts []booking.Host    // active ones
	files []casework.Attachment
}

// openFiling gathers a filing of the kind named in the address.
func (s *Site) openFiling(r *http.Request) (*filing, error) {
	ctx := r.Context()
	kind, ok := kindOf(r)
	if !ok {
		return nil, booking.ErrNotFound
	}
	f := &filing{kind: kind, lang: page.LangOf(r), now: s.Now()}
	var err error
	if f.draft, err = s.openDraft(r); err != nil {
		return nil, err
	}
	if f.phone != "" {
		if f.known, err = s.People.ByPhone(ctx, f.phone); err != nil {
			return nil, fmt.Errorf("people of the proved number: %w", err)
		}
	}
	hosts, err := s.Desk.Hosts(ctx)
	if err != nil {
		return nil, fmt.Errorf("hosts: %w", err)
	}
	f.hosts = slices.DeleteFunc(slices.Clone(hosts), func(h booking.Host) bool { return !h.Active })
	if f.key != "" && f.filedAs == "" {
		if f.files, err = s.Office.DraftAttachments(ctx, f.key); err != nil {
			return nil, fmt.Errorf("attachments of a draft: %w", err)
		}
	}
	return f, nil
}

func kindOf(r *http.Request) (casework.Kind, bool) {
	kind := casework.Kind(r.PathValue("kind"))
	return kind, slices.Contains(casework.Kinds(), kind)
}

// form is the answers as the form of a page.
func (f *filing) form() *page.Form { return &page.Form{Values: f.answers} }

// chosen is the known person picked on the first page; ok is false for somebody new.
func (f *filing) chosen() (identity.Person, bool) {
	for _, person := range f.known {
		if f.answers.Get("person") == strconv.FormatInt(person.ID, 10) {
			return person, true
		}
	}
	return identity.Person{}, false
}

func (f *filing) section() string {
	if person, ok := f.chosen(); ok {
		return person.Section
	}
	return f.answers.Get("section")
}

func (f *filing) applicant() casework.ApplicantKind {
	return casework.ApplicantKind(f.answers.Get("applicant"))
}

// paper is for whom and on what document, as far as it could be read.
func (f *filing) paper() casework.Applicant {
	a := casework.Applicant{Kind: f.applicant()}
	if a.Kind == casework.ApplicantSelf {
		return a
	}
	form := f.form()
	a.PrincipalName, a.PaperNumber = form.Text("principal_name"), form.Numeric("paper_number")
	a.PaperExpiresOn, _ = readDay(form.Numeric("paper_expires_on"))
	return a
}

// today is the day in Riyadh, as midnight there.
func (f *filing) today() time.Time { return calendar.DateOf(f.now).At(0, 0) }

// steps are the pages that this filing needs.
func (f *filing) steps() []step {
	var mine []step
	for _, one := range steps {
		if len(one.kinds) > 0 && !slices.Contains(one.kinds, f.kind) {
			continue
		}
		if one.when == nil || one.when(f) {
			mine = append(mine, one)
		}
	}
	return mine
}

// at is the place of a step among those needed, -1 when it is not one of them.
func (f *filing) at(name string) int {
	return slices.IndexFunc(f.steps(), func(one step) bool { return one.name == name })
}

// path is the address of a step; "" is the page before the first.
func (f *filing) path(name string) string {
	return strings.TrimSuffix("/file/"+string(f.kind)+"/"+name, "/")
}

// problems judges one step by the answers kept.
func (f *filing) problems(one step) page.Errors {
	form := f.form()
	if one.check != nil {
		one.check(f, form)
	}
	return form.Errors
}

// unfinished is the first step that is not answered well.
func (f *filing) unfinished() (step, page.Errors, bool) {
	for _, one := range f.steps() {
		if errs := f.problems(one); len(errs) > 0 {
			return one, errs, true
		}
	}
	return step{}, nil, false
}

// progress is the way as the pages show it: stages, each of several steps.
func (f *filing) progress(p *i18n.Printer, now string) page.Steps {
	var way page.Steps
	state := page.Past
	for _, one := range append(f.steps(), step{name: reviewStep, stage: reviewStep}) {
		if n := len(way.Items); n > 0 && way.Items[n-1].Label == p.T("citizen.stage."+one.stage) {
			continue
		}
		if one.stage == now {
			state = page.Now
		}
		item := page.Step{Label: p.T("citizen.stage." + one.stage), State: state}
		switch state {
		case page.Past:
			item.Href = f.path(one.name)
		case page.Now:
			state = page.Ahead
		}
		way.Items = append(way.Items, item)
	}
	return way
}

type stepView struct {
	page.View
	Steps  page.Steps
	Notice *page.Notice
	Action string
	Upload bool
	Fields []page.Field
	Add    *page.Button
	Submit page.Button
}

const reviewStep = "review"

// step shows one page of a filing with what was answered before.
func (s *Site) step(w http.ResponseWriter, r *http.Request) error {
	f, err := s.openFiling(r)
	if err != nil {
		return err
	}
	at := f.at(r.PathValue("step"))
	if at < 0 {
		if isStep(r.PathValue("step")) { // an answer given meanwhile has made it needless
			return page.Redirect(w, r, f.path(f.steps()[0].name))
		}
		return booking.ErrNotFound
	}
	if f.key == "" || f.filedAs != "" || f.phone != identity.ActorFrom(r.Context()).Phone {
		f.phone = identity.ActorFrom(r.Context()).Phone
		if err := s.keepDraft(w, r, &f.draft); err != nil {
			return err
		}
	}
	return s.drawStep(w, r, f, f.steps()[at], nil)
}

// drawStep renders a step; with errors it is the answer to a refused form.
func (s *Site) drawStep(w http.ResponseWriter, r *http.Request, f *filing, one step, errs page.Errors) error {
	key := "citizen.step." + one.name
	v := &stepView{View: s.Pages.View(r, page.Citizen, key+".title"), Upload: one.upload}
	if v.Has(key + ".lead") {
		v.Lead = v.T(key + ".lead")
	}
	v.Steps = f.progress(v.Printer, one.stage)
	v.Back = &page.Link{Href: f.before(r, one), Text: v.T("common.back")}
	v.Action = v.URL(f.path(one.name)) + fromQuery(r)
	v.Fields = one.fields(f, v.Printer)
	v.Submit = page.Button{Label: v.T("common.continue")}
	if one.upload {
		v.Add = &page.Button{Label: v.T("common.upload"), Name: "add", Value: "yes", Style: page.Secondary, Icon: "upload"}
	}
	form := f.form()
	form.Errors = errs
	form.Fill(v.Printer, v.Fields...)
	status := http.StatusOK
	if len(errs) > 0 {
		v.Refused(errs)
		status = http.StatusUnprocessableEntity
	}
	return s.stepPage.Render(w, r, status, v)
}

// before is the page that the link back leads to.
func (f *filing) before(r *http.Request, one step) string {
	if fromReview(r) {
		return f.path(reviewStep)
	}
	if at := f.at(one.name); at > 0 {
		return f.path(f.steps()[at-1].name)
	}
	return f.path("")
}

// fromReview reports whether a page was opened to change an answer already reviewed.
func fromReview(r *http.Request) bool { return r.URL.Query().Get("from") == reviewStep }

func fromQuery(r *http.Request) string {
	if fromReview(r) {
		return "?from=" + reviewStep
	}
	return ""
}

// saveStep keeps what was typed, whatever it is, then judges it.
func (s *Site) saveStep(w http.ResponseWriter, r *http.Request) error {
	f, err := s.openFiling(r)
	if err != nil {
		return err
	}
	at := f.at(r.PathValue("step"))
	if at < 0 {
		return booking.ErrNotFound
	}
	one := f.steps()[at]
	proved := identity.ActorFrom(r.Context()).Phone
	if proved == "" && f.key == "" { // never signed in here: there is nowhere to keep it
		return page.Redirect(w, r, f.path(one.name))
	}
	form, err := page.ReadForm(w, r, one.bytes())
	if refused := new(page.Form); refused.Refused(err) {
		return s.drawStep(w, r, f, one, underField(refused.Errors, one))
	}
	if err != nil {
		return err
	}
	f.take(form.Values, one.names)
	if proved != "" {
		f.phone = proved
	}
	if err := s.keepDraft(w, r, &f.draft); err != nil {
		return err
	}
	switch {
	case proved == "": // signed out meanwhile: the page asks to sign in and comes back filled in
		return page.Redirect(w, r, f.path(one.name)+fromQuery(r))
	case one.upload:
		return s.attach(w, r, f, form)
	}
	if errs := f.problems(one); len(errs) > 0 {
		return s.drawStep(w, r, f, one, errs)
	}
	return page.Redirect(w, r, f.after(r, one))
}

// after is the page that follows a step answered well.
func (f *filing) after(r *http.Request, one step) string {
	if at := f.at(one.name) + 1; !fromReview(r) && at < len(f.steps()) {
		return f.path(f.steps()[at].name)
	}
	return f.path(reviewStep)
}

// underField puts a complaint about the whole form beside the step's only field.
func underField(errs page.Errors, one step) page.Errors {
	if one.upload {
		errs[0].Field = one.names[0]
	}
	return errs
}

// readDay reads a day as a date field sends it or as people type it: 2026-11-29, 29/11/2026.
func readDay(text string) (time.Time, error) {
	text = strings.NewReplacer("/", "-", ".", "-", " ", "").Replace(i18n.FoldDigits(text))
	day, err := time.ParseInLocation("2006-1-2", text, calendar.Riyadh)
	if err != nil {
		day, err = time.ParseInLocation("2-1-2006", text, calendar.Riyadh)
	}
	return day, err
}
