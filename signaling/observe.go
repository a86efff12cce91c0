package signaling

import "sync"

// How many events wait for a slow observer. Measurements, which soon come again, give way first.
const (
	eventsMost       = 10_000
	measurementsMost = 1_000
)

// eventQueue hands events to the observer in order, without holding up the rooms.
type eventQueue struct {
	observer Observer
	mu       sync.Mutex
	wake     *sync.Cond
	waiting  []Event
	dropped  uint64
	closed   bool
	done     chan struct{}
}

func newEventQueue(o Observer) *eventQueue {
	q := &eventQueue{observer: o, done: make(chan struct{})}
	q.wake = sync.NewCond(&q.mu)
	go q.run()
	return q
}

func (q *eventQueue) add(e Event) {
	if q.observer == nil {
		return
	}
	q.mu.Lock()
	defer q.mu.Unlock()
	most := eventsMost
	if e.Kind == EventQuality {
		most = measurementsMost
	}
	if len(q.waiting) >= most {
		q.dropped++
		return
	}
	q.waiting = append(q.waiting, e)
	q.wake.Signal()
}

func (q *eventQueue) lost() uint64 {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.dropped
}

func (q *eventQueue) run() {
	defer close(q.done)
	for {
		q.mu.Lock()
		for len(q.waiting) == 0 && !q.closed {
			q.wake.Wait()
		}
		batch := q.waiting
		q.waiting = nil
		q.mu.Unlock()
		if len(batch) == 0 {
			return
		}
		for _, e := range batch {
			q.observer.Observe(e)
		}
	}
}

func (q *eventQueue) close() {
	q.mu.Lock()
	q.closed = true
	q.wake.Signal()
	q.mu.Unlock()
	<-q.done
}
