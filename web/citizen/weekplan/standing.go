package weekplan

import (
	"context"
	"net/http"

	"majlis/booking"
	"majlis/booking/allocation"
	"majlis/internal/calendar"
	"majlis/web/page"
)

// Standings tells how a person's own request came off. booking.Desk is one.
type Standings interface {
	RequestOfCase(ctx context.Context, caseID int64) (booking.Request, error)
	Standing(ctx context.Context, id booking.RequestID) (booking.Standing, error)
}

type standingView struct {
	page.View
	Outcome page.Notice
	Figures page.SummaryList
	Points  page.SummaryList
	Refused []string // slots that did not suit, by what was in the way
	Help    []string
	Week    page.Link
}

// showStanding tells a person how their request came off: its place, its points and where they come
// from, what it would have taken, and what would help.
func (s *Weeks) showStanding(w http.ResponseWriter, r *http.Request) error {
	c, err := s.Own(r)
	if err != nil {
		return err
	}
	wish, err := s.Standings.RequestOfCase(r.Context(), int64(c.ID))
	if err != nil {
		return err
	}
	standing, err := s.Standings.Standing(r.Context(), wish.ID)
	if err != nil {
		return err
	}
	titles, err := s.titles(r.Context(), page.LangOf(r))
	if err != nil {
		return err
	}
	v := &standingView{View: s.Pages.View(r, page.Citizen, "standing.title")}
	v.Back = &page.Link{Href: "/cases/" + c.Reference, Text: v.T("standing.back")}
	v.Lead = v.T("standing.lead", "week", v.DateBoth(standing.Week))
	v.Week = page.Link{Href: "/weeks/" + calendar.DateOf(standing.Week).String(), Text: v.T("standing.week")}
	v.outcome(standing)
	v.figures(standing)
	v.Points = page.SummaryList{Compact: true}
	for _, part := range standing.Parts {
		label := v.T("standing.part."+string(part.Kind), "class", v.T("common.class."+standing.Class), "count", part.Count)
		v.Points.Rows = append(v.Points.Rows, page.SummaryRow{Label: label, Text: v.Number(int(part.Points)), Ltr: true})
	}
	if standing.Why != nil {
		v.why(*standing.Why, titles)
	}
	return s.standingPage.Render(w, r, http.StatusOK, v)
}

func (v *standingView) outcome(s booking.Standing) {
	v.Outcome = page.Notice{Kind: page.Info, Title: v.T("standing.without"), Text: v.T("standing.kept")}
	switch {
	case s.Why == nil:
		v.Outcome = page.Notice{Kind: page.Success, Title: v.T("standing.given")}
	case s.Why.Reason == allocation.ReasonHeld:
		v.Outcome.Title, v.Outcome.Text = v.T("standing.held"), v.T("standing.held_text")
	case s.Why.Reason == allocation.ReasonNoSlot:
		v.Outcome.Title = v.T("standing.no_slot")
	case s.Why.ByLot:
		v.Outcome.Title = v.T("standing.by_lot")
	}
}

func (v *standingView) figures(s booking.Standing) {
	v.Figures = page.SummaryList{Compact: true}
	row := func(label, text string) {
		v.Figures.Rows = append(v.Figures.Rows, page.SummaryRow{Label: v.T(label), Text: text})
	}
	if s.Place > 0 {
		row("standing.place", v.T("standing.place_of", "place", v.Number(s.Place), "of", v.Number(s.Of)))
	}
	row("standing.points", worth(&v.View, s.Tier, s.Total))
	if s.Why != nil && s.Why.Reason == allocation.ReasonOutranked {
		row("standing.needed", worth(&v.View, s.Why.NeededTier, s.Why.NeededPoints))
		row("standing.suited", v.Number(s.Why.FeasibleSlots))
	}
}

// why lists what was in the way, and what would help.
func (v *standingView) why(u allocation.Unseated, titles map[string]string) {
	for _, rule := range allocation.Rules() {
		if n := u.Refused[rule]; n > 0 && u.Reason == allocation.ReasonNoSlot {
			v.Refused = append(v.Refused, v.T("week.refused."+string(rule), "count", n))
		}
	}
	for _, help := range u.WhatWouldHelp {
		switch {
		case help.Venue != "":
			v.Help = append(v.Help, v.T("week.help.venue", "venue", venues(&v.View, []string{help.Venue})))
		case help.Host != "":
			v.Help = append(v.Help, v.T("week.help.host", "host", titles[help.Host]))
		default:
			v.Help = append(v.Help, v.T("week.help.day", "day", v.Weekday(help.Day)+" "+v.DayMonth(help.Day)))
		}
	}
}

// worth is points in words, with the tier where it matters.
func worth(v *page.View, tier int, points int64) string {
	if tier > 0 {
		return v.T("standing.must_serve", "count", int(points))
	}
	return v.T("week.points.plain", "count", int(points))
}
