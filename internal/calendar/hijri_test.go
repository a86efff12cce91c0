package calendar

import (
	"errors"
	"testing"
	"time"
)

func TestHijri_Vectors(t *testing.T) {
	for _, row := range []struct {
		hijri Hijri
		date  Date
	}{
		{Hijri{1420, 1, 1}, Date{1999, 4, 17}},
		{Hijri{1448, 1, 1}, Date{2026, 6, 16}},
		{Hijri{1448, 1, 2}, Date{2026, 6, 17}},
		{Hijri{1448, 6, 19}, Date{2026, 11, 29}},
		{Hijri{1447, 9, 1}, Date{2026, 2, 18}},
		{Hijri{1448, 9, 1}, Date{2027, 2, 8}},
		{Hijri{1448, 10, 1}, Date{2027, 3, 9}},
		{Hijri{1448, 12, 10}, Date{2027, 5, 16}},
		{Hijri{1449, 9, 1}, Date{2028, 1, 28}},
		{Hijri{1449, 10, 1}, Date{2028, 2, 26}},
		{Hijri{1449, 12, 10}, Date{2028, 5, 5}},
		{Hijri{1450, 9, 1}, Date{2029, 1, 16}},
		{Hijri{1450, 10, 1}, Date{2029, 2, 14}},
		{Hijri{1450, 12, 10}, Date{2029, 4, 24}},
		{Hijri{1451, 1, 1}, Date{2029, 5, 14}},
		{Hijri{1500, 12, 30}, Date{2077, 11, 16}},
	} {
		if got, err := row.date.Hijri(); err != nil || got != row.hijri {
			t.Errorf("%s: got %s, %v, want %s", row.date, got, err, row.hijri)
		}
		if got, err := row.hijri.Date(); err != nil || got != row.date {
			t.Errorf("%s: got %s, %v, want %s", row.hijri, got, err, row.date)
		}
	}
	if (Date{2026, 11, 29}).Weekday() != time.Sunday {
		t.Error("29 November 2026 is a Sunday")
	}
}

func TestHijri_WholeTable(t *testing.T) {
	days := 0
	for year := firstHijriYear; year <= lastAgreedYear; year++ {
		days += yearDays(year)
	}
	if days != 10985 {
		t.Errorf("1420 to 1450 has %d days, want 10985", days)
	}
	previous := Hijri{}
	for d := firstDay; !d.After(lastDay); d = d.AddDays(1) {
		h, err := d.Hijri()
		if err != nil {
			t.Fatal(err)
		}
		if back, err := h.Date(); err != nil || back != d {
			t.Fatalf("%s is %s is %s, %v", d, h, back, err)
		}
		next := h.Day == previous.Day+1 && h.Month == previous.Month || h.Day == 1 && previous.Day >= 29 || previous.Year == 0
		if !next {
			t.Fatalf("%s follows %s", h, previous)
		}
		if h.Provisional() != (h.Year > 1450) {
			t.Fatalf("%s: provisional is %v", h, h.Provisional())
		}
		previous = h
	}
}

func TestHijri_OutOfRange(t *testing.T) {
	for _, d := range []Date{firstDay.AddDays(-1), lastDay.AddDays(1), {1960, 1, 1}} {
		if _, err := d.Hijri(); !errors.Is(err, ErrOutOfRange) {
			t.Errorf("%s: %v", d, err)
		}
	}
	// Ramadan 1448 has 29 days.
	for _, h := range []Hijri{{1419, 12, 1}, {1501, 1, 1}, {1448, 9, 31}, {1448, 9, 30}, {1448, 0, 1}, {1448, 13, 1}, {1448, 1, 0}} {
		if _, err := h.Date(); !errors.Is(err, ErrOutOfRange) {
			t.Errorf("%s: %v", h, err)
		}
	}
}

func TestDate(t *testing.T) {
	t.Run("takes the day of Riyadh, not of UTC", func(t *testing.T) {
		if got := DateOf(time.Date(2026, 6, 16, 21, 30, 0, 0, time.UTC)); got != (Date{2026, 6, 17}) {
			t.Errorf("got %s", got)
		}
	})
	t.Run("reads and writes the ISO form", func(t *testing.T) {
		d, err := ParseDate("2026-11-29")
		if err != nil || d.String() != "2026-11-29" {
			t.Errorf("got %s, %v", d, err)
		}
		if _, err := ParseDate("29/11/2026"); err == nil {
			t.Error("accepts slashes")
		}
	})
	t.Run("counts days and weeks", func(t *testing.T) {
		d := Date{2026, 12, 31}
		if d.AddDays(1) != (Date{2027, 1, 1}) || d.AddDays(1).DaysSince(d) != 1 || d.DaysSince(d.AddDays(400)) != -400 {
			t.Error("adding days")
		}
		if got := d.WeekStart(); got != (Date{2026, 12, 27}) || got.WeekStart() != got {
			t.Errorf("week starts %s", got)
		}
		if NewDate(2026, 1, 32) != (Date{2026, 2, 1}) || (Date{1969, 12, 31}).DaysSince(Date{1970, 1, 1}) != -1 {
			t.Error("overflow")
		}
		if !(Date{}).IsZero() || d.IsZero() {
			t.Error("zero")
		}
	})
}
