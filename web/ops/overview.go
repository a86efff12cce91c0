package ops

import (
	"fmt"
	"net/http"
	"time"

	"majlis/internal/ops"
	"majlis/web/page"
)

type overviewView struct {
	page.View
	Alerts   []page.Notice
	Well     *page.Notice
	Figures  page.Figures
	Process  page.SummaryList
	Database page.SummaryList
	Jobs     page.SummaryList
	Sent     page.SummaryList
}

// overview is the node at this moment; its script asks again every few seconds.
func (s *Surface) overview(w http.ResponseWriter, r *http.Request) error {
	v := &overviewView{View: s.Pages.View(r, page.Console, "ops.overview.title")}
	now := s.Watch.Overview(r.Context())
	v.Lead = v.T("ops.overview.at", "time", v.DateTime(now.At))
	v.Alerts = alerts(&v.View, now, "")
	if len(v.Alerts) == 0 {
		v.Well = &page.Notice{Kind: page.Success, Text: v.T("ops.overview.well")}
	}
	stage, waiting := now.People()
	v.Figures = page.Figures{
		{Label: v.T("ops.figure.rooms"), Value: v.Number(len(now.Rooms)), Href: "/ops/rooms"},
		{Label: v.T("ops.figure.stage"), Value: v.Number(stage)},
		{Label: v.T("ops.figure.waiting"), Value: v.Number(waiting)},
	}
	if !now.Away {
		m := now.Messages
		v.Figures = append(v.Figures,
			page.Figure{Label: v.T("ops.figure.sent"), Value: v.Number(m.Sent + m.Delivered), Href: "/ops/messages"},
			page.Figure{Label: v.T("ops.figure.jobs"), Value: v.Number(now.Queue.Waiting + now.Queue.Running), Href: "/ops/jobs"})
		v.Jobs, v.Sent = queueFacts(&v.View, now), messageFacts(&v.View, m)
	}
	v.Process, v.Database = processFacts(&v.View, now), databaseFacts(&v.View, now)
	v.Script("ops/overview")
	return s.overviewPage.Render(w, r, http.StatusOK, v)
}

// alerts are the sentences of what is wrong, of everything or of one room.
func alerts(v *page.View, now ops.Overview, room string) []page.Notice {
	var list []page.Notice
	for _, a := range ops.Alerts(now) {
		if room != "" && a.Room != room {
			continue
		}
		notice := page.Notice{Kind: page.Warning}
		if a.Grave {
			notice.Kind = page.Danger
		}
		switch a.Kind {
		case ops.DatabaseAway:
			notice.Title = v.T("ops.alert.database_away")
		case ops.HostAway:
			notice.Title = v.T("ops.alert.host_away", "room", roomTitle(v, now, a.Room), "time", v.Clock(a.Since))
		case ops.NotRecorded, ops.BadQuality, ops.PathLost:
			notice.Title = v.T("ops.alert."+string(a.Kind), "room", roomTitle(v, now, a.Room), "number", a.Person)
		default:
			notice.Title = v.T("ops.alert."+string(a.Kind), "count", a.Count)
		}
		if link := whereTo(v, a); room == "" && link.Href != "" {
			notice.Links = []page.Link{link}
		}
		list = append(list, notice)
	}
	return list
}

// whereTo is the page that says more about an alert.
func whereTo(v *page.View, a ops.Alert) page.Link {
	switch a.Kind {
	case ops.HostAway, ops.BadQuality, ops.PathLost:
		return page.Link{Href: "/ops/rooms/" + a.Room, Text: v.T("ops.alert.see_room")}
	case ops.MessagesFailed:
		return page.Link{Href: "/ops/messages?state=failed", Text: v.T("ops.alert.see_messages")}
	case ops.MessagesLate:
		return page.Link{Href: "/ops/messages?state=queued", Text: v.T("ops.alert.see_messages")}
	case ops.JobsFailing, ops.JobsGivenUp, ops.JobsLate:
		return page.Link{Href: "/ops/jobs", Text: v.T("ops.alert.see_jobs")}
	}
	return page.Link{}
}

