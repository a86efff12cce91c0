package ops

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"time"

	"majlis/internal/ops"
	"majlis/web/page"
)

type overviewView struct {
	page.View
	Alerts   []page.Notice
	Well     *page.Notice
	Figures  page.Figures
	Node     page.SummaryList
	Database page.SummaryList
	Jobs     page.Table
	Sent     page.Table
	Queue    string // address of the queue's own pages
}

// overview is the node at this moment; its script asks again every few seconds.
func (s *Surface) overview(w http.ResponseWriter, r *http.Request) error {
	v := &overviewView{View: s.Pages.View(r, page.Console, "ops.overview.title"), Queue: "/ops/jobs/"}
	now := s.Snapshot(r.Context())
	v.Lead = v.DateTime(now.At)
	for _, alert := range ops.Alerts(now) {
		v.Alerts = append(v.Alerts, page.Notice{Kind: page.Warning, Title: v.T("ops.alert."+alert.Code, "count", alert.Count), Text: alert.Room})
	}
	if len(v.Alerts) == 0 {
		v.Well = &page.Notice{Kind: page.Success, Title: v.T("ops.overview.well")}
	}
	people := 0
	for _, room := range now.Rooms {
		people += len(room.People)
	}
	c := now.Database.Counters
	v.Figures = page.Figures{
		{Label: v.T("ops.figure.rooms"), Value: v.Number(len(now.Rooms)), Href: "/ops/rooms"},
		{Label: v.T("ops.figure.people"), Value: v.Number(people)},
		{Label: v.T("ops.figure.sent"), Value: v.Number(c.Messages["sent"] + c.Messages["delivered"]), Href: "/ops/messages"},
		{Label: v.T("ops.figure.jobs"), Value: v.Number(c.Jobs["available"] + c.Jobs["running"] + c.Jobs["retryable"])},
	}
	v.Node = page.SummaryList{Title: v.T("ops.node.title"), Compact: true, Rows: []page.SummaryRow{
		{Label: v.T("ops.node.name"), Text: now.Node.Name, Ltr: true}, {Label: v.T("ops.node.version"), Text: now.Node.Version, Ltr: true},
		{Label: v.T("ops.node.since"), Text: v.DateTime(now.Node.StartedAt)}, {Label: v.T("ops.node.goroutines"), Text: v.Number(now.Node.Goroutines)},
		{Label: v.T("ops.node.memory"), Text: mebibytes(int64(now.Node.Memory)), Ltr: true},
	}}
	v.Database = databaseFacts(&v.View, now.Database)
	v.Jobs = counts(&v.View, v.T("ops.jobs.title"), "ops.job.", c.Jobs)
	v.Sent = counts(&v.View, v.T("ops.sent.title"), "ops.message.", c.Messages)
	v.Script("ops/overview")
	return s.overviewPage.Render(w, r, http.StatusOK, v)
}

func databaseFacts(v *page.View, d ops.Database) page.SummaryList {
	list := page.SummaryList{Title: v.T("ops.database.title"), Compact: true}
	if d.Away {
		list.Rows = []page.SummaryRow{{Label: v.T("ops.database.state"), Show: page.Tag{Kind: page.Danger, Text: v.T("ops.database.away")}}}
		return list
	}
	whose := v.T("ops.database.external")
	if d.Own {
		whose = v.T("ops.database.own")
	}
	list.Rows = []page.SummaryRow{
		{Label: v.T("ops.database.state"), Show: page.Tag{Kind: page.Success, Text: v.T("ops.database.here")}},
		{Label: v.T("ops.database.whose"), Text: whose}, {Label: v.T("ops.node.version"), Text: d.Counters.Version, Ltr: true},
		{Label: v.T("ops.database.size"), Text: mebibytes(d.Counters.Size), Ltr: true},
		{Label: v.T("ops.database.connections"), Text: fmt.Sprintf("%d / %d", d.InUse, d.Most), Ltr: true},
		{Label: v.T("ops.database.unsealed"), Text: v.Number(d.Counters.Unsealed)},
	}
	return list
}

