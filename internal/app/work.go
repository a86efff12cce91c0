package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"majlis/booking"
	"majlis/internal/config"
	"majlis/internal/jobs"
	"majlis/internal/jobs/kind"
	"majlis/internal/postgres"
)

// weekly is when the coming week is drafted: Sunday at noon for the week after, so that people
// have at least five days' notice.
const weekly = "0 12 * * 0"

// nightly is when spent codes, links, counts, old drafts and old quality samples are swept out.
const nightly = "30 3 * * *"

// quarterly is when the SMS gateway is asked about messages of which no receipt came.
const quarterly = "*/15 3-23 * * *"

// newJobs registers what works each kind of job and what runs by the calendar.
func newJobs(c config.Config, db *postgres.DB, s *services, log *slog.Logger) *jobs.Client {
	client := jobs.New(db, jobs.Config{
		Now: s.now, Log: log, FollowNow: c.TimeOffset != 0,
		Cron: []jobs.Entry{{Name: "allocate", Schedule: weekly, Job: func(due time.Time) kind.Args {
			return kind.Allocate{Week: booking.WeekOf(due).AddDate(0, 0, 7).Format(time.DateOnly)}
		}}, {Name: "sweep", Schedule: nightly, Job: func(time.Time) kind.Args { return kind.Sweep{} }},
			{Name: "receipts", Schedule: quarterly, Job: func(time.Time) kind.Args { return kind.TrackMessages{} }}},
	})
	jobs.Work(client, func(ctx context.Context, job kind.SendNotice) error {
		return s.notifier.Send(ctx, job.NoticeID)
	})
	jobs.Work(client, func(ctx context.Context, job kind.LapseOffer) error {
		return lapse(ctx, s.desk, booking.OfferID(job.OfferID))
	})
	jobs.Work(client, func(ctx context.Context, job kind.FillSlot) error {
		return fill(ctx, s.desk.Fill, booking.SlotID(job.SlotID))
	})
	jobs.Work(client, func(ctx context.Context, job kind.Allocate) error {
		return allocate(ctx, s.desk, job.Week, log)
	})
	jobs.Work(client, func(ctx context.Context, _ kind.TrackMessages) error {
		return s.notifier.Track(ctx)
	})
	jobs.Work(client, func(ctx context.Context, _ kind.Sweep) error {
		return errors.Join(db.Identity().Sweep(ctx, s.now()), db.Sweep(ctx, s.now()))
	})
	return client
}

// lapse ends an offer that nobody answered in time; its slot's job follows from that. A timer that
// runs early, by a clock that was set since, comes back.
func lapse(ctx context.Context, desk *booking.Desk, id booking.OfferID) error {
	err := desk.Lapse(ctx, id)
	if errors.Is(err, booking.Refuse("offer_still_open", "")) {
		return jobs.Later(time.Minute)
	}
	return err
}

// fill gives a freed slot on. Where somebody was faster in taking the next person, or a helper, the
// slot would stay empty: it is tried again, and then goes to whoever is next by that time.
func fill(ctx context.Context, give func(context.Context, booking.SlotID) error, slot booking.SlotID) error {
	err := give(ctx, slot)
	for _, code := range []string{"needs_unbound", "helper_not_in_two_places", "request_has_offer", "request_step"} {
		if errors.Is(err, booking.Refuse(code, "")) {
			return jobs.Later(time.Minute)
		}
	}
	return err
}

// refused reports whether a rule said no: trying again would not change that.
func refused(err error) bool {
	var refusal *booking.Refusal
	return errors.As(err, &refusal)
}

// allocate opens a week's sessions and drafts its plan; the office publishes it.
func allocate(ctx context.Context, desk *booking.Desk, week string, log *slog.Logger) error {
	sunday, err := time.ParseInLocation(time.DateOnly, week, time.FixedZone("Asia/Riyadh", 3*60*60))
	if err != nil {
		return fmt.Errorf("read the week: %w", err)
	}
	made, err := desk.OpenWeek(ctx, sunday)
	if err != nil {
		return fmt.Errorf("open the week: %w", err)
	}
	plan, err := desk.Allocate(ctx, sunday)
	if refused(err) {
		log.Info("week not drafted", "week", week, "sessions", made, "reason", err)
		return nil // the office has published it already, or there is nothing to give out
	}
	if err != nil {
		return fmt.Errorf("allocate: %w", err)
	}
	log.Info("week drafted", "week", week, "sessions", made, "plan", plan.ID)
	return nil
}
