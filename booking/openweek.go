package booking

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"time"
)

// OpenWeek makes a week's sessions and slots from the hosts' templates and says how many
// slots it made. Doing it again makes only what is missing. Holidays are left out, slots
// keep clear of prayer pauses, and a session that would overlap another of its host is not
// made. The first opening commits the week's seed.
func (d *Desk) OpenWeek(ctx context.Context, week time.Time) (made int, err error) {
	week = WeekOf(week)
	err = d.inTx(ctx, "open a week", func(ctx context.Context) error {
		made = 0
		if err := d.lockWeek(ctx, week); err != nil {
			return err
		}
		if err := d.commitSeed(ctx, week); err != nil {
			return err
		}
		missing, err := d.missingSessions(ctx, week)
		if err != nil {
			return err
		}
		caps, err := d.capsOf(ctx, week)
		if err != nil {
			return err
		}
		for _, m := range missing {
			slots, err := d.layOut(ctx, m.session, m.template)
			if err != nil {
				return err
			}
			if slots = caps.within(slots, m.template.Cap); len(slots) == 0 {
				continue
			}
			if _, err := d.store.Sessions.AddSession(ctx, m.session, slots); err != nil {
				return err
			}
			made += len(slots)
		}
		if made == 0 {
			return nil
		}
		return d.journal.Record(ctx, "open", subjectWeek, weekNumber(week), fmt.Sprintf("%d slots", made))
	})
	return made, err
}

// commitSeed draws the week's seed unless it has one.
func (d *Desk) commitSeed(ctx context.Context, week time.Time) error {
	_, err := d.store.Draws.Seed(ctx, week)
	if !errors.Is(err, ErrNotFound) {
		return err
	}
	// Rule R7: the seed is fixed, and its hash public, before anybody can be ranked by it.
	text := d.seed()
	sum := sha256.Sum256([]byte(text))
	return d.store.Draws.CommitSeed(ctx, Seed{
		Week: week, Text: text, SHA256: hex.EncodeToString(sum[:]), CommittedAt: d.now(),
	})
}

func randomSeed() string { return rand.Text() }

// A makeable session with the template it comes from.
type makeable struct {
	session  Session
	template Template
}

// missingSessions are those that the templates ask for and the week does not have.
func (d *Desk) missingSessions(ctx context.Context, week time.Time) ([]makeable, error) {
	have, err := d.store.Sessions.SessionsOfWeek(ctx, week)
	if err != nil {
		return nil, err
	}
	templates, hosts, err := d.usualWeek(ctx)
	if err != nil {
		return nil, err
	}
	exceptions, err := d.store.Dates.Exceptions(ctx, week, week.AddDate(0, 0, 7))
	if err != nil {
		return nil, err
	}
	var missing []makeable
	for _, t := range templates {
		s := Session{Host: t.Host, Week: week, Status: SessionPlanned, TemplateID: t.ID, Version: 1}
		day := week.AddDate(0, 0, int(t.Weekday))
		s.From, s.To = day.Add(t.From), day.Add(t.To)
		if e, ok := exceptionOf(exceptions, t.Host, day); ok {
			e.apply(&s, firstHour(templates, t))
		}
		host, known := hosts[s.Host]
		if !known {
			continue
		}
		ok, err := d.withinHours(ctx, &s, host)
		if err != nil {
			return nil, err
		}
		if ok && !standsInTheWay(have, s) {
			missing = append(missing, makeable{s, t})
			have = append(have, s)
		}
	}
	return missing, nil
}

// usualWeek is the templates in force and the hosts who receive.
func (d *Desk) usualWeek(ctx context.Context) ([]Template, map[HostID]Host, error) {
	templates, err := d.store.Rota.Templates(ctx)
	if err != nil {
		return nil, nil, err
	}
	hosts, err := d.store.Rota.Hosts(ctx)
	if err != nil {
		return nil, nil, err
	}
	active := map[HostID]Host{}
	for _, h := range hosts {
		if h.Active {
			active[h.ID] = h
		}
	}
	templates = slices.DeleteFunc(templates, func(t Template) bool { return !t.Active || active[t.Host].ID == 0 })
	return templates, active, nil
}

// withinHours keeps a session within the office's day. It is not ok on a holiday or when
// nothing of it remains.
func (d *Desk) withinHours(ctx context.Context, s *Session, host Host) (bool, error) {
	// Rule R6: no session on a day off, none outside the office's hours.
	working, err := d.calendar.Working(ctx, s.From)
	if err != nil || !working || !s.From.Before(s.To) {
		return false, err
	}
	hours, err := d.calendar.Hours(ctx, host.City, s.From)
	if err != nil {
		return false, err
	}
	if s.From.Before(hours.From) {
		s.From = hours.From
	}
	if s.To.After(hours.To) {
		s.To = hours.To
	}
	return s.From.Before(s.To), nil
}

