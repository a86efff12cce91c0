// Package jobs works the durable jobs and starts those that run by the calendar. A job
// is inserted in the transaction of the change it follows from (postgres.DB.Enqueue) and
// worked here by a plain function, on whichever node is free, at least once: a function
// must bear being run again. Its arguments are the types of package kind.
package jobs

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/riverqueue/river/rivertype"

	"majlis/booking"
	"majlis/internal/jobs/kind"
	"majlis/internal/postgres"
)

// Config says how jobs are worked. Now and Log are required.
type Config struct {
	Now func() time.Time
	Log *slog.Logger
	// Workers is how many jobs run at once on this node; zero means 10.
	Workers int
	// RetryAfter is how long a job waits after its attempt-th failure (from 1); nil
	// means attempt⁴ seconds. After 25 failures it is given up.
	RetryAfter func(attempt int) time.Duration
	// Cron is what runs by the calendar.
	Cron []Entry
	// FollowNow has the queue itself go by Now, which must run on like a clock: for
	// tests and demonstrations that live on another day.
	FollowNow bool
}

// Client works jobs from Start to Stop.
type Client struct {
	db      *postgres.DB
	config  Config
	workers *river.Workers
	faults  []error // of registration, told by Start
	river   *river.Client[pgx.Tx]
	ticking sync.WaitGroup
	endTick context.CancelFunc
}

// New makes a client; register what works each kind with Work, then Start it.
func New(db *postgres.DB, config Config) *Client {
	if config.Workers == 0 {
		config.Workers = 10
	}
	return &Client{db: db, config: config, workers: river.NewWorkers()}
}

// Work has do work the jobs of one kind. A nil error ends the job. A refusal, or
// booking.ErrNotFound, ends it too, since trying again changes nothing; Later postpones
// it; any other error is tried again after a while. ctx is cancelled after five minutes,
// or when a stop cannot wait any longer.
func Work[T kind.Args](c *Client, do func(ctx context.Context, job T) error) {
	worker := river.WorkFunc(func(ctx context.Context, job *river.Job[T]) error {
		return outcome(do(ctx, job.Args))
	})
	if err := river.AddWorkerSafely(c.workers, worker); err != nil {
		c.faults = append(c.faults, err)
	}
}

// Later, returned by a worker, runs the job again after a while and does not count as a
// failure.
func Later(after time.Duration) error { return later(after) }

type later time.Duration

func (l later) Error() string { return "again in " + time.Duration(l).String() }

func outcome(err error) error {
	var postponed later
	var refusal *booking.Refusal
	switch {
	case errors.As(err, &postponed):
		return river.JobSnooze(time.Duration(postponed))
	case errors.As(err, &refusal), errors.Is(err, booking.ErrNotFound):
		return river.JobCancel(err)
	}
	return err
}

// jobTimeout bounds one attempt. A job whose node died is taken up again rescueAfter it
// began.
const (
	jobTimeout  = 5 * time.Minute
	rescueAfter = 6 * time.Minute
)

// Start runs what fell due while nobody was up, then begins to work. It fails if two
// functions were registered for one kind or a cron entry is wrong.
func (c *Client) Start(ctx context.Context) error {
	if err := errors.Join(c.faults...); err != nil {
		return fmt.Errorf("register job workers: %w", err)
	}
	if err := c.plan(ctx); err != nil {
		return err
	}
	if err := c.Tick(ctx); err != nil {
		return fmt.Errorf("start what fell due: %w", err)
	}
	client, err := river.NewClient(riverpgxv5.New(c.db.Pool()), c.riverConfig())
	if err != nil {
		return fmt.Errorf("set up the job workers: %w", err)
	}
	lasting := context.WithoutCancel(ctx) // it ends by Stop, which lets running jobs finish
	if err := client.Start(lasting); err != nil {
		return fmt.Errorf("start the job workers: %w", err)
	}
	c.river = client
	lasting, c.endTick = context.WithCancel(lasting)
	c.ticking.Go(func() { c.tickOn(lasting) })
	return nil
}

func (c *Client) riverConfig() *river.Config {
	config := &river.Config{
		Queues:               map[string]river.QueueConfig{river.QueueDefault: {MaxWorkers: c.config.Workers}},
		Workers:              c.workers,
		Logger:               c.config.Log,
		JobTimeout:           jobTimeout,
		RescueStuckJobsAfter: rescueAfter,
	}
	if c.config.RetryAfter != nil {
		config.RetryPolicy = retryPolicy{c.config}
	}
	if c.config.FollowNow {
		config.Test.Time = movedClock{c.config.Now}
	}
	return config
}

// retryPolicy is RetryAfter as the library wants it.
type retryPolicy struct{ config Config }

// NextRetry is when a failed job runs again.
func (p retryPolicy) NextRetry(job *rivertype.JobRow) time.Time {
	return p.config.Now().Add(p.config.RetryAfter(len(job.Errors) + 1))
}

// movedClock is Now as the library wants it.
type movedClock struct{ now func() time.Time }

// Now is the moved time.
func (m movedClock) Now() time.Time { return m.now() }

// NowOrNil is the moved time for statements, which else go by the database's own.
func (m movedClock) NowOrNil() *time.Time {
	now := m.now().UTC()
	return &now
}

// Stop takes no more jobs and waits for those running until ctx is done; then it cancels
// them, to be tried again later.
func (c *Client) Stop(ctx context.Context) error {
	if c.river == nil {
		return nil
	}
	c.endTick()
	c.ticking.Wait()
	err := c.river.Stop(ctx)
	if err == nil {
		return nil
	}
	grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer cancel()
	if err := c.river.StopAndCancel(grace); err != nil {
		return fmt.Errorf("stop the job workers: %w", err)
	}
	return nil
}

// River is the queue itself, for the operators' pages about it; nil before Start.
func (c *Client) River() *river.Client[pgx.Tx] { return c.river }
