package plan

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"majlis/booking"
	"majlis/internal/identity"
	"majlis/web/office/word"
	"majlis/web/page"
)

type plansView struct {
	page.View
	Week     page.Hidden
	Turn     []page.Button
	State    page.Tag
	Figures  page.Figures
	Allocate *page.Button
	Notice   *page.Notice
	List     page.Table
	Pins     *page.Table
}

// list shows a week's drafts, and runs the next one.
func (s *Plans) list(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	week := word.WeekOf(r, s.Now().AddDate(0, 0, 7))
	view, err := s.Desk.Week(ctx, week)
	if err != nil {
		return err
	}
	v := &plansView{View: s.Pages.View(r, page.Console, "week.plan.title")}
	v.Lead = word.Week(&v.View, week)
	v.Week = page.Hidden{Name: "week", Value: word.DayName(week)}
	v.Turn = word.Turn(&v.View, "/office/plan", week, s.Now())
	if word.May(&v.View, identity.PlanPublish) {
		v.Turn = append(v.Turn, page.Button{Label: v.T("plan.policy.title"), Href: "/office/policy", Style: page.Quiet, Small: true, Icon: "settings"})
	}
	v.State = word.State(&v.View, view)
	if err := s.plansFigures(ctx, v, view); err != nil {
		return err
	}
	v.allocatable(view, week)
	v.List = page.Table{
		Caption: v.T("week.plan.drafts"), Empty: &page.EmptyState{Icon: "scale", Title: v.T("week.plan.empty"), Text: v.T("week.plan.empty_text")},
		Columns: []page.Column{{Label: v.T("week.field.made_at")}, {Label: v.T("week.field.made_by")}, {Label: v.T("week.field.state")}, {Label: v.T("week.field.input")}},
	}
	for _, p := range view.Plans {
		by, err := s.Words.Actor(ctx, &v.View, p.MadeBy)
		if err != nil {
			return err
		}
		v.List.Rows = append(v.List.Rows, page.TableRow{Cells: []page.Cell{
			{Text: v.DateTime(p.MadeAt), Href: planPath(p.ID)}, {Text: by}, {Show: planTag(&v.View, p)}, {Text: p.InputSHA256[:12], Ltr: true},
		}})
	}
	if v.Pins, err = s.pinTable(ctx, &v.View, view); err != nil {
		return err
	}
	return s.listPage.Render(w, r, http.StatusOK, v)
}

// planKinds colours plans.
var planKinds = map[booking.PlanStatus]page.Kind{booking.PlanDraft: page.Info, booking.PlanPublished: page.Success}

func planTag(v *page.View, p booking.Plan) page.Tag {
	return page.Tag{Kind: planKinds[p.Status], Text: v.T("status.plan." + string(p.Status))}
}

func planPath(id booking.PlanID) string { return "/office/plan/" + word.Number(id) }

func (s *Plans) plansFigures(ctx context.Context, v *plansView, view booking.WeekView) error {
	waiting, err := s.Desk.Requests(ctx, booking.RequestShortlisted)
	if err != nil {
		return err
	}
	held := 0
	for _, r := range waiting {
		if r.Held != "" {
			held++
		}
	}
	counts := map[string]int{}
	for _, at := range word.Standings(view, s.Now()) {
		counts[at.Word]++
	}
	v.Figures = page.Figures{
		{Label: v.T("week.figure.waiting"), Value: v.Number(len(waiting) - held), Href: "/office/queue?kind=audience"},
		{Label: v.T("week.figure.held"), Value: v.Number(held)},
		{Label: v.T("week.figure.free"), Value: v.Number(counts["free"] + counts["pinned"])},
		{Label: v.T("week.figure.pins"), Value: v.Number(len(view.Pins))},
	}
	return nil
}

