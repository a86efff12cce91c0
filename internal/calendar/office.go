package calendar

import (
	"fmt"
	"sync"
	"time"
)

// Hours is a stretch of a day, both ends counted from midnight in Riyadh.
type Hours struct{ From, To time.Duration }

// A Centre is a place with opening hours.
type Centre struct {
	Code    string
	City    string
	Hours   Hours
	Ramadan Hours
}

// DefaultCentres are the two centres with their published hours.
func DefaultCentres() []Centre {
	return []Centre{{"riyadh", "riyadh", usualHours, ramadanHours}, {"jeddah", "jeddah", usualHours, ramadanHours}}
}

// The working day of an office without a centre's own hours.
var (
	usualHours   = Hours{8 * time.Hour, 16 * time.Hour}
	ramadanHours = Hours{10 * time.Hour, 15 * time.Hour}
)

// Interval is a half-open stretch of time.
type Interval struct{ From, To time.Time }

// Config is what an Office needs; nil Centres and Cities mean the default ones.
type Config struct {
	Centres []Centre
	Cities  []City
	// Periods are what officers confirmed, shifted, added or took away.
	Periods []Period
}

// Office answers what a day is: worked or free, from when to when, and where the
// prayers fall. Its methods take any instant of a Riyadh day, midnight UTC of the
// civil date included. It is safe for concurrent use.
type Office struct {
	centres  map[string]Centre
	centreIn map[string]Centre // by city
	cities   map[string]City
	prayers  sync.Map // cityYear to []prayer.Schedule

	mu   sync.RWMutex
	days map[Date][]Period
}

// New makes an Office. It fails on hours or pauses that cannot be.
func New(c Config) (*Office, error) {
	if c.Centres == nil {
		c.Centres = DefaultCentres()
	}
	if c.Cities == nil {
		c.Cities = DefaultCities()
	}
	o := &Office{centres: map[string]Centre{}, centreIn: map[string]Centre{}, cities: map[string]City{}}
	for _, centre := range c.Centres {
		for _, h := range []Hours{centre.Hours, centre.Ramadan} {
			if h.From < 0 || h.To <= h.From || h.To > 24*time.Hour {
				return nil, fmt.Errorf("centre %q: opening from %v to %v", centre.Code, h.From, h.To)
			}
		}
		o.centres[centre.Code] = centre
		o.centreIn[centre.City] = centre
	}
	for _, city := range c.Cities {
		if city.Pause < 0 || city.Pause > 2*time.Hour {
			return nil, fmt.Errorf("city %q: a pause of %v", city.Code, city.Pause)
		}
		o.cities[city.Code] = city
	}
	o.SetPeriods(c.Periods)
	return o, nil
}

// SetPeriods replaces everything that officers set.
func (o *Office) SetPeriods(officer []Period) {
	days := map[Date][]Period{}
	for _, p := range periods(officer) {
		for d := p.From; d.Before(p.Until); d = d.AddDays(1) {
			days[d] = append(days[d], p)
		}
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	o.days = days
}

// Periods returns the named periods that a day lies in.
func (o *Office) Periods(day time.Time) []Period {
	o.mu.RLock()
	defer o.mu.RUnlock()
	return append([]Period(nil), o.days[DateOf(day)]...)
}

// Holiday returns the holiday that closes the office on the day, weekends apart.
func (o *Office) Holiday(day time.Time) (Period, bool) {
	for _, p := range o.Periods(day) {
		if p.Holiday() {
			return p, true
		}
	}
	return Period{}, false
}

// InRamadan reports whether the day has Ramadan's hours.
func (o *Office) InRamadan(day time.Time) bool {
	for _, p := range o.Periods(day) {
		if p.Code == RamadanDays {
			return true
		}
	}
	return false
}

// WorkingDay reports whether the office works: Sunday to Thursday and no holiday.
func (o *Office) WorkingDay(day time.Time) bool {
	switch DateOf(day).Weekday() {
	case time.Friday, time.Saturday:
		return false
	}
	_, holiday := o.Holiday(day)
	return !holiday
}

// WorkingDaysAfter returns midnight of the n-th working day after the day.
func (o *Office) WorkingDaysAfter(day time.Time, n int) time.Time {
	d := DateOf(day)
	for n > 0 {
		d = d.AddDays(1)
		if o.WorkingDay(d.At(0, 0)) {
			n--
		}
	}
	return d.At(0, 0)
}

// HijriYear returns the Umm al-Qura year, or ErrOutOfRange.
func (o *Office) HijriYear(day time.Time) (int, error) {
	h, err := DateOf(day).Hijri()
	return h.Year, err
}

// Hours returns when a centre opens and closes on the day; open is false on a day it
// stays closed and for a centre that is not known.
func (o *Office) Hours(centre string, day time.Time) (from, to time.Time, open bool) {
	c, known := o.centres[centre]
	if !known || !o.WorkingDay(day) {
		return time.Time{}, time.Time{}, false
	}
	from, to = o.stretch(c, day)
	return from, to, true
}

// CityHours returns the working day of the ministry's offices in a city: that of its
// centre, or the usual one where there is none; open is false on a day without work.
func (o *Office) CityHours(city string, day time.Time) (from, to time.Time, open bool) {
	if !o.WorkingDay(day) {
		return time.Time{}, time.Time{}, false
	}
	c, known := o.centreIn[city]
	if !known {
		c = Centre{Hours: usualHours, Ramadan: ramadanHours}
	}
	from, to = o.stretch(c, day)
	return from, to, true
}

func (o *Office) stretch(c Centre, day time.Time) (from, to time.Time) {
	hours := c.Hours
	if o.InRamadan(day) {
		hours = c.Ramadan
	}
	midnight := DateOf(day).At(0, 0)
	return midnight.Add(hours.From), midnight.Add(hours.To)
}

// Open reports whether the centre is open at t.
func (o *Office) Open(centre string, t time.Time) bool {
	from, to, open := o.Hours(centre, t)
	return open && !t.Before(from) && t.Before(to)
}

// NextOpening returns when the centre next opens after t; ok is false when it does not
// within sixty days.
func (o *Office) NextOpening(centre string, t time.Time) (opens time.Time, ok bool) {
	for days := range 60 {
		from, _, open := o.Hours(centre, DateOf(t).AddDays(days).At(0, 0))
		if open && from.After(t) {
			return from, true
		}
	}
	return time.Time{}, false
}

// Week returns the working days, at midnight, of the week that holds the day.
func (o *Office) Week(day time.Time) []time.Time {
	var week []time.Time
	for i := range 7 {
		midnight := DateOf(day).WeekStart().AddDays(i).At(0, 0)
		if o.WorkingDay(midnight) {
			week = append(week, midnight)
		}
	}
	return week
}

// CityOf returns the city a centre stands in; ok is false for a centre not known.
func (o *Office) CityOf(centre string) (city string, ok bool) {
	c, ok := o.centres[centre]
	return c.City, ok
}
