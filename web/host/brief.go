package host

import (
	"context"
	"net/http"
	"strings"
	"time"

	"majlis/booking"
	"majlis/internal/casework"
	"majlis/internal/i18n"
	"majlis/internal/identity"
	"majlis/web/page"
)

type briefView struct {
	page.View
	Audience  string
	Facts     page.SummaryList
	Body      string
	Referrals page.Table
	History   page.Timeline
	Tags      []page.Tag
	Verify    *page.Button
	Direct    page.Button
}

// received is everything about one audience that its pages need.
type received struct {
	audience booking.Audience
	request  booking.Request
	kase     casework.Case
	person   identity.Person
	bound    []booking.Bound
}

func (s *Surface) read(r *http.Request) (received, error) {
	var found received
	n, err := pathID(r, "audience")
	if err != nil {
		return found, err
	}
	ctx := r.Context()
	if found.audience, err = s.Days.Audience(ctx, booking.AudienceID(n)); err != nil {
		return found, err
	}
	if err := onlyOwn(r, found.audience.Host); err != nil {
		return found, err
	}
	if found.request, err = s.Days.Request(ctx, found.audience.Request); err != nil {
		return found, err
	}
	if found.kase, err = s.Cases.Open(ctx, casework.CaseID(found.audience.Case)); err != nil {
		return found, err
	}
	if found.bound, err = s.Days.BoundTo(ctx, found.audience); err != nil {
		return found, err
	}
	found.person, err = s.People.Person(ctx, found.audience.Person)
	return found, err
}

// brief is what the host reads before and during the audience.
func (s *Surface) brief(w http.ResponseWriter, r *http.Request) error {
	found, err := s.read(r)
	if err != nil {
		return err
	}
	v := &briefView{View: s.Pages.View(r, page.Console, "host.brief.title"), Audience: id(int64(found.audience.ID)), Body: found.kase.Body}
	v.Crumbs = []page.Link{{Href: "/host", Text: v.T("host.day.title")}, {Href: "/host/session/" + id(int64(found.audience.Session)), Text: v.T("host.room.title")}}
	v.Facts = briefFacts(&v.View, found)
	checks, err := s.Checks.DeviceChecks(r.Context(), found.audience.Session)
	if err != nil {
		return err
	}
	v.Tags = audienceTags(&v.View, found.audience, checks)
	if found.audience.VerifiedAt.IsZero() && found.audience.Status.Live() {
		v.Verify = &page.Button{Label: v.T("host.verify"), Icon: "shield", Style: page.Secondary}
	}
	v.Direct = page.Button{Label: v.T("host.direct.open"), Href: "/host/audience/" + v.Audience + "/direct", Icon: "directive"}
	if err := s.past(r.Context(), v, found.kase.ID); err != nil {
		return err
	}
	return s.briefPage.Render(w, r, http.StatusOK, v)
}

func briefFacts(v *page.View, f received) page.SummaryList {
	class := v.T("host.brief.no_class")
	if f.request.Class != "" {
		class = v.T("common.class." + string(f.request.Class))
	}
	rows := []page.SummaryRow{
		{Label: v.T("host.brief.person"), Text: f.person.FullName},
		{Label: v.T("host.brief.national_id"), Text: f.person.MaskedID(), Ltr: true},
		{Label: v.T("host.brief.reference"), Text: f.kase.Reference, Ltr: true},
		{Label: v.T("host.brief.when"), Text: v.ClockRange(f.audience.At, f.audience.At.Add(time.Duration(f.audience.Minutes)*time.Minute))},
		{Label: v.T("host.brief.venue"), Text: v.T("common.venue." + string(f.audience.Venue))},
		{Label: v.T("host.brief.class"), Text: class},
		{Label: v.T("host.brief.prior"), Text: v.Number(f.request.Prior)},
		{Label: v.T("host.brief.subject"), Text: f.kase.Subject},
	}
	if f.kase.Applicant.Kind != casework.ApplicantSelf {
		rows = append(rows, page.SummaryRow{Label: v.T("host.brief.principal"), Text: f.kase.Applicant.PrincipalName})
	}
	if f.request.Companion != "" {
		rows = append(rows, page.SummaryRow{Label: v.T("host.brief.companion"), Text: f.request.Companion})
	}
	if len(f.request.Needs) > 0 {
		needs := make([]string, len(f.request.Needs))
		for i, need := range f.request.Needs {
			needs[i] = v.T("common.need." + need)
		}
		rows = append(rows, page.SummaryRow{Label: v.T("host.brief.needs"), Text: strings.Join(needs, "، ")})
	}
	for _, b := range f.bound {
		name := b.Who.NameAr
		if v.Lang == i18n.English && b.Who.NameEn != "" {
			name = b.Who.NameEn
		}
		rows = append(rows, page.SummaryRow{Label: v.T("supply.kind." + string(b.Kind)), Text: name})
	}
	return page.SummaryList{Rows: rows}
}

// past is what was asked of departments and what happened to the case.
func (s *Surface) past(ctx context.Context, v *briefView, kase casework.CaseID) error {
	names, err := s.departmentNames(ctx, v.Lang)
	if err != nil {
		return err
	}
	referrals, err := s.Cases.Referrals(ctx, kase)
	if err != nil {
		return err
	}
	v.Referrals = page.Table{Caption: v.T("host.brief.referrals"), Columns: []page.Column{
		{Label: v.T("host.brief.department")}, {Label: v.T("host.brief.asked")}, {Label: v.T("host.brief.due")}, {Label: v.T("host.brief.reply")},
	}, Empty: &page.EmptyState{Title: v.T("host.brief.no_referrals")}}
	for _, f := range referrals {
		v.Referrals.Rows = append(v.Referrals.Rows, page.TableRow{Cells: []page.Cell{
			{Text: names[f.Department]}, {Text: f.Text, Sub: f.Owner}, {Text: v.Date(f.DueOn)}, {Text: f.Reply},
		}})
	}
	events, err := s.Cases.History(ctx, kase)
	if err != nil {
		return err
	}
	for _, e := range events {
		v.History.Items = append(v.History.Items, page.Event{At: e.At, Title: v.T("status.case." + string(e.To)), Text: e.Note})
	}
	return nil
}

func (s *Surface) departmentNames(ctx context.Context, lang i18n.Lang) (map[casework.DepartmentID]string, error) {
	departments, err := s.Cases.Departments(ctx)
	names := make(map[casework.DepartmentID]string, len(departments))
	for _, d := range departments {
		names[d.ID] = d.NameEn
		if lang == i18n.Arabic {
			names[d.ID] = d.NameAr
		}
	}
	return names, err
}

func (s *Surface) verify(w http.ResponseWriter, r *http.Request) error {
	found, err := s.read(r)
	if err != nil {
		return err
	}
	back := "/host/audience/" + id(int64(found.audience.ID))
	if _, err := s.Day.Verify(r.Context(), found.audience.ID); err != nil {
		return refusedTo(w, r, back, err)
	}
	if err := s.Rooms.Refresh(r.Context(), found.audience.Session); err != nil {
		return err
	}
	return page.Redirect(w, r, back, page.Done("host.verified_now"))
}
