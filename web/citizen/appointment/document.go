package appointment

import (
	"net/http"

	"majlis/booking"
	"majlis/internal/casework"
	"majlis/internal/sitting"
	"majlis/web/page"
)

// showDocument takes a file for everybody in the person's audience. The room tells them of it.
func (a *Surface) showDocument(w http.ResponseWriter, r *http.Request) error {
	found, err := a.find(r)
	if err != nil {
		return err
	}
	if found.audience.ID == 0 {
		return booking.ErrNotFound
	}
	name, content, err := page.ReadUpload(w, r, casework.AttachmentMax)
	if err != nil {
		return err
	}
	if err := a.Tickets.ShowAsCitizen(r.Context(), found.audience.ID, sitting.Upload{Name: name, Content: content}); err != nil {
		return err
	}
	w.WriteHeader(http.StatusCreated)
	return nil
}

// document gives a file that was shown in the person's own audience.
func (a *Surface) document(w http.ResponseWriter, r *http.Request) error {
	found, err := a.find(r)
	if err != nil {
		return err
	}
	if found.audience.ID == 0 {
		return booking.ErrNotFound
	}
	p, content, err := a.Tickets.PaperForCitizen(r.Context(), found.audience.ID, r.PathValue("key"))
	if err != nil {
		return err
	}
	return page.Download{Name: p.File.Name, Type: p.File.Type, Content: content}.Serve(w)
}
