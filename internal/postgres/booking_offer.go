package postgres

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"majlis/booking"
)

type offerStore struct{ db *DB }

type offerRow struct {
	ID         int64
	RequestID  int64
	SlotID     int64
	PlanID     int64
	Venue      string
	Status     string
	OfferedAt  time.Time
	ConfirmBy  time.Time
	AnsweredAt *time.Time
	Reason     string
	Version    int
}

const offerColumns = `o.id, o.request_id, o.slot_id, coalesce(o.plan_id, 0) as plan_id, o.venue, o.status, o.offered_at, o.confirm_by,
	o.answered_at, o.reason, o.version`

func (r offerRow) domain() booking.Offer {
	return booking.Offer{
		ID: booking.OfferID(r.ID), Request: booking.RequestID(r.RequestID), Slot: booking.SlotID(r.SlotID), Plan: booking.PlanID(r.PlanID),
		Venue: booking.Venue(r.Venue), Status: booking.OfferStatus(r.Status), OfferedAt: r.OfferedAt, ConfirmBy: r.ConfirmBy,
		AnsweredAt: orZero(r.AnsweredAt), Reason: r.Reason, Version: r.Version,
	}
}

func (s offerStore) AddOffer(ctx context.Context, o booking.Offer) (booking.OfferID, error) {
	const q = `insert into offer (request_id, slot_id, plan_id, venue, status, offered_at, confirm_by, answered_at, reason)
		values (@request, @slot, @plan, @venue, @status, @offered_at, @confirm_by, @answered_at, @reason)
		returning id`
	id, err := value[int64](ctx, s.db, q, pgx.NamedArgs{
		"request": int64(o.Request), "slot": int64(o.Slot), "plan": idOrNull(int64(o.Plan)), "venue": string(o.Venue),
		"status": string(o.Status), "offered_at": o.OfferedAt, "confirm_by": o.ConfirmBy, "answered_at": orNull(o.AnsweredAt),
		"reason": o.Reason,
	})
	return booking.OfferID(id), err
}

func (s offerStore) Offer(ctx context.Context, id booking.OfferID) (booking.Offer, error) {
	const q = `select ` + offerColumns + ` from offer o where o.id = @id`
	return domain(one[offerRow](ctx, s.db, q, pgx.NamedArgs{"id": int64(id)}))
}

func (s offerStore) LatestOffer(ctx context.Context, request booking.RequestID) (booking.Offer, error) {
	const q = `select ` + offerColumns + ` from offer o where o.request_id = @request
		order by o.status in ('open', 'confirmed') desc, o.id desc limit 1`
	return domain(one[offerRow](ctx, s.db, q, pgx.NamedArgs{"request": int64(request)}))
}

func (s offerStore) OffersOfWeek(ctx context.Context, week time.Time) ([]booking.Offer, error) {
	const q = `select ` + offerColumns + `
		from offer o join slot s on s.id = o.slot_id join session se on se.id = s.session_id
		where se.week = @week::date order by o.id`
	return domains(all[offerRow](ctx, s.db, q, pgx.NamedArgs{"week": onDate(week)}))
}

func (s offerStore) SaveOffer(ctx context.Context, o booking.Offer) error {
	const q = `update offer set status = @status, confirm_by = @confirm_by, answered_at = @answered_at, reason = @reason,
			version = version + 1
		where id = @id and version = @version`
	args := pgx.NamedArgs{
		"id": int64(o.ID), "version": o.Version, "status": string(o.Status), "confirm_by": o.ConfirmBy,
		"answered_at": orNull(o.AnsweredAt), "reason": o.Reason,
	}
	return saved(ctx, s.db, q, args, func() error {
		_, err := s.Offer(ctx, o.ID)
		return err
	})
}
