package sitting

import "sync"

// A backlog keeps what is to be written down while the database is away: at most so many, and then
// the newest.
type backlog[T any] struct {
	most int

	mu      sync.Mutex
	list    []T
	dropped uint64
}

// add keeps v, and tells whether nothing had to be dropped for it.
func (b *backlog[T]) add(v T) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.list = append(b.list, v)
	return b.trim() == 0
}

// take hands out the oldest, at most n.
func (b *backlog[T]) take(n int) []T {
	b.mu.Lock()
	defer b.mu.Unlock()
	n = min(n, len(b.list))
	taken := b.list[:n:n]
	b.list = b.list[n:]
	return taken
}

// putBack returns what could not be written.
func (b *backlog[T]) putBack(list []T) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.list = append(list, b.list...)
	b.trim()
}

// counts tells how many wait and how many were dropped so far.
func (b *backlog[T]) counts() (waiting int, dropped uint64) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return len(b.list), b.dropped
}

// trim drops the oldest above the bound.
func (b *backlog[T]) trim() int {
	over := max(len(b.list)-b.most, 0)
	b.list = b.list[over:]
	b.dropped += uint64(over)
	return over
}

// Backlog tells how many samples and lines of chat wait for the database, and how many samples were
// dropped so far because it was away for too long.
func (s *Sitting) Backlog() (samples, chats int, dropped uint64) {
	samples, dropped = s.samples.counts()
	chats, _ = s.chats.counts()
	return samples, chats, dropped
}
