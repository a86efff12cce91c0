package app

import (
	"context"
	"time"

	"majlis/booking"
	"majlis/internal/calendar"
	"majlis/internal/identity"
	"majlis/internal/notify"
	"majlis/internal/postgres"
)

// officeDays keeps what officers decide about the calendar, with the record of who did.
type officeDays struct {
	*postgres.DB
	record journal
	now    func() time.Time
}

func (d officeDays) Decide(ctx context.Context, decision calendar.Decision) error {
	decision.By, decision.At = identity.ActorFrom(ctx).Label(), d.now()
	return d.InTx(ctx, func(ctx context.Context) error {
		if err := d.SaveCalendarDecision(ctx, decision); err != nil {
			return err
		}
		return d.record.Record(ctx, "decide", "calendar", dayNumber(decision.From), string(decision.State)+": "+decision.Reason)
	})
}

func (d officeDays) SaveCity(ctx context.Context, city calendar.City) error {
	return d.InTx(ctx, func(ctx context.Context) error {
		if err := d.DB.SaveCity(ctx, city); err != nil {
			return err
		}
		return d.record.Record(ctx, "save", "city", 0, city.Code)
	})
}

// dayNumber is how the record, which knows numbers only, names a day: 20261129.
func dayNumber(d calendar.Date) int64 { return int64(d.Year*10000 + int(d.Month)*100 + d.Day) }

// drafts writes the messages of notices in the transaction that wrote them.
type drafts struct {
	notifier *notify.Notifier
	db       *postgres.DB
}

func (d drafts) Drafts(ctx context.Context, notices []booking.Notice) ([]notify.Draft, error) {
	return d.notifier.Drafts(ctx, d.db, notices)
}
