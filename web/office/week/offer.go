package week

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"time"

	"majlis/booking"
	"majlis/internal/identity"
	"majlis/web/office/word"
	"majlis/web/page"
)

type offersView struct {
	page.View
	Turn    []page.Button
	Week    page.Hidden
	Figures page.Figures
	Calls   *page.Table
	Freed   *page.Table
	Asking  *page.Table
	Live    *page.Table
	Over    *page.Table
	Empty   *page.EmptyState
}

// offers shows what was put before people, what they answered, and which slots need the next.
func (s *Weeks) offers(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	week := word.WeekOf(r, s.Now())
	view, err := s.Desk.Week(ctx, week)
	if err != nil {
		return err
	}
	if len(view.Offers) == 0 && r.URL.Query().Get("week") == "" {
		if view, err = s.Desk.Week(ctx, week.AddDate(0, 0, 7)); err != nil {
			return err
		}
	}
	v := &offersView{View: s.Pages.View(r, page.Console, "week.offer.title")}
	v.Lead = word.Week(&v.View, view.Week)
	v.Turn = word.Turn(&v.View, "/office/offer", view.Week, s.Now())
	v.Week = page.Hidden{Name: "week", Value: word.DayName(view.Week)}
	hosts, err := s.Words.Hosts(ctx, v.Lang)
	if err != nil {
		return err
	}
	t := offerTelling{s: s, v: &v.View, behind: s.Words.People(), hosts: hosts, slots: map[booking.SlotID]booking.Slot{}}
	for _, slot := range view.Slots {
		t.slots[slot.ID] = slot
	}
	v.Figures = t.figures(view.Offers)
	if v.Calls, err = t.calls(ctx, view.Offers); err != nil {
		return err
	}
	if v.Freed, err = t.freedTable(ctx, view); err != nil {
		return err
	}
	if v.Asking, err = t.asking(ctx); err != nil {
		return err
	}
	live := func(o booking.Offer) bool { return o.Status.Live() }
	if v.Live, err = t.offerTable(ctx, "week.offer.live", view.Offers, live); err != nil {
		return err
	}
	if v.Over, err = t.offerTable(ctx, "week.offer.over", view.Offers, func(o booking.Offer) bool { return !live(o) }); err != nil {
		return err
	}
	if v.Freed == nil && v.Live == nil && v.Over == nil {
		v.Empty = &page.EmptyState{Icon: "send", Title: v.T("week.offer.empty"), Text: v.T("week.offer.empty_text")}
		if word.May(&v.View, identity.PlanDraft) {
			v.Empty.Action = &page.Button{Label: v.T("week.plan.title"), Href: "/office/plan?week=" + word.DayName(view.Week), Style: page.Secondary}
		}
	}
	return s.offersPage.Render(w, r, http.StatusOK, v)
}

// An offerTelling tells the offers of a week.
type offerTelling struct {
	s      *Weeks
	v      *page.View
	behind word.People
	hosts  word.Hosts
	slots  map[booking.SlotID]booking.Slot
}

// offerKinds colours offers.
var offerKinds = map[booking.OfferStatus]page.Kind{
	booking.OfferOpen: page.Info, booking.OfferConfirmed: page.Success, booking.OfferDeclined: page.Warning,
	booking.OfferLapsed: page.Warning, booking.OfferCancelled: page.Warning, booking.OfferRevoked: page.Danger,
}

func offerTag(v *page.View, o booking.Offer) page.Tag {
	return page.Tag{Kind: offerKinds[o.Status], Text: v.T("status.offer." + string(o.Status))}
}

func (t offerTelling) figures(offers []booking.Offer) page.Figures {
	counts := map[booking.OfferStatus]int{}
	for _, o := range offers {
		counts[o.Status]++
	}
	var figures page.Figures
	for _, status := range []booking.OfferStatus{booking.OfferOpen, booking.OfferConfirmed, booking.OfferDeclined, booking.OfferLapsed, booking.OfferCancelled} {
		figures = append(figures, page.Figure{Label: t.v.T("status.offer." + string(status)), Value: t.v.Number(counts[status])})
	}
	return figures
}

func (t offerTelling) slotCell(slot booking.Slot) page.Cell {
	return page.Cell{Text: word.When(t.v, slot.At), Href: slotPath(slot.ID), Sub: t.hosts.Short[slot.Host]}
}

