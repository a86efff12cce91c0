package plan

import (
	"context"
	"errors"
	"net/http"
	"slices"

	"majlis/booking"
	"majlis/booking/allocation"
	"majlis/web/office/word"
	"majlis/web/page"
)

type wishView struct {
	page.View
	Outcome page.Notice
	Points  page.SummaryList
	Asked   page.SummaryList
	Case    *page.Button
	Slots   *page.Table
	Pin     *pinForm
	Swap    *swapForm
	Unpin   *page.Button
	Pinned  string
	Hold    *holdForm
	Release *page.Button
	Held    string
}

// A pinForm binds the request to a slot; with Again it runs the week anew at once.
type pinForm struct {
	Action        page.Hidden
	Slot          page.Select
	Reason        page.TextField
	Submit, Again page.Button
}

// A holdForm keeps the request out of allocations.
type holdForm struct {
	Action        page.Hidden
	Version       page.Hidden
	Reason        page.TextField
	Submit, Again page.Button
}

// wishOf finds the draft and the request of the address.
func (s *Plans) wishOf(r *http.Request) (*draft, booking.Request, error) {
	d, err := s.draftOf(r)
	if err != nil {
		return nil, booking.Request{}, err
	}
	id, err := word.PathID(r, "request")
	if err != nil {
		return nil, booking.Request{}, err
	}
	request, err := s.Desk.Request(r.Context(), booking.RequestID(id))
	return d, request, err
}

// wish explains one request in a draft, and offers what the office can do about it.
func (s *Plans) wish(w http.ResponseWriter, r *http.Request) error {
	v, err := s.wishPageOf(r)
	if err != nil {
		return err
	}
	return s.wishPage.Render(w, r, http.StatusOK, v)
}

func (s *Plans) wishPageOf(r *http.Request) (*wishView, error) {
	ctx := r.Context()
	d, request, err := s.wishOf(r)
	if err != nil {
		return nil, err
	}
	who, err := s.Words.People().Of(ctx, request)
	if err != nil {
		return nil, err
	}
	v := &wishView{View: s.Pages.View(r, page.Console, "week.wish.title", "reference", who.Reference)}
	v.Lead = who.Subject
	v.Crumbs = []page.Link{{Href: "/office/plan?week=" + word.DayName(d.plan.Week), Text: v.T("week.plan.title")}, {Href: planPath(d.plan.ID), Text: v.T("week.draft.title")}}
	tell, err := s.tell(ctx, d, &v.View)
	if err != nil {
		return nil, err
	}
	v.Asked, v.Case = tell.asked(who, request), word.CaseButton(&v.View, who)
	key := allocation.RequestID("r" + word.Number(request.ID))
	stated, in := d.requests[key]
	if !in {
		v.Outcome = page.Notice{Kind: page.Warning, Text: v.T("week.wish.not_in")}
	} else {
		v.Outcome = tell.outcome(key)
		v.Points = page.SummaryList{Title: v.T("week.wish.points"), Compact: true, Rows: pointRows(&v.View, d.problem.Policy, stated, d.ranks[key])}
		if v.Slots, err = tell.suitable(ctx, stated); err != nil {
			return nil, err
		}
	}
	return v, s.decisions(ctx, v, tell, request, stated)
}

// outcome says what the draft decided about a request.
func (t telling) outcome(id allocation.RequestID) page.Notice {
	if seat, ok := t.seats[id]; ok {
		slot := t.slots[seat.Slot]
		n := page.Notice{Kind: page.Success, Title: t.v.T("week.wish.seated", "place", t.v.Number(t.places[id])),
			Text: t.v.T("week.wish.seat", "slot", word.When(t.v, slot.Start), "host", t.hosts.Titles[slot.Host], "venue", word.Place(t.v, seat.Venue))}
		if seat.Pinned {
			n.Title = t.v.T("week.draft.pinned", "reason", t.pin(id))
		}
		return n
	}
	u, _ := t.unseated(id)
	reason, details := reasonWords(t.v, u)
	if help := t.help(u); help != "" {
		details += " " + t.v.T("week.wish.would_help", "help", help)
	}
	return page.Notice{Kind: page.Warning, Title: reason, Text: details}
}

