package postgres

import (
	"context"
	"time"
)

// CalendarChanges wakes whoever reads the channel it returns when officers have changed the
// calendar, on this node or another, until ctx ends. Wake-ups may be lost while the connection
// is away: they tell when to look, never what is true.
func (db *DB) CalendarChanges(ctx context.Context) <-chan struct{} {
	woken := make(chan struct{}, 1)
	go func() {
		const redialEvery = 2 * time.Second
		for ctx.Err() == nil {
			if err := db.listenOnce(ctx, woken); err != nil && ctx.Err() == nil {
				db.log.Debug("listening for the calendar again soon", "error", err)
			}
			select {
			case <-ctx.Done():
			case <-time.After(redialEvery):
			}
		}
	}()
	return woken
}

func (db *DB) listenOnce(ctx context.Context, woken chan<- struct{}) error {
	const q = `listen calendar`
	pooled, err := db.pool.Acquire(ctx)
	if err != nil {
		return err
	}
	conn := pooled.Hijack() // a listening connection is no good to anybody else
	defer func() {
		closing, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
		defer cancel()
		_ = conn.Close(closing)
	}()
	if _, err := conn.Exec(ctx, q); err != nil {
		return err
	}
	for {
		wake(woken) // once at first: something may have changed before
		if _, err := conn.WaitForNotification(ctx); err != nil {
			return err
		}
	}
}

func wake(woken chan<- struct{}) {
	select {
	case woken <- struct{}{}:
	default:
	}
}
