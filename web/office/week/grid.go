package week

import (
	"context"
	"net/http"
	"slices"
	"time"

	"majlis/booking"
	"majlis/internal/calendar"
	"majlis/internal/identity"
	"majlis/web/office/word"
	"majlis/web/page"
)

type gridView struct {
	page.View
	Week    page.Hidden
	Turn    []page.Button
	State   page.Tag
	Figures page.Figures
	Seed    *page.SummaryList
	Open    *page.Button
	Links   []page.Button
	Grid    *page.WeekGrid
	Empty   *page.EmptyState
}

// grid shows a week: days across, hosts inside the days, slots down.
func (s *Weeks) grid(w http.ResponseWriter, r *http.Request) error {
	// From Friday on, the week that people work on is the next.
	week := word.WeekOf(r, s.Now().AddDate(0, 0, 2))
	view, err := s.Desk.Week(r.Context(), week)
	if err != nil {
		return err
	}
	v := &gridView{View: s.Pages.View(r, page.Console, "week.grid.title")}
	v.Lead = word.Week(&v.View, week)
	v.Week = page.Hidden{Name: "week", Value: word.DayName(week)}
	v.Turn = word.Turn(&v.View, "/office/week", week, s.Now())
	v.State = word.State(&v.View, view)
	v.Seed = seedFacts(&v.View, view.Seed)
	v.links(week, view)
	standings := word.Standings(view, s.Now())
	if len(view.Slots) > 0 {
		v.Figures = gridFigures(&v.View, standings)
	}
	if len(view.Slots) == 0 {
		if err := s.empty(r.Context(), v); err != nil {
			return err
		}
	}
	if v.Grid, err = s.draw(r.Context(), &v.View, view, standings); err != nil {
		return err
	}
	return s.gridPage.Render(w, r, http.StatusOK, v)
}

// empty leads on from a week without slots: to the first template, or to opening the week.
func (s *Weeks) empty(ctx context.Context, v *gridView) error {
	v.Empty = &page.EmptyState{Icon: "calendar", Title: v.T("week.grid.empty"), Text: v.T("week.grid.empty_text")}
	if !word.May(&v.View, identity.SupplyEdit) {
		v.Empty.Text = v.T("week.grid.empty_wait")
		return nil
	}
	hosts, err := s.Words.Hosts(ctx, v.Lang)
	if err != nil {
		return err
	}
	if len(hosts.List) == 0 {
		v.Open, v.Links, v.Empty = nil, nil, noHost(&v.View)
		return nil
	}
	templates, err := s.Desk.Templates(ctx)
	active := func(t booking.Template) bool { return t.Active }
	if err != nil || slices.ContainsFunc(templates, active) {
		return err
	}
	v.Open = nil // there is nothing to open it from
	v.Empty.Title, v.Empty.Text = v.T("week.grid.no_template"), v.T("week.grid.no_template_text")
	v.Empty.Action = &page.Button{Label: v.T("week.template.add"), Href: "/office/template/new", Icon: "plus"}
	return nil
}

// noHost says who adds hosts, without whom nobody can be received.
func noHost(v *page.View) *page.EmptyState {
	empty := &page.EmptyState{Icon: "people", Title: v.T("week.grid.no_host"), Text: v.T("week.grid.no_host_text")}
	if word.May(v, identity.AccountEdit) {
		empty.Action = &page.Button{Label: v.T("office.setup.title"), Href: "/office/setup"}
	}
	return empty
}

// seedFacts shows a week's hash once it is committed, and the seed itself once it is out.
func seedFacts(v *page.View, seed booking.Seed) *page.SummaryList {
	if seed.SHA256 == "" {
		return nil
	}
	facts := &page.SummaryList{Compact: true, Rows: []page.SummaryRow{{Label: v.T("week.seed.hash"), Text: seed.SHA256, Ltr: true}}}
	if seed.Text == "" {
		return facts
	}
	facts.Rows = append(facts.Rows, page.SummaryRow{Label: v.T("week.seed.text"), Text: seed.Text, Ltr: true})
	return facts
}

