package ops

import (
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"majlis/booking"
	"majlis/internal/identity"
	"majlis/internal/notify"
	"majlis/web/page"
)

type messagesView struct {
	page.View
	Tabs  page.Tabs
	Table page.Table
	More  string
}

// messageStates are the states of the list, in the order of its tabs; "" is all.
var messageStates = []notify.Status{"", notify.StatusQueued, notify.StatusSent, notify.StatusDelivered, notify.StatusFailed, notify.StatusSuperseded}

var messageKinds = map[notify.Status]page.Kind{
	notify.StatusQueued: page.Info, notify.StatusSent: page.Success, notify.StatusDelivered: page.Success, notify.StatusFailed: page.Danger,
}

// mostMessages is how many lines the list has.
const mostMessages = 100

// messages lists notices without their text, the numbers masked.
func (s *Surface) messages(w http.ResponseWriter, r *http.Request) error {
	v := &messagesView{View: s.Pages.View(r, page.Console, "ops.messages.title")}
	v.Lead = v.T("ops.messages.lead")
	state := stateOf(r.URL.Query().Get("state"))
	v.Tabs.Label = v.T("ops.messages.states")
	for _, one := range messageStates {
		label := "all"
		if one != "" {
			label = string(one)
		}
		v.Tabs.Items = append(v.Tabs.Items, page.Tab{Label: v.T("ops.message." + label), Href: messagesIn(one), Current: one == state})
	}
	list, err := s.Messages.Recent(r.Context(), notify.RecentFilter{Status: state, Take: mostMessages})
	if err != nil {
		return err
	}
	v.Table = page.Table{Caption: v.T("ops.messages.title"), Hide: true, Columns: columns(&v.View, "kind", "reference", "phone", "state", "due", "sent", "tries", "act"),
		Empty: &page.EmptyState{Icon: "message", Title: v.T("ops.messages.none")}}
	mayAct := identity.ActorFrom(r.Context()).May(identity.OpsAct)
	for _, m := range list {
		v.Table.Rows = append(v.Table.Rows, messageRow(&v.View, m, state, mayAct))
	}
	if len(list) == mostMessages {
		v.More = v.T("ops.messages.latest", "count", mostMessages)
	}
	return s.messagesPage.Render(w, r, http.StatusOK, v)
}

// stateOf is a state of messages; anything else is all of them.
func stateOf(text string) notify.Status {
	if state := notify.Status(text); slices.Contains(messageStates, state) {
		return state
	}
	return ""
}

func messagesIn(state notify.Status) string {
	if state == "" {
		return "/ops/messages"
	}
	return "/ops/messages?state=" + url.QueryEscape(string(state))
}

func messageRow(v *page.View, m notify.Sent, state notify.Status, mayAct bool) page.TableRow {
	sent, act := page.Cell{}, page.Cell{}
	if !m.SentAt.IsZero() {
		sent = page.Cell{Text: v.Clock(m.SentAt), Sub: v.Date(m.SentAt)}
	}
	if m.Status == notify.StatusFailed && mayAct {
		act.Show = page.Post{Action: "/ops/messages/" + strconv.FormatInt(m.ID, 10) + "/retry", Fields: []page.Hidden{{Name: "state", Value: string(state)}},
			Button: page.Button{Label: v.T("ops.messages.retry"), Icon: "refresh", Style: page.Secondary, Small: true}}
	}
	word := m.Error
	if !m.ArrivedAt.IsZero() {
		word = v.Clock(m.ArrivedAt)
	}
	tries := page.Cell{Text: v.Number(m.Tries)}
	if m.Parts > 0 {
		tries.Sub = v.T("ops.messages.parts", "count", m.Parts)
	}
	return page.TableRow{Cells: []page.Cell{
		{Text: v.T("ops.notice." + string(m.Kind))}, {Text: m.Reference, Ltr: true}, {Text: identity.MaskPhone(m.Phone), Ltr: true},
		{Show: page.Tag{Kind: messageKinds[m.Status], Text: v.T("ops.message." + string(m.Status))}, Sub: word},
		{Text: v.Clock(m.DueAt), Sub: v.Date(m.DueAt)}, sent, tries, act,
	}}
}

func (s *Surface) retry(w http.ResponseWriter, r *http.Request) error {
	id, err := strconv.ParseInt(r.PathValue("notice"), 10, 64)
	if err != nil {
		return booking.ErrNotFound
	}
	form, err := page.ReadForm(w, r, 0)
	if err != nil {
		return err
	}
	back := messagesIn(stateOf(form.Text("state")))
	err = s.Operator.Retry(r.Context(), id)
	if errors.Is(err, booking.ErrConflict) {
		return page.Redirect(w, r, back, page.Flash{Kind: page.Warning, Key: "ops.messages.not_failed"})
	}
	if err != nil {
		return err
	}
	return page.Redirect(w, r, back, page.Done("ops.messages.retried"))
}
