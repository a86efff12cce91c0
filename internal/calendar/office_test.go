package calendar

import (
	"testing"
	"time"
)

func newOffice(t *testing.T, periods ...Period) *Office {
	t.Helper()
	o, err := New(Config{Periods: periods})
	if err != nil {
		t.Fatal(err)
	}
	return o
}

func noon(year int, month time.Month, day int) time.Time { return Date{year, month, day}.At(12, 0) }

func TestOffice_WorkingDay(t *testing.T) {
	o := newOffice(t)
	for _, row := range []struct {
		day  time.Time
		want bool
		why  string
	}{
		{noon(2026, 11, 29), true, "a Sunday"},
		{noon(2026, 12, 3), true, "a Thursday"},
		{noon(2026, 12, 4), false, "a Friday"},
		{noon(2026, 12, 5), false, "a Saturday"},
		{noon(2027, 2, 22), false, "Founding Day, a Monday"},
		{noon(2028, 2, 22), false, "Founding Day, a Tuesday inside the Eid leave"},
		{noon(2029, 2, 22), false, "Founding Day, a Thursday"},
		{noon(2027, 9, 23), false, "National Day, a Thursday"},
		{noon(2028, 9, 24), false, "the Sunday after a National Day on Saturday"},
		{noon(2028, 9, 25), true, "the Monday after it"},
		{noon(2029, 9, 23), false, "National Day, a Sunday"},
		{noon(2022, 9, 22), false, "the Thursday before a National Day on Friday"},
		{noon(2027, 3, 3), true, "24 Ramadan 1448"},
		{noon(2027, 3, 4), false, "25 Ramadan 1448"},
		{noon(2027, 3, 11), false, "3 Shawwal 1448"},
		{noon(2027, 3, 14), true, "6 Shawwal 1448"},
		{noon(2027, 5, 11), false, "5 Dhu al-Hijja 1448"},
		{noon(2027, 5, 20), false, "14 Dhu al-Hijja 1448"},
		{noon(2027, 5, 23), true, "17 Dhu al-Hijja 1448"},
		{time.Date(2026, 12, 3, 21, 30, 0, 0, time.UTC), false, "Friday in Riyadh, still Thursday in UTC"},
		{time.Date(2026, 12, 3, 0, 0, 0, 0, time.UTC), true, "midnight UTC standing for a Thursday"},
	} {
		if got := o.WorkingDay(row.day); got != row.want {
			t.Errorf("%s (%s): working is %v", DateOf(row.day), row.why, got)
		}
	}
}

func TestOffice_NoSubstituteInsideEid(t *testing.T) {
	// An announced leave that begins as Founding Day falls on a Friday frees no Thursday.
	leave := Period{Key: "eid_al_fitr/1453", Code: EidAlFitr, From: Date{2030, 2, 22}, Until: Date{2030, 3, 1}, Confirmed: true}
	if o := newOffice(t); o.WorkingDay(noon(2030, 2, 21)) {
		t.Error("the Thursday before a Founding Day on Friday is worked")
	}
	if o := newOffice(t, leave); !o.WorkingDay(noon(2030, 2, 21)) {
		t.Error("a Thursday is given for a Founding Day inside an Eid leave")
	}
}

func TestOffice_OfficersPeriods(t *testing.T) {
	shifted := Period{Key: "eid_al_adha/1448", Code: EidAlAdha, From: Date{2027, 5, 13}, Until: Date{2027, 5, 23}, Confirmed: true}
	gone := Period{Key: "founding_day/2027", Code: FoundingDay}
	added := Period{Key: "announced/2027-01-05", Code: Announced, From: Date{2027, 1, 5}, Until: Date{2027, 1, 6}, Confirmed: true}
	o := newOffice(t, shifted, gone, added)
	if !o.WorkingDay(noon(2027, 5, 12)) || o.WorkingDay(noon(2027, 5, 13)) {
		t.Error("the shifted Eid leave does not hold")
	}
	if !o.WorkingDay(noon(2027, 2, 22)) {
		t.Error("the holiday taken away still holds")
	}
	if h, ok := o.Holiday(noon(2027, 1, 5)); !ok || h.Code != Announced || !h.Confirmed {
		t.Errorf("the added holiday: %+v", h)
	}
	if err := o.Set(Config{}); err != nil {
		t.Fatal(err)
	}
	if o.WorkingDay(noon(2027, 2, 22)) || !o.WorkingDay(noon(2027, 1, 5)) {
		t.Error("setting periods again does not bring the seeded ones back")
	}
	if h, ok := o.Holiday(noon(2027, 2, 22)); !ok || h.Confirmed || h.Key != "founding_day/2027" {
		t.Errorf("the seeded holiday: %+v", h)
	}
}

