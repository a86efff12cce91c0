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
