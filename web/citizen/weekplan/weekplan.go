// Package weekplan is the public page of a week: its slots and the cut-off of each, and what is
// needed to check the lots. It names nobody. Whoever proves the number of a case sees besides how
// their own request came off.
package weekplan

import (
	"bytes"
	"context"
	"embed"
	"fmt"
	"net/http"
	"slices"
	"time"

	"majlis/booking"
	"majlis/booking/allocation"
	"majlis/booking/planfile"
	"majlis/internal/calendar"
	"majlis/internal/casework"
	"majlis/internal/i18n"
	"majlis/internal/identity"
	"majlis/web/page"
)

//go:embed *.html
var files embed.FS

// Desk reads weeks and plans. booking.Desk is one.
type Desk interface {
	Week(ctx context.Context, week time.Time) (booking.WeekView, error)
	Plan(ctx context.Context, id booking.PlanID) (booking.Plan, error)
	Hosts(ctx context.Context) ([]booking.Host, error)
}

// Deps is what the page needs; everything is required.
type Deps struct {
	Pages     *page.Renderer
	Desk      Desk
	Standings Standings
	Own       func(*http.Request) (casework.Case, error) // the case of the address, if it is the visitor's
}

// Weeks serves the page.
type Weeks struct {
	Deps
	page, standingPage *page.Template
}

// New parses the page.
func New(d Deps) *Weeks {
	return &Weeks{d, d.Pages.Parse(files, "weekplan.html"), d.Pages.Parse(files, "standing.html")}
}

// Routes is the pages' route table.
func (s *Weeks) Routes() []page.Route {
	return []page.Route{
		{Pattern: "GET /{lang}/weeks/{week}", Needs: identity.Public, Serve: s.show},
		{Pattern: "GET /{lang}/cases/{reference}/standing", Needs: identity.OwnCases, Serve: s.showStanding},
	}
}

type weekView struct {
	page.View
	Notice  *page.Notice
	Days    []page.Table
	Seed    page.SummaryList
	Command string // that computes the hash of the seed
}

// show is a week as anybody may see it: before publication only the hash of its seed.
func (s *Weeks) show(w http.ResponseWriter, r *http.Request) error {
	day, err := calendar.ParseDate(r.PathValue("week"))
	if err != nil {
		return booking.ErrNotFound
	}
	week, err := s.Desk.Week(r.Context(), day.At(12, 0))
	if err != nil {
		return err
	}
	if week.Seed.SHA256 == "" {
		return booking.ErrNotFound
	}
	v := &weekView{View: s.Pages.View(r, page.Citizen, "week.public.title", "day", s.dayOf(r, week.Week))}
	v.Width, v.Lead = page.Wide, v.T("week.public.lead")
	v.Seed = page.SummaryList{Compact: true, Rows: []page.SummaryRow{{Label: v.T("week.seed.hash"), Text: week.Seed.SHA256, Ltr: true}}}
	at := slices.IndexFunc(week.Plans, func(p booking.Plan) bool { return p.Status == booking.PlanPublished })
	if at < 0 {
		v.Notice = &page.Notice{Kind: page.Info, Title: v.T("week.public.not_yet"), Text: v.T("week.public.not_yet_text")}
		return s.page.Render(w, r, http.StatusOK, v)
	}
	if err := s.published(r.Context(), v, week.Plans[at].ID); err != nil {
		return err
	}
	v.Seed.Rows = append(v.Seed.Rows,
		page.SummaryRow{Label: v.T("week.seed.text"), Text: week.Seed.Text, Ltr: true},
		page.SummaryRow{Label: v.T("week.public.input"), Text: week.Plans[at].InputSHA256, Ltr: true})
	v.Command = fmt.Sprintf("printf %%s '%s' | sha256sum", week.Seed.Text)
	return s.page.Render(w, r, http.StatusOK, v)
}

func (s *Weeks) dayOf(r *http.Request, week time.Time) string {
	v := s.Pages.View(r, page.Citizen, "week.public.slots")
	return v.Date(week)
}

// published lays out the slots of a plan day by day.
func (s *Weeks) published(ctx context.Context, v *weekView, id booking.PlanID) error {
	stored, err := s.Desk.Plan(ctx, id)
	if err != nil {
		return err
	}
	problem, err := planfile.DecodeProblem(bytes.NewReader(stored.Problem))
	if err != nil {
		return fmt.Errorf("read the problem of plan %d: %w", id, err)
	}
	solution, err := planfile.DecodePlan(bytes.NewReader(stored.Solution))
	if err != nil {
		return fmt.Errorf("read plan %d: %w", id, err)
	}
	titles, err := s.titles(ctx, v.Lang)
	if err != nil {
		return err
	}
	v.Notice = &page.Notice{Kind: page.Success, Text: v.T("week.public.published", "at", v.DateTime(stored.PublishedAt))}
	slots := map[allocation.SlotID]allocation.Slot{}
	for _, slot := range problem.Slots {
		slots[slot.ID] = slot
	}
	var day calendar.Date
	for _, cutoff := range solution.Cutoffs { // by the slots' start
		slot := slots[cutoff.Slot]
		if on := calendar.DateOf(slot.Start); on != day {
			day = on
			v.Days = append(v.Days, page.Table{Caption: v.DateBoth(slot.Start), Columns: []page.Column{
				{Label: v.T("week.field.time")}, {Label: v.T("week.field.host")}, {Label: v.T("week.field.venues")}, {Label: v.T("week.field.cutoff")},
			}})
		}
		table := &v.Days[len(v.Days)-1]
		table.Rows = append(table.Rows, page.TableRow{Cells: []page.Cell{
			{Text: v.Clock(slot.Start)}, {Text: titles[slot.Host]}, {Text: venues(&v.View, slot.Venues), Sub: kept(&v.View, slot)}, {Text: cutoffWords(&v.View, cutoff)},
		}})
	}
	return nil
}

func (s *Weeks) titles(ctx context.Context, lang i18n.Lang) (map[string]string, error) {
	hosts, err := s.Desk.Hosts(ctx)
	titles := map[string]string{}
	for _, h := range hosts {
		titles[h.Code] = h.ShortEn
		if lang == i18n.Arabic || h.ShortEn == "" {
			titles[h.Code] = h.ShortAr
		}
	}
	return titles, err
}

func venues(v *page.View, codes []string) string {
	text := ""
	for _, code := range codes {
		name := code
		if v.Has("common.place." + code) {
			name = v.T("common.place." + code)
		}
		if text == "" {
			text = name
			continue
		}
		text = v.T("week.and", "first", text, "second", name)
	}
	return text
}

// kept says for whom a slot was kept, when it was.
func kept(v *page.View, slot allocation.Slot) string {
	if slot.OpenTo == "" || slot.OpenTo == booking.OpenToAny {
		return ""
	}
	return v.T("common.open_to." + slot.OpenTo)
}

// cutoffWords says what it took to have a slot.
func cutoffWords(v *page.View, c allocation.Cutoff) string {
	switch {
	case c.Pinned:
		return v.T("week.cutoff.pinned")
	case c.Open:
		return v.T("week.cutoff.open")
	case c.Rank.Tier > 0:
		return v.T("week.cutoff.from", "worth", v.T("week.points.must_serve", "count", int(c.Rank.Points)))
	}
	return v.T("week.cutoff.from", "worth", v.T("week.points.plain", "count", int(c.Rank.Points)))
}
