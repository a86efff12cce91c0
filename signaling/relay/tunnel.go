package relay

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"sync"

	"github.com/pion/turn/v5"
)

// tunnel is the media side of one allocation. Whatever the server is asked for, a packet
// passes between the client and a media port of this node or not at all.
type tunnel struct {
	*net.UDPConn
	relay *Relay
	guest *guest
	local netip.AddrPort
	once  sync.Once
}

// ReadFrom gives what a media port sent, under the address that the client knows.
func (t *tunnel) ReadFrom(p []byte) (int, net.Addr, error) {
	for {
		n, from, err := t.ReadFromUDPAddrPort(p)
		if err != nil {
			return n, nil, err
		}
		public, ok := t.relay.peers.from(from)
		if !ok {
			t.relay.refused.peers.Add(1)
			continue
		}
		if t.passes(n, t.guest.in, t.relay.book.in) {
			return n, net.UDPAddrFromAddrPort(public), nil
		}
	}
}

// WriteTo sends to a media port. What may not pass is lost as on any network.
func (t *tunnel) WriteTo(p []byte, address net.Addr) (int, error) {
	at, ok := t.relay.peers.to(address)
	if !ok {
		t.relay.refused.peers.Add(1)
		return len(p), nil
	}
	if !t.passes(len(p), t.guest.out, t.relay.book.out) {
		return len(p), nil
	}
	return t.WriteToUDPAddrPort(p, at)
}

func (t *tunnel) passes(n int, own, everybody *bucket) bool {
	now := t.relay.cfg.Now()
	if own.take(n, now) && everybody.take(n, now) {
		return true
	}
	t.relay.refused.rate.Add(1)
	return false
}

// Close may be called by the server and by a revocation.
func (t *tunnel) Close() error {
	var err error
	t.once.Do(func() {
		t.relay.book.remove(t)
		err = t.UDPConn.Close()
	})
	return err
}

// generator makes the tunnels of a Relay; the server calls it for every allocation.
type generator struct{ relay *Relay }

var errOnlyUDP = errors.New("only UDP is relayed")

func (g generator) Validate() error { return nil }

// AllocatePacketConn binds to an address that reaches the media ports. A request for a
// port of one's choosing, or for a reserve, is not granted.
func (g generator) AllocatePacketConn(c turn.AllocateListenerConfig) (net.PacketConn, net.Addr, error) {
	if c.UserID == "" || c.RequestedPort != 0 {
		return nil, nil, errNotNow
	}
	from, ok := g.relay.peers.base(c.Network == "udp6")
	if !ok {
		return nil, nil, fmt.Errorf("no media port for %s", c.Network)
	}
	conn, err := net.ListenUDP(c.Network, net.UDPAddrFromAddrPort(netip.AddrPortFrom(from, 0)))
	if err != nil {
		return nil, nil, fmt.Errorf("open a relayed address: %w", err)
	}
	t := &tunnel{UDPConn: conn, relay: g.relay, local: addrPort(conn.LocalAddr())}
	if err := g.relay.book.add(c.UserID, t); err != nil {
		return nil, nil, errors.Join(err, conn.Close())
	}
	return t, conn.LocalAddr(), nil
}

func (g generator) AllocateListener(turn.AllocateListenerConfig) (net.Listener, net.Addr, error) {
	return nil, nil, errOnlyUDP
}

func (g generator) AllocateConn(turn.AllocateConnConfig) (net.Conn, error) { return nil, errOnlyUDP }
