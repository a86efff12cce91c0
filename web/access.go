package web

import (
	"net/http"
	"net/url"
	"strings"

	"majlis/booking"
	"majlis/internal/identity"
	"majlis/web/page"
)

// guarded serves a route to those who hold its permission, on their behalf.
func (s *site) guarded(route page.Route) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		visit := visitOf(r)
		actor := visit.actorFor(route.Needs, r.URL.Path)
		mark := traceOf(r)
		mark.route, mark.actor = route.Pattern, actor.Label()
		r = r.WithContext(identity.WithActor(r.Context(), actor))
		if !actor.May(route.Needs) {
			s.refuse(w, r, route.Needs, actor)
			return
		}
		if err := route.Serve(w, r); err != nil {
			s.fail(w, r, err)
		}
	})
}

// refuse sends somebody who is not signed in to the right sign-in and back; whoever is signed in
// may not.
func (s *site) refuse(w http.ResponseWriter, r *http.Request, needs identity.Permission, actor identity.Actor) {
	signIn := "/staff/sign-in"
	if needs == identity.OwnCases {
		signIn = "/sign-in"
	} else if actor.Staff != nil {
		s.Logger.WarnContext(r.Context(), "not allowed", "route", traceOf(r).route, "needs", string(needs), "actor", actor.Label())
		s.fail(w, r, booking.ErrForbidden)
		return
	}
	if accept := r.Header.Get("Accept"); accept != "" && !strings.Contains(accept, "text/html") && !strings.Contains(accept, "*/*") {
		w.WriteHeader(http.StatusUnauthorized) // a script asked; it reloads the page, which comes back here
		return
	}
	// Forms go to the path of the page they stand on, so a POST comes back to its page.
	back := r.URL.Path
	if r.Method == http.MethodGet && r.URL.RawQuery != "" {
		back += "?" + r.URL.RawQuery
	}
	lang := string(page.LangOf(r))
	http.Redirect(w, r, "/"+lang+signIn+"?"+url.Values{"next": {back}}.Encode(), http.StatusSeeOther)
}

// next is where to go after signing in: the page that asked for it, or another one.
func next(r *http.Request, otherwise string) string {
	if target := r.URL.Query().Get("next"); localPath(target) {
		return target
	}
	return otherwise
}

// localPath reports whether a target stays on this site, however a browser reads it.
func localPath(target string) bool {
	if !strings.HasPrefix(target, "/") || strings.HasPrefix(target, "//") || len(target) > 2000 {
		return false
	}
	if strings.ContainsFunc(target, func(c rune) bool { return c < ' ' || c == 0x7f || c == '\\' }) {
		return false
	}
	parsed, err := url.Parse(target)
	return err == nil && parsed.Scheme == "" && parsed.Host == ""
}
