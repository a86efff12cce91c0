package week

import (
	"context"
	"slices"
	"strings"

	"majlis/booking"
	"majlis/internal/identity"
	"majlis/internal/notify"
	"majlis/web/office/word"
	"majlis/web/page"
)

// messageKinds colours what became of a message.
var messageKinds = map[notify.Status]page.Kind{
	notify.StatusSent: page.Info, notify.StatusDelivered: page.Success, notify.StatusFailed: page.Danger,
}

// latest is the latest message about an offer that was due, if there is one.
func (s *Weeks) latest(ctx context.Context, id booking.OfferID) (notify.Sent, bool, error) {
	sent, err := s.Notices.Recent(ctx, notify.RecentFilter{Subject: booking.SubjectOffer, ID: int64(id), Take: 10})
	if err != nil {
		return notify.Sent{}, false, err
	}
	at := slices.IndexFunc(sent, func(n notify.Sent) bool { return !n.DueAt.After(s.Now()) && n.Status != notify.StatusSuperseded })
	if at < 0 {
		return notify.Sent{}, false, nil
	}
	return sent[at], true, nil
}

// message is what became of the latest message about an offer.
func (s *Weeks) message(ctx context.Context, v *page.View, id booking.OfferID) (page.Cell, error) {
	m, some, err := s.latest(ctx, id)
	if err != nil || !some {
		return page.Cell{Text: "–"}, err
	}
	text := v.T("week.message." + string(m.Status))
	if m.Status == notify.StatusDelivered && !m.ArrivedAt.IsZero() {
		text = v.T("week.message.delivered_at", "time", v.Clock(m.ArrivedAt))
	}
	return page.Cell{Show: page.Tag{Kind: messageKinds[m.Status], Text: text}, Sub: v.T("week.notice." + string(m.Kind))}, nil
}

// calls lists the people whom no message reached, with their numbers: somebody has to call them.
func (t offerTelling) calls(ctx context.Context, offers []booking.Offer) (*page.Table, error) {
	if !word.May(t.v, identity.PlanPublish) {
		return nil, nil
	}
	table := &page.Table{Caption: t.v.T("week.offer.calls"), Columns: t.columns("person", "phone", "slot", "message")}
	for _, o := range offers {
		// Who was not reached about an appointment taken back would come for nothing.
		takenBack := o.Status == booking.OfferRevoked && t.slots[o.Slot].At.After(t.s.Now())
		if !o.Status.Live() && !takenBack {
			continue
		}
		m, some, err := t.s.latest(ctx, o.ID)
		if err != nil {
			return nil, err
		}
		if !some || m.Status != notify.StatusFailed {
			continue
		}
		who, err := t.behind.Behind(ctx, o.Request)
		if err != nil {
			return nil, err
		}
		table.Rows = append(table.Rows, page.TableRow{Kind: page.Danger, Cells: []page.Cell{
			{Text: who.Name, Sub: who.Reference}, {Text: identity.ShowPhone(m.Phone), Ltr: true},
			t.slotCell(t.slots[o.Slot]), {Text: t.v.T("week.notice." + string(m.Kind)), Sub: m.Error},
		}})
	}
	if len(table.Rows) == 0 {
		return nil, nil
	}
	return table, nil
}

// asking lists the people who asked for another time, with when they could come.
func (t offerTelling) asking(ctx context.Context) (*page.Table, error) {
	list, err := t.s.Urgent.Asking(ctx)
	if err != nil || len(list) == 0 {
		return nil, err
	}
	table := &page.Table{Caption: t.v.T("week.offer.asking"), Columns: t.columns("person", "wish", "asked_at")}
	for _, request := range list {
		who, err := t.behind.Of(ctx, request)
		if err != nil {
			return nil, err
		}
		table.Rows = append(table.Rows, page.TableRow{Cells: []page.Cell{
			{Text: who.Name, Sub: who.Reference}, t.wish(request), {Text: word.When(t.v, request.AskedAt)},
		}})
	}
	return table, nil
}

// wish says when somebody could come.
func (t offerTelling) wish(r booking.Request) page.Cell {
	var days []string
	for _, day := range r.Weekdays {
		days = append(days, strings.ToLower(day.String()))
	}
	cell := page.Cell{Text: t.v.T("week.offer.any_day")}
	if len(days) > 0 {
		cell.Text = word.List(t.v, "common.weekday.", days)
	}
	switch {
	case r.Mornings && !r.Afternoons:
		cell.Sub = t.v.T("citizen.field.halves.morning")
	case r.Afternoons && !r.Mornings:
		cell.Sub = t.v.T("citizen.field.halves.afternoon")
	}
	return cell
}
