package week

import (
	"cmp"
	"errors"
	"net/http"
	"slices"
	"time"

	"majlis/booking"
	"majlis/web/office/word"
	"majlis/web/page"
)

type templatesView struct {
	page.View
	Add  *page.Button // nil without hosts
	List page.Table
}

// templates lists the hosts' usual weeks.
func (s *Weeks) templates(w http.ResponseWriter, r *http.Request) error {
	v := &templatesView{View: s.Pages.View(r, page.Console, "week.template.title")}
	v.Lead = v.T("week.template.lead")
	v.Add = &page.Button{Label: v.T("week.template.add"), Href: "/office/template/new", Icon: "plus"}
	list, err := s.Desk.Templates(r.Context())
	if err != nil {
		return err
	}
	hosts, err := s.Words.Hosts(r.Context(), v.Lang)
	if err != nil {
		return err
	}
	slices.SortStableFunc(list, func(a, b booking.Template) int {
		return cmp.Or(cmp.Compare(a.Host, b.Host), cmp.Compare(a.Weekday, b.Weekday), cmp.Compare(a.From, b.From))
	})
	v.List = page.Table{
		Caption: v.T("week.template.title"), Hide: true,
		Empty: &page.EmptyState{Icon: "layers", Title: v.T("week.template.empty"), Text: v.T("week.template.empty_text")},
		Columns: []page.Column{
			{Label: v.T("week.field.weekday")}, {Label: v.T("week.field.host")}, {Label: v.T("week.field.kind")}, {Label: v.T("week.field.hours")}, {Label: v.T("week.field.length")},
			{Label: v.T("week.field.venues")}, {Label: v.T("week.field.open_to")}, {Label: v.T("week.field.state")},
		},
	}
	if len(hosts.List) == 0 {
		v.Add, v.List.Empty = nil, noHost(&v.View)
	}
	for _, t := range list {
		v.List.Rows = append(v.List.Rows, templateRow(&v.View, t, hosts))
	}
	return s.templatesPage.Render(w, r, http.StatusOK, v)
}

func templateRow(v *page.View, t booking.Template, hosts word.Hosts) page.TableRow {
	state := page.Tag{Kind: page.Success, Text: v.T("week.template.active")}
	if !t.Active {
		state = page.Tag{Text: v.T("week.template.idle")}
	}
	audience := v.T("common.open_to." + t.OpenTo)
	if t.Section != booking.SectionAny {
		audience = word.Join(v, "week.and", audience, v.T("common.section."+t.Section))
	}
	provides := ""
	if len(t.Provides) > 0 {
		provides = word.List(v, "common.need.", t.Provides)
	}
	return page.TableRow{Cells: []page.Cell{
		{Text: v.Weekday(word.Sunday.AddDate(0, 0, int(t.Weekday))), Href: "/office/template/" + word.Number(t.ID)},
		{Text: hosts.Short[t.Host]},
		{Text: v.T("week.template.kind." + kindOf(t))},
		{Text: v.ClockRange(word.Sunday.Add(t.From), word.Sunday.Add(t.To))},
		{Text: v.Minutes(t.SlotMinutes), Sub: v.T("week.template.buffer", "count", t.BufferMinutes)},
		{Text: word.List(v, "common.place.", t.Venues), Sub: provides},
		{Text: audience, Sub: word.List(v, "common.language.", t.Languages)},
		{Show: state},
	}}
}

// kindOf is how people are received in a template's slots.
func kindOf(t booking.Template) string {
	switch {
	case t.ByVideo() && t.InPerson():
		return "both"
	case t.InPerson():
		return "in_person"
	}
	return "video"
}

type templateView struct {
	page.View
	Shape   shape
	Weekday page.Select
	Active  page.Checkbox
	Version page.Hidden
	Submit  page.Button
	Stale   *page.Notice
}

// templateForm is the form of one template, filled as it is stored; "new" is an empty one.
func (s *Weeks) templateForm(r *http.Request) (*templateView, booking.Template, error) {
	v := &templateView{View: s.Pages.View(r, page.Console, "week.template.edit")}
	t := booking.Template{Active: true}
	if r.PathValue("template") == "new" {
		v.View = s.Pages.View(r, page.Console, "week.template.add")
	} else if err := s.findTemplate(r, &t); err != nil {
		return nil, t, err
	}
	v.Width = page.Reading
	v.Lead = v.T("week.template.edit_lead")
	v.Crumbs = []page.Link{{Href: "/office/template", Text: v.T("week.template.title")}}
	v.Weekday = page.Select{Name: "weekday", Label: v.T("week.field.weekday"), Value: word.Number(t.Weekday)}
	for d := range 7 {
		v.Weekday.Options = append(v.Weekday.Options, page.Option{Value: word.Number(d), Label: v.Printer.Weekday(word.Sunday.AddDate(0, 0, d))})
	}
	v.Active = page.Checkbox{Name: "active", Label: v.T("week.template.is_active"), Hint: v.T("week.template.is_active_hint"), Checked: t.Active}
	v.Version = page.Hidden{Name: "version", Value: word.Number(t.Version)}
	v.Submit = page.Button{Label: v.T("common.save")}
	var err error
	v.Shape, err = s.shape(r.Context(), &v.View)
	if t.ID != 0 {
		v.Shape.show(t)
	}
	return v, t, err
}

func (s *Weeks) findTemplate(r *http.Request, t *booking.Template) error {
	id, err := word.PathID(r, "template")
	if err != nil {
		return err
	}
	list, err := s.Desk.Templates(r.Context())
	if err != nil {
		return err
	}
	at := slices.IndexFunc(list, func(t booking.Template) bool { return t.ID == booking.TemplateID(id) })
	if at < 0 {
		return booking.ErrNotFound
	}
	*t = list[at]
	return nil
}

func (s *Weeks) askTemplate(w http.ResponseWriter, r *http.Request) error {
	v, _, err := s.templateForm(r)
	if err != nil {
		return err
	}
	return s.templatePage.Render(w, r, http.StatusOK, v)
}

// saveTemplate adds or changes a template. Weeks opened before stay as they are.
func (s *Weeks) saveTemplate(w http.ResponseWriter, r *http.Request) error {
	form, err := page.ReadForm(w, r, 0)
	if err != nil {
		return err
	}
	v, stored, err := s.templateForm(r)
	if err != nil {
		return err
	}
	t := readShape(form)
	t.ID, t.Version, t.Active = stored.ID, form.Int("version"), form.Checked("active")
	t.Weekday = time.Weekday(form.Int("weekday"))
	if t.Weekday < time.Sunday || t.Weekday > time.Saturday {
		form.Errors.Add("weekday", "refusal.choose_one")
	}
	status := http.StatusUnprocessableEntity
	if len(form.Errors) == 0 {
		_, err := s.Desk.SaveTemplate(r.Context(), t)
		switch {
		case err == nil:
			return page.Redirect(w, r, "/office/template", page.Done("week.template.saved"))
		case errors.Is(err, booking.ErrConflict):
			status = http.StatusConflict
			v.Stale = &page.Notice{Kind: page.Warning, Title: v.T("week.stale.title"), Text: v.T("week.template.stale"),
				Links: []page.Link{{Href: "/office/template/" + word.Number(t.ID), Text: v.T("week.stale.reload")}}}
		case !form.Refused(err):
			return err
		}
	}
	v.Shape.fill(form, &v.View)
	form.Fill(v.Printer, &v.Weekday, &v.Active, &v.Version)
	v.Refused(form.Errors)
	return s.templatePage.Render(w, r, status, v)
}
