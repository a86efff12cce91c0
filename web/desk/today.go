package desk

import (
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"

	"majlis/booking"
	"majlis/internal/casework"
	"majlis/internal/identity"
	"majlis/web/page"
)

type todayView struct {
	page.View
	Search   page.Search
	Found    *page.Table
	Visitors page.People
	Actions  []page.Button
}

// today is the reception's first page: look somebody up, and who is expected.
func (s *Surface) today(w http.ResponseWriter, r *http.Request) error {
	v := &todayView{View: s.Pages.View(r, page.Console, "desk.today.title")}
	v.Lead = v.DateBoth(s.Now())
	text := r.URL.Query().Get("q")
	v.Search = page.Search{Name: "q", Label: v.T("desk.today.search"), Hint: v.T("desk.today.search_hint"), Value: text, Action: "/desk"}
	v.Actions = []page.Button{{Label: v.T("desk.today.file"), Href: "/desk/file", Icon: "plus"}}
	if strings.TrimSpace(text) != "" {
		found, err := s.Cases.Find(r.Context(), text)
		if err != nil {
			return err
		}
		v.Found = s.table(&v.View, found)
	}
	visitors, err := s.visitors(r, &v.View)
	if err != nil {
		return err
	}
	v.Visitors = visitors
	return s.todayPage.Render(w, r, http.StatusOK, v)
}

// statusKinds colours a case by its status.
var statusKinds = map[casework.Status]page.Kind{
	casework.StatusReceived: page.Info, casework.StatusNeedsInfo: page.Warning, casework.StatusUnderReview: page.Info,
	casework.StatusCompleted: page.Success, casework.StatusReopened: page.Warning,
}

func (s *Surface) table(v *page.View, found []casework.Case) *page.Table {
	table := &page.Table{Caption: v.T("desk.today.found"), Columns: []page.Column{
		{Label: v.T("desk.case.reference")}, {Label: v.T("desk.case.kind")}, {Label: v.T("desk.case.status")}, {Label: v.T("desk.case.filed")},
	}, Empty: &page.EmptyState{Icon: "search", Title: v.T("desk.today.none"), Text: v.T("desk.today.none_text")}}
	for _, c := range found {
		table.Rows = append(table.Rows, page.TableRow{Cells: []page.Cell{
			{Text: c.Reference, Href: "/desk/case/" + c.Reference, Ltr: true}, {Text: v.T("common.kind." + string(c.Kind))},
			{Show: page.Tag{Kind: statusKinds[c.Status], Text: v.T("status.case." + string(c.Status))}}, {Text: v.Date(c.FiledAt)},
		}})
	}
	return table
}

// visitors lists today's people who come to a centre or the office, in the order of their time; an
// officer of a centre sees that centre's.
func (s *Surface) visitors(r *http.Request, v *page.View) (page.People, error) {
	list := page.People{Label: v.T("desk.today.visitors"), Empty: &page.EmptyState{Icon: "calendar", Title: v.T("desk.today.nobody")}}
	lines, err := s.Days.Today(r.Context(), s.Now())
	if err != nil {
		return list, err
	}
	for _, line := range lines {
		for _, a := range line.Audiences {
			if !comesTo(r, a.Venue) {
				continue
			}
			row, err := s.visitor(r, v, a)
			if err != nil {
				return list, err
			}
			list.Rows = append(list.Rows, row)
		}
	}
	return list, nil
}

func (s *Surface) visitor(r *http.Request, v *page.View, a booking.Audience) (page.PersonRow, error) {
	person, err := s.People.Person(r.Context(), a.Person)
	if err != nil {
		return page.PersonRow{}, err
	}
	row := page.PersonRow{
		Place: v.Clock(a.At), Name: person.FullName, Detail: v.T("common.venue." + string(a.Venue)),
		Tags: []page.Tag{{Kind: page.Neutral, Text: v.T("status.audience." + string(a.Status))}},
	}
	if !a.CheckedInAt.IsZero() {
		row.Kind = page.Success
		row.Tags[0].Kind = page.Success
	}
	return row, nil
}