func TestOffice_Hours(t *testing.T) {
	o := newOffice(t)
	from, to, open := o.Hours("riyadh", noon(2026, 11, 29))
	if !open || !from.Equal((Date{2026, 11, 29}).At(8, 0)) || !to.Equal((Date{2026, 11, 29}).At(16, 0)) {
		t.Errorf("usual day: %v %v %v", from, to, open)
	}
	from, to, open = o.Hours("jeddah", noon(2027, 2, 9))
	if !open || !from.Equal((Date{2027, 2, 9}).At(10, 0)) || !to.Equal((Date{2027, 2, 9}).At(15, 0)) {
		t.Errorf("Ramadan: %v %v %v", from, to, open)
	}
	if _, _, open = o.Hours("riyadh", noon(2026, 12, 4)); open {
		t.Error("open on a Friday")
	}
	if _, _, open = o.Hours("nowhere", noon(2026, 11, 29)); open {
		t.Error("an unknown centre is open")
	}
}

func TestOffice_CityHours(t *testing.T) {
	o, err := New(Config{Centres: []Centre{{"north", "tabuk", Hours{9 * time.Hour, 14 * time.Hour}, Hours{11 * time.Hour, 13 * time.Hour}}}})
	if err != nil {
		t.Fatal(err)
	}
	sunday := Date{2026, 11, 29}
	for city, want := range map[string][2]int{"tabuk": {9, 14}, "abha": {8, 16}} {
		from, to, open := o.CityHours(city, sunday.At(12, 0))
		if !open || !from.Equal(sunday.At(want[0], 0)) || !to.Equal(sunday.At(want[1], 0)) {
			t.Errorf("%s: %v %v %v", city, from, to, open)
		}
	}
	if city, ok := o.CityOf("north"); !ok || city != "tabuk" {
		t.Errorf("the centre is in %q", city)
	}
	if _, _, open := o.CityHours("abha", sunday.AddDays(5).At(12, 0)); open {
		t.Error("open on a Friday")
	}
}

func TestOffice_Openings(t *testing.T) {
	o := newOffice(t)
	thursday, sunday := Date{2026, 12, 3}, Date{2026, 12, 6}
	for _, row := range []struct {
		at    time.Time
		open  bool
		opens time.Time
	}{
		{thursday.At(7, 59), false, thursday.At(8, 0)},
		{thursday.At(8, 0), true, sunday.At(8, 0)},
		{thursday.At(15, 59), true, sunday.At(8, 0)},
		{thursday.At(16, 0), false, sunday.At(8, 0)},
		{Date{2027, 3, 4}.At(12, 0), false, Date{2027, 3, 14}.At(8, 0)},
	} {
		opens, ok := o.NextOpening("riyadh", row.at)
		if o.Open("riyadh", row.at) != row.open || !ok || !opens.Equal(row.opens) {
			t.Errorf("%s: open %v, opens %s", row.at, o.Open("riyadh", row.at), opens)
		}
	}
	if _, ok := o.NextOpening("nowhere", thursday.At(8, 0)); ok {
		t.Error("an unknown centre opens")
	}
}

func TestOffice_Weeks(t *testing.T) {
	o := newOffice(t)
	week := o.Week(noon(2026, 12, 5))
	if len(week) != 5 || DateOf(week[0]) != (Date{2026, 11, 29}) || DateOf(week[4]) != (Date{2026, 12, 3}) {
		t.Errorf("week: %v", week)
	}
	if week := o.Week(noon(2028, 9, 25)); len(week) != 4 {
		t.Errorf("the week after National Day 2028 has %d days", len(week))
	}
	if got := DateOf(o.WorkingDaysAfter(noon(2026, 12, 2), 3)); got != (Date{2026, 12, 7}) {
		t.Errorf("three working days after Wednesday: %s", got)
	}
	if year, err := o.HijriYear(noon(2026, 11, 29)); err != nil || year != 1448 {
		t.Errorf("Hijri year %d, %v", year, err)
	}
}

func TestNew_Refuses(t *testing.T) {
	for _, c := range []Config{
		{Centres: []Centre{{Code: "x", Hours: Hours{8 * time.Hour, 8 * time.Hour}, Ramadan: Hours{0, time.Hour}}}},
		{Centres: []Centre{{Code: "x", Hours: Hours{0, time.Hour}, Ramadan: Hours{0, 25 * time.Hour}}}},
		{Cities: []City{{Code: "x", Rests: map[string]time.Duration{"asr": -time.Minute}}}},
		{Cities: []City{{Code: "x", Hours: Hours{8 * time.Hour, 7 * time.Hour}, Ramadan: Hours{0, time.Hour}}}},
	} {
		if _, err := New(c); err == nil {
			t.Errorf("accepts %+v", c)
		}
	}
}
