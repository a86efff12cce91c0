package relay

import (
	"container/list"
	"maps"
	"net"
	"net/netip"
	"slices"
	"sync"
	"time"
)

// pair is a client's address and the port of ours that it talks to.
type pair struct {
	tcp      bool
	src, dst netip.AddrPort
}

func pairOf(src, dst net.Addr) pair {
	_, tcp := src.(*net.TCPAddr)
	return pair{tcp, addrPort(src), addrPort(dst)}
}

// clients tells those who have allocated something, and were therefore given a
// credential, from strangers, who get little room and little time. So a flood of
// strangers never costs a guest anything.
type clients struct {
	limits  Limits
	refused *tally

	greetings flood[netip.Addr]

	mu        sync.Mutex
	closed    bool
	guests    map[pair]struct{}
	streams   map[pair]*stream
	strangers *list.List // of *stream, the oldest first
	byHost    map[netip.Addr]int
	channels  map[netip.AddrPort]int
}

func newClients(l Limits, refused *tally) *clients {
	return &clients{
		limits: l, refused: refused,
		greetings: flood[netip.Addr]{each: l.GreetingsPerHost, all: l.GreetingsTogether, senders: l.GreetingsTogether},
		guests:    map[pair]struct{}{}, streams: map[pair]*stream{}, strangers: list.New(),
		byHost: map[netip.Addr]int{}, channels: map[netip.AddrPort]int{},
	}
}

// hostOf is what counts as one address: one household's network in IPv6.
func hostOf(a netip.Addr) netip.Addr {
	if a.Is4() {
		return a
	}
	network, _ := a.Prefix(64) // 64 bits fit
	return network.Addr()
}

// greets says whether a stranger may say one thing more now.
func (c *clients) greets(src netip.Addr, now time.Time) bool {
	if c.greetings.passes(hostOf(src), now) {
		return true
	}
	c.refused.greetings.Add(1)
	return false
}

func (c *clients) isGuest(p pair) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	_, known := c.guests[p]
	return known
}

// enter takes a new stream in as a stranger, or refuses it. When the place is full the
// oldest stranger goes: a real client allocates within a second.
func (c *clients) enter(s *stream) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	host := hostOf(s.pair.src.Addr())
	if c.closed || c.byHost[host] >= c.limits.StrangersPerHost {
		c.refused.strangers.Add(1)
		return false
	}
	if c.strangers.Len() >= c.limits.Strangers {
		c.refused.strangers.Add(1)
		oldest := c.strangers.Front().Value.(*stream)
		c.settle(oldest)
		go oldest.Close() // may wait for the network
	}
	c.seat(s)
	c.streams[s.pair] = s
	return true
}

// seat puts a stream on the list of strangers, settle takes it off.
func (c *clients) seat(s *stream) {
	c.byHost[hostOf(s.pair.src.Addr())]++
	s.place = c.strangers.PushBack(s)
}

func (c *clients) settle(s *stream) {
	if s.place == nil {
		return
	}
	c.strangers.Remove(s.place)
	s.place = nil
	host := hostOf(s.pair.src.Addr())
	if c.byHost[host]--; c.byHost[host] == 0 {
		delete(c.byHost, host)
	}
}

// leave forgets a stream that has closed.
func (c *clients) leave(s *stream) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.settle(s)
	if c.streams[s.pair] == s {
		delete(c.streams, s.pair)
	}
}

// known makes a stranger a guest.
func (c *clients) known(p pair) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.guests[p] = struct{}{}
	if s := c.streams[p]; s != nil {
		c.settle(s)
		s.guest.Store(true)
	}
}

// gone makes a guest whose allocation has ended a stranger again, with a stranger's time
// to begin anew.
func (c *clients) gone(p pair) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.guests, p)
	delete(c.channels, p.src)
	if s := c.streams[p]; s != nil && s.place == nil {
		s.guest.Store(false)
		c.seat(s)
		s.expect(c.limits.StrangersWithin)
	}
}

func (c *clients) mayBind(src netip.AddrPort) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.channels[src] < c.limits.OwnChannels
}

func (c *clients) bound(src netip.AddrPort, by int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.channels[src] += by; c.channels[src] <= 0 {
		delete(c.channels, src)
	}
}

func (c *clients) closeAll() {
	c.mu.Lock()
	c.closed = true
	all := slices.Collect(maps.Values(c.streams))
	c.mu.Unlock()
	for _, s := range all {
		_ = s.Close() // the stream is over either way
	}
}
