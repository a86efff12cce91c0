package office

import (
	"net/http"

	"majlis/internal/casework"
	"majlis/web/page"
)

// download gives an attachment of the case in the path; the reading goes into the journal.
func (s *Surface) download(w http.ResponseWriter, r *http.Request) error {
	c, err := s.Office.ByReference(r.Context(), r.PathValue("reference"))
	if err != nil {
		return err
	}
	return s.serveFile(w, r, c.ID)
}

// serveFile gives one file of a case.
func (s *Surface) serveFile(w http.ResponseWriter, r *http.Request, id casework.CaseID) error {
	file, err := pathID(r, "file")
	if err != nil {
		return err
	}
	a, content, err := s.Office.Attachment(r.Context(), id, casework.AttachmentID(file))
	if err != nil {
		return err
	}
	return page.Download{Name: a.Name, Type: a.Type, Content: content}.Serve(w)
}
