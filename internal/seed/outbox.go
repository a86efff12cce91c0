package seed

import (
	"context"
	"fmt"
	"slices"
	"time"

	"majlis/booking"
	"majlis/internal/notify"
	"majlis/internal/sms"
)

// outbox puts the demonstration's clock around the real outbox: a notice is due by the story's
// time, and one that falls due within the story is sent within it.
func (s *story) outbox(inner booking.Outbox) booking.Outbox { return outbox{s, inner} }

type outbox struct {
	story *story
	inner booking.Outbox
}

func (o outbox) Tell(ctx context.Context, list ...booking.Notice) error {
	list = slices.Clone(list)
	for i := range list {
		if list[i].DueAt.IsZero() {
			list[i].DueAt = o.story.clock
		}
		o.story.sendAt(list[i].DueAt)
	}
	return o.inner.Tell(ctx, list...)
}

// sendAt plans the worker's run for a due time, once.
func (s *story) sendAt(due time.Time) {
	if due.After(s.end) || s.sending[due.Unix()] {
		return
	}
	s.sending[due.Unix()] = true
	when := due.Add(5 * time.Second)
	if when.After(s.end) {
		when = s.end
	}
	s.at(when, "send notices", func(ctx context.Context) error {
		delete(s.sending, due.Unix())
		return s.sendDue(ctx)
	})
}

// sendDue does what the worker would have done by now.
func (s *story) sendDue(ctx context.Context) error {
	queued, err := s.Notifier.Store.Recent(ctx, notify.RecentFilter{Status: notify.StatusQueued, Take: 10_000})
	if err != nil {
		return fmt.Errorf("list queued notices: %w", err)
	}
	for _, n := range queued {
		if n.DueAt.After(s.clock) {
			continue
		}
		if err := s.Notifier.Send(ctx, n.ID); err != nil {
			return fmt.Errorf("send: %w", err)
		}
	}
	return nil
}

// silent takes messages of the past and sends none.
type silent struct{}

func (silent) Send(_ context.Context, m sms.Message) (sms.Receipt, error) {
	return sms.Receipt{Gateway: "demonstration", ID: m.Key}, nil
}
