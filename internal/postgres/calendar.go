package postgres

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"majlis/internal/calendar"
)

// CalendarVersion names the state of all that officers set of the calendar; no two states
// ever share one.
func (db *DB) CalendarVersion(ctx context.Context) (int64, error) {
	const q = `select version from calendar_version`
	return value[int64](ctx, db, q, nil)
}

// Calendar is what officers set, with the centres' own hours.
func (db *DB) Calendar(ctx context.Context) (calendar.Config, error) {
	var c calendar.Config
	decided, err := db.CalendarDecisions(ctx)
	if err != nil {
		return c, err
	}
	for _, d := range decided {
		p := d.Period
		if d.State == calendar.Removed {
			p.Until = p.From
		}
		c.Periods = append(c.Periods, p)
	}
	if c.Centres, err = db.centresOfCalendar(ctx); err != nil {
		return c, err
	}
	c.Cities, err = db.cities(ctx)
	return c, err
}

type decisionRow struct {
	Key, Code, NameAr, NameEn string
	FromOn, UntilOn           time.Time
	State, Reason, DecidedBy  string
	DecidedAt                 time.Time
}

// CalendarDecisions are what officers decided about holidays and Ramadan, by the days.
func (db *DB) CalendarDecisions(ctx context.Context) ([]calendar.Decision, error) {
	const q = `select key, code, name_ar, name_en, from_on, until_on, state, reason, decided_by, decided_at
		from calendar_period order by from_on, key`
	rows, err := all[decisionRow](ctx, db, q, nil)
	list := make([]calendar.Decision, len(rows))
	for i, r := range rows {
		list[i] = calendar.Decision{
			Period: calendar.Period{Key: r.Key, Code: r.Code, NameAr: r.NameAr, NameEn: r.NameEn, Confirmed: true,
				From: calendar.DateOf(r.FromOn), Until: calendar.DateOf(r.UntilOn)},
			State: calendar.State(r.State), Reason: r.Reason, By: r.DecidedBy, At: r.DecidedAt,
		}
	}
	return list, err
}

// SaveCalendarDecision keeps an officer's decision about a period, in place of an earlier one.
func (db *DB) SaveCalendarDecision(ctx context.Context, d calendar.Decision) error {
	const q = `insert into calendar_period (key, code, name_ar, name_en, from_on, until_on, state, reason, decided_by, decided_at)
		values (@key, @code, @name_ar, @name_en, @from_on::date, @until_on::date, @state, @reason, @by, @at)
		on conflict (key) do update set name_ar = excluded.name_ar, name_en = excluded.name_en, from_on = excluded.from_on,
			until_on = excluded.until_on, state = excluded.state, reason = excluded.reason, decided_by = excluded.decided_by,
			decided_at = excluded.decided_at`
	_, err := exec(ctx, db, q, pgx.NamedArgs{
		"key": d.Key, "code": d.Code, "name_ar": d.NameAr, "name_en": d.NameEn, "from_on": d.From.At(0, 0), "until_on": d.Until.At(0, 0),
		"state": string(d.State), "reason": d.Reason, "by": d.By, "at": d.At,
	})
	return err
}

type centreHoursRow struct {
	Code, City                                 string
	Opens, Closes, RamadanOpens, RamadanCloses time.Duration
}

func (db *DB) centresOfCalendar(ctx context.Context) ([]calendar.Centre, error) {
	const q = `select code, city, opens, closes, ramadan_opens, ramadan_closes from centre order by code`
	rows, err := all[centreHoursRow](ctx, db, q, nil)
	list := make([]calendar.Centre, len(rows))
	for i, r := range rows {
		list[i] = calendar.Centre{Code: r.Code, City: r.City,
			Hours: calendar.Hours{From: r.Opens, To: r.Closes}, Ramadan: calendar.Hours{From: r.RamadanOpens, To: r.RamadanCloses}}
	}
	return list, err
}

type cityHoursRow struct {
	City                                       string
	Opens, Closes, RamadanOpens, RamadanCloses time.Duration
}

type pauseRow struct {
	City, Prayer string
	Minutes      int
}

// cities are those whose prayers the calendar reckons, with what officers set for them.
func (db *DB) cities(ctx context.Context) ([]calendar.City, error) {
	const hours = `select city, opens, closes, ramadan_opens, ramadan_closes from city_hours`
	const pauses = `select city, prayer, minutes from prayer_pause`
	ownHours, err := all[cityHoursRow](ctx, db, hours, nil)
	if err != nil {
		return nil, err
	}
	rests, err := all[pauseRow](ctx, db, pauses, nil)
	if err != nil {
		return nil, err
	}
	list := calendar.DefaultCities()
	for i := range list {
		c := &list[i]
		for _, h := range ownHours {
			if h.City == c.Code {
				c.Hours, c.Ramadan = calendar.Hours{From: h.Opens, To: h.Closes}, calendar.Hours{From: h.RamadanOpens, To: h.RamadanCloses}
			}
		}
		for _, r := range rests {
			if r.City != c.Code {
				continue
			}
			if c.Rests == nil {
				c.Rests = map[string]time.Duration{}
			}
			c.Rests[r.Prayer] = time.Duration(r.Minutes) * time.Minute
		}
	}
	return list, nil
}

// SaveCity keeps a city's hours and how long each of its prayers rests.
func (db *DB) SaveCity(ctx context.Context, c calendar.City) error {
	const hours = `insert into city_hours (city, opens, closes, ramadan_opens, ramadan_closes)
		values (@city, @opens, @closes, @ramadan_opens, @ramadan_closes)
		on conflict (city) do update set opens = excluded.opens, closes = excluded.closes,
			ramadan_opens = excluded.ramadan_opens, ramadan_closes = excluded.ramadan_closes`
	const pause = `insert into prayer_pause (city, prayer, minutes) values (@city, @prayer, @minutes)
		on conflict (city, prayer) do update set minutes = excluded.minutes`
	return db.InTx(ctx, func(ctx context.Context) error {
		_, err := exec(ctx, db, hours, pgx.NamedArgs{
			"city": c.Code, "opens": c.Hours.From, "closes": c.Hours.To, "ramadan_opens": c.Ramadan.From, "ramadan_closes": c.Ramadan.To,
		})
		for _, prayer := range calendar.PrayerNames() {
			if err != nil {
				break
			}
			_, err = exec(ctx, db, pause, pgx.NamedArgs{"city": c.Code, "prayer": prayer, "minutes": int(c.Rest(prayer) / time.Minute)})
		}
		return err
	})
}
