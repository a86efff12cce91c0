package relay

import (
	"fmt"
	"net"
	"net/netip"
)

// peers are the only addresses that anything is relayed to: the media ports of this node.
// The key is how a browser knows a port, the value where it is reached from here.
type peers struct {
	reached map[netip.AddrPort]netip.AddrPort
	known   map[netip.AddrPort]netip.AddrPort // the other way round
	hosts   map[netip.Addr]bool
}

func newPeers(media []Port) (*peers, error) {
	p := &peers{reached: map[netip.AddrPort]netip.AddrPort{}, known: map[netip.AddrPort]netip.AddrPort{}, hosts: map[netip.Addr]bool{}}
	for _, port := range media {
		at, public := plainPort(port.At), plainPort(port.Public)
		if !public.IsValid() {
			public = at
		}
		if !at.IsValid() || at.Addr().IsUnspecified() || at.Port() == 0 {
			return nil, fmt.Errorf("%s is no address of a media port", port.At)
		}
		if _, taken := p.reached[public]; !taken {
			p.reached[public] = at
		}
		if _, taken := p.known[at]; !taken {
			p.known[at] = public
		}
		p.hosts[public.Addr()] = true
	}
	return p, nil
}

// base is a local address that tunnels to the media ports begin at.
func (p *peers) base(v6 bool) (netip.Addr, bool) {
	var found netip.Addr
	for at := range p.known {
		a := at.Addr()
		switch {
		case a.Is4() == v6:
		case !found.IsValid(), found.IsLoopback() && !a.IsLoopback(), found.IsLoopback() == a.IsLoopback() && a.Less(found):
			found = a
		}
	}
	return found, found.IsValid()
}

// allows says whether anything at that address may be asked for. Whatever is not a media
// port's own address is refused, however it is written: there is no list of bad ranges
// to forget one in (OWASP ASVS 5.0, V17.1).
func (p *peers) allows(ip net.IP) bool {
	addr, ok := netip.AddrFromSlice(ip)
	return ok && p.hosts[plain(addr)]
}

// to is where a packet for an address goes from here.
func (p *peers) to(address net.Addr) (netip.AddrPort, bool) {
	at, ok := p.reached[addrPort(address)]
	return at, ok
}

// from is how the browser knows the sender of a packet that came from a media port.
func (p *peers) from(at netip.AddrPort) (netip.AddrPort, bool) {
	public, ok := p.known[plainPort(at)]
	return public, ok
}

// plain takes an IPv4 address out of its IPv6 form.
func plain(a netip.Addr) netip.Addr { return a.Unmap().WithZone("") }

func plainPort(a netip.AddrPort) netip.AddrPort {
	return netip.AddrPortFrom(plain(a.Addr()), a.Port())
}

// addrPort is the address of a packet, invalid if it is none of IP.
func addrPort(address net.Addr) netip.AddrPort {
	switch a := address.(type) {
	case *net.UDPAddr:
		return plainPort(a.AddrPort())
	case *net.TCPAddr:
		return plainPort(a.AddrPort())
	}
	return netip.AddrPort{}
}
