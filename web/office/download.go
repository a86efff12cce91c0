package office

import (
	"mime"
	"net/http"
	"strconv"

	"majlis/internal/casework"
)

// download gives an attachment of the case in the path; the reading goes into the journal.
func (s *Surface) download(w http.ResponseWriter, r *http.Request) error {
	c, err := s.Office.ByReference(r.Context(), r.PathValue("reference"))
	if err != nil {
		return err
	}
	return s.serveFile(w, r, c.ID)
}

// serveFile never lets a browser show what a stranger sent: it is saved, under a clean name, and
// its type is not guessed at.
func (s *Surface) serveFile(w http.ResponseWriter, r *http.Request, id casework.CaseID) error {
	file, err := pathID(r, "file")
	if err != nil {
		return err
	}
	a, content, err := s.Office.Attachment(r.Context(), id, casework.AttachmentID(file))
	if err != nil {
		return err
	}
	h := w.Header()
	h.Set("Content-Type", a.Type)
	h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": a.Name}))
	h.Set("Content-Length", strconv.Itoa(len(content)))
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Content-Security-Policy", "default-src 'none'; sandbox")
	h.Set("Cache-Control", "no-store")
	_, _ = w.Write(content) // the browser went away; nobody is left to tell
	return nil
}
