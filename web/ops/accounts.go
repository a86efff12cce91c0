package ops

import (
	"errors"
	"net/http"
	"strconv"

	"majlis/booking"
	"majlis/internal/i18n"
	"majlis/internal/identity"
	"majlis/web/page"
)

type accountsView struct {
	page.View
	Add   page.Button
	Table page.Table
}

func (s *Surface) accounts(w http.ResponseWriter, r *http.Request) error {
	v := &accountsView{View: s.Pages.View(r, page.Console, "ops.accounts.title")}
	v.Add = page.Button{Label: v.T("ops.accounts.add"), Href: "/ops/accounts/new", Icon: "person-plus"}
	list, err := s.Accounts.List(r.Context())
	if err != nil {
		return err
	}
	v.Table = page.Table{Caption: v.Title, Hide: true, Empty: &page.EmptyState{Title: v.T("ops.none")}}
	for _, column := range []string{"username", "name", "role", "state", "act", "password"} {
		v.Table.Columns = append(v.Table.Columns, page.Column{Label: v.T("ops.column." + column)})
	}
	for _, a := range list {
		v.Table.Rows = append(v.Table.Rows, accountRow(&v.View, a))
	}
	return s.accountsPage.Render(w, r, http.StatusOK, v)
}

func accountRow(v *page.View, a identity.Staff) page.TableRow {
	name, tag, act, value := a.NameEn, page.Tag{Kind: page.Success, Text: v.T("ops.accounts.open")}, "close", ""
	if v.Lang == i18n.Arabic {
		name = a.NameAr
	}
	if !a.Active {
		tag, act, value = page.Tag{Kind: page.Neutral, Text: v.T("ops.accounts.closed")}, "reopen", "yes"
	}
	path := "/ops/accounts/" + strconv.FormatInt(a.ID, 10)
	fields := []page.Hidden{{Name: "version", Value: strconv.Itoa(a.Version)}, {Name: "active", Value: value}}
	return page.TableRow{Cells: []page.Cell{
		{Text: a.Username, Ltr: true}, {Text: name}, {Text: v.T("common.role." + string(a.Role))}, {Show: tag},
		{Show: page.Post{Action: path + "/active", Fields: fields, Button: page.Button{Label: v.T("ops.accounts." + act), Style: page.Secondary, Small: true}}},
		{Text: v.T("ops.accounts.password"), Href: path + "/password"},
	}}
}

type newAccountView struct {
	page.View
	Fields []page.Field
	Submit page.Button
}

func (s *Surface) askAccount(w http.ResponseWriter, r *http.Request) error {
	return s.drawAccount(w, r, http.StatusOK, nil)
}

func (s *Surface) drawAccount(w http.ResponseWriter, r *http.Request, status int, form *page.Form) error {
	v := &newAccountView{View: s.Pages.View(r, page.Console, "ops.account.title")}
	v.Width = page.Reading
	v.Crumbs = []page.Link{{Href: "/ops/accounts", Text: v.T("ops.accounts.title")}}
	role := &page.Select{Name: "role", Label: v.T("ops.account.role"), Blank: v.T("ops.account.choose")}
	for _, one := range identity.Roles() {
		role.Options = append(role.Options, page.Option{Value: string(one), Label: v.T("common.role." + string(one))})
	}
	belongs, err := s.belongings(r, &v.View)
	if err != nil {
		return err
	}
	v.Fields = append([]page.Field{
		&page.TextField{Name: "username", Label: v.T("ops.account.username"), Hint: v.T("ops.account.username_hint"), Max: 64, Size: page.Medium},
		&page.TextField{Name: "name_ar", Label: v.T("ops.account.name_ar"), Max: 120}, &page.TextField{Name: "name_en", Label: v.T("ops.account.name_en"), Max: 120}, role,
	}, belongs...)
	v.Fields = append(v.Fields, passwordField(&v.View))
	if form != nil {
		form.Fill(v.Printer, v.Fields...)
		v.Refused(form.Errors)
	}
	v.Submit = page.Button{Label: v.T("ops.account.create"), Icon: "person-plus"}
	return s.newPage.Render(w, r, status, v)
}

func passwordField(v *page.View) page.Field {
	return &page.TextField{Name: "password", Label: v.T("ops.account.password"), Hint: v.T("ops.account.password_hint"), Type: "password", Autocomplete: "new-password", Max: 256}
}

