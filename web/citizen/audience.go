package citizen

import (
	"slices"
	"strings"
	"time"

	"majlis/booking"
	"majlis/internal/i18n"
	"majlis/web/page"
)

// The steps that only an audience request has.

// firstDay is a day on which no paper has run out, for checks that are about other things.
var firstDay time.Time

const (
	morning   = "morning"
	afternoon = "afternoon"
	yes       = "yes"
	no        = "no"
)

// venues are where a person may wish to sit.
var venues = []booking.Venue{booking.VenueHome, "booth:riyadh", "booth:jeddah", "office:riyadh"}

// workdays are the days on which the office receives people.
var workdays = []time.Weekday{time.Sunday, time.Monday, time.Tuesday, time.Wednesday, time.Thursday}

// needs are what a person may need; the female officer is offered to the women's section only.
var needs = []string{"sign_language", "interpreter", "captions", "wheelchair", "assistant"}

func urgencyFields(_ *filing, p *i18n.Printer) []page.Field {
	return []page.Field{
		&page.RadioCards{Name: "urgent", Legend: p.T("citizen.field.urgent"), Columns: true, Options: []page.Option{
			{Value: no, Label: p.T("citizen.field.urgent.no")},
			{Value: yes, Label: p.T("citizen.field.urgent.yes")},
		}},
		&page.TextArea{Name: "urgency_reason", Label: p.T("citizen.field.urgency_reason"), Hint: p.T("citizen.field.urgency_reason.hint"), Rows: 4, Max: reasonMax, Optional: true},
	}
}

const reasonMax = 1000

func checkUrgency(_ *filing, form *page.Form) {
	switch urgent := form.Text("urgent"); {
	case urgent != yes && urgent != no:
		form.Errors.Add("urgent", "refusal.choose_one")
	case urgent == yes && form.Text("urgency_reason") == "":
		form.Errors.Add("urgency_reason", "refusal.urgency_reason_missing")
	case len([]rune(form.Text("urgency_reason"))) > reasonMax:
		form.Errors.Add("urgency_reason", "refusal.body_long", "max", reasonMax)
	}
}

func reviewUrgency(f *filing, p *i18n.Printer) []page.SummaryRow {
	form := f.form()
	rows := []page.SummaryRow{{Label: p.T("citizen.field.urgent"), Text: p.T("citizen.field.urgent." + form.Text("urgent"))}}
	if form.Text("urgent") == yes {
		rows = append(rows, page.SummaryRow{Label: p.T("citizen.field.urgency_reason"), Text: form.Text("urgency_reason")})
	}
	return rows
}

func hostFields(f *filing, p *i18n.Printer) []page.Field {
	field := &page.PreferenceList{Name: "hosts", Legend: p.T("citizen.field.hosts"), Hint: p.T("citizen.field.order.hint")}
	for _, host := range f.hosts {
		field.Options = append(field.Options, page.Option{Value: host.Code, Label: title(host, p.Lang())})
	}
	return []page.Field{field}
}

func title(h booking.Host, lang i18n.Lang) string {
	if lang == i18n.English {
		return h.TitleEn
	}
	return h.TitleAr
}

func (f *filing) host(code string) (booking.Host, bool) {
	at := slices.IndexFunc(f.hosts, func(h booking.Host) bool { return h.Code == code })
	if at < 0 {
		return booking.Host{}, false
	}
	return f.hosts[at], true
}

func checkHosts(f *filing, form *page.Form) {
	asked := form.Choices("hosts")
	if len(asked) == 0 {
		form.Errors.Add("hosts", "refusal.host_unknown")
	}
	for _, code := range asked {
		if _, ok := f.host(code); !ok {
			form.Errors.Add("hosts", "refusal.host_unknown")
		}
	}
}

func reviewHosts(f *filing, p *i18n.Printer) []page.SummaryRow {
	var names []string
	for _, code := range f.form().Choices("hosts") {
		if host, ok := f.host(code); ok {
			names = append(names, title(host, p.Lang()))
		}
	}
	return []page.SummaryRow{{Label: p.T("citizen.field.hosts"), Text: inOrder(p, names)}}
}

func venueFields(_ *filing, p *i18n.Printer) []page.Field {
	field := &page.PreferenceList{Name: "venues", Legend: p.T("citizen.field.venues"), Hint: p.T("citizen.field.order.hint")}
	for _, venue := range venues {
		field.Options = append(field.Options, page.Option{Value: string(venue), Label: p.T("common.venue." + string(venue))})
	}
	return []page.Field{field}
}

func checkVenues(_ *filing, form *page.Form) {
	asked := form.Choices("venues")
	unknown := func(v string) bool { return !slices.Contains(venues, booking.Venue(v)) }
	if len(asked) == 0 || slices.ContainsFunc(asked, unknown) {
		form.Errors.Add("venues", "refusal.venue_needed")
	}
}

func reviewVenues(f *filing, p *i18n.Printer) []page.SummaryRow {
	var names []string
	for _, venue := range f.form().Choices("venues") {
		names = append(names, p.T("common.venue."+venue))
	}
	return []page.SummaryRow{{Label: p.T("citizen.field.venues"), Text: inOrder(p, names)}}
}

func dayName(d time.Weekday) string { return strings.ToLower(d.String()) }

