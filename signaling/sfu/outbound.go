package sfu

import (
	"errors"
	"sync"
	"sync/atomic"
	"time"

	"github.com/pion/rtp"
	"github.com/pion/sdp/v3"
	"github.com/pion/webrtc/v4"

	"majlis/signaling"
)

var errNoCodec = errors.New("the offer has no codec for this lane")

// outbound is one lane's sound or picture: a webrtc.TrackLocal whose stream never changes.
type outbound struct {
	leg   *leg // of the receiver
	id    string
	group string // what is to be played in time with it
	video bool
	rate  uint32

	mu      sync.Mutex
	writer  webrtc.TrackLocalWriter // nil until the path is up
	formats formats
	plain   header // of packets
	again   header // of retransmissions
	wide    bool   // packets are numbered across all streams

	from    *inbound
	epoch   uint64
	after   [sizes]uint64 // arrivals up to this number came too early, or are done with
	want    int           // the layer to be shown
	paused  bool
	current *layer // the layer shown; nil: waiting for a key frame, or for the first sound
	behind  uint64 // the lane's stream begins after this arrival of the current layer
	next    sequel

	packets, octets uint32 // for the reports
	sent            atomic.Uint64
	seen            reception
}

// header is what stays the same in the packets of one SSRC, with room for the header extension.
type header struct {
	rtp.Header
	stamp [3]byte
}

func newOutbound(l *leg, id, group string, video bool) *outbound {
	o := &outbound{leg: l, id: id, group: group, video: video, rate: 48000}
	if video {
		o.rate = 90000
	}
	return o
}

// Bind implements webrtc.TrackLocal.
func (o *outbound) Bind(c webrtc.TrackLocalContext) (webrtc.RTPCodecParameters, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	format := o.formats.sound
	if o.video {
		format = o.formats.picture
	}
	for _, codec := range c.CodecParameters() {
		if format != 0 && uint8(codec.PayloadType) == format {
			o.bind(c)
			return codec, nil
		}
	}
	return webrtc.RTPCodecParameters{}, errNoCodec
}

// agree sets the payload types that the lane's transceiver has negotiated.
func (o *outbound) agree(f formats) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.formats = f
}

func (o *outbound) bind(c webrtc.TrackLocalContext) {
	o.writer = c.WriteStream()
	o.plain.Header = rtp.Header{Version: 2, SSRC: uint32(c.SSRC())}
	o.again.Header = rtp.Header{Version: 2, SSRC: uint32(c.SSRCRetransmission()), PayloadType: o.formats.repair}
	var wide, clock uint8
	for _, e := range c.HeaderExtensions() {
		switch e.URI {
		case sdp.TransportCCURI:
			wide = uint8(e.ID)
		case sdp.ABSSendTimeURI:
			clock = uint8(e.ID)
		}
	}
	for _, h := range []*header{&o.plain, &o.again} {
		// Ids are 1 to 14 and the stamps short, so neither is refused.
		switch {
		case wide != 0:
			_ = h.SetExtension(wide, h.stamp[:2])
		case clock != 0:
			_ = h.SetExtension(clock, h.stamp[:3])
		}
	}
	o.wide = wide != 0
	o.leg.bound(o, uint32(c.SSRC()))
}

// Unbind implements webrtc.TrackLocal.
func (o *outbound) Unbind(webrtc.TrackLocalContext) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.writer = nil
	return nil
}

// ID implements webrtc.TrackLocal.
func (o *outbound) ID() string { return o.id }

// RID implements webrtc.TrackLocal.
func (o *outbound) RID() string { return "" }

// StreamID implements webrtc.TrackLocal.
func (o *outbound) StreamID() string { return o.group }

// Kind implements webrtc.TrackLocal.
func (o *outbound) Kind() webrtc.RTPCodecType {
	if o.video {
		return webrtc.RTPCodecTypeVideo
	}
	return webrtc.RTPCodecTypeAudio
}

// show points the lane at another stream, or at none. What has arrived of it so far stays unseen,
// but for a key frame that was kept under the same epoch.
func (o *outbound) show(from *inbound, epoch uint64, now time.Time) {
	o.mu.Lock()
	old := o.from
	o.epoch = epoch
	if old == from {
		o.mu.Unlock()
		return
	}
	o.from, o.current, o.paused, o.want = from, nil, false, low
	if from != nil {
		for i := range o.after {
			o.after[i] = from.layers[i].came()
		}
	}
	o.mu.Unlock()
	if old != nil {
		old.remove(o)
	}
	if from != nil {
		from.add(o)
		o.leg.choose(now)
		o.start(now)
	}
}

