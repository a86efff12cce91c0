package plan

import (
	"cmp"
	"errors"
	"maps"
	"net/http"
	"slices"
	"strconv"

	"majlis/booking"
	"majlis/web/office/word"
	"majlis/web/page"
)

type policyView struct {
	page.View
	Changed *page.Notice
	Warning *page.Notice
	Version page.Hidden
	Classes []classPart
	Groups  []policyPart
	Submit  page.Button
	Cancel  page.Button
}

// A classPart is the fields of one urgency class.
type classPart struct {
	Title  string
	Fields []page.Field
}

// A policyPart is some of the policy's numbers under a heading.
type policyPart struct {
	Title, About string
	Fields       []page.Field
}

// A number is one figure of the policy: where it lies and what it may be.
type number struct {
	name, label string
	value       *int
	least, most int
}

// mostPoints is the most that any number of an allocation may be.
const mostPoints = 1_000_000

// numbersOf lists what the form edits of p besides classes, by group.
func numbersOf(p *booking.Policy) []struct {
	name string
	of   []number
} {
	const hours = 24 * 14
	return []struct {
		name string
		of   []number
	}{
		{"points", []number{{"first_time", "", &p.FirstTime, 0, mostPoints}, {"prior", "", &p.Prior, 0, mostPoints},
			{"prior_max", "", &p.PriorMax, 0, 100}, {"missed", "", &p.Missed, 0, mostPoints}}},
		{"cost", []number{{"cost_venue", "", &p.Cost.Venue, 0, mostPoints}, {"cost_host", "", &p.Cost.Host, 0, mostPoints},
			{"cost_time", "", &p.Cost.Time, 0, mostPoints}, {"cost_waste", "", &p.Cost.Waste, 0, mostPoints}, {"cost_reserve", "", &p.Cost.Reserve, 0, mostPoints}}},
		{"hours", []number{{"confirm_hours", "", &p.ConfirmHours, 2, hours}, {"notice_hours", "", &p.NoticeHours, 0, hours}}},
	}
}

// numbersOfClass lists what the form edits of a class.
func numbersOfClass(name booking.Class, c *booking.ClassRule) []number {
	prefix := string(name) + "_"
	return []number{{prefix + "base", "base", &c.Base, 0, mostPoints}, {prefix + "rate", "rate", &c.Rate, 0, mostPoints},
		{prefix + "must_serve", "must_serve", &c.MustServeWeeks, 0, 520}}
}

// classesOf are the policy's classes, the least urgent first.
func classesOf(p booking.Policy) []booking.Class {
	return slices.SortedFunc(maps.Keys(p.Classes), func(a, b booking.Class) int {
		return cmp.Or(cmp.Compare(p.Classes[a].Base, p.Classes[b].Base), cmp.Compare(a, b))
	})
}

func (n number) field(v *page.View) *page.TextField {
	label := cmp.Or(n.label, n.name)
	f := &page.TextField{Name: n.name, Label: v.T("plan.policy." + label), Numeric: true, Size: page.Short, Max: 7, Value: strconv.Itoa(*n.value)}
	if hint := "plan.policy_hint." + label; v.Has(hint) {
		f.Hint = v.T(hint)
	}
	return f
}

func (n number) take(form *page.Form) {
	value, err := strconv.Atoi(form.Numeric(n.name))
	if err != nil || value < n.least || value > n.most {
		form.Errors.Add(n.name, "plan.policy_wrong", "least", n.least, "most", n.most)
		return
	}
	*n.value = value
}

func (s *Plans) askPolicy(w http.ResponseWriter, r *http.Request) error {
	p, err := s.Desk.Policy(r.Context())
	if err != nil {
		return err
	}
	return s.policyPage.Render(w, r, http.StatusOK, s.policyForm(r, p))
}

// policyForm is the policy as it may be edited, with a warning where its classes are not in order.
func (s *Plans) policyForm(r *http.Request, p booking.Policy) *policyView {
	v := &policyView{View: s.Pages.View(r, page.Console, "plan.policy.title")}
	v.Width, v.Lead = page.Reading, v.T("plan.policy.lead")
	v.Crumbs = []page.Link{{Href: "/office/plan", Text: v.T("week.plan.title")}}
	v.Version = page.Hidden{Name: "version", Value: word.Number(p.Version)}
	v.Submit, v.Cancel = page.Button{Label: v.T("common.save")}, page.Button{Label: v.T("common.cancel"), Href: "/office/plan", Style: page.Quiet}
	for _, name := range classesOf(p) {
		rule := p.Classes[name]
		part := classPart{Title: word.Of(&v.View, "common.class.", string(name))}
		for _, n := range numbersOfClass(name, &rule) {
			part.Fields = append(part.Fields, n.field(&v.View))
		}
		part.Fields = append(part.Fields, &page.Checkbox{Name: string(name) + "_urgent", Label: v.T("plan.policy.urgent"), Checked: slices.Contains(p.Urgent, name)})
		v.Classes = append(v.Classes, part)
	}
	for _, group := range numbersOf(&p) {
		part := policyPart{Title: v.T("plan.policy_group." + group.name), About: v.T("plan.policy_about." + group.name)}
		for _, n := range group.of {
			part.Fields = append(part.Fields, n.field(&v.View))
		}
		v.Groups = append(v.Groups, part)
	}
	if pairs := p.Unordered(); len(pairs) > 0 {
		first := pairs[0]
		v.Warning = &page.Notice{Kind: page.Warning, Title: v.T("plan.policy.unordered"), Text: v.T("plan.policy.unordered_text",
			"first", word.Of(&v.View, "common.class.", string(first[0])), "second", word.Of(&v.View, "common.class.", string(first[1])))}
	}
	return v
}

// fields are all the form's fields, to be filled with what was typed.
func (v *policyView) fields() []page.Field {
	var all []page.Field
	for _, c := range v.Classes {
		all = append(all, c.Fields...)
	}
	for _, g := range v.Groups {
		all = append(all, g.Fields...)
	}
	return all
}

// savePolicy takes the numbers for allocations made from now on.
func (s *Plans) savePolicy(w http.ResponseWriter, r *http.Request) error {
	form, err := page.ReadForm(w, r, 0)
	if err != nil {
		return err
	}
	p, err := s.Desk.Policy(r.Context())
	if err != nil {
		return err
	}
	stored := p
	p.Classes, p.Urgent, p.Version = maps.Clone(p.Classes), nil, form.Int("version")
	for _, name := range classesOf(p) {
		rule := p.Classes[name]
		for _, n := range numbersOfClass(name, &rule) {
			n.take(form)
		}
		p.Classes[name] = rule
		if form.Checked(string(name) + "_urgent") {
			p.Urgent = append(p.Urgent, name)
		}
	}
	for _, group := range numbersOf(&p) {
		for _, n := range group.of {
			n.take(form)
		}
	}
	v, status := s.policyForm(r, stored), http.StatusUnprocessableEntity
	if len(form.Errors) == 0 {
		switch err := s.Desk.SavePolicy(r.Context(), p); {
		case err == nil:
			return page.Redirect(w, r, "/office/policy", page.Done("plan.policy.saved"))
		case errors.Is(err, booking.ErrConflict):
			status = http.StatusConflict
			v.Changed = &page.Notice{Kind: page.Warning, Title: v.T("week.stale.title"), Text: v.T("plan.policy.changed")}
		case !form.Refused(err):
			return err
		}
	}
	form.Fill(v.Printer, v.fields()...)
	v.Refused(form.Errors)
	return s.policyPage.Render(w, r, status, v)
}
