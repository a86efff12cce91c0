package appointment

import (
	"net/http"
	"strconv"

	"majlis/booking"
	"majlis/internal/i18n"
	"majlis/internal/identity"
	"majlis/web/page"
)

type callView struct {
	page.View
	Ticket  string
	Leave   string // where to go afterwards
	Open    string // the address by which another browser opens the appointment
	Start   page.Button
	Waiting page.Waiting
	Stage   page.CallStage
	Model   page.Tile
	Texts   page.Texts
}

// mostAhead is how many people may be in front of somebody; the waiting area holds no more.
const mostAhead = 40

// showCall is waiting room and call in one page: what is shown follows from where the room says
// the person is.
func (a *Surface) showCall(w http.ResponseWriter, r *http.Request) error {
	found, err := a.find(r)
	if err != nil {
		return a.lost(w, r, err)
	}
	if found.offer.Status != booking.OfferConfirmed || (found.offer.Venue != booking.VenueHome && !inHall(found)) {
		return page.Redirect(w, r, "/appointment"+query(r))
	}
	ticket, err := a.Tickets.CitizenTicket(r.Context(), found.audience.ID)
	if refusal, ok := refusalOf(err); ok {
		return a.draw(w, r, http.StatusUnprocessableEntity, found, refusal)
	}
	if err != nil {
		return err
	}
	v := &callView{View: a.Pages.View(r, page.Stage, "call.title"), Ticket: ticket, Leave: "/appointment" + query(r)}
	v.Open = a.elsewhere(r, v.Lang)
	v.Start = page.Button{Label: v.T("call.start"), Icon: "video"}
	v.Waiting = page.Waiting{
		Title: v.T("call.waiting.title"), Text: v.T("call.waiting.text", "host", found.hostTitle(v.Lang), "time", v.Clock(found.begins())),
		Checks: waitingChecks(&v.View), HelpText: v.T("call.waiting.help", "phone", v.Site.HelpPhone),
	}
	v.Stage = page.CallStage{
		Title: found.hostTitle(v.Lang), Status: v.T("call.script.status.connecting"), Kind: page.Warning,
		Controls: callControls(&v.View),
		Leave:    &page.Control{ID: "call-leave", Icon: "leave", Label: v.T("call.leave"), Style: page.Destructive},
		Panes: []page.Pane{
			{ID: "chat", Label: v.T("call.chat.title"), Show: callChat(&v.View, v.URL("/appointment/documents"+query(r)))},
			{ID: "people", Label: v.T("call.people.title"), Show: page.RoomPeople{}},
			{ID: "settings", Label: v.T("call.settings.title"), Show: page.CallSettings{}},
		},
	}
	v.Model = page.Tile{ID: "model", Name: " ", Role: " ", NoVideo: true}
	v.Texts = callTexts(&v.View)
	v.Script("citizen/appointment/call")
	return a.call.Render(w, r, http.StatusOK, v)
}

func callControls(v *page.View) []page.Control {
	return []page.Control{
		{ID: "call-mic", Icon: "mic", Label: v.T("call.mic.on"), OffIcon: "mic-off", OffTxt: v.T("call.mic.off"), Toggle: true},
		{ID: "call-camera", Icon: "video", Label: v.T("call.camera.on"), OffIcon: "video-off", OffTxt: v.T("call.camera.off"), Toggle: true},
		{ID: "call-screen", Icon: "screen", Label: v.T("call.screen.on"), OffIcon: "screen-off", OffTxt: v.T("call.screen.off"), Toggle: true, Wide: true},
		{ID: "call-hear", Icon: "speaker-off", Label: v.T("call.help.hear")},
		{ID: "call-see", Icon: "eye-off", Label: v.T("call.help.see")},
		{ID: "call-chat", Icon: "chat", Label: v.T("call.chat.title"), Toggle: true},
	}
}

func callChat(v *page.View, keep string) page.Chat {
	return page.Chat{
		Title: v.T("call.chat.title"), Field: v.T("call.chat.field"), Send: v.T("call.chat.send"), Empty: v.T("call.chat.empty"),
		Attach: v.T("call.chat.attach"), Accept: page.CallFiles, Keep: keep,
	}
}

// elsewhere is the address that opens this appointment in another browser: by the link of the SMS,
// for the cookie it was changed into stays behind in this one.
func (a *Surface) elsewhere(r *http.Request, lang i18n.Lang) string {
	if r.URL.Query().Get("case") == "" {
		if token := identity.LinkTokenFrom(r, identity.PurposeOffer); token != "" {
			return "/a/" + token
		}
	}
	return "/" + string(lang) + "/appointment" + query(r)
}

func waitingChecks(v *page.View) *page.DeviceCheck {
	row := func(id, icon string) page.DeviceRow {
		return page.DeviceRow{
			ID: id, Icon: icon, Label: v.T("call.device." + id), Waiting: v.T("call.device.trying"), Trying: v.T("call.device.trying"),
			Passed: v.T("call.device." + id + ".passed"), Warned: v.T("call.device." + id + ".failed"), Failed: v.T("call.device." + id + ".failed"),
			Help: v.T("call.device." + id + ".help"), State: page.CheckTrying,
		}
	}
	return &page.DeviceCheck{Rows: []page.DeviceRow{row("camera", "video"), row("microphone", "mic"), row("path", "wifi")}}
}

// scriptTexts are the sentences of the waiting room's script that hold no counted value.
var scriptTexts = []string{
	"help.sent", "help.done", "notice.called", "moving.room", "moving.node",
	"waiting.late", "waiting.called", "waiting.next", "waiting.soon", "waiting.held", "waiting.private", "waiting.hand_over", "waiting.moved", "waiting.admitted",
	"over.ended", "over.title.ended", "over.title.left", "over.title.closed", "copied", "rejoin",
}

func callTexts(v *page.View) page.Texts {
	t := page.CallTexts(v)
	for _, name := range scriptTexts {
		t.Add(name, v.T("call.script."+name))
	}
	t.Add("waiting.between", v.T("call.waiting.between", "from", "{from}", "to", "{to}"))
	t.Add("early", v.T("call.early", "at", "{at}"))
	for n := range mostAhead {
		t.Add("ahead."+strconv.Itoa(n+1), v.T("call.waiting.ahead", "count", n+1))
	}
	return t
}
