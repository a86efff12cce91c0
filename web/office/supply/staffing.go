package supply

import (
	"context"
	"errors"
	"net/http"

	"majlis/booking"
	"majlis/booking/roster"
	"majlis/internal/identity"
	"majlis/web/office/word"
	"majlis/web/page"
)

type staffingView struct {
	page.View
	State page.Notice
	Lacks []lack
	Bound *page.Table
	Plan  page.Button
}

// A lack is one need that nobody can be bound to, with what would help and, where the office may,
// the form that publishes nevertheless.
type lack struct {
	Title, Why string
	Help       []string
	Right      string
	Waived     *page.Tag
	Request    *page.Hidden
	Kind       page.Hidden
	Reason     page.TextField
	Submit     page.Button
}

// staffing says what a draft's publication lacks, and who will be bound.
func (s *Surface) staffing(w http.ResponseWriter, r *http.Request) error {
	v, err := s.staffingPageOf(r)
	if err != nil {
		return err
	}
	return s.staffingPage.Render(w, r, http.StatusOK, v)
}

func (s *Surface) staffingPageOf(r *http.Request) (*staffingView, error) {
	id, err := word.PathID(r, "plan")
	if err != nil {
		return nil, err
	}
	plan, err := s.Desk.Plan(r.Context(), booking.PlanID(id))
	if err != nil {
		return nil, err
	}
	v := &staffingView{View: s.Pages.View(r, page.Console, "supply.staffing.title")}
	v.Lead = word.Week(&v.View, plan.Week)
	path := "/office/plan/" + word.Number(plan.ID)
	v.Crumbs = []page.Link{{Href: "/office/plan?week=" + word.DayName(plan.Week), Text: v.T("week.plan.title")}, {Href: path, Text: v.T("week.draft.title")}}
	v.Plan = page.Button{Label: v.T("supply.staffing.back"), Href: path, Style: page.Secondary}
	staffing, err := s.Desk.Staffing(r.Context(), plan.ID)
	if errors.Is(err, booking.ErrConflict) || plan.Status != booking.PlanDraft {
		v.State = page.Notice{Kind: page.Warning, Text: v.T("refusal.plan_stale")}
		return v, nil
	}
	if err != nil {
		return nil, err
	}
	return v, s.fillStaffing(r.Context(), v, staffing)
}

func (s *Surface) fillStaffing(ctx context.Context, v *staffingView, staffing booking.Staffing) error {
	open := 0
	for i, l := range staffing.Lacks {
		if !l.Waived {
			open++
		}
		told, err := s.lack(ctx, v, l, i)
		if err != nil {
			return err
		}
		v.Lacks = append(v.Lacks, told)
	}
	v.State = page.Notice{Kind: page.Success, Text: v.T("supply.staffing.fine", "count", len(staffing.Bound))}
	if open > 0 {
		v.State = page.Notice{Kind: page.Danger, Text: v.T("refusal.needs_unbound", "count", open)}
	}
	if len(staffing.Bound) == 0 {
		return nil
	}
	v.Bound = &page.Table{Caption: v.T("supply.staffing.bound"), Columns: []page.Column{
		{Label: v.T("week.field.time")}, {Label: v.T("supply.field.kind")}, {Label: v.T("office.column.name")},
	}}
	for _, b := range staffing.Bound {
		v.Bound.Rows = append(v.Bound.Rows, page.TableRow{Cells: []page.Cell{
			{Text: word.When(&v.View, b.At)}, {Text: v.T("supply.kind." + string(b.Kind))}, {Text: word.InLang(v.Lang, b.Who.NameAr, b.Who.NameEn)},
		}})
	}
	return nil
}

func (s *Surface) lack(ctx context.Context, v *staffingView, l booking.Lack, i int) (lack, error) {
	who, err := s.Words.People().Behind(ctx, l.Request)
	if err != nil {
		return lack{}, err
	}
	slot, err := s.Desk.Slot(ctx, l.Slot)
	if err != nil {
		return lack{}, err
	}
	told := lack{
		Title: v.T("supply.staffing.needs", "name", who.Name, "reference", who.Reference, "when", word.When(&v.View, slot.At), "what", v.T("supply.kind."+string(l.Kind))),
		Why:   v.T("supply.lack." + string(l.Why)), Help: []string{v.T("supply.help." + string(l.Why))},
	}
	for _, h := range l.Help {
		told.Help = append(told.Help, v.T("supply.staffing.could", "name", word.InLang(v.Lang, h.NameAr, h.NameEn), "when", weekdays(&v.View, h.Weekdays)))
	}
	switch {
	case l.Right():
		told.Right = v.T("supply.staffing.right")
	case l.Waived:
		told.Waived = &page.Tag{Kind: page.Warning, Text: v.T("supply.staffing.waived")}
	case word.May(&v.View, identity.PlanPublish):
		told.Request = &page.Hidden{Name: "request", Value: word.Number(l.Request)}
		told.Kind = page.Hidden{Name: "kind", Value: string(l.Kind)}
		told.Reason = page.TextField{Name: "reason-" + word.Number(i), Label: v.T("supply.staffing.reason"), Hint: v.T("supply.staffing.reason_hint"), Max: 200}
		told.Submit = page.Button{Label: v.T("supply.staffing.waive"), Style: page.Secondary, Name: "row", Value: word.Number(i)}
	}
	return told, nil
}

// waive lets the draft be published although one need is not met.
func (s *Surface) waive(w http.ResponseWriter, r *http.Request) error {
	form, err := page.ReadForm(w, r, 0)
	if err != nil {
		return err
	}
	id, err := word.PathID(r, "plan")
	if err != nil {
		return err
	}
	err = s.Desk.Waive(r.Context(), booking.Waiver{
		Plan: booking.PlanID(id), Request: booking.RequestID(form.ID("request")), Kind: roster.Kind(form.Text("kind")), Reason: form.Text("reason-" + form.Text("row")),
	})
	path := "/office/staffing/" + word.Number(id)
	if err != nil {
		return word.SentBack(w, r, path, err)
	}
	return page.Redirect(w, r, path, page.Done("supply.staffing.done"))
}
