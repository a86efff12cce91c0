package signaling

import (
	"time"

	"majlis/signaling/wire"
)

// Relay is the way around firewalls, signaling/relay for one. Both methods return at once.
type Relay interface {
	// Servers gives a connection its ways, with a credential of its own; until is when its ticket ends.
	Servers(connection string, until time.Time) []wire.ICEServer
	// Revoke ends what the connection was given and all that goes through it.
	Revoke(connection string)
}

// around is what p may use to get through; nothing without a Relay, or once p has gone.
func (h *Hub) around(p *person) []wire.ICEServer {
	if h.cfg.Relay == nil || p.room.people[p.ticket.Peer] != p {
		return nil
	}
	return h.cfg.Relay.Servers(p.connectionID, p.ticket.Until)
}

func (h *Hub) revoke(p *person) {
	if h.cfg.Relay != nil {
		h.cfg.Relay.Revoke(p.connectionID)
	}
}
