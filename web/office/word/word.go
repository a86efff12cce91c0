// Package word is what the pages of weeks and plans say in common: of people, hosts, slots and
// days, and of what a refusal means for the page that asked.
package word

import (
	"context"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"

	"majlis/booking"
	"majlis/internal/calendar"
	"majlis/internal/casework"
	"majlis/internal/i18n"
	"majlis/internal/identity"
	"majlis/web/page"
)

// Desk reads requests and hosts.
type Desk interface {
	Request(ctx context.Context, id booking.RequestID) (booking.Request, error)
	Hosts(ctx context.Context) ([]booking.Host, error)
}

// Cases tells what a request is about.
type Cases interface {
	Case(ctx context.Context, id casework.CaseID) (casework.Case, error)
}

// Persons says who files; Staff who works here.
type (
	Persons interface {
		Person(ctx context.Context, id int64) (identity.Person, error)
	}
	Staff interface {
		Staff(ctx context.Context, id int64) (identity.Staff, error)
	}
)

// Sources is where the words come from.
type Sources struct {
	Desk    Desk
	Cases   Cases
	Persons Persons
	Staff   Staff
}

// Someone is what pages say of the person behind a request.
type Someone struct{ Reference, Subject, Name string }

// People looks the persons behind requests up, each once a page.
type People struct {
	from  Sources
	known map[booking.RequestID]Someone
}

// People begins a page's look-ups.
func (s Sources) People() People { return People{s, map[booking.RequestID]Someone{}} }

// Behind is who a request's number stands for.
func (p People) Behind(ctx context.Context, id booking.RequestID) (Someone, error) {
	if found, ok := p.known[id]; ok {
		return found, nil
	}
	request, err := p.from.Desk.Request(ctx, id)
	if err != nil {
		return Someone{}, err
	}
	return p.Of(ctx, request)
}

// Of is who made a request.
func (p People) Of(ctx context.Context, r booking.Request) (Someone, error) {
	if found, ok := p.known[r.ID]; ok {
		return found, nil
	}
	kase, err := p.from.Cases.Case(ctx, casework.CaseID(r.Case))
	if err != nil {
		return Someone{}, err
	}
	person, err := p.from.Persons.Person(ctx, r.Person)
	if err != nil {
		return Someone{}, err
	}
	found := Someone{Reference: kase.Reference, Subject: kase.Subject, Name: person.FullName}
	p.known[r.ID] = found
	return found, nil
}

// Hosts are those who receive, in the office's order, with their short titles.
type Hosts struct {
	List   []booking.Host
	Titles map[string]string // by code
	Short  map[booking.HostID]string
}

// Hosts reads them.
func (s Sources) Hosts(ctx context.Context, lang i18n.Lang) (Hosts, error) {
	list, err := s.Desk.Hosts(ctx)
	found := Hosts{List: list, Titles: map[string]string{}, Short: map[booking.HostID]string{}}
	for _, h := range list {
		title := InLang(lang, h.ShortAr, h.ShortEn)
		found.Titles[h.Code], found.Short[h.ID] = title, title
	}
	return found, err
}

// Actor names who did something: the journal's label tells staff by number.
func (s Sources) Actor(ctx context.Context, v *page.View, label string) (string, error) {
	id, err := strconv.ParseInt(strings.TrimPrefix(label, "staff:"), 10, 64)
	if err != nil {
		return v.T("week.by.system"), nil
	}
	staff, err := s.Staff.Staff(ctx, id)
	return InLang(v.Lang, staff.NameAr, staff.NameEn), err
}

// InLang picks the Arabic or the English of two texts.
func InLang(lang i18n.Lang, ar, en string) string {
	if lang == i18n.Arabic || en == "" {
		return ar
	}
	return en
}

// Of is the catalogue's word for a code, or the code where it has none.
func Of(v *page.View, family, code string) string {
	if v.Has(family + code) {
		return v.T(family + code)
	}
	return code
}

// List is a list of codes in words.
func List[S ~string](v *page.View, family string, codes []S) string {
	if len(codes) == 0 {
		return v.T("common.none")
	}
	words := make([]string, len(codes))
	for i, code := range codes {
		words[i] = Of(v, family, string(code))
	}
	return Join(v, "week.and", words...)
}

// Join puts words in a row, by a catalogue text with a first and a second: "week.and", "week.or".
func Join(v *page.View, key string, words ...string) string {
	if len(words) == 0 {
		return ""
	}
	row := words[0]
	for _, next := range words[1:] {
		row = v.T(key, "first", row, "second", next)
	}
	return row
}

// Place is the short word for where a person sits.
func Place(v *page.View, venue string) string { return Of(v, "common.place.", venue) }

// When tells a moment in a line: the day of the week, the day and the clock.
func When(v *page.View, t time.Time) string {
	return v.T("common.date.time", "date", v.WeekdayShort(t)+" "+v.DayMonth(t), "time", v.Clock(t))
}

// DayNamed reads a day of an address, 2026-11-29; DayName writes one.
func DayNamed(text string) (time.Time, bool) {
	day, err := calendar.ParseDate(text)
	return day.At(0, 0), err == nil
}

// DayName writes the day of a moment for an address or a date field.
func DayName(day time.Time) string { return day.In(calendar.Riyadh).Format(time.DateOnly) }

// May reports whether the visitor may use what a button leads to.
func May(v *page.View, p identity.Permission) bool { return v.Visitor.May != nil && v.Visitor.May(p) }

// CaseButton leads those who study cases to one; nil for the rest.
func CaseButton(v *page.View, who Someone) *page.Button {
	if !May(v, identity.CaseTriage) {
		return nil
	}
	return &page.Button{Label: v.T("week.open_case"), Href: "/office/case/" + who.Reference, Style: page.Secondary, Small: true}
}

// Number writes an identity for an address.
func Number[N ~int | ~int64](n N) string { return strconv.FormatInt(int64(n), 10) }

// PathID reads a number from the path; what is none names nothing.
func PathID(r *http.Request, name string) (int64, error) {
	n, err := strconv.ParseInt(r.PathValue(name), 10, 64)
	if err != nil {
		return 0, booking.ErrNotFound
	}
	return n, nil
}

// SentBack shows a refusal on the page whose button was pressed.
func SentBack(w http.ResponseWriter, r *http.Request, path string, err error) error {
	var refusal *booking.Refusal
	if !errors.As(err, &refusal) {
		return err
	}
	return page.Redirect(w, r, path, page.Flash{Kind: page.Warning, Key: "refusal." + refusal.Code, Args: refusal.Args})
}
