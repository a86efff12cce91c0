package week

import (
	"context"
	"slices"
	"time"

	"majlis/booking"
	"majlis/web/office/word"
	"majlis/web/page"
)

// A shape is the fields that a template and a session made by hand share.
type shape struct {
	Host, Section, OpenTo       page.Select
	From, To, Minutes, Buffer   page.TextField
	Long, Cap                   page.TextField
	Venues, Languages, Provides page.Checkboxes
}

// Names of the shape's fields are those that the Desk's refusals point at.
func (s *Weeks) shape(ctx context.Context, v *page.View) (shape, error) {
	f := shape{
		Host: page.Select{Name: "host", Label: v.T("week.field.host")},
		From: page.TextField{Name: "from", Label: v.T("common.from"), Type: "time", Size: page.Short},
		To:   page.TextField{Name: "to", Label: v.T("common.to"), Type: "time", Size: page.Short},
		Minutes: page.TextField{Name: "minutes", Label: v.T("week.field.minutes"), Hint: v.T("week.field.minutes_hint"),
			Numeric: true, Size: page.Short, Suffix: v.T("week.field.minute"), Value: "10"},
		Buffer: page.TextField{Name: "buffer_minutes", Label: v.T("week.field.buffer"), Hint: v.T("week.field.buffer_hint"),
			Numeric: true, Size: page.Short, Suffix: v.T("week.field.minute"), Value: "5"},
		Long:      page.TextField{Name: "long_slots", Label: v.T("week.field.long_slots"), Hint: v.T("week.field.long_slots_hint"), Numeric: true, Size: page.Short, Value: "0"},
		Cap:       page.TextField{Name: "cap", Label: v.T("week.field.cap"), Hint: v.T("week.field.cap_hint"), Numeric: true, Size: page.Short, Value: "0"},
		Venues:    page.Checkboxes{Name: "venues", Legend: v.T("week.field.venues"), Hint: v.T("week.field.venues_hint"), Columns: true},
		Languages: page.Checkboxes{Name: "languages", Legend: v.T("week.field.languages"), Columns: true, Values: []string{"ar"}},
		Provides:  page.Checkboxes{Name: "provides", Legend: v.T("week.field.provides"), Hint: v.T("week.field.provides_hint"), Columns: true},
		Section:   page.Select{Name: "section", Label: v.T("week.field.section"), Value: booking.SectionAny, Size: page.Medium},
		OpenTo:    page.Select{Name: "open_to", Label: v.T("week.field.open_to"), Value: booking.OpenToAny, Size: page.Medium},
	}
	f.Section.Options = wordOptions(v, "common.section.", booking.SectionAny, booking.SectionMen, booking.SectionWomen)
	f.OpenTo.Options = wordOptions(v, "common.open_to.", booking.OpenToAny, booking.OpenToUrgent, booking.OpenToFirstTime)
	f.Languages.Options = wordOptions(v, "common.language.", "ar", "en")
	f.Provides.Options = wordOptions(v, "common.need.", "sign_language", booking.NeedFemaleOfficer, "interpreter", "captions", "wheelchair", "assistant")
	hosts, err := s.Words.Hosts(ctx, v.Lang)
	if err != nil {
		return f, err
	}
	for _, h := range hosts.List {
		f.Host.Options = append(f.Host.Options, page.Option{Value: word.Number(h.ID), Label: hosts.Short[h.ID]})
	}
	centres, err := s.Centres.Centres(ctx)
	f.Venues.Options = wordOptions(v, "common.venue.", string(booking.VenueHome))
	for _, kind := range []string{"booth:", "office:"} {
		for _, c := range centres {
			label := word.Of(v, "common.venue.", kind+c.Code)
			if label == kind+c.Code {
				label = v.T("week.venue."+kind[:len(kind)-1], "centre", word.InLang(v.Lang, c.NameAr, c.NameEn))
			}
			f.Venues.Options = append(f.Venues.Options, page.Option{Value: kind + c.Code, Label: label})
		}
	}
	return f, err
}

func wordOptions(v *page.View, family string, values ...string) []page.Option {
	options := make([]page.Option, len(values))
	for i, value := range values {
		options[i] = page.Option{Value: value, Label: v.T(family + value)}
	}
	return options
}

// show puts a template's values into the fields.
func (f *shape) show(t booking.Template) {
	f.Host.Value, f.Section.Value, f.OpenTo.Value = word.Number(t.Host), t.Section, t.OpenTo
	f.From.Value, f.To.Value = clockText(t.From), clockText(t.To)
	f.Minutes.Value, f.Buffer.Value = word.Number(t.SlotMinutes), word.Number(t.BufferMinutes)
	f.Long.Value, f.Cap.Value = word.Number(t.LongSlots), word.Number(t.Cap)
	f.Languages.Values, f.Provides.Values = t.Languages, t.Provides
	f.Venues.Values = nil
	for _, venue := range t.Venues {
		f.Venues.Values = append(f.Venues.Values, string(venue))
		known := func(o page.Option) bool { return o.Value == string(venue) }
		if !slices.ContainsFunc(f.Venues.Options, known) {
			f.Venues.Options = append(f.Venues.Options, page.Option{Value: string(venue), Label: string(venue)})
		}
	}
}

// fill puts what was typed back, with what is wrong with it.
func (f *shape) fill(form *page.Form, v *page.View) {
	form.Fill(v.Printer, &f.Host, &f.From, &f.To, &f.Minutes, &f.Buffer, &f.Long, &f.Cap, &f.Venues, &f.Languages, &f.Provides, &f.Section, &f.OpenTo)
}

// readShape reads the fields. What could not be read is among the form's errors.
func readShape(form *page.Form) booking.Template {
	t := booking.Template{
		Host: booking.HostID(form.ID("host")), From: readClock(form, "from"), To: readClock(form, "to"),
		SlotMinutes: form.Int("minutes"), BufferMinutes: form.Int("buffer_minutes"),
		Languages: form.Choices("languages"), Provides: form.Choices("provides"),
		Section: form.Text("section"), OpenTo: form.Text("open_to"), LongSlots: form.Int("long_slots"), Cap: form.Int("cap"),
	}
	if t.Host == 0 {
		form.Errors.Add("host", "refusal.host_unknown")
	}
	for _, venue := range form.Choices("venues") {
		t.Venues = append(t.Venues, booking.Venue(venue))
	}
	return t
}

func clockText(since time.Duration) string {
	return time.Time{}.Add(since).Format("15:04")
}

// readClock reads a time of day as browsers send it (09:30), counted from midnight.
func readClock(form *page.Form, name string) time.Duration {
	at, err := time.Parse("15:04", form.Numeric(name))
	if err != nil {
		form.Errors.Add(name, "week.field.not_a_time")
		return 0
	}
	return time.Duration(at.Hour())*time.Hour + time.Duration(at.Minute())*time.Minute
}
