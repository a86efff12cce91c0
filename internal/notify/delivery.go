package notify

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"majlis/booking"
	"majlis/internal/sms"
)

// Deliveries keeps what became of messages that a gateway took.
type Deliveries interface {
	// Deliver notes the fate of one message. What is delivered stays so, whatever is heard later;
	// a message that nobody knows is booking.ErrNotFound.
	Deliver(ctx context.Context, f Fate) error
	// Underway lists the newest messages sent from one time to another of which nothing final is known.
	Underway(ctx context.Context, from, until time.Time) ([]Underway, error)
}

// A Fate is what became of one message, named by its notice or by the gateway's own number for it.
type Fate struct {
	Notice   int64  // 0 when unknown
	Provider string // as in Receipt
	Arrived  bool
	Reason   string // why not
	At       time.Time
}

// Underway is a message of which nothing final is known.
type Underway struct {
	ID       int64
	Provider string
}

// Deliver takes a gateway's word about one message. The same word twice, late, or about a message of
// somebody else's changes nothing.
func (n *Notifier) Deliver(ctx context.Context, gateway string, d sms.Delivery) error {
	if d.Fate == sms.FateUnderway {
		return nil
	}
	fate := Fate{Arrived: d.Fate == sms.FateDelivered, Reason: d.Reason, At: n.Now()}
	if number, ours := strings.CutPrefix(d.Key, "notice-"); ours {
		id, err := strconv.ParseInt(number, 10, 64)
		if err != nil {
			return nil
		}
		fate.Notice = id
	}
	if d.ID != "" {
		fate.Provider = gateway + ":" + d.ID
	}
	if fate.Notice == 0 && fate.Provider == "" {
		return nil
	}
	if err := n.Deliveries.Deliver(ctx, fate); err != nil && !errors.Is(err, booking.ErrNotFound) {
		return fmt.Errorf("note a delivery: %w", err)
	}
	return nil
}

// When the gateway is asked about a message: not at once, since most receipts come by themselves, and
// no longer than gateways know.
const (
	askAfter = 10 * time.Minute
	askUntil = 48 * time.Hour
)

// Track asks the gateway about messages of which no receipt came, where it can be asked. One that it
// cannot answer for is asked about again the next time.
func (n *Notifier) Track(ctx context.Context) error {
	tracker, can := n.Sender.(sms.Tracker)
	if !can {
		return nil
	}
	list, err := n.Deliveries.Underway(ctx, n.Now().Add(-askUntil), n.Now().Add(-askAfter))
	if err != nil {
		return fmt.Errorf("list messages without a receipt: %w", err)
	}
	var unanswered error
	for _, m := range list {
		gateway, id, _ := strings.Cut(m.Provider, ":")
		if id == "" {
			continue
		}
		d, err := tracker.Track(ctx, id)
		if err != nil {
			unanswered = errors.Join(unanswered, err)
			continue
		}
		if err := n.Deliver(ctx, gateway, sms.Delivery{Key: "notice-" + strconv.FormatInt(m.ID, 10), ID: id, Fate: d.Fate, Reason: d.Reason}); err != nil {
			return err
		}
	}
	return unanswered
}
