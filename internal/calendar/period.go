package calendar

import (
	"fmt"
	"time"
)

// The periods that the calendar seeds. Each names its text, common.holiday.<code>.
const (
	FoundingDay = "founding_day"
	NationalDay = "national_day"
	EidAlFitr   = "eid_al_fitr"
	EidAlAdha   = "eid_al_adha"
	// RamadanDays is a season of shorter hours, not a holiday.
	RamadanDays = "ramadan"
	// Announced is a holiday that an officer adds.
	Announced = "announced"
)

// A Period is a stretch of days with a name: a holiday, or Ramadan. The seeded ones
// come from the table and the leave regulations; what is announced, or seen in the
// sky, may differ, so an officer confirms or replaces each one by its key.
type Period struct {
	// Key is the code and the year it is counted in: national_day/2027,
	// eid_al_fitr/1448. An officer's period replaces the seeded one of the same key.
	Key  string
	Code string
	// From is the first day, Until the day after the last. A period whose Until is not
	// after From takes the seeded one away.
	From, Until Date
	// Confirmed says an officer has set the days; a seeded period is a forecast.
	Confirmed bool
	// NameAr and NameEn are the officer's own words for an announced holiday.
	NameAr, NameEn string
}

// Contains reports whether the day lies in the period.
func (p Period) Contains(d Date) bool { return !d.Before(p.From) && d.Before(p.Until) }

// Holiday reports whether offices are closed during the period.
func (p Period) Holiday() bool { return p.Code != RamadanDays }

// Seeded returns the forecast of a key, before any officer's decision; ok is false for a key
// that the calendar does not seed.
func Seeded(key string) (Period, bool) {
	for _, p := range periods(nil) {
		if p.Key == key {
			return p, true
		}
	}
	return Period{}, false
}

// periods is every seeded period of the table's years with the officer's periods in
// place of those they replace, and the officer's own besides.
func periods(officer []Period) []Period {
	replaced := map[string]Period{}
	for _, p := range officer {
		replaced[p.Key] = p
	}
	settle := func(seeded Period) Period {
		p, ok := replaced[seeded.Key]
		if !ok {
			return seeded
		}
		delete(replaced, seeded.Key)
		return p
	}
	var all, eids []Period
	for year := firstHijriYear; year <= lastHijriYear; year++ {
		fitr, adha := settle(eidAlFitr(year)), settle(eidAlAdha(year))
		eids = append(eids, fitr, adha)
		all = append(all, settle(ramadan(year)))
	}
	for year := firstDay.Year; year <= lastDay.Year; year++ {
		all = append(all,
			settle(fixedDay(FoundingDay, Date{year, time.February, 22}, eids)),
			settle(fixedDay(NationalDay, Date{year, time.September, 23}, eids)))
	}
	all = append(all, eids...)
	for _, p := range officer {
		if _, own := replaced[p.Key]; own {
			all = append(all, p)
		}
	}
	return all
}

// fixedDay is a holiday fixed in the Gregorian year. One that falls on a Friday frees
// the Thursday before, one on a Saturday the Sunday after; inside an Eid leave nothing
// is given instead (leave regulations, article 4).
func fixedDay(code string, day Date, eids []Period) Period {
	p := Period{Key: fmt.Sprintf("%s/%d", code, day.Year), Code: code, From: day, Until: day.AddDays(1)}
	for _, eid := range eids {
		if eid.Contains(day) {
			return p
		}
	}
	switch day.Weekday() {
	case time.Friday:
		p.From = day.AddDays(-1)
	case time.Saturday:
		p.Until = day.AddDays(2)
	}
	return p
}

// eidAlFitr is the state's leave from 25 Ramadan to 5 Shawwal.
func eidAlFitr(year int) Period {
	return hijriPeriod(EidAlFitr, Hijri{year, Ramadan, 25}, Hijri{year, Shawwal, 5})
}

// eidAlAdha is the state's leave from 5 to 15 Dhu al-Hijja.
func eidAlAdha(year int) Period {
	return hijriPeriod(EidAlAdha, Hijri{year, DhuAlHijja, 5}, Hijri{year, DhuAlHijja, 15})
}

func ramadan(year int) Period {
	return hijriPeriod(RamadanDays, Hijri{year, Ramadan, 1}, Hijri{year, Ramadan, monthDays(year, Ramadan)})
}

// hijriPeriod takes days that the table holds: the callers' years come from it.
func hijriPeriod(code string, first, last Hijri) Period {
	from, _ := first.Date()
	until, _ := last.Date()
	return Period{Key: fmt.Sprintf("%s/%d", code, first.Year), Code: code, From: from, Until: until.AddDays(1)}
}
