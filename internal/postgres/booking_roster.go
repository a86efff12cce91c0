package postgres

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"majlis/booking"
	"majlis/booking/roster"
)

type rosterStore struct{ db *DB }

type helperRow struct {
	ID                   int64
	Kind, NameAr, NameEn string
	Languages            []string
	Centre, Section      string
	Staff                int64
	Weekdays             []int
	FromTime, ToTime     time.Duration
	AwayFrom, AwayUntil  *time.Time
	Active               bool
	Version              int
}

func (r helperRow) domain() booking.Helper {
	h := booking.Helper{
		ID: booking.HelperID(r.ID), Kind: roster.Kind(r.Kind), NameAr: r.NameAr, NameEn: r.NameEn, Languages: named[string](r.Languages),
		Centre: r.Centre, Section: r.Section, Staff: r.Staff, From: r.FromTime, To: r.ToTime, Active: r.Active, Version: r.Version,
	}
	for _, day := range r.Weekdays {
		h.Weekdays = append(h.Weekdays, time.Weekday(day))
	}
	if r.AwayFrom != nil {
		h.AwayFrom, h.AwayUntil = fromDate(*r.AwayFrom), fromDate(*r.AwayUntil)
	}
	return h
}

func (s rosterStore) Helpers(ctx context.Context) ([]booking.Helper, error) {
	const q = `select id, kind, name_ar, name_en, languages, coalesce(centre_code, '') as centre, section, coalesce(staff_id, 0) as staff,
			weekdays, from_time, to_time, away_from, away_until, active, version
		from helper order by kind, coalesce(centre_code, ''), id`
	return domains(all[helperRow](ctx, s.db, q, nil))
}

func (s rosterStore) SaveHelper(ctx context.Context, h booking.Helper) (booking.HelperID, error) {
	const insert = `insert into helper (kind, name_ar, name_en, languages, centre_code, section, staff_id, weekdays, from_time, to_time,
			away_from, away_until, active)
		values (@kind, @name_ar, @name_en, @languages, nullif(@centre, ''), @section, @staff, @weekdays, @from_time, @to_time,
			@away_from::date, @away_until::date, @active)
		returning id`
	const update = `update helper set kind = @kind, name_ar = @name_ar, name_en = @name_en, languages = @languages,
			centre_code = nullif(@centre, ''), section = @section, staff_id = @staff, weekdays = @weekdays, from_time = @from_time,
			to_time = @to_time, away_from = @away_from::date, away_until = @away_until::date, active = @active, version = version + 1
		where id = @id and version = @version`
	weekdays := make([]int, len(h.Weekdays))
	for i, day := range h.Weekdays {
		weekdays[i] = int(day)
	}
	args := pgx.NamedArgs{
		"kind": string(h.Kind), "name_ar": h.NameAr, "name_en": h.NameEn, "languages": words(h.Languages), "centre": h.Centre,
		"section": h.Section, "staff": idOrNull(h.Staff), "weekdays": weekdays, "from_time": h.From, "to_time": h.To,
		"away_from": dayOrNull(h.AwayFrom), "away_until": dayOrNull(h.AwayUntil), "active": h.Active,
	}
	if h.ID == 0 {
		id, err := value[int64](ctx, s.db, insert, args)
		return booking.HelperID(id), err
	}
	args["id"], args["version"] = int64(h.ID), h.Version
	return h.ID, saved(ctx, s.db, update, args, func(ctx context.Context) error {
		const q = `select version from helper where id = @id`
		_, err := value[int](ctx, s.db, q, pgx.NamedArgs{"id": int64(h.ID)})
		return err
	})
}

func dayOrNull(day time.Time) *time.Time {
	if day.IsZero() {
		return nil
	}
	local := onDate(day)
	return &local
}

func (s rosterStore) Bind(ctx context.Context, list []booking.Binding) error {
	const q = `insert into binding (offer_id, kind, helper_id, at, until_at) values (@offer, @kind, @helper, @at, @until_at)`
	return s.db.InTx(ctx, func(ctx context.Context) error {
		for _, b := range list {
			if _, err := exec(ctx, s.db, q, pgx.NamedArgs{
				"offer": int64(b.Offer), "kind": string(b.Kind), "helper": int64(b.Helper), "at": b.At, "until_at": b.Until,
			}); err != nil {
				return err
			}
		}
		return nil
	})
}

