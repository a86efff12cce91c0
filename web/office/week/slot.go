package week

import (
	"context"
	"net/http"
	"slices"

	"majlis/booking"
	"majlis/internal/identity"
	"majlis/web/office/word"
	"majlis/web/page"
)

type slotView struct {
	page.View
	State   page.Tag
	Facts   page.SummaryList
	Taken   *page.SummaryList
	Case    *page.Button
	Change  *page.Button // closes or opens the slot again
	Action  string
	Revoke  *page.Button
	Urgent  *page.Button // gives the slot to an urgent case
	Offer   *offerForm
	History *page.Table
}

// An offerForm puts one slot before one of those who may have it.
type offerForm struct {
	Slot   page.Hidden
	Choice page.Select
	Submit page.Button
	Empty  *page.EmptyState
}

// slot shows one slot: what it is, who has it or had it, and who may have it next.
func (s *Weeks) slot(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	id, err := word.PathID(r, "slot")
	if err != nil {
		return err
	}
	slot, err := s.Desk.Slot(ctx, booking.SlotID(id))
	if err != nil {
		return err
	}
	week, err := s.Desk.Week(ctx, slot.At)
	if err != nil {
		return err
	}
	v := &slotView{View: s.Pages.View(r, page.Console, "week.slot_page.title")}
	v.Lead = v.DateBoth(slot.At) + " · " + v.ClockRange(slot.At, slot.End())
	v.Crumbs = []page.Link{{Href: "/office/week?week=" + word.DayName(week.Week), Text: v.T("week.grid.title")}}
	at := word.Standings(week, s.Now())[slot.ID]
	v.State = at.Tag(&v.View)
	hosts, err := s.Words.Hosts(ctx, v.Lang)
	if err != nil {
		return err
	}
	v.Facts = slotFacts(&v.View, slot, hosts)
	v.change(slot, at)
	v.urgentButton(slot, at)
	if err := s.slotPeople(ctx, v, slot, week, at); err != nil {
		return err
	}
	return s.slotPage.Render(w, r, http.StatusOK, v)
}

func slotFacts(v *page.View, slot booking.Slot, hosts word.Hosts) page.SummaryList {
	return page.SummaryList{Compact: true, Rows: []page.SummaryRow{
		{Label: v.T("week.field.host"), Text: hosts.Short[slot.Host]},
		{Label: v.T("week.field.length"), Text: v.Minutes(slot.Minutes)},
		{Label: v.T("week.field.venues"), Text: word.List(v, "common.place.", slot.Venues)},
		{Label: v.T("week.field.languages"), Text: word.List(v, "common.language.", slot.Languages)},
		{Label: v.T("week.field.provides"), Text: word.List(v, "common.need.", slot.Provides)},
		{Label: v.T("week.field.section"), Text: v.T("common.section." + slot.Section)},
		{Label: v.T("week.field.open_to"), Text: v.T("common.open_to." + slot.OpenTo)},
	}}
}

// change offers closing a slot that nobody has, and opening a closed one.
func (v *slotView) change(slot booking.Slot, at word.Standing) {
	if !word.May(&v.View, identity.SupplyEdit) || at.Offer.Status.Live() || at.Word == "passed" || at.Word == "done" {
		return
	}
	v.Action = "/office/week/slot/" + word.Number(slot.ID) + "/close"
	v.Change = &page.Button{Label: v.T("week.slot_page.close"), Style: page.Secondary, Icon: "lock"}
	if slot.Closed {
		v.Action = "/office/week/slot/" + word.Number(slot.ID) + "/reopen"
		v.Change = &page.Button{Label: v.T("week.slot_page.reopen"), Style: page.Secondary, Icon: "refresh"}
	}
}

