package recording

import (
	"net/http"
	"time"

	"majlis/internal/identity"
	"majlis/internal/recordings"
	"majlis/web/page"
)

type listView struct {
	page.View
	Impossible *page.Notice
	State      page.Notice
	Open       *question // somebody has asked, and another has to decide
	Reason     page.Field
	On         bool // what the form asks for
	Submit     page.Button
	Table      page.Table
}

// A question waits for a second person. Whoever asked may only take it back.
type question struct {
	Text    string
	Reason  string
	Action  string
	Approve *page.Button
	Refuse  page.Button
}

func (s *Recordings) list(w http.ResponseWriter, r *http.Request) error {
	return s.draw(w, r, http.StatusOK, nil)
}

func (s *Recordings) draw(w http.ResponseWriter, r *http.Request, status int, form *page.Form) error {
	policies, all, _, err := s.Office.All(r.Context())
	if err != nil {
		return err
	}
	v := &listView{View: s.Pages.View(r, page.Console, "recording.title")}
	v.Lead = v.T("recording.lead")
	if !s.Possible {
		v.Impossible = &page.Notice{Kind: page.Info, Title: v.T("recording.impossible")}
	}
	on := false
	for i, p := range policies {
		if p.Open() {
			if v.Open, err = s.question(r, &v.View, p); err != nil {
				return err
			}
			continue
		}
		if p.Approved {
			on = policies[i].Recorded
			break
		}
	}
	v.State = page.Notice{Kind: page.Info, Title: v.T("recording.off")}
	v.On, v.Submit = true, page.Button{Label: v.T("recording.ask")}
	if on {
		v.State = page.Notice{Kind: page.Warning, Title: v.T("recording.on")}
		v.On, v.Submit = false, page.Button{Label: v.T("recording.end"), Style: page.Secondary}
	}
	v.Reason = &page.TextArea{Name: "reason", Label: v.T("recording.reason"), Hint: v.T("recording.reason_hint"), Rows: 2, Max: 500}
	if form != nil {
		form.Fill(v.Printer, v.Reason)
		v.View.Refused(form.Errors)
	}
	v.Table = s.table(&v.View, all)
	return s.listPage.Render(w, r, status, v)
}

func (s *Recordings) question(r *http.Request, v *page.View, p recordings.Policy) (*question, error) {
	who, err := s.name(r.Context(), v, p.AskedBy)
	if err != nil {
		return nil, err
	}
	q := &question{Text: v.T("recording.asked", "name", who, "at", v.DateTime(p.AskedAt)), Reason: p.Reason, Action: v.URL("/office/recordings/policy/" + number(p.ID))}
	s.buttons(r, v, q, p.AskedBy)
	return q, nil
}

func (s *Recordings) buttons(r *http.Request, v *page.View, q *question, asked int64) {
	q.Refuse = page.Button{Label: v.T("recording.refuse"), Name: "approve", Value: "no", Style: page.Secondary}
	if me(r) == asked {
		q.Refuse.Label = v.T("recording.take_back")
		return
	}
	q.Approve = &page.Button{Label: v.T("recording.approve"), Name: "approve", Value: "yes"}
}

func me(r *http.Request) int64 {
	if staff := identity.ActorFrom(r.Context()).Staff; staff != nil {
		return staff.ID
	}
	return 0
}

// stateKinds colours recordings.
var stateKinds = map[recordings.State]page.Kind{
	recordings.Running: page.Info, recordings.Finished: page.Success, recordings.Broken: page.Danger, recordings.Empty: page.Warning,
}

func (s *Recordings) table(v *page.View, all []recordings.Recording) page.Table {
	t := page.Table{Caption: v.T("recording.list"), Empty: &page.EmptyState{Title: v.T("recording.none")}, Columns: []page.Column{
		{Label: v.T("common.reference")}, {Label: v.T("recording.began")}, {Label: v.T("recording.lasts")}, {Label: v.T("recording.size")},
		{Label: v.T("recording.state")}, {Label: v.T("recording.keep_until")},
	}}
	for _, one := range all {
		until := v.Date(one.KeepUntil)
		if one.State == recordings.Destroyed {
			until = v.DateTime(one.DestroyedAt)
		}
		t.Rows = append(t.Rows, page.TableRow{Cells: []page.Cell{
			{Text: one.Reference, Ltr: true, Href: "/office/recordings/" + number(one.ID)}, {Text: v.DateTime(one.StartedAt)}, {Text: lasts(v, one)}, {Text: size(v, one)},
			{Show: page.Tag{Kind: stateKinds[one.State], Text: v.T("recording.state." + string(one.State))}}, {Text: until},
		}})
	}
	return t
}

func lasts(v *page.View, r recordings.Recording) string {
	return v.Minutes(int((time.Duration(r.LastsMs)*time.Millisecond + time.Minute - 1) / time.Minute))
}

func size(v *page.View, r recordings.Recording) string {
	const megabyte = 1_000_000
	return v.T("recording.megabytes", "count", (r.Bytes+megabyte-1)/megabyte)
}

// ask asks for a policy, or ends it.
func (s *Recordings) ask(w http.ResponseWriter, r *http.Request) error {
	form, err := page.ReadForm(w, r, 0)
	if err != nil {
		return err
	}
	on := form.Text("on") == "yes"
	err = s.Office.AskPolicy(r.Context(), on, form.Text("reason"))
	if err == nil {
		done := "recording.done.ended"
		if on {
			done = "recording.done.asked"
		}
		return page.Redirect(w, r, "/office/recordings", page.Done(done))
	}
	if !form.Refused(err) {
		return err
	}
	return s.draw(w, r, http.StatusUnprocessableEntity, form)
}

// decide answers somebody else's question.
func (s *Recordings) decide(w http.ResponseWriter, r *http.Request) error {
	id, err := idOf(r.PathValue("policy"))
	if err != nil {
		return err
	}
	form, err := page.ReadForm(w, r, 0)
	if err != nil {
		return err
	}
	approve := form.Text("approve") == "yes"
	if err := s.Office.DecidePolicy(r.Context(), id, approve); err != nil {
		return err
	}
	return page.Redirect(w, r, "/office/recordings", page.Done(decided(approve)))
}

func decided(approve bool) string {
	if approve {
		return "recording.done.approved"
	}
	return "recording.done.refused"
}
