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
// is not here is a fault of the program. A refusal's code is the constraint's name, or the
// code by which the domain refuses the same before the database has to.
var rules = map[string]error{
	"staff_username_once":                     refuse("staff_username_once", "username"),
	"staff_department_officer_has_department": refuse("staff_department_officer_has_department", "department"),
	"staff_host_has_host":                     refuse("staff_host_has_host", "host"),

	"case_one_active_a_day":            refuse("case_one_active_a_day", "subject"),
	"case_not_merged_into_itself":      refuse("case_not_merged_into_itself", "into"),
	"case_filed_once":                  booking.ErrConflict, // two presses at once; File looks again
	"survey_pkey":                      refuse("survey_answered", ""),
	"referral_one_open_per_department": refuse("referral_one_open_per_department", "department"),

	"request_one_open_per_person":    refuse("request_already_open", ""),
	"request_one_per_case":           refuse("request_already_open", ""),
	"host_code_once":                 refuse("host_code_taken", "code"),
	"session_host_not_in_two_places": refuse("session_overlaps", "from"),
	"slot_host_not_twice_at_once":    refuse("session_overlaps", "from"),
	"plan_one_published_per_week":    refuse("week_already_published", ""),
	"pin_request_once_a_week":        refuse("pin_request_twice", "request"),
	"pin_slot_once":                  refuse("pin_slot_taken", "slot"),

	"recording_policy_one_open":   refuse("recording_policy_one_open", ""),
	"recording_policy_two_people": refuse("recording_two_people", ""),
	"recording_access_one_open":   refuse("recording_access_one_open", ""),
	"recording_access_two_people": refuse("recording_two_people", ""),

	"helper_not_in_two_places": refuse("helper_not_in_two_places", ""),

	"slot_one_live_offer":            refuse("slot_taken", ""),
	"request_one_live_offer":         refuse("request_has_offer", ""),
	"audience_one_per_offer":         refuse("offer_answered", ""),
	"session_one_audience_at_a_time": refuse("session_busy", ""),
}

// refuse is booking.Refuse as a plain error, for the table.
func refuse(code, field string) error { return booking.Refuse(code, field) }

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
