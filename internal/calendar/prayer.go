package calendar

import (
	"fmt"
	"time"

	"github.com/hablullah/go-prayer"
)

// A City is where prayer times are reckoned for, and where offices keep hours.
type City struct {
	Code      string
	Latitude  float64
	Longitude float64
	// Rests is how long work rests from each call, by the prayer's name; a prayer that is
	// missing rests DefaultPause, one of zero not at all.
	Rests map[string]time.Duration
	// Hours and Ramadan are the office's day here; zero takes the centre's, or the usual.
	Hours, Ramadan Hours
}

// Rest is how long work rests from a prayer's call.
func (c City) Rest(prayer string) time.Duration {
	if rest, set := c.Rests[prayer]; set {
		return rest
	}
	return DefaultPause
}

// DefaultPause is the rest from the adhan that custom gives each prayer.
const DefaultPause = 30 * time.Minute

// PrayerNames are the five prayers, in the order of the day.
func PrayerNames() []string { return []string{"fajr", "dhuhr", "asr", "maghrib", "isha"} }

// DefaultCities are the seats of the thirteen regions, with Jeddah.
func DefaultCities() []City {
	return []City{
		{Code: "riyadh", Latitude: 24.7136, Longitude: 46.6753},
		{Code: "jeddah", Latitude: 21.4858, Longitude: 39.1925},
		{Code: "makkah", Latitude: 21.4225, Longitude: 39.8262},
		{Code: "madinah", Latitude: 24.4686, Longitude: 39.6142},
		{Code: "dammam", Latitude: 26.4207, Longitude: 50.0888},
		{Code: "abha", Latitude: 18.2164, Longitude: 42.5053},
		{Code: "tabuk", Latitude: 28.3838, Longitude: 36.5550},
		{Code: "buraydah", Latitude: 26.3260, Longitude: 43.9750},
		{Code: "hail", Latitude: 27.5114, Longitude: 41.7208},
		{Code: "jazan", Latitude: 16.8892, Longitude: 42.5511},
		{Code: "najran", Latitude: 17.4924, Longitude: 44.1277},
		{Code: "baha", Latitude: 20.0129, Longitude: 41.4677},
		{Code: "arar", Latitude: 30.9753, Longitude: 41.0381},
		{Code: "sakaka", Latitude: 29.9697, Longitude: 40.2064},
	}
}

// Prayers are the calls to prayer of one day by the Umm al-Qura reckoning: Fajr at
// 18.5°, Asr at one shadow, Isha 90 minutes after Maghrib and 120 in Ramadan.
type Prayers struct {
	Fajr, Sunrise, Dhuhr, Asr, Maghrib, Isha time.Time
}

// ramadanIsha is what Ramadan adds to Isha; the reckoning of go-prayer lacks it.
const ramadanIsha = 30 * time.Minute

type cityYear struct {
	city string
	year int
}

// Prayers returns the calls to prayer of a city on the day, to the minute. It fails
// for a city that is not known.
func (o *Office) Prayers(city string, day time.Time) (Prayers, error) {
	c, known := o.facts.Load().cities[city]
	if !known {
		return Prayers{}, fmt.Errorf("prayer times: no city %q", city)
	}
	d := DateOf(day)
	year, err := o.prayerYear(c, d.Year)
	if err != nil {
		return Prayers{}, fmt.Errorf("prayer times of %s in %d: %w", city, d.Year, err)
	}
	index := d.DaysSince(Date{d.Year, time.January, 1})
	if index >= len(year) || year[index].Date != d.String() {
		return Prayers{}, fmt.Errorf("prayer times of %s: no %s in its year", city, d)
	}
	s := year[index]
	p := Prayers{Fajr: s.Fajr, Sunrise: s.Sunrise, Dhuhr: s.Zuhr, Asr: s.Asr, Maghrib: s.Maghrib, Isha: s.Isha}
	if o.InRamadan(day) {
		p.Isha = p.Isha.Add(ramadanIsha)
	}
	return p, nil
}

// Pauses returns the rests for the prayers of a city on the day, in order, without those that
// are switched off; it fails for a city that is not known. An audience must keep clear of those of the host's city
// and of the hall's.
func (o *Office) Pauses(city string, day time.Time) ([]Interval, error) {
	p, err := o.Prayers(city, day)
	if err != nil {
		return nil, err
	}
	c := o.facts.Load().cities[city]
	calls := []time.Time{p.Fajr, p.Dhuhr, p.Asr, p.Maghrib, p.Isha}
	var pauses []Interval
	for i, name := range PrayerNames() {
		if rest := c.Rest(name); rest > 0 {
			pauses = append(pauses, Interval{calls[i], calls[i].Add(rest)})
		}
	}
	return pauses, nil
}

func (o *Office) prayerYear(c City, year int) ([]prayer.Schedule, error) {
	key := cityYear{c.Code, year}
	if cached, ok := o.prayers.Load(key); ok {
		return cached.([]prayer.Schedule), nil
	}
	schedules, err := prayer.Calculate(prayer.Config{
		Latitude:           c.Latitude,
		Longitude:          c.Longitude,
		Timezone:           Riyadh,
		TwilightConvention: prayer.UmmAlQura(),
		AsrConvention:      prayer.Shafii,
	}, year)
	if err != nil {
		return nil, err
	}
	o.prayers.Store(key, schedules)
	return schedules, nil
}