func (s *Weeks) slotPeople(ctx context.Context, v *slotView, slot booking.Slot, week booking.WeekView, at word.Standing) error {
	behind := s.Words.People()
	if request := at.Request(); request != 0 {
		who, err := behind.Behind(ctx, request)
		if err != nil {
			return err
		}
		v.Taken = &page.SummaryList{Compact: true, Rows: []page.SummaryRow{
			{Label: v.T("common.reference"), Text: who.Reference, Ltr: true},
			{Label: v.T("common.name_label"), Text: who.Name},
			{Label: v.T("week.field.subject"), Text: who.Subject},
		}}
		v.Case = word.CaseButton(&v.View, who)
		if at.Offer.Status.Live() {
			v.Taken.Rows = append(v.Taken.Rows, page.SummaryRow{Label: v.T("week.field.venue"), Text: word.Place(&v.View, string(at.Offer.Venue))})
		}
	}
	if at.Offer.Status.Live() && word.May(&v.View, identity.PlanPublish) {
		v.Revoke = &page.Button{Label: v.T("week.offer.revoke"), Href: revokePath(at.Offer.ID), Style: page.Destructive, Small: true}
	}
	if err := s.slotHistory(ctx, v, behind, slot, week); err != nil {
		return err
	}
	return s.slotNext(ctx, v, behind, slot)
}

func (s *Weeks) slotHistory(ctx context.Context, v *slotView, behind word.People, slot booking.Slot, week booking.WeekView) error {
	table := page.Table{Caption: v.T("week.slot_page.history"), Columns: []page.Column{
		{Label: v.T("common.reference")}, {Label: v.T("week.field.state")}, {Label: v.T("week.field.offered_at")},
		{Label: v.T("week.field.answered_at")}, {Label: v.T("week.field.reason")},
	}}
	for _, o := range slices.Backward(week.Offers) {
		if o.Slot != slot.ID {
			continue
		}
		who, err := behind.Behind(ctx, o.Request)
		if err != nil {
			return err
		}
		answered := ""
		if !o.AnsweredAt.IsZero() {
			answered = word.When(&v.View, o.AnsweredAt)
		}
		table.Rows = append(table.Rows, page.TableRow{Cells: []page.Cell{
			{Text: who.Reference, Ltr: true}, {Show: offerTag(&v.View, o)}, {Text: word.When(&v.View, o.OfferedAt)}, {Text: answered}, {Text: o.Reason},
		}})
	}
	if len(table.Rows) > 0 {
		v.History = &table
	}
	return nil
}

// slotNext is who may have an empty slot of a published week, the best rank first.
func (s *Weeks) slotNext(ctx context.Context, v *slotView, behind word.People, slot booking.Slot) error {
	if !word.May(&v.View, identity.PlanPublish) {
		return nil
	}
	freed, err := s.Desk.Freed(ctx, slot.At)
	if err != nil {
		return err
	}
	at := slices.IndexFunc(freed, func(f booking.FreedSlot) bool { return f.Slot.ID == slot.ID })
	if at < 0 {
		return nil
	}
	v.Offer = &offerForm{
		Slot:   page.Hidden{Name: "slot", Value: word.Number(slot.ID)},
		Choice: page.Select{Name: "request", Label: v.T("week.offer.to"), Hint: v.T("week.offer.to_hint")},
		Submit: page.Button{Label: v.T("week.offer.make"), Icon: "send"},
	}
	next := freed[at].Next
	if len(next) == 0 {
		v.Offer.Empty = &page.EmptyState{Title: v.T("week.offer.nobody"), Text: v.T("week.offer.nobody_text")}
	}
	for _, request := range next[:min(len(next), 30)] {
		who, err := behind.Of(ctx, request)
		if err != nil {
			return err
		}
		v.Offer.Choice.Options = append(v.Offer.Choice.Options, page.Option{
			Value: word.Number(request.ID), Label: who.Reference + " · " + who.Name + " · " + word.Of(&v.View, "common.class.", string(request.Class)),
		})
	}
	return nil
}

func (s *Weeks) closeSlot(w http.ResponseWriter, r *http.Request) error {
	return s.turnSlot(w, r, s.Desk.CloseSlot, "week.slot_page.closed")
}

func (s *Weeks) reopenSlot(w http.ResponseWriter, r *http.Request) error {
	return s.turnSlot(w, r, s.Desk.ReopenSlot, "week.slot_page.reopened")
}

func (s *Weeks) turnSlot(w http.ResponseWriter, r *http.Request, turn func(context.Context, booking.SlotID) error, done string) error {
	id, err := word.PathID(r, "slot")
	if err != nil {
		return err
	}
	path := "/office/week/slot/" + word.Number(id)
	if err := turn(r.Context(), booking.SlotID(id)); err != nil {
		return word.SentBack(w, r, path, err)
	}
	return page.Redirect(w, r, path, page.Done(done))
}