func (v *gridView) links(week time.Time, view booking.WeekView) {
	query := "?week=" + word.DayName(week)
	if word.May(&v.View, identity.SupplyEdit) {
		style := page.Primary
		if len(view.Slots) > 0 {
			style = page.Secondary
		}
		v.Open = &page.Button{Label: v.T("week.grid.open"), Icon: "calendar-check", Style: style}
		v.Links = append(v.Links, page.Button{Label: v.T("week.session.add"), Href: "/office/week/session" + query, Style: page.Secondary, Icon: "plus"})
	}
	if word.May(&v.View, identity.PlanDraft) && len(view.Slots) > 0 {
		v.Links = append(v.Links, page.Button{Label: v.T("week.nav.plan"), Href: "/office/plan" + query, Style: page.Secondary, Icon: "scale"})
	}
}

func gridFigures(v *page.View, standings map[booking.SlotID]word.Standing) page.Figures {
	counts := map[string]int{}
	for _, at := range standings {
		if at.Freed() {
			counts["freed"]++
		}
		counts[at.Word]++
	}
	figures := page.Figures{{Label: v.T("week.figure.slots"), Value: v.Number(len(standings))}}
	for _, word := range []string{"free", "offered", "confirmed", "freed"} {
		figure := page.Figure{Label: v.T("week.figure." + word), Value: v.Number(counts[word])}
		if word == "freed" && counts[word] > 0 {
			figure.Kind, figure.Href = page.Warning, "/office/offer"
		}
		figures = append(figures, figure)
	}
	return figures
}

// draw makes the grid: the five working days, and a weekend's day that has a session.
func (s *Weeks) draw(ctx context.Context, v *page.View, view booking.WeekView, standings map[booking.SlotID]word.Standing) (*page.WeekGrid, error) {
	hosts, err := s.Words.Hosts(ctx, v.Lang)
	if err != nil {
		return nil, err
	}
	bound, err := s.Desk.BoundBetween(ctx, view.Week, view.Week.AddDate(0, 0, 7))
	if err != nil {
		return nil, err
	}
	drawing := drawing{v: v, view: view, standings: standings, behind: s.Words.People(), helps: helpers(v, bound)}
	grid := &page.WeekGrid{Caption: word.Week(v, view.Week)}
	for i := range 7 {
		day := view.Week.AddDate(0, 0, i)
		slots := slotsOn(view.Slots, day)
		if i > int(time.Thursday) && len(slots) == 0 {
			continue
		}
		gridDay := s.dayHead(v, day, len(slots) > 0)
		for _, host := range hosts.List {
			column, err := s.column(ctx, &drawing, host, day, slots)
			if err != nil {
				return nil, err
			}
			if column.Host = hosts.Short[host.ID]; len(column.Slots) > 0 {
				gridDay.Columns = append(gridDay.Columns, column)
			}
		}
		grid.Days = append(grid.Days, gridDay)
	}
	return grid, nil
}

// A drawing is what all slots of a grid are drawn from.
type drawing struct {
	v         *page.View
	view      booking.WeekView
	standings map[booking.SlotID]word.Standing
	behind    word.People
	helps     map[booking.OfferID]string
}

// helpers are the names of those who help, by offer.
func helpers(v *page.View, bound []booking.Bound) map[booking.OfferID]string {
	names := map[booking.OfferID]string{}
	for _, b := range bound {
		name := word.InLang(v.Lang, b.Who.NameAr, b.Who.NameEn)
		if names[b.Offer] != "" {
			name = word.Join(v, "week.and", names[b.Offer], name)
		}
		names[b.Offer] = name
	}
	return names
}

