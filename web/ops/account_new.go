package ops

import (
	"net/http"
	"strconv"

	"majlis/internal/identity"
	"majlis/web/page"
)

type newAccountView struct {
	page.View
	Fields  []page.Field
	Belongs []page.Field
	Submit  page.Button
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
	homes, err := s.homes(r, &v.View)
	if err != nil {
		return err
	}
	v.Fields = []page.Field{
		&page.TextField{Name: "username", Label: v.T("ops.account.username"), Hint: v.T("ops.account.username_hint"), Max: 32, Size: page.Medium, Autocomplete: "off"},
		passwordField(&v.View),
		&page.TextField{Name: "name_ar", Label: v.T("ops.account.name_ar"), Max: 120},
		&page.TextField{Name: "name_en", Label: v.T("ops.account.name_en"), Max: 120, Optional: true}, role,
	}
	v.Belongs = homes.fields(&v.View)
	if form != nil {
		form.Fill(v.Printer, v.Fields...)
		form.Fill(v.Printer, v.Belongs...)
		v.Refused(form.Errors)
	}
	v.Submit = page.Button{Label: v.T("ops.account.create"), Icon: "person-plus"}
	return s.newPage.Render(w, r, status, v)
}

func passwordField(v *page.View) page.Field {
	return &page.TextField{Name: "password", Label: v.T("ops.account.password"), Hint: v.T("ops.account.password_hint"), Type: "password", Autocomplete: "new-password", Max: 256}
}

func (s *Surface) createAccount(w http.ResponseWriter, r *http.Request) error {
	form, err := page.ReadForm(w, r, 0)
	if err != nil {
		return err
	}
	n := identity.NewStaff{
		Username: form.Text("username"), NameAr: form.Text("name_ar"), NameEn: form.Text("name_en"),
		Role: identity.Role(form.Text("role")), Password: form.Values.Get("password"),
	}
	// What does not belong to the role stays out, whatever was chosen before the role was.
	switch n.Role {
	case identity.RoleDepartment:
		n.Department = form.ID("department")
	case identity.RoleHost, identity.RoleAide, identity.RoleNoteTaker:
		n.Host = form.ID("host")
	case identity.RoleReception, identity.RolePhoneAgent:
		n.Centre = form.Text("centre")
	}
	_, err = s.Accounts.Create(r.Context(), n)
	if err == nil {
		return page.Redirect(w, r, "/ops/accounts", page.Done("ops.account.created"))
	}
	if !form.Refused(err) {
		return err
	}
	return s.drawAccount(w, r, http.StatusUnprocessableEntity, form)
}

// homes are where accounts may belong, by what is stored, in the page's language.
type homes struct{ departments, hosts, centres []page.Option }

func (s *Surface) homes(r *http.Request, v *page.View) (h homes, err error) {
	departments, err := s.Places.Departments(r.Context())
	if err != nil {
		return h, err
	}
	for _, d := range departments {
		h.departments = append(h.departments, page.Option{Value: strconv.FormatInt(int64(d.ID), 10), Label: said(v, d.NameAr, d.NameEn)})
	}
	hosts, err := s.Hosts.Hosts(r.Context())
	if err != nil {
		return h, err
	}
	for _, one := range hosts {
		h.hosts = append(h.hosts, page.Option{Value: strconv.FormatInt(int64(one.ID), 10), Label: said(v, one.ShortAr, one.ShortEn)})
	}
	centres, err := s.Places.Centres(r.Context())
	for _, c := range centres {
		h.centres = append(h.centres, page.Option{Value: c.Code, Label: said(v, c.NameAr, c.NameEn)})
	}
	return h, err
}

func (h homes) fields(v *page.View) []page.Field {
	return []page.Field{
		&page.Select{Name: "department", Label: v.T("ops.account.department"), Hint: v.T("ops.account.department_hint"), Blank: v.T("ops.account.none"), Optional: true, Options: h.departments},
		&page.Select{Name: "host", Label: v.T("ops.account.host"), Hint: v.T("ops.account.host_hint"), Blank: v.T("ops.account.none"), Optional: true, Options: h.hosts},
		&page.Select{Name: "centre", Label: v.T("ops.account.centre"), Hint: v.T("ops.account.centre_hint"), Blank: v.T("ops.account.none"), Optional: true, Options: h.centres},
	}
}

// of is where an account belongs, "" for nowhere in particular.
func (h homes) of(a identity.Staff) string {
	for _, place := range []struct {
		options []page.Option
		value   string
	}{{h.departments, number(a.Department)}, {h.hosts, number(a.Host)}, {h.centres, a.Centre}} {
		for _, option := range place.options {
			if place.value != "" && option.Value == place.value {
				return option.Label
			}
		}
	}
	return ""
}

func number(id int64) string {
	if id == 0 {
		return ""
	}
	return strconv.FormatInt(id, 10)
}
