package web

import (
	"errors"
	"net/http"
	"time"

	"majlis/booking"
	"majlis/internal/identity"
	"majlis/web/page"
)

type signInView struct {
	page.View
	Phone  page.TextField
	Submit page.Button
}

func (s *site) newSignIn(r *http.Request) *signInView {
	v := &signInView{View: s.Renderer.View(r, page.Citizen, "web.sign_in.phone.title")}
	v.Lead = v.T("web.sign_in.phone.lead")
	v.Phone = page.TextField{
		Name: "phone", Label: v.T("web.sign_in.phone.label"), Hint: v.T("web.sign_in.phone.hint"), Type: "tel", Numeric: true,
		Autocomplete: "tel", Max: 24, Size: page.Medium,
	}
	v.Submit = page.Button{Label: v.T("web.sign_in.phone.submit")}
	return v
}

func (s *site) showSignIn(w http.ResponseWriter, r *http.Request) error {
	if visitOf(r).phone != "" {
		return page.Redirect(w, r, next(r, "/cases"))
	}
	v := s.newSignIn(r)
	if pending := s.logins.GetString(r.Context(), keyPending); pending != "" {
		v.Phone.Value = identity.ShowPhone(pending)
	}
	return s.signInPage.Render(w, r, http.StatusOK, v)
}

func (s *site) sendCode(w http.ResponseWriter, r *http.Request) error {
	form, err := page.ReadForm(w, r, 0)
	if err != nil {
		return err
	}
	phone, err := identity.ParsePhone(form.Text("phone"))
	if err == nil {
		err = s.send(r, phone)
	}
	if form.Refused(err) {
		v := s.newSignIn(r)
		form.Fill(v.Printer, &v.Phone)
		v.Refused(form.Errors)
		return s.signInPage.Render(w, r, http.StatusUnprocessableEntity, v)
	}
	if err != nil {
		return err
	}
	return page.Redirect(w, r, withNext(r, "/sign-in/code"))
}

// send texts a code and remembers the phone. A second press of the button finds the code already
// on its way, which is as good.
func (s *site) send(r *http.Request, phone string) error {
	ctx := r.Context()
	err := s.Codes.Send(ctx, phone, identity.CodeSignIn, visitOf(r).address, page.LangOf(r))
	underWay := errors.Is(err, booking.Refuse("code_too_soon", ""))
	if err != nil && !underWay {
		return err
	}
	if !underWay || s.logins.GetString(ctx, keyPending) != phone {
		s.logins.Put(ctx, keyPendingSent, s.Now().Unix())
	}
	s.logins.Put(ctx, keyPending, phone)
	return nil
}

type codeView struct {
	page.View
	Code           page.TextField
	Submit, Resend page.Button
	Wait           string // when another code may be sent; "" when it may
	ResendPath     string
	ChangePath     string
}

func (s *site) newCode(r *http.Request, phone string) *codeView {
	v := &codeView{View: s.Renderer.View(r, page.Citizen, "web.sign_in.code.title")}
	v.Lead = v.T("web.sign_in.code.lead", "phone", v.Isolate(identity.ShowPhone(phone)))
	v.Code = page.TextField{
		Name: "code", Label: v.T("web.sign_in.code.label"), Hint: v.T("web.sign_in.code.hint"), Numeric: true, Code: true,
		Autocomplete: "one-time-code", Max: 12, Size: page.Short,
	}
	v.Submit = page.Button{Label: v.T("web.sign_in.code.submit")}
	v.Resend = page.Button{Label: v.T("web.sign_in.code.resend"), Style: page.Secondary}
	v.ResendPath, v.ChangePath = withNext(r, "/sign-in/resend"), withNext(r, "/sign-in")
	sent := time.Unix(s.logins.GetInt64(r.Context(), keyPendingSent), 0)
	if wait := int(sent.Add(identity.ResendAfter).Sub(s.Now()).Seconds()); wait > 0 {
		v.Wait = v.T("web.sign_in.code.wait", "count", wait)
	}
	return v
}

func (s *site) showCode(w http.ResponseWriter, r *http.Request) error {
	phone := s.logins.GetString(r.Context(), keyPending)
	switch {
	case phone != "":
		return s.codePage.Render(w, r, http.StatusOK, s.newCode(r, phone))
	case visitOf(r).phone != "":
		return page.Redirect(w, r, next(r, "/cases"))
	}
	return page.Redirect(w, r, withNext(r, "/sign-in"))
}

func (s *site) checkCode(w http.ResponseWriter, r *http.Request) error {
	phone := s.logins.GetString(r.Context(), keyPending)
	if phone == "" {
		return s.showCode(w, r)
	}
	form, err := page.ReadForm(w, r, 0)
	if err != nil {
		return err
	}
	err = s.Codes.Check(r.Context(), phone, identity.CodeSignIn, form.Numeric("code"))
	if form.Refused(err) {
		v := s.newCode(r, phone)
		form.Fill(v.Printer, &v.Code)
		v.Refused(form.Errors)
		return s.codePage.Render(w, r, http.StatusUnprocessableEntity, v)
	}
	if err != nil {
		return err
	}
	if err := s.provePhone(r.Context(), phone); err != nil {
		return err
	}
	return page.Redirect(w, r, next(r, "/cases"))
}

func (s *site) resendCode(w http.ResponseWriter, r *http.Request) error {
	phone := s.logins.GetString(r.Context(), keyPending)
	if phone == "" {
		return page.Redirect(w, r, withNext(r, "/sign-in"))
	}
	err := s.Codes.Send(r.Context(), phone, identity.CodeSignIn, visitOf(r).address, page.LangOf(r))
	var refusal *booking.Refusal
	if errors.As(err, &refusal) {
		return page.Redirect(w, r, withNext(r, "/sign-in/code"),
			page.Flash{Kind: page.Warning, Key: "refusal." + refusal.Code, Args: refusal.Args})
	}
	if err != nil {
		return err
	}
	s.logins.Put(r.Context(), keyPendingSent, s.Now().Unix())
	return page.Redirect(w, r, withNext(r, "/sign-in/code"), page.Done("web.sign_in.code.resent"))
}

func (s *site) signOut(w http.ResponseWriter, r *http.Request) error {
	if err := s.forget(r.Context(), keyPhone, keyPending, keyPendingSent); err != nil {
		return err
	}
	for _, purpose := range []identity.Purpose{identity.PurposeOffer, identity.PurposeTrack, identity.PurposeSurvey} {
		cookie := identity.LinkCookie(purpose, "", s.https)
		cookie.MaxAge = -1
		http.SetCookie(w, cookie)
	}
	return page.Redirect(w, r, "/", page.Done("web.sign_in.out"))
}

// withNext carries the page to come back to along to another step.
func withNext(r *http.Request, path string) string {
	if target := next(r, ""); target != "" {
		return path + "?" + nextQuery(target)
	}
	return path
}
