package seed

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"majlis/booking"
)

// received is how many people a renewed session has at once.
const received = 3

// Renew gives a demonstration that was loaded on an earlier day a session of the minister around now,
// with people who can be received, unless one is on. Its services are the running program's own.
func Renew(ctx context.Context, s Services, now time.Time) error {
	lines, err := s.Desk.Today(ctx, now)
	if err != nil {
		return fmt.Errorf("read today's sessions: %w", err)
	}
	for _, line := range lines {
		if line.Session.Status != booking.SessionClosed && now.Before(line.Session.To) && line.Session.From.Before(now.Add(time.Hour)) && len(line.Audiences) > 0 {
			return nil
		}
	}
	session, err := present(ctx, s, now)
	if err != nil {
		return err
	}
	view, err := s.Desk.Week(ctx, now)
	if err != nil {
		return fmt.Errorf("read the week: %w", err)
	}
	var slots []booking.Slot
	for _, slot := range view.Slots {
		if slot.Session == session && slot.At.After(now) {
			slots = append(slots, slot)
		}
	}
	return seatWaiting(ctx, s, slots[:min(received, len(slots))])
}

// present makes the minister's session around now.
func present(ctx context.Context, s Services, now time.Time) (booking.SessionID, error) {
	hosts, err := s.Desk.Hosts(ctx)
	if err != nil {
		return 0, fmt.Errorf("read the hosts: %w", err)
	}
	at := slices.IndexFunc(hosts, func(h booking.Host) bool { return h.Code == "minister" })
	if at < 0 {
		return 0, booking.ErrNotFound
	}
	from := now.Truncate(5 * time.Minute)
	session, err := s.Desk.AddSession(ctx, booking.NewSession{
		Host: hosts[at].ID, From: from, To: from.Add(2 * time.Hour), SlotMinutes: 15, Venues: byVideo, Languages: []string{"ar", "en"},
	})
	if err != nil {
		return 0, fmt.Errorf("add a session: %w", err)
	}
	return session.ID, nil
}

// seatWaiting offers the slots to people who wait and would come by video, and confirms for them.
func seatWaiting(ctx context.Context, s Services, slots []booking.Slot) error {
	waiting, err := s.Desk.Requests(ctx, booking.RequestShortlisted)
	if err != nil {
		return fmt.Errorf("read who waits: %w", err)
	}
	for _, r := range waiting {
		if len(slots) == 0 {
			return nil
		}
		if r.Held != "" || r.Venues[0] != booking.VenueHome {
			continue
		}
		offer, err := s.Desk.MakeOffer(ctx, r.ID, slots[0].ID)
		if errors.As(err, new(*booking.Refusal)) {
			continue // this one does not fit the slot
		}
		if err != nil {
			return fmt.Errorf("make an offer: %w", err)
		}
		if _, err := s.Desk.Confirm(ctx, offer.ID); err != nil {
			return fmt.Errorf("confirm: %w", err)
		}
		slots = slots[1:]
	}
	return nil
}
