package postgres

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
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

func (db *DB) once(ctx context.Context, do func(ctx context.Context) error) error {
	conn, err := db.pool.Acquire(ctx)
	if err != nil {
		return fmt.Errorf("begin a transaction: %w", err)
	}
	defer conn.Release()
	w := &work{conn: conn}
	// After a commit this does nothing. A cancelled caller must not keep the connection from
	// being given back clean.
	defer w.rollback(context.WithoutCancel(ctx))
	if err := do(context.WithValue(ctx, txKey{db}, w)); err != nil {
		return err
	}
	return w.commit(ctx)
}

// A work is a transaction under way. A trip to the database costs more than most statements,
// so the begin travels with the first of them, and statements whose answer nobody waits for
// are kept back to travel with the next that somebody waits for, or with the commit.
type work struct {
	pgx.Tx // nil: the job queue wants one, and calls only what work has itself

	conn   *pgxpool.Conn
	begun  bool
	kept   pgx.Batch
	checks []func(ctx context.Context) error // one for each of kept; nil asks nothing
	failed error                             // why it cannot commit any more
}

// commit makes everything stand. A work that never reached the database has nothing to commit.
func (w *work) commit(ctx context.Context) error {
	if slices.ContainsFunc(w.checks, func(none func(context.Context) error) bool { return none != nil }) {
		if err := w.flush(ctx); err != nil {
			return err
		}
	}
	if w.failed != nil || !w.begun && len(w.kept.QueuedQueries) == 0 {
		return w.failed
	}
	tag, err := w.Exec(ctx, "commit")
	if err != nil {
		return fmt.Errorf("commit: %w", translate(err))
	}
	w.begun = false
	if tag.String() == "ROLLBACK" {
		return fmt.Errorf("commit: %w", pgx.ErrTxCommitRollback)
	}
	return nil
}

func (w *work) rollback(ctx context.Context) {
	if !w.begun {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	// A connection on which this fails is not used again.
	_, _ = w.conn.Exec(ctx, "rollback")
}

// InSavepoint runs do so that its failure undoes only what do wrote: for one of many
// steps that may be refused while the others go on. Outside a transaction it is InTx.
func (db *DB) InSavepoint(ctx context.Context, do func(ctx context.Context) error) error {
	w := db.tx(ctx)
	if w == nil {
		return db.InTx(ctx, do)
	}
	if _, err := w.Exec(ctx, "savepoint step"); err != nil {
		return translate(err)
	}
	err := do(ctx)
	if err == nil {
		err = w.flush(ctx)
	}
	if err == nil {
		_, err = w.Exec(ctx, "release savepoint step")
		return translate(err)
	}
	w.kept, w.checks, w.failed = pgx.Batch{}, nil, nil
	// A savepoint within this one has the same name; it is gone before this one is meant.
	_, undone := w.conn.Exec(ctx, "rollback to savepoint step")
	if undone == nil {
		_, undone = w.conn.Exec(ctx, "release savepoint step")
	}
	if undone != nil {
		w.failed = fmt.Errorf("undo a step: %w", undone)
	}
	return err
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