func processFacts(v *page.View, now ops.Overview) page.SummaryList {
	p := now.Process
	return page.SummaryList{Title: v.T("ops.node.title"), Compact: true, Rows: []page.SummaryRow{
		{Label: v.T("ops.node.name"), Text: p.Name, Ltr: true}, {Label: v.T("ops.node.version"), Text: p.Version, Ltr: true},
		{Label: v.T("ops.node.since"), Text: v.DateTime(p.StartedAt)}, {Label: v.T("ops.node.uptime"), Text: uptime(v, now.At.Sub(p.StartedAt))},
		{Label: v.T("ops.node.goroutines"), Text: v.Number(p.Goroutines)}, {Label: v.T("ops.node.memory"), Text: mebibytes(int64(p.Memory)), Ltr: true},
	}}
}

// uptime is a length in the unit that says enough.
func uptime(v *page.View, long time.Duration) string {
	switch hours := int(long.Hours()); {
	case hours >= 48:
		return v.T("common.days", "count", hours/24)
	case hours >= 2:
		return v.T("ops.node.hours", "count", hours)
	}
	return v.Minutes(int(long.Minutes()))
}

func databaseFacts(v *page.View, now ops.Overview) page.SummaryList {
	list, d := page.SummaryList{Title: v.T("ops.database.title"), Compact: true}, now.Database
	whose := v.T("ops.database.external")
	if d.Own {
		whose = v.T("ops.database.own")
	}
	state := page.Tag{Kind: page.Success, Text: v.T("ops.database.here")}
	if now.Away {
		state = page.Tag{Kind: page.Danger, Text: v.T("ops.database.away")}
	}
	list.Rows = []page.SummaryRow{{Label: v.T("ops.database.state"), Show: state}, {Label: v.T("ops.database.whose"), Text: whose}}
	if now.Away {
		return list
	}
	sealing := v.T("ops.database.sealed")
	if now.Sealing.Unsealed > 0 {
		sealing = v.Number(now.Sealing.Unsealed)
	}
	list.Rows = append(list.Rows, []page.SummaryRow{
		{Label: v.T("ops.node.version"), Text: d.Version, Ltr: true}, {Label: v.T("ops.database.size"), Text: mebibytes(d.Size), Ltr: true},
		{Label: v.T("ops.database.connections"), Text: v.T("ops.database.pool", "used", d.InUse, "idle", d.Idle, "most", d.Most)},
		{Label: v.T("ops.database.unsealed"), Text: sealing},
	}...)
	return list
}

func queueFacts(v *page.View, now ops.Overview) page.SummaryList {
	q := now.Queue
	oldest := v.T("ops.job.nothing_waits")
	if !q.OldestDue.IsZero() {
		oldest = v.Ago(q.OldestDue, now.At)
	}
	list := counts(v, v.T("ops.jobs.title"), "ops.job.", []count{
		{"waiting", q.Waiting}, {"running", q.Running}, {"scheduled", q.Scheduled}, {"failing", q.Failing}, {"given_up", q.GivenUp}, {"done", q.Done},
	})
	list.Rows = append([]page.SummaryRow{{Label: v.T("ops.job.oldest"), Text: oldest}}, list.Rows...)
	return list
}

func messageFacts(v *page.View, m ops.Messages) page.SummaryList {
	return counts(v, v.T("ops.sent.title"), "ops.message.", []count{
		{"queued", m.Queued}, {"sent", m.Sent}, {"delivered", m.Delivered}, {"failed", m.Failed}, {"superseded", m.Superseded},
	})
}

type count struct {
	name string
	of   int
}

func counts(v *page.View, title, prefix string, of []count) page.SummaryList {
	list := page.SummaryList{Title: title, Compact: true}
	for _, c := range of {
		list.Rows = append(list.Rows, page.SummaryRow{Label: v.T(prefix + c.name), Text: v.Number(c.of)})
	}
	return list
}

func mebibytes(n int64) string { return fmt.Sprintf("%.1f MiB", float64(n)/(1<<20)) }
