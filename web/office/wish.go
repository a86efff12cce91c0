package office

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"majlis/booking"
	"majlis/internal/casework"
	"majlis/internal/i18n"
	"majlis/web/page"
)

// heldReasons are why an officer keeps a request out of allocations. Pages and plans name them.
var heldReasons = []string{"waiting_for_you", "missed_twice", "barred"}

// needs are what a slot may have to provide.
var needs = []string{"sign_language", "interpreter", "captions", "wheelchair", "assistant", booking.NeedFemaleOfficer}

// wishActions are what may be done to the audience request of a case.
func wishActions() []action {
	return []action{
		{name: "release", icon: "play", may: func(m matter) bool { return inStudy(m) && m.wish.request.Held != "" }, fields: noFields,
			do: (*Surface).release, holds: func(m matter, _ *page.Form) bool { return m.wish != nil && m.wish.request.Held == "" }},
		{name: "shortlist", icon: "audience", may: inStudy, fields: shortlistFields, check: checkShortlist,
			do: (*Surface).shortlist, holds: func(m matter, form *page.Form) bool {
				return m.wish != nil && m.wish.request.Status == booking.RequestShortlisted && sameStudy(m.wish.request, studyOf(form))
			}},
		{name: "hold", icon: "pause", may: func(m matter) bool { return inStudy(m) && m.wish.request.Held == "" }, fields: holdFields,
			check: func(form *page.Form) {
				if !slices.Contains(heldReasons, form.Text("reason")) {
					form.Errors.Add("reason", "refusal.choose_one")
				}
			}, do: (*Surface).hold,
			holds: func(m matter, form *page.Form) bool {
				return m.wish != nil && m.wish.request.Held == form.Text("reason")
			}},
		{name: "not_schedule", icon: "close", may: inStudy, fields: notScheduleFields, check: checkNotSchedule, do: (*Surface).notSchedule,
			holds: func(m matter, _ *page.Form) bool {
				return m.wish != nil && m.wish.request.Status == booking.RequestNotScheduled
			}},
	}
}

// inStudy reports whether a wish is neither offered a time nor settled.
func inStudy(m matter) bool {
	return m.wish != nil && (m.wish.request.Status == booking.RequestRequested || m.wish.request.Status == booking.RequestShortlisted)
}

func shortlistFields(s *Surface, ctx context.Context, v *page.View, m matter) ([]page.Field, error) {
	r := m.wish.request
	class := &page.RadioCards{Name: "class", Legend: v.T("office.class_label"), Value: m.kase.Class, Columns: true, Options: classOptions(v)}
	if m.kase.UrgencyClaimed {
		class.Hint = v.T("office.study.urgency_hint")
	}
	if r.Status == booking.RequestShortlisted {
		class.Value = string(r.Class)
	}
	venues := &page.Checkboxes{Name: "venues", Legend: v.T("office.shortlist.venues"), Hint: v.T("office.shortlist.venues_hint")}
	places, err := s.venues(ctx, r)
	for _, venue := range places {
		venues.Options = append(venues.Options, page.Option{Value: string(venue), Label: venueText(v, venue)})
	}
	for _, venue := range r.Venues {
		venues.Values = append(venues.Values, string(venue))
	}
	need := &page.Checkboxes{Name: "needs", Legend: v.T("office.shortlist.needs"), Values: r.Needs, Columns: true}
	for _, n := range needs {
		need.Options = append(need.Options, page.Option{Value: n, Label: v.T("common.need." + n)})
	}
	section := &page.RadioCards{Name: "section", Legend: v.T("office.person.section"), Value: r.Section, Columns: true}
	for _, side := range []string{booking.SectionMen, booking.SectionWomen} {
		section.Options = append(section.Options, page.Option{Value: side, Label: v.T("common.section." + side)})
	}
	minutes := &page.TextField{Name: "minutes", Label: v.T("office.shortlist.minutes"), Numeric: true, Size: page.Short, Max: 3, Value: strconv.Itoa(r.Minutes)}
	return []page.Field{class, venues, minutes, need, section}, err
}

