package page

// Texts are sentences for a page's script, which holds none of its own. A value the script
// fills in stands in braces: Add("between", v.T("…", "from", "{from}", "to", "{to}")).
type Texts struct{ Items []Text }

// A Text is one sentence and the name by which the script asks for it.
type Text struct{ Name, Text string }

// Add puts one more sentence on the page.
func (t *Texts) Add(name, text string) { t.Items = append(t.Items, Text{name, text}) }

func (Texts) component() string { return "texts" }

// callTexts are the sentences of web/call that need no value.
var callTexts = []string{
	"you", "chat.staff_only", "chat.person_only", "chat.failed", "chat.download", "screen.refused", "screen.sharing", "muted.by_staff", "freed.by_staff",
	"document.sending", "document.failed", "document.too_large", "document.kind",
	"device.lost.audio", "device.lost.camera", "device.new", "device.none", "device.default",
	"person.lost", "paused.theirs", "paused.ours", "paused.yours", "window.failed",
	"status.connecting", "status.connected", "status.reconnecting", "status.host_away", "status.offline", "status.path", "status.poor", "status.moving",
	"recording.planned", "recording.soon", "recording.on", "recording.failed",
	"notice.hostAway", "notice.hostBack", "notice.shutdown",
	"over.left", "over.replaced", "over.forbidden", "over.locked", "over.transferred", "over.removed", "over.ticketExpired", "over.ticketInvalid", "over.notFound", "over.closed",
}

// CallTexts are the sentences that the scripts of web/call ask for, on whichever side of a call.
func CallTexts(v *View) Texts {
	var t Texts
	for _, name := range callTexts {
		t.Add(name, v.T("call.script."+name))
	}
	for _, role := range []string{"host", "chiefAide", "noteTaker", "interpreter", "observer", "technician", "citizen", "companion"} {
		t.Add("role."+role, v.T("call.role."+role))
	}
	t.Add("refused.camera", v.T("call.device.camera.help"))
	t.Add("refused.audio", v.T("call.device.microphone.help"))
	t.Add("device.using", v.T("call.device.using", "name", "{name}"))
	t.Add("chat.from", v.T("call.chat.from", "name", "{name}"))
	t.Add("clock.left", v.T("call.clock.left", "time", "{time}"))
	t.Add("clock.over", v.T("call.clock.over", "time", "{time}"))
	t.Add("notice.ending", v.T("call.notice.ending", "minutes", "{minutes}"))
	t.Add("notice.extended", v.T("call.notice.extended", "at", "{at}"))
	return t
}
