package identity_test

import (
	"errors"
	"testing"

	"majlis/booking"
	"majlis/internal/identity"
)

func TestParsePhone(t *testing.T) {
	tests := []struct{ typed, want, refused string }{
		{"0501234567", "+966501234567", ""},
		{"+966501234567", "+966501234567", ""},
		{"00966501234567", "+966501234567", ""},
		{"966501234567", "+966501234567", ""},
		{"501234567", "+966501234567", ""},
		{"+9660501234567", "+966501234567", ""},
		{"009660501234567", "+966501234567", ""},
		{"٠٥٠١٢٣٤٥٦٧", "+966501234567", ""},
		{"٠٥٠-١٢٣-٤٥٦٧", "+966501234567", ""},
		{"۰۵۰۱۲۳۴۵۶۷", "+966501234567", ""},
		{" 050 123 4567 ", "+966501234567", ""},
		{"\u200f+966 (50) 123-4567\u200f", "+966501234567", ""},
		{"0531234567", "+966531234567", ""},
		{"+447911123456", "+447911123456", ""},

		{"", "", "phone_invalid"},
		{"جوال", "", "phone_invalid"},
		{"0521234567", "", "phone_invalid"}, // 52 is no Saudi prefix
		{"+9665012345678", "", "phone_invalid"},
		{"050123456", "", "phone_invalid"},
		{"0112345678", "", "phone_not_mobile"},
		{"8001234567", "", "phone_not_mobile"},
		{"920012345", "", "phone_not_mobile"},
	}
	for _, test := range tests {
		t.Run(test.typed, func(t *testing.T) {
			got, err := identity.ParsePhone(test.typed)
			checkRefusal(t, err, test.refused)
			if got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}

// checkRefusal wants the refusal with that code, or none for "".
func checkRefusal(t *testing.T, err error, code string) {
	t.Helper()
	if code == "" {
		if err != nil {
			t.Fatalf("got %v, want no error", err)
		}
		return
	}
	if !errors.Is(err, booking.Refuse(code, "")) {
		t.Fatalf("got %v, want the refusal %s", err, code)
	}
}

func TestShowPhone(t *testing.T) {
	for _, test := range []struct{ phone, shown, masked string }{
		{"+966501234567", "050 123 4567", "*******567"},
		{"+447911123456", "+44 7911 123456", "*******456"},
		{"?", "?", "***"},
	} {
		if got := identity.ShowPhone(test.phone); got != test.shown {
			t.Errorf("ShowPhone(%s) = %q, want %q", test.phone, got, test.shown)
		}
		if got := identity.MaskPhone(test.phone); got != test.masked {
			t.Errorf("MaskPhone(%s) = %q, want %q", test.phone, got, test.masked)
		}
	}
}

func FuzzParsePhone(f *testing.F) {
	f.Add("0501234567")
	f.Add("+9660501234567")
	f.Fuzz(func(t *testing.T, typed string) {
		phone, err := identity.ParsePhone(typed)
		if err != nil {
			return
		}
		again, err := identity.ParsePhone(phone)
		if err != nil || again != phone {
			t.Errorf("%q parses to %s, which parses to %s, %v", typed, phone, again, err)
		}
	})
}
