package postgres

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"majlis/booking"
)

type rotaStore struct{ db *DB }

type hostRow struct {
	ID                                             int64
	Code, TitleAr, TitleEn, ShortAr, ShortEn, City string
	Active                                         bool
	DayCap, VideoCap, InPersonCap                  int
}

func (r hostRow) domain() booking.Host {
	return booking.Host{
		ID: booking.HostID(r.ID), Code: r.Code, TitleAr: r.TitleAr, TitleEn: r.TitleEn,
		ShortAr: r.ShortAr, ShortEn: r.ShortEn, City: r.City, Active: r.Active,
		DayCap: r.DayCap, VideoCap: r.VideoCap, InPersonCap: r.InPersonCap,
	}
}

func (s rotaStore) Hosts(ctx context.Context) ([]booking.Host, error) {
	const q = `select id, code, title_ar, title_en, short_ar, short_en, city, active, day_cap, video_cap, in_person_cap from host order by position, id`
	return domains(all[hostRow](ctx, s.db, q, nil))
}

func (s rotaStore) SaveHost(ctx context.Context, h booking.Host) (booking.HostID, error) {
	const insert = `insert into host (code, title_ar, title_en, short_ar, short_en, city, position, active, day_cap, video_cap,
			in_person_cap)
		values (@code, @title_ar, @title_en, @short_ar, @short_en, @city, (select coalesce(max(position), 0) + 1 from host), @active,
			@day_cap, @video_cap, @in_person_cap)
		returning id`
	const update = `update host set code = @code, title_ar = @title_ar, title_en = @title_en, short_ar = @short_ar,
			short_en = @short_en, city = @city, active = @active, day_cap = @day_cap, video_cap = @video_cap,
			in_person_cap = @in_person_cap
		where id = @id returning id`
	args := pgx.NamedArgs{
		"code": h.Code, "title_ar": h.TitleAr, "title_en": h.TitleEn, "short_ar": h.ShortAr, "short_en": h.ShortEn,
		"city": h.City, "active": h.Active, "day_cap": h.DayCap, "video_cap": h.VideoCap, "in_person_cap": h.InPersonCap,
	}
	if h.ID == 0 {
		id, err := value[int64](ctx, s.db, insert, args)
		return booking.HostID(id), err
	}
	args["id"] = int64(h.ID)
	id, err := value[int64](ctx, s.db, update, args)
	return booking.HostID(id), err
}

type templateRow struct {
	ID            int64
	HostID        int64
	Weekday       int
	FromTime      time.Duration
	ToTime        time.Duration
	SlotMinutes   int
	BufferMinutes int
	Venues        []string
	Languages     []string
	Provides      []string
	Section       string
	OpenTo        string
	LongSlots     int
	Cap           int
	Active        bool
	Version       int
}

func (r templateRow) domain() booking.Template {
	return booking.Template{
		ID: booking.TemplateID(r.ID), Host: booking.HostID(r.HostID), Weekday: time.Weekday(r.Weekday),
		From: r.FromTime, To: r.ToTime, SlotMinutes: r.SlotMinutes, BufferMinutes: r.BufferMinutes,
		Venues: named[booking.Venue](r.Venues), Languages: named[string](r.Languages), Provides: named[string](r.Provides),
		Section: r.Section, OpenTo: r.OpenTo, LongSlots: r.LongSlots, Cap: r.Cap, Active: r.Active, Version: r.Version,
	}
}

func (s rotaStore) Templates(ctx context.Context) ([]booking.Template, error) {
	const q = `select id, host_id, weekday, from_time, to_time, slot_minutes, buffer_minutes, venues, languages, provides,
			section, open_to, long_slots, cap, active, version
		from weekly_template order by id`
	return domains(all[templateRow](ctx, s.db, q, nil))
}

func (s rotaStore) SaveTemplate(ctx context.Context, t booking.Template) (booking.TemplateID, error) {
	const insert = `insert into weekly_template (host_id, weekday, from_time, to_time, slot_minutes, buffer_minutes, venues, languages,
			provides, section, open_to, long_slots, cap, active)
		values (@host, @weekday, @from_time, @to_time, @slot_minutes, @buffer_minutes, @venues, @languages,
			@provides, @section, @open_to, @long_slots, @cap, @active)
		returning id`
	const update = `update weekly_template set host_id = @host, weekday = @weekday, from_time = @from_time, to_time = @to_time,
			slot_minutes = @slot_minutes, buffer_minutes = @buffer_minutes, venues = @venues, languages = @languages,
			provides = @provides, section = @section, open_to = @open_to, long_slots = @long_slots, cap = @cap,
			active = @active, version = version + 1
		where id = @id and version = @version`
	args := pgx.NamedArgs{
		"host": int64(t.Host), "weekday": int(t.Weekday), "from_time": t.From, "to_time": t.To, "slot_minutes": t.SlotMinutes,
		"buffer_minutes": t.BufferMinutes, "venues": words(t.Venues), "languages": words(t.Languages),
		"provides": words(t.Provides), "section": t.Section, "open_to": t.OpenTo,
		"long_slots": t.LongSlots, "cap": t.Cap, "active": t.Active,
	}
	if t.ID == 0 {
		id, err := value[int64](ctx, s.db, insert, args)
		return booking.TemplateID(id), err
	}
	args["id"], args["version"] = int64(t.ID), t.Version
	return t.ID, saved(ctx, s.db, update, args, func(ctx context.Context) error { return s.templateExists(ctx, t.ID) })
}

func (s rotaStore) templateExists(ctx context.Context, id booking.TemplateID) error {
	const q = `select version from weekly_template where id = @id`
	_, err := value[int](ctx, s.db, q, pgx.NamedArgs{"id": int64(id)})
	return err
}
