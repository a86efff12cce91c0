package postgres

import (
	"context"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"majlis/booking"
)

// later runs a statement that returns no rows, at the latest when the context's transaction
// commits; outside one it runs at once. Its failure is that of whatever runs it then, and
// undoes the transaction all the same. none, unless nil, is asked what it means that the
// statement touched no row; when it knows nothing, that is booking.ErrConflict.
func later(ctx context.Context, db *DB, q string, args pgx.NamedArgs, none func(ctx context.Context) error) error {
	w := db.tx(ctx)
	if w == nil {
		touched, err := exec(ctx, db, q, args)
		if err != nil || none == nil || touched > 0 {
			return err
		}
		return why(ctx, none)
	}
	w.kept.Queue(q, pgx.StrictNamedArgs(args))
	w.checks = append(w.checks, none)
	return nil
}

// why is what it means that a statement touched no row.
func why(ctx context.Context, none func(ctx context.Context) error) error {
	if err := none(ctx); err != nil {
		return err
	}
	return booking.ErrConflict
}

// together sends the begin, what was kept back and batch in one trip. The results left to read
// are those of batch.
func (w *work) together(ctx context.Context, batch *pgx.Batch) (pgx.BatchResults, error) {
	if w.failed != nil {
		return nil, w.failed
	}
	all, checks := &pgx.Batch{}, w.checks
	if !w.begun {
		all.Queue("begin")
		checks = append([]func(context.Context) error{nil}, checks...)
	}
	all.QueuedQueries = slices.Concat(all.QueuedQueries, w.kept.QueuedQueries, batch.QueuedQueries)
	results := w.conn.SendBatch(ctx, all)
	w.begun, w.kept, w.checks = true, pgx.Batch{}, nil
	var none func(context.Context) error
	for _, check := range checks {
		tag, err := results.Exec()
		if err != nil {
			_ = results.Close()
			w.failed = translate(err)
			return nil, w.failed
		}
		if check != nil && none == nil && tag.RowsAffected() == 0 {
			none = check
		}
	}
	if none == nil {
		return results, nil
	}
	// What came after it has run too; the transaction must not commit.
	failed := booking.ErrConflict
	if results.Close() == nil {
		failed = why(ctx, none)
	}
	w.failed = failed
	return nil, failed
}

// direct says that a statement has nothing to take along.
func (w *work) direct() bool { return w.begun && w.failed == nil && len(w.kept.QueuedQueries) == 0 }

// flush runs what was kept back.
func (w *work) flush(ctx context.Context) error {
	if w.failed != nil || len(w.kept.QueuedQueries) == 0 {
		return w.failed
	}
	return w.ready(ctx)
}

// ready begins and runs what was kept back, for what cannot travel with them.
func (w *work) ready(ctx context.Context) error {
	results, err := w.together(ctx, &pgx.Batch{})
	if err != nil {
		return err
	}
	if err := results.Close(); err != nil {
		return fmt.Errorf("end a batch: %w", translate(err))
	}
	return nil
}

// The runner's methods take along what was kept back, so that nobody reads past it.

func (w *work) Exec(ctx context.Context, sql string, args ...any) (pgconn.CommandTag, error) {
	if w.direct() {
		return w.conn.Exec(ctx, sql, args...)
	}
	batch := &pgx.Batch{}
	batch.Queue(sql, args...)
	results, err := w.together(ctx, batch)
	if err != nil {
		return pgconn.CommandTag{}, err
	}
	tag, err := results.Exec()
	if closed := results.Close(); err == nil {
		err = closed
	}
	return tag, err
}

func (w *work) Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error) {
	if w.direct() {
		return w.conn.Query(ctx, sql, args...)
	}
	batch := &pgx.Batch{}
	batch.Queue(sql, args...)
	results, err := w.together(ctx, batch)
	if err != nil {
		return nil, err
	}
	rows, err := results.Query()
	if err != nil {
		_ = results.Close()
		return nil, err
	}
	return &lastRows{Rows: rows, results: results}, nil
}

func (w *work) QueryRow(ctx context.Context, sql string, args ...any) pgx.Row {
	rows, err := w.Query(ctx, sql, args...)
	return onlyRow{rows, err}
}

func (w *work) SendBatch(ctx context.Context, batch *pgx.Batch) pgx.BatchResults {
	if w.direct() {
		return w.conn.SendBatch(ctx, batch)
	}
	results, err := w.together(ctx, batch)
	if err != nil {
		return failedBatch{onlyRow{failed: err}}
	}
	return results
}

func (w *work) CopyFrom(ctx context.Context, table pgx.Identifier, columns []string, rows pgx.CopyFromSource) (int64, error) {
	if !w.direct() {
		if err := w.ready(ctx); err != nil {
			return 0, err
		}
	}
	return w.conn.CopyFrom(ctx, table, columns, rows)
}

// Conn tells the job queue which server this is.
func (w *work) Conn() *pgx.Conn { return w.conn.Conn() }

// lastRows are the rows of the last statement of a batch, and end it.
type lastRows struct {
	pgx.Rows
	results pgx.BatchResults
	failed  error
}

func (r *lastRows) Next() bool {
	if r.Rows.Next() {
		return true
	}
	r.Close()
	return false
}

func (r *lastRows) Close() {
	r.Rows.Close()
	if err := r.results.Close(); r.failed == nil {
		r.failed = err
	}
}

func (r *lastRows) Err() error {
	if err := r.Rows.Err(); err != nil {
		return err
	}
	return r.failed
}

// onlyRow is the first of some rows, or why there are none.
type onlyRow struct {
	rows   pgx.Rows
	failed error
}

func (r onlyRow) Scan(into ...any) error {
	if r.failed != nil {
		return r.failed
	}
	defer r.rows.Close()
	if !r.rows.Next() {
		if err := r.rows.Err(); err != nil {
			return err
		}
		return pgx.ErrNoRows
	}
	if err := r.rows.Scan(into...); err != nil {
		return err
	}
	r.rows.Close()
	return r.rows.Err()
}

// failedBatch answers in place of statements that could not be reached.
type failedBatch struct{ onlyRow }

func (f failedBatch) Exec() (pgconn.CommandTag, error) { return pgconn.CommandTag{}, f.failed }
func (f failedBatch) Query() (pgx.Rows, error)         { return nil, f.failed }
func (f failedBatch) QueryRow() pgx.Row                { return f.onlyRow }
func (f failedBatch) Close() error                     { return f.failed }
func (f failedBatch) Tx() pgx.Tx                       { return nil }
