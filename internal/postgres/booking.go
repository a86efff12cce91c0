package postgres

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"majlis/booking"
	"majlis/internal/calendar"
	"majlis/internal/jobs/kind"
)

// Booking is the store of the booking desk.
func (db *DB) Booking() booking.Store {
	draws := drawStore{db}
	return booking.Store{
		Tx: bookingTx{db}, Requests: requestStore{db}, Cases: requestStore{db}, Rota: rotaStore{db}, Dates: rosterStore{db}, Roster: rosterStore{db}, Bindings: rosterStore{db},
		Sessions: supplyStore{db}, Slots: supplyStore{db}, Draws: draws, Pins: draws, Plans: planStore{db},
		Offers: offerStore{db}, Answers: offerStore{db}, Audiences: audienceStore{db},
	}
}

type bookingTx struct{ *DB }

func (tx bookingTx) Lock(ctx context.Context, name string) error {
	return lock(ctx, tx.DB, "booking:"+name)
}

// Lapse leaves the job that lapses each offer at its hour, in ctx's transaction.
func (db *DB) Lapse(ctx context.Context, list ...booking.Offer) error {
	due := make([]dueJob, len(list))
	for i, o := range list {
		due[i] = dueJob{kind.LapseOffer{OfferID: int64(o.ID)}, o.ConfirmBy}
	}
	return db.enqueueAll(ctx, due)
}

// Fill leaves the job that gives a freed slot to the next, in ctx's transaction.
func (db *DB) Fill(ctx context.Context, slot booking.SlotID) error {
	return db.Enqueue(ctx, kind.FillSlot{SlotID: int64(slot)}, time.Time{})
}

// onDate is a week as its date column holds it.
func onDate(week time.Time) time.Time { return week.In(calendar.Riyadh) }

// fromDate is the midnight in Riyadh of a date column.
func fromDate(day time.Time) time.Time {
	y, m, d := day.Date()
	return time.Date(y, m, d, 0, 0, 0, 0, calendar.Riyadh)
}

// words turns a list of named strings into the plain ones a text[] takes; never null.
func words[T ~string](list []T) []string {
	plain := make([]string, len(list))
	for i, v := range list {
		plain[i] = string(v)
	}
	return plain
}

// named is the way back from words; an empty list is nil.
func named[T ~string](plain []string) []T {
	var list []T
	for _, v := range plain {
		list = append(list, T(v))
	}
	return list
}

// domains turns rows into what the domain calls them.
func domains[R interface{ domain() T }, T any](rows []R, err error) ([]T, error) {
	if err != nil {
		return nil, err
	}
	list := make([]T, len(rows))
	for i, row := range rows {
		list[i] = row.domain()
	}
	return list, nil
}

// domain turns one row into what the domain calls it.
func domain[R interface{ domain() T }, T any](row R, err error) (T, error) {
	if err != nil {
		var none T
		return none, err
	}
	return row.domain(), nil
}

// saved runs an update that names a row by id and version, at the latest at the commit:
// touching none means that somebody else saved meanwhile, or that there is no such row,
// which exists says.
func saved(ctx context.Context, db *DB, q string, args pgx.NamedArgs, exists func(ctx context.Context) error) error {
	return later(ctx, db, q, args, exists)
}
