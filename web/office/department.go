package office

import (
	"errors"
	"net/http"
	"strconv"

	"majlis/booking"
	"majlis/internal/casework"
	"majlis/internal/identity"
	"majlis/web/page"
)

type departmentView struct {
	page.View
	Tabs  page.Tabs
	Cases page.Table
}

// department lists what was put to the officer's own department.
func (s *Surface) department(w http.ResponseWriter, r *http.Request) error {
	staff := identity.ActorFrom(r.Context()).Staff
	if staff == nil || staff.Department == 0 {
		return booking.ErrForbidden
	}
	ctx, own := r.Context(), casework.DepartmentID(staff.Department)
	v := &departmentView{View: s.Pages.View(r, page.Console, "office.department.title")}
	names, err := s.departments(ctx, v.Lang)
	if err != nil {
		return err
	}
	v.Lead = names[own]
	answered := r.URL.Query().Get("view") == "answered"
	v.Tabs = page.Tabs{Label: v.T("office.queue.views")}
	for _, tab := range []string{"open", "answered"} {
		list, err := s.Office.DepartmentQueue(ctx, own, tab == "answered")
		if err != nil {
			return err
		}
		current := (tab == "answered") == answered
		v.Tabs.Items = append(v.Tabs.Items, page.Tab{
			Label: v.T("office.department.view." + tab), Href: "/office/department?view=" + tab, Count: v.Number(len(list)), Current: current,
		})
		if current {
			s.assignments(v, list, answered)
		}
	}
	return s.departmentPage.Render(w, r, http.StatusOK, v)
}

func (s *Surface) assignments(v *departmentView, list []casework.Assignment, answered bool) {
	v.Cases = page.Table{Caption: v.T("office.department.title"), Hide: true, Empty: &page.EmptyState{Icon: "check-circle", Title: v.T("office.department.empty")}}
	last := "due"
	if answered {
		last = "answered"
	}
	for _, column := range []string{"reference", "asked", "kind", "state", last} {
		v.Cases.Columns = append(v.Cases.Columns, page.Column{Label: v.T("office.department.column." + column)})
	}
	for _, a := range list {
		f := a.Referral
		row := page.TableRow{Cells: []page.Cell{
			{Text: a.Case.Reference, Href: "/office/department/" + number(int64(f.ID)), Ltr: true, Sub: a.Case.Subject},
			{Text: f.Text, Sub: f.Owner},
			{Show: referralTag(&v.View, f)},
			{All: s.referralState(&v.View, f)},
			{Text: v.Date(f.DueOn), Sub: v.Weekday(f.DueOn)},
		}}
		if answered {
			row.Cells[4] = page.Cell{Text: v.DateTime(f.AnsweredAt)}
		}
		if s.late(f) {
			row.Kind = page.Danger
		}
		v.Cases.Rows = append(v.Cases.Rows, row)
	}
}

// referralTag tells a directive given in an audience from a referral by the office.
func referralTag(v *page.View, f casework.Referral) page.Tag {
	tag := page.Tag{Text: v.T("office.referral_kind." + string(f.Kind)), Icon: "refer"}
	if f.Kind == casework.ReferralDirective {
		tag.Kind, tag.Icon = page.Accent, "directive"
	}
	return tag
}

func (s *Surface) referralState(v *page.View, f casework.Referral) []page.Component {
	tags := []page.Component{page.Tag{Kind: referralKinds[f.Status], Text: v.T("office.referral_state." + string(f.Status))}}
	if s.late(f) {
		tags = append(tags, page.Tag{Kind: page.Danger, Text: v.T("office.overdue"), Icon: "clock"})
	}
	return tags
}

type assignmentView struct {
	page.View
	Changed *page.Notice
	Tags    []page.Component
	Asked   page.SummaryList
	Text    textPanel
	Person  page.SummaryList
	Version page.Hidden
	Start   *page.Button
	Reply   *page.TextArea // what the department says, be it an answer or why it returns the matter
	Answer  *page.Button
	Return  *page.Button
	Replied *page.SummaryList
}

// readAssignment is the referral in the path; another department's is forbidden.
func (s *Surface) readAssignment(r *http.Request) (casework.Assignment, error) {
	id, err := pathID(r, "referral")
	if err != nil {
		return casework.Assignment{}, err
	}
	return s.Office.Assignment(r.Context(), casework.ReferralID(id))
}

// assignment shows what was asked and the case's own text: no history, no other department's
// answer, no other case of the person.
func (s *Surface) assignment(w http.ResponseWriter, r *http.Request) error {
	a, err := s.readAssignment(r)
	if err != nil {
		return err
	}
	if _, err := s.Office.Open(r.Context(), a.Case.ID); err != nil { // the reading is written down
		return err
	}
	return s.drawAssignment(w, r, a, attempt{status: http.StatusOK})
}

