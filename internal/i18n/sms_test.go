package i18n_test

import (
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"majlis/internal/i18n"
	"majlis/internal/sms"
)

// realisticLink has 40 characters, its token included; texts carry links without a scheme.
const realisticLink = "majlis.reception.gov.example/a/k7mq2v9tq"

// longestSMS fills every template with the longest values a day can bring: the
// Wednesday with the longest weekday's name in Arabic, two-figure days and months.
func longestSMS(p *i18n.Printer, key string, minutes int) string {
	at := time.Date(2026, 12, 16, 12, 45, 0, 0, time.FixedZone("", 3*60*60))
	place := "common.place.booth:riyadh"
	if strings.Contains(key, "in_person") {
		place = "common.place.office:riyadh"
	}
	return p.T(key,
		"code", "482913", "reference", "R48-104271", "day", p.Weekday(at), "date", p.Date(at), "hijri", p.HijriShort(at),
		"time", p.Clock(at), "place", p.T(place), "confirmBy", p.DayMonth(at), "link", realisticLink,
		"minutes", minutes, "phone", "8001234567", "host", "majlis.example")
}

func TestSMS_Lengths(t *testing.T) {
	bundle, err := i18n.Load(i18n.Strict())
	if err != nil {
		t.Fatal(err)
	}
	if len(realisticLink) != 40 {
		t.Fatalf("the link has %d characters, not 40", len(realisticLink))
	}
	for _, lang := range i18n.Languages() {
		p := bundle.Printer(lang)
		for _, key := range bundle.Keys(lang) {
			if !strings.HasPrefix(key, "sms.") || key == "sms.place_video" {
				continue
			}
			for _, minutes := range []int{1, 2, 5, 120} {
				text := longestSMS(p, key, minutes)
				got := sms.Measure(text)
				if got.Parts > 2 {
					t.Errorf("%s %s: %d units, %d parts\n%s", lang, key, got.Units, got.Parts, text)
				}
				if got.UCS2 != (lang == i18n.Arabic) {
					t.Errorf("%s %s: a letter changes the encoding\n%s", lang, key, text)
				}
			}
		}
	}
}

func TestSMS_OneTimeCodeEndsForAutofill(t *testing.T) {
	bundle, err := i18n.Load(i18n.Strict())
	if err != nil {
		t.Fatal(err)
	}
	for _, lang := range i18n.Languages() {
		text := longestSMS(bundle.Printer(lang), "sms.otp", 5)
		if !strings.HasSuffix(text, "\n@majlis.example #482913") {
			t.Errorf("%s: the last line is not @host #code:\n%s", lang, text)
		}
		if got := sms.Measure(text); got.Parts != 1 && lang == i18n.English {
			t.Errorf("%s: %d parts", lang, got.Parts)
		}
	}
}

func TestSMS_EveryNoticeHasAText(t *testing.T) {
	bundle, err := i18n.Load(i18n.Strict())
	if err != nil {
		t.Fatal(err)
	}
	source, err := os.ReadFile("../../booking/notice.go")
	if err != nil {
		t.Fatal(err)
	}
	kinds := regexp.MustCompile(`NoticeKind += "([a-z_]+)"`).FindAllStringSubmatch(string(source), -1)
	if len(kinds) < 10 {
		t.Fatalf("booking/notice.go names %d kinds", len(kinds))
	}
	for _, kind := range kinds {
		for _, lang := range i18n.Languages() {
			if !bundle.Printer(lang).Has("sms." + kind[1]) {
				t.Errorf("%s: no text sms.%s", lang, kind[1])
			}
		}
	}
}
