package sfu

import (
	"testing"
	"time"

	"github.com/pion/rtcp"
	"github.com/pion/rtp"

	"majlis/signaling/sfu/bandwidth"
)

func TestPacket_ReadsWhatPionWrites(t *testing.T) {
	for name, profile := range map[string]uint16{"one-byte": rtp.ExtensionProfileOneByte, "two-byte": rtp.ExtensionProfileTwoByte} {
		t.Run(name, func(t *testing.T) {
			h := rtp.Header{
				Version: 2, Marker: true, PayloadType: 96, SequenceNumber: 7, Timestamp: 9, SSRC: 4, CSRC: []uint32{1, 2},
				Extension: true, ExtensionProfile: profile,
			}
			must(t, h.SetExtension(4, []byte("mid")))
			must(t, h.SetExtension(5, []byte{1, 2}))
			raw, err := (&rtp.Packet{Header: h, Payload: []byte("payload"), PaddingSize: 3}).Marshal()
			must(t, err)
			var p packet
			if !p.read(raw) || p.seq != 7 || p.timestamp != 9 || !p.marker || p.format != 96 {
				t.Fatalf("%+v", p)
			}
			if string(p.element(4)) != "mid" || len(p.element(5)) != 2 || p.element(6) != nil || p.element(0) != nil {
				t.Errorf("elements %q %v", p.element(4), p.element(5))
			}
			if name == "one-byte" && string(p.payload[:7]) != "payload" {
				t.Errorf("payload %q", p.payload)
			}
		})
	}
}

func TestPrimary_TakesTheNewestBlock(t *testing.T) {
	redundant := []byte{0x80 | 111, 0, 0, 3, 111, 'o', 'l', 'd', 'n', 'e', 'w'}
	block, format, ok := primary(redundant)
	if !ok || format != 111 || string(block) != "new" {
		t.Errorf("%q %d %v", block, format, ok)
	}
	for _, cut := range [][]byte{nil, {0xef}, {0xef, 0, 0, 9, 111, 1}} {
		if _, _, ok := primary(cut); ok {
			t.Errorf("%v was taken", cut)
		}
	}
}

func TestOutbound_UnwrapsRedundantSound(t *testing.T) {
	redundant := []byte{0x80 | 111, 0, 0, 3, 111, 'o', 'l', 'd', 'n', 'e', 'w'}
	for name, c := range map[string]struct {
		red, want uint8
		payload   string
	}{
		"for who has none":   {0, 111, "new"},
		"not for who has it": {63, 63, string(redundant)},
	} {
		t.Run(name, func(t *testing.T) {
			in := publisher(false, 0)
			in.formats = formats{sound: 111, red: 63}
			o, w := lane(false)
			o.formats.red = c.red
			o.show(in, 0, at0)
			p := arrived(1, 0, redundant...)
			p.format = 63
			give(in, p, at0)
			plain := arrived(2, 960, 'x')
			plain.format = 111
			give(in, plain, at0)
			if len(w.packets) != 2 || w.packets[0].PayloadType != c.want || string(w.packets[0].Payload) != c.payload {
				t.Fatalf("%+v", w.packets)
			}
			if w.packets[1].PayloadType != 111 || string(w.packets[1].Payload) != "x" {
				t.Errorf("%+v", w.packets[1])
			}
		})
	}
}

func TestReadH264(t *testing.T) {
	for name, c := range map[string]struct {
		payload []byte
		key     bool
	}{
		"nothing":             {nil, false},
		"a parameter set":     {[]byte{0x67, 1}, true},
		"an IDR slice":        {[]byte{0x65, 1}, true},
		"another slice":       {[]byte{0x41, 1}, false},
		"an aggregate":        {[]byte{0x78, 0, 2, 0x09, 1, 0, 2, 0x67, 1}, true},
		"one without":         {[]byte{0x78, 0, 2, 0x41, 1}, false},
		"a cut one":           {[]byte{0x78, 0, 9, 0x41}, false},
		"the start of an IDR": {[]byte{0x7c, 0x85}, true},
		"its middle":          {[]byte{0x7c, 0x05}, false},
	} {
		t.Run(name, func(t *testing.T) {
			if got := readH264(c.payload); got.key != c.key {
				t.Errorf("%+v", got)
			}
		})
	}
}

