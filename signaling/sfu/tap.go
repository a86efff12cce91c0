package sfu

import (
	"context"
	"sync"
	"time"

	"github.com/pion/rtp"
	"github.com/pion/webrtc/v4"

	"majlis/signaling"
)

// tapBudget is what a tap is thought to carry, in bit/s: the highest layer of everybody.
const tapBudget = 100_000_000

// Sink takes what a tap is shown. It is called from the goroutines of those who send, must not block,
// and keeps neither the header nor the payload.
type Sink interface{ Take(TapPacket) }

// TapPacket is one packet of RTP on its way into a Sink. Its header has the payload types of Opus and
// VP8, the number that the lane gave it and the timestamp of its sender, whose clock begins anew with
// every run.
type TapPacket struct {
	Lane     int               // as the mapping numbered it
	Stream   signaling.Streams // the one it belongs to
	Run      uint32            // changes whenever the lane begins with another source or layer
	Arrived  time.Time
	Captured time.Time // by the sender's reports, in the server's time; zero: not known yet
	Header   *rtp.Header
	Payload  []byte
}

// The payload types of a tap.
const (
	TapOpus = 111
	TapVP8  = 96
)

// Tap is a leg that nobody is behind: what it is shown goes to a sink. Lanes may have any numbers, one
// per person, but at most StageLimit of them at once and one screen. Pictures other than VP8 are left
// out. Close it like any leg.
func (f *Forwarder) Tap(sink Sink) signaling.Leg {
	t := &tap{leg: &leg{forwarder: f, bySSRC: map[uint32]*outbound{}}}
	t.estimate.Assume(tapBudget)
	for range signaling.StageLimit {
		t.slots = append(t.slots, t.slot(sink, signaling.Audio), t.slot(sink, signaling.Camera))
	}
	t.slots = append(t.slots, t.slot(sink, signaling.Screen))
	t.up.Store(true)
	f.enlist(t.leg)
	return t
}

// tap is a leg without a peer connection, whose lanes write into a sink.
type tap struct {
	*leg
	mapping sync.Mutex
	slots   []*slotOfTap
}

// tune lets the lanes of a tap know what the clocks of their senders say. Other legs have none.
func (l *leg) tune() {
	for _, m := range l.mouths {
		m.tune()
	}
}

// slotOfTap is one lane of a tap.
type slotOfTap struct {
	lane    *outbound
	stream  signaling.Streams
	mouth   *mouth
	carries int // the lane's number; meaningless while it shows nothing
}

func (t *tap) slot(sink Sink, s signaling.Streams) *slotOfTap {
	o := newOutbound(t.leg, "tap", "tap", s != signaling.Audio)
	o.formats = formats{sound: TapOpus, picture: TapVP8}
	o.plain.Header = rtp.Header{Version: 2}
	m := &mouth{sink: sink, stream: s, lane: o}
	o.writer = m
	t.mouths = append(t.mouths, m)
	switch s {
	case signaling.Audio:
		t.sound = append(t.sound, o)
	case signaling.Camera:
		t.picture = append(t.picture, o)
	default:
		t.screen = o
	}
	t.outbounds = append(t.outbounds, o)
	return &slotOfTap{lane: o, stream: s, mouth: m}
}

// Show implements signaling.Leg.
func (t *tap) Show(lanes []signaling.Lane) {
	t.mapping.Lock()
	defer t.mapping.Unlock()
	type wanted struct {
		from  *inbound
		epoch uint64
	}
	want := map[*slotOfTap]wanted{}
	for _, lane := range lanes {
		from, ok := lane.From.(*leg)
		if !ok {
			continue
		}
		from.enter(lane.Epoch)
		for i, s := range []signaling.Streams{signaling.Audio, signaling.Camera, signaling.Screen} {
			in := from.inbounds[i]
			if lane.Carries&s == 0 || in.h264 && s != signaling.Audio {
				continue
			}
			if slot := t.give(lane.Number, s, func(x *slotOfTap) bool { _, taken := want[x]; return taken }); slot != nil {
				want[slot] = wanted{in, lane.Epoch}
			}
		}
	}
	now := time.Now()
	for _, s := range t.slots {
		s.lane.show(want[s].from, want[s].epoch, now)
	}
}

// give finds the slot that carries the lane already, or one that is free, and marks it.
func (t *tap) give(number int, stream signaling.Streams, taken func(*slotOfTap) bool) *slotOfTap {
	var free *slotOfTap
	for _, s := range t.slots {
		switch {
		case s.stream != stream || taken(s):
		case s.lane.source() == nil:
			if free == nil {
				free = s
			}
		case s.carries == number:
			return s
		}
	}
	if free != nil {
		free.carries = number
		free.mouth.number(number)
	}
	return free
}

// Restart implements signaling.Leg: there is nothing to restart.
func (t *tap) Restart(context.Context, string) (string, error) {
	return "", refuse("a tap has no path")
}

// Pairs implements signaling.Leg.
func (t *tap) Pairs() int { return signaling.StageLimit }

// Stats implements signaling.Leg.
func (t *tap) Stats() signaling.LegStats {
	var s signaling.LegStats
	for _, o := range t.outbounds {
		s.BytesOut += o.sent.Load()
	}
	return s
}

// Close implements signaling.Leg.
func (t *tap) Close() error {
	t.forwarder.discharge(t.leg)
	t.Show(nil)
	return nil
}

// mouth is where a lane of a tap ends: a webrtc.TrackLocalWriter. The lane's lock is held whenever it
// is written to.
type mouth struct {
	sink   Sink
	stream signaling.Streams
	lane   *outbound
	is     int
	run    uint32
	source *layer
	by     uint32
	clock  clock
}

var _ webrtc.TrackLocalWriter = (*mouth)(nil)

func (m *mouth) number(n int) {
	m.lane.mu.Lock()
	defer m.lane.mu.Unlock()
	m.is = n
}

// WriteRTP hands a packet on in its sender's time.
func (m *mouth) WriteRTP(h *rtp.Header, payload []byte) (int, error) {
	o := m.lane
	if m.source != o.current || m.by != o.next.timestampBy || m.run == 0 {
		m.source, m.by, m.clock = o.current, o.next.timestampBy, clock{}
		m.run++
	}
	header := *h
	header.Timestamp -= m.by
	p := TapPacket{Lane: m.is, Stream: m.stream, Run: m.run, Arrived: time.Now(), Header: &header, Payload: payload}
	if m.clock.ntp != 0 {
		since := time.Duration(float64(int32(header.Timestamp-m.clock.timestamp)) / float64(o.rate) * float64(time.Second))
		theirs := fromNTP(m.clock.ntp).Add(since)
		p.Captured = theirs.Add(-time.Duration(m.source.in.leg.difference.Load()))
	}
	m.sink.Take(p)
	return len(payload), nil
}

// Write implements io.Writer, which nothing uses here.
func (m *mouth) Write(b []byte) (int, error) { return len(b), nil }

// tune takes the newest of what the sender's reports say. It is the keeper's to call: while packets are
// forwarded the layer's lock may be held.
func (m *mouth) tune() {
	o := m.lane
	o.mu.Lock()
	l := o.current
	o.mu.Unlock()
	if l == nil {
		return
	}
	l.mu.Lock()
	c := l.clock
	l.mu.Unlock()
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.current == l && m.source == l {
		m.clock = c
	}
}
