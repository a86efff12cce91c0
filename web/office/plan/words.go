package plan

import (
	"majlis/booking/allocation"
	"majlis/web/office/word"
	"majlis/web/page"
)

// worth is points in words, with the tier where it matters.
func worth(v *page.View, tier int, points int64) string {
	if tier > 0 {
		return v.T("week.points.must_serve", "count", int(points))
	}
	return v.T("week.points.plain", "count", int(points))
}

// cutoffWords says what it took to have a slot.
func cutoffWords(v *page.View, c allocation.Cutoff) string {
	switch {
	case c.Pinned:
		return v.T("week.cutoff.pinned")
	case c.Open:
		return v.T("week.cutoff.open")
	}
	return v.T("week.cutoff.from", "worth", worth(v, c.Rank.Tier, c.Rank.Points))
}

// heldWords says why a request takes no part.
func heldWords(v *page.View, held string) string { return word.Of(v, "status.held.", held) }

// reasonWords says in plain words why a request has no seat, and the details of it.
func reasonWords(v *page.View, u allocation.Unseated) (reason, details string) {
	switch u.Reason {
	case allocation.ReasonHeld:
		return v.T("week.reason.held"), v.T("week.reason.details", "details", heldWords(v, u.Held))
	case allocation.ReasonNoSlot:
		var counts []string
		for _, rule := range allocation.Rules() {
			if n := u.Refused[rule]; n > 0 {
				counts = append(counts, v.T("week.refused."+string(rule), "count", n))
			}
		}
		return v.T("week.reason.no_slot"), v.T("week.reason.details", "details", word.Join(v, "week.and", counts...))
	}
	needed := worth(v, u.NeededTier, u.NeededPoints)
	details = v.T("week.reason.needed", "own", worth(v, u.Tier, u.Points), "needed", needed)
	if u.ByLot {
		details = v.T("week.reason.by_lot", "worth", needed)
	}
	return v.T("week.reason.outranked", "count", u.FeasibleSlots), details
}

// helpWords are the single changes with which a request would have had a seat.
func helpWords(v *page.View, titles map[string]string, helps []allocation.Help) []string {
	var words []string
	for _, h := range helps {
		switch {
		case h.Venue != "":
			words = append(words, v.T("week.help.venue", "venue", word.Place(v, h.Venue)))
		case h.Host != "":
			words = append(words, v.T("week.help.host", "host", titles[h.Host]))
		default:
			words = append(words, v.T("week.help.day", "day", v.Weekday(h.Day)+" "+v.DayMonth(h.Day)))
		}
	}
	return words
}

// pointRows takes a request's points apart, the way the policy put them together.
func pointRows(v *page.View, p allocation.Policy, r *allocation.Request, rank allocation.Rank) []page.SummaryRow {
	var rows []page.SummaryRow
	for _, part := range allocation.NewRanker(&p).Parts(r) {
		label := v.T("week.points."+string(part.Kind), "class", word.Of(v, "common.class.", r.Class), "count", part.Count)
		rows = append(rows, page.SummaryRow{Label: label, Text: v.Number(int(part.Points)), Ltr: true})
	}
	return append(rows, page.SummaryRow{Label: v.T("week.points.total"), Text: worth(v, rank.Tier, rank.Points)})
}
