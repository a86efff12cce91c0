package jobs_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"majlis/booking"
	"majlis/internal/jobs"
	"majlis/internal/jobs/kind"
	"majlis/internal/postgres"
	"majlis/internal/postgres/postgrestest"
)

// noon is a Sunday's 12:00 in Riyadh.
var noon = time.Date(2026, time.November, 22, 9, 0, 0, 0, time.UTC)

func weekly(now time.Time) jobs.Config {
	c := config()
	c.Now = clock(now)
	c.Cron = []jobs.Entry{{Name: "allocate", Schedule: "0 12 * * 0", Job: func(due time.Time) kind.Args {
		return kind.Allocate{Week: due.AddDate(0, 0, 7).Format(time.DateOnly)}
	}}}
	return c
}

func allocating(db *postgres.DB, now time.Time) (*jobs.Client, noted[kind.Allocate]) {
	came := make(noted[kind.Allocate], 10)
	client := jobs.New(db, weekly(now))
	jobs.Work(client, func(_ context.Context, job kind.Allocate) error { came <- job; return nil })
	return client, came
}

func TestCron_StartsWhatFellDueWhileNobodyWasUp(t *testing.T) {
	t.Parallel()
	db := postgrestest.New(t)
	first, came := allocating(db, noon.Add(-time.Hour))
	start(t, first)
	came.none(t)
	if err := first.Stop(t.Context()); err != nil {
		t.Fatal(err)
	}

	// Two Sundays pass. The latest one counts.
	second, came := allocating(db, noon.AddDate(0, 0, 9))
	start(t, second)
	if got := came.wait(t); got.Week != "2026-12-06" {
		t.Errorf("allocated %s, want the week after the last missed Sunday", got.Week)
	}
	entries, err := db.CronEntries(t.Context())
	if err != nil || len(entries) != 1 || !entries[0].DueAt.Equal(noon.AddDate(0, 0, 14)) || !entries[0].LastDueAt.Equal(noon.AddDate(0, 0, 7)) {
		t.Errorf("table %+v, err %v", entries, err)
	}
	if err := second.Tick(t.Context()); err != nil {
		t.Fatal(err)
	}
	if n := countJobs(t, db); n != 1 {
		t.Errorf("%d jobs, want 1", n)
	}
}

func TestCron_ManyNodesStartAnEntryOnce(t *testing.T) {
	t.Parallel()
	db := postgrestest.New(t)
	if err := db.AddCron(t.Context(), "allocate", "0 12 * * 0", noon); err != nil {
		t.Fatal(err)
	}
	var nodes sync.WaitGroup
	for range 6 {
		client := jobs.New(db, weekly(noon))
		nodes.Go(func() {
			for range 5 {
				if err := client.Tick(t.Context()); err != nil {
					t.Error(err)
				}
			}
		})
	}
	nodes.Wait()
	if n := countJobs(t, db); n != 1 {
		t.Errorf("%d jobs, want 1", n)
	}
}

func TestCron_Reschedule(t *testing.T) {
	t.Parallel()
	db := postgrestest.New(t)
	client, _ := allocating(db, noon.Add(-time.Hour))
	start(t, client)
	edit := func(text string, version int) error {
		return client.Reschedule(t.Context(), "allocate", text, version)
	}
	if err := edit("0 1 * * 1", 1); !errors.Is(err, booking.Refuse("schedule_night", "")) {
		t.Errorf("by night: %v", err)
	}
	if err := edit("0 10 * * 1", 1); err != nil {
		t.Fatal(err)
	}
	if err := edit("0 11 * * 1", 1); !errors.Is(err, booking.ErrConflict) {
		t.Errorf("a stale edit: %v", err)
	}
	// A later start with the program's own schedule leaves the office's alone.
	again, _ := allocating(db, noon)
	start(t, again)
	entries, err := db.CronEntries(t.Context())
	monday := time.Date(2026, time.November, 23, 7, 0, 0, 0, time.UTC)
	if err != nil || len(entries) != 1 || entries[0].Schedule != "0 10 * * 1" || !entries[0].DueAt.Equal(monday) {
		t.Errorf("table %+v, err %v; want Monday at 10", entries, err)
	}
}

func TestCron_AnUnreadableEntryDoesNotStopTheOthers(t *testing.T) {
	t.Parallel()
	db := postgrestest.New(t)
	c := weekly(noon)
	c.Cron = append(c.Cron, jobs.Entry{Name: "broken", Schedule: "0 5 * * *", Job: func(time.Time) kind.Args { return kind.Sweep{} }})
	for _, name := range []string{"allocate", "broken"} {
		if err := db.AddCron(t.Context(), name, "0 12 * * 0", noon); err != nil {
			t.Fatal(err)
		}
	}
	if err := db.EditCron(t.Context(), "broken", "TZ=0", noon, 1); err != nil {
		t.Fatal(err)
	}
	if err := jobs.New(db, c).Tick(t.Context()); err != nil {
		t.Fatal(err)
	}
	if n := countJobs(t, db); n != 1 {
		t.Errorf("%d jobs, want 1", n)
	}
}
