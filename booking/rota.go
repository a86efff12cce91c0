package booking

import (
	"context"
	"time"
)

// Hosts lists the officials who receive people, in the office's order.
func (d *Desk) Hosts(ctx context.Context) ([]Host, error) { return d.store.Rota.Hosts(ctx) }

// SaveHost adds a host (ID zero) or changes one.
func (d *Desk) SaveHost(ctx context.Context, h Host) (Host, error) {
	if h.Code == "" || h.TitleAr == "" || h.City == "" {
		return Host{}, Refuse("host_incomplete", "code")
	}
	for field, slots := range map[string]int{"day_cap": h.DayCap, "video_cap": h.VideoCap, "in_person_cap": h.InPersonCap} {
		if slots < 0 || slots > 200 {
			return Host{}, Refuse("cap_out_of_range", field, "most", 200)
		}
	}
	err := d.inTx(ctx, "save a host", func(ctx context.Context) (err error) {
		if h.ID, err = d.store.Rota.SaveHost(ctx, h); err != nil {
			return err
		}
		return d.journal.Record(ctx, "save", subjectHost, int64(h.ID), "")
	})
	return h, err
}

// host finds one host.
func (d *Desk) host(ctx context.Context, id HostID) (Host, error) {
	hosts, err := d.store.Rota.Hosts(ctx)
	if err != nil {
		return Host{}, err
	}
	for _, h := range hosts {
		if h.ID == id {
			return h, nil
		}
	}
	return Host{}, ErrNotFound
}

// Templates lists the stretches of the hosts' usual weeks.
func (d *Desk) Templates(ctx context.Context) ([]Template, error) {
	return d.store.Rota.Templates(ctx)
}

// SaveTemplate adds a template (ID zero) or changes one. Weeks already opened stay as they
// are. It refuses hours out of order (hours_out_of_order), lengths out of range and a
// template without venues (venue_needed).
func (d *Desk) SaveTemplate(ctx context.Context, t Template) (Template, error) {
	t.defaults()
	if err := t.check(); err != nil {
		return Template{}, err
	}
	err := d.inTx(ctx, "save a template", func(ctx context.Context) error {
		if _, err := d.host(ctx, t.Host); err != nil {
			return err
		}
		id, err := d.store.Rota.SaveTemplate(ctx, t)
		if err != nil {
			return err
		}
		t.ID, t.Version = id, t.Version+1
		return d.journal.Record(ctx, "save", subjectTemplate, int64(id), "")
	})
	return t, err
}

func (t *Template) defaults() {
	if t.Section == "" {
		t.Section = SectionAny
	}
	if t.OpenTo == "" {
		t.OpenTo = OpenToAny
	}
	if len(t.Languages) == 0 {
		t.Languages = []string{"ar"}
	}
	t.Venues, t.Languages, t.Provides = distinct(t.Venues), distinct(t.Languages), distinct(t.Provides)
}

func (t *Template) check() error {
	if t.From < 0 || t.To > 24*time.Hour || t.From >= t.To {
		return Refuse("hours_out_of_order", "to")
	}
	if err := checkMinutes(t.SlotMinutes); err != nil {
		return err
	}
	if t.LongSlots < 0 || t.LongSlots > 20 || t.LongSlots > 0 && 2*t.SlotMinutes > mostMinutes {
		return Refuse("long_slots_out_of_range", "long_slots")
	}
	if t.Cap < 0 || t.Cap > 200 {
		return Refuse("cap_out_of_range", "cap", "most", 200)
	}
	if t.BufferMinutes < 0 || t.BufferMinutes > 60 {
		return Refuse("buffer_out_of_range", "buffer_minutes")
	}
	if len(t.Venues) == 0 {
		return Refuse("venue_needed", "venues")
	}
	switch t.OpenTo {
	case OpenToAny, OpenToUrgent, OpenToFirstTime:
	default:
		return Refuse("open_to_unknown", "open_to")
	}
	switch t.Section {
	case SectionAny, SectionMen, SectionWomen:
	default:
		return Refuse("section_unknown", "section")
	}
	return nil
}

// Exceptions lists the dates from the first day to before the last on which a host's templates
// do not hold as they are, by date.
func (d *Desk) Exceptions(ctx context.Context, from, until time.Time) ([]Exception, error) {
	return d.store.Dates.Exceptions(ctx, midnight(from), midnight(until))
}

// SaveException makes a date an exception for weeks opened from now on, in place of an earlier
// one of the same host and date. By and At are filled in here. It refuses a date gone by
// (date_past), no reason (reason_needed), hours out of order (hours_out_of_order) and a host who
// stands in for themselves (host_unknown).
func (d *Desk) SaveException(ctx context.Context, e Exception) error {
	e.Day, e.By, e.At = midnight(e.Day), d.actor(ctx), d.now()
	switch {
	case e.Day.Before(midnight(d.now())):
		return Refuse("date_past", "day")
	case e.Reason == "":
		return Refuse("reason_needed", "reason")
	case e.Kind == ExceptionHours && (e.From < 0 || e.To > 24*time.Hour || e.From >= e.To):
		return Refuse("hours_out_of_order", "to")
	case (e.Kind == ExceptionOtherHost) != (e.OtherHost != 0) || e.OtherHost == e.Host:
		return Refuse("host_unknown", "other_host")
	}
	return d.inTx(ctx, "save an exception", func(ctx context.Context) error {
		for _, host := range []HostID{e.Host, e.OtherHost} {
			if host == 0 {
				continue
			}
			if _, err := d.host(ctx, host); err != nil {
				return err
			}
		}
		if err := d.store.Dates.SaveException(ctx, e); err != nil {
			return err
		}
		return d.journal.Record(ctx, "except", subjectHost, int64(e.Host), dateOf(e.Day)+": "+e.Reason)
	})
}

// RemoveException lets the templates of a date hold again; without one it does nothing.
func (d *Desk) RemoveException(ctx context.Context, host HostID, day time.Time) error {
	return d.inTx(ctx, "remove an exception", func(ctx context.Context) error {
		if err := d.store.Dates.RemoveException(ctx, host, midnight(day)); err != nil {
			return err
		}
		return d.journal.Record(ctx, "except", subjectHost, int64(host), dateOf(day)+": none")
	})
}