// venues are the places a person may be given: those wished for in their order, then every other.
func (s *Surface) venues(ctx context.Context, r booking.Request) ([]booking.Venue, error) {
	list := append(slices.Clone(r.Venues), booking.VenueHome)
	centres, err := s.Office.Centres(ctx)
	if err != nil {
		return nil, err
	}
	for _, c := range centres {
		if c.Booths > 0 {
			list = append(list, booking.Venue("booth:"+c.Code))
		}
	}
	hosts, err := s.Desk.Hosts(ctx)
	for _, h := range hosts {
		list = append(list, booking.Venue("office:"+h.City))
	}
	var once []booking.Venue
	for _, venue := range list {
		if !slices.Contains(once, venue) {
			once = append(once, venue)
		}
	}
	return once, err
}

func venueText(v *page.View, venue booking.Venue) string {
	if key := "common.place." + string(venue); v.Has(key) {
		return v.T(key)
	}
	_, place, _ := strings.Cut(string(venue), ":")
	return place
}

func checkShortlist(form *page.Form) {
	if !slices.Contains(classes, booking.Class(form.Text("class"))) {
		form.Errors.Add("class", "refusal.class_unknown")
	}
	if len(form.Choices("venues")) == 0 {
		form.Errors.Add("venues", "refusal.venue_needed")
	}
	require(form, "minutes", "refusal.required")
	form.Int("minutes")
}

func studyOf(form *page.Form) booking.Study {
	study := booking.Study{Class: booking.Class(form.Text("class")), Minutes: form.Int("minutes"), Needs: form.Choices("needs"), Section: form.Text("section")}
	for _, venue := range form.Choices("venues") {
		study.Venues = append(study.Venues, booking.Venue(venue))
	}
	return study
}

func sameStudy(r booking.Request, s booking.Study) bool {
	return r.Class == s.Class && r.Minutes == s.Minutes && slices.Equal(r.Venues, s.Venues) && slices.Equal(r.Needs, s.Needs)
}

// shortlist studies the case along with the wish, unless a department has the case.
func (s *Surface) shortlist(ctx context.Context, m matter, form *page.Form) error {
	study := studyOf(form)
	return s.Tx.InTx(ctx, func(ctx context.Context) error {
		if mayStudy(m) {
			if err := s.Office.Study(ctx, m.kase.ID, m.kase.Version, casework.Study{Class: string(study.Class), Category: m.kase.Category}); err != nil {
				return err
			}
		}
		return s.Desk.Shortlist(ctx, m.wish.request.ID, m.wish.request.Version, study)
	})
}

func holdFields(_ *Surface, _ context.Context, v *page.View, _ matter) ([]page.Field, error) {
	reason := &page.RadioCards{Name: "reason", Legend: v.T("office.hold.reason")}
	for _, held := range heldReasons {
		reason.Options = append(reason.Options, page.Option{Value: held, Label: v.T("office.held." + held), Hint: v.T("office.held_hint." + held)})
	}
	return []page.Field{reason}, nil
}

func (s *Surface) hold(ctx context.Context, m matter, form *page.Form) error {
	return s.Desk.Hold(ctx, m.wish.request.ID, m.wish.request.Version, form.Text("reason"))
}

func noFields(*Surface, context.Context, *page.View, matter) ([]page.Field, error) { return nil, nil }

func (s *Surface) release(ctx context.Context, m matter, _ *page.Form) error {
	return s.Desk.Release(ctx, m.wish.request.ID, m.wish.request.Version)
}

func notScheduleFields(s *Surface, ctx context.Context, v *page.View, m matter) ([]page.Field, error) {
	fields := []page.Field{&page.TextArea{Name: "reason", Label: v.T("office.not_schedule.reason"), Hint: v.T("office.not_schedule.hint"), Rows: 3, Max: bodyMax}}
	if !m.kase.Status.May(casework.StatusReferred) {
		return fields, nil
	}
	department, err := s.departmentField(ctx, v, m)
	department.Label, department.Blank, department.Optional = v.T("office.not_schedule.department"), v.T("office.not_schedule.nobody"), true
	return append(fields, department,
		&page.TextArea{Name: "text", Label: v.T("office.refer.text"), Rows: 4, Max: bodyMax, Optional: true}, dueField(v)), err
}

func checkNotSchedule(form *page.Form) {
	require(form, "reason", "refusal.reason_needed")
	if form.ID("department") != 0 {
		checkRefer(form)
	}
}

// notSchedule settles the wish without a meeting and, if the officer says so, refers the case.
func (s *Surface) notSchedule(ctx context.Context, m matter, form *page.Form) error {
	return s.Tx.InTx(ctx, func(ctx context.Context) error {
		if err := s.Desk.NotSchedule(ctx, m.wish.request.ID, m.wish.request.Version, form.Text("reason")); err != nil {
			return err
		}
		if form.ID("department") == 0 {
			return nil
		}
		return s.refer(ctx, m, form)
	})
}

