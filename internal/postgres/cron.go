package postgres

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"majlis/booking"
)

// CronEntry is one line of the cron table. Its schedule is five fields of cron text, in
// Riyadh time.
type CronEntry struct {
	Name      string
	Schedule  string
	Edited    bool // the office has changed the schedule
	DueAt     time.Time
	LastDueAt *time.Time // the due time that last started its job
	Version   int
}

// AddCron puts an entry in the table, or gives one the office has not edited the
// program's new schedule. An entry as it should be keeps its due time.
func (db *DB) AddCron(ctx context.Context, name, schedule string, due time.Time) error {
	const q = `
		insert into cron_entry (name, schedule, due_at) values (@name, @schedule, @due)
		on conflict (name) do update set schedule = excluded.schedule, due_at = excluded.due_at
		where not cron_entry.edited and cron_entry.schedule <> excluded.schedule`
	_, err := exec(ctx, db, q, pgx.NamedArgs{"name": name, "schedule": schedule, "due": due})
	return err
}

// CronEntries is the whole table, by name.
func (db *DB) CronEntries(ctx context.Context) ([]CronEntry, error) {
	const q = `select name, schedule, edited, due_at, last_due_at, version from cron_entry order by name`
	return all[CronEntry](ctx, db, q, nil)
}

// DueCron is the named entries due by now, held until the context's transaction ends.
// Entries another node holds are left out: it is about to start them.
func (db *DB) DueCron(ctx context.Context, names []string, now time.Time) ([]CronEntry, error) {
	const q = `
		select name, schedule, edited, due_at, last_due_at, version from cron_entry
		where due_at <= @now and name = any(@names) order by due_at, name for update skip locked`
	return all[CronEntry](ctx, db, q, pgx.NamedArgs{"now": now, "names": names})
}

// MoveCron notes that an entry's job was started for one due time and sets the next.
func (db *DB) MoveCron(ctx context.Context, name string, last, next time.Time) error {
	const q = `update cron_entry set last_due_at = @last, due_at = @next where name = @name`
	return must(ctx, db, booking.ErrNotFound, q, pgx.NamedArgs{"name": name, "last": last, "next": next})
}

// EditCron is the office's own schedule for an entry; booking.ErrConflict means that
// somebody else edited it since version was read.
func (db *DB) EditCron(ctx context.Context, name, schedule string, due time.Time, version int) error {
	const q = `
		update cron_entry set schedule = @schedule, edited = true, due_at = @due, version = version + 1
		where name = @name and version = @version`
	return must(ctx, db, booking.ErrConflict, q, pgx.NamedArgs{"name": name, "schedule": schedule, "due": due, "version": version})
}
