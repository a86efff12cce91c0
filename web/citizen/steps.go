package citizen

import (
	"slices"
	"strconv"

	"majlis/booking"
	"majlis/internal/casework"
	"majlis/internal/i18n"
	"majlis/internal/identity"
	"majlis/web/page"
)

// A step is one page of a filing: which answers it asks for, of whom, and what is wrong with them.
// Its texts are citizen.step.<name>.title and, where there is one, .lead.
type step struct {
	name   string
	stage  string          // the part of the way it belongs to: citizen.stage.<stage>
	kinds  []casework.Kind // of whom it is asked; nil: everybody
	when   func(*filing) bool
	names  []string // of its fields
	upload bool
	fields func(*filing, *i18n.Printer) []page.Field
	check  func(*filing, *page.Form)
	review func(*filing, *i18n.Printer) []page.SummaryRow
}

var onlyAudience = []casework.Kind{casework.KindAudience}

// steps is the whole way, in order.
var steps = []step{
	{
		name: "person", stage: "you", names: []string{"person"},
		when:   func(f *filing) bool { return len(f.known) > 0 },
		fields: personFields, check: checkPerson, review: reviewPerson,
	},
	{
		name: "identity", stage: "you", names: []string{"full_name", nationalID, "section"}, when: isNew,
		fields: identityFields, check: checkIdentity, review: reviewIdentity,
	},
	{
		name: "applicant", stage: "you", names: []string{"applicant"},
		fields: applicantFields, check: checkApplicant, review: reviewApplicant,
	},
	{
		name: "paper", stage: "you", names: []string{"principal_name", "paper_number", "paper_expires_on"},
		when:   func(f *filing) bool { return f.applicant() != casework.ApplicantSelf && f.applicant() != "" },
		fields: paperFields, check: checkPaper, review: reviewPaper,
	},
	{
		name: "matter", stage: "matter", names: []string{"subject", "body"},
		fields: matterFields, check: checkMatter, review: reviewMatter,
	},
	{
		name: "urgency", stage: "matter", kinds: onlyAudience, names: []string{"urgent", "urgency_reason"},
		fields: urgencyFields, check: checkUrgency, review: reviewUrgency,
	},
	{
		name: "hosts", stage: "audience", kinds: onlyAudience, names: []string{"hosts"},
		fields: hostFields, check: checkHosts, review: reviewHosts,
	},
	{
		name: "venues", stage: "audience", kinds: onlyAudience, names: []string{"venues"},
		fields: venueFields, check: checkVenues, review: reviewVenues,
	},
	{
		name: "times", stage: "audience", kinds: onlyAudience, names: []string{"weekdays", "halves", "short_notice"},
		fields: timeFields, check: checkTimes, review: reviewTimes,
	},
	{
		name: "needs", stage: "audience", kinds: onlyAudience, names: []string{"language", "needs", "companion"},
		fields: needFields, check: checkNeeds, review: reviewNeeds,
	},
	{
		name: "attachments", stage: "attachments", names: []string{"attachments"}, upload: true,
		fields: attachmentFields, review: reviewAttachments,
	},
}

func isStep(name string) bool {
	return slices.ContainsFunc(steps, func(one step) bool { return one.name == name })
}

// stepOf is the step that asks for a field.
func (f *filing) stepOf(field string) (step, bool) {
	all := f.steps()
	at := slices.IndexFunc(all, func(one step) bool { return slices.Contains(one.names, field) })
	if at < 0 {
		return step{}, false
	}
	return all[at], true
}

// bytes is how much a step may send in files.
func (s step) bytes() int64 {
	if !s.upload {
		return 0
	}
	return casework.AttachmentMost*casework.AttachmentMax + 1<<20
}

func isNew(f *filing) bool {
	_, known := f.chosen()
	return !known
}

func personFields(f *filing, p *i18n.Printer) []page.Field {
	field := &page.RadioCards{Name: "person", Legend: p.T("citizen.field.person")}
	for _, person := range f.known {
		field.Options = append(field.Options, page.Option{
			Value: strconv.FormatInt(person.ID, 10), Label: person.FullName, Hint: p.T("citizen.field.person.id", "id", p.Isolate(person.MaskedID())),
		})
	}
	field.Options = append(field.Options, page.Option{Value: "new", Label: p.T("citizen.field.person.new")})
	return []page.Field{field}
}

func checkPerson(f *filing, form *page.Form) {
	if _, known := f.chosen(); !known && form.Text("person") != "new" {
		form.Errors.Add("person", "refusal.choose_one")
	}
}

func reviewPerson(f *filing, p *i18n.Printer) []page.SummaryRow {
	person, known := f.chosen()
	if !known {
		return nil
	}
	return []page.SummaryRow{
		{Label: p.T("citizen.field.full_name"), Text: person.FullName},
		{Label: p.T("citizen.field.national_id"), Text: person.MaskedID(), Ltr: true},
	}
}

func identityFields(_ *filing, p *i18n.Printer) []page.Field {
	return []page.Field{
		&page.TextField{Name: "full_name", Label: p.T("citizen.field.full_name"), Hint: p.T("citizen.field.full_name.hint"), Autocomplete: "name", Max: 160},
		&page.TextField{Name: nationalID, Label: p.T("citizen.field.national_id"), Hint: p.T("citizen.field.national_id.hint"), Numeric: true, Size: page.Medium, Max: 16},
		&page.RadioCards{Name: "section", Legend: p.T("citizen.field.section"), Hint: p.T("citizen.field.section.hint"), Columns: true, Options: []page.Option{
			{Value: booking.SectionMen, Label: p.T("common.section.men")},
			{Value: booking.SectionWomen, Label: p.T("common.section.women"), Hint: p.T("citizen.field.section.women")},
		}},
	}
}