// allocatable offers the button where it can do something, and says why not elsewhere.
func (v *plansView) allocatable(view booking.WeekView, week time.Time) {
	if len(view.Slots) == 0 {
		v.Notice = &page.Notice{Kind: page.Warning, Text: v.T("refusal.week_not_opened"),
			Links: []page.Link{{Href: "/office/week?week=" + word.DayName(week), Text: v.T("week.plan.go_open")}}}
		return
	}
	for _, p := range view.Plans {
		if p.Status == booking.PlanPublished {
			v.Notice = &page.Notice{Kind: page.Success, Text: v.T("week.plan.is_out", "at", v.DateTime(p.PublishedAt)),
				Links: []page.Link{{Href: "/office/offer?week=" + word.DayName(week), Text: v.T("week.nav.offer")}, {Href: "/weeks/" + word.DayName(week), Text: v.T("week.plan.public")}}}
			return
		}
	}
	v.Allocate = &page.Button{Label: v.T("week.plan.allocate"), Icon: "scale"}
	if len(view.Plans) > 0 {
		v.Allocate.Label, v.Allocate.Style = v.T("week.plan.again"), page.Secondary
	}
}

// pinTable lists the week's pins with their reasons.
func (s *Plans) pinTable(ctx context.Context, v *page.View, view booking.WeekView) (*page.Table, error) {
	if len(view.Pins) == 0 {
		return nil, nil
	}
	slots := map[booking.SlotID]booking.Slot{}
	for _, slot := range view.Slots {
		slots[slot.ID] = slot
	}
	hosts, err := s.Words.Hosts(ctx, v.Lang)
	if err != nil {
		return nil, err
	}
	behind := s.Words.People()
	table := &page.Table{Caption: v.T("week.plan.pins"), Columns: []page.Column{
		{Label: v.T("common.reference")}, {Label: v.T("week.field.slot")}, {Label: v.T("week.field.reason")}, {Label: v.T("week.field.made_by")},
	}}
	for _, p := range view.Pins {
		who, err := behind.Behind(ctx, p.Request)
		if err != nil {
			return nil, err
		}
		by, err := s.Words.Actor(ctx, v, p.By)
		if err != nil {
			return nil, err
		}
		cell := page.Cell{Text: who.Reference, Sub: who.Subject}
		if len(view.Plans) > 0 {
			cell.Href = wishPath(view.Plans[0].ID, p.Request)
		}
		slot := slots[p.Slot]
		table.Rows = append(table.Rows, page.TableRow{Cells: []page.Cell{cell, {Text: word.When(v, slot.At), Sub: hosts.Short[slot.Host]}, {Text: p.Reason}, {Text: by}}})
	}
	return table, nil
}

// allocate runs the allocator over a week and shows the draft.
func (s *Plans) allocate(w http.ResponseWriter, r *http.Request) error {
	form, err := page.ReadForm(w, r, 0)
	if err != nil {
		return err
	}
	week, ok := word.DayNamed(form.Text("week"))
	if !ok {
		return booking.ErrNotFound
	}
	plan, err := s.Desk.Allocate(r.Context(), week)
	if err != nil {
		return s.notAllocated(w, r, "/office/plan?week="+word.DayName(week), err)
	}
	return page.Redirect(w, r, planPath(plan.ID), page.Done("week.plan.made"))
}

// notAllocated says why a run was refused; of a pin that cannot be kept, whose and by which rule.
func (s *Plans) notAllocated(w http.ResponseWriter, r *http.Request, path string, err error) error {
	var refusal *booking.Refusal
	if !errors.As(err, &refusal) || refusal.Code != "pin_impossible" {
		return word.SentBack(w, r, path, err)
	}
	v := s.Pages.View(r, page.Console, "week.plan.title")
	reference, rule := "", ""
	for i := 0; i+1 < len(refusal.Args); i += 2 {
		switch refusal.Args[i] {
		case "request":
			id, _ := refusal.Args[i+1].(int64)
			who, err := s.Words.People().Behind(r.Context(), booking.RequestID(id))
			if err != nil {
				return err
			}
			reference = who.Reference
		case "rule":
			rule = fmt.Sprint(refusal.Args[i+1])
		}
	}
	return page.Redirect(w, r, path, page.Flash{Kind: page.Warning, Key: "week.pin.impossible", Args: []any{"reference", reference, "rule", v.T("week.rule." + rule)}})
}