func mebibytes(n int64) string { return fmt.Sprintf("%.1f MiB", float64(n)/(1<<20)) }

func counts(v *page.View, caption, prefix string, by map[string]int) page.Table {
	table := page.Table{Caption: caption, Columns: []page.Column{{Label: v.T("ops.column.state")}, {Label: v.T("ops.column.count"), Number: true}},
		Empty: &page.EmptyState{Title: v.T("ops.none")}}
	for _, state := range slices.Sorted(maps.Keys(by)) {
		table.Rows = append(table.Rows, page.TableRow{Cells: []page.Cell{{Text: v.T(prefix + state)}, {Text: v.Number(by[state])}}})
	}
	return table
}

type roomsView struct {
	page.View
	Rooms []roomPanel
	Empty *page.EmptyState
}

type roomPanel struct {
	ID     string
	Opened string
	Tag    page.Tag
	People page.Table
}

// lightKinds colours the traffic light of a connection.
var lightKinds = map[string]page.Kind{"good": page.Success, "fair": page.Warning, "bad": page.Danger, "waiting": page.Neutral}

// rooms lists live rooms with everybody in them, by number and role: operators need no names.
func (s *Surface) rooms(w http.ResponseWriter, r *http.Request) error {
	v := &roomsView{View: s.Pages.View(r, page.Console, "ops.rooms.title")}
	now := s.Snapshot(r.Context())
	v.Lead = v.DateTime(now.At)
	for _, room := range now.Rooms {
		v.Rooms = append(v.Rooms, s.panel(&v.View, room))
	}
	if len(v.Rooms) == 0 {
		v.Empty = &page.EmptyState{Icon: "video", Title: v.T("ops.rooms.empty")}
	}
	v.Script("ops/rooms")
	return s.roomsPage.Render(w, r, http.StatusOK, v)
}

func (s *Surface) panel(v *page.View, room ops.Room) roomPanel {
	tag := page.Tag{Kind: page.Neutral, Text: v.T("ops.rooms.idle")}
	switch {
	case room.Check:
		tag = page.Tag{Kind: page.Info, Text: v.T("ops.rooms.check")}
	case room.Current != "":
		tag = page.Tag{Kind: page.Success, Text: v.T("ops.rooms.on")}
	}
	panel := roomPanel{ID: room.ID, Opened: v.Clock(room.OpenedAt), Tag: tag}
	panel.People = page.Table{Caption: v.T("ops.rooms.people"), Hide: true, Empty: &page.EmptyState{Title: v.T("ops.rooms.nobody")}}
	for _, column := range []string{"person", "place", "path", "devices", "light", "loss", "delay", "rate"} {
		panel.People.Columns = append(panel.People.Columns, page.Column{Label: v.T("ops.column." + column)})
	}
	for _, p := range room.People {
		panel.People.Rows = append(panel.People.Rows, page.TableRow{Cells: []page.Cell{
			{Text: fmt.Sprintf("%d · %s", p.Number, v.T("call.role."+p.Role))}, {Text: v.T("ops.place." + p.Place), Sub: v.T("ops.connection." + p.Connection)},
			{Text: v.T("ops.path." + p.Path)}, {Text: p.Camera + " / " + p.Microphone, Ltr: true},
			{Show: page.Tag{Kind: lightKinds[p.Light], Text: v.T("ops.light." + p.Light)}},
			{Text: fmt.Sprintf("%.1f / %.1f %%", p.LossIn*100, p.LossOut*100), Ltr: true},
			{Text: fmt.Sprintf("%d / %d ms", p.RTT.Round(time.Millisecond).Milliseconds(), p.Jitter.Milliseconds()), Ltr: true},
			{Text: fmt.Sprintf("%d / %d kbit/s", p.KbpsIn, p.KbpsOut), Ltr: true},
		}})
	}
	return panel
}
