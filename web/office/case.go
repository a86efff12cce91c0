package office

import (
	"context"
	"net/http"
	"strings"

	"majlis/booking"
	"majlis/internal/calendar"
	"majlis/internal/casework"
	"majlis/internal/identity"
	"majlis/internal/notify"
	"majlis/web/page"
)

// A matter is a case with everything that its pages and actions look at.
type matter struct {
	kase      casework.Case
	person    identity.Person
	wish      *wish // of an audience request
	referrals []casework.Referral
	events    []casework.Event
	earlier   []earlierCase
}

// A wish is the audience request of a case and what came of it.
type wish struct {
	request  booking.Request
	offer    *booking.Offer // the latest
	slot     booking.Slot   // the offer's
	audience *booking.Audience
	check    *booking.DeviceCheck // the last one of the person's devices
}

func (m matter) path() string { return "/office/case/" + m.kase.Reference }

// read gathers the case named in the path; the reading goes into the journal.
func (s *Surface) read(r *http.Request) (matter, error) {
	ctx := r.Context()
	found, err := s.Office.ByReference(ctx, r.PathValue("reference"))
	if err != nil {
		return matter{}, err
	}
	var m matter
	if m.kase, err = s.Office.Open(ctx, found.ID); err != nil {
		return m, err
	}
	if m.person, err = s.People.Person(ctx, m.kase.Person); err != nil {
		return m, err
	}
	if m.referrals, err = s.Office.Referrals(ctx, m.kase.ID); err != nil {
		return m, err
	}
	if m.events, err = s.Office.History(ctx, m.kase.ID); err != nil {
		return m, err
	}
	if m.earlier, err = s.earlier(ctx, m); err != nil {
		return m, err
	}
	if m.kase.Kind == casework.KindAudience {
		m.wish, err = s.wish(ctx, m.kase.ID)
	}
	return m, err
}

func (s *Surface) wish(ctx context.Context, id casework.CaseID) (*wish, error) {
	request, err := s.Desk.RequestOfCase(ctx, int64(id))
	if gone, err := absent(err); gone || err != nil {
		return nil, err
	}
	found := &wish{request: request}
	offer, err := s.Desk.OfferOfRequest(ctx, request.ID)
	if gone, err := absent(err); gone || err != nil {
		return found, err
	}
	found.offer = &offer
	if found.slot, err = s.Desk.Slot(ctx, offer.Slot); err != nil {
		return nil, err
	}
	audience, err := s.Desk.AudienceOfOffer(ctx, offer.ID)
	if gone, err := absent(err); gone || err != nil {
		return found, err
	}
	found.audience = &audience
	check, err := s.Checks.DeviceCheck(ctx, audience.ID)
	if gone, err := absent(err); gone || err != nil {
		return found, err
	}
	found.check = &check
	return found, nil
}

type caseView struct {
	page.View
	Tags      []page.Component
	Same      *page.Notice
	Text      textPanel
	Result    *page.SummaryList
	Referrals page.Table
	Notices   page.Table
	History   page.Timeline
	Talk      page.Timeline
	Actions   []page.Button
	Person    page.SummaryList
	Facts     page.SummaryList
	Wish      *page.SummaryList
}

// A textPanel is what the person wrote and attached.
type textPanel struct {
	Subject, Body string
	Urgency       *page.Notice
	Files         []page.Attachment
}

// showCase is everything known of a case and what may be done with it.
func (s *Surface) showCase(w http.ResponseWriter, r *http.Request) error {
	m, err := s.read(r)
	if err != nil {
		return err
	}
	ctx := r.Context()
	v := &caseView{View: s.Pages.View(r, page.Console, "office.case.title", "reference", m.kase.Reference)}
	v.Crumbs = []page.Link{{Href: "/office/queue", Text: v.T("office.queue.title")}}
	v.Tags = append(caseTags(&v.View, m.kase), s.clock(&v.View, m.kase))
	v.Person = personFacts(&v.View, m)
	v.Actions = actionButtons(&v.View, m)
	v.Same = sameNotice(v, m)
	if m.wish != nil {
		if v.Wish, err = s.wishFacts(ctx, &v.View, m.wish); err != nil {
			return err
		}
	}
	names := s.names(ctx, v.Lang)
	for _, fill := range []func(context.Context, *caseView, matter, nameBook) error{
		s.fillText, s.fillFacts, s.fillResult, s.fillReferrals, s.fillNotices, s.fillHistory, s.fillTalk,
	} {
		if err := fill(ctx, v, m, names); err != nil {
			return err
		}
	}
	return s.casePage.Render(w, r, http.StatusOK, v)
}

func (s *Surface) fillText(ctx context.Context, v *caseView, m matter, _ nameBook) (err error) {
	v.Text, err = s.textOf(ctx, &v.View, m.kase, m.path())
	return err
}

