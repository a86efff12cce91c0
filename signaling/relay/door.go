package relay

import (
	"container/list"
	"crypto/tls"
	"encoding/binary"
	"net"
	"net/netip"
	"sync"
	"sync/atomic"
	"time"
)

// packets is a UDP port. Of strangers it lets pass only what looks like STUN, and not
// too much of it.
type packets struct {
	*net.UDPConn
	clients *clients
	now     func() time.Time
}

// A STUN message begins with two zero bits and holds this number (RFC 8489, section 5).
const (
	stunHeader = 20
	stunCookie = 0x2112A442
)

func looksLikeSTUN(p []byte) bool {
	return len(p) >= stunHeader && p[0] < 0x40 && binary.BigEndian.Uint32(p[4:]) == stunCookie
}

// ReadFrom implements net.PacketConn.
func (c *packets) ReadFrom(p []byte) (int, net.Addr, error) {
	local := addrPort(c.LocalAddr())
	for {
		n, from, err := c.ReadFromUDPAddrPort(p)
		if err != nil {
			return n, nil, err
		}
		src := plainPort(from)
		if !c.clients.isGuest(pair{false, src, local}) {
			if !looksLikeSTUN(p[:n]) {
				c.clients.refused.garbage.Add(1)
				continue
			}
			if !c.clients.greets(src.Addr(), c.now()) {
				continue
			}
		}
		return n, net.UDPAddrFromAddrPort(from), nil
	}
}

// streams is a TCP port, with TLS or without.
type streams struct {
	net.Listener
	clients *clients
	tls     *tls.Config
	now     func() time.Time
}

// Accept gives a connection that has little time to say who it is. The handshake of TLS
// is part of the first read, in the reader's goroutine: it holds up nobody else.
func (l *streams) Accept() (net.Conn, error) {
	for {
		conn, err := l.Listener.Accept()
		if err != nil {
			return nil, err
		}
		s := &stream{Conn: conn, clients: l.clients, pair: pairOf(conn.RemoteAddr(), conn.LocalAddr())}
		if !l.clients.greets(s.pair.src.Addr(), l.now()) || !l.clients.enter(s) {
			_ = conn.Close() // it is refused either way
			continue
		}
		if l.tls != nil {
			s.Conn = tls.Server(conn, l.tls)
		}
		s.expect(l.clients.limits.StrangersWithin)
		return s, nil
	}
}

// stream is one TCP connection.
type stream struct {
	net.Conn
	clients *clients
	pair    pair
	guest   atomic.Bool
	place   *list.Element // among the strangers; the clients' mutex guards it
	once    sync.Once
}

// How long a client may take to read what is sent to it.
const writeWithin = 5 * time.Second

// expect sets how long reading and greeting may take: the network's clock, not the rooms'.
func (s *stream) expect(d time.Duration) {
	_ = s.SetDeadline(time.Now().Add(d)) // an error means that it is closed, which the next read reports
}

// Read gives a guest as long as an allocation lasts without a refresh; a stranger keeps
// the one deadline it came with, however slowly it feeds.
func (s *stream) Read(p []byte) (int, error) {
	if s.guest.Load() {
		_ = s.SetReadDeadline(time.Now().Add(s.clients.limits.AllocationFor + time.Minute)) // as in expect
	}
	return s.Conn.Read(p)
}

// Write lets go of a client that does not read: half a message would garble all that
// follow.
func (s *stream) Write(p []byte) (int, error) {
	_ = s.SetWriteDeadline(time.Now().Add(writeWithin)) // as in expect
	n, err := s.Conn.Write(p)
	if err != nil {
		_ = s.Close() // the first error says more
	}
	return n, err
}

// Close implements net.Conn. The connection is cut at once, without TLS's farewell.
func (s *stream) Close() error {
	var err error
	s.once.Do(func() {
		s.clients.leave(s)
		if secure, ok := s.Conn.(*tls.Conn); ok {
			err = secure.NetConn().Close()
			return
		}
		err = s.Conn.Close()
	})
	return err
}

// Bounded is a listener for others' protocols over TCP, such as ICE: so many connections
// at once together and from one address, and no more.
func Bounded(l net.Listener, together, perHost int) net.Listener {
	return &bounded{Listener: l, together: together, perHost: perHost, byHost: map[netip.Addr]int{}}
}

type bounded struct {
	net.Listener
	together, perHost int

	mu     sync.Mutex
	open   int
	byHost map[netip.Addr]int
}

// Accept implements net.Listener.
func (b *bounded) Accept() (net.Conn, error) {
	for {
		conn, err := b.Listener.Accept()
		if err != nil {
			return nil, err
		}
		host := hostOf(addrPort(conn.RemoteAddr()).Addr())
		if b.take(host) {
			return &counted{Conn: conn, done: func() { b.give(host) }}, nil
		}
		_ = conn.Close() // it is refused either way
	}
}

func (b *bounded) take(host netip.Addr) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.open >= b.together || b.byHost[host] >= b.perHost {
		return false
	}
	b.open++
	b.byHost[host]++
	return true
}

func (b *bounded) give(host netip.Addr) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.open--
	if b.byHost[host]--; b.byHost[host] == 0 {
		delete(b.byHost, host)
	}
}

type counted struct {
	net.Conn
	once sync.Once
	done func()
}

// Close implements net.Conn.
func (c *counted) Close() error {
	c.once.Do(c.done)
	return c.Conn.Close()
}
