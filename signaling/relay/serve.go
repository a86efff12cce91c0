package relay

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"strconv"

	"github.com/pion/stun/v4"
	"github.com/pion/turn/v5"
)

// readBuffer is what the kernel keeps for a busy UDP port.
const readBuffer = 4 << 20

// ports are what a relay listens on.
type ports struct {
	packets []turn.PacketConnConfig
	streams []turn.ListenerConfig
	urls    []string
}

// open listens on every address. The URLs name the ports of the first.
func (r *Relay) open() (*ports, error) {
	p := &ports{}
	for i, host := range r.cfg.Listen {
		urls, err := r.openAt(p, host)
		if err != nil {
			return nil, errors.Join(err, p.close())
		}
		if i == 0 {
			p.urls = urls
		}
	}
	return p, nil
}

// openAt listens for UDP and TCP on one port of an address, and for TLS on another.
func (r *Relay) openAt(p *ports, host netip.Addr) ([]string, error) {
	at := netip.AddrPortFrom(host, uint16(r.cfg.Port)) //nolint:gosec // config checks it
	udp, err := net.ListenUDP("udp", net.UDPAddrFromAddrPort(at))
	if err != nil {
		return nil, fmt.Errorf("listen for the relay on UDP port %d: %w", at.Port(), err)
	}
	_ = udp.SetReadBuffer(readBuffer) // as much as the kernel allows
	p.packets = append(p.packets, turn.PacketConnConfig{
		PacketConn: &packets{UDPConn: udp, clients: r.clients, now: r.cfg.Now}, RelayAddressGenerator: generator{r}, PermissionHandler: r.permits,
	})
	port := addrPort(udp.LocalAddr()).Port()
	urls := []string{r.url("turn", port, "udp"), r.url("turn", port, "tcp")}
	if err := r.openStream(p, netip.AddrPortFrom(host, port), false); err != nil {
		return nil, err
	}
	if r.cfg.TLS == nil {
		return urls, nil
	}
	if err := r.openStream(p, netip.AddrPortFrom(host, uint16(r.cfg.TLSPort)), true); err != nil { //nolint:gosec // config checks it
		return nil, err
	}
	port = addrPort(p.streams[len(p.streams)-1].Listener.Addr()).Port()
	return append(urls, r.url("turns", port, "tcp")), nil
}

func (r *Relay) openStream(p *ports, at netip.AddrPort, secure bool) error {
	tcp, err := net.ListenTCP("tcp", net.TCPAddrFromAddrPort(at))
	if err != nil {
		return fmt.Errorf("listen for the relay on TCP port %d: %w", at.Port(), err)
	}
	door := &streams{Listener: tcp, clients: r.clients, now: r.cfg.Now}
	if secure {
		door.tls = r.cfg.TLS
	}
	p.streams = append(p.streams, turn.ListenerConfig{Listener: door, RelayAddressGenerator: generator{r}, PermissionHandler: r.permits})
	return nil
}

func (r *Relay) url(scheme string, port uint16, transport string) string {
	return scheme + ":" + net.JoinHostPort(r.cfg.Host, strconv.Itoa(int(port))) + "?transport=" + transport
}

func (p *ports) close() error {
	var wrong []error
	for _, c := range p.packets {
		wrong = append(wrong, c.PacketConn.Close())
	}
	for _, l := range p.streams {
		wrong = append(wrong, l.Listener.Close())
	}
	return errors.Join(wrong...)
}

// authenticate takes the credential of somebody who is here. Its time is asked for only
// when something new is allocated, so that a long audience is not cut off in the middle.
func (r *Relay) authenticate(a *turn.RequestAttributes) (string, []byte, bool) {
	expires, name, ok := parse(a.Username)
	if !ok || !r.book.present(name) || (a.Method == stun.MethodAllocate && !r.cfg.Now().Before(expires)) {
		r.refused.credentials.Add(1)
		return "", nil, false
	}
	return name, turn.GenerateAuthKey(a.Username, a.Realm, password(r.cfg.Key, a.Username)), true
}

func (r *Relay) mayAllocate(name, _ string, _ net.Addr) bool {
	if r.book.may(name) {
		return true
	}
	r.refused.quota.Add(1)
	return false
}

// permits decides on permissions and channels.
func (r *Relay) permits(client net.Addr, peer net.IP) bool {
	if !r.peers.allows(peer) {
		r.refused.peers.Add(1)
		return false
	}
	if !r.clients.mayBind(addrPort(client)) {
		r.refused.quota.Add(1)
		return false
	}
	return true
}
