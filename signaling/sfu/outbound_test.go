package sfu

import (
	"testing"
	"time"

	"github.com/pion/rtp"
	"github.com/pion/transport/v5/packetio"
)

// tape is a writer that remembers.
type tape struct{ packets []rtp.Packet }

func (w *tape) WriteRTP(h *rtp.Header, payload []byte) (int, error) {
	w.packets = append(w.packets, rtp.Packet{Header: *h, Payload: append([]byte(nil), payload...)})
	return len(payload), nil
}

func (w *tape) Write(b []byte) (int, error) { return len(b), nil }

// source is an inbound without a connection, of which some packets have come already.
func source(video bool, came uint64) *inbound {
	in := newInbound(&leg{}, video)
	in.source = &arrivals{}
	in.source.came.Store(came)
	return in
}

func lane(video bool) (*outbound, *tape) {
	o, w := newOutbound("lane", video), &tape{}
	o.writer, o.ssrc, o.format = w, 77, 111
	return o, w
}

func packet(seq uint16, timestamp uint32, payload ...byte) *rtp.Packet {
	return &rtp.Packet{Header: rtp.Header{SequenceNumber: seq, Timestamp: timestamp}, Payload: payload}
}

// give hands a packet to a lane as its source would.
func give(o *outbound, in *inbound, p *rtp.Packet, a arrival, now time.Time) bool {
	pic, _ := readPicture(p.Payload)
	if !in.video {
		pic = picture{}
	}
	return o.take(in, p, pic, a, now)
}

var at0 = time.Unix(1_795_000_000, 0)

func TestOutbound_SoundBeginsWithTheFirstArrivalAfterTheMapping(t *testing.T) {
	in := source(false, 10)
	o, w := lane(false)
	o.show(in)
	give(o, in, packet(100, 0, 1), arrival{number: 10}, at0) // was in the buffer when the lane was mapped
	give(o, in, packet(99, 0, 1), arrival{number: 11, again: true}, at0)
	if len(w.packets) != 0 {
		t.Fatal("something from before was let through")
	}
	give(o, in, packet(101, 960, 2), arrival{number: 11}, at0)
	give(o, in, packet(100, 0, 1), arrival{number: 12}, at0) // sent before, came after
	give(o, in, packet(102, 1920, 3), arrival{number: 13}, at0)
	if len(w.packets) != 2 || w.packets[0].Payload[0] != 2 || w.packets[1].Payload[0] != 3 {
		t.Errorf("let through %v", w.packets)
	}
}

func TestOutbound_PictureBeginsWithAKeyFrame(t *testing.T) {
	const key, delta = 0x00, 0x01
	frame := func(seq uint16, first bool, kind byte) *rtp.Packet {
		descriptor := byte(0)
		if first {
			descriptor = 0x10
		}
		return packet(seq, uint32(seq)*3000, descriptor, kind)
	}
	in := source(true, 5)
	o, w := lane(true)
	o.show(in)
	if !give(o, in, frame(10, true, key), arrival{number: 5}, at0) {
		t.Error("a key frame that began before the mapping was taken")
	}
	give(o, in, frame(11, false, key), arrival{number: 6}, at0) // its rest
	give(o, in, frame(12, true, delta), arrival{number: 7}, at0)
	give(o, in, frame(9, true, key), arrival{number: 8, again: true}, at0) // sent again
	if len(w.packets) != 0 {
		t.Fatalf("let through %v", w.packets)
	}
	if give(o, in, frame(13, true, key), arrival{number: 9}, at0) {
		t.Error("still waiting after the key frame")
	}
	give(o, in, frame(15, true, delta), arrival{number: 10}, at0)
	give(o, in, frame(14, false, key), arrival{number: 11, again: true}, at0) // lost and sent again
	give(o, in, frame(12, true, delta), arrival{number: 12, again: true}, at0)
	if len(w.packets) != 3 || w.packets[2].SequenceNumber != w.packets[0].SequenceNumber+1 {
		t.Errorf("let through %v", w.packets)
	}
}

func TestOutbound_NothingAfterTheHold(t *testing.T) {
	in := source(false, 0)
	o, w := lane(false)
	o.show(in)
	give(o, in, packet(1, 0, 1), arrival{number: 1}, at0)
	o.show(nil)
	give(o, in, packet(2, 960, 1), arrival{number: 2}, at0)
	if len(w.packets) != 1 || len(*in.showing.Load()) != 0 {
		t.Errorf("%d packets, %d lanes", len(w.packets), len(*in.showing.Load()))
	}
}

func TestOutbound_FloorFollowsForHours(t *testing.T) {
	in := source(false, 0)
	o, w := lane(false)
	o.show(in)
	const packets = 200_000 // three times round
	for i := range packets {
		give(o, in, packet(uint16(i), uint32(i)*960, 1), arrival{number: uint64(i + 1)}, at0)
	}
	if len(w.packets) != packets {
		t.Errorf("%d of %d let through", len(w.packets), packets)
	}
}

