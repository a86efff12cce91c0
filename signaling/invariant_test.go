package signaling_test

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"testing/synctest"
	"time"

	"majlis/signaling"
	. "majlis/signaling/signalingtest"
)

// script plays a room by bytes: which of its people does what. After each step it checks what must
// always hold.
type script struct {
	*World
	t        *testing.T
	tickets  []signaling.Ticket
	peers    []*Peer
	versions map[*Peer]map[string]uint64
}

func newScript(t *testing.T) *script {
	s := &script{World: NewWorld(t), t: t, versions: map[*Peer]map[string]uint64{}}
	s.tickets = []signaling.Ticket{
		Host("s1"), Aide("s1"),
		Ticket("s1", "", signaling.RoleNoteTaker, "notes"), Ticket("s1", "", signaling.RoleInterpreter, "hind"),
		Ticket("s1", "", signaling.RoleObserver, "obs"), Ticket("s1", "", signaling.RoleObserver, "obs2"),
		Ticket("s1", "", signaling.RoleTechnician, "tech"),
	}
	for n := range 4 {
		a := signaling.AudienceID(fmt.Sprint("a", n))
		s.tickets = append(s.tickets, Citizen("s1", a, signaling.PeerID(fmt.Sprint("p", n))),
			Ticket("s1", a, signaling.RoleCompanion, signaling.PeerID(fmt.Sprint("c", n))))
	}
	s.peers = make([]*Peer, len(s.tickets))
	s.Floor.SetLine("s1", "a0", "a1", "a2", "a3")
	return s
}

// step does one thing; what the room refuses is as good as what it does.
func (s *script) step(who, what, with byte) {
	n := int(who) % len(s.tickets)
	audience := fmt.Sprint("a", with%5)
	p := s.peers[n]
	if p == nil || p.ClosedWith() != "" {
		joined, err := s.TryJoin(s.Token(s.tickets[n]), Offer)
		if err == nil {
			s.peers[n] = joined
		}
		return
	}
	switch what % 16 {
	case 0:
		p.Send("admit", map[string]any{"audience": audience})
	case 1:
		p.Send("hold", map[string]any{"audience": audience, "reason": "private"})
	case 2:
		p.Send("end", map[string]any{"audience": audience, "disposition": "held"})
	case 3:
		p.Send("next", nil)
	case 4:
		p.Send("lock", map[string]any{"locked": with%2 == 0})
	case 5:
		p.Send("mute", map[string]any{"person": int(with % 16), "audio": with%3 == 0, "camera": with%2 == 0})
	case 6:
		p.Send("media", map[string]any{"audio": with%2 == 0, "camera": with%3 == 0, "screen": with%5 == 0})
	case 7:
		p.Send("leave", nil)
	case 8:
		p.Cut()
		time.Sleep(time.Duration(with) * time.Second / 32)
		p.Resume()
	case 9:
		p.Cut()
		away := 16 * time.Second // others see that
		if with%8 == 0 {
			away = 6 * time.Minute // and then are gone for good
		}
		time.Sleep(away)
		p.Resume()
	case 10:
		p.Send("extend", map[string]any{"minutes": int(with)})
	case 11:
		p.Send("handOver", map[string]any{"audience": audience, "to": "s2"})
	case 12:
		p.Send("help", map[string]any{"kind": "hear"})
		p.Send("helped", map[string]any{"person": int(with % 16)})
	case 13:
		p.Leg.Changed(signaling.PathConnected)
	case 14:
		if with%8 == 0 {
			p.Send("remove", map[string]any{"person": int(with / 8 % 16)})
		}
	case 15:
		p.Stall()
		p.Send("chat", map[string]any{"to": "staff", "text": "x"})
	}
}

// check holds the room to what must be true after every step.
func (s *script) check() {
	s.t.Helper()
	var room signaling.RoomSnapshot
	for _, r := range s.Hub.Snapshot() {
		if r.Room == "s1" {
			room = r
		}
	}
	onStage, places := 0, map[signaling.PeerID]string{}
	for _, p := range room.People {
		places[p.Peer] = p.Place
		if p.Place != "stage" {
			continue
		}
		onStage++
		if p.Audience != "" && p.Audience != room.Current {
			s.t.Fatalf("%s of %s is on the stage during %q", p.Peer, p.Audience, room.Current)
		}
	}
	if onStage > signaling.StageLimit {
		s.t.Fatalf("%d on the stage", onStage)
	}
	legs := map[signaling.Leg]signaling.PeerID{}
	for n, p := range s.peers {
		if p != nil && !p.Leg.Closed() {
			legs[p.Leg] = s.tickets[n].Peer
		}
	}
	for n, p := range s.peers {
		if p != nil {
			s.checkLanes(s.tickets[n].Peer, p, legs, places)
			s.checkVersions(p)
		}
	}
}

func (s *script) checkLanes(self signaling.PeerID, p *Peer, legs map[signaling.Leg]signaling.PeerID, places map[signaling.PeerID]string) {
	s.t.Helper()
	taken := map[int]bool{}
	for _, lane := range p.Leg.Shown() {
		from, open := legs[lane.From]
		if !open || places[from] != "stage" || places[self] != "stage" || from == self || taken[lane.Number] {
			s.t.Fatalf("%s (%s) is shown %s (%s) in lane %d", self, places[self], from, places[from], lane.Number)
		}
		taken[lane.Number] = true
	}
}

func (s *script) checkVersions(p *Peer) {
	s.t.Helper()
	if s.versions[p] == nil {
		s.versions[p] = map[string]uint64{}
	}
	for _, m := range p.Drain() {
		if m.Type != "roster" && m.Type != "lanes" && m.Type != "queue" {
			continue
		}
		var d struct{ Version uint64 }
		if m.Into(s.t, &d); d.Version <= s.versions[p][m.Type] {
			s.t.Fatalf("%s of version %d after %d", m.Type, d.Version, s.versions[p][m.Type])
		}
		s.versions[p][m.Type] = d.Version
	}
}

func (s *script) play(bytes []byte) {
	s.t.Helper()
	for n := range s.tickets {
		s.step(byte(n), 0, 0) // everybody comes
	}
	for ; len(bytes) >= 3; bytes = bytes[3:] {
		s.step(bytes[0], bytes[1], bytes[2])
		s.check()
	}
}

func FuzzRoom(f *testing.F) {
	f.Add([]byte{0, 0, 0, 7, 8, 9, 0, 1, 0, 0, 0, 1})
	f.Add([]byte{0, 4, 0, 0, 0, 0, 8, 7, 0, 8, 0, 0, 0, 11, 0})
	f.Fuzz(func(t *testing.T, bytes []byte) {
		if len(bytes) > 600 {
			return
		}
		synctest.Test(t, func(t *testing.T) { newScript(t).play(bytes) })
	})
}

// TestRoom_WhateverHappens plays random rooms, the same ones every time.
func TestRoom_WhateverHappens(t *testing.T) {
	for seed := range times(t, 8, 800) {
		random := rand.New(rand.NewPCG(uint64(seed), 1))
		bytes := make([]byte, 300)
		for i := range bytes {
			bytes[i] = byte(random.Uint32())
		}
		synctest.Test(t, func(t *testing.T) { newScript(t).play(bytes) })
		if t.Failed() {
			t.Fatalf("seed %d", seed)
		}
	}
}
