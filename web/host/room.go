package host

import (
	"net/http"
	"slices"
	"unicode"
	"unicode/utf8"

	"majlis/booking"
	"majlis/internal/i18n"
	"majlis/internal/identity"
	"majlis/web/page"
)

type roomView struct {
	page.View
	Ticket string
	Runs   bool // may admit, end, verify
	Stage  page.CallStage
	Model  page.Tile
	Texts  page.Texts
	Start  page.Button
	How    page.Select
	Note   page.TextArea
	To     page.Select // the script fills in who may be handed to
}

// room is the live session: tiles, line, brief, and what ends an audience.
func (s *Surface) room(w http.ResponseWriter, r *http.Request) error {
	session, err := s.ownSession(r)
	if err != nil {
		return err
	}
	actor := identity.ActorFrom(r.Context())
	if actor.Staff == nil {
		return nil // the route's permission needs staff
	}
	v := &roomView{View: s.Pages.View(r, page.Stage, "host.room.title"), Runs: mayRun(r)}
	name, title, err := s.names(r, *actor.Staff, v.Lang, int64(session.Host))
	if err != nil {
		return err
	}
	if v.Ticket, err = s.Rooms.StaffTicket(r.Context(), session.ID, *actor.Staff, name); err != nil {
		return refusedTo(w, r, "/host", err)
	}
	v.Stage = page.CallStage{
		Title: title + " · " + v.ClockRange(session.From, session.To), Status: v.T("call.script.status.connecting"), Kind: page.Warning,
		Controls: roomControls(&v.View), Panes: roomPanes(&v.View, session.ID),
		Leave: &page.Control{ID: "call-leave", Icon: "leave", Label: v.T("call.leave"), Style: page.Destructive},
	}
	if role := actor.Staff.Role; role == identity.RoleInterpreter || role == identity.RoleObserver {
		v.Stage.Panes = v.Stage.Panes[1:] // they are not told who waits
		v.Stage.Controls = slices.DeleteFunc(v.Stage.Controls, func(c page.Control) bool { return c.ID == "call-line" })
	}
	v.Model = page.Tile{ID: "model", Name: " ", Role: " ", NoVideo: true}
	v.Start = page.Button{Label: v.T("call.start"), Icon: "video"}
	v.How = page.Select{Name: "how", Label: v.T("host.room.how")}
	for _, how := range []string{"held", "endedEarly", "postponed", "technicalFailure", "noShow"} {
		v.How.Options = append(v.How.Options, page.Option{Value: how, Label: v.T("host.how." + how)})
	}
	v.Note = page.TextArea{Name: "note", Label: v.T("host.room.note"), Rows: 2, Max: 1000, Optional: true}
	v.To = page.Select{Name: "to", Label: v.T("host.room.hand_over_to")}
	v.Texts = roomTexts(&v.View)
	v.Script("host/room")
	return s.roomPage.Render(w, r, http.StatusOK, v)
}

func roomControls(v *page.View) []page.Control {
	return []page.Control{
		{ID: "call-mic", Icon: "mic", Label: v.T("call.mic.on"), OffIcon: "mic-off", OffTxt: v.T("call.mic.off"), Toggle: true},
		{ID: "call-camera", Icon: "video", Label: v.T("call.camera.on"), OffIcon: "video-off", OffTxt: v.T("call.camera.off"), Toggle: true},
		{ID: "call-screen", Icon: "screen", Label: v.T("call.screen.on"), OffIcon: "screen-off", OffTxt: v.T("call.screen.off"), Toggle: true},
		{ID: "call-line", Icon: "list", Label: v.T("host.room.panel"), Toggle: true},
		{ID: "call-chat", Icon: "chat", Label: v.T("call.chat.title"), Toggle: true},
	}
}

// roomPanes are the tabs beside the tiles; the script fills the line.
func roomPanes(v *page.View, session booking.SessionID) []page.Pane {
	return []page.Pane{
		{ID: "line", Label: v.T("host.room.panel")},
		{ID: "people", Label: v.T("call.people.title"), Show: page.RoomPeople{}},
		{ID: "chat", Label: v.T("call.chat.title"), Show: page.Chat{
			Title: v.T("call.chat.title"), Field: v.T("call.chat.field"), Send: v.T("call.chat.send"), Empty: v.T("call.chat.empty"),
			Attach: v.T("call.chat.attach"), Accept: page.CallFiles, Keep: v.URL("/host/documents/" + id(int64(session))),
			To: []page.Option{{Value: "stage", Label: v.T("call.chat.to.stage")}, {Value: "staff", Label: v.T("call.chat.to.staff")}},
		}},
		{ID: "settings", Label: v.T("call.settings.title"), Show: page.CallSettings{}},
	}
}

// names are what the room calls the member of staff, and the host's short title.
func (s *Surface) names(r *http.Request, staff identity.Staff, lang i18n.Lang, host int64) (name, title string, err error) {
	hosts, err := s.Days.Hosts(r.Context())
	if err != nil {
		return "", "", err
	}
	for _, h := range hosts {
		if int64(h.ID) == host {
			title = shortTitle(h, lang)
		}
	}
	first, size := utf8.DecodeRuneInString(title)
	title = string(unicode.ToUpper(first)) + title[size:] // it stands alone here, not inside a sentence
	if staff.Role == identity.RoleHost {
		return title, title, nil
	}
	if lang == i18n.Arabic {
		return staff.NameAr, title, nil
	}
	return staff.NameEn, title, nil
}

// scriptTexts are the sentences of the room's script that hold no counted value.
var scriptTexts = []string{
	"admit", "hold", "brief", "verify", "in_office", "nobody", "next_nobody",
	"state.absent", "state.waiting", "state.ready", "state.lost", "state.stage",
	"error.conflict", "error.notFound", "error.forbidden", "error.internal", "error.closed", "error.unavailable", "error.noSession",
	"mute", "unmute", "remove", "camera_off", "camera_on", "write", "answered", "admitted", "held", "over", "device_trouble",
	"back_in", "private", "lock", "unlock", "locked", "unlocked", "handed_over", "help.hear", "help.see", "help.other",
	"device.camera.blocked", "device.camera.none", "device.camera.busy", "device.microphone.blocked", "device.microphone.none", "device.microphone.busy",
	"device.listener", "device.sound_only",
}

func roomTexts(v *page.View) page.Texts {
	t := page.CallTexts(v)
	for _, name := range scriptTexts {
		t.Add(name, v.T("host.script."+name))
	}
	t.Add("remove_sure", v.T("host.room.remove_sure", "name", "{name}"))
	t.Add("help_wanted", v.T("host.room.help_wanted", "name", "{name}", "what", "{what}"))
	t.Add("score", v.T("host.room.score", "score", "{score}"))
	t.Add("loss", v.T("host.room.loss", "loss", "{loss}", "rtt", "{rtt}"))
	return t
}
