package i18n

import (
	"strings"
	"testing"
	"testing/fstest"
	"time"
)

func testBundle(t *testing.T, opts ...Option) *Bundle {
	t.Helper()
	files := fstest.MapFS{
		"catalog/t.ar.json": {Data: []byte(`{
			"t.place": {"zero":"أنتم التالي","one":"قبلكم شخص","two":"قبلكم شخصان","few":"قبلكم {{.count}} أشخاص","many":"قبلكم {{.count}} شخصاً","other":"قبلكم {{.count}} شخص"},
			"t.hello": "أهلاً {{.name}}"}`)},
		"catalog/t.en.json": {Data: []byte(`{
			"t.place": {"one":"one person before you","other":"{{.count}} people before you"},
			"t.hello": "Hello <{{.name}}>", "t.only": "English only"}`)},
	}
	b, err := Load(append([]Option{FromFS(files)}, opts...)...)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestPrinter_Plurals(t *testing.T) {
	b := testBundle(t, Strict())
	for count, want := range map[int]string{
		0: "أنتم التالي", 1: "قبلكم شخص", 2: "قبلكم شخصان", 3: "قبلكم 3 أشخاص", 10: "قبلكم 10 أشخاص",
		11: "قبلكم 11 شخصاً", 99: "قبلكم 99 شخصاً", 100: "قبلكم 100 شخص", 103: "قبلكم 103 أشخاص",
	} {
		if got := b.Printer(Arabic).T("t.place", "count", count); got != want {
			t.Errorf("%d: got %q, want %q", count, got, want)
		}
	}
	if got := b.Printer(English).T("t.place", "count", int64(1)); got != "one person before you" {
		t.Errorf("English one: %q", got)
	}
	if got := b.Printer(English).T("t.place", "count", uint8(0)); got != "0 people before you" {
		t.Errorf("English none: %q", got)
	}
}

func TestPrinter_MissingKey(t *testing.T) {
	t.Run("panics with the key when strict", func(t *testing.T) {
		for name, call := range map[string]func(*Printer){
			"key":            func(p *Printer) { p.T("t.only") },
			"variable":       func(p *Printer) { p.T("t.hello") },
			"count":          func(p *Printer) { p.T("t.place") },
			"count not int":  func(p *Printer) { p.T("t.place", "count", "many") },
			"odd arguments":  func(p *Printer) { p.T("t.hello", "name") },
			"name no string": func(p *Printer) { p.T("t.hello", 1, 2) },
		} {
			func() {
				defer func() {
					if r, _ := recover().(string); !strings.Contains(r, "t.") {
						t.Errorf("%s: recovered %q", name, r)
					}
				}()
				call(testBundle(t, Strict()).Printer(Arabic))
			}()
		}
	})
	t.Run("returns the key and reports it once otherwise", func(t *testing.T) {
		var reported []string
		p := testBundle(t, OnMissing(func(l Lang, key string) { reported = append(reported, string(l)+" "+key) })).Printer(Arabic)
		if got := p.T("t.only") + p.T("t.only"); got != "t.onlyt.only" {
			t.Errorf("got %q", got)
		}
		if len(reported) != 1 || reported[0] != "ar t.only" {
			t.Errorf("reported %q", reported)
		}
	})
}

func TestPrinter_HTML(t *testing.T) {
	p := testBundle(t, Strict()).Printer(English)
	if got, want := string(p.HTML("t.hello", "name", "<b>&")), "Hello &lt;<bdi>&lt;b&gt;&amp;</bdi>&gt;"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestLoad_Refuses(t *testing.T) {
	for name, text := range map[string]string{
		"an empty text":      `{"t.a": ""}`,
		"an unknown form":    `{"t.a": {"several":"x","other":"y"}}`,
		"no other form":      `{"t.a": {"one":"x"}}`,
		"a number":           `{"t.a": 3}`,
		"broken JSON":        `{"t.a": "x"`,
		"an empty plural":    `{"t.a": {"one":"","other":"y"}}`,
		"a list for a value": `{"t.a": ["x"]}`,
		"a key twice":        `{"t.a": "x", "t.a": "y"}`,
		"a list":             `["t.a"]`,
	} {
		if _, err := Load(FromFS(fstest.MapFS{"catalog/t.ar.json": {Data: []byte(text)}})); err == nil {
			t.Errorf("accepts %s", name)
		}
	}
	twice := fstest.MapFS{"catalog/a.ar.json": {Data: []byte(`{"t.a":"x"}`)}, "catalog/b.ar.json": {Data: []byte(`{"t.a":"y"}`)}}
	if _, err := Load(FromFS(twice)); err == nil || !strings.Contains(err.Error(), "a.ar.json") {
		t.Errorf("a key written twice: %v", err)
	}
	if _, err := Load(FromFS(fstest.MapFS{"catalog/a.fr.json": {Data: []byte(`{}`)}})); err == nil {
		t.Error("accepts an unknown language")
	}
}

func TestNegotiate(t *testing.T) {
	for header, want := range map[string]Lang{
		"": Arabic, "ar-SA,ar;q=0.9,en;q=0.8": Arabic, "en-GB,en;q=0.9": English, "fr-FR,fr": Arabic,
		"fr;q=0.9,en;q=0.5": English, "*": Arabic, "???": Arabic, "ur-PK,en;q=0.3": English,
	} {
		if got := Negotiate(header); got != want {
			t.Errorf("%q: got %s, want %s", header, got, want)
		}
	}
}

func TestLang(t *testing.T) {
	if Arabic.Dir() != "rtl" || English.Dir() != "ltr" || Arabic.Other() != English || English.Other() != Arabic {
		t.Error("directions or others are wrong")
	}
	if _, ok := ParseLang("AR"); ok {
		t.Error("ParseLang accepts AR")
	}
}

func TestPrinter_Dates(t *testing.T) {
	b, err := Load(Strict())
	if err != nil {
		t.Fatal(err)
	}
	at := time.Date(2026, 11, 29, 7, 30, 0, 0, time.UTC)
	later := at.Add(20 * time.Minute)
	ar, en := b.Printer(Arabic), b.Printer(English)
	for _, row := range [][2]string{
		{ar.Date(at), "29/11/2026"}, {ar.DayMonth(at), "29/11"},
		{ar.DateLong(at), "الأحد 29 نوفمبر 2026"}, {en.DateLong(at), "Sunday 29 November 2026"},
		{ar.Hijri(at), "19 جمادى الآخرة 1448هـ"}, {en.Hijri(at), "19 Jumada al-Akhirah 1448 AH"},
		{ar.HijriShort(at), "19/6/1448هـ"}, {ar.DateBoth(at), "الأحد 29 نوفمبر 2026 (الموافق 19 جمادى الآخرة 1448هـ)"},
		{ar.Clock(at), "10:30 ص"}, {en.Clock(at), "10:30 AM"}, {en.Clock(at.Add(10 * time.Hour)), "8:30 PM"},
		{en.Clock(at.Add(90 * time.Minute)), "12:00 PM"}, {ar.ClockRange(at, later), "من 10:30 ص إلى 10:50 ص"},
		{en.ClockRange(at, later), "10:30 AM to 10:50 AM"}, {en.DateTime(at), "Sunday 29 November 2026, 10:30 AM"},
		{en.WeekdayShort(at), "Sun"},
		// Half past midnight in Riyadh is already the next day, in both calendars.
		{en.Date(time.Date(2026, 6, 16, 21, 30, 0, 0, time.UTC)), "17/6/2026"},
		{en.Hijri(time.Date(2026, 6, 16, 21, 30, 0, 0, time.UTC)), "2 Muharram 1448 AH"},
		{en.Hijri(time.Date(2040, 1, 1, 9, 0, 0, 0, time.UTC)), "16 Dhu al-Hijjah 1461 AH (provisional)"},
		{en.Hijri(time.Date(1990, 1, 1, 9, 0, 0, 0, time.UTC)), ""},
		{en.HijriShort(time.Date(1990, 1, 1, 9, 0, 0, 0, time.UTC)), ""},
		{en.DateBoth(time.Date(1990, 1, 1, 9, 0, 0, 0, time.UTC)), "Monday 1 January 1990"},
	} {
		if row[0] != row[1] {
			t.Errorf("got %q, want %q", row[0], row[1])
		}
	}
}

func TestPrinter_Numbers(t *testing.T) {
	b, err := Load(Strict())
	if err != nil {
		t.Fatal(err)
	}
	ar, en := b.Printer(Arabic), b.Printer(English)
	now := time.Date(2026, 11, 29, 7, 30, 0, 0, time.UTC)
	for _, row := range [][2]string{
		{ar.Number(88162), "88,162"}, {ar.Number(-1000), "-1,000"}, {ar.Number(uint16(7)), "7"}, {ar.Number(4.6), "4.6"},
		{ar.Number("x"), "x"}, {ar.Percent(0.94), "\u206894%\u2069"}, {ar.Minutes(2), "دقيقتان"}, {en.Minutes(1), "1 minute"},
		{ar.Ago(now.Add(-30*time.Second), now), "الآن"}, {ar.Ago(now.Add(-5*time.Minute), now), "منذ 5 دقائق"},
		{en.Ago(now.Add(-26*time.Hour), now), "yesterday"}, {en.Ago(now.Add(-3*time.Hour), now), "3 hours ago"},
		{en.Ago(now.AddDate(0, 0, -10), now), "19/11/2026"}, {en.Ago(now.Add(time.Hour), now), "just now"},
		{Isolate("+966501234567"), "\u2068+966501234567\u2069"},
	} {
		if row[0] != row[1] {
			t.Errorf("got %q, want %q", row[0], row[1])
		}
	}
}

func TestFold(t *testing.T) {
	if got := FoldDigits("٠٥٠-١٢٣ ۰۵ abc"); got != "050-123 05 abc" {
		t.Errorf("digits: %q", got)
	}
	for in, want := range map[string]string{
		"أحمد إبراهيم آل": "احمد ابراهيم ال", "مُحَمَّد": "محمد", "مـحـمـد": "محمد", "فاطمة": "فاطمه", "منى": "مني",
		"مؤيد": "مويد", "  Hind   AL ": "hind al", "ﷲ": "الله", "\u2068R48-١٠٤٢٧\u2069": "r48-10427", "سماء": "سما", "هانئ": "هاني",
	} {
		if got := FoldArabic(in); got != want {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
	}
}

func BenchmarkPrinter_T(b *testing.B) {
	bundle, err := Load(Strict())
	if err != nil {
		b.Fatal(err)
	}
	p := bundle.Printer(Arabic)
	for _, key := range []string{"common.yes", "common.minutes"} {
		b.Run(key, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				p.T(key, "count", 5)
			}
		})
	}
}

func FuzzFoldArabic(f *testing.F) {
	for _, s := range []string{"أحمد", "مُحَمَّد", "ﷲ", "R48-١٠٤٢٧", " \u2068x\u2069"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if once := FoldArabic(s); FoldArabic(once) != once {
			t.Errorf("folding %q twice: %q, then %q", s, once, FoldArabic(once))
		}
	})
}
