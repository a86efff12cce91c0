package sfu

import (
	"testing"

	"majlis/signaling"
)

// shot is a key frame of three packets with the descriptor of a browser.
func shot(in *inbound, seq uint16, timestamp uint32) {
	for i := range uint16(3) {
		descriptor := byte(0x80)
		if i == 0 {
			descriptor = 0x90
		}
		p := arrived(seq+i, timestamp, descriptor, 0x80, 5, 0x00, byte(i))
		p.marker = i == 2
		give(in, p, at0)
	}
}

func delta(in *inbound, seq uint16, timestamp uint32) {
	p := arrived(seq, timestamp, 0x90, 0x80, 6, 0x01)
	p.marker = true
	give(in, p, at0)
}

// inEpoch shows a stream in a lane as Show would.
func inEpoch(o *outbound, in *inbound, epoch uint64) {
	in.leg.enter(epoch)
	o.show(in, epoch, at0)
}

// watched is a publisher whom somebody is shown, in an epoch.
func watched(epoch uint64) *inbound {
	in := publisher(true, 0)
	in.leg.inbounds = [3]*inbound{in, in, in}
	o, _ := lane(true)
	inEpoch(o, in, epoch)
	return in
}

func TestKept_ANewcomerSeesTheKeyFrameAndGoesOn(t *testing.T) {
	in := watched(3)
	shot(in, 100, 9000)
	delta(in, 103, 12000)
	o, w := lane(true)
	inEpoch(o, in, 3)
	if len(w.packets) != 4 {
		t.Fatalf("%d packets shown at once", len(w.packets))
	}
	delta(in, 104, 15000)
	for i, p := range w.packets[1:] {
		if p.SequenceNumber != w.packets[i].SequenceNumber+1 {
			t.Errorf("%d follows %d", p.SequenceNumber, w.packets[i].SequenceNumber)
		}
	}
	if len(w.packets) != 5 || w.packets[4].Timestamp-w.packets[0].Timestamp != 6000 {
		t.Errorf("%d packets", len(w.packets))
	}
	o.repeat(w.packets[1].SequenceNumber, at0)
	if last := w.packets[len(w.packets)-1]; len(w.packets) != 6 || last.Payload[4] != 1 {
		t.Errorf("a lost part of the key frame was not repeated")
	}
}

func TestKept_AfterAHoleTheNextKeyFrame(t *testing.T) {
	in := watched(3)
	shot(in, 100, 9000)
	delta(in, 105, 12000) // 103 and 104 are lost
	o, w := lane(true)
	inEpoch(o, in, 3)
	delta(in, 106, 15000)
	if len(w.packets) != 3 {
		t.Fatalf("%d packets shown", len(w.packets))
	}
	shot(in, 107, 18000)
	if len(w.packets) != 6 || w.packets[3].SequenceNumber != w.packets[2].SequenceNumber+1 {
		t.Errorf("%d packets shown", len(w.packets))
	}
}

func TestKept_NothingAcrossAnAdmission(t *testing.T) {
	for name, epoch := range map[string]uint64{"a newer epoch": 4, "no epoch": 0} {
		t.Run(name, func(t *testing.T) {
			in := watched(3)
			shot(in, 100, 9000)
			o, w := lane(true)
			inEpoch(o, in, epoch)
			o.start(at0)
			delta(in, 103, 12000)
			if len(w.packets) != 0 {
				t.Errorf("%d packets from before were shown", len(w.packets))
			}
			shot(in, 104, 15000)
			if len(w.packets) != 3 {
				t.Errorf("%d packets of the new key frame", len(w.packets))
			}
			for seq := w.packets[0].SequenceNumber - 10; seq != w.packets[0].SequenceNumber; seq++ {
				o.repeat(seq, at0)
			}
			if len(w.packets) != 3 {
				t.Error("something from before was repeated")
			}
		})
	}
}

func TestKept_AnEpochEmptiesEverything(t *testing.T) {
	in := watched(3)
	shot(in, 100, 9000)
	l := &in.layers[low]
	if l.ring.data == nil || !l.key.whole {
		t.Fatal("nothing is kept of a stream that is shown")
	}
	in.leg.enter(4)
	if l.ring.data != nil || l.key.whole || len(l.key.data) != 0 {
		t.Error("something is kept across an epoch")
	}
	shot(in, 200, 90000)
	for _, o := range *in.showing.Load() {
		o.show(nil, 0, at0)
	}
	if l.ring.data != nil || l.key.whole {
		t.Error("something is kept of a stream that nobody is shown")
	}
	shot(in, 300, 180000)
	if l.ring.data != nil || l.key.whole {
		t.Error("something of a stream that nobody is shown was kept")
	}
}

