package postgres

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"majlis/booking"
)

type audienceStore struct{ db *DB }

type audienceRow struct {
	ID          int64
	OfferID     int64
	RequestID   int64
	CaseID      int64
	PersonID    int64
	SessionID   int64
	SlotID      int64
	HostID      int64
	Venue       string
	At          time.Time
	Minutes     int
	Status      string
	Disposition string
	CheckedInAt *time.Time
	WaitedAt    *time.Time
	VerifiedAt  *time.Time
	VerifiedBy  string
	AdmittedAt  *time.Time
	EndedAt     *time.Time
	Note        string
	Version     int
}

const audienceColumns = `a.id, a.offer_id, a.request_id, a.case_id, a.person_id, a.session_id, a.slot_id, a.host_id, a.venue, a.at,
	a.minutes, a.status, a.disposition, a.checked_in_at, a.waited_at, a.verified_at, a.verified_by, a.admitted_at, a.ended_at, a.note, a.version`

func (r audienceRow) domain() booking.Audience {
	return booking.Audience{
		ID: booking.AudienceID(r.ID), Offer: booking.OfferID(r.OfferID), Request: booking.RequestID(r.RequestID), Case: r.CaseID,
		Person: r.PersonID, Session: booking.SessionID(r.SessionID), Slot: booking.SlotID(r.SlotID), Host: booking.HostID(r.HostID),
		Venue: booking.Venue(r.Venue), At: r.At, Minutes: r.Minutes, Status: booking.AudienceStatus(r.Status),
		Disposition: booking.Disposition(r.Disposition), CheckedInAt: orZero(r.CheckedInAt), WaitedAt: orZero(r.WaitedAt), VerifiedAt: orZero(r.VerifiedAt),
		VerifiedBy: r.VerifiedBy, AdmittedAt: orZero(r.AdmittedAt), EndedAt: orZero(r.EndedAt), Note: r.Note, Version: r.Version,
	}
}

func (s audienceStore) AddAudience(ctx context.Context, a booking.Audience) (booking.AudienceID, error) {
	const q = `insert into audience (offer_id, request_id, case_id, person_id, session_id, slot_id, host_id, venue, at, minutes, status)
		values (@offer, @request, @case, @person, @session, @slot, @host, @venue, @at, @minutes, @status)
		returning id`
	id, err := value[int64](ctx, s.db, q, pgx.NamedArgs{
		"offer": int64(a.Offer), "request": int64(a.Request), "case": a.Case, "person": a.Person, "session": int64(a.Session),
		"slot": int64(a.Slot), "host": int64(a.Host), "venue": string(a.Venue), "at": a.At, "minutes": a.Minutes, "status": string(a.Status),
	})
	return booking.AudienceID(id), err
}

func (s audienceStore) Audience(ctx context.Context, id booking.AudienceID) (booking.Audience, error) {
	const q = `select ` + audienceColumns + ` from audience a where a.id = @id`
	return domain(one[audienceRow](ctx, s.db, q, pgx.NamedArgs{"id": int64(id)}))
}

func (s audienceStore) AudienceOfOffer(ctx context.Context, offer booking.OfferID) (booking.Audience, error) {
	const q = `select ` + audienceColumns + ` from audience a where a.offer_id = @offer`
	return domain(one[audienceRow](ctx, s.db, q, pgx.NamedArgs{"offer": int64(offer)}))
}

func (s audienceStore) AudiencesOfSession(ctx context.Context, session booking.SessionID) ([]booking.Audience, error) {
	const q = `select ` + audienceColumns + ` from audience a where a.session_id = @session order by a.at, a.id`
	return domains(all[audienceRow](ctx, s.db, q, pgx.NamedArgs{"session": int64(session)}))
}

func (s audienceStore) SaveAudience(ctx context.Context, a booking.Audience) error {
	const q = `update audience set status = @status, disposition = @disposition, checked_in_at = @checked_in_at, waited_at = @waited_at,
			verified_at = @verified_at, verified_by = @verified_by, admitted_at = @admitted_at, ended_at = @ended_at, note = @note,
			session_id = @session, host_id = @host, minutes = @minutes,
			version = version + 1
		where id = @id and version = @version`
	args := pgx.NamedArgs{
		"session": int64(a.Session), "host": int64(a.Host), "minutes": a.Minutes,
		"id": int64(a.ID), "version": a.Version, "status": string(a.Status), "disposition": string(a.Disposition),
		"checked_in_at": orNull(a.CheckedInAt), "waited_at": orNull(a.WaitedAt), "verified_at": orNull(a.VerifiedAt), "verified_by": a.VerifiedBy,
		"admitted_at": orNull(a.AdmittedAt), "ended_at": orNull(a.EndedAt), "note": a.Note,
	}
	return saved(ctx, s.db, q, args, func(ctx context.Context) error {
		_, err := s.Audience(ctx, a.ID)
		return err
	})
}