func (s *Surface) textOf(ctx context.Context, v *page.View, c casework.Case, path string) (textPanel, error) {
	panel := textPanel{Subject: c.Subject, Body: c.Body}
	if c.UrgencyClaimed {
		panel.Urgency = &page.Notice{Kind: page.Warning, Title: v.T("office.urgency_claimed"), Text: v.Isolate(c.UrgencyReason)}
	}
	attached, err := s.Office.Attachments(ctx, c.ID)
	for _, a := range attached {
		panel.Files = append(panel.Files, page.Attachment{Name: a.Name, Size: a.Size, Href: path + "/file/" + number(int64(a.ID))})
	}
	return panel, err
}

// sameNotice points at earlier cases of the same person on much the same subject.
func sameNotice(v *caseView, m matter) *page.Notice {
	if m.kase.Status.Closed() {
		return nil
	}
	notice := &page.Notice{Kind: page.Warning, Title: v.T("office.same.title"), Text: v.T("office.same.text")}
	for _, e := range m.earlier {
		if e.alike {
			notice.Links = append(notice.Links, page.Link{Href: "/office/case/" + e.kase.Reference, Text: v.Isolate(e.kase.Reference) + " – " + v.Isolate(e.kase.Subject)})
		}
	}
	if len(notice.Links) == 0 {
		return nil
	}
	return notice
}

func personFacts(v *page.View, m matter) page.SummaryList {
	p, a := m.person, m.kase.Applicant
	rows := []page.SummaryRow{
		{Label: v.T("common.name_label"), Text: p.FullName},
		{Label: v.T("office.person.kind"), Text: personKind(v, p)},
		{Label: v.T("office.person.national_id"), Text: p.MaskedID(), Ltr: true},
		{Label: v.T("common.mobile"), Text: identity.ShowPhone(p.Phone), Ltr: true},
		{Label: v.T("office.person.section"), Text: v.T("common.section." + p.Section)},
		{Label: v.T("office.person.applicant"), Text: v.T("common.applicant." + string(a.Kind))},
	}
	if a.Kind != casework.ApplicantSelf {
		rows = append(rows,
			page.SummaryRow{Label: v.T("office.person.principal"), Text: a.PrincipalName},
			page.SummaryRow{Label: v.T("office.person.paper"), Text: a.PaperNumber, Ltr: true})
		if !a.PaperExpiresOn.IsZero() {
			rows = append(rows, page.SummaryRow{Label: v.T("office.person.paper_expires"), Text: v.Date(a.PaperExpiresOn)})
		}
		checked := v.T("office.person.paper_unchecked")
		if a.PaperVerifiedBy != "" {
			checked = v.T("office.person.paper_checked")
		}
		rows = append(rows, page.SummaryRow{Label: v.T("office.person.paper_state"), Text: checked})
	}
	return page.SummaryList{Title: v.T("office.person.title"), Rows: rows, Compact: true}
}

func personKind(v *page.View, p identity.Person) string {
	if p.Kind == identity.KindOther {
		return v.T("common.unknown")
	}
	return v.T("common.person." + p.Kind)
}

func (s *Surface) fillFacts(ctx context.Context, v *caseView, m matter, names nameBook) error {
	c := m.kase
	list, err := s.Office.Departments(ctx)
	if err != nil {
		return err
	}
	officer, err := names.staff(c.Officer)
	if err != nil {
		return err
	}
	none := v.T("common.none")
	rows := []page.SummaryRow{
		{Label: v.T("office.kind_label"), Text: v.T("common.kind." + string(c.Kind))},
		{Label: v.T("office.facts.filed"), Text: v.DateTime(c.FiledAt)},
		{Label: v.T("office.facts.channel"), Text: channelText(&v.View, c)},
		{Label: v.T("office.facts.due"), Text: v.DateBoth(c.DueAt)},
		{Label: v.T("office.class_label"), Text: orText(c.Class != "", func() string { return v.T("common.class." + c.Class) }, none)},
		{Label: v.T("office.category_label"), Text: orText(c.Category != "", func() string { return categoryText(&v.View, c.Category, list) }, none)},
		{Label: v.T("office.facts.officer"), Text: orText(officer != "", func() string { return officer }, none)},
	}
	for _, d := range list {
		if d.ID == c.Department {
			rows = append(rows, page.SummaryRow{Label: v.T("office.facts.department"), Text: inLang(v.Lang, d.NameAr, d.NameEn)})
		}
	}
	v.Facts = page.SummaryList{Title: v.T("office.facts.title"), Rows: rows, Compact: true}
	return nil
}

func orText(is bool, text func() string, otherwise string) string {
	if is {
		return text()
	}
	return otherwise
}

func channelText(v *page.View, c casework.Case) string {
	text := v.T("common.channel." + string(c.Channel))
	if c.Centre != "" && v.Has("common.centre."+c.Centre) {
		return v.T("common.centre." + c.Centre)
	}
	return text
}

