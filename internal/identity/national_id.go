package identity

import (
	"regexp"
	"strings"

	"majlis/booking"
	"majlis/internal/i18n"
)

// A NationalID is a checked national identity or residence number. Printed or logged it shows
// itself masked; Digits gives the number itself. That it passes the check proves nothing about
// the person.
type NationalID struct{ digits string }

// Kinds of holders of a NationalID, also Person.Kind.
const (
	KindCitizen  = "citizen"
	KindResident = "resident"
	KindOther    = "other"
)

var tenDigits = regexp.MustCompile(`^[0-9]{10}$`)

// ParseNationalID reads a number as people type it and refuses one of a wrong length
// (national_id_length), of another kind of document (national_id_prefix) or with a slip of a digit
// (national_id_check_digit).
func ParseNationalID(s string) (NationalID, error) {
	const field = "national_id"
	digits := strings.Join(strings.Fields(i18n.FoldDigits(s)), "")
	switch {
	case !tenDigits.MatchString(digits):
		return NationalID{}, booking.Refuse("national_id_length", field)
	case digits[0] != '1' && digits[0] != '2':
		return NationalID{}, booking.Refuse("national_id_prefix", field)
	case !checkDigitFits(digits):
		return NationalID{}, booking.Refuse("national_id_check_digit", field)
	}
	return NationalID{digits}, nil
}

// checkDigitFits is Luhn's sum with the first, third, … digit doubled: a multiple of ten.
func checkDigitFits(digits string) bool {
	sum := 0
	for i, c := range digits {
		d := int(c - '0')
		if i%2 == 0 {
			d *= 2
			if d > 9 {
				d -= 9
			}
		}
		sum += d
	}
	return sum%10 == 0
}

// Digits is the whole number. Show it only to somebody whose reading is written down.
func (n NationalID) Digits() string { return n.digits }

// Kind says whose number it is, by its first digit.
func (n NationalID) Kind() string {
	switch {
	case strings.HasPrefix(n.digits, "1"):
		return KindCitizen
	case strings.HasPrefix(n.digits, "2"):
		return KindResident
	}
	return KindOther
}

// Tail is the last three digits, the only ones stored open.
func (n NationalID) Tail() string { return n.digits[max(0, len(n.digits)-3):] }

// Masked is the number as pages show it: *******008.
func (n NationalID) Masked() string { return MaskNationalID(n.Tail()) }

func (n NationalID) String() string   { return n.Masked() }
func (n NationalID) GoString() string { return n.Masked() }

// MaskNationalID writes a stored tail the way Masked does.
func MaskNationalID(tail string) string { return "*******" + tail }
