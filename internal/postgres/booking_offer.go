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

func (s offerStore) AddOffers(ctx context.Context, list []booking.Offer) ([]booking.OfferID, error) {
	const q = `insert into offer (request_id, slot_id, plan_id, venue, status, offered_at, confirm_by, answered_at, reason)
		select request, slot, nullif(plan, 0), venue, status, offered_at, confirm_by, answered_at, reason
		from unnest(@requests::bigint[], @slots::bigint[], @plans::bigint[], @venues::text[], @statuses::text[], @offered_at::timestamptz[],
			@confirm_by::timestamptz[], @answered_at::timestamptz[], @reasons::text[]) with ordinality
			as new (request, slot, plan, venue, status, offered_at, confirm_by, answered_at, reason, place)
		order by place returning id`
	n := len(list)
	requests, slots, plans := make([]int64, n), make([]int64, n), make([]int64, n)
	venues, statuses, reasons := make([]string, n), make([]string, n), make([]string, n)
	offered, confirmBy, answered := make([]time.Time, n), make([]time.Time, n), make([]*time.Time, n)
	for i, o := range list {
		requests[i], slots[i], plans[i] = int64(o.Request), int64(o.Slot), int64(o.Plan)
		venues[i], statuses[i], reasons[i] = string(o.Venue), string(o.Status), o.Reason
		offered[i], confirmBy[i], answered[i] = o.OfferedAt, o.ConfirmBy, orNull(o.AnsweredAt)
	}
	// One statement numbers its rows in the order in which it inserts them.
	ids, err := values[int64](ctx, s.db, q, pgx.NamedArgs{
		"requests": requests, "slots": slots, "plans": plans, "venues": venues, "statuses": statuses, "offered_at": offered,
		"confirm_by": confirmBy, "answered_at": answered, "reasons": reasons,
	})
	offers := make([]booking.OfferID, len(ids))
	for i, id := range ids {
		offers[i] = booking.OfferID(id)
	}
	return offers, err
}

func (s offerStore) LockedOffer(ctx context.Context, id booking.OfferID) (booking.Offer, booking.Request, booking.Slot, error) {
	const (
		// The slot's before the request's, as everywhere.
		lockBoth = `select case when o.status = 'called' then pg_advisory_xact_lock(hashtextextended('booking:slot:' || o.slot_id, 0)) end,
				pg_advisory_xact_lock(hashtextextended('booking:request:' || o.request_id, 0))
			from offer o where o.id = @id`
		readOffer   = `select ` + offerColumns + ` from offer o where o.id = @id`
		readRequest = `select ` + requestColumns + ` from audience_request r join offer o on o.request_id = r.id where o.id = @id`
		readSlot    = `select ` + slotColumns + ` from slot s join host h on h.id = s.host_id join offer o on o.slot_id = s.id where o.id = @id`
	)
	// Each statement sees what was committed before it, so what follows the locks reads the latest.
	args, batch := pgx.StrictNamedArgs{"id": int64(id)}, &pgx.Batch{}
	batch.Queue(lockBoth, args)
	batch.Queue(readOffer, args)
	batch.Queue(readRequest, args)
	batch.Queue(readSlot, args)
	results := s.db.q(ctx).SendBatch(ctx, batch)
	defer results.Close()
	if _, err := results.Exec(); err != nil {
		return booking.Offer{}, booking.Request{}, booking.Slot{}, translate(err)
	}
	o, err := domain(next[offerRow](results))
	if err != nil {
		return booking.Offer{}, booking.Request{}, booking.Slot{}, err
	}
	r, err := domain(next[requestRow](results))
	if err != nil {
		return booking.Offer{}, booking.Request{}, booking.Slot{}, err
	}
	slot, err := domain(next[slotRow](results))
	return o, r, slot, err
}

func (s offerStore) OffersOfSlot(ctx context.Context, slot booking.SlotID) ([]booking.Offer, error) {
	const q = `select ` + offerColumns + ` from offer o where o.slot_id = @slot order by o.id`
	return domains(all[offerRow](ctx, s.db, q, pgx.NamedArgs{"slot": int64(slot)}))
}

func (s offerStore) SaveRequests(ctx context.Context, list []booking.Request) error {
	return s.db.InTx(ctx, func(ctx context.Context) error {
		for _, r := range list {
			if err := requestStore(s).SaveRequest(ctx, r); err != nil {
				return err
			}
		}
		return nil
	})
}

func (s offerStore) SaveOffers(ctx context.Context, list []booking.Offer) error {
	return s.db.InTx(ctx, func(ctx context.Context) error {
		for _, o := range list {
			if err := s.SaveOffer(ctx, o); err != nil {
				return err
			}
		}
		return nil
	})
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
	return saved(ctx, s.db, q, args, func(ctx context.Context) error {
		_, err := s.Offer(ctx, o.ID)
		return err
	})
}
