package postgres

import (
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"majlis/booking"
)

// rules says what it means to a person when a constraint of the schema holds: a refusal
// (whose sentence is refusal.<code> in the catalogues) or a sentinel. A constraint that
// is not here is a fault of the program.
var rules = map[string]error{}

// translate turns what the database said into the domain's errors and keeps the original
// within reach of errors.As.
func translate(err error) error {
	if err == nil {
		return nil
	}
	if errors.Is(err, pgx.ErrNoRows) {
		return booking.ErrNotFound
	}
	var pg *pgconn.PgError
	if !errors.As(err, &pg) {
		return err
	}
	if rule, known := rules[pg.ConstraintName]; known {
		return fmt.Errorf("%w: %w", rule, err)
	}
	return err
}

// brokenRule is the name of the constraint behind an error, or "".
func brokenRule(err error) string {
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		return pg.ConstraintName
	}
	return ""
}
