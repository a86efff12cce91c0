package recording

import (
	"mime"
	"net/http"

	"majlis/booking"
	"majlis/internal/recordings"
	"majlis/web/page"
)

type oneView struct {
	page.View
	State  page.Tag
	Facts  string
	Open   []question
	Usable []usable
	Past   page.Table
	Reason page.Field // nil: there is nothing to ask for
	Submit page.Button
}

// usable is a wish that was approved and may be used now.
type usable struct {
	Action string
	Fetch  page.Button
}

func (s *Recordings) show(w http.ResponseWriter, r *http.Request) error {
	return s.drawOne(w, r, http.StatusOK, nil)
}

func (s *Recordings) drawOne(w http.ResponseWriter, r *http.Request, status int, form *page.Form) error {
	id, err := idOf(r.PathValue("recording"))
	if err != nil {
		return err
	}
	_, all, accesses, err := s.Office.All(r.Context())
	if err != nil {
		return err
	}
	one, ok := find(all, id)
	if !ok {
		return booking.ErrNotFound
	}
	v := &oneView{View: s.Pages.View(r, page.Console, "recording.one")}
	v.Title = v.T("recording.of", "reference", one.Reference)
	v.Width = page.Reading
	v.Crumbs = []page.Link{{Href: "/office/recordings", Text: v.T("recording.title")}}
	v.State = page.Tag{Kind: stateKinds[one.State], Text: v.T("recording.state." + string(one.State))}
	v.Facts = v.T("recording.facts", "at", v.DateTime(one.StartedAt), "lasts", lasts(&v.View, one), "size", size(&v.View, one), "tracks", one.Tracks)
	if one.State == recordings.Finished {
		v.Reason = &page.TextArea{Name: "reason", Label: v.T("recording.access_reason"), Hint: v.T("recording.access_hint"), Rows: 2, Max: 500}
		v.Submit = page.Button{Label: v.T("recording.ask_access")}
	}
	if form != nil && v.Reason != nil {
		form.Fill(v.Printer, v.Reason)
		v.View.Refused(form.Errors)
	}
	if err := s.wishes(r, v, id, accesses); err != nil {
		return err
	}
	return s.onePage.Render(w, r, status, v)
}

func find(all []recordings.Recording, id int64) (recordings.Recording, bool) {
	for _, one := range all {
		if one.ID == id {
			return one, true
		}
	}
	return recordings.Recording{}, false
}

// wishes sorts who asked into open questions, those that may be used, and the rest.
func (s *Recordings) wishes(r *http.Request, v *oneView, id int64, accesses []recordings.Access) error {
	base := "/office/recordings/" + number(id)
	v.Past = page.Table{Caption: v.T("recording.wishes"), Columns: []page.Column{
		{Label: v.T("common.name_label")}, {Label: v.T("recording.reason")}, {Label: v.T("recording.state")}, {Label: v.T("recording.used")},
	}}
	for _, a := range accesses {
		if a.RecordingID != id {
			continue
		}
		who, err := s.name(r.Context(), &v.View, a.AskedBy)
		if err != nil {
			return err
		}
		if a.Open() {
			q := question{Text: v.T("recording.wish", "name", who, "at", v.DateTime(a.AskedAt)), Reason: a.Reason, Action: v.URL(base + "/access/" + number(a.ID))}
			s.buttons(r, &v.View, &q, a.AskedBy)
			v.Open = append(v.Open, q)
			continue
		}
		if s.Office.Usable(a, me(r)) {
			v.Usable = append(v.Usable, usable{Action: v.URL(base + "/file/" + number(a.ID)), Fetch: page.Button{Label: v.T("recording.fetch"), Icon: "download"}})
		}
		state, used := v.T("recording.wish.refused"), "–"
		if a.Approved {
			state = v.T("recording.wish.approved")
		}
		if !a.UsedAt.IsZero() {
			used = v.DateTime(a.UsedAt)
		}
		v.Past.Rows = append(v.Past.Rows, page.TableRow{Cells: []page.Cell{{Text: who}, {Text: a.Reason}, {Text: state}, {Text: used}}})
	}
	return nil
}

func (s *Recordings) askAccess(w http.ResponseWriter, r *http.Request) error {
	id, err := idOf(r.PathValue("recording"))
	if err != nil {
		return err
	}
	form, err := page.ReadForm(w, r, 0)
	if err != nil {
		return err
	}
	if err = s.Office.AskAccess(r.Context(), id, form.Text("reason")); err == nil {
		return page.Redirect(w, r, "/office/recordings/"+number(id), page.Done("recording.done.asked"))
	}
	if !form.Refused(err) {
		return err
	}
	return s.drawOne(w, r, http.StatusUnprocessableEntity, form)
}

func (s *Recordings) decideAccess(w http.ResponseWriter, r *http.Request) error {
	id, err := idOf(r.PathValue("access"))
	if err != nil {
		return err
	}
	form, err := page.ReadForm(w, r, 0)
	if err != nil {
		return err
	}
	approve := form.Text("approve") == "yes"
	if err := s.Office.DecideAccess(r.Context(), id, approve); err != nil {
		return err
	}
	return page.Redirect(w, r, "/office/recordings/"+r.PathValue("recording"), page.Done(decided(approve)))
}

// fetch gives the file. It is a POST because it is written down who fetched it.
func (s *Recordings) fetch(w http.ResponseWriter, r *http.Request) error {
	id, err := idOf(r.PathValue("access"))
	if err != nil {
		return err
	}
	one, err := s.Office.Fetch(r.Context(), id)
	if err != nil {
		return err
	}
	file, err := s.Shelf.Open(one)
	if err != nil {
		return booking.Refuse("recording_elsewhere", "", "node", one.Node)
	}
	defer file.Close()
	h := w.Header()
	h.Set("Content-Type", "video/webm")
	h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": one.Reference + "-" + number(one.ID) + ".webm"}))
	h.Set("Cache-Control", "no-store")
	http.ServeContent(w, r, "", one.EndedAt, file)
	return nil
}
