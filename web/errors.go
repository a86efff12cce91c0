package web

import (
	"context"
	"errors"
	"net/http"
	"net/url"

	"majlis/booking"
	"majlis/web/page"
)

// What goes wrong before any handler.
var (
	errNoPage    = errors.New("no such page")
	errMethod    = errors.New("no such method here")
	errOtherSite = errors.New("sent from another site's page")
	errPanic     = errors.New("a panic, already in the log")
)

// statusClosed is nginx's word for a browser that went away before the answer; nobody sees it.
const statusClosed = 499

// An outcome is how one sort of error is told.
type outcome struct {
	is     error
	status int
	name   string // in the catalogue: web.error.<name>.title and .text
	icon   string
}

// outcomes is the one table of errors and statuses. What is not in it is a fault.
var outcomes = []outcome{
	{booking.ErrForbidden, http.StatusForbidden, "forbidden", "lock"},
	{booking.ErrNotFound, http.StatusNotFound, "not_found", "search"},
	{errNoPage, http.StatusNotFound, "not_found", "search"},
	{booking.ErrConflict, http.StatusConflict, "conflict", "people"},
	{errMethod, http.StatusMethodNotAllowed, "method", "warning"},
	{errOtherSite, http.StatusForbidden, "other_site", "lock"},
}

var fault = outcome{nil, http.StatusInternalServerError, "fault", "warning"}

func outcomeOf(err error) outcome {
	for _, o := range outcomes {
		if errors.Is(err, o.is) {
			return o
		}
	}
	return fault
}

// refusedAs are refusals of whole requests, which have a better status than a form's.
var refusedAs = map[string]int{
	"link_expired":     http.StatusGone,
	"link_used":        http.StatusGone,
	"link_too_many":    http.StatusTooManyRequests,
	"changes_too_many": http.StatusTooManyRequests,
}

// fail turns an error into a page, in the language of the path.
func (s *site) fail(w http.ResponseWriter, r *http.Request, err error) {
	if errors.Is(err, context.Canceled) && r.Context().Err() != nil {
		w.WriteHeader(statusClosed)
		return
	}
	var refusal *booking.Refusal
	if errors.As(err, &refusal) {
		s.failRefused(w, r, refusal)
		return
	}
	o := outcomeOf(err)
	m := s.message(r, o)
	if o.status == http.StatusInternalServerError {
		m.Number = traceOf(r).number
		if !errors.Is(err, errPanic) {
			s.Logger.ErrorContext(r.Context(), "fault", "number", m.Number, "route", traceOf(r).route, "error", err)
		}
	}
	s.show(w, r, o.status, m)
}

// failRefused shows a refusal that its handler did not put beside a field.
func (s *site) failRefused(w http.ResponseWriter, r *http.Request, refusal *booking.Refusal) {
	o := outcome{nil, http.StatusUnprocessableEntity, "refused", "warning"}
	if status, whole := refusedAs[refusal.Code]; whole {
		o.status = status
	}
	if o.status == http.StatusTooManyRequests {
		w.Header().Set("Retry-After", "60")
	}
	m := s.message(r, o)
	if key := "refusal." + refusal.Code; m.Has(key) {
		m.Text = []string{m.T(key, refusal.Args...)}
	}
	s.show(w, r, o.status, m)
}

func (s *site) message(r *http.Request, o outcome) *page.Message {
	layout := page.Citizen
	if visitOf(r).staff != nil && ofStaff(r.URL.Path) {
		layout = page.Console
	}
	m := &page.Message{View: s.Renderer.View(r, layout, "web.error."+o.name+".title"), Icon: o.icon}
	m.Text = []string{m.T("web.error." + o.name + ".text")}
	m.Actions = s.wayOut(r, m, o)
	return m
}

// wayOut is what the visitor can do next.
func (s *site) wayOut(r *http.Request, m *page.Message, o outcome) []page.Button {
	home := page.Button{Label: m.T("web.error.home"), Href: "/", Style: page.Secondary}
	if ofStaff(r.URL.Path) {
		home = page.Button{Label: m.T("web.error.staff_home"), Href: "/staff", Style: page.Secondary}
	}
	if o.status == http.StatusConflict || o.status == http.StatusUnprocessableEntity {
		return []page.Button{{Label: m.T("web.error.again"), Href: back(r)}, home}
	}
	return []page.Button{home}
}

// back is the page a form was sent from, as far as the browser says; else the form's own path.
func back(r *http.Request) string {
	from, err := url.Parse(r.Referer())
	if err == nil && from.Host == r.Host && localPath(from.Path) {
		return from.Path
	}
	return r.URL.Path
}

// show renders the message. When even that fails, one plain line remains.
func (s *site) show(w http.ResponseWriter, r *http.Request, status int, m *page.Message) {
	if err := s.Renderer.Message(w, r, status, m); err != nil {
		s.Logger.ErrorContext(r.Context(), "fault", "number", traceOf(r).number, "route", traceOf(r).route, "error", err)
		http.Error(w, traceOf(r).number, http.StatusInternalServerError)
	}
}