func exceptionOf(list []Exception, host HostID, day time.Time) (Exception, bool) {
	at := slices.IndexFunc(list, func(e Exception) bool { return e.Host == host && e.Day.Equal(day) })
	if at < 0 {
		return Exception{}, false
	}
	return list[at], true
}

// firstHour is when the day of a template begins for its host.
func firstHour(templates []Template, of Template) time.Duration {
	first := of.From
	for _, t := range templates {
		if t.Host == of.Host && t.Weekday == of.Weekday {
			first = min(first, t.From)
		}
	}
	return first
}

// apply makes of a session what the exception makes of its day; a closed one has no time left.
func (e Exception) apply(s *Session, first time.Duration) {
	// Rule R36: an exception of a date goes before the templates.
	switch e.Kind {
	case ExceptionClosed:
		s.To = s.From
	case ExceptionOtherHost:
		s.Host = e.OtherHost
	case ExceptionHours:
		shift := e.From - first
		s.From, s.To = s.From.Add(shift), s.To.Add(shift)
		if end := e.Day.Add(e.To); s.To.After(end) {
			s.To = end
		}
	}
}

// standsInTheWay reports whether the session was made before or would overlap one.
func standsInTheWay(have []Session, s Session) bool {
	for _, h := range have {
		made := h.TemplateID == s.TemplateID && midnight(h.From).Equal(midnight(s.From))
		if made || h.Host == s.Host && (Window{h.From, h.To}).overlaps(s.From, s.To) {
			return true
		}
	}
	return false
}

// layOut divides a session into slots, one after the other, around the pauses. A pause in
// the host's city stops the session; one in a booth's city only shuts that booth.
func (d *Desk) layOut(ctx context.Context, s Session, t Template) ([]Slot, error) {
	host, err := d.host(ctx, s.Host)
	if err != nil {
		return nil, err
	}
	stops, err := d.calendar.Pauses(ctx, host.City, s.From)
	if err != nil {
		return nil, err
	}
	shuts, err := d.boothPauses(ctx, t.Venues, s.From)
	if err != nil {
		return nil, err
	}
	buffer := time.Duration(t.BufferMinutes) * time.Minute
	var slots []Slot
	for at := s.From; ; {
		minutes := t.SlotMinutes
		if len(slots) < t.LongSlots {
			// Rule R34: long slots come first, while everybody is fresh.
			minutes *= 2
		}
		length := time.Duration(minutes) * time.Minute
		if at.Add(length).After(s.To) {
			return slots, nil
		}
		// Rule R6: nobody is received during a prayer pause, here or where they sit.
		if pause, hit := firstOver(stops, at, at.Add(length)); hit {
			at = roundUp(pause.To)
			continue
		}
		if venues := openVenues(t.Venues, shuts, at, at.Add(length)); len(venues) > 0 {
			slots = append(slots, Slot{
				Host: s.Host, HostCode: host.Code, At: at, Minutes: minutes, Venues: venues,
				Languages: t.Languages, Provides: t.Provides, Section: t.Section, OpenTo: t.OpenTo,
			})
		}
		at = at.Add(length + buffer)
	}
}

// boothPauses are the pauses of each booth's own city.
func (d *Desk) boothPauses(ctx context.Context, venues []Venue, day time.Time) (map[Venue][]Window, error) {
	pauses := map[Venue][]Window{}
	for _, v := range venues {
		centre, ok := v.Booth()
		if !ok {
			continue
		}
		city, err := d.calendar.City(ctx, centre)
		if err != nil {
			return nil, err
		}
		if pauses[v], err = d.calendar.Pauses(ctx, city, day); err != nil {
			return nil, err
		}
	}
	return pauses, nil
}

func openVenues(venues []Venue, shuts map[Venue][]Window, from, to time.Time) []Venue {
	var open []Venue
	for _, v := range venues {
		if _, shut := firstOver(shuts[v], from, to); !shut {
			open = append(open, v)
		}
	}
	return open
}

func firstOver(windows []Window, from, to time.Time) (Window, bool) {
	for _, w := range windows {
		if w.overlaps(from, to) {
			return w, true
		}
	}
	return Window{}, false
}

// roundUp goes to the next whole five minutes, so that people are told round times.
func roundUp(t time.Time) time.Time {
	down := t.Truncate(5 * time.Minute)
	if down.Equal(t) {
		return t
	}
	return down.Add(5 * time.Minute)
}
