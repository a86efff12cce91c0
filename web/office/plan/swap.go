package plan

import (
	"context"

	"majlis/booking"
	"majlis/booking/allocation"
	"majlis/web/office/word"
	"majlis/web/page"
)

// A swapForm lets two who have a seat change places.
type swapForm struct {
	Action        page.Hidden
	With          page.Select
	Reason        page.TextField
	Submit, Again page.Button
}

// swapOf offers those with whom a seated request could change places, both ways. It is nil for a
// request without a seat, and where nobody fits.
func (t telling) swapOf(ctx context.Context, r *allocation.Request) (*swapForm, error) {
	mine, seated := t.seats[r.ID]
	if !seated {
		return nil, nil
	}
	form := &swapForm{Action: page.Hidden{Name: "do", Value: "swap"},
		With:   page.Select{Name: "with", Label: t.v.T("plan.swap.with"), Blank: t.v.T("plan.swap.choose")},
		Reason: page.TextField{Name: "swap_reason", Label: t.v.T("week.field.reason"), Hint: t.v.T("week.wish.pin_hint")},
		Submit: page.Button{Label: t.v.T("plan.swap.go"), Name: "again", Value: "", Style: page.Quiet},
		Again:  page.Button{Label: t.v.T("week.wish.again"), Name: "again", Value: "yes", Style: page.Secondary, Icon: "refresh"}}
	for _, seat := range t.solution.Seats {
		if seat.Request == r.ID || !t.fits(r.ID, seat.Slot) || !t.fits(seat.Request, mine.Slot) {
			continue
		}
		id, _ := booking.RequestOfKey(string(seat.Request))
		who, err := t.behind.Behind(ctx, id)
		if err != nil {
			return nil, err
		}
		slot := t.slots[seat.Slot]
		form.With.Options = append(form.With.Options, page.Option{Value: word.Number(id),
			Label: who.Reference + " · " + word.When(t.v, slot.Start) + " · " + t.hosts.Titles[slot.Host]})
	}
	if len(form.With.Options) == 0 {
		return nil, nil
	}
	return form, nil
}

func (d *draft) fits(request allocation.RequestID, slot allocation.SlotID) bool {
	return allocation.Refusal(&d.problem.Policy, d.requests[request], d.slots[slot]) == ""
}

// swap pins two requests to each other's slots.
func (s *Plans) swap(ctx context.Context, form *page.Form, plan booking.Plan, request booking.Request) error {
	with := booking.RequestID(form.ID("with"))
	if with == 0 {
		return booking.Refuse("choose_one", "with")
	}
	reason := form.Text("swap_reason")
	if reason == "" {
		return booking.Refuse("reason_needed", "swap_reason")
	}
	return s.Desk.Swap(ctx, booking.Swap{Plan: plan.ID, Requests: [2]booking.RequestID{request.ID, with}, Reason: reason})
}
