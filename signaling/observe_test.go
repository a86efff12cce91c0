package signaling

import (
	"testing"
	"testing/synctest"
)

// slow is an observer that does not come back before it is let.
type slow struct {
	let  chan struct{}
	seen int
}

func (s *slow) Observe(Event) {
	<-s.let
	s.seen++
}

func TestEventQueue_aSlowObserverCostsMeasurementsFirst(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &slow{let: make(chan struct{})}
		q := newEventQueue(s)
		q.add(Event{Kind: EventJoined})
		synctest.Wait() // it is with the observer now
		for range measurementsMost + 500 {
			q.add(Event{Kind: EventQuality})
		}
		for range eventsMost {
			q.add(Event{Kind: EventWaiting})
		}
		if lost, want := q.lost(), uint64(500+measurementsMost); lost != want {
			t.Errorf("%d lost, want %d", lost, want)
		}
		close(s.let)
		q.close()
		if s.seen != 1+eventsMost {
			t.Errorf("the observer saw %d", s.seen)
		}
	})
}
