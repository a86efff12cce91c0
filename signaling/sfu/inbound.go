package sfu

import (
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"majlis/signaling"
)

// The layers of a camera, by their rids. What is sent in one size only is the low one.
const (
	low = iota
	high
	sizes
)

// rids are the names of the layers in the offer.
var rids = [sizes]string{low: string(signaling.LowLayer), high: string(signaling.HighLayer)}

// layerSilence is how long a layer may be silent before it is taken for switched off.
const layerSilence = 700 * time.Millisecond

// formats are the payload types of a media section; 0: not negotiated.
type formats struct {
	sound, red, picture, repair uint8
}

// inbound is a microphone, camera or screen of a participant.
type inbound struct {
	leg     *leg
	video   bool
	h264    bool
	layers  [sizes]layer
	formats formats

	mu      sync.Mutex
	showing atomic.Pointer[[]*outbound] // replaced, never changed
}

func newInbound(l *leg, video bool) *inbound {
	in := &inbound{leg: l, video: video}
	rate := 48000.0
	if video {
		rate = 90000
	}
	for i := range in.layers {
		in.layers[i].in, in.layers[i].index, in.layers[i].count.clockRate = in, i, rate
	}
	in.showing.Store(&[]*outbound{})
	return in
}

// add and remove change the outbounds shown this stream. What was kept is dropped with the last.
func (in *inbound) add(o *outbound) {
	in.mu.Lock()
	defer in.mu.Unlock()
	list := append(slices.Clone(*in.showing.Load()), o)
	in.showing.Store(&list)
}

func (in *inbound) remove(o *outbound) {
	in.mu.Lock()
	defer in.mu.Unlock()
	list := slices.DeleteFunc(slices.Clone(*in.showing.Load()), func(x *outbound) bool { return x == o })
	in.showing.Store(&list)
	if len(list) == 0 {
		in.forget()
	}
}

// forget drops whatever is kept of the stream.
func (in *inbound) forget() {
	for i := range in.layers {
		in.layers[i].forget()
	}
}

func (in *inbound) readPicture(payload []byte) picture {
	if in.h264 {
		return readH264(payload)
	}
	pic, _ := readPicture(payload)
	return pic
}

// takes tells whether the section has negotiated a payload type.
func (in *inbound) takes(format uint8) bool {
	f := in.formats
	return format != 0 && (format == f.sound || format == f.red || format == f.picture)
}

// stats adds up the layers.
func (in *inbound) stats() signaling.StreamStats {
	var sum signaling.StreamStats
	for i := range in.layers {
		l := &in.layers[i]
		l.mu.Lock()
		s := l.count.read()
		l.mu.Unlock()
		sum.Packets += s.Packets
		sum.Lost += s.Lost
		sum.Bytes += s.Bytes
		sum.Pictures += s.Pictures
		sum.Jitter = max(sum.Jitter, s.Jitter)
		if i == low {
			sum.Freezes = s.Freezes
		}
	}
	return sum
}
