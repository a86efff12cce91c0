package citizen

import (
	"context"
	"errors"
	"fmt"
	"net/http"

	"majlis/booking"
	"majlis/internal/casework"
	"majlis/internal/identity"
	"majlis/web/page"
)

type reviewView struct {
	page.View
	Steps  page.Steps
	Parts  []page.SummaryList
	Notice page.Notice
	Action string
	Submit page.Button
}

// review shows all answers before they are handed in.
func (s *Site) review(w http.ResponseWriter, r *http.Request) error {
	f, err := s.openFiling(r)
	if err != nil {
		return err
	}
	if f.filedAs != "" && f.filedKind == f.kind {
		return page.Redirect(w, r, "/cases/"+f.filedAs+"/filed")
	}
	if one, _, is := f.unfinished(); is {
		return page.Redirect(w, r, f.path(one.name)+fromQuery(r))
	}
	return s.drawReview(w, r, f, nil)
}

func (s *Site) drawReview(w http.ResponseWriter, r *http.Request, f *filing, errs page.Errors) error {
	v := &reviewView{View: s.Pages.View(r, page.Citizen, "citizen.review.title")}
	v.Lead = v.T("citizen.review.lead")
	v.Steps = f.progress(v.Printer, reviewStep)
	all := f.steps()
	v.Back = &page.Link{Href: f.path(all[len(all)-1].name), Text: v.T("common.back")}
	for _, one := range all {
		rows := one.review(f, v.Printer)
		for i := range rows {
			rows[i].Change = f.path(one.name) + "?from=" + reviewStep
		}
		stage := v.T("citizen.stage." + one.stage)
		if n := len(v.Parts); n == 0 || v.Parts[n-1].Title != stage {
			v.Parts = append(v.Parts, page.SummaryList{Title: stage})
		}
		part := &v.Parts[len(v.Parts)-1]
		part.Rows = append(part.Rows, rows...)
	}
	v.Parts[0].Rows = append(v.Parts[0].Rows, page.SummaryRow{Label: v.T("common.mobile"), Text: identity.ShowPhone(f.phone), Ltr: true})
	v.Notice = page.Notice{Kind: page.Info, Text: v.T("citizen.review.privacy"), Links: []page.Link{{Href: "/privacy", Text: v.T("citizen.privacy.title")}}}
	v.Action = v.URL(f.path(reviewStep))
	v.Submit = page.Button{Label: v.T("citizen.review.submit." + string(f.kind)), Icon: "send"}
	status := http.StatusOK
	if len(errs) > 0 {
		v.Refused(errs)
		status = http.StatusUnprocessableEntity
	}
	return s.reviewPage.Render(w, r, status, v)
}

// submit hands the filing in. The draft's key is the filing's: pressing twice gives one reference.
func (s *Site) submit(w http.ResponseWriter, r *http.Request) error {
	f, err := s.openFiling(r)
	if err != nil {
		return err
	}
	if f.filedAs != "" && f.filedKind == f.kind {
		return page.Redirect(w, r, "/cases/"+f.filedAs+"/filed")
	}
	if one, errs, is := f.unfinished(); is {
		return s.drawStep(w, r, f, one, errs)
	}
	filed, err := s.hand(r.Context(), f)
	if err != nil {
		// Another press of the same button may have come first.
		if again, lookErr := s.openDraft(r); lookErr == nil && again.filedAs != "" && again.filedKind == f.kind {
			return page.Redirect(w, r, "/cases/"+again.filedAs+"/filed")
		}
	}
	if form := new(page.Form); form.Refused(err) {
		if one, ok := f.stepOf(form.Errors[0].Field); ok {
			return s.drawStep(w, r, f, one, form.Errors)
		}
		form.Errors[0].Field = ""
		return s.drawReview(w, r, f, form.Errors)
	}
	if err != nil {
		return err
	}
	return page.Redirect(w, r, "/cases/"+filed.Reference+"/filed")
}

// hand registers the person, files and remembers that it was filed, all or nothing.
func (s *Site) hand(ctx context.Context, f *filing) (filed casework.Case, err error) {
	err = s.Tx.InTx(ctx, func(ctx context.Context) error {
		person, err := s.register(ctx, f)
		if err != nil {
			return err
		}
		actor := identity.ActorFrom(ctx)
		actor.Person = person.ID
		ctx = identity.WithActor(ctx, actor)
		if filed, err = s.Office.File(ctx, f.filing(person)); err != nil {
			return err
		}
		return s.markFiled(ctx, f.draft, filed)
	})
	return filed, err
}

func (s *Site) register(ctx context.Context, f *filing) (identity.Person, error) {
	if person, known := f.chosen(); known {
		return person, nil
	}
	number, err := identity.ParseNationalID(f.answers.Get(nationalID))
	if err != nil {
		return identity.Person{}, err
	}
	return s.People.Register(ctx, identity.Registration{
		Phone: f.phone, NationalID: number, FullName: f.form().Text("full_name"), Section: f.section(), Language: string(f.lang),
	})
}

// filing is the answers in casework's words.
func (f *filing) filing(person identity.Person) casework.Filing {
	form := f.form()
	out := casework.Filing{
		Key: "draft:" + f.key + ":" + string(f.kind), DraftKey: f.key, Person: person.ID, Kind: f.kind, Channel: casework.ChannelWeb,
		Applicant: f.paper(), Subject: form.Text("subject"), Body: form.Text("body"), Language: string(f.lang),
	}
	if f.kind == casework.KindAudience {
		out.Audience = f.ask()
		out.UrgencyClaimed = form.Text("urgent") == yes
		if out.UrgencyClaimed {
			out.UrgencyReason = form.Text("urgency_reason")
		}
	}
	return out
}

func isGone(err error) bool { return errors.Is(err, booking.ErrNotFound) }

type filedView struct {
	page.View
	Done    page.Confirmation
	Next    []string
	Notice  page.Notice
	Actions []page.Button
}

// filed confirms with the reference and says what comes now.
func (s *Site) filed(w http.ResponseWriter, r *http.Request) error {
	c, err := s.Own(r)
	if err != nil {
		return fmt.Errorf("case just filed: %w", err)
	}
	kind := string(c.Kind)
	v := &filedView{View: s.Pages.View(r, page.Citizen, "citizen.filed.title")}
	v.Done = page.Confirmation{Title: v.T("citizen.filed.done." + kind), Text: v.T("citizen.filed.text"), Label: v.T("common.reference"), Reference: c.Reference}
	v.Next = []string{v.T("citizen.filed.study"), v.T("citizen.filed.next." + kind), v.T("citizen.filed.result")}
	v.Notice = page.Notice{Kind: page.Info, Text: v.T("citizen.filed.warning")}
	v.Actions = []page.Button{
		{Label: v.T("citizen.filed.follow"), Href: "/cases/" + c.Reference},
		{Label: v.T("citizen.filed.home"), Href: "/", Style: page.Quiet},
	}
	return s.filedPage.Render(w, r, http.StatusOK, v)
}
