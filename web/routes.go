package web

import (
	"fmt"
	"net/http"
	"slices"
	"strings"

	"majlis/internal/i18n"
	"majlis/internal/identity"
	"majlis/web/page"
)

// routes are the pages that belong to no surface.
func (s *site) routes() []page.Route {
	return []page.Route{
		{Pattern: "GET /{lang}/sign-in", Needs: identity.Public, Serve: s.showSignIn},
		{Pattern: "POST /{lang}/sign-in", Needs: identity.Public, Serve: s.sendCode},
		{Pattern: "GET /{lang}/sign-in/code", Needs: identity.Public, Serve: s.showCode},
		{Pattern: "POST /{lang}/sign-in/code", Needs: identity.Public, Serve: s.checkCode},
		{Pattern: "POST /{lang}/sign-in/resend", Needs: identity.Public, Serve: s.resendCode},
		{Pattern: "POST /{lang}/sign-out", Needs: identity.Public, Serve: s.signOut},
		{Pattern: "GET /{lang}/staff/sign-in", Needs: identity.Public, Serve: s.showStaffSignIn},
		{Pattern: "POST /{lang}/staff/sign-in", Needs: identity.Public, Serve: s.signStaffIn},
		{Pattern: "POST /{lang}/staff/sign-out", Needs: identity.Public, Serve: s.signStaffOut},
		{Pattern: "GET /{lang}/staff", Needs: identity.StaffHome, Serve: s.staffHome},
		{Pattern: "GET /a/{token}", Needs: identity.Public, Serve: s.enter(identity.PurposeOffer, "/appointment")},
		{Pattern: "GET /t/{token}", Needs: identity.Public, Serve: s.enter(identity.PurposeTrack, "/cases")},
		{Pattern: "GET /s/{token}", Needs: identity.Public, Serve: s.enter(identity.PurposeSurvey, "/survey")},
	}
}

// mountAll puts every route on the mux. Nothing is reachable that is not mounted here behind its
// permission.
func (s *site) mountAll() error {
	for _, route := range slices.Concat(s.routes(), s.Routes) {
		if err := s.mount(route); err != nil {
			return err
		}
	}
	for _, m := range s.Mounts {
		if err := s.mountForeign(m); err != nil {
			return err
		}
	}
	return handle(s.mux, "/", http.HandlerFunc(s.unmatched))
}

func (s *site) mount(route page.Route) error {
	if err := checkRoute(route); err != nil {
		return err
	}
	if !strings.Contains(route.Pattern, "/{lang}") {
		return handle(s.mux, route.Pattern, s.guarded(route))
	}
	// A wildcard for the language would stand in the way of every other first word of a path.
	for _, lang := range i18n.Languages() {
		spoken := strings.Replace(route.Pattern, "/{lang}", "/"+string(lang), 1)
		guarded := s.guarded(route)
		err := handle(s.mux, spoken, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			r.SetPathValue("lang", string(lang))
			guarded.ServeHTTP(w, r)
		}))
		if err != nil {
			return err
		}
	}
	return nil
}

// checkRoute holds a route to naming one method and one permission that exists.
func checkRoute(route page.Route) error {
	method, _, _ := strings.Cut(route.Pattern, " ")
	switch {
	case method != http.MethodGet && method != http.MethodPost:
		return fmt.Errorf("route %q: the pattern must begin with GET or POST", route.Pattern)
	case !slices.Contains(identity.Permissions(), route.Needs):
		return fmt.Errorf("route %q: needs %q, which is no permission", route.Pattern, route.Needs)
	case route.Serve == nil:
		return fmt.Errorf("route %q: nothing serves it", route.Pattern)
	}
	return nil
}

func (s *site) mountForeign(m Mount) error {
	for _, p := range []identity.Permission{m.Needs, m.Changes} {
		if !slices.Contains(identity.Permissions(), p) {
			return fmt.Errorf("mount %q: needs %q, which is no permission", m.Prefix, p)
		}
	}
	read, change := s.foreign(m, m.Needs), s.foreign(m, m.Changes)
	return handle(s.mux, m.Prefix, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodGet || r.Method == http.MethodHead {
			read.ServeHTTP(w, r)
			return
		}
		change.ServeHTTP(w, r)
	}))
}

func (s *site) foreign(m Mount, needs identity.Permission) http.Handler {
	return s.guarded(page.Route{Pattern: m.Prefix, Needs: needs, Serve: func(w http.ResponseWriter, r *http.Request) error {
		if m.InlineStyle {
			w.Header().Set("Content-Security-Policy", s.policy("'self' 'unsafe-inline'"))
		}
		m.Handler.ServeHTTP(w, r)
		return nil
	}})
}

// handle is ServeMux.Handle with an error where that panics.
func handle(mux *http.ServeMux, pattern string, handler http.Handler) (err error) {
	defer func() {
		if why := recover(); why != nil {
			err = fmt.Errorf("route %q: %v", pattern, why)
		}
	}()
	mux.Handle(pattern, handler)
	return nil
}

// unmatched answers what no route has: the bare address goes to a language, a path without its
// language to the one with it, a wrong method is told so, and the rest does not exist.
func (s *site) unmatched(w http.ResponseWriter, r *http.Request) {
	if r.Method == http.MethodGet || r.Method == http.MethodHead {
		if target := s.elsewhere(r); target != "" {
			w.Header().Add("Vary", "Accept-Language")
			w.Header().Set("Cache-Control", "no-store")
			http.Redirect(w, r, target, http.StatusFound)
			return
		}
	}
	var allowed []string
	for _, method := range []string{http.MethodGet, http.MethodPost} {
		if s.matches(r, method, r.URL.Path) {
			allowed = append(allowed, method)
		}
	}
	if len(allowed) > 0 {
		w.Header().Set("Allow", strings.Join(allowed, ", "))
		s.fail(w, r, errMethod)
		return
	}
	s.fail(w, r, errNoPage)
}

// elsewhere is where a GET that no route has should go, or "".
func (s *site) elsewhere(r *http.Request) string {
	path, lang := r.URL.Path, i18n.Negotiate(r.Header.Get("Accept-Language"))
	if path == "/" {
		return "/" + string(lang)
	}
	for _, candidate := range []string{strings.TrimRight(path, "/"), "/" + string(lang) + strings.TrimRight(path, "/")} {
		if candidate != path && localPath(candidate) && s.matches(r, http.MethodGet, candidate) {
			if r.URL.RawQuery != "" {
				candidate += "?" + r.URL.RawQuery
			}
			return candidate
		}
	}
	return ""
}

func (s *site) matches(r *http.Request, method, path string) bool {
	probe := r.Clone(r.Context())
	probe.Method = method
	probe.URL.Path, probe.URL.RawPath = path, ""
	_, pattern := s.mux.Handler(probe)
	return pattern != "" && pattern != "/"
}
