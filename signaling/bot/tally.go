package bot

import (
	"sync"
	"sync/atomic"
	"time"
)

// window is the stretch of time whose packets are counted, by when they were sent. Bots that hear
// each other share one.
type window struct{ from, to atomic.Int64 }

func (w *window) open(from, to time.Duration) {
	w.from.Store(int64(from))
	w.to.Store(int64(to))
}

func (w *window) holds(at time.Duration) bool {
	return int64(at) >= w.from.Load() && int64(at) < w.to.Load()
}

// tally is what has reached one bot.
type tally struct {
	window *window
	news   news // a stream or a key frame has come for the first time

	mu    sync.Mutex
	from  map[uint32]*heard
	delay histogram // of packets in the window
	asked uint64    // key frames, since the beginning
}

// heard is what came from one sender.
type heard struct {
	firstAt        time.Duration
	sound, picture flow
}

// flow is one stream of one sender.
type flow struct {
	firstAt time.Duration
	keyAt   time.Duration // when the first key frame was whole

	window, doubled, late uint64 // packets in the window; of all, those that came twice, out of order

	highest uint32
	recent  uint64 // which of the 64 numbers up to highest have come
	keyNext uint32 // the packet that the key frame under way needs next
	askedAt time.Duration
}

func newTally(w *window) *tally { return &tally{window: w, from: map[uint32]*heard{}} }

// take counts a packet that came now; true: a key frame must be asked for.
func (t *tally) take(s stamp, at time.Duration) bool {
	t.mu.Lock()
	h, ok := t.from[s.from]
	if !ok {
		h = &heard{firstAt: at}
		t.from[s.from] = h
	}
	f := &h.sound
	if s.video {
		f = &h.picture
	}
	isNews := f.take(s, at)
	if t.window.holds(s.at) {
		t.delay.add(at - s.at)
		f.window++
	}
	ask := s.video && f.blind(at)
	if ask {
		t.asked++
	}
	t.mu.Unlock()
	if isNews {
		t.news.tell()
	}
	return ask
}

// blindFor is how long a browser looks at a picture without a key frame before it asks for one.
const blindFor = 200 * time.Millisecond

// blind tells whether it is time to ask for a key frame.
func (f *flow) blind(at time.Duration) bool {
	if f.keyAt != 0 || at-max(f.firstAt, f.askedAt) < blindFor {
		return false
	}
	f.askedAt = at
	return true
}

// take notes a packet's place in the stream; true: something came for the first time.
func (f *flow) take(s stamp, at time.Duration) bool {
	isNews := f.firstAt == 0
	if isNews {
		f.firstAt, f.highest, f.recent = at, s.seq, 1
	} else {
		f.order(s.seq)
	}
	if !s.key || f.keyAt != 0 {
		return isNews
	}
	if s.first || s.seq == f.keyNext {
		f.keyNext = s.seq + 1
		if s.last {
			f.keyAt = at
			return true
		}
	}
	return isNews
}

// order tells doubled packets and late ones from those that follow.
func (f *flow) order(seq uint32) {
	if seq > f.highest {
		f.recent = f.recent<<(seq-f.highest) | 1
		f.highest = seq
		return
	}
	back := f.highest - seq
	if f.recent&(1<<back) != 0 {
		f.doubled++
		return
	}
	f.recent |= 1 << back
	f.late++
}

// forget lets a sender be heard for the first time again.
func (t *tally) forget(sender uint32) {
	t.mu.Lock()
	defer t.mu.Unlock()
	delete(t.from, sender)
}

// restart empties what is counted by window.
func (t *tally) restart() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.delay = histogram{}
	for _, h := range t.from {
		for _, f := range []*flow{&h.sound, &h.picture} {
			f.window, f.doubled, f.late = 0, 0, 0
		}
	}
}

// asking counts the key frames that the bot had to ask for.
func (t *tally) asking() uint64 {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.asked
}

// of returns what came from one sender, all zero if nothing has.
func (t *tally) of(sender uint32) heard {
	t.mu.Lock()
	defer t.mu.Unlock()
	if h, ok := t.from[sender]; ok {
		return *h
	}
	return heard{}
}

// news wakes everybody who waits for something new.
type news struct {
	mu   sync.Mutex
	next chan struct{}
}

// wait returns a channel that the next tell closes.
func (n *news) wait() <-chan struct{} {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.next == nil {
		n.next = make(chan struct{})
	}
	return n.next
}

func (n *news) tell() {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.next != nil {
		close(n.next)
		n.next = nil
	}
}
