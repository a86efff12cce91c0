package ops

import (
	"errors"
	"net/http"
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
}

// messageStates are the states of the list, in the order of its tabs; "" is all.
var messageStates = []notify.Status{"", notify.StatusQueued, notify.StatusSent, notify.StatusDelivered, notify.StatusFailed, notify.StatusSuperseded}

var messageKinds = map[notify.Status]page.Kind{
	notify.StatusQueued: page.Info, notify.StatusSent: page.Success, notify.StatusDelivered: page.Success, notify.StatusFailed: page.Danger,
}

// messages lists notices without their text, the numbers masked.
func (s *Surface) messages(w http.ResponseWriter, r *http.Request) error {
	v := &messagesView{View: s.Pages.View(r, page.Console, "ops.messages.title")}
	state := notify.Status(r.URL.Query().Get("state"))
	v.Tabs.Label = v.T("ops.messages.states")
	for _, one := range messageStates {
		label := "all"
		if one != "" {
			label = string(one)
		}
		v.Tabs.Items = append(v.Tabs.Items, page.Tab{Label: v.T("ops.message." + label), Href: "/ops/messages?state=" + string(one), Current: one == state})
	}
	list, err := s.Messages.Recent(r.Context(), notify.RecentFilter{Status: state, Take: 60})
	if err != nil {
		return err
	}
	v.Table = page.Table{Caption: v.Title, Hide: true, Empty: &page.EmptyState{Icon: "message", Title: v.T("ops.messages.none")}}
	for _, column := range []string{"kind", "reference", "phone", "state", "tries", "due", "error", "act"} {
		v.Table.Columns = append(v.Table.Columns, page.Column{Label: v.T("ops.column." + column)})
	}
	mayAct := identity.ActorFrom(r.Context()).May(identity.OpsAct)
	for _, m := range list {
		at := m.DueAt
		if !m.SentAt.IsZero() {
			at = m.SentAt
		}
		act := page.Cell{}
		if m.Status == notify.StatusFailed && mayAct {
			act.Show = page.Post{Action: "/ops/messages/" + strconv.FormatInt(m.ID, 10) + "/retry", Button: page.Button{Label: v.T("ops.messages.retry"), Style: page.Secondary, Small: true}}
		}
		v.Table.Rows = append(v.Table.Rows, page.TableRow{Cells: []page.Cell{
			{Text: v.T("ops.notice." + string(m.Kind))}, {Text: m.Reference, Ltr: true}, {Text: identity.MaskPhone(m.Phone), Ltr: true},
			{Show: page.Tag{Kind: messageKinds[m.Status], Text: v.T("ops.message." + string(m.Status))}}, {Text: v.Number(m.Tries)},
			{Text: v.DateTime(at)}, {Text: m.Error}, act,
		}})
	}
	return s.messagesPage.Render(w, r, http.StatusOK, v)
}

func (s *Surface) retry(w http.ResponseWriter, r *http.Request) error {
	id, err := strconv.ParseInt(r.PathValue("notice"), 10, 64)
	if err != nil {
		return booking.ErrNotFound
	}
	err = s.Messages.Requeue(r.Context(), id)
	if errors.Is(err, booking.ErrConflict) {
		return page.Redirect(w, r, "/ops/messages?state=failed", page.Flash{Kind: page.Warning, Key: "ops.messages.not_failed"})
	}
	if err != nil {
		return err
	}
	return page.Redirect(w, r, "/ops/messages?state=failed", page.Done("ops.messages.retried"))
}
