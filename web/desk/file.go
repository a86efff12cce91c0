package desk

import (
	"crypto/rand"
	"net/http"
	"strings"
	"time"

	"majlis/booking"
	"majlis/internal/casework"
	"majlis/internal/i18n"
	"majlis/internal/identity"
	"majlis/web/page"
)

type fileView struct {
	page.View
	Key       page.Hidden
	Phone     page.TextField
	ID        page.TextField
	Name      page.TextField
	Section   page.RadioCards
	Language  page.RadioCards
	Kind      page.RadioCards
	Subject   page.TextField
	Body      page.TextArea
	Urgent    page.Checkbox
	Reason    page.TextArea
	Hosts     page.Checkboxes
	Venue     page.Select
	Weekdays  page.Checkboxes
	Companion page.TextField
	Submit    page.Button
}

// askFile is one page for everything: the officer asks in the order in which the person talks.
func (s *Surface) askFile(w http.ResponseWriter, r *http.Request) error {
	v, err := s.form(r)
	if err != nil {
		return err
	}
	return s.filePage.Render(w, r, http.StatusOK, v)
}

var (
	venues   = []booking.Venue{booking.VenueHome, "booth:riyadh", "booth:jeddah", "office:riyadh"}
	workdays = []time.Weekday{time.Sunday, time.Monday, time.Tuesday, time.Wednesday, time.Thursday}
)

func dayName(d time.Weekday) string { return strings.ToLower(d.String()) }

func (s *Surface) form(r *http.Request) (*fileView, error) {
	v := &fileView{View: s.Pages.View(r, page.Console, "desk.file.title")}
	v.Width = page.Reading
	v.Lead = v.T("desk.file.lead")
	v.Crumbs = []page.Link{{Href: "/desk", Text: v.T("desk.today.title")}}
	v.Key = page.Hidden{Name: "key", Value: "desk-" + rand.Text()}
	v.Phone = page.TextField{Name: "phone", Label: v.T("desk.file.phone"), Type: "tel", Numeric: true, Size: page.Medium}
	v.ID = page.TextField{Name: "national_id", Label: v.T("desk.file.national_id"), Numeric: true, Size: page.Medium}
	v.Name = page.TextField{Name: "full_name", Label: v.T("desk.file.full_name"), Max: 120}
	v.Section = page.RadioCards{Name: "section", Legend: v.T("desk.file.section"), Value: "men", Columns: true, Options: []page.Option{
		{Value: "men", Label: v.T("common.section.men")}, {Value: "women", Label: v.T("common.section.women")},
	}}
	v.Language = page.RadioCards{Name: "language", Legend: v.T("desk.file.language"), Value: "ar", Columns: true, Options: []page.Option{
		{Value: "ar", Label: v.T("common.language.ar")}, {Value: "en", Label: v.T("common.language.en")},
	}}
	v.Kind = page.RadioCards{Name: "kind", Legend: v.T("desk.file.kind"), Columns: true}
	for _, kind := range casework.Kinds() {
		v.Kind.Options = append(v.Kind.Options, page.Option{Value: string(kind), Label: v.T("common.kind." + string(kind))})
	}
	v.Subject = page.TextField{Name: "subject", Label: v.T("desk.file.subject"), Max: casework.SubjectMax}
	v.Body = page.TextArea{Name: "body", Label: v.T("desk.file.body"), Rows: 6, Max: casework.BodyMax}
	v.Urgent = page.Checkbox{Name: "urgent", Label: v.T("desk.file.urgent")}
	v.Reason = page.TextArea{Name: "urgency_reason", Label: v.T("desk.file.urgency_reason"), Rows: 2, Optional: true}
	v.Venue = page.Select{Name: "venue", Label: v.T("desk.file.venue"), Value: string(booking.VenueHome)}
	for _, venue := range venues {
		v.Venue.Options = append(v.Venue.Options, page.Option{Value: string(venue), Label: v.T("common.venue." + string(venue))})
	}
	v.Weekdays = page.Checkboxes{Name: "weekdays", Legend: v.T("desk.file.weekdays"), Hint: v.T("desk.file.weekdays_hint"), Columns: true}
	for _, day := range workdays {
		v.Weekdays.Options = append(v.Weekdays.Options, page.Option{Value: dayName(day), Label: v.T("common.weekday." + dayName(day))})
	}
	v.Companion = page.TextField{Name: "companion", Label: v.T("desk.file.companion"), Optional: true, Max: 120}
	v.Submit = page.Button{Label: v.T("desk.file.send"), Icon: "send"}
	return v, s.hostChoices(r, v)
}

