package signalingtest

import (
	"context"
	"fmt"
	"slices"
	"sync"

	"majlis/signaling"
)

// Offer is an offer that Media answers; every other is refused.
const Offer = "v=0 offer"

// Media is a signaling.Media without media. Its legs are listed in the order they were opened.
type Media struct {
	mu   sync.Mutex
	legs []*Leg
}

// Open implements signaling.Media.
func (m *Media) Open(_ context.Context, o signaling.Opening) (signaling.Leg, string, error) {
	if o.Offer != Offer {
		return nil, "", fmt.Errorf("%w: not the test offer", signaling.ErrOffer)
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	l := &Leg{Changed: o.Changed}
	m.legs = append(m.legs, l)
	return l, fmt.Sprintf("answer %d", len(m.legs)), nil
}

// Last returns the leg opened last.
func (m *Media) Last() *Leg {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.legs[len(m.legs)-1]
}

// Legs returns the legs opened so far.
func (m *Media) Legs() []*Leg {
	m.mu.Lock()
	defer m.mu.Unlock()
	return append([]*Leg(nil), m.legs...)
}

// Forget lets go of the legs that were closed.
func (m *Media) Forget() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.legs = slices.DeleteFunc(m.legs, (*Leg).Closed)
}

// Leg remembers what the room asked of it. Changed tells the room of a new path.
type Leg struct {
	Changed func(signaling.Path)

	mu     sync.Mutex
	shown  []signaling.Lane
	stats  signaling.LegStats
	closed bool
}

// Show implements signaling.Leg.
func (l *Leg) Show(lanes []signaling.Lane) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.shown = append([]signaling.Lane(nil), lanes...)
}

// Restart implements signaling.Leg.
func (l *Leg) Restart(_ context.Context, offer string) (string, error) {
	if offer != Offer {
		return "", fmt.Errorf("%w: not the test offer", signaling.ErrOffer)
	}
	return "restarted", nil
}

// Stats implements signaling.Leg.
func (l *Leg) Stats() signaling.LegStats {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.stats
}

// Pairs implements signaling.Leg.
func (l *Leg) Pairs() int { return signaling.StageLimit - 1 }

// Close implements signaling.Leg.
func (l *Leg) Close() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.closed = true
	return nil
}

// Closed tells whether the room has closed the leg.
func (l *Leg) Closed() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.closed
}

// Shown returns what the leg's participant was last shown.
func (l *Leg) Shown() []signaling.Lane {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.shown
}

// Shows tells whether any lane carries all the given streams of from.
func (l *Leg) Shows(from *Leg, s signaling.Streams) bool {
	for _, lane := range l.Shown() {
		if lane.From == signaling.Leg(from) && lane.Carries&s == s {
			return true
		}
	}
	return false
}

// Count replaces the counters that Stats returns.
func (l *Leg) Count(s signaling.LegStats) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.stats = s
}
