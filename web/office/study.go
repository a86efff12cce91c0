package office

import (
	"context"
	"slices"
	"strings"
	"time"

	"majlis/booking"
	"majlis/internal/calendar"
	"majlis/internal/casework"
	"majlis/internal/i18n"
	"majlis/web/page"
)

// categories are what cases are about, for the report and for finding those alike.
var categories = []string{"personal", "employment", "civil_status", "expatriates", "security", "economic", "humanitarian", "other"}

// categoryText is a category in words; one that is a department's code is that department.
func categoryText(v *page.View, category string, departments []casework.Department) string {
	if slices.Contains(categories, category) {
		return v.T("office.category." + category)
	}
	for _, d := range departments {
		if d.Code == category {
			return inLang(v.Lang, d.NameAr, d.NameEn)
		}
	}
	return category
}

// bodyMax is how much an officer may write in one field.
const bodyMax = 2000

// outcomes are the ways a case may end.
var outcomes = []casework.Status{casework.StatusCompleted, casework.StatusNotUpheld, casework.StatusOutOfScope}

// caseActions are what may be done to every kind of case.
func caseActions() []action {
	return []action{
		{name: "study", icon: "eye", may: mayStudy, fields: studyFields, check: checkStudy, do: (*Surface).study,
			holds: func(m matter, form *page.Form) bool {
				return m.kase.Status == casework.StatusUnderReview && m.kase.Class == form.Text("class") && m.kase.Category == form.Text("category")
			}},
		{name: "ask", icon: "question", may: func(m matter) bool { return m.kase.Status.May(casework.StatusNeedsInfo) }, fields: askFields,
			check: func(form *page.Form) { require(form, "by", "refusal.date_missing") }, do: (*Surface).ask,
			holds: func(m matter, form *page.Form) bool {
				return lastNote(m, casework.StatusNeedsInfo) == form.Text("question")
			}},
		{name: "refer", icon: "refer", may: func(m matter) bool { return m.kase.Status.May(casework.StatusReferred) }, fields: referFields,
			check: checkRefer, do: (*Surface).refer, holds: referredAlready},
		{name: "settle", icon: "check-circle", may: func(m matter) bool {
			return decided(m) && slices.ContainsFunc(outcomes, m.kase.Status.May)
		}, fields: settleFields, check: checkSettle, do: (*Surface).settle, holds: func(m matter, form *page.Form) bool {
			return string(m.kase.Status) == form.Text("status") && m.kase.ResultText == form.Text("text")
		}},
		{name: "merge", icon: "layers", may: func(m matter) bool {
			return len(m.earlier) > 0 && decided(m) && m.kase.Status.May(casework.StatusMerged)
		}, fields: mergeFields,
			check: func(form *page.Form) { require(form, "into", "refusal.choose_one") }, do: (*Surface).merge,
			holds: func(m matter, _ *page.Form) bool { return m.kase.Status == casework.StatusMerged }},
	}
}

// decided reports whether no wish for an audience is still open: the office answers it before the
// case can end.
func decided(m matter) bool { return m.wish == nil || !m.wish.request.Status.Open() }

// mayStudy leaves a case alone while a department has it: studying would take it back.
func mayStudy(m matter) bool {
	return m.kase.Status.May(casework.StatusUnderReview) && !slices.ContainsFunc(m.referrals, owed)
}

func require(form *page.Form, name, key string) {
	if form.Text(name) == "" {
		form.Errors.Add(name, key)
	}
}

// lastNote is the note of the last event if it led to the status.
func lastNote(m matter, to casework.Status) string {
	if len(m.events) == 0 || m.events[len(m.events)-1].To != to {
		return ""
	}
	return m.events[len(m.events)-1].Note
}

func studyFields(_ *Surface, _ context.Context, v *page.View, m matter) ([]page.Field, error) {
	class := &page.RadioCards{Name: "class", Legend: v.T("office.class_label"), Value: m.kase.Class, Columns: true, Options: classOptions(v)}
	if m.kase.UrgencyClaimed {
		class.Hint = v.T("office.study.urgency_hint")
	}
	category := &page.Select{Name: "category", Label: v.T("office.category_label"), Blank: v.T("office.choose"), Value: m.kase.Category, Size: page.Medium}
	for _, c := range categories {
		category.Options = append(category.Options, page.Option{Value: c, Label: v.T("office.category." + c)})
	}
	return []page.Field{class, category}, nil
}