func TestNTP(t *testing.T) {
	now := time.Date(2026, 11, 24, 9, 0, 0, 250_000_000, time.UTC)
	if got := fromNTP(ntp(now)); got.Sub(now).Abs() > time.Microsecond {
		t.Errorf("%v", got)
	}
	if uint32(ntp(now)) != 1<<30 {
		t.Errorf("a quarter of a second is %x", uint32(ntp(now)))
	}
}

// FuzzStream_Write lets anything be a packet: whoever is shown it gets a packet or nothing.
func FuzzStream_Write(f *testing.F) {
	f.Add(rtpBytes(1, 20, true), true)
	f.Add(rtpBytes(1, 20, false), false)
	f.Add([]byte{0x90, 63, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0xbe, 0xde, 0, 1, 0x4f, 0, 0, 0, 0xef, 1, 1, 1}, false)
	f.Fuzz(func(t *testing.T, b []byte, video bool) {
		s, _ := fanOut(2, video)
		s.layer.in.formats.red = 63
		s.leg.ids = extensions{mid: 1, rid: 2, repaired: 4, wide: 3}
		s.leg.inbounds = [3]*inbound{s.layer.in, s.layer.in, s.layer.in}
		for _, repair := range []bool{false, true} {
			s.repair = repair
			if n, err := s.Write(b); n != len(b) || err != nil {
				t.Errorf("%d %v", n, err)
			}
		}
		s.layer = nil
		if _, err := s.Write(b); err != nil {
			t.Error(err)
		}
	})
}

// FuzzControl_Write lets anything be a report.
func FuzzControl_Write(f *testing.F) {
	for _, p := range []rtcp.Packet{
		&rtcp.ReceiverReport{Reports: []rtcp.ReceptionReport{{SSRC: 77, LastSenderReport: 1}}},
		&rtcp.SenderReport{SSRC: 77, NTPTime: 1, Reports: []rtcp.ReceptionReport{{SSRC: 77}}},
		&rtcp.TransportLayerNack{MediaSSRC: 77, Nacks: []rtcp.NackPair{{PacketID: 3, LostPackets: 0xffff}}},
		&rtcp.PictureLossIndication{MediaSSRC: 77},
		&rtcp.FullIntraRequest{MediaSSRC: 77, FIR: []rtcp.FIREntry{{SSRC: 77}}},
	} {
		raw, err := p.Marshal()
		if err != nil {
			f.Fatal(err)
		}
		f.Add(raw)
	}
	var a bandwidth.Acks
	a.Came(1, at0)
	a.Came(9, at0)
	f.Add(a.Tell(nil, 1))
	f.Add(bandwidth.REMB(nil, 1, 1<<20, []uint32{77}))
	f.Fuzz(func(t *testing.T, b []byte) {
		s, outs := fanOut(1, true)
		l := outs[0].leg
		l.inbounds = [3]*inbound{s.layer.in, s.layer.in, s.layer.in}
		l.bySSRC = map[uint32]*outbound{77: outs[0]}
		outs[0].formats.repair = 97
		if n, err := (&control{leg: l, ssrc: 77}).Write(b); n != len(b) || err != nil {
			t.Errorf("%d %v", n, err)
		}
		if bitrate, _, _ := l.estimate.Read(); bitrate < bandwidth.Least || bitrate > bandwidth.Most {
			t.Errorf("%d bit/s", bitrate)
		}
	})
}

// FuzzOffer lets anything be an offer.
func FuzzOffer(f *testing.F) {
	f.Add("v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\nm=audio 9 UDP/TLS/RTP/SAVPF 111\r\na=mid:0\r\na=sendonly\r\na=extmap:3 x\r\na=ssrc:1 a\r\n")
	f.Fuzz(func(t *testing.T, offer string) {
		if d, _, err := read(offer); err == nil {
			extensionsOf(d.MediaDescriptions)
			sourcesOf(d.MediaDescriptions)
		}
	})
}

func TestAbsoluteSendTime(t *testing.T) {
	if got := absoluteSendTime(time.Unix(64, 500_000_000)); got != 1<<17 {
		t.Errorf("%x", got)
	}
}
