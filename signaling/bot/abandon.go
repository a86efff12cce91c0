package bot

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	"majlis/signaling"
)

// abandonSeats is how many people the bots of Abandon pass for: each join takes the place of an
// earlier one that was broken off.
const abandonSeats = 16

// breaks are the points at which a join is broken off.
var breaks = []func(ctx context.Context, b *Bot) error{
	func(ctx context.Context, b *Bot) error { // somewhere between the dial and the answer
		ctx, cancel := context.WithTimeout(ctx, 2*time.Millisecond)
		defer cancel()
		if err := b.Join(ctx); errors.Is(err, ErrRefused) {
			return err
		}
		return b.Close()
	},
	func(ctx context.Context, b *Bot) error { // before the media path is up
		return errors.Join(b.Join(ctx), b.Close())
	},
	func(ctx context.Context, b *Bot) error { // in the middle of the call
		return errors.Join(b.Join(ctx), b.Connected(ctx), b.Close())
	},
	func(ctx context.Context, b *Bot) error { // in order
		return errors.Join(b.Join(ctx), b.Connected(ctx), b.Leave())
	},
}

// Abandon lets n bots join and break off, in turn before the answer, before the media path, in the
// call and in order, and then shows everybody out. What the server keeps for an earlier one is freed
// by the next.
func (c *Crowd) Abandon(ctx context.Context, n int) error {
	seats := make([]seat, abandonSeats)
	for i := range seats {
		seats[i] = seat{room: c.newRoom(), role: signaling.RoleHost, peer: signaling.PeerID(fmt.Sprintf("seat-%d", i))}
	}
	var turn atomic.Int64
	// Each worker keeps to its own seats, so that no two bots pass for the same person at once.
	return atOnce(fillAtOnce, fillAtOnce, func(worker int) error {
		for i := 0; int(turn.Add(1)) <= n; i++ {
			s := seats[worker+fillAtOnce*(i%(abandonSeats/fillAtOnce))]
			if err := c.try(ctx, s, breaks[i%len(breaks)]); err != nil {
				return err
			}
		}
		for s := worker; s < abandonSeats; s += fillAtOnce {
			if err := c.try(ctx, seats[s], breaks[len(breaks)-1]); err != nil {
				return err
			}
		}
		return nil
	})
}

// try lets a new bot take a seat and break off.
func (c *Crowd) try(ctx context.Context, s seat, breakOff func(context.Context, *Bot) error) error {
	ctx, cancel := context.WithTimeout(ctx, within)
	defer cancel()
	b, err := c.make(s)
	if err != nil {
		return err
	}
	err = breakOff(ctx, b)
	if errors.Is(err, ErrGone) {
		// An earlier join for this seat, broken off on the way, was heard late and took the place.
		return b.Close()
	}
	if err != nil {
		return fmt.Errorf("bot %d: %w", b.Number(), errors.Join(err, b.Close()))
	}
	return nil
}
