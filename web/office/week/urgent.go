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

// Urgency is how an urgent case that comes late gets a slot.
type Urgency interface {
	Requests(ctx context.Context, status booking.RequestStatus) ([]booking.Request, error)
	Asking(ctx context.Context) ([]booking.Request, error)
	Policy(ctx context.Context) (booking.Policy, error)
	OfferHeldBack(ctx context.Context, request booking.RequestID, slot booking.SlotID, reason string) (booking.Offer, error)
	Bump(ctx context.Context, id booking.OfferID, favour booking.RequestID, reason string) (booking.Offer, error)
}

func urgentPath(id booking.SlotID) string { return slotPath(id) + "/urgent" }

// urgentButton leads to giving a slot to an urgent case: one held back, or one that somebody has.
func (v *slotView) urgentButton(slot booking.Slot, at word.Standing) {
	if !word.May(&v.View, identity.PlanPublish) || at.Word == "passed" || at.Word == "done" {
		return
	}
	if slot.Closed || at.Offer.Status.Live() {
		v.Urgent = &page.Button{Label: v.T("week.urgent.open"), Href: urgentPath(slot.ID), Style: page.Quiet, Small: true, Icon: "flag"}
	}
}

// An urgentForm is a slot with who may be given it for an urgent case.
type urgentForm struct {
	*revokeView
	slot   booking.Slot
	taken  booking.OfferID // 0 for a slot held back
	choice page.Select
}

func (s *Weeks) urgentForm(r *http.Request) (*urgentForm, error) {
	ctx := r.Context()
	id, err := word.PathID(r, "slot")
	if err != nil {
		return nil, err
	}
	f := &urgentForm{revokeView: &revokeView{View: s.Pages.View(r, page.Console, "week.urgent.title")}}
	if f.slot, err = s.Desk.Slot(ctx, booking.SlotID(id)); err != nil {
		return nil, err
	}
	week, err := s.Desk.Week(ctx, f.slot.At)
	if err != nil {
		return nil, err
	}
	at := word.Standings(week, s.Now())[f.slot.ID]
	text := "week.urgent.held_text"
	f.Decision.Facts = &page.SummaryList{Compact: true, Rows: []page.SummaryRow{{Label: f.T("week.field.slot"), Text: word.When(&f.View, f.slot.At)}}}
	if at.Offer.Status.Live() {
		f.taken, text = at.Offer.ID, "week.urgent.bump_text"
		who, err := s.Words.People().Behind(ctx, at.Offer.Request)
		if err != nil {
			return nil, err
		}
		f.Decision.Facts.Rows = append(f.Decision.Facts.Rows, page.SummaryRow{Label: f.T("week.urgent.gives_way"), Text: who.Name + " · " + who.Reference})
	}
	f.Decision.Title, f.Decision.Text, f.Decision.Action = f.Title, f.T(text), urgentPath(f.slot.ID)
	f.Decision.Confirm, f.Decision.Destructive = f.T("week.urgent.confirm"), f.taken != 0
	f.Decision.Cancel = page.Link{Href: slotPath(f.slot.ID), Text: f.T("common.back")}
	f.Reason = page.TextArea{Name: "reason", Label: f.T("week.field.reason"), Hint: f.T("week.revoke.hint")}
	return f, s.urgentChoice(ctx, f)
}

// offer is whose appointment the page shows as giving way, so that nobody else's does.
func (f *urgentForm) offer() page.Component {
	return page.Hidden{Name: "offer", Value: word.Number(f.taken)}
}

// urgentChoice lists the urgent cases that wait.
func (s *Weeks) urgentChoice(ctx context.Context, f *urgentForm) error {
	policy, err := s.Urgent.Policy(ctx)
	if err != nil {
		return err
	}
	waiting, err := s.Urgent.Requests(ctx, booking.RequestShortlisted)
	if err != nil {
		return err
	}
	f.choice = page.Select{Name: "request", Label: f.T("week.urgent.case"), Hint: f.T("week.urgent.case_hint"), Blank: f.T("week.urgent.choose")}
	behind := s.Words.People()
	for _, request := range waiting {
		if !slices.Contains(policy.Urgent, request.Class) {
			continue
		}
		who, err := behind.Of(ctx, request)
		if err != nil {
			return err
		}
		f.choice.Options = append(f.choice.Options, page.Option{Value: word.Number(request.ID), Label: who.Reference + " · " + who.Name})
	}
	return nil
}

func (s *Weeks) askUrgent(w http.ResponseWriter, r *http.Request) error {
	f, err := s.urgentForm(r)
	if err != nil {
		return err
	}
	f.Decision.Fields = []page.Component{f.choice, f.Reason, f.offer()}
	return s.revokePage.Render(w, r, http.StatusOK, f.revokeView)
}

// giveUrgent gives a slot to an urgent case, in the name of whoever is signed in.
func (s *Weeks) giveUrgent(w http.ResponseWriter, r *http.Request) error {
	form, err := page.ReadForm(w, r, 0)
	if err != nil {
		return err
	}
	f, err := s.urgentForm(r)
	if err != nil {
		return err
	}
	request, reason := booking.RequestID(form.ID("request")), form.Text("reason")
	switch {
	case request == 0:
		form.Errors.Add("request", "week.urgent.choose")
		err = nil
	case booking.OfferID(form.ID("offer")) != f.taken:
		return booking.ErrConflict // somebody else has it now than the page said
	case f.taken != 0:
		_, err = s.Urgent.Bump(r.Context(), f.taken, request, reason)
	default:
		_, err = s.Urgent.OfferHeldBack(r.Context(), request, f.slot.ID, reason)
	}
	if err == nil && len(form.Errors) == 0 {
		return page.Redirect(w, r, slotPath(f.slot.ID), page.Done("week.urgent.done"))
	}
	if err != nil && !form.Refused(err) {
		return err
	}
	form.Fill(f.Printer, &f.choice, &f.Reason)
	f.Refused(form.Errors)
	f.Decision.Fields = []page.Component{f.choice, f.Reason, f.offer()}
	return s.revokePage.Render(w, r, http.StatusUnprocessableEntity, f.revokeView)
}
