package ops

import (
	"context"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"majlis/internal/ops"
	"majlis/web/page"
)

type roomsView struct {
	page.View
	Alerts   []page.Notice
	Rooms    []roomPanel
	Empty    *page.EmptyState
	Sessions page.Table
}

// A roomPanel is one live room with everybody in it.
type roomPanel struct {
	Title  string
	Href   string // "" for device checks
	Opened string
	Tag    page.Tag
	People page.Table
}

// rooms lists live rooms, by numbers and roles, and today's sessions, whose rooms may be over.
func (s *Surface) rooms(w http.ResponseWriter, r *http.Request) error {
	v := &roomsView{View: s.Pages.View(r, page.Console, "ops.rooms.title")}
	now := s.Watch.Overview(r.Context())
	v.Lead = v.T("ops.overview.at", "time", v.DateTime(now.At))
	references := s.references(r.Context(), now)
	for _, room := range now.Rooms {
		v.Alerts = append(v.Alerts, alerts(&v.View, now, room.Name)...)
		v.Rooms = append(v.Rooms, panel(&v.View, now, room, references))
	}
	if len(v.Rooms) == 0 {
		v.Empty = &page.EmptyState{Icon: "video", Title: v.T("ops.rooms.empty"), Text: v.T("ops.rooms.empty_text")}
	}
	v.Sessions = sessions(&v.View, now)
	v.Script("ops/rooms")
	return s.roomsPage.Render(w, r, http.StatusOK, v)
}

// references are the case references of the people in rooms. They are an aid: without the database
// the rooms go on, and so does the page.
func (s *Surface) references(ctx context.Context, now ops.Overview) map[int64]string {
	var audiences []int64
	for _, room := range now.Rooms {
		for _, p := range room.People {
			if p.Audience != 0 {
				audiences = append(audiences, p.Audience)
			}
		}
	}
	if now.Away || len(audiences) == 0 {
		return nil
	}
	references, err := s.Records.References(ctx, audiences)
	if err != nil {
		s.Log.Warn("references of the people in rooms could not be read", "error", err)
		return nil
	}
	return references
}

// roomTitle names a room by its host and hour where it is one of today's sessions.
func roomTitle(v *page.View, now ops.Overview, room string) string {
	session, found := now.Session(room)
	if !found {
		return v.Isolate(room)
	}
	return v.T("ops.rooms.session", "host", said(v, session.HostAr, session.HostEn), "time", v.Clock(session.From))
}

func sessions(v *page.View, now ops.Overview) page.Table {
	open := map[string]bool{}
	for _, room := range now.Rooms {
		open[room.Name] = open[room.Name] || !room.Check
	}
	table := page.Table{Caption: v.T("ops.sessions.title"), Columns: columns(v, "session", "time", "state", "left"),
		Empty: &page.EmptyState{Icon: "calendar", Title: v.T("ops.sessions.none")}}
	for _, session := range now.Sessions {
		tag := page.Tag{Text: v.T("ops.sessions.not_open")}
		switch {
		case session.Closed:
			tag = page.Tag{Text: v.T("ops.sessions.closed")}
		case open[session.Room]:
			tag = page.Tag{Kind: page.Success, Text: v.T("ops.sessions.open")}
		}
		table.Rows = append(table.Rows, page.TableRow{Cells: []page.Cell{
			{Text: said(v, session.HostAr, session.HostEn), Href: "/ops/rooms/" + session.Room}, {Text: v.ClockRange(session.From, session.To)},
			{Show: tag}, {Text: v.Number(session.Left)},
		}})
	}
	return table
}

