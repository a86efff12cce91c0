package plan

import (
	"net/http"
	"slices"

	"majlis/booking"
	"majlis/web/office/word"
	"majlis/web/page"
)

// A sinceForm chooses the draft that another is compared with.
type sinceForm struct {
	Show   page.Hidden
	Since  page.Select
	Submit page.Button
}

// compared is the week's draft that plan is compared with: the one the address names, else the run
// before it; nil when there is no other. The form to choose another is put into v.
func (s *Plans) compared(r *http.Request, v *draftView, plan booking.Plan) (*draft, error) {
	ctx := r.Context()
	list, err := s.Desk.Plans(ctx, plan.Week)
	if err != nil {
		return nil, err
	}
	list = slices.DeleteFunc(list, func(p booking.Plan) bool { return p.ID == plan.ID })
	chosen := slices.IndexFunc(list, func(p booking.Plan) bool { return word.Number(p.ID) == r.URL.Query().Get("since") })
	if chosen < 0 {
		chosen = slices.IndexFunc(list, func(p booking.Plan) bool { return p.ID < plan.ID }) // newest first
	}
	if chosen < 0 {
		return nil, nil
	}
	if len(list) > 1 && r.URL.Query().Get("show") == "changes" {
		v.Since = &sinceForm{Show: page.Hidden{Name: "show", Value: "changes"}, Submit: page.Button{Label: v.T("plan.since.go"), Style: page.Secondary},
			Since: page.Select{Name: "since", Label: v.T("plan.since.label"), Value: word.Number(list[chosen].ID)}}
		for _, p := range list {
			v.Since.Since.Options = append(v.Since.Since.Options, page.Option{Value: word.Number(p.ID), Label: v.T("plan.since.option", "at", v.DateTime(p.MadeAt), "state", v.T("status.plan."+string(p.Status)))})
		}
	}
	before, err := s.Desk.Plan(ctx, list[chosen].ID)
	if err != nil {
		return nil, err
	}
	return readDraft(before)
}
