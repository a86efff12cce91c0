package identity

import (
	"strings"

	"github.com/nyaruka/phonenumbers"

	"majlis/booking"
	"majlis/internal/i18n"
)

// ParsePhone reads a mobile number as people write it (national, with or without the country's
// prefix, Arabic-Indic digits, spaces and dashes) and returns it in E.164 form. A number without a
// country is Saudi. It refuses what is no number (phone_invalid) and what cannot be told to take
// an SMS (phone_not_mobile).
func ParsePhone(s string) (string, error) {
	number, err := phonenumbers.Parse(plainNumber(s), "SA")
	if err != nil || !phonenumbers.IsValidNumber(number) {
		return "", booking.Refuse("phone_invalid", "phone")
	}
	switch phonenumbers.GetNumberType(number) {
	case phonenumbers.MOBILE, phonenumbers.FIXED_LINE_OR_MOBILE:
		return phonenumbers.Format(number, phonenumbers.E164), nil
	}
	return "", booking.Refuse("phone_not_mobile", "phone")
}

// plainNumber folds digits and turns the ways people write the country into one: 00966…, 966…
// and +966 0… all mean +966….
func plainNumber(s string) string {
	s = strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' || r == '+' {
			return r
		}
		return -1
	}, i18n.FoldDigits(s))
	if rest, found := strings.CutPrefix(s, "00"); found {
		s = "+" + rest
	}
	if strings.HasPrefix(s, "966") && len(s) >= len("966500000000") {
		s = "+" + s
	}
	if rest, found := strings.CutPrefix(s, "+9660"); found {
		s = "+966" + rest
	}
	return s
}

// ShowPhone writes an E.164 number the way its owner does: 050 123 4567 for a Saudi number, with
// its country otherwise. A text that is no number comes back unchanged.
func ShowPhone(e164 string) string {
	number, err := phonenumbers.Parse(e164, "SA")
	if err != nil {
		return e164
	}
	if number.GetCountryCode() == 966 {
		return phonenumbers.Format(number, phonenumbers.NATIONAL)
	}
	return phonenumbers.Format(number, phonenumbers.INTERNATIONAL)
}

// MaskPhone hides all of an E.164 number but its last three digits.
func MaskPhone(e164 string) string {
	digits := strings.TrimPrefix(e164, "+")
	if len(digits) < 4 {
		return "***"
	}
	return strings.Repeat("*", 7) + digits[len(digits)-3:]
}
