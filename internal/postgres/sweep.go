package postgres

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"
)

// How long what nobody needs any more is kept.
const (
	draftsFor  = 30 * 24 * time.Hour // untouched drafts, with their files
	samplesFor = 14 * 24 * time.Hour // quality of past calls
)

// Sweep removes drafts that nobody has touched for a month and quality samples of more than two weeks ago.
func (db *DB) Sweep(ctx context.Context, now time.Time) error {
	const drafts = `delete from draft where updated_at < @before`
	if _, err := exec(ctx, db, drafts, pgx.NamedArgs{"before": now.Add(-draftsFor)}); err != nil {
		return err
	}
	const samples = `delete from quality_sample where at < @before`
	_, err := exec(ctx, db, samples, pgx.NamedArgs{"before": now.Add(-samplesFor)})
	return err
}
