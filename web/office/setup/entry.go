package setup

import (
	"context"
	"net/http"
	"strings"
	"time"

	"majlis/booking"
	"majlis/internal/casework"
	"majlis/web/page"
)

// An entry is one host, department or centre opened for editing.
type entry struct {
	parts []part
	code  *string
	taken func(code string) bool
	save  func(ctx context.Context) error
}

// isNew is the key of an entry that is to be added.
const isNew = "new"

// entry opens what the path names.
func (s *Surface) entry(r *http.Request) (entry, error) {
	ctx, key := r.Context(), r.PathValue("key")
	switch r.PathValue("what") {
	case "host":
		return s.hostEntry(ctx, key)
	case "department":
		return s.departmentEntry(ctx, key)
	case "centre":
		return s.centreEntry(ctx, key)
	}
	return entry{}, booking.ErrNotFound
}

// pick finds an entry by its code; a new one is the zero value.
func pick[T any](list []T, key string, code func(T) string, fresh T) (*T, func(string) bool, error) {
	taken := func(wanted string) bool {
		for _, one := range list {
			if code(one) == wanted {
				return true
			}
		}
		return false
	}
	if key == isNew {
		return &fresh, taken, nil
	}
	for _, one := range list {
		if code(one) == key {
			return &one, taken, nil
		}
	}
	return nil, taken, booking.ErrNotFound
}

func (s *Surface) hostEntry(ctx context.Context, key string) (entry, error) {
	list, err := s.Deps.Hosts.Hosts(ctx)
	if err != nil {
		return entry{}, err
	}
	h, taken, err := pick(list, key, func(h booking.Host) string { return h.Code }, booking.Host{City: "riyadh", Active: true})
	if err != nil {
		return entry{}, err
	}
	return entry{code: &h.Code, taken: taken, parts: []part{
		{name: "title_ar", text: &h.TitleAr}, {name: "title_en", text: &h.TitleEn},
		{name: "short_ar", text: &h.ShortAr}, {name: "short_en", text: &h.ShortEn},
		{name: "city", city: &h.City}, {name: "day_cap", count: &h.DayCap, most: 200},
		{name: "video_cap", count: &h.VideoCap, most: 200}, {name: "in_person_cap", count: &h.InPersonCap, most: 200},
		{name: "active", on: &h.Active},
	}, save: func(ctx context.Context) error {
		_, err := s.Deps.Hosts.SaveHost(ctx, *h)
		return err
	}}, nil
}

// usualRespondDays is what a new department starts with.
const usualRespondDays = 10

func (s *Surface) departmentEntry(ctx context.Context, key string) (entry, error) {
	list, err := s.Places.Departments(ctx)
	if err != nil {
		return entry{}, err
	}
	d, taken, err := pick(list, key, func(d casework.Department) string { return d.Code }, casework.Department{RespondDays: usualRespondDays, Active: true})
	if err != nil {
		return entry{}, err
	}
	return entry{code: &d.Code, taken: taken, parts: []part{
		{name: "name_ar", text: &d.NameAr}, {name: "name_en", text: &d.NameEn},
		{name: "respond_days", count: &d.RespondDays, least: 1, most: 90}, {name: "active", on: &d.Active},
	}, save: func(ctx context.Context) error {
		_, err := s.Places.SaveDepartment(ctx, *d)
		return err
	}}, nil
}

func (s *Surface) centreEntry(ctx context.Context, key string) (entry, error) {
	list, err := s.Places.Centres(ctx)
	if err != nil {
		return entry{}, err
	}
	c, taken, err := pick(list, key, func(c casework.Centre) string { return c.Code }, freshCentre())
	if err != nil {
		return entry{}, err
	}
	return entry{code: &c.Code, taken: taken, parts: []part{
		{name: "name_ar", text: &c.NameAr}, {name: "name_en", text: &c.NameEn},
		{name: "address_ar", text: &c.AddressAr}, {name: "address_en", text: &c.AddressEn},
		{name: "city", city: &c.City}, {name: "booths", count: &c.Booths, most: 99},
		{name: "opens", hour: &c.Opens}, {name: "closes", hour: &c.Closes, ends: true},
		{name: "ramadan_opens", hour: &c.RamadanOpens}, {name: "ramadan_closes", hour: &c.RamadanCloses, ends: true},
		{name: "phone", text: &c.Phone, optional: true, ltr: true}, {name: "fax", text: &c.Fax, optional: true, ltr: true},
		{name: "phone_opens", hour: &c.PhoneOpens}, {name: "phone_closes", hour: &c.PhoneCloses, ends: true},
		{name: "renewals_ar", text: &c.RenewalsAr, optional: true, long: true}, {name: "renewals_en", text: &c.RenewalsEn, optional: true, long: true},
		{name: "post_box", text: &c.PostBox, optional: true},
	}, save: func(ctx context.Context) error { return s.Places.SaveCentre(ctx, *c) }}, nil
}

