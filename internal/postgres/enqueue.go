package postgres

import (
	"context"
	"fmt"
	"sync/atomic"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"

	"majlis/internal/jobs/kind"
)

// Enqueue writes a job in the context's transaction: it exists when that commits and
// never otherwise. The job runs at the given time; the zero time means at once.
func (db *DB) Enqueue(ctx context.Context, job kind.Args, at time.Time) error {
	return db.enqueue(ctx, job, &river.InsertOpts{ScheduledAt: at})
}

// EnqueueOnce is Enqueue, but does nothing while an equal job (same kind and arguments)
// still waits or runs.
func (db *DB) EnqueueOnce(ctx context.Context, job kind.Args, at time.Time) error {
	unfinished := []rivertype.JobState{
		rivertype.JobStateAvailable, rivertype.JobStatePending, rivertype.JobStateRetryable,
		rivertype.JobStateRunning, rivertype.JobStateScheduled,
	}
	return db.enqueue(ctx, job, &river.InsertOpts{
		ScheduledAt: at,
		UniqueOpts:  river.UniqueOpts{ByArgs: true, ByState: unfinished},
	})
}

func (db *DB) enqueue(ctx context.Context, job kind.Args, options *river.InsertOpts) (err error) {
	if tx := db.tx(ctx); tx != nil {
		_, err = db.jobs.InsertTx(ctx, tx, job, options)
	} else {
		_, err = db.jobs.Insert(ctx, job, options)
	}
	if err != nil {
		return fmt.Errorf("enqueue %s: %w", job.Kind(), err)
	}
	return nil
}

// A dueJob is a job with the time at which it runs; the zero time means at once.
type dueJob struct {
	args kind.Args
	at   time.Time
}

// enqueueAll is Enqueue of each.
func (db *DB) enqueueAll(ctx context.Context, list []dueJob) (err error) {
	if len(list) == 0 {
		return nil
	}
	params := make([]river.InsertManyParams, len(list))
	for i, job := range list {
		params[i] = river.InsertManyParams{Args: job.args, InsertOpts: &river.InsertOpts{ScheduledAt: job.at}}
	}
	if w := db.tx(ctx); w != nil {
		_, err = db.jobs.InsertManyFastTx(ctx, w, params)
	} else {
		_, err = db.jobs.InsertManyFast(ctx, params)
	}
	if err != nil {
		return fmt.Errorf("enqueue %d jobs: %w", len(list), err)
	}
	return nil
}

// DropSettledJobs removes jobs that wait for notices and offers which need them no more. The
// demonstration leaves hundreds of them, and real ones would wait behind.
func (db *DB) DropSettledJobs(ctx context.Context) error {
	const q = `delete from river_job j where j.state in ('available', 'scheduled') and (
			(j.kind = 'send_notice' and exists (select from notice n where n.id = (j.args->>'noticeId')::bigint and n.status <> 'queued'))
			or (j.kind = 'lapse_offer' and exists (select from offer o where o.id = (j.args->>'offerId')::bigint and o.status not in ('open', 'called'))))`
	_, err := exec(ctx, db, q, nil)
	return err
}

// A wakener says when to wake the job queue for jobs that this package inserts by itself. Each
// waking makes commits wait for each other, and the queue looks no more often than this anyway.
type wakener struct{ last atomic.Int64 }

const wakeEvery = 100 * time.Millisecond

func (w *wakener) due(now time.Time) bool {
	last := w.last.Load()
	since := time.Duration(now.UnixNano() - last)
	return (since < 0 || since >= wakeEvery) && w.last.CompareAndSwap(last, now.UnixNano())
}
