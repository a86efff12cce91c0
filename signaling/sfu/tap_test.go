package sfu

import (
	"sync"
	"testing"

	"majlis/signaling"
)

// barrel is a sink that keeps what a test asks about.
type barrel struct {
	mu      sync.Mutex
	packets map[signaling.Streams]int
	lanes   map[int]int
	runs    map[uint32]bool
	first   map[signaling.Streams]byte
	formats map[signaling.Streams]uint8
}

func newBarrel() *barrel {
	return &barrel{packets: map[signaling.Streams]int{}, lanes: map[int]int{}, runs: map[uint32]bool{}, first: map[signaling.Streams]byte{}, formats: map[signaling.Streams]uint8{}}
}

func (b *barrel) Take(p TapPacket) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.packets[p.Stream]++
	b.lanes[p.Lane]++
	b.formats[p.Stream] = p.Header.PayloadType
	if p.Stream == signaling.Camera {
		b.runs[p.Run] = true
	}
}

func (b *barrel) has(lane, each int) func() bool {
	return func() bool {
		b.mu.Lock()
		defer b.mu.Unlock()
		return b.packets[signaling.Audio] >= each && b.packets[signaling.Camera] >= each && b.lanes[lane] >= 2*each
	}
}

func (b *barrel) count() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	n := 0
	for _, c := range b.packets {
		n += c
	}
	return n
}

func TestTap(t *testing.T) {
	n := newNetwork(t, nil)
	sara := n.client()
	sara.connected()
	into := newBarrel()
	tap := n.forwarder.Tap(into)
	sara.sayUntil("before", func() bool { return sara.leg.Stats().Audio.Packets > 10 })
	if into.count() != 0 {
		t.Error("something is heard of a person who is not shown")
	}
	tap.Show([]signaling.Lane{{Number: 17, From: sara.leg, Carries: signaling.Audio | signaling.Camera, Epoch: 1}})
	sara.sayUntil("now", into.has(17, 5))
	if into.formats[signaling.Audio] != TapOpus || into.formats[signaling.Camera] != TapVP8 {
		t.Errorf("payload types %v", into.formats)
	}
	if s := tap.Stats(); s.BytesOut == 0 {
		t.Error("nothing is counted")
	}
	tap.Show([]signaling.Lane{{Number: 18, From: sara.leg, Carries: signaling.Audio | signaling.Camera, Epoch: 2}})
	must(t, tap.Close())
	gone := into.count()
	for range 5 {
		sara.say("after")
	}
	if into.count() != gone {
		t.Error("a closed tap goes on")
	}
	if _, err := tap.Restart(t.Context(), ""); err == nil {
		t.Error("a tap has been restarted")
	}
}
