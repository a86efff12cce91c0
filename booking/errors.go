package booking

import (
	"errors"
	"fmt"
)

// Sentinels that callers test with errors.Is; pages turn them into 404, 409 and 403.
var (
	ErrNotFound  = errors.New("not found")
	ErrConflict  = errors.New("changed by somebody else meanwhile")
	ErrForbidden = errors.New("not allowed")
)

// A Refusal is a rule saying no to a person. It carries no sentence: its text stands in
// the catalogues under "refusal.<Code>", filled with Args (name, value, name, value, …),
// and is shown beside Field when that is not empty.
type Refusal struct {
	Code  string
	Field string
	Args  []any
}

// Refuse makes a Refusal for a form field ("" when it concerns the whole form).
func Refuse(code, field string, args ...any) *Refusal {
	return &Refusal{Code: code, Field: field, Args: args}
}

func (r *Refusal) Error() string {
	if r.Field == "" {
		return "refused: " + r.Code
	}
	return fmt.Sprintf("refused: %s (%s)", r.Code, r.Field)
}

// Is makes two refusals of the same code equal for errors.Is.
func (r *Refusal) Is(target error) bool {
	other, ok := target.(*Refusal)
	return ok && other.Code == r.Code
}