// asked is what the person wishes.
func (t telling) asked(who word.Someone, r booking.Request) page.SummaryList {
	v := t.v
	var titles []string
	for _, code := range r.Hosts {
		titles = append(titles, t.hosts.Titles[code])
	}
	days := v.T("week.any_day")
	if len(r.Weekdays) > 0 {
		var names []string
		for _, d := range r.Weekdays {
			names = append(names, v.Weekday(word.Sunday.AddDate(0, 0, int(d))))
		}
		days = word.Join(v, "week.and", names...)
	}
	return page.SummaryList{Title: v.T("week.wish.asked"), Compact: true, Rows: []page.SummaryRow{
		{Label: v.T("common.name_label"), Text: who.Name},
		{Label: v.T("week.field.class"), Text: word.Of(v, "common.class.", string(r.Class))},
		{Label: v.T("week.field.host"), Text: word.Join(v, "week.then", titles...)},
		{Label: v.T("week.field.venues"), Text: word.List(v, "common.place.", r.Venues)},
		{Label: v.T("week.field.length"), Text: v.Minutes(r.Minutes)}, {Label: v.T("week.field.days"), Text: days},
		{Label: v.T("week.field.needs"), Text: word.List(v, "common.need.", r.Needs)},
		{Label: v.T("week.field.code"), Text: "r" + word.Number(r.ID), Ltr: true}, {Label: v.T("week.field.batch"), Text: v.Date(r.FiledBatch), Ltr: true},
	}}
}

// suitable is the slots the request could take, with what each asks and who has it.
func (t telling) suitable(ctx context.Context, r *allocation.Request) (*page.Table, error) {
	table := &page.Table{Caption: t.v.T("week.wish.slots"), Columns: []page.Column{
		{Label: t.v.T("week.field.slot")}, {Label: t.v.T("week.field.cutoff")}, {Label: t.v.T("week.field.holder")},
	}}
	for _, c := range t.solution.Cutoffs {
		slot := t.slots[c.Slot]
		if allocation.Refusal(&t.problem.Policy, r, slot) != "" {
			continue
		}
		holder := page.Cell{Text: t.v.T("week.slot.free")}
		kind := page.Neutral
		if seat, ok := t.holder(c.Slot); ok {
			cells, err := t.row(ctx, seat.Request)
			if err != nil {
				return nil, err
			}
			if holder = cells[1]; seat.Request == r.ID {
				kind = page.Success
			}
		}
		table.Rows = append(table.Rows, page.TableRow{Kind: kind, Cells: []page.Cell{t.slotCell(slot), {Text: cutoffWords(t.v, c)}, holder}})
	}
	if len(table.Rows) == 0 {
		return nil, nil
	}
	return table, nil
}

// decisions offers pinning and holding while the plan is a draft and the request waits.
func (s *Plans) decisions(ctx context.Context, v *wishView, tell telling, r booking.Request, stated *allocation.Request) error {
	if tell.plan.Status != booking.PlanDraft || r.Status != booking.RequestShortlisted {
		return nil
	}
	week, err := s.Desk.Week(ctx, tell.plan.Week)
	if err != nil {
		return err
	}
	again := page.Button{Label: v.T("week.wish.again"), Name: "again", Value: "yes", Icon: "refresh"}
	alone := func(label, name, value string) page.Button {
		return page.Button{Label: v.T(label), Name: name, Value: value, Style: page.Secondary}
	}
	if r.Held != "" {
		v.Held = v.T("week.wish.held", "why", heldWords(&v.View, r.Held))
		release := alone("week.wish.release", "do", "release")
		v.Release = &release
	} else {
		v.Hold = &holdForm{Action: page.Hidden{Name: "do", Value: "hold"}, Version: page.Hidden{Name: "version", Value: word.Number(r.Version)},
			Reason: page.TextField{Name: "hold_reason", Label: v.T("week.field.reason"), Hint: v.T("week.wish.hold_hint")},
			Submit: alone("week.wish.hold", "again", ""), Again: again}
		v.Hold.Again.Style, v.Hold.Submit.Style = page.Secondary, page.Quiet // pinning is the louder of the two
	}
	if stated != nil && r.Held == "" {
		if v.Swap, err = tell.swapOf(ctx, stated); err != nil {
			return err
		}
	}
	at := slices.IndexFunc(week.Pins, func(p booking.Pin) bool { return p.Request == r.ID })
	if at >= 0 {
		unpin := alone("week.wish.unpin", "do", "unpin")
		v.Unpin, v.Pinned = &unpin, v.T("week.draft.pinned", "reason", week.Pins[at].Reason)
		return nil
	}
	if r.Held != "" || stated == nil {
		return nil
	}
	v.Pin = &pinForm{Action: page.Hidden{Name: "do", Value: "pin"}, Slot: page.Select{Name: "slot", Label: v.T("week.field.slot"), Blank: v.T("week.wish.choose")},
		Reason: page.TextField{Name: "reason", Label: v.T("week.field.reason"), Hint: v.T("week.wish.pin_hint")},
		Submit: alone("week.wish.pin", "again", ""), Again: again}
	for _, c := range tell.solution.Cutoffs {
		slot := tell.slots[c.Slot]
		if !c.Pinned && allocation.Refusal(&tell.problem.Policy, stated, slot) == "" {
			id, _ := booking.SlotOfKey(string(c.Slot))
			v.Pin.Slot.Options = append(v.Pin.Slot.Options, page.Option{Value: word.Number(id), Label: word.When(&v.View, slot.Start) + " · " + tell.hosts.Titles[slot.Host]})
		}
	}
	return nil
}

