package citizen

import (
	"context"
	"fmt"
	"net/http"

	"majlis/internal/casework"
	"majlis/web/page"
)

// inform takes what the office asked for.
func (s *Site) inform(w http.ResponseWriter, r *http.Request) error {
	c, err := s.Own(r)
	if err != nil {
		return err
	}
	r = asPerson(r, c)
	form, err := page.ReadForm(w, r, 0)
	if err != nil {
		return err
	}
	text := form.Text("answer")
	if len([]rune(text)) > casework.BodyMax {
		form.Errors.Add("answer", "refusal.body_long", "max", casework.BodyMax)
		return s.drawCase(w, r, c, form)
	}
	err = s.Office.GiveInfo(r.Context(), c.ID, text)
	if form.Refused(err) {
		return s.drawCase(w, r, c, form)
	}
	if err != nil {
		return fmt.Errorf("give information: %w", err)
	}
	return page.Redirect(w, r, "/cases/"+c.Reference, page.Done("citizen.case.informed"))
}

type withdrawView struct {
	page.View
	Decision page.Decision
}

// askWithdraw asks before a case is taken back.
func (s *Site) askWithdraw(w http.ResponseWriter, r *http.Request) error {
	c, err := s.Own(r)
	if err != nil {
		return err
	}
	if !c.Status.May(casework.StatusWithdrawn) {
		return page.Redirect(w, r, "/cases/"+c.Reference)
	}
	return s.drawWithdraw(w, r, c, nil)
}

func (s *Site) drawWithdraw(w http.ResponseWriter, r *http.Request, c casework.Case, form *page.Form) error {
	v := &withdrawView{View: s.Pages.View(r, page.Citizen, "citizen.withdraw.title")}
	text := "citizen.withdraw.text"
	if c.Kind == casework.KindAudience {
		text = "citizen.withdraw.text.audience"
	}
	v.Decision = page.Decision{
		Title: v.T("citizen.withdraw.title"), Text: v.T(text), Action: "/cases/" + c.Reference + "/withdraw", Destructive: true,
		Confirm: v.T("citizen.withdraw.confirm"), Cancel: page.Link{Href: "/cases/" + c.Reference, Text: v.T("citizen.withdraw.keep")},
		Facts: &page.SummaryList{Rows: []page.SummaryRow{
			{Label: v.T("common.reference"), Text: c.Reference, Ltr: true}, {Label: v.T("citizen.field.subject"), Text: c.Subject},
		}},
	}
	status := http.StatusOK
	if form != nil {
		v.Refused(form.Errors)
		status = http.StatusUnprocessableEntity
	}
	return s.withdrawPage.Render(w, r, status, v)
}

// withdraw takes a case back, with the wish for an audience and whatever offer it has. A second
// press finds it done.
func (s *Site) withdraw(w http.ResponseWriter, r *http.Request) error {
	c, err := s.Own(r)
	if err != nil {
		return err
	}
	r = asPerson(r, c)
	if c.Status != casework.StatusWithdrawn {
		err = s.Tx.InTx(r.Context(), func(ctx context.Context) error { return s.takeBack(ctx, c) })
	}
	if form := new(page.Form); form.Refused(err) {
		return s.drawWithdraw(w, r, c, form)
	}
	if err != nil {
		return fmt.Errorf("withdraw: %w", err)
	}
	return page.Redirect(w, r, "/cases/"+c.Reference, page.Done("citizen.withdraw.done"))
}

func (s *Site) takeBack(ctx context.Context, c casework.Case) error {
	if err := s.Office.Withdraw(ctx, c.ID); err != nil {
		return err
	}
	wish, err := s.Desk.RequestOfCase(ctx, int64(c.ID))
	if isGone(err) {
		return nil
	}
	if err != nil || !wish.Status.Open() {
		return err
	}
	return s.Desk.Withdraw(ctx, wish.ID)
}