// wishFacts is the wish, and the appointment that came of it.
func (s *Surface) wishFacts(ctx context.Context, v *page.View, w *wish) (*page.SummaryList, error) {
	r := w.request
	hosts, err := s.Desk.Hosts(ctx)
	if err != nil {
		return nil, err
	}
	var wanted, places, need []string
	for _, h := range hosts {
		if slices.Contains(r.Hosts, h.Code) {
			wanted = append(wanted, inLang(v.Lang, h.ShortAr, h.ShortEn))
		}
	}
	for _, venue := range r.Venues {
		places = append(places, venueText(v, venue))
	}
	for _, n := range r.Needs {
		need = append(need, v.T("common.need."+n))
	}
	rows := []page.SummaryRow{
		{Label: v.T("office.wish.state"), Show: page.Tag{Kind: wishKinds[r.Status], Text: v.T("office.wish_state." + string(r.Status))}},
		{Label: v.T("office.wish.hosts"), Text: listed(v, wanted)},
		{Label: v.T("office.shortlist.venues"), Text: listed(v, places)},
		{Label: v.T("office.wish.minutes"), Text: v.Minutes(r.Minutes)},
		{Label: v.T("office.wish.history"), Text: v.T("office.wish.past", "prior", v.Number(r.Prior), "missed", v.Number(r.Missed))},
	}
	if r.Held != "" {
		rows = append(rows, page.SummaryRow{Label: v.T("office.wish.held"), Text: heldText(v, r.Held)})
	}
	if len(need) > 0 {
		rows = append(rows, page.SummaryRow{Label: v.T("office.shortlist.needs"), Text: listed(v, need)})
	}
	if r.Companion != "" {
		rows = append(rows, page.SummaryRow{Label: v.T("office.wish.companion"), Text: r.Companion})
	}
	rows = append(rows, offerRows(v, w)...)
	if w.check != nil {
		rows = append(rows, page.SummaryRow{Label: v.T("office.wish.check"), Text: checkText(v, *w.check)})
	}
	return &page.SummaryList{Title: v.T("office.wish.title"), Compact: true, Rows: rows}, nil
}

// wishKinds colours a wish by its status.
var wishKinds = map[booking.RequestStatus]page.Kind{
	booking.RequestRequested: page.Info, booking.RequestShortlisted: page.Info, booking.RequestOffered: page.Accent,
	booking.RequestConfirmed: page.Success, booking.RequestMet: page.Success, booking.RequestNotScheduled: page.Warning,
}

func heldText(v *page.View, held string) string {
	if key := "office.held." + held; v.Has(key) {
		return v.T(key)
	}
	return held
}

func offerRows(v *page.View, w *wish) []page.SummaryRow {
	if w.offer == nil {
		return nil
	}
	rows := []page.SummaryRow{
		{Label: v.T("office.offer.when"), Text: v.DateTime(w.slot.At)},
		{Label: v.T("office.offer.place"), Text: venueText(v, w.offer.Venue)},
		{Label: v.T("office.offer.state"), Text: v.T("status.offer." + string(w.offer.Status))},
	}
	if w.offer.Status == booking.OfferOpen {
		rows = append(rows, page.SummaryRow{Label: v.T("office.offer.confirm_by"), Text: v.DateTime(w.offer.ConfirmBy)})
	}
	if w.audience != nil {
		state := v.T("status.audience." + string(w.audience.Status))
		if w.audience.Disposition != "" {
			state = v.T("status.disposition." + string(w.audience.Disposition))
		}
		rows = append(rows, page.SummaryRow{Label: v.T("office.offer.audience"), Text: state})
	}
	return rows
}

// listed puts names in one line.
func listed(v *page.View, names []string) string {
	if v.Lang == i18n.Arabic {
		return strings.Join(names, "، ")
	}
	return strings.Join(names, ", ")
}

// checkText is how the person's devices did: the verdict, when, and what was wrong.
func checkText(v *page.View, c booking.DeviceCheck) string {
	parts := []string{v.T("week.device." + string(c.Verdict())), v.DateTime(c.At)}
	for _, trouble := range c.Troubles() {
		parts = append(parts, v.T("check.short."+trouble))
	}
	return strings.Join(parts, " · ")
}
