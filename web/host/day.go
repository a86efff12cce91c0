package host

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strconv"
	"time"

	"majlis/booking"
	"majlis/internal/i18n"
	"majlis/internal/identity"
	"majlis/web/page"
)

type dayView struct {
	page.View
	Sessions []sessionCard
	Empty    *page.EmptyState
}

type sessionCard struct {
	Title  string
	When   string
	Tag    page.Tag
	Enter  *page.Button // into the room, until the session is closed
	People page.People
	ID     string
	Late   *page.TextField // for those who run the session, while it is not closed
	Tell   page.Button
	Close  page.Button
}

// day lists the sessions of today; a host sees the own ones, an interpreter those with an audience they
// are bound to, and of the line no more than that.
func (s *Surface) day(w http.ResponseWriter, r *http.Request) error {
	v := &dayView{View: s.Pages.View(r, page.Console, "host.day.title")}
	v.Lead = v.DateBoth(s.Now())
	lines, err := s.Days.Today(r.Context(), s.Now())
	if err != nil {
		return err
	}
	staff := identity.ActorFrom(r.Context()).Staff
	for _, line := range lines {
		if staff != nil && staff.Role == identity.RoleHost && booking.HostID(staff.Host) != line.Host.ID {
			continue
		}
		if staff != nil && staff.Role == identity.RoleInterpreter {
			if line.Audiences, err = s.boundTo(r.Context(), line.Audiences, staff.ID); err != nil {
				return err
			}
			if len(line.Audiences) == 0 {
				continue
			}
		}
		card, err := s.card(r, v, line)
		if err != nil {
			return err
		}
		v.Sessions = append(v.Sessions, card)
	}
	if len(v.Sessions) == 0 {
		v.Empty = &page.EmptyState{Icon: "calendar", Title: v.T("host.day.empty"), Text: v.T("host.day.empty_text")}
	}
	return s.dayPage.Render(w, r, http.StatusOK, v)
}

// boundTo are those of the audiences at which an account helps.
func (s *Surface) boundTo(ctx context.Context, audiences []booking.Audience, account int64) ([]booking.Audience, error) {
	var theirs []booking.Audience
	for _, a := range audiences {
		bound, err := s.Days.BoundTo(ctx, a)
		if err != nil {
			return nil, err
		}
		if slices.ContainsFunc(bound, func(b booking.Bound) bool { return b.Who.Staff == account }) {
			theirs = append(theirs, a)
		}
	}
	return theirs, nil
}

// sessionKinds colours a session by its status.
var sessionKinds = map[booking.SessionStatus]page.Kind{booking.SessionPlanned: page.Info, booking.SessionOpen: page.Success, booking.SessionClosed: page.Neutral}

func (s *Surface) card(r *http.Request, v *dayView, line booking.DayLine) (sessionCard, error) {
	card := sessionCard{
		ID:    id(int64(line.Session.ID)),
		Title: shortTitle(line.Host, v.Lang), When: v.ClockRange(line.Session.From, line.Session.To),
		Tag: page.Tag{Kind: sessionKinds[line.Session.Status], Text: v.T("host.session." + string(line.Session.Status))},
	}
	if line.Session.Status != booking.SessionClosed {
		card.Enter = &page.Button{Label: v.T("host.day.enter"), Href: "/host/session/" + id(int64(line.Session.ID)), Icon: "video"}
	}
	card.People.Label = v.T("host.day.line")
	card.People.Empty = &page.EmptyState{Title: v.T("host.day.nobody")}
	checks, err := s.Checks.DeviceChecks(r.Context(), line.Session.ID)
	if err != nil {
		return card, err
	}
	mayOpen := mayRun(r)
	if mayOpen && line.Session.Status != booking.SessionClosed {
		card.Late = &page.TextField{Name: "minutes", Label: v.T("host.late.minutes"), Numeric: true, Size: page.Short,
			Value: v.Number(int(line.Session.LateFor.Minutes()))}
		card.Tell = page.Button{Label: v.T("host.late.tell"), Style: page.Secondary, Small: true}
		card.Close = page.Button{Label: v.T("host.close"), Style: page.Quiet, Small: true}
	}
	for _, a := range line.Audiences {
		person, err := s.People.Person(r.Context(), a.Person)
		if err != nil {
			return card, err
		}
		row := page.PersonRow{
			Place: v.Clock(a.At), Name: person.FullName, Detail: v.T("common.venue." + string(a.Venue)),
			Tags: audienceTags(&v.View, a, checks), Current: a.Status == booking.AudienceInSession,
		}
		if mayOpen {
			row.Href = "/host/audience/" + id(int64(a.ID))
		}
		card.People.Rows = append(card.People.Rows, row)
	}
	return card, nil
}