func (s rosterStore) Unbind(ctx context.Context, offer booking.OfferID) error {
	const q = `delete from binding where offer_id = @offer`
	_, err := exec(ctx, s.db, q, pgx.NamedArgs{"offer": int64(offer)})
	return err
}

type bindingRow struct {
	OfferID, HelperID int64
	Kind              string
	At, UntilAt       time.Time
}

func (r bindingRow) domain() booking.Binding {
	return booking.Binding{Offer: booking.OfferID(r.OfferID), Helper: booking.HelperID(r.HelperID), Kind: roster.Kind(r.Kind), At: r.At, Until: r.UntilAt}
}

func (s rosterStore) BindingsBetween(ctx context.Context, from, until time.Time) ([]booking.Binding, error) {
	const q = `select offer_id, helper_id, kind, at, until_at from binding where at >= @from and at < @until order by at, offer_id, kind`
	return domains(all[bindingRow](ctx, s.db, q, pgx.NamedArgs{"from": from, "until": until}))
}

func (s rosterStore) Waive(ctx context.Context, w booking.Waiver, at time.Time) error {
	const q = `insert into waiver (plan_id, request_id, kind, reason, made_by, made_at) values (@plan, @request, @kind, @reason, @by, @at)
		on conflict do nothing`
	_, err := exec(ctx, s.db, q, pgx.NamedArgs{
		"plan": int64(w.Plan), "request": int64(w.Request), "kind": string(w.Kind), "reason": w.Reason, "by": w.By, "at": at,
	})
	return err
}

type waiverRow struct {
	PlanID, RequestID    int64
	Kind, Reason, MadeBy string
}

func (r waiverRow) domain() booking.Waiver {
	return booking.Waiver{Plan: booking.PlanID(r.PlanID), Request: booking.RequestID(r.RequestID), Kind: roster.Kind(r.Kind), Reason: r.Reason, By: r.MadeBy}
}

func (s rosterStore) Waivers(ctx context.Context, plan booking.PlanID) ([]booking.Waiver, error) {
	const q = `select plan_id, request_id, kind, reason, made_by from waiver where plan_id = @plan order by request_id, kind`
	return domains(all[waiverRow](ctx, s.db, q, pgx.NamedArgs{"plan": int64(plan)}))
}

type exceptionRow struct {
	HostID           int64
	Day              time.Time
	Kind             string
	FromTime, ToTime time.Duration
	OtherHost        int64
	Reason, MadeBy   string
	MadeAt           time.Time
}

func (r exceptionRow) domain() booking.Exception {
	return booking.Exception{
		Host: booking.HostID(r.HostID), Day: fromDate(r.Day), Kind: booking.ExceptionKind(r.Kind), From: r.FromTime, To: r.ToTime,
		OtherHost: booking.HostID(r.OtherHost), Reason: r.Reason, By: r.MadeBy, At: r.MadeAt,
	}
}

func (s rosterStore) Exceptions(ctx context.Context, from, until time.Time) ([]booking.Exception, error) {
	const q = `select host_id, day, kind, from_time, to_time, coalesce(other_host, 0) as other_host, reason, made_by, made_at
		from template_exception where day >= @from::date and day < @until::date order by day, host_id`
	return domains(all[exceptionRow](ctx, s.db, q, pgx.NamedArgs{"from": onDate(from), "until": onDate(until)}))
}

func (s rosterStore) SaveException(ctx context.Context, e booking.Exception) error {
	const q = `insert into template_exception (host_id, day, kind, from_time, to_time, other_host, reason, made_by, made_at)
		values (@host, @day::date, @kind, @from_time, @to_time, @other_host, @reason, @by, @at)
		on conflict (host_id, day) do update set kind = excluded.kind, from_time = excluded.from_time, to_time = excluded.to_time,
			other_host = excluded.other_host, reason = excluded.reason, made_by = excluded.made_by, made_at = excluded.made_at`
	_, err := exec(ctx, s.db, q, pgx.NamedArgs{
		"host": int64(e.Host), "day": onDate(e.Day), "kind": string(e.Kind), "from_time": e.From, "to_time": e.To,
		"other_host": idOrNull(int64(e.OtherHost)), "reason": e.Reason, "by": e.By, "at": e.At,
	})
	return err
}

func (s rosterStore) RemoveException(ctx context.Context, host booking.HostID, day time.Time) error {
	const q = `delete from template_exception where host_id = @host and day = @day::date`
	_, err := exec(ctx, s.db, q, pgx.NamedArgs{"host": int64(host), "day": onDate(day)})
	return err
}
