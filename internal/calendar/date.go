// Package calendar knows the days of a Saudi office: Umm al-Qura dates, working
// weeks from Sunday to Thursday, public holidays, Ramadan hours and the pauses for
// prayer. It holds no clock and no storage; what officers change arrives as values.
package calendar

import (
	"fmt"
	"time"
)

// Riyadh is the office's zone: UTC+3 with no daylight saving, the same in every
// season, so it needs no zone database on the machine.
var Riyadh = time.FixedZone("Asia/Riyadh", 3*60*60)

// Date is one civil day in Riyadh. It is comparable and may be a map key; the zero
// value is no day.
type Date struct {
	Year  int
	Month time.Month
	Day   int
}

// NewDate returns the day, carrying overflow as time.Date does (32 January is
// 1 February).
func NewDate(year int, month time.Month, day int) Date {
	y, m, d := time.Date(year, month, day, 12, 0, 0, 0, time.UTC).Date()
	return Date{y, m, d}
}

// DateOf returns the day it is in Riyadh at t.
func DateOf(t time.Time) Date {
	y, m, d := t.In(Riyadh).Date()
	return Date{y, m, d}
}

// ParseDate reads the ISO form 2026-11-29.
func ParseDate(s string) (Date, error) {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		return Date{}, fmt.Errorf("reading date %q: %w", s, err)
	}
	y, m, d := t.Date()
	return Date{y, m, d}, nil
}

// At returns the instant of a wall-clock time on the day, in Riyadh.
func (d Date) At(hour, minute int) time.Time {
	return time.Date(d.Year, d.Month, d.Day, hour, minute, 0, 0, Riyadh)
}

// AddDays returns the day n days later, or earlier when n is negative.
func (d Date) AddDays(n int) Date { return NewDate(d.Year, d.Month, d.Day+n) }

// DaysSince returns how many days d lies after the other day.
func (d Date) DaysSince(other Date) int { return d.serial() - other.serial() }

// Before reports whether d is an earlier day than the other.
func (d Date) Before(other Date) bool { return d.serial() < other.serial() }

// After reports whether d is a later day than the other.
func (d Date) After(other Date) bool { return other.Before(d) }

// Weekday returns the day of the week.
func (d Date) Weekday() time.Weekday { return d.At(12, 0).Weekday() }

// WeekStart returns the Sunday that begins the day's week.
func (d Date) WeekStart() Date { return d.AddDays(-int(d.Weekday())) }

// IsZero reports whether d is no day.
func (d Date) IsZero() bool { return d == Date{} }

// String returns the ISO form, for files, logs and form fields; people are shown
// dates by internal/i18n.
func (d Date) String() string { return fmt.Sprintf("%04d-%02d-%02d", d.Year, int(d.Month), d.Day) }

// serial counts days from 1970-01-01.
func (d Date) serial() int {
	seconds := time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, time.UTC).Unix()
	if seconds < 0 {
		return int((seconds - 86399) / 86400)
	}
	return int(seconds / 86400)
}
