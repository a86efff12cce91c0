package web

import (
	"net/http"
	"net/url"

	"majlis/internal/identity"
	"majlis/web/page"
)

type staffSignInView struct {
	page.View
	Username, Password page.TextField
	Submit             page.Button
}

func (s *site) newStaffSignIn(r *http.Request) *staffSignInView {
	v := &staffSignInView{View: s.Renderer.View(r, page.Citizen, "web.sign_in.staff.title")}
	v.Lead = v.T("web.sign_in.staff.lead")
	v.Username = page.TextField{Name: "username", Label: v.T("web.sign_in.staff.username"), Autocomplete: "username", Max: 64, Size: page.Medium}
	v.Password = page.TextField{Name: "password", Label: v.T("web.sign_in.staff.password"), Type: "password", Autocomplete: "current-password", Max: 256, Size: page.Medium}
	v.Submit = page.Button{Label: v.T("web.sign_in.staff.submit")}
	return v
}

func (s *site) showStaffSignIn(w http.ResponseWriter, r *http.Request) error {
	if visitOf(r).staff != nil {
		return page.Redirect(w, r, next(r, "/staff"))
	}
	return s.staffPage.Render(w, r, http.StatusOK, s.newStaffSignIn(r))
}

func (s *site) signStaffIn(w http.ResponseWriter, r *http.Request) error {
	form, err := page.ReadForm(w, r, 0)
	if err != nil {
		return err
	}
	staff, err := s.Accounts.SignIn(r.Context(), form.Text("username"), form.Values.Get("password"), visitOf(r).address)
	if form.Refused(err) {
		v := s.newStaffSignIn(r)
		form.Fill(v.Printer, &v.Username, &v.Password)
		v.Refused(form.Errors)
		return s.staffPage.Render(w, r, http.StatusUnprocessableEntity, v)
	}
	if err != nil {
		return err
	}
	if err := s.proveStaff(r.Context(), staff); err != nil {
		return err
	}
	return page.Redirect(w, r, next(r, "/staff"))
}

func (s *site) signStaffOut(w http.ResponseWriter, r *http.Request) error {
	if err := s.forget(r.Context(), keyStaff, keyStaffVersion, keyStaffSeen); err != nil {
		return err
	}
	return page.Redirect(w, r, "/staff/sign-in", page.Done("web.sign_in.out"))
}

// homes is where each role begins its day.
var homes = map[identity.Role]string{
	identity.RoleReception:     "/desk",
	identity.RolePhoneAgent:    "/desk",
	identity.RoleScheduler:     "/office",
	identity.RoleChief:         "/office",
	identity.RoleCaseOfficer:   "/office",
	identity.RoleDepartment:    "/office/department",
	identity.RoleHost:          "/host",
	identity.RoleAide:          "/host",
	identity.RoleNoteTaker:     "/host",
	identity.RoleInterpreter:   "/host",
	identity.RoleObserver:      "/host",
	identity.RoleOperations:    "/ops",
	identity.RoleAuditor:       "/ops",
	identity.RoleAdministrator: "/ops",
}

func (s *site) staffHome(w http.ResponseWriter, r *http.Request) error {
	return page.Redirect(w, r, homes[visitOf(r).staff.Role])
}

func nextQuery(target string) string { return url.Values{"next": {target}}.Encode() }
