package citizen

import (
	"fmt"
	"mime"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"majlis/booking"
	"majlis/internal/casework"
	"majlis/internal/identity"
	"majlis/web/page"
)

type casesView struct {
	page.View
	Cards []page.Card
	Empty *page.EmptyState
	New   page.Button
}

// statusKinds colours the statuses of a case; the others are under way.
var statusKinds = map[casework.Status]page.Kind{
	casework.StatusNeedsInfo: page.Warning, casework.StatusCompleted: page.Success,
	casework.StatusNotUpheld: page.Neutral, casework.StatusOutOfScope: page.Neutral,
	casework.StatusMerged: page.Neutral, casework.StatusWithdrawn: page.Neutral,
}

func statusTag(v *page.View, status casework.Status) page.Tag {
	kind, known := statusKinds[status]
	if !known {
		kind = page.Info
	}
	return page.Tag{Kind: kind, Text: v.T("status.case." + string(status))}
}

// cases lists what was filed from the proved number.
func (s *Site) cases(w http.ResponseWriter, r *http.Request) error {
	mine, err := s.Office.OfPhone(r.Context(), identity.ActorFrom(r.Context()).Phone)
	if err != nil {
		return fmt.Errorf("cases of the proved number: %w", err)
	}
	v := &casesView{View: s.Pages.View(r, page.Citizen, "citizen.cases.title")}
	v.New = page.Button{Label: v.T("citizen.cases.new"), Href: "/file", Style: page.Secondary, Icon: "plus"}
	for _, c := range mine {
		tag := statusTag(&v.View, c.Status)
		v.Cards = append(v.Cards, page.Card{
			Icon: kindIcons[c.Kind], Title: c.Subject, Href: "/cases/" + c.Reference, Tag: &tag,
			Meta: []string{v.T("common.kind." + string(c.Kind)), v.Isolate(c.Reference), v.DateLong(c.FiledAt)},
		})
	}
	if len(mine) == 0 {
		v.Empty = &page.EmptyState{Icon: "inbox", Title: v.T("citizen.cases.none"), Text: v.T("citizen.cases.none.text"),
			Action: &page.Button{Label: v.T("citizen.cases.new"), Href: "/file"}}
	} else {
		v.Lead = v.T("citizen.cases.lead")
	}
	return s.casesPage.Render(w, r, http.StatusOK, v)
}

// Own is the case of the address, when it was filed from the proved number; of anybody else's it
// says no more than of one that never was.
func (s *Site) Own(r *http.Request) (casework.Case, error) {
	ctx := r.Context()
	c, err := s.Office.ByReference(ctx, r.PathValue("reference"))
	if err != nil {
		return casework.Case{}, fmt.Errorf("case of a citizen: %w", err)
	}
	person, err := s.People.Person(ctx, c.Person)
	if err != nil {
		return casework.Case{}, fmt.Errorf("person of a case: %w", err)
	}
	if phone := identity.ActorFrom(ctx).Phone; phone == "" || person.Phone != phone {
		return casework.Case{}, booking.ErrNotFound
	}
	return c, nil
}

// asPerson names the person in histories and the journal.
func asPerson(r *http.Request, c casework.Case) *http.Request {
	actor := identity.ActorFrom(r.Context())
	actor.Person = c.Person
	return r.WithContext(identity.WithActor(r.Context(), actor))
}

type caseView struct {
	page.View
	Status   page.Tag
	Text     string
	Question *page.Notice
	Answer   *page.TextArea
	Send     page.Button
	Audience *page.Card
	Result   *resultPart
	Facts    page.SummaryList
	Body     []string // its paragraphs
	Files    []page.Attachment
	Timeline page.Timeline
	Withdraw *page.Button
}

type resultPart struct {
	Lines []string
	At    string
	Judge *page.Button
}

// showCase is where a case stands.
func (s *Site) showCase(w http.ResponseWriter, r *http.Request) error {
	c, err := s.Own(r)
	if err != nil {
		return err
	}
	r = asPerson(r, c)
	if c, err = s.Office.Open(r.Context(), c.ID); err != nil {
		return fmt.Errorf("open a case: %w", err)
	}
	if !c.ResultAt.IsZero() && c.ResultReadAt.IsZero() {
		if err := s.Office.ReadResult(r.Context(), c.ID); err != nil {
			return fmt.Errorf("note that the result was read: %w", err)
		}
	}
	return s.drawCase(w, r, c, nil)
}

