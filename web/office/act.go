package office

import (
	"context"
	"errors"
	"net/http"
	"strconv"

	"majlis/booking"
	"majlis/web/page"
)

// An action is one thing an officer may do to a case, with a form of its own.
type action struct {
	name string
	icon string
	may  func(m matter) bool
	// fields are the form as it is first shown.
	fields func(s *Surface, ctx context.Context, v *page.View, m matter) ([]page.Field, error)
	// check notes what is missing before anything is tried; nil when the services say it all.
	check func(form *page.Form)
	do    func(s *Surface, ctx context.Context, m matter, form *page.Form) error
	// holds reports whether what the form asks is so already: a second press of the button.
	holds func(m matter, form *page.Form) bool
}

// actions lists every action, in the order the case page offers them.
func actions() []action { return append(wishActions(), caseActions()...) }

func actionOf(name string) (action, error) {
	for _, a := range actions() {
		if a.name == name {
			return a, nil
		}
	}
	return action{}, booking.ErrNotFound
}

// actionButtons offers what may be done now, the likeliest first and loudest.
func actionButtons(v *page.View, m matter) []page.Button {
	var buttons []page.Button
	for _, a := range actions() {
		if !a.may(m) {
			continue
		}
		style := page.Secondary
		if len(buttons) == 0 {
			style = page.Primary
		}
		label := v.T("office.act." + a.name)
		if a.name == "shortlist" && m.wish.request.Status == booking.RequestShortlisted {
			label = v.T("office.act_again.shortlist")
		}
		buttons = append(buttons, page.Button{Label: label, Href: m.path() + "/" + a.name, Icon: a.icon, Style: style, Small: true})
	}
	return buttons
}

type actView struct {
	page.View
	Changed *page.Notice
	Action  string // to POST to
	Hidden  []page.Hidden
	Fields  []page.Field
	Submit  page.Button
	Cancel  page.Button
	Text    textPanel
	Tags    []page.Component
	Wish    *page.SummaryList
	Person  page.SummaryList
}

// askAct shows the form of an action beside the case it is about.
func (s *Surface) askAct(w http.ResponseWriter, r *http.Request) error {
	m, a, err := s.readAct(r)
	if err != nil {
		return err
	}
	if !a.may(m) {
		return page.Redirect(w, r, m.path(), page.Flash{Kind: page.Warning, Key: "refusal.case_step"})
	}
	return s.drawAct(w, r, m, a, attempt{status: http.StatusOK})
}

func (s *Surface) readAct(r *http.Request) (matter, action, error) {
	a, err := actionOf(r.PathValue("action"))
	if err != nil {
		return matter{}, a, err
	}
	m, err := s.read(r)
	return m, a, err
}

// act does what the form asks. A form filled in before somebody else changed the case comes back
// as it was typed, with what is known of the change, and carries the new version: the officer
// decides again.
func (s *Surface) act(w http.ResponseWriter, r *http.Request) error {
	m, a, err := s.readAct(r)
	if err != nil {
		return err
	}
	form, err := page.ReadForm(w, r, 0)
	if err != nil {
		return err
	}
	if a.check != nil {
		a.check(form)
	}
	if len(form.Errors) > 0 {
		return s.drawAct(w, r, m, a, attempt{status: http.StatusUnprocessableEntity, form: form})
	}
	done := page.Done("office.done." + a.name)
	if seen(m, form) {
		err = a.do(s, r.Context(), m, form)
	} else {
		err = booking.ErrConflict
	}
	switch {
	case err == nil:
		return page.Redirect(w, r, m.path(), done)
	case errors.Is(err, booking.ErrConflict):
		if m, err = s.read(r); err != nil { // as somebody else left it
			return err
		}
		if a.holds(m, form) {
			return page.Redirect(w, r, m.path(), done)
		}
		return s.drawAct(w, r, m, a, attempt{status: http.StatusConflict, form: form, changed: true})
	case form.Refused(err):
		return s.drawAct(w, r, m, a, attempt{status: http.StatusUnprocessableEntity, form: form})
	}
	return err
}

// seen reports whether the officer saw the case, and the wish, as they are now. The services ask
// again within their transaction.
func seen(m matter, form *page.Form) bool {
	return form.ID("version") == int64(m.kase.Version) && (m.wish == nil || form.ID("request_version") == int64(m.wish.request.Version))
}

// An attempt is what the form of an action is drawn after.
type attempt struct {
	status  int
	form    *page.Form
	changed bool
}

func (s *Surface) drawAct(w http.ResponseWriter, r *http.Request, m matter, a action, at attempt) error {
	ctx := r.Context()
	v := &actView{View: s.Pages.View(r, page.Console, "office.act."+a.name), Action: m.path() + "/" + a.name}
	v.Crumbs = []page.Link{{Href: "/office/queue", Text: v.T("office.queue.title")}, {Href: m.path(), Text: m.kase.Reference}}
	v.Lead = v.T("office.act_lead." + a.name)
	v.Submit = page.Button{Label: v.T("office.act_send." + a.name), Icon: a.icon}
	v.Cancel = page.Button{Label: v.T("common.cancel"), Href: m.path(), Style: page.Quiet}
	v.Tags = append(caseTags(&v.View, m.kase), s.clock(&v.View, m.kase))
	v.Person = personFacts(&v.View, m)
	v.Hidden = []page.Hidden{{Name: "version", Value: strconv.Itoa(m.kase.Version)}}
	var err error
	if v.Text, err = s.textOf(ctx, &v.View, m.kase, m.path()); err != nil {
		return err
	}
	if m.wish != nil {
		v.Hidden = append(v.Hidden, page.Hidden{Name: "request_version", Value: strconv.Itoa(m.wish.request.Version)})
		if v.Wish, err = s.wishFacts(ctx, &v.View, m.wish); err != nil {
			return err
		}
	}
	if v.Fields, err = a.fields(s, ctx, &v.View, m); err != nil {
		return err
	}
	if at.form != nil {
		at.form.Fill(v.Printer, v.Fields...)
		v.Refused(at.form.Errors)
	}
	if at.changed {
		if v.Changed, err = s.changed(ctx, &v.View, m); err != nil {
			return err
		}
	}
	return s.actPage.Render(w, r, at.status, v)
}

// changed says that the case is no longer what the officer saw, and who changed it last.
func (s *Surface) changed(ctx context.Context, v *page.View, m matter) (*page.Notice, error) {
	notice := &page.Notice{Kind: page.Warning, Title: v.T("office.changed.title"), Text: v.T("office.changed.text")}
	if len(m.events) > 0 {
		last := m.events[len(m.events)-1]
		by, err := s.names(ctx, v.Lang).actor(v, last.Actor)
		if err != nil {
			return nil, err
		}
		notice.Text = v.T("office.changed.by", "status", statusText(v, m.kase.Status), "by", by, "when", v.Ago(last.At, s.Now()))
	}
	notice.Links = []page.Link{{Href: m.path(), Text: v.T("office.changed.open")}}
	return notice, nil
}
