package appointment

import (
	"errors"
	"net/http"
	"net/url"
	"slices"
	"time"

	"majlis/booking"
	"majlis/web/page"
)

type checkView struct {
	page.View
	Ticket string
	Query  string
	Open   string // the address by which another browser opens the appointment
	Result *checkResult
	Start  page.Button
	Rows   page.DeviceCheck
	Fields map[string]string // what the script fills in and sends
	Texts  page.Texts
}

// checkResult is what the last check showed, and what follows from it.
type checkResult struct {
	Verdict page.Notice
	Advice  []advice
	Figures page.SummaryList
	Back    page.Button
	Other   *otherWay // around a network that blocks calls, or the usual way again
}

// otherWay offers another way to the server.
type otherWay struct{ Lead, Href, Text string }

// advice is one thing that is wrong, and what helps.
type advice struct{ What, Help string }

func (a *Surface) showCheck(w http.ResponseWriter, r *http.Request) error {
	found, err := a.find(r)
	if err != nil {
		return a.lost(w, r, err)
	}
	if found.offer.Status != booking.OfferConfirmed || found.offer.Venue != booking.VenueHome {
		return page.Redirect(w, r, "/appointment"+query(r))
	}
	ticket, err := a.Tickets.CheckTicket(r.Context(), found.audience.ID)
	if err != nil {
		return err
	}
	v := &checkView{View: a.Pages.View(r, page.Citizen, "check.title"), Ticket: ticket, Query: query(r)}
	v.Lead, v.Open = v.T("check.lead"), a.elsewhere(r, v.Lang)
	v.Back = &page.Link{Href: "/appointment" + v.Query, Text: v.T("page.back")}
	v.Start = page.Button{Label: v.T("check.start"), Icon: "play"}
	last, err := a.Checks.DeviceCheck(r.Context(), found.audience.ID)
	switch {
	case err == nil:
		v.Result = resultOf(&v.View, last, v.Query)
		v.Result.Other = otherWayOf(&v.View, r, last)
		v.Start = page.Button{Label: v.T("check.again"), Icon: "refresh", Style: page.Secondary}
	case !errors.Is(err, booking.ErrNotFound):
		return err
	}
	for _, row := range []struct{ id, icon string }{{"camera", "video"}, {"microphone", "mic"}, {"speaker", "speaker"}, {"path", "wifi"}} {
		v.Rows.Rows = append(v.Rows.Rows, page.DeviceRow{
			ID: row.id, Icon: row.icon, Label: v.T("check.row." + row.id), Waiting: v.T("check.waiting"), Trying: v.T("check.row." + row.id + ".trying"),
			Passed: v.T("check.row." + row.id + ".passed"), Warned: v.T("check.row." + row.id + ".warned"), Failed: v.T("check.row." + row.id + ".failed"),
			Help: v.T("check.row." + row.id + ".help"),
		})
	}
	v.Fields = map[string]string{
		"camera": "unknown", "microphone": "unknown", "speaker": "unknown", "path": "none", "rtt": "0", "jitter": "0", "loss": "0", "up": "0", "down": "0",
	}
	v.Texts = checkTexts(&v.View)
	v.Script("citizen/appointment/check")
	return a.check.Render(w, r, http.StatusOK, v)
}

// checkTexts are the sentences of the check's script.
func checkTexts(v *page.View) page.Texts {
	var t page.Texts
	t.Add("figures", v.T("check.figures", "rtt", "{rtt}", "jitter", "{jitter}", "loss", "{loss}", "up", "{up}", "down", "{down}"))
	t.Add("copied", v.T("call.script.copied"))
	for _, name := range []string{"seconds", "saving", "failed"} {
		t.Add(name, v.T("check.script."+name))
	}
	return t
}

var verdictKinds = map[booking.Verdict]page.Kind{booking.VerdictGood: page.Success, booking.VerdictOkay: page.Warning, booking.VerdictBad: page.Danger}

