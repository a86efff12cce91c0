package jobs

import (
	"strings"
	"time"

	"github.com/robfig/cron/v3"

	"majlis/booking"
)

// riyadh is where schedules are read. Saudi Arabia keeps one time all year.
var riyadh = time.FixedZone("Asia/Riyadh", 3*60*60)

// Schedule is when something runs, in Riyadh time.
type Schedule struct {
	text string
	spec *cron.SpecSchedule
}

// nightEnds is the hour before which nothing is scheduled: the machines are looked after
// then, and the week's first hours belong to the date before in people's minds.
const nightEnds = 3

// ParseSchedule reads cron text: minute, hour, day of month, month, day of week. It is
// refused (schedule_unreadable) with anything else, such as seconds, a time zone or
// @every; and when it names an hour from 00:00 to 03:00 (schedule_night) or never comes
// (schedule_never).
func ParseSchedule(text string) (Schedule, error) {
	const longest = 100
	fields := strings.Fields(text)
	// The library panics on some texts with a time zone, so it never sees one.
	if len(fields) != 5 || len(text) > longest || strings.ContainsAny(text, "=@") {
		return Schedule{}, booking.Refuse("schedule_unreadable", "schedule")
	}
	parser := cron.NewParser(cron.Minute | cron.Hour | cron.Dom | cron.Month | cron.Dow)
	parsed, err := parser.Parse(strings.Join(fields, " "))
	if err != nil {
		return Schedule{}, booking.Refuse("schedule_unreadable", "schedule")
	}
	spec := parsed.(*cron.SpecSchedule) // five fields make nothing else
	spec.Location = riyadh
	if night := uint64(1<<nightEnds - 1); spec.Hour&night != 0 {
		return Schedule{}, booking.Refuse("schedule_night", "schedule")
	}
	schedule := Schedule{strings.Join(fields, " "), spec}
	if schedule.Next(time.Date(2026, time.January, 1, 0, 0, 0, 0, riyadh)).IsZero() {
		return Schedule{}, booking.Refuse("schedule_never", "schedule")
	}
	return schedule, nil
}

// String is the cron text.
func (s Schedule) String() string { return s.text }

// Next is the first time after t.
func (s Schedule) Next(t time.Time) time.Time { return s.spec.Next(t.In(riyadh)) }

// last is the latest time from due, itself one of the schedule's, up to now.
func (s Schedule) last(due, now time.Time) time.Time {
	for next := s.Next(due); !next.IsZero() && !next.After(now); next = s.Next(next) {
		due = next
	}
	return due.In(riyadh)
}