func (s *Site) drawCase(w http.ResponseWriter, r *http.Request, c casework.Case, form *page.Form) error {
	history, err := s.Office.History(r.Context(), c.ID)
	if err != nil {
		return fmt.Errorf("history of a case: %w", err)
	}
	v := &caseView{View: s.Pages.View(r, page.Citizen, "citizen.case.title."+string(c.Kind), "reference", c.Reference)}
	v.Back = &page.Link{Href: "/cases", Text: v.T("citizen.cases.title")}
	v.Status, v.Text = statusTag(&v.View, c.Status), v.T("citizen.case.say."+string(c.Status))
	v.Timeline = timeline(&v.View, history)
	v.Facts = caseFacts(&v.View, c)
	v.Body = paragraphs(c.Body)
	if c.Status == casework.StatusNeedsInfo {
		v.question(c, history)
	}
	if v.Audience, err = s.audienceOf(r, c, &v.View); err != nil {
		return err
	}
	if v.Result, err = s.resultOf(r, c, &v.View); err != nil {
		return err
	}
	if err := s.listFiles(r, c, v); err != nil {
		return err
	}
	if c.Status.May(casework.StatusWithdrawn) {
		v.Withdraw = &page.Button{Label: v.T("citizen.withdraw.link"), Href: "/cases/" + c.Reference + "/withdraw", Style: page.Quiet, Icon: "close"}
	}
	status := http.StatusOK
	if form != nil {
		if v.Answer != nil {
			form.Fill(v.Printer, v.Answer)
		}
		v.Refused(form.Errors)
		status = http.StatusUnprocessableEntity
	}
	return s.casePage.Render(w, r, status, v)
}

func caseFacts(v *page.View, c casework.Case) page.SummaryList {
	rows := []page.SummaryRow{
		{Label: v.T("common.reference"), Text: c.Reference, Ltr: true},
		{Label: v.T("citizen.field.subject"), Text: c.Subject},
		{Label: v.T("citizen.case.filed_at"), Text: v.DateBoth(c.FiledAt)},
	}
	if c.Applicant.Kind != casework.ApplicantSelf && c.Applicant.PrincipalName != "" {
		rows = append(rows, page.SummaryRow{Label: v.T("citizen.case.principal"), Text: c.Applicant.PrincipalName})
	}
	if open := !c.Status.Closed() && c.Status != casework.StatusNeedsInfo; open && !c.DueAt.IsZero() {
		rows = append(rows, page.SummaryRow{Label: v.T("citizen.case.due"), Text: v.DateLong(c.DueAt)})
	}
	return page.SummaryList{Rows: rows, Compact: true}
}

// timeline is the statuses a case went through, and of the notes only those the person may read.
func timeline(v *page.View, history []casework.Event) page.Timeline {
	var t page.Timeline
	for i := len(history) - 1; i >= 0; i-- {
		e := history[i]
		if e.From == e.To && !e.Public {
			continue
		}
		item := page.Event{At: e.At, Title: v.T("status.case." + string(e.To)), Kind: statusKinds[e.To], Icon: "check", By: v.T("citizen.case.by.office")}
		if e.To == casework.StatusNeedsInfo {
			item.Icon = "question"
		}
		if strings.HasPrefix(e.Actor, "person:") || e.Actor == "phone" {
			item.By = v.T("citizen.case.by.you")
		}
		if e.Public {
			item.Text = e.Note
		}
		t.Items = append(t.Items, item)
	}
	return t
}

func (v *caseView) question(c casework.Case, history []casework.Event) {
	v.Question = &page.Notice{Kind: page.Warning, Title: v.T("citizen.case.question", "by", v.DateLong(c.DueAt))}
	for _, e := range history {
		if e.Public && e.To == casework.StatusNeedsInfo {
			v.Question.Text = e.Note
		}
	}
	v.Answer = &page.TextArea{Name: "answer", Label: v.T("citizen.case.answer"), Rows: 5, Max: casework.BodyMax}
	v.Send = page.Button{Label: v.T("citizen.case.send"), Icon: "send"}
}

// paragraphs cuts a text that people typed at its line breaks.
func paragraphs(text string) []string {
	return strings.FieldsFunc(text, func(r rune) bool { return r == '\n' || r == '\r' })
}

// wishKinds colours where a wish for an audience stands.
var wishKinds = map[booking.RequestStatus]page.Kind{
	booking.RequestOffered: page.Warning, booking.RequestConfirmed: page.Success, booking.RequestMet: page.Success,
	booking.RequestNotScheduled: page.Neutral, booking.RequestWithdrawn: page.Neutral,
}

