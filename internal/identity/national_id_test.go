package identity_test

import (
	"fmt"
	"testing"

	"majlis/internal/identity"
)

func TestParseNationalID(t *testing.T) {
	tests := []struct{ typed, digits, kind, refused string }{
		{"1000000008", "1000000008", "citizen", ""},
		{"1000000016", "1000000016", "citizen", ""},
		{"1234567897", "1234567897", "citizen", ""},
		{"1999999996", "1999999996", "citizen", ""},
		{"1555555554", "1555555554", "citizen", ""},
		{"2000000006", "2000000006", "resident", ""},
		{"2000000014", "2000000014", "resident", ""},
		{"2345678904", "2345678904", "resident", ""},
		{"2999999994", "2999999994", "resident", ""},
		{"2555555552", "2555555552", "resident", ""},
		{"١٠٠٠٠٠٠٠٠٨", "1000000008", "citizen", ""},
		{"۲۰۰۰۰۰۰۰۰۶", "2000000006", "resident", ""},
		{" 1 000 000 008 ", "1000000008", "citizen", ""},
		// Luhn cannot see 09 swapped with 90.
		{"1090000009", "1090000009", "citizen", ""},
		{"1900000009", "1900000009", "citizen", ""},

		{"1000000000", "", "other", "national_id_check_digit"},
		{"1000000009", "", "other", "national_id_check_digit"},
		{"1234567890", "", "other", "national_id_check_digit"},
		{"2000000008", "", "other", "national_id_check_digit"},
		{"3000000007", "", "other", "national_id_prefix"},
		{"0000000000", "", "other", "national_id_prefix"},
		{"100000000", "", "other", "national_id_length"},
		{"10000000080", "", "other", "national_id_length"},
		{"100000000x", "", "other", "national_id_length"},
		{"", "", "other", "national_id_length"},
	}
	for _, test := range tests {
		t.Run(test.typed, func(t *testing.T) {
			id, err := identity.ParseNationalID(test.typed)
			checkRefusal(t, err, test.refused)
			if id.Digits() != test.digits || id.Kind() != test.kind {
				t.Errorf("got %q, %s; want %q, %s", id.Digits(), id.Kind(), test.digits, test.kind)
			}
		})
	}
}

func TestNationalID_PrintsItselfMasked(t *testing.T) {
	id, err := identity.ParseNationalID("1234567897")
	if err != nil {
		t.Fatal(err)
	}
	for _, format := range []string{"%v", "%s", "%+v", "%#v"} {
		if got := fmt.Sprintf(format, id); got != "*******897" {
			t.Errorf("%s prints %q", format, got)
		}
		if got := fmt.Sprintf(format, struct{ ID identity.NationalID }{id}); len(got) == 0 || contains(got, "1234567") {
			t.Errorf("%s of a struct prints %q", format, got)
		}
	}
}