func slotPath(id booking.SlotID) string { return "/office/week/slot/" + word.Number(id) }

// freedTable is the slots that stand empty after publication, with who may have each next.
func (t offerTelling) freedTable(ctx context.Context, view booking.WeekView) (*page.Table, error) {
	freed, err := t.s.Desk.Freed(ctx, view.Week)
	if err != nil || len(freed) == 0 {
		return nil, err
	}
	standings := word.Standings(view, t.s.Now())
	table := &page.Table{Caption: t.v.T("week.offer.freed"), Columns: t.columns("slot", "state", "next", "others", "do")}
	for _, f := range freed {
		at := standings[f.Slot.ID]
		next, others, do := page.Cell{Text: t.v.T("week.offer.nobody")}, page.Cell{Text: "–"}, page.Cell{}
		if len(f.Next) > 0 {
			who, err := t.behind.Of(ctx, f.Next[0])
			if err != nil {
				return nil, err
			}
			next = page.Cell{Text: who.Name, Sub: who.Reference + " · " + word.Of(t.v, "common.class.", string(f.Next[0].Class))}
			others = page.Cell{Text: t.v.T("week.offer.others", "count", len(f.Next)-1), Href: slotPath(f.Slot.ID)}
			if word.May(t.v, identity.PlanPublish) {
				do.Show = page.Button{Label: t.v.T("week.offer.make_next"), Name: "slot", Value: word.Number(f.Slot.ID), Small: true, Icon: "send"}
			}
		}
		table.Rows = append(table.Rows, page.TableRow{Kind: at.Kind(), Cells: []page.Cell{t.slotCell(f.Slot), {Show: at.Tag(t.v)}, next, others, do}})
	}
	return table, nil
}

func (t offerTelling) columns(names ...string) []page.Column {
	var list []page.Column
	for _, name := range names {
		list = append(list, page.Column{Label: t.v.T("week.field." + name)})
	}
	return list
}

// offerTable is the offers that a test picks, by the time of their slots; nil when there are none.
func (t offerTelling) offerTable(ctx context.Context, caption string, offers []booking.Offer, pick func(booking.Offer) bool) (*page.Table, error) {
	table := &page.Table{Caption: t.v.T(caption), Columns: t.columns("slot", "person", "venue", "state", "message", "do")}
	offers = slices.Clone(offers)
	slices.SortStableFunc(offers, func(a, b booking.Offer) int { return t.slots[a.Slot].At.Compare(t.slots[b.Slot].At) })
	for _, o := range offers {
		if !pick(o) {
			continue
		}
		who, err := t.behind.Behind(ctx, o.Request)
		if err != nil {
			return nil, err
		}
		message, err := t.s.message(ctx, t.v, o.ID)
		if err != nil {
			return nil, err
		}
		do := page.Cell{}
		if o.Status.Live() && word.May(t.v, identity.PlanPublish) {
			do.Show = page.Button{Label: t.v.T("week.offer.revoke"), Href: revokePath(o.ID), Style: page.Quiet, Small: true}
		}
		table.Rows = append(table.Rows, page.TableRow{Kind: offerKinds[o.Status], Cells: []page.Cell{
			t.slotCell(t.slots[o.Slot]), {Text: who.Name, Sub: who.Reference}, {Text: word.Place(t.v, string(o.Venue))},
			{Show: offerTag(t.v, o), Sub: t.answer(o)}, message, do,
		}})
	}
	if len(table.Rows) == 0 {
		return nil, nil
	}
	return table, nil
}

// answer says until when an offer waits, or when and why it ended.
func (t offerTelling) answer(o booking.Offer) string {
	switch {
	case o.Status != booking.OfferOpen:
		text := word.When(t.v, o.AnsweredAt)
		if o.Reason != "" {
			text = word.Join(t.v, "week.and", text, o.Reason)
		}
		return text
	case !t.s.Now().Before(o.ConfirmBy):
		return t.v.T("week.offer.time_up")
	}
	left := o.ConfirmBy.Sub(t.s.Now())
	if left < time.Hour {
		return t.v.T("week.offer.minutes_left", "count", int(left/time.Minute))
	}
	return t.v.T("week.offer.hours_left", "count", int(left/time.Hour))
}