// audienceKinds colours an audience by its status.
var audienceKinds = map[booking.AudienceStatus]page.Kind{
	booking.AudienceExpected: page.Neutral, booking.AudienceCheckedIn: page.Success, booking.AudienceWaiting: page.Success,
	booking.AudienceInSession: page.Info, booking.AudienceEnded: page.Neutral,
}

// verdictKinds colours a device check by its verdict.
var verdictKinds = map[booking.Verdict]page.Kind{booking.VerdictGood: page.Success, booking.VerdictOkay: page.Info, booking.VerdictBad: page.Danger}

func audienceTags(v *page.View, a booking.Audience, checks map[booking.AudienceID]booking.DeviceCheck) []page.Tag {
	tags := []page.Tag{{Kind: audienceKinds[a.Status], Text: v.T("status.audience." + string(a.Status))}}
	if a.Status == booking.AudienceEnded {
		tags[0].Text = v.T("host.disposition." + string(a.Disposition))
	}
	if !a.VerifiedAt.IsZero() {
		tags = append(tags, page.Tag{Kind: page.Success, Text: v.T("host.verified"), Icon: "shield"})
	}
	if a.Venue != booking.VenueHome {
		return tags
	}
	check, checked := checks[a.ID]
	if !checked {
		return append(tags, page.Tag{Kind: page.Warning, Text: v.T("host.check.none"), Icon: "device"})
	}
	verdict := check.Verdict()
	text := v.T("host.check." + string(verdict))
	if troubles := check.Troubles(); len(troubles) > 0 {
		text += ": " + v.T("check.short."+troubles[0])
	}
	return append(tags, page.Tag{Kind: verdictKinds[verdict], Text: text, Icon: "device"})
}

func shortTitle(h booking.Host, lang i18n.Lang) string {
	if lang == i18n.Arabic {
		return h.ShortAr
	}
	return h.ShortEn
}

func mayRun(r *http.Request) bool { return identity.ActorFrom(r.Context()).May(identity.CallRun) }

func id(n int64) string { return strconv.FormatInt(n, 10) }

// pathID reads a number from the path; what is none names nothing.
func pathID(r *http.Request, name string) (int64, error) {
	n, err := strconv.ParseInt(r.PathValue(name), 10, 64)
	if err != nil {
		return 0, booking.ErrNotFound
	}
	return n, nil
}

// late tells those who wait that the line runs late.
func (s *Surface) late(w http.ResponseWriter, r *http.Request) error {
	session, err := s.ownSession(r)
	if err != nil {
		return err
	}
	form, err := page.ReadForm(w, r, 0)
	if err != nil {
		return err
	}
	minutes := form.Int("minutes")
	if minutes < 0 || minutes > 240 || len(form.Errors) > 0 {
		return page.Redirect(w, r, "/host", page.Flash{Kind: page.Warning, Key: "host.late.range"})
	}
	if err := s.Day.RunLate(r.Context(), session.ID, time.Duration(minutes)*time.Minute); err != nil {
		return refusedTo(w, r, "/host", err)
	}
	return page.Redirect(w, r, "/host", page.Done("host.late.done"))
}

func (s *Surface) close(w http.ResponseWriter, r *http.Request) error {
	session, err := s.ownSession(r)
	if err != nil {
		return err
	}
	if err := s.Day.CloseSession(r.Context(), session.ID); err != nil {
		return refusedTo(w, r, "/host", err)
	}
	return page.Redirect(w, r, "/host", page.Done("host.closed"))
}

// refusedTo shows a refusal on the page that the button stood on.
func refusedTo(w http.ResponseWriter, r *http.Request, path string, err error) error {
	var refusal *booking.Refusal
	if !errors.As(err, &refusal) {
		return err
	}
	return page.Redirect(w, r, path, page.Flash{Kind: page.Warning, Key: "refusal." + refusal.Code, Args: refusal.Args})
}

// ownSession is the session of the path, for a host only the own one.
func (s *Surface) ownSession(r *http.Request) (booking.Session, error) {
	n, err := pathID(r, "session")
	if err != nil {
		return booking.Session{}, err
	}
	session, err := s.Days.Session(r.Context(), booking.SessionID(n))
	if err != nil {
		return session, err
	}
	return session, onlyOwn(r, session.Host)
}

// onlyOwn keeps a host to the own sessions.
func onlyOwn(r *http.Request, host booking.HostID) error {
	staff := identity.ActorFrom(r.Context()).Staff
	if staff != nil && staff.Role == identity.RoleHost && booking.HostID(staff.Host) != host {
		return booking.ErrForbidden
	}
	return nil
}
