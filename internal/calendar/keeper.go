package calendar

import (
	"context"
	"fmt"
	"sync"
	"time"
)

// A Decision is what an officer decided about a period, a forecast one or one of their own.
type Decision struct {
	Period
	State  State
	Reason string
	By     string
	At     time.Time
}

// State is how a period stands.
type State string

const (
	Provisional State = "provisional" // seeded, and no officer has looked at it
	Confirmed   State = "confirmed"   // announced as forecast
	Shifted     State = "shifted"     // announced for other days
	Added       State = "added"       // a holiday that no forecast knows
	Removed     State = "removed"     // not given this year
)

// Decide states what an officer decides about a period: confirmed as forecast, or shifted
// where the days differ. An announced one is added.
func Decide(p Period) Decision {
	seeded, known := Seeded(p.Key)
	p.Confirmed = true
	switch {
	case !known:
		return Decision{Period: p, State: Added}
	case seeded.From == p.From && seeded.Until == p.Until:
		return Decision{Period: p, State: Confirmed}
	}
	return Decision{Period: p, State: Shifted}
}

// A Source keeps what officers set, with a version that no two states of it share.
type Source interface {
	CalendarVersion(ctx context.Context) (int64, error)
	Calendar(ctx context.Context) (Config, error)
}

// A Keeper keeps an Office up to what is stored. Whoever decides something asks At, which
// looks at the version each time; pages use the shared Office, which Refresh brings up to date.
type Keeper struct {
	source Source
	shared *Office

	mu       sync.Mutex
	version  int64 // of shared
	seen     *Office
	seenFrom int64
}

// NewKeeper makes a Keeper of the shared Office, which follows the source from the first
// Refresh on.
func NewKeeper(source Source, shared *Office) *Keeper { return &Keeper{source: source, shared: shared} }

// Refresh brings the shared Office up to what is stored. It is called outside transactions.
func (k *Keeper) Refresh(ctx context.Context) error {
	version, err := k.source.CalendarVersion(ctx)
	if err != nil {
		return fmt.Errorf("read the calendar's version: %w", err)
	}
	if k.current(version) {
		return nil
	}
	config, err := k.source.Calendar(ctx)
	if err != nil {
		return fmt.Errorf("read the calendar: %w", err)
	}
	if err := k.shared.Set(config); err != nil {
		return fmt.Errorf("take the calendar over: %w", err)
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	k.version = version
	return nil
}

func (k *Keeper) current(version int64) bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	return version == k.version
}

// At is the Office as ctx's transaction sees it, its own changes included.
func (k *Keeper) At(ctx context.Context) (*Office, error) {
	version, err := k.source.CalendarVersion(ctx)
	if err != nil {
		return nil, fmt.Errorf("read the calendar's version: %w", err)
	}
	if office := k.known(version); office != nil {
		return office, nil
	}
	config, err := k.source.Calendar(ctx)
	if err != nil {
		return nil, fmt.Errorf("read the calendar: %w", err)
	}
	office := &Office{prayers: k.shared.prayers}
	if err := office.Set(config); err != nil {
		return nil, fmt.Errorf("take the calendar over: %w", err)
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	// A version is never used twice, so what a transaction saw stays right even if it is undone.
	k.seen, k.seenFrom = office, version
	return office, nil
}

// known is the Office of a version that was read before, if it is still at hand. No lock is
// held while the store is asked: those who wait would hold its connections.
func (k *Keeper) known(version int64) *Office {
	k.mu.Lock()
	defer k.mu.Unlock()
	switch version {
	case k.version:
		return k.shared
	case k.seenFrom:
		return k.seen
	}
	return nil
}

// Keep refreshes when woken, and every so often in case a wake-up was lost, until ctx ends.
func (k *Keeper) Keep(ctx context.Context, woken <-chan struct{}, failed func(error)) {
	const every = 30 * time.Second
	tick := time.NewTicker(every)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-woken:
		case <-tick.C:
		}
		if err := k.Refresh(ctx); err != nil && ctx.Err() == nil {
			failed(err)
		}
	}
}
