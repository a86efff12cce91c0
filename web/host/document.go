package host

import (
	"net/http"

	"majlis/internal/casework"
	"majlis/internal/identity"
	"majlis/internal/sitting"
	"majlis/web/page"
)

// showDocument takes a file for everybody on the session's stage. The room tells them of it.
func (s *Surface) showDocument(w http.ResponseWriter, r *http.Request) error {
	session, err := s.ownSession(r)
	if err != nil {
		return err
	}
	name, content, err := page.ReadUpload(w, r, casework.AttachmentMax)
	if err != nil {
		return err
	}
	actor, v := identity.ActorFrom(r.Context()), s.Pages.View(r, page.Stage, "host.room.title")
	as, _, err := s.names(r, *actor.Staff, v.Lang, int64(session.Host))
	if err != nil {
		return err
	}
	if err := s.Rooms.ShowAsStaff(r.Context(), session.ID, *actor.Staff, as, sitting.Upload{Name: name, Content: content}); err != nil {
		return err
	}
	w.WriteHeader(http.StatusCreated)
	return nil
}

// document gives a file that was shown in one of the session's audiences.
func (s *Surface) document(w http.ResponseWriter, r *http.Request) error {
	session, err := s.ownSession(r)
	if err != nil {
		return err
	}
	p, content, err := s.Rooms.PaperForStaff(r.Context(), session.ID, *identity.ActorFrom(r.Context()).Staff, r.PathValue("key"))
	if err != nil {
		return err
	}
	return page.Download{Name: p.File.Name, Type: p.File.Type, Content: content}.Serve(w)
}
