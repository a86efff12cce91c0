package ops

import (
	"errors"
	"net/http"
	"strconv"

	"majlis/booking"
	"majlis/internal/identity"
	"majlis/web/page"
)

type accountsView struct {
	page.View
	Add   page.Button
	Table page.Table
}

// accounts lists the staff, closed accounts last.
func (s *Surface) accounts(w http.ResponseWriter, r *http.Request) error {
	v := &accountsView{View: s.Pages.View(r, page.Console, "ops.accounts.title")}
	v.Add = page.Button{Label: v.T("ops.accounts.add"), Href: "/ops/accounts/new", Icon: "person-plus"}
	list, err := s.Accounts.List(r.Context())
	if err != nil {
		return err
	}
	homes, err := s.homes(r, &v.View)
	if err != nil {
		return err
	}
	v.Table = page.Table{Caption: v.T("ops.accounts.title"), Hide: true, Columns: columns(&v.View, "username", "name", "role", "belongs", "state", "password", "act"),
		Empty: &page.EmptyState{Icon: "key", Title: v.T("ops.accounts.none")}}
	own := int64(0)
	if staff := identity.ActorFrom(r.Context()).Staff; staff != nil {
		own = staff.ID
	}
	for _, active := range []bool{true, false} {
		for _, a := range list {
			if a.Active == active {
				v.Table.Rows = append(v.Table.Rows, accountRow(&v.View, a, homes, a.ID == own))
			}
		}
	}
	return s.accountsPage.Render(w, r, http.StatusOK, v)
}

func accountRow(v *page.View, a identity.Staff, h homes, own bool) page.TableRow {
	tag, act, value := page.Tag{Kind: page.Success, Text: v.T("ops.accounts.open")}, "close", ""
	if !a.Active {
		tag, act, value = page.Tag{Text: v.T("ops.accounts.closed")}, "reopen", "yes"
	}
	path := "/ops/accounts/" + strconv.FormatInt(a.ID, 10)
	shut := page.Cell{}
	if !own { // nobody closes the account they work with
		fields := []page.Hidden{{Name: "version", Value: strconv.Itoa(a.Version)}, {Name: "active", Value: value}}
		shut.Show = page.Post{Action: path + "/active", Fields: fields, Button: page.Button{Label: v.T("ops.accounts." + act), Style: page.Secondary, Small: true}}
	}
	return page.TableRow{Cells: []page.Cell{
		{Text: a.Username, Ltr: true}, {Text: a.Name(v.Lang)}, {Text: v.T("common.role." + string(a.Role))}, {Text: h.of(a)}, {Show: tag},
		{Text: v.T("ops.accounts.password"), Href: path + "/password"}, shut,
	}}
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
	switch {
	case errors.As(err, &refusal):
		return page.Redirect(w, r, "/ops/accounts", page.Flash{Kind: page.Warning, Key: "refusal." + refusal.Code, Args: refusal.Args})
	case errors.Is(err, booking.ErrConflict):
		return page.Redirect(w, r, "/ops/accounts", page.Flash{Kind: page.Warning, Key: "ops.account.stale"})
	case err != nil:
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
	a, err := s.Accounts.Staff(r.Context(), id)
	if err != nil {
		return err
	}
	v := &passwordView{View: s.Pages.View(r, page.Console, "ops.password.title", "username", a.Username)}
	v.Width = page.Reading
	v.Lead = v.T("ops.password.lead")
	v.Crumbs = []page.Link{{Href: "/ops/accounts", Text: v.T("ops.accounts.title")}}
	v.Version = page.Hidden{Name: "version", Value: strconv.Itoa(a.Version)}
	v.Field, v.Submit = passwordField(&v.View), page.Button{Label: v.T("ops.password.set"), Icon: "key"}
	if form != nil {
		form.Fill(v.Printer, v.Field)
		v.Refused(form.Errors)
	}
	return s.passwordPage.Render(w, r, status, v)
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
	switch {
	case err == nil:
		return page.Redirect(w, r, "/ops/accounts", page.Done("ops.account.changed"))
	case errors.Is(err, booking.ErrConflict):
		return page.Redirect(w, r, "/ops/accounts", page.Flash{Kind: page.Warning, Key: "ops.account.stale"})
	case !form.Refused(err):
		return err
	}
	return s.drawPassword(w, r, http.StatusUnprocessableEntity, form)
}