type caseView struct {
	page.View
	Facts    page.SummaryList
	History  page.Timeline
	Arrival  *page.SummaryList
	Audience string
	CheckIn  *page.Button
	Hall     *page.Button
	Verify   page.Checkbox
}

// show tells a caller or visitor where a case stands; the text itself is for those who study it.
func (s *Surface) show(w http.ResponseWriter, r *http.Request) error {
	found, err := s.Cases.ByReference(r.Context(), r.PathValue("reference"))
	if err != nil {
		return err
	}
	if _, err := s.Cases.Open(r.Context(), found.ID); err != nil {
		return err
	}
	person, err := s.People.Person(r.Context(), found.Person)
	if err != nil {
		return err
	}
	v := &caseView{View: s.Pages.View(r, page.Console, "desk.case.title", "reference", found.Reference)}
	v.Crumbs = []page.Link{{Href: "/desk", Text: v.T("desk.today.title")}}
	v.Facts = page.SummaryList{Rows: []page.SummaryRow{
		{Label: v.T("desk.case.person"), Text: person.FullName},
		{Label: v.T("desk.case.national_id"), Text: person.MaskedID(), Ltr: true},
		{Label: v.T("desk.case.phone"), Text: identity.ShowPhone(person.Phone), Ltr: true},
		{Label: v.T("desk.case.kind"), Text: v.T("common.kind." + string(found.Kind))},
		{Label: v.T("desk.case.subject"), Text: found.Subject},
		{Label: v.T("desk.case.status"), Show: page.Tag{Kind: statusKinds[found.Status], Text: v.T("status.case." + string(found.Status))}},
		{Label: v.T("desk.case.due"), Text: v.DateBoth(found.DueAt)},
	}}
	events, err := s.Cases.History(r.Context(), found.ID)
	if err != nil {
		return err
	}
	for _, e := range events {
		item := page.Event{At: e.At, Title: v.T("status.case." + string(e.To))}
		if e.Public {
			item.Text = e.Note
		}
		v.History.Items = append(v.History.Items, item)
	}
	if err := s.arrival(r, v, found); err != nil {
		return err
	}
	return s.casePage.Render(w, r, http.StatusOK, v)
}