func panel(v *page.View, now ops.Overview, room ops.Room, references map[int64]string) roomPanel {
	p := roomPanel{Title: roomTitle(v, now, room.Name), Href: "/ops/rooms/" + room.Name, Opened: v.T("ops.rooms.since", "time", v.Clock(room.OpenedAt))}
	p.Tag = page.Tag{Text: v.T("ops.rooms.idle")}
	switch {
	case room.Check:
		p.Title, p.Href, p.Tag = v.T("ops.rooms.check"), "", page.Tag{Kind: page.Info, Text: v.T("ops.rooms.checking")}
	case room.Audience != 0:
		p.Tag = page.Tag{Kind: page.Success, Text: v.T("ops.rooms.on")}
	}
	p.People = page.Table{Caption: p.Title, Hide: true, Columns: columns(v, "person", "place", "light", "arrives", "devices", "loss", "delay", "rate"),
		Empty: &page.EmptyState{Icon: "people", Title: v.T("ops.rooms.nobody")}}
	for _, one := range room.People {
		p.People.Rows = append(p.People.Rows, page.TableRow{Cells: cells(v, one, references[one.Audience])})
	}
	return p
}

// lightKinds colours the traffic light of a connection.
var lightKinds = map[string]page.Kind{"good": page.Success, "fair": page.Warning, "bad": page.Danger}

func cells(v *page.View, p ops.Person, reference string) []page.Cell {
	light := page.Tag{Kind: lightKinds[p.Light], Text: v.T("ops.light." + lightOf(p))}
	if p.Path == "lost" || !p.Here() {
		light = page.Tag{Kind: page.Danger, Text: v.T("ops.path.lost")}
	}
	who := v.T("ops.rooms.person", "number", p.Number, "role", v.T("call.role."+p.Role))
	return []page.Cell{
		{Text: who, Sub: reference}, {Text: v.T("ops.place." + p.Place), Sub: v.T("ops.connection." + p.Connection)},
		{Show: light, Sub: sounds(v, p.Score, p.AudioOnly)}, {Text: arriving(v, p), Sub: v.T("ops.path." + p.Path)}, {Text: devices(v, p)},
		{Text: losses(p.LossIn, p.LossOut), Ltr: true}, {Text: delays(p.RTT, p.Jitter), Ltr: true},
		{Text: rates(p.BitrateIn/1000, p.BitrateOut/1000), Ltr: true, Sub: freezes(v, p)},
	}
}

// sounds is how the conversation sounds to a person, and whether that is all they get.
func sounds(v *page.View, score float64, audioOnly bool) string {
	var list []string
	if score > 0 {
		list = append(list, v.T("ops.score", "score", strconv.FormatFloat(score, 'f', 1, 64)))
	}
	if audioOnly {
		list = append(list, v.T("ops.audio_only"))
	}
	return strings.Join(list, " · ")
}

func lightOf(p ops.Person) string {
	if p.Light == "" {
		return "waiting" // not measured yet
	}
	return p.Light
}

// arriving is what reaches the server of what the person may send.
func arriving(v *page.View, p ops.Person) string {
	var list []string
	for _, stream := range []struct {
		name string
		here bool
	}{{"audio", p.Audio}, {"camera", p.Picture}, {"screen", p.Screen}} {
		if stream.here {
			list = append(list, v.T("ops.stream."+stream.name))
		}
	}
	if len(list) == 0 {
		return v.T("ops.stream.none")
	}
	return strings.Join(list, " · ")
}

func devices(v *page.View, p ops.Person) string {
	state := func(s string) string {
		if s == "" {
			s = "unknown"
		}
		return v.T("ops.device." + s)
	}
	if p.Camera == "ok" && p.Microphone == "ok" {
		return v.T("ops.device.all")
	}
	return v.T("ops.device.both", "camera", state(p.Camera), "microphone", state(p.Microphone))
}

func freezes(v *page.View, p ops.Person) string {
	if p.Freezes == 0 {
		return ""
	}
	return v.T("ops.rooms.freezes", "count", p.Freezes)
}

func losses(in, out float64) string { return fmt.Sprintf("%.1f%% / %.1f%%", in*100, out*100) }

func delays(rtt, jitter time.Duration) string {
	return fmt.Sprintf("%d / %d ms", rtt.Round(time.Millisecond).Milliseconds(), jitter.Round(time.Millisecond).Milliseconds())
}

func rates(in, out int) string { return fmt.Sprintf("%d / %d kbit/s", in, out) }
