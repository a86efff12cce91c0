package citizen

import (
	"errors"

	"majlis/booking"
)

// refusalOf is the refusal behind an error, if that is what it is.
func refusalOf(err error) (*booking.Refusal, bool) {
	var refusal *booking.Refusal
	ok := errors.As(err, &refusal)
	return refusal, ok
}
