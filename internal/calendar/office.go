package calendar

import (
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
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

// Config is what an Office knows; nil Centres and Cities mean the default ones.
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
	facts   atomic.Pointer[facts]
	prayers *sync.Map // cityYear to []prayer.Schedule
}

// facts are what officers can change; they are replaced whole.
type facts struct {
	centres  map[string]Centre
	centreIn map[string]Centre // by city
	cities   map[string]City
	days     map[Date][]Period
	periods  []Period
}

// New makes an Office. It fails on hours or pauses that cannot be.
func New(c Config) (*Office, error) {
	o := &Office{prayers: &sync.Map{}}
	return o, o.Set(c)
}

// Set replaces all that the Office knows, or nothing when it cannot be.
func (o *Office) Set(c Config) error {
	if c.Centres == nil {
		c.Centres = DefaultCentres()
	}
	if c.Cities == nil {
		c.Cities = DefaultCities()
	}
	f := &facts{centres: map[string]Centre{}, centreIn: map[string]Centre{}, cities: map[string]City{}, days: map[Date][]Period{}}
	for _, centre := range c.Centres {
		if err := checkHours("centre "+centre.Code, centre.Hours, centre.Ramadan); err != nil {
			return err
		}
		f.centres[centre.Code] = centre
		if _, first := f.centreIn[centre.City]; !first {
			f.centreIn[centre.City] = centre
		}
	}
	for _, city := range c.Cities {
		if err := city.check(); err != nil {
			return err
		}
		f.cities[city.Code] = city
	}
	f.periods = periods(c.Periods)
	for _, p := range f.periods {
		for d := p.From; d.Before(p.Until); d = d.AddDays(1) {
			f.days[d] = append(f.days[d], p)
		}
	}
	o.facts.Store(f)
	return nil
}

func (c City) check() error {
	for _, rest := range c.Rests {
		if rest < 0 || rest > 2*time.Hour {
			return fmt.Errorf("city %q: a pause of %v", c.Code, rest)
		}
	}
	if c.Hours == (Hours{}) && c.Ramadan == (Hours{}) {
		return nil
	}
	return checkHours("city "+c.Code, c.Hours, c.Ramadan)
}

func checkHours(of string, hours ...Hours) error {
	for _, h := range hours {
		if h.From < 0 || h.To <= h.From || h.To > 24*time.Hour {
			return fmt.Errorf("%s: opening from %v to %v", of, h.From, h.To)
		}
	}
	return nil
}

// Between returns the periods that touch the days from the first to before the last, by
// their beginning.
func (o *Office) Between(first, until Date) []Period {
	var found []Period
	for _, p := range o.facts.Load().periods {
		if p.From.Before(until) && first.Before(p.Until) {
			found = append(found, p)
		}
	}
	slices.SortStableFunc(found, func(a, b Period) int { return a.From.DaysSince(b.From) })
	return found
}

// City returns what is set for a city; ok is false for one that is not known.
func (o *Office) City(code string) (city City, ok bool) {
	city, ok = o.facts.Load().cities[code]
	return city, ok
}

// Periods returns the named periods that a day lies in.
func (o *Office) Periods(day time.Time) []Period {
	return slices.Clone(o.facts.Load().days[DateOf(day)])
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
	c, known := o.facts.Load().centres[centre]
	if !known || !o.WorkingDay(day) {
		return time.Time{}, time.Time{}, false
	}
	from, to = o.stretch(c, day)
	return from, to, true
}

// CityHours returns the working day of the ministry's offices in a city: the city's own, else
// that of its centre, else the usual one; open is false on a day without work.
func (o *Office) CityHours(city string, day time.Time) (from, to time.Time, open bool) {
	if !o.WorkingDay(day) {
		return time.Time{}, time.Time{}, false
	}
	from, to = o.stretch(o.UsualHours(city), day)
	return from, to, true
}

// UsualHours are the hours of the ministry's offices in a city, in and out of Ramadan.
func (o *Office) UsualHours(city string) Centre {
	f := o.facts.Load()
	if own := f.cities[city]; own.Hours != (Hours{}) {
		return Centre{City: city, Hours: own.Hours, Ramadan: own.Ramadan}
	}
	if c, known := f.centreIn[city]; known {
		return c
	}
	return Centre{City: city, Hours: usualHours, Ramadan: ramadanHours}
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
	c, ok := o.facts.Load().centres[centre]
	return c.City, ok
}
