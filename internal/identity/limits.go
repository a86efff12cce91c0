package identity

import (
	"context"
	"fmt"
	"math"
	"net/netip"
	"time"

	"majlis/booking"
)

// AttemptStore counts, for all nodes together. A count is of a key from a moment on; adding must
// be atomic.
type AttemptStore interface {
	AddAttempt(ctx context.Context, key string, since time.Time) (count int, err error)
	Attempts(ctx context.Context, key string, since time.Time) (count int, err error)
	ClearAttempts(ctx context.Context, key string) error
}

// Limits slows down whoever tries too often. It is safe for concurrent use.
type Limits struct {
	store AttemptStore
	keys  *Keys
	now   func() time.Time
}

// NewLimits makes Limits over a store.
func NewLimits(store AttemptStore, keys *Keys, now func() time.Time) *Limits {
	return &Limits{store: store, keys: keys, now: now}
}

// A Limit is how often something may be tried in a stretch of time. Stretches are fixed (the clock
// hour, the quarter), so that one row counts them.
type Limit struct {
	What string // names the counter: "code_phone"
	Max  int
	For  time.Duration
}

// Take counts one attempt by who (a phone, an address, a username) and refuses with the given code
// once there were more than the limit allows. The refusal's argument count is the minutes to wait.
func (l *Limits) Take(ctx context.Context, limit Limit, who, code string) error {
	since := l.now().Truncate(limit.For)
	count, err := l.store.AddAttempt(ctx, l.keys.attemptKey(limit.What, who), since)
	if err != nil {
		return fmt.Errorf("count attempts (%s): %w", limit.What, err)
	}
	if count > limit.Max {
		return l.refuse(limit, since, code)
	}
	return nil
}

// Check refuses like Take but counts nothing: for limits on failures only.
func (l *Limits) Check(ctx context.Context, limit Limit, who, code string) error {
	since := l.now().Truncate(limit.For)
	count, err := l.store.Attempts(ctx, l.keys.attemptKey(limit.What, who), since)
	if err != nil {
		return fmt.Errorf("read attempts (%s): %w", limit.What, err)
	}
	if count >= limit.Max {
		return l.refuse(limit, since, code)
	}
	return nil
}

// Forget starts who's count again.
func (l *Limits) Forget(ctx context.Context, limit Limit, who string) error {
	if err := l.store.ClearAttempts(ctx, l.keys.attemptKey(limit.What, who)); err != nil {
		return fmt.Errorf("clear attempts (%s): %w", limit.What, err)
	}
	return nil
}

func (l *Limits) refuse(limit Limit, since time.Time, code string) error {
	wait := since.Add(limit.For).Sub(l.now())
	return booking.Refuse(code, "", "count", max(1, int(math.Ceil(wait.Minutes()))))
}

// network is what an address is counted by: an IPv4 address itself, of an IPv6 address the /64
// that one customer has.
func network(address string) string {
	ip, err := netip.ParseAddr(address)
	if err != nil {
		return address
	}
	ip = ip.Unmap().WithZone("")
	if ip.Is4() {
		return ip.String()
	}
	prefix, err := ip.Prefix(64)
	if err != nil {
		return address
	}
	return prefix.String()
}

// TakeFrom is Take by network address.
func (l *Limits) TakeFrom(ctx context.Context, limit Limit, address, code string) error {
	return l.Take(ctx, limit, network(address), code)
}