// resultOf tells a check as a person reads it: the verdict, what is wrong and what helps, then the figures.
func resultOf(v *page.View, c booking.DeviceCheck, query string) *checkResult {
	verdict := c.Verdict()
	result := &checkResult{
		Verdict: page.Notice{Kind: verdictKinds[verdict], Title: v.T("check.result." + string(verdict)), Text: v.T("check.verdict." + string(verdict))},
		Back:    page.Button{Label: v.T("check.back"), Href: "/appointment" + query},
	}
	for _, name := range c.Troubles() {
		result.Advice = append(result.Advice, advice{What: v.T("check.trouble." + name), Help: v.T("check.help." + name)})
	}
	row := func(label, text string) {
		result.Figures.Rows = append(result.Figures.Rows, page.SummaryRow{Label: v.T("check.figure." + label), Text: text})
	}
	row("at", v.DateTime(c.At))
	row("path", v.T("check.way."+c.Path))
	if c.Path != "none" {
		row("loss", v.T("check.percent", "value", v.Number(c.Loss/10)+"."+v.Number(c.Loss%10)))
		row("rtt", v.T("check.ms", "value", v.Number(int(c.RTT.Milliseconds()))))
		row("jitter", v.T("check.ms", "value", v.Number(int(c.Jitter.Milliseconds()))))
	}
	if c.Up > 0 {
		row("up", v.T("check.kbps", "value", v.Number(c.Up/1000)))
	}
	if c.Down > 0 {
		row("down", v.T("check.kbps", "value", v.Number(c.Down/1000)))
	}
	result.Figures.Compact = true
	return result
}

// ofTheLine are the troubles that another way to the server may cure.
var ofTheLine = []string{"path", "loss_high", "loss", "delay", "uneven", "slow", "narrow"}

// otherWayOf is the way through the relay when the line was not good, and the usual one again for who took it.
func otherWayOf(v *page.View, r *http.Request, c booking.DeviceCheck) *otherWay {
	other, way := otherWay{Lead: v.T("check.blocked"), Text: v.T("check.blocked.link")}, "relay"
	switch {
	case c.Path == "relay":
		other, way = otherWay{Lead: v.T("check.relayed"), Text: v.T("check.relayed.link")}, "all"
	case !slices.ContainsFunc(c.Troubles(), func(name string) bool { return slices.Contains(ofTheLine, name) }):
		return nil
	}
	asked := url.Values{"way": {way}}
	if reference := r.URL.Query().Get("case"); reference != "" {
		asked.Set("case", reference)
	}
	other.Href = v.URL("/appointment/check") + "?" + asked.Encode()
	return &other
}

// Words a device check may use; anything else a browser sends is "unknown".
var (
	deviceWords = []string{"ok", "blocked", "none", "busy", "silent", "unknown"}
	pathWords   = []string{"udp", "tcp", "relay", "none"}
)

func word(known []string, said string) string {
	if slices.Contains(known, said) {
		return said
	}
	return known[len(known)-1]
}

// fileCheck keeps what the check showed; the page then says what follows from it.
func (a *Surface) fileCheck(w http.ResponseWriter, r *http.Request) error {
	found, err := a.find(r)
	if err != nil {
		return a.lost(w, r, err)
	}
	form, err := page.ReadForm(w, r, 0)
	if err != nil {
		return err
	}
	if found.audience.ID == 0 {
		return page.Redirect(w, r, "/appointment"+query(r))
	}
	figure := func(name string, most int) int { return min(max(form.Int(name), 0), most) }
	ms := func(name string) time.Duration { return time.Duration(figure(name, 60_000)) * time.Millisecond }
	err = a.Checks.AddDeviceCheck(r.Context(), booking.DeviceCheck{
		Audience: found.audience.ID, At: a.Now(),
		Camera: word(deviceWords, form.Text("camera")), Microphone: word(deviceWords, form.Text("microphone")),
		Speaker: word(deviceWords, form.Text("speaker")), Path: word(pathWords, form.Text("path")),
		RTT: ms("rtt"), Jitter: ms("jitter"), Loss: figure("loss", 1000), Up: figure("up", 100_000_000), Down: figure("down", 100_000_000),
	})
	if err != nil {
		return err
	}
	return page.Redirect(w, r, "/appointment/check"+query(r))
}
