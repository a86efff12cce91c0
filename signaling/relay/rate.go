package relay

import (
	"sync"
	"time"
)

// bucket holds what may pass: it fills at rate bytes a second and takes in one second's
// worth. The zero rate lets everything pass.
type bucket struct {
	mu   sync.Mutex
	rate float64
	held float64
	at   time.Time
}

func newBucket(rate int, now time.Time) *bucket {
	return &bucket{rate: float64(rate), held: float64(rate), at: now}
}

// take takes n bytes out, or none if there are too few.
func (b *bucket) take(n int, now time.Time) bool {
	if b.rate == 0 {
		return true
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.held = min(b.rate, b.held+now.Sub(b.at).Seconds()*b.rate)
	b.at = now
	if b.held < float64(n) {
		return false
	}
	b.held -= float64(n)
	return true
}

// flood counts messages by sender in windows of a second, with room for so many senders.
type flood[K comparable] struct {
	mu      sync.Mutex
	each    int
	all     int
	senders int
	since   time.Time
	total   int
	by      map[K]int
}

// passes says whether one more of that sender may pass now. When the table is full
// newcomers wait for the next second, and it never grows.
func (f *flood[K]) passes(sender K, now time.Time) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	if now.Sub(f.since) >= time.Second || f.by == nil {
		f.since, f.total = now, 0
		if f.by == nil {
			f.by = make(map[K]int, f.senders)
		}
		clear(f.by)
	}
	count, known := f.by[sender]
	if f.total >= f.all || count >= f.each || (!known && len(f.by) >= f.senders) {
		return false
	}
	f.total++
	f.by[sender] = count + 1
	return true
}