func timeFields(_ *filing, p *i18n.Printer) []page.Field {
	days := &page.Checkboxes{Name: "weekdays", Legend: p.T("citizen.field.weekdays"), Hint: p.T("citizen.field.weekdays.hint"), Columns: true}
	for _, day := range workdays {
		days.Options = append(days.Options, page.Option{Value: dayName(day), Label: p.T("common.weekday." + dayName(day))})
	}
	return []page.Field{
		days,
		&page.Checkboxes{Name: "halves", Legend: p.T("citizen.field.halves"), Hint: p.T("citizen.field.halves.hint"), Columns: true, Options: []page.Option{
			{Value: morning, Label: p.T("citizen.field.halves.morning")},
			{Value: afternoon, Label: p.T("citizen.field.halves.afternoon")},
		}},
		&page.Checkbox{Name: "short_notice", Label: p.T("citizen.field.short_notice"), Hint: p.T("citizen.field.short_notice.hint")},
	}
}

func checkTimes(_ *filing, form *page.Form) {
	for _, name := range form.Choices("weekdays") {
		if !slices.ContainsFunc(workdays, func(d time.Weekday) bool { return dayName(d) == name }) {
			form.Errors.Add("weekdays", "refusal.choose_one")
		}
	}
}

func reviewTimes(f *filing, p *i18n.Printer) []page.SummaryRow {
	form := f.form()
	var days, halves []string
	for _, day := range form.Choices("weekdays") {
		days = append(days, p.T("common.weekday."+day))
	}
	for _, half := range []string{morning, afternoon} {
		if slices.Contains(form.Choices("halves"), half) {
			halves = append(halves, p.T("citizen.field.halves."+half))
		}
	}
	return []page.SummaryRow{
		{Label: p.T("citizen.field.weekdays"), Text: listed(p, days, "citizen.field.weekdays.any")},
		{Label: p.T("citizen.field.halves"), Text: listed(p, halves, "citizen.field.halves.any")},
		{Label: p.T("citizen.review.short_notice"), Text: yesNo(p, form.Checked("short_notice"))},
	}
}

func needFields(f *filing, p *i18n.Printer) []page.Field {
	options := make([]page.Option, 0, len(needs)+1)
	if f.section() == booking.SectionWomen {
		options = append(options, page.Option{Value: booking.NeedFemaleOfficer, Label: p.T("common.need." + booking.NeedFemaleOfficer)})
	}
	for _, need := range needs {
		options = append(options, page.Option{Value: need, Label: p.T("common.need." + need)})
	}
	if f.answers.Get("language") == "" {
		f.answers.Set("language", string(f.lang))
	}
	return []page.Field{
		&page.RadioCards{Name: "language", Legend: p.T("citizen.field.language"), Columns: true, Options: []page.Option{
			{Value: string(i18n.Arabic), Label: p.T("common.language.ar")},
			{Value: string(i18n.English), Label: p.T("common.language.en")},
		}},
		&page.Checkboxes{Name: "needs", Legend: p.T("citizen.field.needs"), Hint: p.T("citizen.field.needs.hint"), Options: options, Columns: true},
		&page.TextField{Name: "companion", Label: p.T("citizen.field.companion"), Hint: p.T("citizen.field.companion.hint"), Max: 160, Optional: true},
	}
}

func checkNeeds(f *filing, form *page.Form) {
	if _, ok := i18n.ParseLang(form.Text("language")); !ok {
		form.Errors.Add("language", "refusal.choose_one")
	}
	for _, need := range f.needs() {
		if need != booking.NeedFemaleOfficer && !slices.Contains(needs, need) {
			form.Errors.Add("needs", "refusal.choose_one")
		}
	}
}

// needs are those ticked; the female officer is left out for the men's section.
func (f *filing) needs() []string {
	return slices.DeleteFunc(f.form().Choices("needs"), func(need string) bool {
		return need == booking.NeedFemaleOfficer && f.section() != booking.SectionWomen
	})
}

func reviewNeeds(f *filing, p *i18n.Printer) []page.SummaryRow {
	form := f.form()
	var names []string
	for _, need := range f.needs() {
		names = append(names, p.T("common.need."+need))
	}
	rows := []page.SummaryRow{
		{Label: p.T("citizen.field.language"), Text: p.T("common.language." + form.Text("language"))},
		{Label: p.T("citizen.field.needs"), Text: listed(p, names, "citizen.field.needs.none")},
	}
	if companion := form.Text("companion"); companion != "" {
		rows = append(rows, page.SummaryRow{Label: p.T("citizen.field.companion"), Text: companion})
	}
	return rows
}

// ask is the wish that goes to booking.
func (f *filing) ask() *booking.Ask {
	form := f.form()
	ask := &booking.Ask{
		Hosts: form.Choices("hosts"), Language: form.Text("language"), Section: f.section(),
		Needs: f.needs(), Companion: form.Text("companion"), ShortNotice: form.Checked("short_notice"),
		Mornings:   slices.Contains(form.Choices("halves"), morning),
		Afternoons: slices.Contains(form.Choices("halves"), afternoon),
	}
	ask.FemaleOnly = slices.Contains(ask.Needs, booking.NeedFemaleOfficer)
	for _, venue := range form.Choices("venues") {
		ask.Venues = append(ask.Venues, booking.Venue(venue))
	}
	for _, day := range workdays {
		if slices.Contains(form.Choices("weekdays"), dayName(day)) {
			ask.Weekdays = append(ask.Weekdays, day)
		}
	}
	return ask
}

// inOrder writes names with their places: 1. …, 2. ….
func inOrder(p *i18n.Printer, names []string) string {
	if len(names) == 1 {
		return names[0]
	}
	lines := make([]string, len(names))
	for i, name := range names {
		lines[i] = p.T("citizen.review.place", "place", i+1, "name", name)
	}
	return listed(p, lines, "")
}

func listed(p *i18n.Printer, names []string, none string) string {
	if len(names) == 0 {
		return p.T(none)
	}
	return strings.Join(names, p.T("citizen.review.comma")+" ")
}

func yesNo(p *i18n.Printer, is bool) string {
	if is {
		return p.T("common.yes")
	}
	return p.T("common.no")
}
