package ops

import (
	"net/http"

	"majlis/booking"
	"majlis/web/page"
)

// mostSamples is how many lines of history are shown: about an hour of a full room.
const mostSamples = 240

type roomView struct {
	page.View
	Alerts  []page.Notice
	Room    *roomPanel
	Empty   *page.EmptyState
	History page.Table
}

// room is one room: who is in it now, and what was measured lately.
func (s *Surface) room(w http.ResponseWriter, r *http.Request) error {
	name := r.PathValue("room")
	v := &roomView{View: s.Pages.View(r, page.Console, "ops.rooms.room")}
	now := s.Watch.Overview(r.Context())
	session, known := now.Session(name)
	v.Title = roomTitle(&v.View, now, name)
	v.Crumbs = []page.Link{{Href: "/ops/rooms", Text: v.T("ops.rooms.title")}}
	v.Lead = v.T("ops.overview.at", "time", v.DateTime(now.At))
	v.Alerts = alerts(&v.View, now, name)
	for _, room := range now.Rooms {
		if room.Name == name && !room.Check {
			p := panel(&v.View, now, room, s.references(r.Context(), now))
			v.Room = &p
		}
	}
	if v.Room == nil {
		v.Empty = &page.EmptyState{Icon: "video", Title: v.T("ops.rooms.not_live")}
		if known && session.From.After(now.At) {
			v.Empty.Text = v.T("ops.rooms.begins", "time", v.Clock(session.From))
		}
	}
	if !now.Away {
		found, err := s.history(r, v, name)
		if err != nil {
			return err
		}
		known = known || found
	}
	if !known && v.Room == nil && !now.Away {
		return booking.ErrNotFound
	}
	v.Script("ops/room")
	return s.roomPage.Render(w, r, http.StatusOK, v)
}

// history is what was measured in the room; it reports whether anything was.
func (s *Surface) history(r *http.Request, v *roomView, room string) (bool, error) {
	samples, err := s.Records.Samples(r.Context(), room, mostSamples)
	if err != nil {
		return false, err
	}
	v.History = page.Table{Caption: v.T("ops.history.title"), Columns: columns(&v.View, "at", "participant", "score", "loss", "delay", "rate", "samples"),
		Empty: &page.EmptyState{Icon: "chart", Title: v.T("ops.history.none"), Text: v.T("ops.history.none_text")}}
	for _, m := range samples {
		who, kind := m.Reference, page.Neutral
		if who == "" {
			who = m.Peer
		}
		switch worst := max(m.LossIn, m.LossOut); {
		case worst >= 0.15:
			kind = page.Danger
		case worst >= 0.10:
			kind = page.Warning
		}
		v.History.Rows = append(v.History.Rows, page.TableRow{Kind: kind, Cells: []page.Cell{
			{Text: v.Clock(m.At), Sub: v.Date(m.At)}, {Text: v.T("call.role." + m.Role), Sub: who},
			{Text: sounds(&v.View, m.Score, m.AudioOnly)},
			{Text: losses(m.LossIn, m.LossOut), Ltr: true}, {Text: delays(m.RTT, m.Jitter), Ltr: true},
			{Text: rates(m.KbpsIn, m.KbpsOut), Ltr: true}, {Text: v.Number(m.Samples)},
		}})
	}
	return len(samples) > 0, nil
}