func TestKept_AFrameThatCameBeforeThePathIsShownWhenItIsUp(t *testing.T) {
	in := watched(0)
	o, w := lane(true)
	o.leg.up.Store(false)
	o.show(in, 0, at0)
	shot(in, 100, 9000)
	o.leg.up.Store(true)
	o.start(at0)
	if len(w.packets) != 3 {
		t.Errorf("%d packets shown", len(w.packets))
	}
}

func TestKept_ReorderedPartsFromBeforeAreNotRepeated(t *testing.T) {
	in := watched(1)
	late := arrived(101, 9000, 0x80, 0x80, 5, 0x00) // the second part, which overtook the first
	give(in, late, at0)
	o, w := lane(true)
	o.show(in, 0, at0)
	give(in, arrived(100, 9000, 0x90, 0x80, 5, 0x00), at0)
	if len(w.packets) != 1 {
		t.Fatalf("%d packets shown", len(w.packets))
	}
	o.repeat(w.packets[0].SequenceNumber+1, at0)
	if len(w.packets) != 1 {
		t.Error("a packet from before the mapping was repeated")
	}
}

func TestForwarder_WhoJoinsTheStageSeesThePictureAtOnce(t *testing.T) {
	n := newNetwork(t, nil)
	host, citizen := n.client(), n.client()
	host.connected()
	citizen.connected()
	in := func(epoch uint64, c *client) []signaling.Lane {
		lanes := show(0, c)
		lanes[0].Epoch = epoch
		return lanes
	}
	host.leg.Show(in(2, citizen))
	citizen.sayUntil("on", host.ends(0, "on"))
	citizen.keyWant.Store(false)
	aide := n.client()
	aide.leg.Show(in(2, citizen))
	aide.connected()
	// The citizen is silent: what comes was kept.
	eventually(t, func() bool { return len(aide.lane(0, true)) > 0 })
	if first := aide.lane(0, true)[0]; !first.pic.key {
		t.Errorf("first %+v", first)
	}
	citizen.sayUntil("more", aide.ends(0, "more"))
	continuous(t, aide.lane(0, true))
}

func TestRing_GrowsUntilItHoldsLongEnough(t *testing.T) {
	var r ring
	for i := range uint16(1000) { // 1,200 bytes every 2 ms: 4.8 Mbit/s
		r.put(&packet{seq: i, timestamp: uint32(i) * 180, payload: make([]byte, 1200)}, uint64(i)+1)
	}
	if len(r.data) != ringLimit {
		t.Errorf("%d bytes", len(r.data))
	}
	kept := 0
	for i := range uint16(1000) {
		if s, payload, ok := r.get(i); ok {
			kept++
			if s.number != uint64(i)+1 || len(payload) != 1200 {
				t.Fatalf("packet %d is %+v", i, s)
			}
		}
	}
	if kept < 200 || kept > ringSlots {
		t.Errorf("%d packets are kept", kept)
	}
}

func TestStream_ANewSSRCTakesThePlaceOfTheOld(t *testing.T) {
	old, outs := fanOut(1, true)
	w := &tape{}
	outs[0].writer = w
	old.leg.inbounds = [3]*inbound{old.layer.in, old.layer.in, old.layer.in}
	old.leg.sources = map[uint32]source{8: {section: camera}}
	b := rtpBytes(9, 30, true)
	number(b, 1)
	write := func(s *stream, seq uint16, kind byte) {
		number(b, seq)
		b[26] = kind
		if _, err := s.Write(b); err != nil {
			t.Fatal(err)
		}
	}
	write(old, 1, 1)
	fresh := &stream{leg: old.leg, ssrc: 8}
	write(fresh, 40_000, 1) // not yet a key frame
	write(old, 2, 1)
	write(fresh, 40_001, 0)
	write(old, 3, 1)
	write(fresh, 40_002, 1)
	if len(w.packets) != 3 {
		t.Fatalf("%d packets", len(w.packets))
	}
	for i, p := range w.packets[1:] {
		if p.SequenceNumber != w.packets[i].SequenceNumber+1 {
			t.Errorf("%d follows %d", p.SequenceNumber, w.packets[i].SequenceNumber)
		}
	}
	if s := old.layer.count.read(); s.Packets != 5 || s.Lost != 0 {
		t.Errorf("%d packets, %d lost", s.Packets, s.Lost)
	}
}