// start shows what is kept, if it may be seen, and asks for a key frame if that is not enough.
func (o *outbound) start(now time.Time) {
	o.mu.Lock()
	var l *layer
	if o.video && o.from != nil && o.current == nil && !o.paused {
		l = &o.from.layers[o.want]
		if o.leg.up.Load() && o.writer != nil {
			o.catchUp(l, now)
		}
		if o.current != nil {
			l = nil
		}
	}
	o.mu.Unlock()
	if l != nil {
		l.askKey(now)
	}
}

// choose decides which layer is to be shown, or that none is.
func (o *outbound) choose(want int, paused bool, now time.Time) {
	o.mu.Lock()
	changed := o.want != want || o.paused != paused
	o.want, o.paused = want, paused
	if paused {
		o.current = nil
	}
	from := o.from
	o.mu.Unlock()
	if changed && !paused && from != nil {
		from.layers[want].askKey(now)
	}
}

// interrupt makes the lane wait for a new beginning of a layer.
func (o *outbound) interrupt(l *layer) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.current == l {
		o.current = nil
	}
}

// take sends a packet on if it may be seen. True means that the lane waits for a key frame of this
// layer.
func (o *outbound) take(l *layer, p *packet, number uint64, now time.Time) bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.from != l.in || o.paused || o.writer == nil || !o.leg.up.Load() {
		return false
	}
	if o.current != l {
		if l.index != o.want {
			return false
		}
		// A retransmission never begins a flow: its original may be older than the mapping.
		if number <= o.after[l.index] || p.again || len(p.payload) == 0 || o.video && !p.pic.key {
			return o.video
		}
		o.begin(l, p, now)
		o.behind = o.after[l.index]
	} else if number <= o.after[l.index] || older(p.seq+o.next.seqBy, o.next.start) {
		return false
	}
	o.forward(p, now)
	return false
}

// begin lets the lane go on with a layer from packet p.
func (o *outbound) begin(l *layer, p *packet, now time.Time) {
	o.current = l
	o.next.begin(p, o.rate, now)
}

// forward writes a packet in the lane's own numbers.
func (o *outbound) forward(p *packet, now time.Time) {
	payload, format := p.payload, o.formats.picture
	if !o.video {
		var ok bool
		if payload, format, ok = o.unwrap(p); !ok {
			return
		}
	}
	h := &o.plain
	h.SequenceNumber, h.Timestamp = o.next.number(p, now)
	h.Marker, h.PayloadType = p.marker, format
	o.next.patch(p.pic, payload)
	o.packets++
	o.octets += uint32(len(payload))
	o.write(h, payload, now)
}

// unwrap takes the redundancy off sound for receivers that have not negotiated it.
func (o *outbound) unwrap(p *packet) (payload []byte, format uint8, ok bool) {
	in := o.from.formats
	if in.red == 0 || p.format != in.red || len(p.payload) == 0 {
		return p.payload, o.formats.sound, true
	}
	// The blocks name the sender's payload type, which only a receiver with the same one knows.
	if o.formats.red != 0 && in.sound == o.formats.sound {
		return p.payload, o.formats.red, true
	}
	block, format, ok := primary(p.payload)
	return block, o.formats.sound, ok && format == in.sound
}

// write stamps a packet and sends it.
func (o *outbound) write(h *header, payload []byte, now time.Time) {
	if h.Extension {
		if o.wide {
			n := o.leg.departures.Next(len(payload)+packetOverhead, now)
			h.stamp[0], h.stamp[1] = byte(n>>8), byte(n)
		} else {
			t := absoluteSendTime(now)
			h.stamp[0], h.stamp[1], h.stamp[2] = byte(t>>16), byte(t>>8), byte(t)
		}
	}
	// An error means that the path is down: the packet is lost like any other on the way.
	if n, err := o.writer.WriteRTP(&h.Header, payload); err == nil {
		o.sent.Add(uint64(n))
	}
}

// packetOverhead is about what RTP, SRTP, UDP and IP add to a payload.
const packetOverhead = 12 + 8 + 16 + 28

// absoluteSendTime is a 24-bit count of 2^-18 s, as abs-send-time carries it.
func absoluteSendTime(t time.Time) uint32 {
	ns := uint64(t.UnixNano())
	return uint32((ns/1e9)<<18|(ns%1e9)<<18/1e9) & 0xffffff
}

func (o *outbound) source() *inbound {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.from
}

// heard is what the receiver has told of the lane lately; false: nothing, or nothing is shown.
func (o *outbound) heard(now time.Time) (reception, bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.seen, o.from != nil && !o.seen.at.IsZero() && now.Sub(o.seen.at) < 10*time.Second
}

func (o *outbound) laneStats() signaling.LaneStats {
	o.mu.Lock()
	defer o.mu.Unlock()
	s := signaling.LaneStats{Paused: o.paused}
	if o.current != nil {
		s.Layer = signaling.Layer(rids[o.current.index])
	}
	return s
}