func (s *Surface) drawAssignment(w http.ResponseWriter, r *http.Request, a casework.Assignment, at attempt) error {
	f, path := a.Referral, "/office/department/"+number(int64(a.Referral.ID))
	v := &assignmentView{View: s.Pages.View(r, page.Console, "office.assignment.title", "reference", a.Case.Reference)}
	v.Crumbs = []page.Link{{Href: "/office/department", Text: v.T("office.department.title")}}
	v.Tags = append([]page.Component{referralTag(&v.View, f)}, s.referralState(&v.View, f)...)
	v.Asked = askedFacts(&v.View, f)
	var err error
	if v.Text, err = s.textOf(r.Context(), &v.View, a.Case, path); err != nil {
		return err
	}
	person, err := s.People.Person(r.Context(), a.Case.Person)
	if err != nil {
		return err
	}
	v.Person = page.SummaryList{Title: v.T("office.person.title"), Compact: true, Rows: []page.SummaryRow{
		{Label: v.T("common.name_label"), Text: person.FullName},
		{Label: v.T("office.person.national_id"), Text: person.MaskedID(), Ltr: true},
		{Label: v.T("common.mobile"), Text: identity.ShowPhone(person.Phone), Ltr: true},
	}}
	s.assignmentForm(v, f, at)
	return s.assignmentPage.Render(w, r, at.status, v)
}

func askedFacts(v *page.View, f casework.Referral) page.SummaryList {
	rows := []page.SummaryRow{
		{Label: v.T("office.assignment.text"), Text: f.Text},
		{Label: v.T("office.refer.due"), Text: v.DateBoth(f.DueOn)},
		{Label: v.T("office.assignment.since"), Text: v.DateTime(f.CreatedAt)},
	}
	if f.Owner != "" {
		rows = append(rows, page.SummaryRow{Label: v.T("office.refer.owner"), Text: f.Owner})
	}
	return page.SummaryList{Title: v.T("office.assignment.asked"), Rows: rows}
}

func (s *Surface) assignmentForm(v *assignmentView, f casework.Referral, at attempt) {
	v.Version = page.Hidden{Name: "version", Value: strconv.Itoa(f.Version)}
	if !owed(f) {
		v.Replied = &page.SummaryList{Title: v.T("office.referral_state." + string(f.Status)), Rows: []page.SummaryRow{
			{Label: v.T("office.assignment.replied"), Text: f.Reply},
			{Label: v.T("office.assignment.replied_at"), Text: v.DateTime(f.AnsweredAt)},
		}}
	}
	if owed(f) || at.form != nil {
		v.Reply = &page.TextArea{Name: "reply", Label: v.T("office.assignment.reply"), Hint: v.T("office.assignment.reply_hint"), Rows: 6, Max: bodyMax}
		v.Answer = &page.Button{Label: v.T("office.assignment.answer"), Name: "do", Value: "answer", Icon: "reply", Disabled: !owed(f)}
		v.Return = &page.Button{Label: v.T("office.assignment.return"), Name: "do", Value: "return", Style: page.Secondary, Disabled: !owed(f)}
	}
	if f.Status == casework.ReferralOpen {
		v.Start = &page.Button{Label: v.T("office.assignment.start"), Name: "do", Value: "start", Style: page.Secondary, Icon: "play"}
	}
	if at.form != nil && v.Reply != nil {
		at.form.Fill(v.Printer, v.Reply)
		v.Refused(at.form.Errors)
	}
	if at.changed {
		v.Changed = &page.Notice{Kind: page.Warning, Title: v.T("office.changed.referral"), Text: v.T("office.changed.text")}
	}
}

// respondedStatus is what each button of the form leads to.
var respondedStatus = map[string]casework.ReferralStatus{
	"start": casework.ReferralStarted, "answer": casework.ReferralAnswered, "return": casework.ReferralReturned,
}

// respond takes the department's word. What was typed is kept when somebody else was quicker.
func (s *Surface) respond(w http.ResponseWriter, r *http.Request) error {
	a, err := s.readAssignment(r)
	if err != nil {
		return err
	}
	form, err := page.ReadForm(w, r, 0)
	if err != nil {
		return err
	}
	ctx, id, version, do := r.Context(), a.Referral.ID, int(form.ID("version")), form.Text("do")
	back := "/office/department"
	switch do {
	case "start":
		back += "/" + number(int64(id))
		err = s.Office.Start(ctx, id, version)
	case "answer":
		err = s.Office.Answer(ctx, id, version, form.Text("reply"))
	case "return":
		err = s.Office.Return(ctx, id, version, form.Text("reply"))
	default:
		return booking.ErrNotFound
	}
	switch {
	case err == nil:
		return page.Redirect(w, r, back, page.Done("office.assignment_done."+do))
	case errors.Is(err, booking.ErrConflict):
		if a, err = s.readAssignment(r); err != nil {
			return err
		}
		if a.Referral.Status == respondedStatus[do] && (do == "start" || a.Referral.Reply == form.Text("reply")) { // pressed twice
			return page.Redirect(w, r, back, page.Done("office.assignment_done."+do))
		}
		return s.drawAssignment(w, r, a, attempt{status: http.StatusConflict, form: form, changed: true})
	case form.Refused(err):
		return s.drawAssignment(w, r, a, attempt{status: http.StatusUnprocessableEntity, form: form})
	}
	return err
}

// assignedFile gives an attachment of the case that a referral is about.
func (s *Surface) assignedFile(w http.ResponseWriter, r *http.Request) error {
	a, err := s.readAssignment(r)
	if err != nil {
		return err
	}
	return s.serveFile(w, r, a.Case.ID)
}
