package sfu

import (
	"testing"
	"time"

	"github.com/pion/rtcp"
	"github.com/pion/rtp"
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

func TestAcks_PionUnderstandsThem(t *testing.T) {
	var a acks
	came := map[uint16]time.Duration{65533: 0, 65534: 3 * time.Millisecond, 0: 90 * time.Millisecond, 1: 91 * time.Millisecond, 2: 80 * time.Millisecond}
	for _, seq := range []uint16{65533, 65534, 0, 2, 1} { // 65535 is lost
		a.came(seq, at0.Add(came[seq]))
	}
	raw := a.tell(nil, 7)
	var told rtcp.TransportLayerCC
	must(t, told.Unmarshal(raw))
	if told.BaseSequenceNumber != 65533 || told.PacketStatusCount != 6 || len(told.RecvDeltas) != 5 || told.SenderSSRC != 7 {
		t.Errorf("%+v", told)
	}
	var base tick
	n := 0
	if !readAcks(raw[12:], func(r receipt) {
		if r.seq == 65533 {
			base = r.at
		}
		want, ok := came[r.seq]
		if ok != r.came || ok && time.Duration(r.at-base)*tickLength != want.Truncate(tickLength) {
			t.Errorf("%+v, want %v after the first", r, want)
		}
		n++
	}) {
		t.Error("our own message is not understood")
	}
	if n != 6 {
		t.Errorf("%d packets", n)
	}
	if again := a.tell(nil, 7); len(again) != 0 {
		t.Error("told twice")
	}
}

func TestAcks_OfALongSilenceAndAFlood(t *testing.T) {
	var a acks
	a.came(1, at0)
	a.came(2, at0.Add(30*time.Second)) // too long for one message
	for _, want := range []uint16{1, 1} {
		var told rtcp.TransportLayerCC
		must(t, told.Unmarshal(a.tell(nil, 7)))
		if told.PacketStatusCount != want {
			t.Errorf("%d told of", told.PacketStatusCount)
		}
	}
	for i := range uint16(3000) {
		a.came(3+i, at0.Add(31*time.Second))
	}
	total := 0
	for raw := a.tell(nil, 7); len(raw) > 0; raw = a.tell(nil, 7) {
		var told rtcp.TransportLayerCC
		must(t, told.Unmarshal(raw))
		total += int(told.PacketStatusCount)
	}
	if total != acksKept {
		t.Errorf("%d told of", total)
	}
}

func TestReadAcks_WhatPionWrites(t *testing.T) {
	raw, err := (&rtcp.TransportLayerCC{
		Header:     rtcp.Header{Padding: true, Count: rtcp.FormatTCC, Type: rtcp.TypeTransportSpecificFeedback, Length: 6},
		SenderSSRC: 1, MediaSSRC: 2, BaseSequenceNumber: 10, PacketStatusCount: 5, ReferenceTime: 1,
		PacketChunks: []rtcp.PacketStatusChunk{
			&rtcp.RunLengthChunk{Type: rtcp.TypeTCCRunLengthChunk, PacketStatusSymbol: rtcp.TypeTCCPacketNotReceived, RunLength: 3},
			&rtcp.RunLengthChunk{Type: rtcp.TypeTCCRunLengthChunk, PacketStatusSymbol: rtcp.TypeTCCPacketReceivedSmallDelta, RunLength: 2},
		},
		RecvDeltas: []*rtcp.RecvDelta{
			{Type: rtcp.TypeTCCPacketReceivedSmallDelta, Delta: 4000}, {Type: rtcp.TypeTCCPacketReceivedSmallDelta, Delta: 1000},
		},
	}).Marshal()
	must(t, err)
	var all []receipt
	if !readAcks(raw[12:], func(r receipt) { all = append(all, r) }) {
		t.Fatal("not understood")
	}
	if len(all) != 5 || all[2].came || !all[3].came || all[4].at-all[3].at != 4 || all[4].seq != 14 {
		t.Errorf("%+v", all)
	}
}

func TestREMB(t *testing.T) {
	var e estimate
	e.told(remb(nil, 1, 1_234_567, []uint32{5})[12:])
	if got, _, _ := e.read(); got < 1_234_000 || got > 1_235_000 {
		t.Errorf("%d bit/s", got)
	}
	var p rtcp.ReceiverEstimatedMaximumBitrate
	must(t, p.Unmarshal(remb(nil, 1, 300_000, []uint32{5, 6})))
	if p.Bitrate < 299_000 || p.Bitrate > 301_000 || len(p.SSRCs) != 2 {
		t.Errorf("%+v", p)
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
	var a acks
	a.came(1, at0)
	a.came(9, at0)
	f.Add(a.tell(nil, 1))
	f.Add(remb(nil, 1, 1<<20, []uint32{77}))
	f.Fuzz(func(t *testing.T, b []byte) {
		s, outs := fanOut(1, true)
		l := outs[0].leg
		l.inbounds = [3]*inbound{s.layer.in, s.layer.in, s.layer.in}
		l.bySSRC = map[uint32]*outbound{77: outs[0]}
		outs[0].formats.repair = 97
		if n, err := (&control{leg: l, ssrc: 77}).Write(b); n != len(b) || err != nil {
			t.Errorf("%d %v", n, err)
		}
		if bitrate, _, _ := l.estimate.read(); bitrate < estimateLeast || bitrate > estimateMost {
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

func TestDepartures_RememberTheNewest(t *testing.T) {
	var d departures
	for i := range 70_000 {
		if n := d.next(100, at0.Add(time.Duration(i)*time.Millisecond)); n != uint16(i+1) {
			t.Fatalf("number %d", n)
		}
	}
	newest := uint16(d.newest.Load())
	if _, size, ok := d.find(newest); !ok || size != 100 {
		t.Errorf("%d %v", size, ok)
	}
	if _, _, ok := d.find(newest - departuresKept); ok {
		t.Error("an old one is remembered")
	}
}

func TestAbsoluteSendTime(t *testing.T) {
	if got := absoluteSendTime(time.Unix(64, 500_000_000)); got != 1<<17 {
		t.Errorf("%x", got)
	}
}
