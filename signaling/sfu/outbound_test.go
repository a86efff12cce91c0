package sfu

import (
	"testing"
	"time"

	"github.com/pion/rtp"
)

// tape is a writer that remembers.
type tape struct{ packets []rtp.Packet }

func (w *tape) WriteRTP(h *rtp.Header, payload []byte) (int, error) {
	w.packets = append(w.packets, rtp.Packet{Header: *h, Payload: append([]byte(nil), payload...)})
	return len(payload), nil
}

func (w *tape) Write(b []byte) (int, error) { return len(b), nil }

// publisher is an inbound without a connection, of which some packets have come already.
func publisher(video bool, came uint64) *inbound {
	in := newInbound(&leg{}, video)
	in.layers[low].number = came
	return in
}

func lane(video bool) (*outbound, *tape) {
	l := &leg{}
	l.up.Store(true)
	l.repeats.refill()
	o, w := newOutbound(l, "lane", "lane", video), &tape{}
	o.writer, o.plain.SSRC = w, 77
	o.formats = formats{sound: 111, picture: 96}
	return o, w
}

func arrived(seq uint16, timestamp uint32, payload ...byte) *packet {
	return &packet{seq: seq, timestamp: timestamp, payload: payload, size: len(payload) + 12}
}

func repeated(p *packet) *packet {
	p.again = true
	return p
}

// give lets a packet arrive, as the SRTP session would.
func give(in *inbound, p *packet, now time.Time) { in.layers[low].arrive(p, now) }

var at0 = time.Unix(1_795_000_000, 0)

func TestOutbound_SoundBeginsWithTheFirstArrivalAfterTheMapping(t *testing.T) {
	in := publisher(false, 10)
	o, w := lane(false)
	o.show(in, 0, at0)
	give(in, repeated(arrived(99, 0, 1)), at0)
	if len(w.packets) != 0 {
		t.Fatal("something from before was let through")
	}
	give(in, arrived(101, 960, 2), at0)
	give(in, arrived(100, 0, 1), at0) // sent before, came after
	give(in, arrived(102, 1920, 3), at0)
	if len(w.packets) != 2 || w.packets[0].Payload[0] != 2 || w.packets[1].Payload[0] != 3 {
		t.Errorf("let through %v", w.packets)
	}
}

const (
	keyFrame   = 0x00
	deltaFrame = 0x01
)

// frame is one packet of a VP8 frame.
func frame(seq uint16, first bool, kind byte) *packet {
	descriptor := byte(0)
	if first {
		descriptor = 0x10
	}
	return arrived(seq, uint32(seq)*3000, descriptor, kind)
}

func TestOutbound_PictureBeginsWithAKeyFrame(t *testing.T) {
	in := publisher(true, 0)
	o, w := lane(true)
	give(in, frame(10, true, keyFrame), at0) // began before the mapping
	o.show(in, 0, at0)
	give(in, frame(11, false, keyFrame), at0) // its rest
	give(in, frame(12, true, deltaFrame), at0)
	give(in, repeated(frame(9, true, keyFrame)), at0)
	if len(w.packets) != 0 {
		t.Fatalf("let through %v", w.packets)
	}
	give(in, frame(13, true, keyFrame), at0)
	give(in, frame(15, true, deltaFrame), at0)
	give(in, repeated(frame(14, false, keyFrame)), at0)
	give(in, repeated(frame(12, true, deltaFrame)), at0)
	if len(w.packets) != 3 || w.packets[2].SequenceNumber != w.packets[0].SequenceNumber+1 {
		t.Errorf("let through %v", w.packets)
	}
}

func TestOutbound_NothingAfterTheHold(t *testing.T) {
	in := publisher(false, 0)
	o, w := lane(false)
	o.show(in, 0, at0)
	give(in, arrived(1, 0, 1), at0)
	o.show(nil, 0, at0)
	give(in, arrived(2, 960, 1), at0)
	if len(w.packets) != 1 || len(*in.showing.Load()) != 0 {
		t.Errorf("%d packets, %d lanes", len(w.packets), len(*in.showing.Load()))
	}
}

func TestOutbound_StartFollowsForHours(t *testing.T) {
	in := publisher(false, 0)
	o, w := lane(false)
	o.show(in, 0, at0)
	const packets = 200_000 // three times round
	for i := range packets {
		give(in, arrived(uint16(i), uint32(i)*960, 1), at0)
	}
	if len(w.packets) != packets {
		t.Errorf("%d of %d let through", len(w.packets), packets)
	}
}

func TestSequel_GoesOnAcrossStreams(t *testing.T) {
	one, two := publisher(false, 0), publisher(false, 0)
	o, w := lane(false)
	o.show(one, 0, at0)
	give(one, arrived(65535, 1<<32-960, 1), at0)
	give(one, arrived(1, 960, 1), at0.Add(40*time.Millisecond))
	give(one, arrived(0, 0, 1), at0.Add(41*time.Millisecond)) // out of order: stays so
	o.show(two, 0, at0)
	give(two, arrived(5000, 123456, 2), at0.Add(1040*time.Millisecond))
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
	key := func(id, layer byte) *packet { return arrived(1, 0, 0x90, 0xc0, 0x80, id, layer, 0x00) }
	one, two := publisher(true, 0), publisher(true, 0)
	o, w := lane(true)
	o.show(one, 0, at0)
	give(one, key(9, 200), at0)
	o.show(two, 0, at0)
	give(two, key(80, 3), at0)
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
		c.add(&packet{seq: seq, timestamp: uint32(i) * 960, size: 100}, at0.Add(time.Duration(i)*20*time.Millisecond))
	}
	if s := c.read(); s.Packets != 4 || s.Lost != 1 || s.Bytes != 400 || s.Jitter > time.Microsecond {
		t.Errorf("%+v", s)
	}
	c.add(&packet{seq: 3, timestamp: 960, size: 100}, at0.Add(200*time.Millisecond))
	if s := c.read(); s.Jitter == 0 {
		t.Error("no jitter")
	}
}