// audienceOf says where the wish for an audience stands, with the way to the appointment.
func (s *Site) audienceOf(r *http.Request, c casework.Case, v *page.View) (*page.Card, error) {
	if c.Kind != casework.KindAudience {
		return nil, nil
	}
	wish, err := s.Desk.RequestOfCase(r.Context(), int64(c.ID))
	if isGone(err) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("audience request of a case: %w", err)
	}
	kind, known := wishKinds[wish.Status]
	if !known {
		kind = page.Info
	}
	card := &page.Card{
		Icon: "audience", Title: v.T("citizen.audience.title"), Text: v.T("citizen.audience.say." + string(wish.Status)),
		Tag: &page.Tag{Kind: kind, Text: v.T("status.request." + string(wish.Status))},
	}
	if err := s.addStanding(r, c, wish, v, card); err != nil {
		return nil, err
	}
	if wish.Status != booking.RequestOffered && wish.Status != booking.RequestConfirmed {
		return card, nil
	}
	offer, err := s.Desk.OfferOfRequest(r.Context(), wish.ID)
	if isGone(err) {
		return card, nil
	}
	if err != nil {
		return nil, fmt.Errorf("offer of a request: %w", err)
	}
	slot, err := s.Desk.Slot(r.Context(), offer.Slot)
	if err != nil {
		return nil, fmt.Errorf("slot of an offer: %w", err)
	}
	card.Meta = []string{v.DateBoth(slot.At), v.Clock(slot.At), v.T("common.venue." + string(offer.Venue))}
	action := page.Button{Label: v.T("citizen.audience.open"), Href: "/appointment?case=" + c.Reference, Icon: "calendar-check"}
	if offer.Status == booking.OfferOpen {
		card.Text = v.T("citizen.audience.confirm_by", "by", v.DateTime(offer.ConfirmBy))
		action.Label = v.T("citizen.audience.answer")
	}
	card.Actions = slices.Insert(card.Actions, 0, action)
	return card, nil
}

// addStanding adds the way to how the request came off in a published allocation, once there is one.
func (s *Site) addStanding(r *http.Request, c casework.Case, wish booking.Request, v *page.View, card *page.Card) error {
	_, err := s.Desk.Standing(r.Context(), wish.ID)
	if isGone(err) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("standing of a request: %w", err)
	}
	card.Actions = append(card.Actions, page.Button{Label: v.T("standing.open"), Href: "/cases/" + c.Reference + "/standing", Style: page.Secondary, Icon: "scale"})
	return nil
}

// resultOf is the result, and the way to the survey while it is unanswered.
func (s *Site) resultOf(r *http.Request, c casework.Case, v *page.View) (*resultPart, error) {
	if c.ResultAt.IsZero() {
		return nil, nil
	}
	part := &resultPart{Lines: paragraphs(c.ResultText), At: v.DateBoth(c.ResultAt)}
	_, err := s.Office.SurveyOf(r.Context(), c.ID)
	if isGone(err) {
		part.Judge = &page.Button{Label: v.T("citizen.case.judge"), Href: "/cases/" + c.Reference + "/survey", Style: page.Secondary, Icon: "star"}
		return part, nil
	}
	if err != nil {
		return nil, fmt.Errorf("survey of a case: %w", err)
	}
	return part, nil
}

func (s *Site) listFiles(r *http.Request, c casework.Case, v *caseView) error {
	list, err := s.Office.Attachments(r.Context(), c.ID)
	if err != nil {
		return fmt.Errorf("attachments of a case: %w", err)
	}
	for _, a := range list {
		v.Files = append(v.Files, page.Attachment{Name: a.Name, Size: a.Size, Href: fmt.Sprintf("/cases/%s/files/%d", c.Reference, a.ID)})
	}
	return nil
}

// download gives a person back a file of their own, never to be shown inside the site.
func (s *Site) download(w http.ResponseWriter, r *http.Request) error {
	c, err := s.Own(r)
	if err != nil {
		return err
	}
	id, err := strconv.ParseInt(r.PathValue("file"), 10, 64)
	if err != nil {
		return booking.ErrNotFound
	}
	a, content, err := s.Office.Attachment(asPerson(r, c).Context(), c.ID, casework.AttachmentID(id))
	if err != nil {
		return fmt.Errorf("attachment of a case: %w", err)
	}
	h := w.Header()
	h.Set("Content-Type", a.Type)
	h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": a.Name}))
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Cache-Control", "no-store")
	_, _ = w.Write(content) // the browser went away; nobody is left to tell
	return nil
}
