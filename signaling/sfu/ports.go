package sfu

import (
	"net"
	"net/netip"

	"majlis/signaling"
)

// Ports are the addresses of this machine at which media comes in over UDP.
func (f *Forwarder) Ports() []netip.AddrPort {
	var ports []netip.AddrPort
	for _, mux := range f.muxes {
		for _, address := range mux.GetListenAddresses() {
			if udp, ok := address.(*net.UDPAddr); ok {
				at := udp.AddrPort()
				ports = append(ports, netip.AddrPortFrom(at.Addr().Unmap(), at.Port()))
			}
		}
	}
	return ports
}

// via is how the chosen pair travels. A relay is told by its address, where it is one's own.
func (l *leg) via() signaling.Via {
	pair, err := l.pc.SCTP().Transport().ICETransport().GetSelectedCandidatePair()
	if err != nil || pair == nil || pair.Remote == nil {
		return ""
	}
	if ip, err := netip.ParseAddr(pair.Remote.Address); err == nil && l.forwarder.relayed != nil &&
		l.forwarder.relayed(netip.AddrPortFrom(ip.Unmap(), pair.Remote.Port)) {
		return signaling.ViaRelay
	}
	if pair.Local.Protocol.String() == "tcp" {
		return signaling.ViaTCP
	}
	return signaling.ViaUDP
}