func checkStudy(form *page.Form) {
	if !slices.Contains(classes, booking.Class(form.Text("class"))) {
		form.Errors.Add("class", "refusal.class_unknown")
	}
	if !slices.Contains(categories, form.Text("category")) {
		form.Errors.Add("category", "refusal.choose_one")
	}
}

func (s *Surface) study(ctx context.Context, m matter, form *page.Form) error {
	return s.Office.Study(ctx, m.kase.ID, m.kase.Version, casework.Study{Class: form.Text("class"), Category: form.Text("category")})
}

// askDays is how many working days a person has to answer, unless the officer says otherwise.
const askDays = 5

func askFields(s *Surface, _ context.Context, v *page.View, _ matter) ([]page.Field, error) {
	return []page.Field{
		&page.TextArea{Name: "question", Label: v.T("office.ask.question"), Hint: v.T("office.ask.hint"), Rows: 5, Max: bodyMax},
		&page.TextField{Name: "by", Label: v.T("office.ask.by"), Type: "date", Size: page.Medium, Value: dateValue(s.Calendar.WorkingDaysAfter(s.Now(), askDays))},
	}, nil
}

func dateValue(t time.Time) string { return t.In(calendar.Riyadh).Format(time.DateOnly) }

func (s *Surface) ask(ctx context.Context, m matter, form *page.Form) error {
	by := form.Day("by", calendar.Riyadh)
	return s.Office.AskInfo(ctx, m.kase.ID, m.kase.Version, form.Text("question"), by.Add(24*time.Hour-time.Second))
}

func referFields(s *Surface, ctx context.Context, v *page.View, m matter) ([]page.Field, error) {
	department, err := s.departmentField(ctx, v, m)
	return []page.Field{
		department,
		&page.TextArea{Name: "text", Label: v.T("office.refer.text"), Hint: v.T("office.refer.text_hint"), Rows: 5, Max: bodyMax},
		&page.TextField{Name: "owner", Label: v.T("office.refer.owner"), Optional: true, Max: 120, Size: page.Medium},
		dueField(v),
	}, err
}

// departmentField lists the departments that take referrals and do not have this case already.
func (s *Surface) departmentField(ctx context.Context, v *page.View, m matter) (*page.Select, error) {
	field := &page.Select{Name: "department", Label: v.T("office.refer.department"), Blank: v.T("office.choose")}
	list, err := s.Office.Departments(ctx)
	for _, d := range list {
		if d.Active {
			has := slices.ContainsFunc(m.referrals, func(f casework.Referral) bool { return f.Department == d.ID && owed(f) })
			label := v.T("office.refer.option", "name", inLang(v.Lang, d.NameAr, d.NameEn), "days", v.T("common.days", "count", d.RespondDays))
			field.Options = append(field.Options, page.Option{Value: number(int64(d.ID)), Label: label, Disabled: has})
		}
	}
	return field, err
}

func dueField(v *page.View) *page.TextField {
	return &page.TextField{Name: "due_on", Label: v.T("office.refer.due"), Hint: v.T("office.refer.due_hint"), Type: "date", Size: page.Medium, Optional: true}
}

func checkRefer(form *page.Form) {
	require(form, "department", "refusal.department_missing")
	require(form, "text", "refusal.referral_text_missing")
	form.Day("due_on", calendar.Riyadh)
}

func (s *Surface) refer(ctx context.Context, m matter, form *page.Form) error {
	department := casework.DepartmentID(form.ID("department"))
	due := form.Day("due_on", calendar.Riyadh)
	if due.IsZero() {
		list, err := s.Office.Departments(ctx)
		if err != nil {
			return err
		}
		for _, d := range list {
			if d.ID == department {
				due = s.Calendar.WorkingDaysAfter(s.Now(), d.RespondDays)
			}
		}
	}
	return s.Office.Refer(ctx, m.kase.ID, m.kase.Version, casework.Referral{
		Department: department, Text: form.Text("text"), Owner: form.Text("owner"), DueOn: due,
	})
}

