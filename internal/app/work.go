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

// newJobs registers what works each kind of job and what runs by the calendar.
func newJobs(c config.Config, db *postgres.DB, s *services, log *slog.Logger) *jobs.Client {
	client := jobs.New(db, jobs.Config{
		Now: s.now, Log: log, FollowNow: c.TimeOffset != 0,
		Cron: []jobs.Entry{{Name: "allocate", Schedule: weekly, Job: func(due time.Time) kind.Args {
			return kind.Allocate{Week: booking.WeekOf(due).AddDate(0, 0, 7).Format(time.DateOnly)}
		}}},
	})
	jobs.Work(client, func(ctx context.Context, job kind.SendNotice) error {
		return s.notifier.Send(ctx, job.NoticeID)
	})
	jobs.Work(client, func(ctx context.Context, job kind.LapseOffer) error {
		err := s.desk.Lapse(ctx, booking.OfferID(job.OfferID))
		if errors.Is(err, booking.Refuse("offer_still_open", "")) {
			return jobs.Later(time.Minute)
		}
		return err
	})
	jobs.Work(client, func(ctx context.Context, job kind.Allocate) error {
		return allocate(ctx, s.desk, job.Week, log)
	})
	return client
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
	if err != nil {
		return fmt.Errorf("allocate: %w", err)
	}
	log.Info("week drafted", "week", week, "sessions", made, "plan", plan.ID)
	return nil
}
