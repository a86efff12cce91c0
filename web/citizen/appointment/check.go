package appointment

import (
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
	Start  page.Button
	Rows   page.DeviceCheck
	Heard  []page.Button
	Save   page.Button
	// Relayed: the person has chosen the way around; Other leads to the other way.
	Relayed bool
	Other   otherWay
	Texts   page.Texts
}

// otherWay offers the way around a network that blocks calls, or the usual way again.
type otherWay struct{ Lead, Href, Text string }

func (a *Surface) otherWay(v *checkView, r *http.Request) otherWay {
	asked := url.Values{"way": {"relay"}}
	other := otherWay{Lead: v.T("check.blocked"), Text: v.T("check.blocked.link")}
	if v.Relayed {
		asked.Set("way", "all")
		other = otherWay{Lead: v.T("check.relayed"), Text: v.T("check.relayed.link")}
	}
	if reference := r.URL.Query().Get("case"); reference != "" {
		asked.Set("case", reference)
	}
	other.Href = v.URL("/appointment/check") + "?" + asked.Encode()
	return other
}

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
	v.Lead = v.T("check.lead")
	v.Back = &page.Link{Href: "/appointment" + v.Query, Text: v.T("page.back")}
	v.Start = page.Button{Label: v.T("check.start"), Icon: "play"}
	for _, row := range []struct{ id, icon string }{{"camera", "video"}, {"microphone", "mic"}, {"speaker", "speaker"}, {"path", "wifi"}} {
		v.Rows.Rows = append(v.Rows.Rows, page.DeviceRow{
			ID: row.id, Icon: row.icon, Label: v.T("check.row." + row.id), Waiting: v.T("check.waiting"), Trying: v.T("check.row." + row.id + ".trying"),
			Passed: v.T("check.row." + row.id + ".passed"), Warned: v.T("check.row." + row.id + ".warned"), Failed: v.T("check.row." + row.id + ".failed"),
			Help: v.T("check.row." + row.id + ".help"),
		})
	}
	v.Save = page.Button{Label: v.T("check.save")}
	v.Relayed = r.URL.Query().Get("way") == "relay"
	v.Other = a.otherWay(v, r)
	v.Texts.Add("result", v.T("check.result", "rtt", "{rtt}", "loss", "{loss}", "way", "{way}"))
	for _, way := range pathWords {
		v.Texts.Add("way."+way, v.T("check.way."+way))
	}
	v.Texts.Add("done", v.T("check.done"))
	v.Script("citizen/appointment/check")
	return a.check.Render(w, r, http.StatusOK, v)
}

// Words a device check may use; anything else a browser sends is "unknown".
var (
	deviceWords = []string{"ok", "blocked", "none", "busy", "unknown"}
	pathWords   = []string{"udp", "tcp", "relay", "none"}
)

func word(known []string, said string) string {
	if slices.Contains(known, said) {
		return said
	}
	return known[len(known)-1]
}

// fileCheck keeps what the check showed and says what follows from it.
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
	check := booking.DeviceCheck{
		Audience: found.audience.ID, At: a.Now(),
		Camera: word(deviceWords, form.Text("camera")), Microphone: word(deviceWords, form.Text("microphone")),
		Speaker: word(deviceWords, form.Text("speaker")), Path: word(pathWords, form.Text("path")),
		RTT: time.Duration(min(max(form.Int("rtt"), 0), 60_000)) * time.Millisecond, Loss: min(max(form.Int("loss"), 0), 1000),
	}
	if err := a.Checks.AddDeviceCheck(r.Context(), check); err != nil {
		return err
	}
	kinds := map[booking.Verdict]page.Kind{booking.VerdictGood: page.Success, booking.VerdictOkay: page.Info, booking.VerdictBad: page.Warning}
	verdict := check.Verdict()
	return page.Redirect(w, r, "/appointment"+query(r), page.Flash{Kind: kinds[verdict], Key: "check.verdict." + string(verdict)})
}
