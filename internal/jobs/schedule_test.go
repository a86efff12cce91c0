package jobs_test

import (
	"errors"
	"testing"
	"time"

	"majlis/booking"
	"majlis/internal/jobs"
)

func TestParseSchedule(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ text, refused string }{
		{"0 12 * * 0", ""},
		{"  30 8-23/2  * * sun-thu ", ""},
		{"0 3 1 * *", ""},
		{"", "schedule_unreadable"},
		{"0 12 * *", "schedule_unreadable"},
		{"0 0 12 * * 0", "schedule_unreadable"}, // seconds
		{"TZ=0", "schedule_unreadable"},         // the library panics on this one
		{"TZ=0 12 * * 0", "schedule_unreadable"},
		{"CRON_TZ=UTC 12 * * 0", "schedule_unreadable"},
		{"@weekly", "schedule_unreadable"},
		{"@every 1h x y z", "schedule_unreadable"},
		{"61 12 * * 0", "schedule_unreadable"},
		{"*/0 12 * * 0", "schedule_unreadable"},
		{"0 0 * * 0", "schedule_night"},
		{"0 2-4 * * 0", "schedule_night"},
		{"0 * * * *", "schedule_night"},
		{"0 12 30 2 *", "schedule_never"},
	} {
		_, err := jobs.ParseSchedule(test.text)
		if test.refused == "" {
			if err != nil {
				t.Errorf("%q: %v", test.text, err)
			}
			continue
		}
		if !errors.Is(err, booking.Refuse(test.refused, "")) {
			t.Errorf("%q: %v, want %s", test.text, err, test.refused)
		}
	}
}

func FuzzParseSchedule(f *testing.F) {
	for _, seed := range []string{"0 12 * * 0", "TZ=0", "*/5 3-23 1,15 jan-mar *", "0 12 ? * mon"} {
		f.Add(seed)
	}
	after := time.Date(2026, time.November, 24, 9, 0, 0, 0, time.UTC)
	f.Fuzz(func(t *testing.T, text string) {
		schedule, err := jobs.ParseSchedule(text)
		if err != nil {
			return
		}
		next := schedule.Next(after)
		if !next.After(after) || next.UTC().Hour() >= 21 { // Riyadh's 00:00 to 03:00
			t.Errorf("%q: next is %v", text, next)
		}
	})
}

func TestSchedule_Next(t *testing.T) {
	t.Parallel()
	schedule, err := jobs.ParseSchedule("0 12 * * 0")
	if err != nil {
		t.Fatal(err)
	}
	// Sunday 22 November 2026, 08:59:59 UTC is one second before noon in Riyadh.
	noon := time.Date(2026, time.November, 22, 9, 0, 0, 0, time.UTC)
	if next := schedule.Next(noon.Add(-time.Second)); !next.Equal(noon) {
		t.Errorf("next %v, want %v", next, noon)
	}
	if next := schedule.Next(noon); !next.Equal(noon.AddDate(0, 0, 7)) {
		t.Errorf("next %v, want a week later", next)
	}
}
