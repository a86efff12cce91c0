package bandwidth

import (
	"encoding/binary"
	"testing"
	"time"

	"github.com/pion/rtcp"
)

var at0 = time.Unix(1_795_000_000, 0)

func TestAcks_PionUnderstandsThem(t *testing.T) {
	var a Acks
	came := map[uint16]time.Duration{65533: 0, 65534: 3 * time.Millisecond, 0: 90 * time.Millisecond, 1: 91 * time.Millisecond, 2: 80 * time.Millisecond}
	for _, seq := range []uint16{65533, 65534, 0, 2, 1} { // 65535 is lost
		a.Came(seq, at0.Add(came[seq]))
	}
	raw := a.Tell(nil, 7)
	var told rtcp.TransportLayerCC
	if err := told.Unmarshal(raw); err != nil {
		t.Fatal(err)
	}
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
	if again := a.Tell(nil, 7); len(again) != 0 {
		t.Error("told twice")
	}
}

// A browser throws away what is not about a stream of its own, and then believes its way to be the
// narrowest there is.
func TestAcks_SpeakOfAStreamOfTheSender(t *testing.T) {
	var a Acks
	a.About(4711)
	a.Came(7, at0)
	message := a.Tell(nil, 1)
	if len(message) < 20 {
		t.Fatalf("a message of %d bytes", len(message))
	}
	if got := binary.BigEndian.Uint32(message[8:]); got != 4711 {
		t.Errorf("the message speaks of the stream %d", got)
	}
}

func TestAcks_OfALongSilenceAndAFlood(t *testing.T) {
	var a Acks
	a.Came(1, at0)
	a.Came(2, at0.Add(30*time.Second)) // too long for one message
	for _, want := range []uint16{1, 1} {
		var told rtcp.TransportLayerCC
		if err := told.Unmarshal(a.Tell(nil, 7)); err != nil {
			t.Fatal(err)
		}
		if told.PacketStatusCount != want {
			t.Errorf("%d told of", told.PacketStatusCount)
		}
	}
	for i := range uint16(3000) {
		a.Came(3+i, at0.Add(31*time.Second))
	}
	total := 0
	for raw := a.Tell(nil, 7); len(raw) > 0; raw = a.Tell(nil, 7) {
		var told rtcp.TransportLayerCC
		if err := told.Unmarshal(raw); err != nil {
			t.Fatal(err)
		}
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
	if err != nil {
		t.Fatal(err)
	}
	var all []receipt
	if !readAcks(raw[12:], func(r receipt) { all = append(all, r) }) {
		t.Fatal("not understood")
	}
	if len(all) != 5 || all[2].came || !all[3].came || all[4].at-all[3].at != 4 || all[4].seq != 14 {
		t.Errorf("%+v", all)
	}
}

func TestREMB(t *testing.T) {
	var e Estimate
	e.Told(REMB(nil, 1, 1_234_567, []uint32{5})[12:])
	if got, _, _ := e.Read(); got < 1_234_000 || got > 1_235_000 {
		t.Errorf("%d bit/s", got)
	}
	var p rtcp.ReceiverEstimatedMaximumBitrate
	if err := p.Unmarshal(REMB(nil, 1, 300_000, []uint32{5, 6})); err != nil {
		t.Fatal(err)
	}
	if p.Bitrate < 299_000 || p.Bitrate > 301_000 || len(p.SSRCs) != 2 {
		t.Errorf("%+v", p)
	}
}

func TestDepartures_RememberTheNewest(t *testing.T) {
	var d Departures
	for i := range 70_000 {
		if n := d.Next(100, at0.Add(time.Duration(i)*time.Millisecond)); n != uint16(i+1) {
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
