package plan

import (
	"errors"
	"fmt"
	"net/http"

	"majlis/booking"
	"majlis/web/office/word"
	"majlis/web/page"
)

type publishView struct {
	page.View
	Decision page.Decision
}

// askPublish says what publishing will do before it is done.
func (s *Plans) askPublish(w http.ResponseWriter, r *http.Request) error {
	d, err := s.draftOf(r)
	if err != nil {
		return err
	}
	if d.plan.Status != booking.PlanDraft {
		return page.Redirect(w, r, planPath(d.plan.ID))
	}
	policy, err := s.Desk.Policy(r.Context())
	if err != nil {
		return err
	}
	v := &publishView{View: s.Pages.View(r, page.Console, "week.publish.title")}
	v.Crumbs = []page.Link{{Href: "/office/plan?week=" + word.DayName(d.plan.Week), Text: v.T("week.plan.title")}, {Href: planPath(d.plan.ID), Text: v.T("week.draft.title")}}
	counts := d.counts()
	v.Decision = page.Decision{
		Title: v.Title, Text: v.T("week.publish.text", "count", counts["seated"]), Action: planPath(d.plan.ID) + "/publish",
		Confirm: v.T("week.publish.confirm", "count", counts["seated"]), Cancel: page.Link{Href: planPath(d.plan.ID), Text: v.T("common.back")},
		Facts: &page.SummaryList{Compact: true, Rows: []page.SummaryRow{
			{Label: v.T("week.field.week"), Text: v.DateBoth(d.plan.Week)},
			{Label: v.T("week.figure.told"), Text: v.T("week.people", "count", counts["seated"])},
			{Label: v.T("week.figure.not_told"), Text: v.T("week.people", "count", len(d.solution.Unseated))},
			{Label: v.T("week.figure.empty"), Text: v.Number(counts["empty"])},
			{Label: v.T("week.publish.confirm_within"), Text: v.T("week.hours", "count", policy.ConfirmHours)},
			{Label: v.T("week.seed.title"), Text: v.T("week.publish.seed")},
		}},
		Fields: []page.Component{page.Hidden{Name: "version", Value: word.Number(d.plan.Version)}},
	}
	return s.publishPage.Render(w, r, http.StatusOK, v)
}

// publish puts the draft's seats before people. Pressed twice it says the same again.
func (s *Plans) publish(w http.ResponseWriter, r *http.Request) error {
	form, err := page.ReadForm(w, r, 0)
	if err != nil {
		return err
	}
	d, err := s.draftOf(r)
	if err != nil {
		return err
	}
	err = s.Desk.Publish(r.Context(), d.plan.ID, form.Int("version"))
	var refusal *booking.Refusal
	switch {
	case err == nil:
		return page.Redirect(w, r, planPath(d.plan.ID), page.Done("week.publish.done", "count", len(d.solution.Seats)))
	case errors.As(err, &refusal) || errors.Is(err, booking.ErrConflict):
		notice, err := s.whyStale(r, d, refusal)
		if err != nil {
			return err
		}
		return s.showPlan(w, r, d, notice)
	}
	return err
}

// whyStale says what has changed since the draft was made.
func (s *Plans) whyStale(r *http.Request, d *draft, refusal *booking.Refusal) (*page.Notice, error) {
	v := s.Pages.View(r, page.Console, "week.draft.title")
	notice := &page.Notice{Kind: page.Danger, Title: v.T("week.publish.refused"), Text: v.T("week.publish.overtaken")}
	if refusal == nil {
		return notice, nil
	}
	notice.Text = v.T("refusal."+refusal.Code, refusal.Args...)
	if refusal.Code == "needs_unbound" {
		notice.Links = []page.Link{{Href: "/office/staffing/" + word.Number(d.plan.ID), Text: v.T("week.publish.missing")}}
	}
	if refusal.Code != "plan_stale" {
		return notice, nil
	}
	what, id := staleOf(refusal)
	if what == "slot" {
		slot, err := s.Desk.Slot(r.Context(), booking.SlotID(id))
		if err != nil {
			return nil, err
		}
		hosts, err := s.Words.Hosts(r.Context(), v.Lang)
		notice.Text = v.T("week.publish.slot_changed", "slot", word.When(&v, slot.At), "host", hosts.Short[slot.Host])
		return notice, err
	}
	who, err := s.Words.People().Behind(r.Context(), booking.RequestID(id))
	notice.Text = v.T("week.publish.request_changed", "reference", who.Reference)
	return notice, err
}

// staleOf reads what a plan_stale refusal names.
func staleOf(refusal *booking.Refusal) (what string, id int64) {
	for i := 0; i+1 < len(refusal.Args); i += 2 {
		switch refusal.Args[i] {
		case "what":
			what = fmt.Sprint(refusal.Args[i+1])
		case "id":
			id, _ = refusal.Args[i+1].(int64)
		}
	}
	return what, id
}
