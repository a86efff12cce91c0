package plan

import (
	"context"
	"net/http"
	"strconv"

	"majlis/booking"
	"majlis/booking/allocation"
	"majlis/internal/identity"
	"majlis/web/office/word"
	"majlis/web/page"
)

type draftView struct {
	page.View
	State   page.Tag
	Stale   *page.Notice
	Publish *page.Button
	Week    page.Hidden
	Again   *page.Button
	Figures page.Figures
	Tabs    page.Tabs
	Since   *sinceForm
	List    *page.Table
	Pages   *page.Pagination
	Empty   *page.EmptyState
	Facts   page.Details
}

// A telling tells one draft: its words, its people and its hosts, for one page.
type telling struct {
	*draft
	v      *page.View
	behind word.People
	hosts  word.Hosts
}

func (s *Plans) draftOf(r *http.Request) (*draft, error) {
	id, err := word.PathID(r, "plan")
	if err != nil {
		return nil, err
	}
	plan, err := s.Desk.Plan(r.Context(), booking.PlanID(id))
	if err != nil {
		return nil, err
	}
	return readDraft(plan)
}

func (s *Plans) tell(ctx context.Context, d *draft, v *page.View) (telling, error) {
	hosts, err := s.Words.Hosts(ctx, v.Lang)
	return telling{d, v, s.Words.People(), hosts}, err
}

// show explains a draft: who is seated, who is not and why, the cut-offs, and what is new.
func (s *Plans) show(w http.ResponseWriter, r *http.Request) error {
	d, err := s.draftOf(r)
	if err != nil {
		return err
	}
	return s.showPlan(w, r, d, nil)
}

// showPlan renders a draft; stale is what stood in the way of publishing it.
func (s *Plans) showPlan(w http.ResponseWriter, r *http.Request, d *draft, stale *page.Notice) error {
	v := &draftView{View: s.Pages.View(r, page.Console, "week.draft.title"), Stale: stale}
	v.Lead = word.Week(&v.View, d.plan.Week)
	v.Crumbs = []page.Link{{Href: "/office/plan?week=" + word.DayName(d.plan.Week), Text: v.T("week.plan.title")}}
	v.State = planTag(&v.View, d.plan)
	tell, err := s.tell(r.Context(), d, &v.View)
	if err != nil {
		return err
	}
	before, err := s.compared(r, v, d.plan)
	if err != nil {
		return err
	}
	v.Figures = tell.figures()
	v.buttons(d.plan)
	if err := s.planFacts(r.Context(), v, d); err != nil {
		return err
	}
	shown, err := v.tell(r, tell, before)
	if err != nil {
		return err
	}
	if len(shown.Rows) == 0 {
		v.Empty = &page.EmptyState{Title: v.T("week.draft.nobody")}
	} else {
		v.List = &shown
	}
	status := http.StatusOK
	if stale != nil {
		status = http.StatusConflict
	}
	return s.draftPage.Render(w, r, status, v)
}

// tell fills the tab that the address asks for.
func (v *draftView) tell(r *http.Request, tell telling, before *draft) (page.Table, error) {
	show := r.URL.Query().Get("show")
	counts := tell.counts()
	waiting := len(tell.solution.Unseated)
	v.Tabs = page.Tabs{Label: v.T("week.draft.show")}
	changed := "–"
	var changes []change
	if before != nil {
		changes = tell.changesSince(before)
		changed = v.Number(len(changes))
	}
	for _, tab := range []struct{ name, count string }{
		{"seated", v.Number(counts["seated"])}, {"unseated", v.Number(waiting)},
		{"cutoffs", v.Number(len(tell.problem.Slots))}, {"changes", changed},
	} {
		v.Tabs.Items = append(v.Tabs.Items, page.Tab{
			Label: v.T("week.draft.tab." + tab.name), Href: planPath(tell.plan.ID) + "?show=" + tab.name, Count: tab.count,
			Current: tab.name == show || show == "" && tab.name == "seated",
		})
	}
	ctx := r.Context()
	switch show {
	case "unseated":
		at := max(1, atoi(r.URL.Query().Get("page")))
		v.Pages = &page.Pagination{Page: at, Pages: (waiting + perPage - 1) / perPage, Total: waiting, Base: planPath(tell.plan.ID) + "?show=unseated&page="}
		return tell.unseatedTable(ctx, at)
	case "cutoffs":
		return tell.cutoffTable(ctx)
	case "changes":
		return tell.changeTable(ctx, changes)
	}
	return tell.seatTable(ctx)
}