// column is one host's day: the slots with the pauses between them.
func (s *Weeks) column(ctx context.Context, d *drawing, host booking.Host, day time.Time, slots []booking.Slot) (page.GridColumn, error) {
	column := page.GridColumn{}
	if host.Code != "minister" {
		column.Kind = page.Accent
	}
	pauses, err := s.Holidays.Pauses(host.City, day)
	if err != nil {
		return column, err
	}
	column.Hours = hoursOf(d, host.ID, day)
	var last time.Time
	for _, slot := range slots {
		if slot.Host != host.ID {
			continue
		}
		for _, pause := range pauses {
			if !last.IsZero() && !pause.From.Before(last) && pause.From.Before(slot.At) {
				column.Slots = append(column.Slots, page.GridSlot{Pause: true, Time: d.v.Clock(pause.From), Status: d.v.T("week.grid.pause")})
			}
		}
		last = slot.End()
		drawn, err := d.slot(ctx, slot)
		if err != nil {
			return column, err
		}
		column.Slots = append(column.Slots, drawn)
	}
	return column, nil
}

// hoursOf tells when a host's sessions of a day begin and end.
func hoursOf(d *drawing, host booking.HostID, day time.Time) string {
	var hours []string
	for _, session := range d.view.Sessions {
		if session.Host == host && calendar.DateOf(session.From) == calendar.DateOf(day) {
			hours = append(hours, d.v.ClockRange(session.From, session.To))
		}
	}
	return word.Join(d.v, "week.and", hours...)
}

func slotsOn(slots []booking.Slot, day time.Time) []booking.Slot {
	var on []booking.Slot
	for _, slot := range slots {
		if calendar.DateOf(slot.At) == calendar.DateOf(day) {
			on = append(on, slot)
		}
	}
	return on
}

func (s *Weeks) dayHead(v *page.View, day time.Time, busy bool) page.GridDay {
	head := page.GridDay{
		Label: v.Weekday(day) + " " + v.DayMonth(day), Hijri: hijriDay(v, day),
		Today: calendar.DateOf(day) == calendar.DateOf(s.Now()),
	}
	if holiday, off := s.Holidays.Holiday(day); off {
		head.Off, head.Note = true, holidayName(v, holiday)
	} else if s.Holidays.InRamadan(day) {
		head.Note = v.T("week.ramadan")
	}
	if busy && word.May(v, identity.PlanPublish) && !day.AddDate(0, 0, 1).Before(s.Now()) {
		head.Action = &page.Link{Href: "/office/move?day=" + word.DayName(day), Text: v.T("week.grid.move_day")}
	}
	return head
}

// holidayName is what a holiday is called: an announced one by the officer's own words.
func holidayName(v *page.View, p calendar.Period) string {
	if p.NameAr != "" {
		return word.InLang(v.Lang, p.NameAr, p.NameEn)
	}
	return v.T("common.holiday." + p.Code)
}

// hijriDay is the Umm al-Qura day and month; the year stands above the grid.
func hijriDay(v *page.View, day time.Time) string {
	h, err := calendar.DateOf(day).Hijri()
	if err != nil {
		return ""
	}
	return v.Number(h.Day) + " " + v.T("common.hijri.month."+word.Number(h.Month))
}

func (d *drawing) slot(ctx context.Context, slot booking.Slot) (page.GridSlot, error) {
	v, at := d.v, d.standings[slot.ID]
	drawn := page.GridSlot{
		Time: v.Clock(slot.At), Status: v.T("week.slot." + at.Word), Kind: at.Kind(),
		Href: "/office/week/slot/" + word.Number(slot.ID),
	}
	if at.Offer.Status.Live() {
		drawn.Note = d.helps[at.Offer.ID]
	}
	if request := at.Request(); request != 0 {
		who, err := d.behind.Behind(ctx, request)
		if err != nil {
			return drawn, err
		}
		drawn.Title = who.Name
	}
	return drawn, nil
}

// openWeek makes the week's sessions from the templates.
func (s *Weeks) openWeek(w http.ResponseWriter, r *http.Request) error {
	form, err := page.ReadForm(w, r, 0)
	if err != nil {
		return err
	}
	week, ok := word.DayNamed(form.Text("week"))
	if !ok {
		return booking.ErrNotFound
	}
	made, err := s.Desk.OpenWeek(r.Context(), week)
	if err != nil {
		return err
	}
	message := page.Done("week.grid.opened", "count", made)
	if made == 0 {
		message = page.Flash{Kind: page.Info, Key: "week.grid.nothing_new"}
	}
	return page.Redirect(w, r, "/office/week?week="+word.DayName(week), message)
}