// belongings are the fields that say where an account belongs; each role needs one of them at most.
func (s *Surface) belongings(r *http.Request, v *page.View) ([]page.Field, error) {
	say := func(ar, en string) string {
		if v.Lang == i18n.Arabic {
			return ar
		}
		return en
	}
	department := &page.Select{Name: "department", Label: v.T("ops.account.department"), Blank: v.T("ops.account.none"), Optional: true}
	departments, err := s.Places.Departments(r.Context())
	if err != nil {
		return nil, err
	}
	for _, d := range departments {
		department.Options = append(department.Options, page.Option{Value: strconv.FormatInt(int64(d.ID), 10), Label: say(d.NameAr, d.NameEn)})
	}
	host := &page.Select{Name: "host", Label: v.T("ops.account.host"), Blank: v.T("ops.account.none"), Optional: true}
	hosts, err := s.Hosts.Hosts(r.Context())
	if err != nil {
		return nil, err
	}
	for _, h := range hosts {
		host.Options = append(host.Options, page.Option{Value: strconv.FormatInt(int64(h.ID), 10), Label: say(h.ShortAr, h.ShortEn)})
	}
	centre := &page.Select{Name: "centre", Label: v.T("ops.account.centre"), Blank: v.T("ops.account.none"), Optional: true}
	centres, err := s.Places.Centres(r.Context())
	for _, c := range centres {
		centre.Options = append(centre.Options, page.Option{Value: c.Code, Label: say(c.NameAr, c.NameEn)})
	}
	return []page.Field{department, host, centre}, err
}

func (s *Surface) createAccount(w http.ResponseWriter, r *http.Request) error {
	form, err := page.ReadForm(w, r, 0)
	if err != nil {
		return err
	}
	if form.Text("role") == "" {
		form.Errors.Add("role", "ops.account.choose")
	}
	if len(form.Errors) == 0 {
		_, err = s.Accounts.Create(r.Context(), identity.NewStaff{
			Username: form.Text("username"), NameAr: form.Text("name_ar"), NameEn: form.Text("name_en"), Role: identity.Role(form.Text("role")),
			Department: form.ID("department"), Host: form.ID("host"), Centre: form.Text("centre"), Password: form.Values.Get("password"),
		})
		if err == nil {
			return page.Redirect(w, r, "/ops/accounts", page.Done("ops.account.created"))
		}
		if !form.Refused(err) {
			return err
		}
	}
	return s.drawAccount(w, r, http.StatusUnprocessableEntity, form)
}

func accountOf(r *http.Request) (int64, error) {
	id, err := strconv.ParseInt(r.PathValue("account"), 10, 64)
	if err != nil {
		return 0, booking.ErrNotFound
	}
	return id, nil
}

func (s *Surface) setActive(w http.ResponseWriter, r *http.Request) error {
	id, err := accountOf(r)
	if err != nil {
		return err
	}
	form, err := page.ReadForm(w, r, 0)
	if err != nil {
		return err
	}
	err = s.Accounts.SetActive(r.Context(), id, form.Int("version"), form.Text("active") == "yes")
	var refusal *booking.Refusal
	if errors.As(err, &refusal) {
		return page.Redirect(w, r, "/ops/accounts", page.Flash{Kind: page.Warning, Key: "refusal." + refusal.Code, Args: refusal.Args})
	}
	if err != nil {
		return err
	}
	return page.Redirect(w, r, "/ops/accounts", page.Done("ops.account.changed"))
}

type passwordView struct {
	page.View
	Version page.Hidden
	Field   page.Field
	Submit  page.Button
}

func (s *Surface) askPassword(w http.ResponseWriter, r *http.Request) error {
	return s.drawPassword(w, r, http.StatusOK, nil)
}

func (s *Surface) drawPassword(w http.ResponseWriter, r *http.Request, status int, form *page.Form) error {
	id, err := accountOf(r)
	if err != nil {
		return err
	}
	list, err := s.Accounts.List(r.Context())
	if err != nil {
		return err
	}
	for _, a := range list {
		if a.ID != id {
			continue
		}
		v := &passwordView{View: s.Pages.View(r, page.Console, "ops.password.title", "username", a.Username)}
		v.Width = page.Reading
		v.Crumbs = []page.Link{{Href: "/ops/accounts", Text: v.T("ops.accounts.title")}}
		v.Version = page.Hidden{Name: "version", Value: strconv.Itoa(a.Version)}
		v.Field, v.Submit = passwordField(&v.View), page.Button{Label: v.T("ops.password.set"), Icon: "key"}
		if form != nil {
			form.Fill(v.Printer, v.Field)
			v.Refused(form.Errors)
		}
		return s.passwordPage.Render(w, r, status, v)
	}
	return booking.ErrNotFound
}

func (s *Surface) setPassword(w http.ResponseWriter, r *http.Request) error {
	id, err := accountOf(r)
	if err != nil {
		return err
	}
	form, err := page.ReadForm(w, r, 0)
	if err != nil {
		return err
	}
	err = s.Accounts.SetPassword(r.Context(), id, form.Int("version"), form.Values.Get("password"))
	if err == nil {
		return page.Redirect(w, r, "/ops/accounts", page.Done("ops.account.changed"))
	}
	if !form.Refused(err) {
		return err
	}
	return s.drawPassword(w, r, http.StatusUnprocessableEntity, form)
}