const perPage = 50

func atoi(text string) int {
	n, _ := strconv.Atoi(text)
	return n
}

func (t telling) figures() page.Figures {
	counts := t.counts()
	var figures page.Figures
	for _, word := range []string{"seated", "outranked", "no_slot", "held", "empty"} {
		figures = append(figures, page.Figure{Label: t.v.T("week.figure." + word), Value: t.v.Number(counts[word])})
	}
	return figures
}

func (v *draftView) buttons(plan booking.Plan) {
	if plan.Status != booking.PlanDraft {
		return
	}
	v.Week = page.Hidden{Name: "week", Value: word.DayName(plan.Week)}
	v.Again = &page.Button{Label: v.T("week.plan.again"), Style: page.Secondary, Icon: "refresh"}
	if word.May(&v.View, identity.PlanPublish) {
		v.Publish = &page.Button{Label: v.T("week.publish.go"), Href: planPath(plan.ID) + "/publish", Icon: "send"}
	}
}

// planFacts is what the draft was made from, and its files, so that it can be checked.
func (s *Plans) planFacts(ctx context.Context, v *draftView, d *draft) error {
	by, err := s.Words.Actor(ctx, &v.View, d.plan.MadeBy)
	if err != nil {
		return err
	}
	v.Facts = page.Details{Summary: v.T("week.draft.facts"), Show: []page.Component{page.SummaryList{Compact: true, Rows: []page.SummaryRow{
		{Label: v.T("week.field.made_at"), Text: v.DateTime(d.plan.MadeAt)}, {Label: v.T("week.field.made_by"), Text: by},
		{Label: v.T("week.field.input"), Text: d.plan.InputSHA256, Ltr: true},
		{Label: v.T("week.figure.cost"), Text: v.T("week.figure.cost_least", "cost", v.Number(d.solution.Cost))},
	}}}}
	for _, name := range []string{"problem.json", "plan.json"} {
		v.Facts.Show = append(v.Facts.Show, page.Button{Label: name, Href: planPath(d.plan.ID) + "/file/" + name, Style: page.Quiet, Small: true, Icon: "download"})
	}
	return nil
}

// file hands out the files that a plan was made from and is written in.
func (s *Plans) file(w http.ResponseWriter, r *http.Request) error {
	id, err := word.PathID(r, "plan")
	if err != nil {
		return err
	}
	plan, err := s.Desk.Plan(r.Context(), booking.PlanID(id))
	if err != nil {
		return err
	}
	content, ok := map[string][]byte{"problem.json": plan.Problem, "plan.json": plan.Solution}[r.PathValue("file")]
	if !ok {
		return booking.ErrNotFound
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Content-Disposition", `attachment; filename="`+word.DayName(plan.Week)+"-"+r.PathValue("file")+`"`)
	_, err = w.Write(content)
	return err
}

// row begins a line about a request: its place in the ranks, and whose it is.
func (t telling) row(ctx context.Context, id allocation.RequestID) ([]page.Cell, error) {
	request, _ := booking.RequestOfKey(string(id))
	who, err := t.behind.Behind(ctx, request)
	if err != nil {
		return nil, err
	}
	place := "–"
	if n := t.places[id]; n > 0 {
		place = t.v.Number(n)
	}
	return []page.Cell{{Text: place}, {Text: who.Reference, Href: wishPath(t.plan.ID, request), Sub: who.Subject}}, nil
}

func wishPath(plan booking.PlanID, request booking.RequestID) string {
	return planPath(plan) + "/request/" + word.Number(request)
}

func (t telling) slotCell(s *allocation.Slot) page.Cell {
	if s == nil {
		return page.Cell{Text: "–"}
	}
	return page.Cell{Text: word.When(t.v, s.Start), Sub: t.hosts.Titles[s.Host]}
}

func (t telling) columns(names ...string) []page.Column {
	list := []page.Column{{Label: t.v.T("week.field.place"), Number: true}, {Label: t.v.T("common.reference")}}
	for _, name := range names {
		list = append(list, page.Column{Label: t.v.T("week.field." + name)})
	}
	return list
}
