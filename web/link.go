package web

import (
	"net/http"

	"majlis/internal/identity"
	"majlis/web/page"
)

// enter takes a link out of a message: its token moves to a cookie and leaves the address. It
// changes nothing else, since scanners open links too.
func (s *site) enter(purpose identity.Purpose, path string) page.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) error {
		token := r.PathValue("token")
		link, err := s.Links.Open(r.Context(), purpose, token)
		if err != nil {
			return err
		}
		person, err := s.People.Person(r.Context(), link.Person)
		if err != nil {
			return err
		}
		http.SetCookie(w, identity.LinkCookie(purpose, token, s.https))
		w.Header().Set("Cache-Control", "no-store")
		http.Redirect(w, r, "/"+person.Language+path, http.StatusSeeOther)
		return nil
	}
}