// makeOffer puts an empty slot before the person chosen, or else before the next by rank.
func (s *Weeks) makeOffer(w http.ResponseWriter, r *http.Request) error {
	form, err := page.ReadForm(w, r, 0)
	if err != nil {
		return err
	}
	id := booking.SlotID(form.ID("slot"))
	slot, err := s.Desk.Slot(r.Context(), id)
	if err != nil {
		return err
	}
	request := booking.RequestID(form.ID("request"))
	if request != 0 {
		_, err = s.Desk.MakeOffer(r.Context(), request, id)
	} else {
		_, err = s.Desk.OfferNext(r.Context(), id)
	}
	path := "/office/offer?week=" + word.DayName(booking.WeekOf(slot.At))
	if errors.Is(err, booking.ErrNotFound) {
		return page.Redirect(w, r, path, page.Flash{Kind: page.Warning, Key: "week.offer.nobody"})
	}
	if err != nil {
		return word.SentBack(w, r, path, err)
	}
	return page.Redirect(w, r, path, page.Done("week.offer.made"))
}

type revokeView struct {
	page.View
	Decision page.Decision
	Reason   page.TextArea
}

func revokePath(id booking.OfferID) string { return "/office/offer/" + word.Number(id) + "/revoke" }

func (s *Weeks) revokeForm(r *http.Request) (*revokeView, booking.Offer, error) {
	id, err := word.PathID(r, "offer")
	if err != nil {
		return nil, booking.Offer{}, err
	}
	offer, err := s.Desk.Offer(r.Context(), booking.OfferID(id))
	if err != nil {
		return nil, offer, err
	}
	slot, err := s.Desk.Slot(r.Context(), offer.Slot)
	if err != nil {
		return nil, offer, err
	}
	who, err := s.Words.People().Behind(r.Context(), offer.Request)
	if err != nil {
		return nil, offer, err
	}
	v := &revokeView{View: s.Pages.View(r, page.Console, "week.revoke.title")}
	v.Crumbs = []page.Link{{Href: s.offersOf(slot), Text: v.T("week.offer.title")}}
	v.Reason = page.TextArea{Name: "reason", Label: v.T("week.field.reason"), Hint: v.T("week.revoke.hint")}
	v.Decision = page.Decision{
		Title: v.Title, Text: v.T("week.revoke.text"), Action: revokePath(offer.ID), Confirm: v.T("week.offer.revoke"), Destructive: true,
		Cancel: page.Link{Href: s.offersOf(slot), Text: v.T("common.back")},
		Facts: &page.SummaryList{Compact: true, Rows: []page.SummaryRow{
			{Label: v.T("common.reference"), Text: who.Reference, Ltr: true}, {Label: v.T("common.name_label"), Text: who.Name},
			{Label: v.T("week.field.slot"), Text: word.When(&v.View, slot.At)}, {Label: v.T("week.field.state"), Show: offerTag(&v.View, offer)},
		}},
	}
	return v, offer, nil
}

func (s *Weeks) offersOf(slot booking.Slot) string {
	return "/office/offer?week=" + word.DayName(booking.WeekOf(slot.At))
}

func (s *Weeks) askRevoke(w http.ResponseWriter, r *http.Request) error {
	v, _, err := s.revokeForm(r)
	if err != nil {
		return err
	}
	v.Decision.Fields = []page.Component{v.Reason}
	return s.revokePage.Render(w, r, http.StatusOK, v)
}

// revoke takes an offer or appointment back, with a reason, and says sorry by SMS.
func (s *Weeks) revoke(w http.ResponseWriter, r *http.Request) error {
	form, err := page.ReadForm(w, r, 0)
	if err != nil {
		return err
	}
	v, offer, err := s.revokeForm(r)
	if err != nil {
		return err
	}
	err = s.Desk.Revoke(r.Context(), offer.ID, form.Text("reason"))
	if err == nil {
		return page.Redirect(w, r, v.Decision.Cancel.Href, page.Done("week.revoke.done"))
	}
	if !form.Refused(err) {
		return err
	}
	form.Fill(v.Printer, &v.Reason)
	v.Refused(form.Errors)
	v.Decision.Fields = []page.Component{v.Reason}
	return s.revokePage.Render(w, r, http.StatusUnprocessableEntity, v)
}
