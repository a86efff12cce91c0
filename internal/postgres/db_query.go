package postgres

import (
	"context"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// A runner runs statements: the pool, or the transaction of the context.
type runner interface {
	Exec(ctx context.Context, sql string, args ...any) (pgconn.CommandTag, error)
	Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error)
	QueryRow(ctx context.Context, sql string, args ...any) pgx.Row
	SendBatch(ctx context.Context, batch *pgx.Batch) pgx.BatchResults
	CopyFrom(ctx context.Context, table pgx.Identifier, columns []string, rows pgx.CopyFromSource) (int64, error)
}

// q is where a statement runs: in the context's transaction, else on the pool.
func (db *DB) q(ctx context.Context) runner {
	if tx := db.tx(ctx); tx != nil {
		return tx
	}
	return db.pool
}

// all reads every row into a T, matching columns to fields by name (release_at or
// releaseAt to ReleaseAt; a db tag where they differ). No rows: an empty slice.
func all[T any](ctx context.Context, db *DB, q string, args pgx.NamedArgs) ([]T, error) {
	rows, err := db.q(ctx).Query(ctx, q, pgx.StrictNamedArgs(args))
	if err != nil {
		return nil, translate(err)
	}
	found, err := pgx.CollectRows(rows, pgx.RowToStructByName[T])
	return found, translate(err)
}

// one reads exactly one row into a T; none is booking.ErrNotFound.
func one[T any](ctx context.Context, db *DB, q string, args pgx.NamedArgs) (T, error) {
	rows, err := db.q(ctx).Query(ctx, q, pgx.StrictNamedArgs(args))
	if err != nil {
		var none T
		return none, translate(err)
	}
	found, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[T])
	return found, translate(err)
}

// next is one for the next statement of a batch.
func next[T any](results pgx.BatchResults) (T, error) {
	rows, err := results.Query()
	if err != nil {
		var none T
		return none, translate(err)
	}
	found, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[T])
	return found, translate(err)
}

// value reads one row of one column (an id from `returning id`, a count); no row is
// booking.ErrNotFound.
func value[T any](ctx context.Context, db *DB, q string, args pgx.NamedArgs) (T, error) {
	rows, err := db.q(ctx).Query(ctx, q, pgx.StrictNamedArgs(args))
	if err != nil {
		var none T
		return none, translate(err)
	}
	found, err := pgx.CollectExactlyOneRow(rows, pgx.RowTo[T])
	return found, translate(err)
}

// values reads a single column of every row.
func values[T any](ctx context.Context, db *DB, q string, args pgx.NamedArgs) ([]T, error) {
	rows, err := db.q(ctx).Query(ctx, q, pgx.StrictNamedArgs(args))
	if err != nil {
		return nil, translate(err)
	}
	found, err := pgx.CollectRows(rows, pgx.RowTo[T])
	return found, translate(err)
}

// exec runs a statement that returns no rows and says how many it touched.
func exec(ctx context.Context, db *DB, q string, args pgx.NamedArgs) (int64, error) {
	tag, err := db.q(ctx).Exec(ctx, q, pgx.StrictNamedArgs(args))
	return tag.RowsAffected(), translate(err)
}

// must runs a statement that has to touch a row; touching none is the given error, which
// is booking.ErrNotFound for a row named by its id and booking.ErrConflict for one named
// by its version too.
func must(ctx context.Context, db *DB, none error, q string, args pgx.NamedArgs) error {
	n, err := exec(ctx, db, q, args)
	if err != nil {
		return err
	}
	if n == 0 {
		return none
	}
	return nil
}

// lock holds a named lock until the context's transaction ends, waiting for whoever has
// it: allocations of one week, the audience queue of one host. Use it inside InTx.
func lock(ctx context.Context, db *DB, name string) error {
	const q = `select pg_advisory_xact_lock(hashtextextended(@name, 0))`
	_, err := exec(ctx, db, q, pgx.NamedArgs{"name": name})
	return err
}
