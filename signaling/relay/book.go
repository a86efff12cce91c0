package relay

import (
	"errors"
	"maps"
	"net/netip"
	"slices"
	"sync"
	"time"
)

// book keeps who may use the relay now, and what they have allocated.
type book struct {
	limits Limits
	now    func() time.Time
	in     *bucket // of everybody
	out    *bucket

	mu           sync.Mutex
	closed       bool
	byConnection map[string]*guest
	byName       map[string]*guest
	tunnels      map[netip.AddrPort]*tunnel
}

// guest is a connection as the relay knows it. The book's mutex guards it.
type guest struct {
	name    string
	in, out *bucket
	tunnels map[*tunnel]struct{}
}

var errNotNow = errors.New("no allocation for this connection now")

func newBook(l Limits, now func() time.Time) *book {
	return &book{
		limits: l, now: now, in: newBucket(l.Rate, now()), out: newBucket(l.Rate, now()),
		byConnection: map[string]*guest{}, byName: map[string]*guest{}, tunnels: map[netip.AddrPort]*tunnel{},
	}
}

// enter gives a connection's name, a new one the first time.
func (b *book) enter(connection string) string {
	b.mu.Lock()
	defer b.mu.Unlock()
	g, known := b.byConnection[connection]
	if !known {
		now := b.now()
		g = &guest{name: newName(), in: newBucket(b.limits.OwnRate, now), out: newBucket(b.limits.OwnRate, now), tunnels: map[*tunnel]struct{}{}}
		b.byConnection[connection], b.byName[g.name] = g, g
	}
	return g.name
}

// leave forgets a connection and gives what is to be closed.
func (b *book) leave(connection string) []*tunnel {
	b.mu.Lock()
	defer b.mu.Unlock()
	g, known := b.byConnection[connection]
	if !known {
		return nil
	}
	delete(b.byConnection, connection)
	delete(b.byName, g.name)
	return slices.Collect(maps.Keys(g.tunnels))
}

func (b *book) close() []*tunnel {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.closed = true
	return slices.Collect(maps.Values(b.tunnels))
}

// present says whether a name is somebody's who is here.
func (b *book) present(name string) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.byName[name] != nil
}

// may says whether a name may allocate one more.
func (b *book) may(name string) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.allowed(b.byName[name])
}

func (b *book) allowed(g *guest) bool {
	return g != nil && !b.closed && len(g.tunnels) < b.limits.OwnAllocations && len(b.tunnels) < b.limits.Allocations
}

// add notes a tunnel under its name, which may have left meanwhile.
func (b *book) add(name string, t *tunnel) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	g := b.byName[name]
	if !b.allowed(g) {
		return errNotNow
	}
	t.guest = g
	g.tunnels[t] = struct{}{}
	b.tunnels[t.local] = t
	return nil
}

func (b *book) remove(t *tunnel) {
	b.mu.Lock()
	defer b.mu.Unlock()
	delete(t.guest.tunnels, t)
	if b.tunnels[t.local] == t {
		delete(b.tunnels, t.local)
	}
}

func (b *book) relays(address netip.AddrPort) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.tunnels[address] != nil
}

func (b *book) count() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return len(b.tunnels)
}
