package relay

import (
	"net"

	"github.com/pion/turn/v5"
)

// events tell who has come to be known, and by when they are strangers again.
func (r *Relay) events() turn.EventHandler {
	return turn.EventHandler{
		OnAllocationCreated: func(src, dst net.Addr, _, _, _ string, _ net.Addr, _ int) { r.clients.known(pairOf(src, dst)) },
		OnAllocationDeleted: func(src, dst net.Addr, _, _, _ string) { r.clients.gone(pairOf(src, dst)) },
		OnChannelCreated:    func(src, _ net.Addr, _, _, _ string, _, _ net.Addr, _ uint16) { r.clients.bound(addrPort(src), 1) },
		OnChannelDeleted:    func(src, _ net.Addr, _, _, _ string, _, _ net.Addr, _ uint16) { r.clients.bound(addrPort(src), -1) },
	}
}