func checkIdentity(_ *filing, form *page.Form) {
	if form.Text("full_name") == "" {
		form.Errors.Add("full_name", "refusal.full_name_missing")
	}
	_, err := identity.ParseNationalID(form.Text(nationalID))
	form.Refused(err)
	if section := form.Text("section"); section != booking.SectionMen && section != booking.SectionWomen {
		form.Errors.Add("section", "refusal.section_unknown")
	}
}

func reviewIdentity(f *filing, p *i18n.Printer) []page.SummaryRow {
	form := f.form()
	return []page.SummaryRow{
		{Label: p.T("citizen.field.full_name"), Text: form.Text("full_name")},
		{Label: p.T("citizen.field.national_id"), Text: form.Numeric(nationalID), Ltr: true},
		{Label: p.T("citizen.field.section"), Text: p.T("common.section." + form.Text("section"))},
	}
}

func applicantFields(_ *filing, p *i18n.Printer) []page.Field {
	field := &page.RadioCards{Name: "applicant", Legend: p.T("citizen.field.applicant")}
	for _, kind := range applicants {
		key := "citizen.applicant." + string(kind)
		field.Options = append(field.Options, page.Option{Value: string(kind), Label: p.T(key), Hint: p.T(key + ".hint")})
	}
	return []page.Field{field}
}

var applicants = []casework.ApplicantKind{casework.ApplicantSelf, casework.ApplicantAgent, casework.ApplicantOrganisation}

func checkApplicant(_ *filing, form *page.Form) {
	if !slices.Contains(applicants, casework.ApplicantKind(form.Text("applicant"))) {
		form.Errors.Add("applicant", "refusal.choose_one")
	}
}

func reviewApplicant(f *filing, p *i18n.Printer) []page.SummaryRow {
	return []page.SummaryRow{{Label: p.T("citizen.field.applicant"), Text: p.T("citizen.applicant." + string(f.applicant()))}}
}

func paperFields(f *filing, p *i18n.Printer) []page.Field {
	key := "citizen.paper." + string(f.applicant())
	return []page.Field{
		&page.TextField{Name: "principal_name", Label: p.T(key + ".name"), Max: 160},
		&page.TextField{Name: "paper_number", Label: p.T(key + ".number"), Hint: p.T(key + ".number.hint"), Numeric: true, Size: page.Medium, Max: 30},
		&page.TextField{Name: "paper_expires_on", Label: p.T(key + ".expires"), Hint: p.T("citizen.field.date.hint"), Type: "date", Size: page.Medium,
			Optional: f.applicant() == casework.ApplicantOrganisation},
	}
}

func checkPaper(f *filing, form *page.Form) {
	if text := form.Numeric("paper_expires_on"); text != "" {
		if _, err := readDay(text); err != nil {
			form.Errors.Add("paper_expires_on", "page.field.not_a_date")
		}
	}
	// The rule names the first thing missing; asked again with it filled in, it names the next.
	a := f.paper()
	if a.PrincipalName == "" {
		form.Refused(a.Check(f.today()))
		a.PrincipalName = "-"
	}
	if a.PaperNumber == "" {
		form.Refused(a.Check(f.today()))
		a.PaperNumber = "-"
	}
	form.Refused(a.Check(f.today()))
}

func reviewPaper(f *filing, p *i18n.Printer) []page.SummaryRow {
	a, key := f.paper(), "citizen.paper."+string(f.applicant())
	rows := []page.SummaryRow{
		{Label: p.T(key + ".name"), Text: a.PrincipalName},
		{Label: p.T(key + ".number"), Text: a.PaperNumber, Ltr: true},
	}
	if !a.PaperExpiresOn.IsZero() {
		rows = append(rows, page.SummaryRow{Label: p.T(key + ".expires"), Text: p.DateBoth(a.PaperExpiresOn)})
	}
	return rows
}

func matterFields(f *filing, p *i18n.Printer) []page.Field {
	return []page.Field{
		&page.TextField{Name: "subject", Label: p.T("citizen.field.subject"), Hint: p.T("citizen.field.subject.hint"), Max: casework.SubjectMax},
		&page.TextArea{Name: "body", Label: p.T("citizen.field.body." + string(f.kind)), Hint: p.T("citizen.field.body.hint"), Rows: 8, Max: casework.BodyMax},
	}
}

func checkMatter(_ *filing, form *page.Form) {
	// As with a paper: one rule, asked for each field.
	filing := casework.Filing{Subject: form.Text("subject"), Body: form.Text("body")}
	err := filing.Check(firstDay)
	if refusal, is := refusalOf(err); is && refusal.Field == "subject" {
		form.Refused(err)
		filing.Subject = "-"
		err = filing.Check(firstDay)
	}
	form.Refused(err)
}

func reviewMatter(f *filing, p *i18n.Printer) []page.SummaryRow {
	form := f.form()
	return []page.SummaryRow{
		{Label: p.T("citizen.field.subject"), Text: form.Text("subject")},
		{Label: p.T("citizen.field.body." + string(f.kind)), Text: form.Text("body")},
	}
}