// fillResult shows what the person was told in the end, and what they thought of it.
func (s *Surface) fillResult(ctx context.Context, v *caseView, m matter, _ nameBook) error {
	c := m.kase
	if c.ResultAt.IsZero() {
		return nil
	}
	read := v.T("office.result.unread")
	if !c.ResultReadAt.IsZero() {
		read = v.DateTime(c.ResultReadAt)
	}
	v.Result = &page.SummaryList{Title: v.T("office.result.title"), Rows: []page.SummaryRow{
		{Label: v.T("office.result.text"), Text: c.ResultText},
		{Label: v.T("office.result.at"), Text: v.DateTime(c.ResultAt)},
		{Label: v.T("office.result.read"), Text: read},
	}}
	survey, err := s.Office.SurveyOf(ctx, c.ID)
	if gone, err := absent(err); gone || err != nil {
		return err
	}
	text := v.T("office.result.score", "score", v.Number(survey.Score))
	if survey.Comment != "" {
		text += " – " + survey.Comment
	}
	v.Result.Rows = append(v.Result.Rows, page.SummaryRow{Label: v.T("office.result.survey"), Text: text})
	return nil
}

// referralKinds colours a referral by its status.
var referralKinds = map[casework.ReferralStatus]page.Kind{
	casework.ReferralOpen: page.Info, casework.ReferralStarted: page.Info, casework.ReferralAnswered: page.Success, casework.ReferralReturned: page.Warning,
}

func (s *Surface) fillReferrals(ctx context.Context, v *caseView, m matter, _ nameBook) error {
	names, err := s.departments(ctx, v.Lang)
	if err != nil {
		return err
	}
	v.Referrals = page.Table{Caption: v.T("office.referrals.title"), Hide: true}
	for _, column := range []string{"department", "asked", "due", "state", "reply"} {
		v.Referrals.Columns = append(v.Referrals.Columns, page.Column{Label: v.T("office.referrals." + column)})
	}
	for _, f := range m.referrals {
		row := page.TableRow{Cells: []page.Cell{
			{Text: names[f.Department], Sub: v.T("office.referral_kind." + string(f.Kind))},
			{Text: f.Text, Sub: f.Owner}, {Text: v.Date(f.DueOn)},
			{Show: page.Tag{Kind: referralKinds[f.Status], Text: v.T("office.referral_state." + string(f.Status))}}, {Text: orDash(f.Reply)},
		}}
		if s.late(f) {
			row.Kind = page.Danger
		}
		v.Referrals.Rows = append(v.Referrals.Rows, row)
	}
	return nil
}

// late reports whether a department still owes an answer past its day.
func (s *Surface) late(f casework.Referral) bool {
	return owed(f) && f.DueOn.Format("2006-01-02") < s.Now().In(calendar.Riyadh).Format("2006-01-02")
}

func owed(f casework.Referral) bool {
	return f.Status == casework.ReferralOpen || f.Status == casework.ReferralStarted
}

// noticeKinds colours a message by what became of it.
var noticeKinds = map[notify.Status]page.Kind{
	notify.StatusSent: page.Info, notify.StatusDelivered: page.Success, notify.StatusFailed: page.Danger,
}

// fillNotices lists the messages of the case and of its latest offer.
func (s *Surface) fillNotices(ctx context.Context, v *caseView, m matter, _ nameBook) error {
	sent, err := s.Notices.Recent(ctx, notify.RecentFilter{Subject: booking.SubjectCase, ID: int64(m.kase.ID)})
	if err != nil {
		return err
	}
	if m.wish != nil && m.wish.offer != nil {
		more, err := s.Notices.Recent(ctx, notify.RecentFilter{Subject: booking.SubjectOffer, ID: int64(m.wish.offer.ID)})
		if err != nil {
			return err
		}
		sent = append(more, sent...)
	}
	v.Notices = page.Table{Caption: v.T("office.notices.title"), Hide: true}
	for _, column := range []string{"what", "when", "state"} {
		v.Notices.Columns = append(v.Notices.Columns, page.Column{Label: v.T("office.notices." + column)})
	}
	for _, n := range sent {
		at := n.SentAt
		if at.IsZero() {
			at = n.DueAt
		}
		v.Notices.Rows = append(v.Notices.Rows, page.TableRow{Cells: []page.Cell{
			{Text: v.T("office.notice." + string(n.Kind))}, {Text: v.DateTime(at)},
			{Show: page.Tag{Kind: noticeKinds[n.Status], Text: v.T("office.notice_state." + string(n.Status))}},
		}})
	}
	return nil
}

func (s *Surface) fillHistory(_ context.Context, v *caseView, m matter, names nameBook) error {
	for i := len(m.events) - 1; i >= 0; i-- {
		e := m.events[i]
		by, err := names.actor(&v.View, e.Actor)
		if err != nil {
			return err
		}
		title := statusText(&v.View, e.To)
		if e.From == e.To {
			title = v.T("office.history.same", "status", title)
		}
		v.History.Items = append(v.History.Items, page.Event{At: e.At, Title: title, Text: strings.TrimSpace(e.Note), By: by, Kind: caseKinds[e.To]})
	}
	return nil
}
