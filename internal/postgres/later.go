package postgres

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// A work is a transaction under way. Statements whose answer nobody waits for are kept back
// and go to the database together, before the next that somebody waits for or the commit:
// one trip for several.
type work struct {
	pgx.Tx
	kept   *pgx.Batch
	checks []func(ctx context.Context, touched int64) error // one for each of kept; nil asks nothing
}

// later runs a statement that returns no rows, at the latest when the context's transaction
// commits; outside one it runs at once. Its failure is that of whatever runs it then, and
// undoes the transaction all the same. check, unless nil, is told how many rows it touched.
func later(ctx context.Context, db *DB, q string, args pgx.NamedArgs, check func(ctx context.Context, touched int64) error) error {
	w := db.tx(ctx)
	if w == nil {
		touched, err := exec(ctx, db, q, args)
		if err != nil || check == nil {
			return err
		}
		return check(ctx, touched)
	}
	if w.kept == nil {
		w.kept = &pgx.Batch{}
	}
	w.kept.Queue(q, pgx.StrictNamedArgs(args))
	w.checks = append(w.checks, check)
	return nil
}

// flush runs what was kept back.
func (w *work) flush(ctx context.Context) error {
	if w.kept == nil {
		return nil
	}
	batch, checks := w.kept, w.checks
	w.kept, w.checks = nil, nil
	touched := make([]int64, len(checks))
	results := w.Tx.SendBatch(ctx, batch)
	for i := range checks {
		tag, err := results.Exec()
		if err != nil {
			_ = results.Close()
			return translate(err)
		}
		touched[i] = tag.RowsAffected()
	}
	if err := results.Close(); err != nil {
		return fmt.Errorf("end a batch: %w", translate(err))
	}
	for i, check := range checks {
		if check == nil {
			continue
		}
		if err := check(ctx, touched[i]); err != nil {
			return err
		}
	}
	return nil
}

// The runner's methods see to what was kept back first, so that nobody reads past it.

func (w *work) Exec(ctx context.Context, sql string, args ...any) (pgconn.CommandTag, error) {
	if err := w.flush(ctx); err != nil {
		return pgconn.CommandTag{}, err
	}
	return w.Tx.Exec(ctx, sql, args...)
}

func (w *work) Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error) {
	if err := w.flush(ctx); err != nil {
		return nil, err
	}
	return w.Tx.Query(ctx, sql, args...)
}

func (w *work) QueryRow(ctx context.Context, sql string, args ...any) pgx.Row {
	if err := w.flush(ctx); err != nil {
		return failedRow{err}
	}
	return w.Tx.QueryRow(ctx, sql, args...)
}

func (w *work) SendBatch(ctx context.Context, batch *pgx.Batch) pgx.BatchResults {
	if err := w.flush(ctx); err != nil {
		return failedBatch{failedRow{err}}
	}
	return w.Tx.SendBatch(ctx, batch)
}

func (w *work) CopyFrom(ctx context.Context, table pgx.Identifier, columns []string, rows pgx.CopyFromSource) (int64, error) {
	if err := w.flush(ctx); err != nil {
		return 0, err
	}
	return w.Tx.CopyFrom(ctx, table, columns, rows)
}

func (w *work) Commit(ctx context.Context) error {
	if err := w.flush(ctx); err != nil {
		return err
	}
	return w.Tx.Commit(ctx)
}

// failedRow and failedBatch answer in place of a statement that could not be reached.
type failedRow struct{ err error }

func (f failedRow) Scan(...any) error { return f.err }

type failedBatch struct{ failedRow }

func (f failedBatch) Exec() (pgconn.CommandTag, error) { return pgconn.CommandTag{}, f.err }
func (f failedBatch) Query() (pgx.Rows, error)         { return nil, f.err }
func (f failedBatch) QueryRow() pgx.Row                { return f.failedRow }
func (f failedBatch) Close() error                     { return f.err }
func (f failedBatch) Tx() pgx.Tx                       { return nil }
