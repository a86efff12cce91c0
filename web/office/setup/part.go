package setup

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strconv"
	"time"

	"majlis/internal/calendar"
	"majlis/web/page"
)

// A part is one field of an entry of the setup: where its value lies and how it is edited. Exactly
// one of the pointers is set.
type part struct {
	name  string
	text  *string
	city  *string
	hour  *time.Duration // since midnight
	count *int
	on    *bool

	optional, long, ltr bool
	ends                bool // an hour at which something ends: midnight is 24:00
	least, most         int  // of a count
}

// cities are where hosts sit and centres stand: those whose prayer times the calendar knows.
var cities = []string{"riyadh", "jeddah", "makkah", "madinah", "dammam", "abha", "tabuk", "buraydah", "hail", "jazan", "najran", "baha", "arar", "sakaka"}

func cityText(v *page.View, city string) string {
	if slices.Contains(cities, city) {
		return v.T("common.city." + city)
	}
	return city
}

const day = 24 * time.Hour

func hourValue(d time.Duration) string {
	d %= day
	return fmt.Sprintf("%02d:%02d", int(d.Hours()), int(d.Minutes())%60)
}

func hourText(v *page.View, d time.Duration) string {
	return v.Clock(time.Date(2000, 1, 1, 0, 0, 0, 0, calendar.Riyadh).Add(d))
}

func drawParts(v *page.View, parts []part) []page.Field {
	fields := make([]page.Field, len(parts))
	for i, p := range parts {
		fields[i] = p.draw(v)
	}
	return fields
}

func (p part) draw(v *page.View) page.Field {
	label, hint := v.T("office.field."+p.name), ""
	if key := "office.field_hint." + p.name; v.Has(key) {
		hint = v.T(key)
	}
	switch {
	case p.city != nil:
		field := &page.Select{Name: p.name, Label: label, Hint: hint, Value: *p.city, Size: page.Medium}
		for _, city := range cities {
			field.Options = append(field.Options, page.Option{Value: city, Label: v.T("common.city." + city)})
		}
		return field
	case p.hour != nil:
		return &page.TextField{Name: p.name, Label: label, Hint: hint, Type: "time", Size: page.Short, Value: hourValue(*p.hour)}
	case p.count != nil:
		return &page.TextField{Name: p.name, Label: label, Hint: hint, Numeric: true, Size: page.Short, Max: 3, Value: strconv.Itoa(*p.count)}
	case p.on != nil:
		return &page.Checkbox{Name: p.name, Label: label, Hint: hint, Checked: *p.on}
	case p.long:
		return &page.TextArea{Name: p.name, Label: label, Hint: hint, Rows: 2, Value: *p.text, Optional: p.optional}
	}
	field := &page.TextField{Name: p.name, Label: label, Hint: hint, Value: *p.text, Max: 200, Optional: p.optional}
	if p.ltr {
		field.Type, field.Size = "tel", page.Medium
	}
	return field
}

// takeParts reads what was typed into the parts and notes what is wrong.
func takeParts(form *page.Form, parts []part) {
	for i, p := range parts {
		p.take(form)
		if p.ends && len(form.Errors) == 0 && *p.hour <= *parts[i-1].hour {
			form.Errors.Add(p.name, "refusal.hours_out_of_order")
		}
	}
}

func (p part) take(form *page.Form) {
	switch {
	case p.city != nil:
		if *p.city = form.Text(p.name); !slices.Contains(cities, *p.city) {
			form.Errors.Add(p.name, "refusal.choose_one")
		}
	case p.hour != nil:
		at, err := time.Parse("15:04", form.Numeric(p.name))
		if err != nil {
			form.Errors.Add(p.name, "office.setup.hour_wrong")
			return
		}
		*p.hour = time.Duration(at.Hour())*time.Hour + time.Duration(at.Minute())*time.Minute
		if p.ends && *p.hour == 0 {
			*p.hour = day
		}
	case p.count != nil:
		p.require(form)
		if *p.count = form.Int(p.name); *p.count < p.least || *p.count > p.most {
			form.Errors.Add(p.name, "office.setup.count_wrong", "least", p.least, "most", p.most)
		}
	case p.on != nil:
		*p.on = form.Checked(p.name)
	default:
		*p.text = form.Text(p.name)
		if !p.optional {
			p.require(form)
		}
	}
}

func (p part) require(form *page.Form) {
	if form.Text(p.name) == "" {
		form.Errors.Add(p.name, "refusal.required")
	}
}

// fingerprint tells whether an entry is still what a form was drawn from.
func fingerprint(parts []part) string {
	h := sha256.New()
	for _, p := range parts {
		switch {
		case p.city != nil:
			fmt.Fprintf(h, "%s=%q;", p.name, *p.city)
		case p.hour != nil:
			fmt.Fprintf(h, "%s=%d;", p.name, *p.hour)
		case p.count != nil:
			fmt.Fprintf(h, "%s=%d;", p.name, *p.count)
		case p.on != nil:
			fmt.Fprintf(h, "%s=%t;", p.name, *p.on)
		default:
			fmt.Fprintf(h, "%s=%q;", p.name, *p.text)
		}
	}
	return hex.EncodeToString(h.Sum(nil)[:8])
}