// An attempt is what a form is drawn after.
type attempt struct {
	status  int
	form    *page.Form
	changed bool
}

type editView struct {
	page.View
	Changed *page.Notice
	Seen    page.Hidden
	Code    *page.TextField // of what is added
	Fields  []page.Field
	Submit  page.Button
	Cancel  page.Button
}

func (s *Surface) askEdit(w http.ResponseWriter, r *http.Request) error {
	e, err := s.entry(r)
	if err != nil {
		return err
	}
	return s.drawEdit(w, r, e, attempt{status: http.StatusOK})
}

func (s *Surface) drawEdit(w http.ResponseWriter, r *http.Request, e entry, at attempt) error {
	what, fresh := r.PathValue("what"), r.PathValue("key") == isNew
	title := "office.setup.edit." + what
	if fresh {
		title = "office.setup.add." + what
	}
	v := &editView{View: s.Pages.View(r, page.Console, title)}
	v.Width = page.Reading
	v.Crumbs = []page.Link{{Href: "/office/setup", Text: v.T("office.setup.title")}}
	v.Seen = page.Hidden{Name: "seen", Value: fingerprint(e.parts)}
	v.Fields = drawParts(&v.View, e.parts)
	if fresh {
		v.Code = &page.TextField{Name: "code", Label: v.T("office.field.code"), Hint: v.T("office.field_hint.code"), Size: page.Medium, Max: 40}
	}
	v.Submit = page.Button{Label: v.T("common.save")}
	v.Cancel = page.Button{Label: v.T("common.cancel"), Href: "/office/setup", Style: page.Quiet}
	if at.form != nil {
		at.form.Fill(v.Printer, v.Fields...)
		if v.Code != nil {
			at.form.Fill(v.Printer, v.Code)
		}
		v.Refused(at.form.Errors)
	}
	if at.changed {
		v.Changed = &page.Notice{Kind: page.Warning, Title: v.T("office.changed.entry"), Text: v.T("office.changed.text")}
	}
	return s.editPage.Render(w, r, at.status, v)
}

// edit saves what was typed, unless somebody else saved something different since the form was drawn.
func (s *Surface) edit(w http.ResponseWriter, r *http.Request) error {
	e, err := s.entry(r)
	if err != nil {
		return err
	}
	form, err := page.ReadForm(w, r, 0)
	if err != nil {
		return err
	}
	stored := fingerprint(e.parts)
	if r.PathValue("key") == isNew {
		takeCode(form, e)
	}
	takeParts(form, e.parts)
	if len(form.Errors) > 0 {
		return s.again(w, r, attempt{status: http.StatusUnprocessableEntity, form: form})
	}
	if stored != form.Text("seen") && stored != fingerprint(e.parts) {
		return s.again(w, r, attempt{status: http.StatusConflict, form: form, changed: true})
	}
	if err := e.save(r.Context()); form.Refused(err) {
		return s.again(w, r, attempt{status: http.StatusUnprocessableEntity, form: form})
	} else if err != nil {
		return err
	}
	return page.Redirect(w, r, "/office/setup", page.Done("office.setup.saved"))
}

// again draws the form over what is stored now.
func (s *Surface) again(w http.ResponseWriter, r *http.Request, at attempt) error {
	e, err := s.entry(r)
	if err != nil {
		return err
	}
	return s.drawEdit(w, r, e, at)
}

// takeCode reads the short name that addresses, plans and the database know an entry by.
func takeCode(form *page.Form, e entry) {
	code := strings.ToLower(form.Text("code"))
	letters := strings.Trim(code, "abcdefghijklmnopqrstuvwxyz_") == ""
	switch {
	case code == "" || !letters || code[0] == '_' || code == isNew:
		form.Errors.Add("code", "office.setup.code_wrong")
	case e.taken(code):
		form.Errors.Add("code", "office.setup.code_taken")
	}
	*e.code = code
}

// freshCentre has the hours that most centres keep.
func freshCentre() casework.Centre {
	return casework.Centre{
		City: "riyadh", Opens: 8 * time.Hour, Closes: 16 * time.Hour, RamadanOpens: 10 * time.Hour, RamadanCloses: 15 * time.Hour,
		PhoneOpens: 8 * time.Hour, PhoneCloses: day,
	}
}
