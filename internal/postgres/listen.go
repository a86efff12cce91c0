package postgres

import (
	"context"
	"time"
)

// CalendarChanges wakes whoever reads the channel it returns when officers have changed the
// calendar, on this node or another, until ctx ends. Wake-ups may be lost while the connection
// is away: they tell when to look, never what is true.
func (db *DB) CalendarChanges(ctx context.Context) <-chan struct{} {
	const q = `listen calendar`
	woken := make(chan struct{}, 1)
	go db.listen(ctx, q, func(string) { wake(woken) })
	return woken
}

// RoomWakes calls on with the name of a room that is to be looked at again by its home, and with ""
// when any may have been missed, until ctx ends.
func (db *DB) RoomWakes(ctx context.Context, on func(room string)) {
	const q = `listen room`
	db.listen(ctx, q, on)
}

// WakeRoom tells all nodes that a room is to be looked at again; in a transaction, once it commits.
func (db *DB) WakeRoom(ctx context.Context, room string) error {
	const q = `select pg_notify('room', @room)`
	_, err := exec(ctx, db, q, map[string]any{"room": room})
	return err
}

// NodeWakes calls on when a node is told something, until ctx ends.
func (db *DB) NodeWakes(ctx context.Context, on func(string)) {
	const q = `listen node`
	db.listen(ctx, q, on)
}

// listen runs q, which listens to a channel, and hands on what is told there, until ctx ends.
func (db *DB) listen(ctx context.Context, q string, on func(payload string)) {
	const redialEvery = 2 * time.Second
	for ctx.Err() == nil {
		if err := db.listenOnce(ctx, q, on); err != nil && ctx.Err() == nil {
			db.log.Debug("listening again soon", "statement", q, "error", err)
		}
		select {
		case <-ctx.Done():
		case <-time.After(redialEvery):
		}
	}
}

func (db *DB) listenOnce(ctx context.Context, q string, on func(payload string)) error {
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
	on("") // once at first: something may have changed before
	for {
		told, err := conn.WaitForNotification(ctx)
		if err != nil {
			return err
		}
		on(told.Payload)
	}
}

func wake(woken chan<- struct{}) {
	select {
	case woken <- struct{}{}:
	default:
	}
}
