package planfile

import (
	"strconv"
	"time"

	"majlis/booking/allocation"
)

const dateLayout = "2006-01-02"

// name reads a string that tends to be different each time, such as an id.
func name[T ~string](d *decoder, to *T) invalid {
	text, err := d.text("a string")
	*to = T(text)
	return err
}

// word reads a string that tends to recur, keeping one copy of each.
func word[T ~string](d *decoder, to *T) invalid {
	text, err := d.text("a string")
	if err != nil {
		return err
	}
	kept, ok := d.words[string(text)]
	if !ok {
		kept = string(text)
		d.words[kept] = kept
	}
	*to = T(kept)
	return nil
}

// list reads an array of words.
func list(d *decoder, to *[]string) invalid {
	return d.array(func() invalid {
		var w string
		err := word(d, &w)
		*to = append(*to, w)
		return err
	})
}

// entries reads an array of anything.
func entries[T any](d *decoder, to *[]T, entry func(*decoder, *T) invalid) invalid {
	return d.array(func() invalid {
		*to = append(*to, *new(T))
		return entry(d, &(*to)[len(*to)-1])
	})
}

// count reads an integer from 0 to MaxNumber.
func count(d *decoder, to *int) invalid {
	n, err := d.integer()
	if err != nil {
		return err
	}
	if n < 0 || n > allocation.MaxNumber {
		return d.fail("not an integer from 0 to %d", allocation.MaxNumber)
	}
	*to = int(n)
	return nil
}

// integer reads a number written as an integer: no fraction, no exponent, no
// leading zero.
func (d *decoder) integer() (int64, invalid) {
	text, err := d.number()
	if err != nil {
		return 0, err
	}
	n, bad := strconv.ParseInt(text, 10, 64)
	if bad != nil || strconv.FormatInt(n, 10) != text {
		return 0, d.fail("%s is not an integer in range", text)
	}
	return n, nil
}

// date reads a calendar date as midnight UTC.
func date(d *decoder, to *time.Time) invalid {
	text, err := d.text("a date")
	if err != nil {
		return err
	}
	t, bad := time.Parse(dateLayout, string(text))
	if bad != nil {
		return d.fail("%q is not a date like 2026-11-26", text)
	}
	*to = t
	return nil
}

// moment reads a time with its offset.
func moment(d *decoder, to *time.Time) invalid {
	text, err := d.text("a time")
	if err != nil {
		return err
	}
	if to.UnmarshalText(text) != nil {
		return d.fail("%q is not a time like 2026-11-29T10:00:00+03:00", text)
	}
	*to = to.UTC()
	return nil
}

// signed reads any integer.
func signed(d *decoder, to *int64) (err invalid) {
	*to, err = d.integer()
	return err
}
