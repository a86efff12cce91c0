package calendar

import (
	"testing"
	"time"
)

func TestOffice_PrayersMatchTheVectors(t *testing.T) {
	o := newOffice(t)
	for _, row := range []struct {
		city string
		day  string
		want [6]string // Fajr, sunrise, Dhuhr, Asr, Maghrib, Isha
	}{
		{"riyadh", "2026-01-14", [6]string{"05:17", "06:39", "12:02", "15:04", "17:25", "18:55"}},
		{"riyadh", "2026-04-15", [6]string{"04:10", "05:31", "11:53", "15:22", "18:15", "19:45"}},
		{"riyadh", "2026-06-21", [6]string{"03:33", "05:04", "11:55", "15:16", "18:45", "20:15"}},
		{"riyadh", "2026-12-21", [6]string{"05:09", "06:33", "11:51", "14:49", "17:09", "18:39"}},
		{"jeddah", "2026-06-21", [6]string{"04:13", "05:41", "12:25", "15:44", "19:08", "20:38"}},
	} {
		d, err := ParseDate(row.day)
		if err != nil {
			t.Fatal(err)
		}
		p, err := o.Prayers(row.city, d.At(9, 0))
		if err != nil {
			t.Fatal(err)
		}
		for i, got := range []time.Time{p.Fajr, p.Sunrise, p.Dhuhr, p.Asr, p.Maghrib, p.Isha} {
			want, err := time.ParseInLocation("2006-01-02 15:04", row.day+" "+row.want[i], Riyadh)
			if err != nil {
				t.Fatal(err)
			}
			if off := got.Sub(want).Abs(); off > 2*time.Minute {
				t.Errorf("%s %s, prayer %d: got %s, want %s", row.city, row.day, i, got.In(Riyadh).Format("15:04"), row.want[i])
			}
		}
	}
}

func TestOffice_PrayersOverTheYear(t *testing.T) {
	o := newOffice(t)
	for _, row := range []struct {
		city string
		want [4]string // earliest and latest Dhuhr, earliest and latest Asr of 2026
	}{
		{"riyadh", [4]string{"11:37", "12:07", "14:43", "15:28"}},
		{"jeddah", [4]string{"12:07", "12:37", "15:18", "15:57"}},
	} {
		got := [4]time.Duration{24 * time.Hour, 0, 24 * time.Hour, 0}
		for d := (Date{2026, 1, 1}); d.Year == 2026; d = d.AddDays(1) {
			p, err := o.Prayers(row.city, d.At(9, 0))
			if err != nil {
				t.Fatal(err)
			}
			dhuhr, asr := p.Dhuhr.Sub(d.At(0, 0)), p.Asr.Sub(d.At(0, 0))
			got[0], got[1] = min(got[0], dhuhr), max(got[1], dhuhr)
			got[2], got[3] = min(got[2], asr), max(got[3], asr)
		}
		for i, text := range row.want {
			clock, err := time.Parse("15:04", text)
			if err != nil {
				t.Fatal(err)
			}
			want := time.Duration(clock.Hour())*time.Hour + time.Duration(clock.Minute())*time.Minute
			if (got[i] - want).Abs() > 2*time.Minute {
				t.Errorf("%s %d: got %s, want %s", row.city, i, got[i], want)
			}
		}
	}
}

func TestOffice_IshaInRamadan(t *testing.T) {
	o := newOffice(t)
	for day, want := range map[Date]time.Duration{
		{2027, 2, 7}: 90 * time.Minute, {2027, 2, 8}: 120 * time.Minute,
		{2027, 3, 8}: 120 * time.Minute, {2027, 3, 9}: 90 * time.Minute,
	} {
		p, err := o.Prayers("riyadh", day.At(9, 0))
		if err != nil {
			t.Fatal(err)
		}
		if got := p.Isha.Sub(p.Maghrib); got != want {
			t.Errorf("%s: Isha %s after Maghrib, want %s", day, got, want)
		}
	}
}

func TestOffice_Pauses(t *testing.T) {
	o := newOffice(t)
	day := Date{2026, 12, 21}
	pauses, err := o.Pauses("riyadh", day.At(9, 0))
	if err != nil || len(pauses) != 5 {
		t.Fatalf("%d pauses, %v", len(pauses), err)
	}
	inHours := 0
	for i, p := range pauses {
		if p.To.Sub(p.From) != DefaultPause || DateOf(p.From) != day || i > 0 && p.From.Before(pauses[i-1].To) {
			t.Errorf("pause %d: %v", i, p)
		}
		if p.From.After(day.At(8, 0)) && p.From.Before(day.At(16, 0)) {
			inHours++
		}
	}
	if inHours != 2 {
		t.Errorf("%d pauses in opening hours, want Dhuhr and Asr", inHours)
	}
	if _, err := o.Pauses("nowhere", day.At(9, 0)); err == nil {
		t.Error("an unknown city pauses")
	}
	if _, err := o.Prayers("nowhere", day.At(9, 0)); err == nil {
		t.Error("an unknown city has prayer times")
	}
}

func TestOffice_LeapYearAndLastDay(t *testing.T) {
	o := newOffice(t)
	for _, d := range []Date{{2028, 2, 29}, {2028, 12, 31}, {2027, 12, 31}} {
		if _, err := o.Prayers("abha", d.At(23, 0)); err != nil {
			t.Errorf("%s: %v", d, err)
		}
	}
}
