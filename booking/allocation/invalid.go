package allocation

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// MaxNumber is the largest number a problem may hold.
const MaxNumber = 1_000_000

// InvalidError says which place of a problem is wrong, in the notation of the
// problem file: `requests[17].class: unknown class "vip"`.
type InvalidError struct {
	Place string
	Fault string
}

func (e *InvalidError) Error() string {
	if e.Place == "" {
		return e.Fault
	}
	return e.Place + ": " + e.Fault
}

// Within returns the same error seen from one level further out: its place
// now begins with the given one. A nil error stays nil.
func (e *InvalidError) Within(place string) *InvalidError {
	switch {
	case e == nil:
		return nil
	case e.Place == "" || strings.HasPrefix(e.Place, "["):
		return &InvalidError{place + e.Place, e.Fault}
	}
	return &InvalidError{place + "." + e.Place, e.Fault}
}

// element is Within for an entry of an array.
func (e *InvalidError) element(array string, i int) *InvalidError {
	if e == nil {
		return nil
	}
	return e.Within(fmt.Sprintf("%s[%d]", array, i))
}

func invalid(place, format string, args ...any) *InvalidError {
	return &InvalidError{place, fmt.Sprintf(format, args...)}
}

// first returns the first error that is not nil.
func first(errs ...*InvalidError) *InvalidError {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

func checkNumber(place string, n, least int) *InvalidError {
	if n < least || n > MaxNumber {
		return invalid(place, "not an integer from %d to %d", least, MaxNumber)
	}
	return nil
}

func checkID(id string) *InvalidError {
	if id == "" {
		return invalid("id", "empty")
	}
	return nil
}

// checkWord refuses a word that is neither empty nor one of the known.
func checkWord(place, word string, known ...string) *InvalidError {
	if word == "" || slices.Contains(known, word) {
		return nil
	}
	return invalid(place, "unknown %s %q", place, word)
}

func checkDate(place string, t time.Time) *InvalidError {
	if t.IsZero() {
		return invalid(place, "missing")
	}
	if y := t.Year(); y < 1 || y > 9999 {
		return invalid(place, "year %d is out of range", y)
	}
	return nil
}

// checkTime refuses moments that the file cannot write or that are finer than
// the microseconds a database keeps.
func checkTime(place string, t time.Time) *InvalidError {
	if t.Nanosecond()%1000 != 0 {
		return invalid(place, "finer than a microsecond")
	}
	return checkDate(place, t.UTC())
}

// checkList refuses an empty or repeated entry.
func checkList(place string, list []string) *InvalidError {
	var seen map[string]bool
	if len(list) > 16 {
		seen = make(map[string]bool, len(list))
	}
	for i, s := range list {
		if s == "" {
			return invalid("", "empty").element(place, i)
		}
		if seen[s] || seen == nil && slices.Contains(list[:i], s) {
			return invalid("", "%q is listed twice", s).element(place, i)
		}
		if seen != nil {
			seen[s] = true
		}
	}
	return nil
}

func checkWindows(place string, windows []Window) *InvalidError {
	for i, w := range windows {
		err := first(checkTime("from", w.From), checkTime("to", w.To))
		if err == nil && !w.From.Before(w.To) {
			err = invalid("", "from is not before to")
		}
		if err != nil {
			return err.element(place, i)
		}
	}
	return nil
}