func (s *Surface) hostChoices(r *http.Request, v *fileView) error {
	v.Hosts = page.Checkboxes{Name: "hosts", Legend: v.T("desk.file.hosts"), Columns: true}
	hosts, err := s.Days.Hosts(r.Context())
	if err != nil {
		return err
	}
	for _, host := range hosts {
		if !host.Active {
			continue
		}
		title := host.ShortEn
		if v.Lang == i18n.Arabic {
			title = host.ShortAr
		}
		v.Hosts.Options = append(v.Hosts.Options, page.Option{Value: host.Code, Label: title})
	}
	return nil
}

// file takes what the officer typed; the person gets the same SMS as anybody else.
func (s *Surface) file(w http.ResponseWriter, r *http.Request) error {
	form, err := page.ReadForm(w, r, 0)
	if err != nil {
		return err
	}
	registration := readPerson(form)
	kind := casework.Kind(form.Text("kind"))
	if kind == "" {
		form.Errors.Add("kind", "refusal.kind_missing")
	}
	if len(form.Errors) == 0 {
		filed, err := s.take(r, form, registration, kind)
		if err == nil {
			return page.Redirect(w, r, "/desk/filed/"+filed.Reference)
		}
		if !form.Refused(err) {
			return err
		}
	}
	v, err := s.form(r)
	if err != nil {
		return err
	}
	v.Key.Value = form.Text("key")
	form.Fill(v.Printer, &v.Phone, &v.ID, &v.Name, &v.Section, &v.Language, &v.Kind, &v.Subject, &v.Body, &v.Urgent, &v.Reason,
		&v.Hosts, &v.Venue, &v.Weekdays, &v.Companion)
	v.Refused(form.Errors)
	return s.filePage.Render(w, r, http.StatusUnprocessableEntity, v)
}

func readPerson(form *page.Form) identity.Registration {
	registration := identity.Registration{FullName: form.Text("full_name"), Section: form.Text("section"), Language: form.Text("language")}
	var err error
	if registration.Phone, err = identity.ParsePhone(form.Text("phone")); err != nil {
		refuse(form, "phone", err)
	}
	if registration.NationalID, err = identity.ParseNationalID(form.Text("national_id")); err != nil {
		refuse(form, "national_id", err)
	}
	if registration.FullName == "" {
		form.Errors.Add("full_name", "refusal.full_name_missing")
	}
	return registration
}

// refuse puts a refusal beside the field it came from here, whatever field it names itself.
func refuse(form *page.Form, field string, err error) {
	if refusal, ok := err.(*booking.Refusal); ok {
		form.Errors.Add(field, "refusal."+refusal.Code, refusal.Args...)
	}
}

func (s *Surface) take(r *http.Request, form *page.Form, registration identity.Registration, kind casework.Kind) (casework.Case, error) {
	person, err := s.People.Register(r.Context(), registration)
	if err != nil {
		return casework.Case{}, err
	}
	filing := casework.Filing{
		Key: form.Text("key"), Person: person.ID, Kind: kind, Channel: casework.ChannelDesk,
		Subject: form.Text("subject"), Body: form.Text("body"), Language: registration.Language,
		UrgencyClaimed: form.Checked("urgent"), UrgencyReason: form.Text("urgency_reason"),
	}
	if staff := identity.ActorFrom(r.Context()).Staff; staff != nil {
		filing.Centre = staff.Centre
		if staff.Role == identity.RolePhoneAgent {
			filing.Channel = casework.ChannelPhone
		}
	}
	if kind == casework.KindAudience {
		filing.Audience = &booking.Ask{
			Hosts: form.Choices("hosts"), Venues: []booking.Venue{booking.Venue(form.Text("venue"))}, Weekdays: readDays(form),
			Section: registration.Section, Companion: form.Text("companion"), Language: registration.Language,
		}
	}
	return s.Cases.File(r.Context(), filing)
}

func readDays(form *page.Form) []time.Weekday {
	var days []time.Weekday
	for _, name := range form.Choices("weekdays") {
		for _, day := range workdays {
			if dayName(day) == name {
				days = append(days, day)
			}
		}
	}
	return days
}

type filedView struct {
	page.View
	Done    page.Confirmation
	Actions []page.Button
}

func (s *Surface) filed(w http.ResponseWriter, r *http.Request) error {
	found, err := s.Cases.ByReference(r.Context(), r.PathValue("reference"))
	if err != nil {
		return err
	}
	v := &filedView{View: s.Pages.View(r, page.Console, "desk.filed.title")}
	v.Done = page.Confirmation{Title: v.Title, Text: v.T("desk.filed.text"), Label: v.T("desk.case.reference"), Reference: found.Reference}
	v.Actions = []page.Button{
		{Label: v.T("desk.filed.another"), Href: "/desk/file"},
		{Label: v.T("desk.filed.show"), Href: "/desk/case/" + found.Reference, Style: page.Secondary},
	}
	return s.donePage.Render(w, r, http.StatusOK, v)
}
