package jobs

import (
	"context"
	"fmt"
	"time"

	"majlis/internal/jobs/kind"
	"majlis/internal/postgres"
)

// Entry is something that runs by the calendar. The office may give it another schedule,
// which then stands in the database.
type Entry struct {
	Name     string // of its row: allocate
	Schedule string // cron text, see ParseSchedule
	// Job makes the job for a due time (in Riyadh). When several were missed it is
	// called once, for the latest.
	Job func(due time.Time) kind.Args
}

// tickEvery is how late an entry may start.
const tickEvery = 5 * time.Second

// plan puts the entries in the table.
func (c *Client) plan(ctx context.Context) error {
	for _, entry := range c.config.Cron {
		schedule, err := ParseSchedule(entry.Schedule)
		if err != nil {
			return fmt.Errorf("cron entry %s: %w", entry.Name, err)
		}
		if err := c.db.AddCron(ctx, entry.Name, schedule.String(), schedule.Next(c.config.Now())); err != nil {
			return fmt.Errorf("cron entry %s: %w", entry.Name, err)
		}
	}
	return nil
}

// Reschedule gives an entry the office's own schedule from now on. It is refused when
// the text is (see ParseSchedule), and booking.ErrConflict when somebody else changed
// the entry since version was read.
func (c *Client) Reschedule(ctx context.Context, name, text string, version int) error {
	schedule, err := ParseSchedule(text)
	if err != nil {
		return err
	}
	return c.db.EditCron(ctx, name, schedule.String(), schedule.Next(c.config.Now()), version)
}

func (c *Client) tickOn(ctx context.Context) {
	ticker := time.NewTicker(tickEvery)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
		if err := c.Tick(ctx); err != nil && ctx.Err() == nil {
			c.config.Log.Error("what is due by the calendar could not be started", "error", err)
		}
	}
}

// Tick starts what is due. Every node ticks by itself; an entry's row lets one of them
// start it.
func (c *Client) Tick(ctx context.Context) error {
	entries := map[string]Entry{}
	names := make([]string, len(c.config.Cron))
	for i, entry := range c.config.Cron {
		entries[entry.Name], names[i] = entry, entry.Name
	}
	now := c.config.Now()
	return c.db.InTx(ctx, func(ctx context.Context) error {
		due, err := c.db.DueCron(ctx, names, now)
		if err != nil {
			return fmt.Errorf("read the cron table: %w", err)
		}
		for _, row := range due {
			if err := c.startDue(ctx, entries[row.Name], row, now); err != nil {
				return fmt.Errorf("cron entry %s: %w", row.Name, err)
			}
		}
		return nil
	})
}

func (c *Client) startDue(ctx context.Context, entry Entry, row postgres.CronEntry, now time.Time) error {
	schedule, err := ParseSchedule(row.Schedule)
	if err != nil {
		// Somebody wrote to the table by hand. The others must run all the same.
		c.config.Log.Error("a cron entry has a schedule that cannot be read", "entry", row.Name, "error", err)
		return nil
	}
	last := schedule.last(row.DueAt, now)
	if late := now.Sub(last); late > time.Minute {
		c.config.Log.Warn("starting late what fell due while nothing ran", "entry", row.Name, "due", last)
	}
	if err := c.db.EnqueueOnce(ctx, entry.Job(last), time.Time{}); err != nil {
		return err
	}
	return c.db.MoveCron(ctx, row.Name, last, schedule.Next(now))
}
