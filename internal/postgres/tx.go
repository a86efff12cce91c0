package postgres

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// txKey finds a database's transaction in a context. It names the database, so that two
// of them in one process never share one.
type txKey struct{ db *DB }

func (db *DB) tx(ctx context.Context) *work {
	w, _ := ctx.Value(txKey{db}).(*work)
	return w
}

// attempts is how often the whole of a transaction is tried when the database gives it
// up for another one's sake.
const attempts = 5

// InTx runs do in a transaction that travels in do's context: every statement of this
// package and every Enqueue made with that context belongs to it. It commits when do
// returns nil and rolls back otherwise. Called inside another InTx it joins that one,
// whose caller then decides: an error of do must be returned, not swallowed.
//
// A transaction that lost a deadlock or a serialization race is run again from its
// start, so do must change nothing but the database and its own locals.
func (db *DB) InTx(ctx context.Context, do func(ctx context.Context) error) error {
	if db.tx(ctx) != nil {
		return do(ctx)
	}
	for attempt := 1; ; attempt++ {
		err := db.once(ctx, do)
		if err == nil || !lostRace(err) || attempt == attempts {
			return err
		}
		pause := time.Duration(attempt)*10*time.Millisecond + rand.N(20*time.Millisecond)
		select {
		case <-ctx.Done():
			return err
		case <-time.After(pause):
		}
	}
}

func (db *DB) once(ctx context.Context, do func(ctx context.Context) error) (err error) {
	begun, err := db.pool.Begin(ctx)
	if err != nil {
		return fmt.Errorf("begin a transaction: %w", err)
	}
	tx := &work{Tx: begun}
	defer func() {
		// After a commit this does nothing. A cancelled caller must not keep the
		// connection from being given back clean.
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
		defer cancel()
		_ = tx.Rollback(ctx)
	}()
	if err := do(context.WithValue(ctx, txKey{db}, tx)); err != nil {
		return err
	}
	if err := tx.flush(ctx); err != nil {
		return err
	}
	if err := tx.Commit(ctx); err != nil {
		return fmt.Errorf("commit: %w", translate(err))
	}
	return nil
}

// InSavepoint runs do so that its failure undoes only what do wrote: for one of many
// steps that may be refused while the others go on. Outside a transaction it is InTx.
func (db *DB) InSavepoint(ctx context.Context, do func(ctx context.Context) error) error {
	outer := db.tx(ctx)
	if outer == nil {
		return db.InTx(ctx, do)
	}
	if err := outer.flush(ctx); err != nil {
		return err
	}
	return pgx.BeginFunc(ctx, outer.Tx, func(begun pgx.Tx) error {
		inner := &work{Tx: begun}
		if err := do(context.WithValue(ctx, txKey{db}, inner)); err != nil {
			return err
		}
		return inner.flush(ctx)
	})
}

// lostRace says whether the database gave the transaction up so that another could go on.
func lostRace(err error) bool {
	var pg *pgconn.PgError
	if !errors.As(err, &pg) {
		return false
	}
	const serializationFailure, deadlockDetected = "40001", "40P01"
	return pg.Code == serializationFailure || pg.Code == deadlockDetected
}
