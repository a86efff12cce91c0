package plan

import (
	"context"

	"majlis/booking"
	"majlis/booking/allocation"
	"majlis/web/office/word"
	"majlis/web/page"
)

// seatTable is who has a slot, by rank, and who would have been next for it.
func (t telling) seatTable(ctx context.Context) (page.Table, error) {
	table := page.Table{Caption: t.v.T("week.draft.tab.seated"), Hide: true, Columns: t.columns("points", "slot", "venue", "next")}
	for _, seat := range t.solution.Seats {
		cells, err := t.row(ctx, seat.Request)
		if err != nil {
			return table, err
		}
		rank := t.ranks[seat.Request]
		points := page.Cell{Text: worth(t.v, rank.Tier, rank.Points)}
		kind := page.Neutral
		if seat.Pinned {
			kind = page.Accent
			points.Sub = t.v.T("week.draft.pinned", "reason", t.pin(seat.Request))
		}
		next, err := t.nextCell(ctx, seat.Slot)
		if err != nil {
			return table, err
		}
		table.Rows = append(table.Rows, page.TableRow{Kind: kind, Cells: append(cells, points, t.slotCell(t.slots[seat.Slot]), page.Cell{Text: word.Place(t.v, seat.Venue)}, next)})
	}
	return table, nil
}

func (t telling) nextCell(ctx context.Context, slot allocation.SlotID) (page.Cell, error) {
	id, ok := t.next(slot)
	if !ok {
		return page.Cell{Text: t.v.T("week.draft.no_next")}, nil
	}
	request, _ := booking.RequestOfKey(string(id))
	who, err := t.behind.Behind(ctx, request)
	rank := t.ranks[id]
	return page.Cell{Text: who.Reference, Href: wishPath(t.plan.ID, request), Sub: worth(t.v, rank.Tier, rank.Points)}, err
}

// unseatedTable is a page of those without a slot, by rank, each with the reason.
func (t telling) unseatedTable(ctx context.Context, at int) (page.Table, error) {
	table := page.Table{Caption: t.v.T("week.draft.tab.unseated"), Hide: true, Columns: t.columns("points", "why", "help")}
	list := t.solution.Unseated
	from := min((at-1)*perPage, len(list))
	for _, u := range list[from:min(from+perPage, len(list))] {
		cells, err := t.row(ctx, u.Request)
		if err != nil {
			return table, err
		}
		reason, details := reasonWords(t.v, u)
		table.Rows = append(table.Rows, page.TableRow{Cells: append(cells,
			page.Cell{Text: worth(t.v, u.Tier, u.Points)}, page.Cell{Text: reason, Sub: details}, page.Cell{Text: t.help(u)})})
	}
	return table, nil
}

func (t telling) help(u allocation.Unseated) string {
	return word.Join(t.v, "week.or", helpWords(t.v, t.hosts.Titles, u.WhatWouldHelp)...)
}

// cutoffTable is what it took to have each slot.
func (t telling) cutoffTable(ctx context.Context) (page.Table, error) {
	table := page.Table{Caption: t.v.T("week.draft.tab.cutoffs"), Hide: true, Columns: []page.Column{
		{Label: t.v.T("week.field.slot")}, {Label: t.v.T("week.field.cutoff")}, {Label: t.v.T("week.field.holder")}, {Label: t.v.T("week.field.next")},
	}}
	for _, c := range t.solution.Cutoffs {
		holder := page.Cell{Text: t.v.T("week.slot.free")}
		if seat, ok := t.holder(c.Slot); ok {
			cells, err := t.row(ctx, seat.Request)
			if err != nil {
				return table, err
			}
			holder = cells[1]
		}
		next, err := t.nextCell(ctx, c.Slot)
		if err != nil {
			return table, err
		}
		table.Rows = append(table.Rows, page.TableRow{Cells: []page.Cell{t.slotCell(t.slots[c.Slot]), {Text: cutoffWords(t.v, c)}, holder, next}})
	}
	return table, nil
}

// changeKinds colours what became of people since the draft before.
var changeKinds = map[string]page.Kind{"in": page.Success, "out": page.Danger, "moved": page.Info}

// changeTable is what is new since the draft before.
func (t telling) changeTable(ctx context.Context, changes []change) (page.Table, error) {
	table := page.Table{Caption: t.v.T("week.draft.tab.changes"), Hide: true, Columns: t.columns("change", "slot_before", "slot_now", "why")}
	for _, c := range changes {
		cells, err := t.row(ctx, c.request)
		if err != nil {
			return table, err
		}
		why := page.Cell{}
		if c.what == "out" {
			why.Text = t.v.T("week.draft.gone")
			if u, ok := t.unseated(c.request); ok {
				why.Text, why.Sub = reasonWords(t.v, u)
			}
		}
		tag := page.Tag{Kind: changeKinds[c.what], Text: t.v.T("week.change." + c.what)}
		table.Rows = append(table.Rows, page.TableRow{Cells: append(cells, page.Cell{Show: tag}, t.slotCell(c.was), t.slotCell(c.now), why)})
	}
	return table, nil
}