// arrival adds the appointment of an audience request, and what the desk does about it on the day.
func (s *Surface) arrival(r *http.Request, v *caseView, found casework.Case) error {
	if found.Kind != casework.KindAudience {
		return nil
	}
	ctx := r.Context()
	request, err := s.Days.RequestOfCase(ctx, int64(found.ID))
	if err != nil {
		return err
	}
	v.Facts.Rows = append(v.Facts.Rows, page.SummaryRow{Label: v.T("desk.case.audience"), Text: v.T("status.audience." + audienceWord(request.Status))})
	offer, err := s.Days.OfferOfRequest(ctx, request.ID)
	if errors.Is(err, booking.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	slot, err := s.Arrivals.Slot(ctx, offer.Slot)
	if err != nil {
		return err
	}
	v.Arrival = &page.SummaryList{Title: v.T("desk.arrival.title"), Rows: []page.SummaryRow{
		{Label: v.T("desk.arrival.when"), Text: v.DateBoth(slot.At) + " " + v.Clock(slot.At)},
		{Label: v.T("desk.arrival.venue"), Text: v.T("common.venue." + string(offer.Venue))},
		{Label: v.T("desk.arrival.offer"), Text: v.T("desk.offer." + string(offer.Status))},
	}}
	if offer.Status != booking.OfferConfirmed || !comesTo(r, offer.Venue) {
		return nil
	}
	audience, err := s.Arrivals.AudienceOfOffer(ctx, offer.ID)
	if err != nil {
		return err
	}
	v.Audience = strconv.FormatInt(int64(audience.ID), 10)
	v.Arrival.Rows = append(v.Arrival.Rows, page.SummaryRow{Label: v.T("desk.arrival.status"), Text: v.T("status.audience." + string(audience.Status))})
	v.Verify = page.Checkbox{Name: "verified", Label: v.T("desk.arrival.verified"), Checked: !audience.VerifiedAt.IsZero()}
	if audience.CheckedInAt.IsZero() && audience.Status.Live() {
		v.CheckIn = &page.Button{Label: v.T("desk.arrival.check_in"), Icon: "check"}
	}
	if _, booth := offer.Venue.Booth(); booth && !audience.CheckedInAt.IsZero() && audience.Status.Live() {
		v.Hall = &page.Button{Label: v.T("desk.arrival.hall"), Icon: "video"}
	}
	return nil
}

// audienceWord is the word of the glossary for a request's status.
func audienceWord(s booking.RequestStatus) string {
	if s == booking.RequestMet {
		return "ended"
	}
	if s == booking.RequestWithdrawn {
		return "cancelled"
	}
	return string(s)
}

// audienceOf is the audience of the path, which comes to the officer's own centre.
func (s *Surface) audienceOf(r *http.Request) (booking.Audience, error) {
	n, err := strconv.ParseInt(r.PathValue("audience"), 10, 64)
	if err != nil {
		return booking.Audience{}, booking.ErrNotFound
	}
	audience, err := s.Days.Audience(r.Context(), booking.AudienceID(n))
	if err != nil {
		return audience, err
	}
	if !comesTo(r, audience.Venue) {
		return audience, booking.ErrForbidden
	}
	return audience, nil
}

// comesTo reports whether a person with that venue comes to the acting officer's desk: nobody who
// stays at home does, and an officer of one centre receives that centre's visitors only.
func comesTo(r *http.Request, venue booking.Venue) bool {
	centre := ""
	if staff := identity.ActorFrom(r.Context()).Staff; staff != nil {
		centre = staff.Centre
	}
	return venue != booking.VenueHome && (centre == "" || strings.HasSuffix(string(venue), ":"+centre))
}

// checkIn notes that the visitor is there and, when ticked, that the card was compared.
func (s *Surface) checkIn(w http.ResponseWriter, r *http.Request) error {
	audience, err := s.audienceOf(r)
	if err != nil {
		return err
	}
	form, err := page.ReadForm(w, r, 0)
	if err != nil {
		return err
	}
	back, err := s.caseOf(r, audience)
	if err != nil {
		return err
	}
	_, err = s.Arrivals.CheckIn(r.Context(), audience.ID)
	if err == nil && form.Checked("verified") {
		_, err = s.Arrivals.Verify(r.Context(), audience.ID)
	}
	var refusal *booking.Refusal
	if errors.As(err, &refusal) {
		return page.Redirect(w, r, back, page.Flash{Kind: page.Warning, Key: "refusal." + refusal.Code, Args: refusal.Args})
	}
	if err != nil {
		return err
	}
	return page.Redirect(w, r, back, page.Done("desk.arrival.checked_in"))
}

func (s *Surface) caseOf(r *http.Request, a booking.Audience) (string, error) {
	found, err := s.Cases.Open(r.Context(), casework.CaseID(a.Case))
	return "/desk/case/" + found.Reference, err
}

// hallFor is how long a hall's link works: the person goes straight in with it.
const hallFor = 4 * time.Hour

// hall opens the person's own call page in this browser, which stands in the hall.
func (s *Surface) hall(w http.ResponseWriter, r *http.Request) error {
	audience, err := s.audienceOf(r)
	if err != nil {
		return err
	}
	if _, booth := audience.Venue.Booth(); !booth || !audience.Status.Live() {
		return booking.ErrNotFound // no hall waits for this person
	}
	if audience.CheckedInAt.IsZero() {
		return booking.Refuse("audience_not_checked_in", "")
	}
	token, err := s.Links.Mint(r.Context(), identity.PurposeOffer, int64(audience.Offer), audience.Person, s.Now().Add(hallFor))
	if err != nil {
		return err
	}
	http.Redirect(w, r, "/a/"+token, http.StatusSeeOther)
	return nil
}
