package signaling

import "time"

// RoomSnapshot is a room as operations sees it.
type RoomSnapshot struct {
	Room     RoomID
	OpenedAt time.Time
	Check    bool
	Current  AudienceID
	// Recording is "", "planned", "soon", "on" or "failed", see docs/protocol.md.
	Recording string
	People    []PersonSnapshot
}

// PersonSnapshot is one participant. Connection is "here", "away" (a socket lost less than 15 s ago)
// or "lost"; Place is "stage", "waiting" or "wings".
type PersonSnapshot struct {
	Number     int
	Peer       PeerID
	Audience   AudienceID
	Role       Role
	Place      string
	Connection string
	Path       Path
	Device     Device
	Arriving   Streams // what reached the server in the last interval
	Quality    Quality
	Stats      LegStats
}

// Snapshot describes every room as of now, in the order of their names.
func (h *Hub) Snapshot() []RoomSnapshot {
	rooms := h.list()
	all := make([]RoomSnapshot, 0, len(rooms))
	for _, r := range rooms {
		all = append(all, r.Snapshot())
	}
	return all
}

// Snapshot describes the room as of now.
func (r *Room) Snapshot() RoomSnapshot {
	r.mu.Lock()
	defer r.mu.Unlock()
	s := RoomSnapshot{Room: r.id, OpenedAt: r.openedAt, Check: r.check, Current: r.current, Recording: r.recording()}
	for _, p := range r.sorted() {
		connection := "here"
		switch {
		case p.lost:
			connection = "lost"
		case p.link == nil:
			connection = "away"
		}
		s.People = append(s.People, PersonSnapshot{
			Number: p.number, Peer: p.ticket.Peer, Audience: p.ticket.Audience, Role: p.ticket.Role,
			Place: string(p.place), Connection: connection, Path: p.path, Device: Device(p.device),
			Arriving: p.meter.arriving, Quality: p.meter.quality, Stats: p.leg.Stats(),
		})
	}
	return s
}
