package ops

import (
	"context"
	"fmt"
)

// Requeues puts a failed message back, with the job that sends it. Anything but a failed message is
// booking.ErrConflict. It joins the transaction of ctx.
type Requeues interface {
	Requeue(ctx context.Context, id int64) error
}

// Schedules changes when something runs by the calendar. A text that cannot be read or names a
// forbidden hour is refused; booking.ErrConflict means that somebody else was faster.
type Schedules interface {
	Reschedule(ctx context.Context, name, text string, version int) error
}

// A Transactor runs fn in one transaction carried by the context.
type Transactor interface {
	InTx(ctx context.Context, fn func(context.Context) error) error
}

// Journal writes the audit record.
type Journal interface {
	Record(ctx context.Context, action, subject string, id int64, reason string) error
}

// Operator does what operations may change, each with its line in the audit record.
type Operator struct {
	Tx        Transactor
	Journal   Journal
	Requeues  Requeues
	Schedules Schedules
}

// Retry sends a failed message again, if what it says still holds by then.
func (o Operator) Retry(ctx context.Context, notice int64) error {
	return o.Tx.InTx(ctx, func(ctx context.Context) error {
		if err := o.Requeues.Requeue(ctx, notice); err != nil {
			return fmt.Errorf("retry message %d: %w", notice, err)
		}
		return o.Journal.Record(ctx, "notice.retried", "notice", notice, "")
	})
}

// Reschedule gives a cron entry the office's own schedule.
func (o Operator) Reschedule(ctx context.Context, name, text string, version int) error {
	return o.Tx.InTx(ctx, func(ctx context.Context) error {
		if err := o.Schedules.Reschedule(ctx, name, text, version); err != nil {
			return fmt.Errorf("reschedule %s: %w", name, err)
		}
		return o.Journal.Record(ctx, "cron.rescheduled", "cron", 0, name+": "+text)
	})
}

// Exported notes that a part of the audit record left the program.
func (o Operator) Exported(ctx context.Context, format string) error {
	return o.Journal.Record(ctx, "audit.exported", "audit", 0, format)
}

// Verified notes that the audit record was checked, and what came of it.
func (o Operator) Verified(ctx context.Context, result string) error {
	return o.Journal.Record(ctx, "audit.verified", "audit", 0, result)
}