func referredAlready(m matter, form *page.Form) bool {
	return slices.ContainsFunc(m.referrals, func(f casework.Referral) bool {
		return owed(f) && int64(f.Department) == form.ID("department") && f.Text == form.Text("text")
	})
}

func settleFields(_ *Surface, _ context.Context, v *page.View, m matter) ([]page.Field, error) {
	status := &page.RadioCards{Name: "status", Legend: v.T("office.settle.status")}
	for _, o := range outcomes {
		if m.kase.Status.May(o) {
			status.Options = append(status.Options, page.Option{Value: string(o), Label: v.T("office.settle." + string(o)), Hint: v.T("office.settle_hint." + string(o))})
		}
	}
	text := &page.TextArea{Name: "text", Label: v.T("office.settle.text"), Hint: v.T("office.settle.text_hint"), Rows: 6, Max: bodyMax}
	return []page.Field{status, text}, nil
}

func checkSettle(form *page.Form) {
	if !slices.Contains(outcomes, casework.Status(form.Text("status"))) {
		form.Errors.Add("status", "refusal.result_status")
	}
}

func (s *Surface) settle(ctx context.Context, m matter, form *page.Form) error {
	return s.Office.Settle(ctx, m.kase.ID, m.kase.Version, casework.Outcome{Status: casework.Status(form.Text("status")), Text: form.Text("text")})
}

func mergeFields(_ *Surface, _ context.Context, v *page.View, m matter) ([]page.Field, error) {
	into := &page.RadioCards{Name: "into", Legend: v.T("office.merge.into"), Hint: v.T("office.merge.hint")}
	for _, e := range m.earlier {
		hint := v.T("office.merge.option", "kind", v.T("common.kind."+string(e.kase.Kind)), "date", v.Date(e.kase.FiledAt), "status", statusText(v, e.kase.Status))
		if e.alike {
			hint = v.T("office.merge.alike", "facts", hint)
		}
		into.Options = append(into.Options, page.Option{Value: e.kase.Reference, Label: v.Isolate(e.kase.Reference) + " – " + v.Isolate(e.kase.Subject), Hint: hint})
	}
	return []page.Field{into}, nil
}

func (s *Surface) merge(ctx context.Context, m matter, form *page.Form) error {
	return s.Office.Merge(ctx, m.kase.ID, m.kase.Version, form.Text("into"))
}

// An earlierCase is another case of the same person, filed before.
type earlierCase struct {
	kase  casework.Case
	alike bool // its subject shares half its words with this one's
}

// earlier lists what the same person filed before, those alike first. A family may share a number,
// so the number alone does not make it the same person's.
func (s *Surface) earlier(ctx context.Context, m matter) ([]earlierCase, error) {
	list, _, err := s.Office.Queue(ctx, casework.QueueFilter{Phone: m.person.Phone, PerPage: 100})
	if err != nil {
		return nil, err
	}
	var alike, others []earlierCase
	for _, c := range list {
		if c.Person != m.kase.Person || c.Status == casework.StatusMerged || c.ID == m.kase.ID || c.FiledAt.After(m.kase.FiledAt) {
			continue
		}
		if sharesWords(c.Subject, m.kase.Subject) {
			alike = append(alike, earlierCase{kase: c, alike: true})
		} else {
			others = append(others, earlierCase{kase: c})
		}
	}
	return append(alike, others...), nil
}

// sharesWords reports whether half of the shorter text's words of three letters or more are in the other.
func sharesWords(a, b string) bool {
	words := func(text string) map[string]bool {
		set := map[string]bool{}
		for _, word := range strings.Fields(strings.ToLower(i18n.FoldArabic(i18n.FoldDigits(text)))) {
			if len([]rune(word)) >= 3 {
				set[word] = true
			}
		}
		return set
	}
	first, second := words(a), words(b)
	shared := 0
	for word := range first {
		if second[word] {
			shared++
		}
	}
	return shared > 0 && 2*shared >= min(len(first), len(second))
}
