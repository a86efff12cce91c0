package i18n

import (
	"fmt"
	"reflect"
	"strconv"
	"strings"
	"time"

	"majlis/internal/calendar"
)

// Date returns the Gregorian day as 29/11/2026: slashes keep their order inside Arabic
// text, hyphens do not.
func (p *Printer) Date(t time.Time) string {
	d := calendar.DateOf(t)
	return fmt.Sprintf("%d/%d/%d", d.Day, int(d.Month), d.Year)
}

// DayMonth returns 29/11, for texts where the year is plain.
func (p *Printer) DayMonth(t time.Time) string {
	d := calendar.DateOf(t)
	return fmt.Sprintf("%d/%d", d.Day, int(d.Month))
}

// DateLong returns the weekday and the Gregorian day: Sunday 29 November 2026.
func (p *Printer) DateLong(t time.Time) string {
	d := calendar.DateOf(t)
	return fmt.Sprintf("%s %d %s %d", p.Weekday(t), d.Day, p.T("common.month."+strconv.Itoa(int(d.Month))), d.Year)
}

// Hijri returns the Umm al-Qura day, 19 جمادى الآخرة 1448هـ, marked when the year is
// provisional, or "" outside the calendar's table.
func (p *Printer) Hijri(t time.Time) string {
	h, err := calendar.DateOf(t).Hijri()
	if err != nil {
		return ""
	}
	key := "common.hijri.date"
	if h.Provisional() {
		key = "common.hijri.provisional"
	}
	return p.T(key, "day", h.Day, "month", p.T("common.hijri.month."+strconv.Itoa(h.Month)), "year", h.Year)
}

// HijriShort returns the Umm al-Qura day in figures, 19/6/1448هـ, for SMS, or ""
// outside the calendar's table.
func (p *Printer) HijriShort(t time.Time) string {
	h, err := calendar.DateOf(t).Hijri()
	if err != nil {
		return ""
	}
	return p.T("common.hijri.short", "date", fmt.Sprintf("%d/%d/%d", h.Day, h.Month, h.Year))
}

// DateBoth returns DateLong with the Hijri day beside it.
func (p *Printer) DateBoth(t time.Time) string {
	hijri := p.Hijri(t)
	if hijri == "" {
		return p.DateLong(t)
	}
	return p.T("common.date.both", "date", p.DateLong(t), "hijri", hijri)
}

// Weekday returns the name of the day in Riyadh.
func (p *Printer) Weekday(t time.Time) string {
	return p.T("common.weekday." + strings.ToLower(t.In(calendar.Riyadh).Weekday().String()))
}

// WeekdayShort returns the name of the day cut for a table head or an SMS.
func (p *Printer) WeekdayShort(t time.Time) string {
	return p.T("common.weekday.short." + strings.ToLower(t.In(calendar.Riyadh).Weekday().String()))
}

// Clock returns the time of day: 10:30 ص, 10:30 AM.
func (p *Printer) Clock(t time.Time) string {
	t = t.In(calendar.Riyadh)
	half := "common.time.am"
	if t.Hour() >= 12 {
		half = "common.time.pm"
	}
	return t.Format("3:04") + " " + p.T(half)
}

// ClockRange returns a stretch of a day in words, since a dash would turn round inside
// Arabic text: من 10:00 ص إلى 10:20 ص.
func (p *Printer) ClockRange(from, to time.Time) string {
	return p.T("common.time.range", "from", p.Clock(from), "to", p.Clock(to))
}

// DateTime returns DateLong and Clock.
func (p *Printer) DateTime(t time.Time) string {
	return p.T("common.date.time", "date", p.DateLong(t), "time", p.Clock(t))
}

// Number writes any whole or broken number with Latin digits and grouped thousands;
// broken numbers keep one digit after the point.
func (p *Printer) Number(n any) string {
	v := reflect.ValueOf(n)
	switch {
	case v.CanInt():
		return group(strconv.FormatInt(v.Int(), 10))
	case v.CanUint():
		return group(strconv.FormatUint(v.Uint(), 10))
	case v.CanFloat():
		whole, tenth, _ := strings.Cut(strconv.FormatFloat(v.Float(), 'f', 1, 64), ".")
		return group(whole) + "." + tenth
	}
	return fmt.Sprint(n)
}

// Percent writes a share between 0 and 1 as a whole percentage, isolated so that the
// sign stays on its side.
func (p *Printer) Percent(share float64) string {
	return p.Isolate(strconv.FormatFloat(share*100, 'f', 0, 64) + "%")
}

// Minutes writes a length in whole minutes with its noun: 3 دقائق.
func (p *Printer) Minutes(n int) string { return p.T("common.minutes", "count", n) }

// Ago writes how long before now t was; after a week it writes the day.
func (p *Printer) Ago(t, now time.Time) string {
	since := now.Sub(t)
	switch {
	case since < time.Minute:
		return p.T("common.ago.now")
	case since < time.Hour:
		return p.T("common.ago.minutes", "count", int(since/time.Minute))
	case since < 24*time.Hour:
		return p.T("common.ago.hours", "count", int(since/time.Hour))
	case since < 7*24*time.Hour:
		return p.T("common.ago.days", "count", int(since/(24*time.Hour)))
	}
	return p.Date(t)
}

// Isolate wraps a phone, reference, name or number so that it keeps its own order in
// plain text of the other direction. A text without letters reads left to right.
func (p *Printer) Isolate(s string) string { return Isolate(s) }

// Isolate is Printer.Isolate for code that has no printer.
func Isolate(s string) string { return "\u2068" + s + "\u2069" }

func group(digits string) string {
	sign := ""
	if strings.HasPrefix(digits, "-") {
		sign, digits = "-", digits[1:]
	}
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	return sign + digits
}
