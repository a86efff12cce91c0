package postgres

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"majlis/booking"
)

type supplyStore struct{ db *DB }

type sessionRow struct {
	ID         int64
	HostID     int64
	Week       time.Time
	FromAt     time.Time
	ToAt       time.Time
	Status     string
	LateFor    time.Duration
	TemplateID int64
	Version    int
}

const sessionColumns = `id, host_id, week, from_at, to_at, status, late_for, coalesce(template_id, 0) as template_id, version`

func (r sessionRow) domain() booking.Session {
	return booking.Session{
		ID: booking.SessionID(r.ID), Host: booking.HostID(r.HostID), Week: fromDate(r.Week), From: r.FromAt, To: r.ToAt,
		Status: booking.SessionStatus(r.Status), LateFor: r.LateFor, TemplateID: booking.TemplateID(r.TemplateID), Version: r.Version,
	}
}

func (s supplyStore) AddSession(ctx context.Context, session booking.Session, slots []booking.Slot) (booking.SessionID, error) {
	const q = `insert into session (host_id, week, from_at, to_at, status, late_for, template_id)
		values (@host, @week::date, @from_at, @to_at, @status, @late_for, @template)
		returning id`
	var added booking.SessionID
	err := s.db.InTx(ctx, func(ctx context.Context) error {
		id, err := value[int64](ctx, s.db, q, pgx.NamedArgs{
			"host": int64(session.Host), "week": onDate(session.Week), "from_at": session.From, "to_at": session.To,
			"status": string(session.Status), "late_for": session.LateFor, "template": idOrNull(int64(session.TemplateID)),
		})
		if err != nil {
			return err
		}
		added = booking.SessionID(id)
		return s.AddSlots(ctx, added, slots)
	})
	return added, err
}

func (s supplyStore) AddSlots(ctx context.Context, id booking.SessionID, slots []booking.Slot) error {
	return s.db.InTx(ctx, func(ctx context.Context) error {
		for _, slot := range slots {
			slot.Session = id
			if err := s.addSlot(ctx, slot); err != nil {
				return err
			}
		}
		return nil
	})
}

func (s supplyStore) addSlot(ctx context.Context, slot booking.Slot) error {
	const q = `insert into slot (session_id, host_id, at, minutes, end_at, venues, languages, provides, section, open_to, closed)
		values (@session, @host, @at, @minutes, @end_at, @venues, @languages, @provides, @section, @open_to, @closed)`
	_, err := exec(ctx, s.db, q, pgx.NamedArgs{
		"session": int64(slot.Session), "host": int64(slot.Host), "at": slot.At, "minutes": slot.Minutes, "end_at": slot.End(),
		"venues": words(slot.Venues), "languages": words(slot.Languages), "provides": words(slot.Provides),
		"section": slot.Section, "open_to": slot.OpenTo, "closed": slot.Closed,
	})
	return err
}

func (s supplyStore) Session(ctx context.Context, id booking.SessionID) (booking.Session, error) {
	const q = `select ` + sessionColumns + ` from session where id = @id`
	return domain(one[sessionRow](ctx, s.db, q, pgx.NamedArgs{"id": int64(id)}))
}

func (s supplyStore) SessionsOfWeek(ctx context.Context, week time.Time) ([]booking.Session, error) {
	const q = `select ` + sessionColumns + ` from session where week = @week::date order by from_at, host_id`
	return domains(all[sessionRow](ctx, s.db, q, pgx.NamedArgs{"week": onDate(week)}))
}

func (s supplyStore) SaveSession(ctx context.Context, session booking.Session) error {
	const q = `update session set from_at = @from_at, to_at = @to_at, status = @status, late_for = @late_for, version = version + 1
		where id = @id and version = @version`
	args := pgx.NamedArgs{
		"id": int64(session.ID), "version": session.Version, "from_at": session.From, "to_at": session.To,
		"status": string(session.Status), "late_for": session.LateFor,
	}
	return saved(ctx, s.db, q, args, func(ctx context.Context) error {
		_, err := s.Session(ctx, session.ID)
		return err
	})
}

type slotRow struct {
	ID        int64
	SessionID int64
	HostID    int64
	HostCode  string
	At        time.Time
	Minutes   int
	Venues    []string
	Languages []string
	Provides  []string
	Section   string
	OpenTo    string
	Closed    bool
}

const slotColumns = `s.id, s.session_id, s.host_id, h.code as host_code, s.at, s.minutes, s.venues, s.languages, s.provides,
	s.section, s.open_to, s.closed`

func (r slotRow) domain() booking.Slot {
	return booking.Slot{
		ID: booking.SlotID(r.ID), Session: booking.SessionID(r.SessionID), Host: booking.HostID(r.HostID), HostCode: r.HostCode,
		At: r.At, Minutes: r.Minutes, Venues: named[booking.Venue](r.Venues), Languages: named[string](r.Languages),
		Provides: named[string](r.Provides), Section: r.Section, OpenTo: r.OpenTo, Closed: r.Closed,
	}
}

func (s supplyStore) Slot(ctx context.Context, id booking.SlotID) (booking.Slot, error) {
	const q = `select ` + slotColumns + ` from slot s join host h on h.id = s.host_id where s.id = @id`
	return domain(one[slotRow](ctx, s.db, q, pgx.NamedArgs{"id": int64(id)}))
}

func (s supplyStore) SlotsOfWeek(ctx context.Context, week time.Time) ([]booking.Slot, error) {
	const q = `select ` + slotColumns + `
		from slot s join host h on h.id = s.host_id join session se on se.id = s.session_id
		where se.week = @week::date order by s.at, s.host_id`
	return domains(all[slotRow](ctx, s.db, q, pgx.NamedArgs{"week": onDate(week)}))
}

func (s supplyStore) SetSlotClosed(ctx context.Context, id booking.SlotID, closed bool) error {
	const q = `update slot set closed = @closed where id = @id`
	return must(ctx, s.db, booking.ErrNotFound, q, pgx.NamedArgs{"id": int64(id), "closed": closed})
}