// decide pins, swaps, unpins, holds or releases a request, and runs the week anew when asked to.
func (s *Plans) decide(w http.ResponseWriter, r *http.Request) error {
	form, err := page.ReadForm(w, r, 0)
	if err != nil {
		return err
	}
	d, request, err := s.wishOf(r)
	if err != nil {
		return err
	}
	path, action := wishPath(d.plan.ID, request.ID), form.Text("do")
	if err := s.act(r.Context(), form, d.plan, request); err != nil {
		status := http.StatusUnprocessableEntity
		if errors.Is(err, booking.ErrConflict) {
			status = http.StatusConflict
			form.Errors.Add("", "week.wish.changed")
		} else if !form.Refused(err) {
			return err
		}
		return s.redecide(w, r, form, status)
	}
	if form.Text("again") == "" {
		return page.Redirect(w, r, path, page.Done("week.wish.done."+action))
	}
	plan, err := s.Desk.Allocate(r.Context(), d.plan.Week)
	if err != nil {
		return s.notAllocated(w, r, path, err)
	}
	return page.Redirect(w, r, planPath(plan.ID)+"?show=changes", page.Done("week.plan.made"))
}

func (s *Plans) act(ctx context.Context, form *page.Form, plan booking.Plan, request booking.Request) error {
	switch form.Text("do") {
	case "pin":
		slot := booking.SlotID(form.ID("slot"))
		if slot == 0 {
			return booking.Refuse("choose_one", "slot")
		}
		return s.Desk.Pin(ctx, booking.Pin{Request: request.ID, Slot: slot, Reason: form.Text("reason")})
	case "swap":
		return s.swap(ctx, form, plan, request)
	case "unpin":
		return s.Desk.Unpin(ctx, plan.Week, request.ID)
	case "hold":
		reason := form.Text("hold_reason")
		if reason == "" {
			return booking.Refuse("reason_needed", "hold_reason")
		}
		return s.Desk.Hold(ctx, request.ID, form.Int("version"), reason)
	case "release":
		return s.Desk.Release(ctx, request.ID, request.Version)
	}
	return booking.ErrNotFound
}

// redecide shows the page again with what was typed and what is wrong with it.
func (s *Plans) redecide(w http.ResponseWriter, r *http.Request, form *page.Form, status int) error {
	v, err := s.wishPageOf(r)
	if err != nil {
		return err
	}
	if v.Pin != nil {
		form.Fill(v.Printer, &v.Pin.Slot, &v.Pin.Reason)
	}
	if v.Swap != nil {
		form.Fill(v.Printer, &v.Swap.With, &v.Swap.Reason)
	}
	if v.Hold != nil {
		form.Fill(v.Printer, &v.Hold.Reason)
	}
	v.Refused(form.Errors)
	return s.wishPage.Render(w, r, status, v)
}
