package calendar

import (
	"fmt"
	"time"

	"github.com/hablullah/go-prayer"
)

// A City is where prayer times are reckoned for.
type City struct {
	Code      string
	Latitude  float64
	Longitude float64
	// Pause is how long work rests from the call to prayer.
	Pause time.Duration
}

// DefaultPause is the rest from the adhan that custom gives each prayer.
const DefaultPause = 30 * time.Minute

// DefaultCities are the seats of the thirteen regions, with Jeddah.
func DefaultCities() []City {
	return []City{
		{"riyadh", 24.7136, 46.6753, DefaultPause},
		{"jeddah", 21.4858, 39.1925, DefaultPause},
		{"makkah", 21.4225, 39.8262, DefaultPause},
		{"madinah", 24.4686, 39.6142, DefaultPause},
		{"dammam", 26.4207, 50.0888, DefaultPause},
		{"abha", 18.2164, 42.5053, DefaultPause},
		{"tabuk", 28.3838, 36.5550, DefaultPause},
		{"buraydah", 26.3260, 43.9750, DefaultPause},
		{"hail", 27.5114, 41.7208, DefaultPause},
		{"jazan", 16.8892, 42.5511, DefaultPause},
		{"najran", 17.4924, 44.1277, DefaultPause},
		{"baha", 20.0129, 41.4677, DefaultPause},
		{"arar", 30.9753, 41.0381, DefaultPause},
		{"sakaka", 29.9697, 40.2064, DefaultPause},
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
	c, known := o.cities[city]
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

// Pauses returns the rests for the five prayers of a city on the day, in order; it fails
// for a city that is not known. An audience must keep clear of those of the host's city
// and of the hall's.
func (o *Office) Pauses(city string, day time.Time) ([]Interval, error) {
	p, err := o.Prayers(city, day)
	if err != nil {
		return nil, err
	}
	pause := o.cities[city].Pause
	if pause == 0 {
		return nil, nil
	}
	var pauses []Interval
	for _, adhan := range []time.Time{p.Fajr, p.Dhuhr, p.Asr, p.Maghrib, p.Isha} {
		pauses = append(pauses, Interval{adhan, adhan.Add(pause)})
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