func TestSequel_GoesOnAcrossStreams(t *testing.T) {
	one, two := source(false, 0), source(false, 0)
	o, w := lane(false)
	o.show(one)
	give(o, one, packet(65535, 1<<32-960, 1), arrival{number: 1}, at0)
	give(o, one, packet(1, 960, 1), arrival{number: 2}, at0.Add(40*time.Millisecond))
	give(o, one, packet(0, 0, 1), arrival{number: 3}, at0.Add(41*time.Millisecond)) // out of order: stays so
	o.show(two)
	give(o, two, packet(5000, 123456, 2), arrival{number: 1}, at0.Add(1040*time.Millisecond))
	var numbers []uint16
	for _, p := range w.packets {
		numbers = append(numbers, p.SequenceNumber)
		if p.SSRC != 77 || p.PayloadType != 111 {
			t.Errorf("header %+v", p.Header)
		}
	}
	if want := [4]uint16{65535, 1, 0, 2}; [4]uint16(numbers) != want {
		t.Errorf("numbers %v, want %v", numbers, want)
	}
	if got := w.packets[3].Timestamp - w.packets[1].Timestamp; got != 48000 {
		t.Errorf("a second is %d ticks", got)
	}
}

func TestSequel_PictureNumbersGoOn(t *testing.T) {
	key := func(id, layer byte) *rtp.Packet { return packet(1, 0, 0x90, 0xc0, 0x80, id, layer, 0x00) }
	one, two := source(true, 0), source(true, 0)
	o, w := lane(true)
	o.show(one)
	give(o, one, key(9, 200), arrival{number: 1}, at0)
	o.show(two)
	give(o, two, key(80, 3), arrival{number: 1}, at0)
	first, _ := readPicture(w.packets[0].Payload)
	second, _ := readPicture(w.packets[1].Payload)
	if second.id != first.id+1 || second.layer != first.layer+1 {
		t.Errorf("%+v follows %+v", second, first)
	}
}

func TestReadPicture(t *testing.T) {
	for name, c := range map[string]struct {
		payload []byte
		want    picture
		cut     bool
	}{
		"nothing":             {nil, picture{}, true},
		"a bare key frame":    {[]byte{0x10, 0x00}, picture{first: true, key: true}, false},
		"a bare delta frame":  {[]byte{0x10, 0x01}, picture{first: true}, false},
		"the rest of a frame": {[]byte{0x00, 0x00}, picture{}, false},
		"a later partition":   {[]byte{0x11, 0x00}, picture{}, false},
		"a short number":      {[]byte{0x90, 0x80, 0x25, 0x01}, picture{first: true, idAt: 2, id: 0x25}, false},
		"a long number": {[]byte{0x90, 0x80, 0x92, 0x34, 0x00},
			picture{first: true, key: true, idAt: 2, idWide: true, id: 0x1234}, false},
		"all extensions": {[]byte{0x90, 0xf0, 0x80, 0x01, 0x07, 0x20, 0x00},
			picture{first: true, key: true, idAt: 2, idWide: true, id: 1, layerAt: 4, layer: 7}, false},
		"cut in the number": {[]byte{0x90, 0x80, 0x92}, picture{}, true},
		"no frame":          {[]byte{0x90, 0x80, 0x12}, picture{}, true},
	} {
		t.Run(name, func(t *testing.T) {
			got, whole := readPicture(c.payload)
			if whole == c.cut || (whole && got != c.want) {
				t.Errorf("got %+v, %v", got, whole)
			}
		})
	}
}

func FuzzReadPicture(f *testing.F) {
	f.Add([]byte{0x90, 0xf0, 0x80, 0x01, 0x07, 0x20, 0x00})
	f.Fuzz(func(t *testing.T, payload []byte) {
		if v, whole := readPicture(payload); whole {
			v.write(payload, 0x7fff, 0xff)
		}
	})
}

func TestCount(t *testing.T) {
	c := count{clockRate: 48000}
	for i, seq := range []uint16{65534, 65535, 2, 1} { // 0 is missing
		c.add(seq, uint32(i)*960, 100, at0.Add(time.Duration(i)*20*time.Millisecond))
	}
	if s := c.read(); s.Packets != 4 || s.Lost != 1 || s.Bytes != 400 || s.Jitter > time.Microsecond {
		t.Errorf("%+v", s)
	}
	c.add(3, 960, 100, at0.Add(200*time.Millisecond))
	if s := c.read(); s.Jitter == 0 {
		t.Error("no jitter")
	}
}

func TestArrivals_NumberPackets(t *testing.T) {
	p := post{bySS: map[uint32]*arrivals{}}
	buffer := p.open(packetio.RTPBufferPacket, 9)
	for range 3 {
		if _, err := buffer.Write([]byte{1, 2}); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := buffer.Read(make([]byte, 10)); err != nil {
		t.Fatal(err)
	}
	if a := p.of(9); a.came.Load() != 3 || a.taken.Load() != 1 {
		t.Errorf("came %d, taken %d", a.came.Load(), a.taken.Load())
	}
	if p.of(8) != nil {
		t.Error("a buffer that nobody opened")
	}
}

func BenchmarkOutbound_Take(b *testing.B) {
	in := source(true, 0)
	o, _ := lane(true)
	o.writer = devNull{}
	o.show(in)
	p := packet(0, 0, append([]byte{0x90, 0x80, 0x80, 0x01, 0x00}, make([]byte, 1100)...)...)
	b.ReportAllocs()
	for i := range b.N {
		p.SequenceNumber = uint16(i)
		pic, _ := readPicture(p.Payload)
		o.take(in, p, pic, arrival{number: uint64(i + 1)}, at0)
	}
}

type devNull struct{}

func (devNull) WriteRTP(*rtp.Header, []byte) (int, error) { return 0, nil }
func (devNull) Write([]byte) (int, error)                 { return 0, nil }
