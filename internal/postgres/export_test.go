package postgres

import (
	"context"

	"github.com/jackc/pgx/v5"
)

// Rules and Translate let the tests outside the package look at the table of rules.
var (
	Rules     = rules
	Translate = translate
)

// Run is exec for tests, which bring statements of their own.
func (db *DB) Run(ctx context.Context, statement string, args map[string]any) (int64, error) {
	return exec(ctx, db, statement, pgx.NamedArgs(args))
}
