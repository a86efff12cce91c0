package sfu

import (
	"context"
	"encoding/binary"
	"testing"
	"time"

	"github.com/pion/rtp"

	"majlis/signaling"
)

// rtpBytes is a packet on the wire: with a transport-wide number, and a VP8 descriptor with a 15-bit
// picture number and TL0PICIDX if it is a picture's.
func rtpBytes(seq uint16, size int, video bool) []byte {
	b := make([]byte, 20+size)
	b[0], b[1] = 0x90, 96
	if !video {
		b[1] = 111
	}
	binary.BigEndian.PutUint32(b[8:], 4711)
	copy(b[12:], []byte{0xbe, 0xde, 0, 1, 0x31, 0, 0, 0})
	if video {
		copy(b[20:], []byte{0x90, 0xe0, 0x80, 0x01, 0x07, 0x20, 0x01})
	}
	number(b, seq)
	return b
}

func number(b []byte, seq uint16) {
	binary.BigEndian.PutUint16(b[2:], seq)
	binary.BigEndian.PutUint32(b[4:], uint32(seq)*720)
	binary.BigEndian.PutUint16(b[17:], seq)
}

// fanOut is a stream shown in so many lanes, with everything on: the cache, the acknowledgements, the
// numbers across streams, the counts.
func fanOut(lanes int, video bool) (*stream, []*outbound) {
	from := &leg{forwarder: &Forwarder{}, ids: extensions{wide: 3}}
	in := newInbound(from, video)
	in.formats = formats{sound: 111, picture: 96, repair: 97}
	var outs []*outbound
	for range lanes {
		o, _ := lane(video)
		o.writer, o.wide = devNull{}, true
		for _, h := range []*header{&o.plain, &o.again} {
			if err := h.SetExtension(3, h.stamp[:2]); err != nil {
				panic(err)
			}
		}
		o.show(in, 1, at0)
		outs = append(outs, o)
	}
	s := &stream{leg: from, ssrc: 4711, layer: &in.layers[low]}
	s.layer.ssrc = s.ssrc
	first := rtpBytes(0, 1100, video)
	first[26] = 0 // a key frame
	if _, err := s.Write(first); err != nil {
		panic(err)
	}
	return s, outs
}

func TestStream_ForwardsWithoutAllocating(t *testing.T) {
	for name, video := range map[string]bool{"sound": false, "picture": true} {
		t.Run(name, func(t *testing.T) {
			s, outs := fanOut(6, video)
			b := rtpBytes(1, 1100, video)
			seq := uint16(0)
			write := func() {
				seq++
				number(b, seq)
				if _, err := s.Write(b); err != nil {
					t.Fatal(err)
				}
			}
			for range 2000 { // the cache takes its memory at the start
				write()
			}
			if n := testing.AllocsPerRun(2000, write); n != 0 {
				t.Errorf("%v allocations per packet", n)
			}
			if sent := outs[5].packets; sent < 4000 {
				t.Errorf("%d packets sent", sent)
			}
		})
	}
}

func TestOutbound_RepeatsWithoutAllocating(t *testing.T) {
	s, outs := fanOut(1, true)
	b := rtpBytes(1, 1100, true)
	for seq := uint16(1); seq < 50; seq++ {
		number(b, seq)
		if _, err := s.Write(b); err != nil {
			t.Fatal(err)
		}
	}
	o, w := outs[0], &counter{}
	o.writer = w
	n := testing.AllocsPerRun(100, func() {
		o.leg.repeats.refill()
		o.repeat(o.next.seq-3, at0)
	})
	if n != 0 || w.packets < 100 {
		t.Errorf("%v allocations per packet, %d sent", n, w.packets)
	}
}

func BenchmarkStream_Forward(b *testing.B) {
	for _, c := range []struct {
		name  string
		lanes int
		size  int
		video bool
	}{
		{"sound to 1", 1, 100, false}, {"sound to 6", 6, 100, false},
		{"picture to nobody", 0, 1200, true}, {"picture to 1", 1, 1200, true}, {"picture to 6", 6, 1200, true},
	} {
		b.Run(c.name, func(b *testing.B) {
			s, _ := fanOut(c.lanes, c.video)
			packet := rtpBytes(1, c.size, c.video)
			b.ReportAllocs()
			began := time.Now()
			for i := range b.N {
				number(packet, uint16(i+1))
				_, _ = s.Write(packet) // never fails
			}
			if c.lanes > 0 {
				b.ReportMetric(float64(time.Since(began).Nanoseconds())/float64(b.N*c.lanes), "ns/forwarded")
			}
		})
	}
}

// counter is a writer that counts.
type counter struct {
	devNull
	packets int
}

func (c *counter) WriteRTP(*rtp.Header, []byte) (int, error) {
	c.packets++
	return 0, nil
}

// devNull is a writer that forgets.
type devNull struct{}

func (devNull) WriteRTP(*rtp.Header, []byte) (int, error) { return 0, nil }
func (devNull) Write([]byte) (int, error)                 { return 0, nil }

func BenchmarkForwarder_OpenAndClose(b *testing.B) {
	f, err := New(Config{Loopback: true})
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = f.Close() }() // measured, not tested
	offer := newNetwork(b, nil).offering().pc.LocalDescription().SDP
	b.ReportAllocs()
	for range b.N {
		l, _, err := f.Open(context.Background(), signaling.Opening{Offer: offer, Changed: func(signaling.Path) {}})
		if err != nil {
			b.Fatal(err)
		}
		if err := l.Close(); err != nil {
			b.Fatal(err)
		}
	}
}
