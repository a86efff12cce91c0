package sfu

import (
	"errors"
	"sync"
	"sync/atomic"
	"time"

	"github.com/pion/rtcp"
	"github.com/pion/rtp"
	"github.com/pion/webrtc/v4"
)

var errNoCodec = errors.New("the offer has no codec for this lane")

// outbound is one lane's sound or picture: a webrtc.TrackLocal whose stream never changes.
type outbound struct {
	id    string
	video bool

	mu      sync.Mutex
	writer  webrtc.TrackLocalWriter // nil until the path is up
	format  uint8                   // negotiated payload type
	ssrc    uint32
	rate    uint32
	from    *inbound
	after   uint64 // packets of from up to this number came too early
	flowing bool
	floor   uint16 // the first packet let through, in from's numbers
	next    sequel
	scratch []byte

	sent atomic.Uint64 // bytes
	loss atomic.Uint32 // in 1/256, by the last receiver report
}

func newOutbound(id string, video bool) *outbound {
	o := &outbound{id: id, video: video, rate: 48000}
	if video {
		o.rate = 90000
	}
	return o
}

// Bind implements webrtc.TrackLocal.
func (o *outbound) Bind(c webrtc.TrackLocalContext) (webrtc.RTPCodecParameters, error) {
	mime := webrtc.MimeTypeOpus
	if o.video {
		mime = webrtc.MimeTypeVP8
	}
	for _, codec := range c.CodecParameters() {
		if codec.MimeType == mime {
			o.mu.Lock()
			defer o.mu.Unlock()
			o.writer, o.ssrc, o.format = c.WriteStream(), uint32(c.SSRC()), uint8(codec.PayloadType)
			return codec, nil
		}
	}
	return webrtc.RTPCodecParameters{}, errNoCodec
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
func (o *outbound) StreamID() string { return o.id }

// Kind implements webrtc.TrackLocal.
func (o *outbound) Kind() webrtc.RTPCodecType {
	if o.video {
		return webrtc.RTPCodecTypeVideo
	}
	return webrtc.RTPCodecTypeAudio
}

// show points the lane at another stream, or at none. What has arrived of it so far stays unseen.
func (o *outbound) show(from *inbound) {
	o.mu.Lock()
	old := o.from
	if old == from {
		o.mu.Unlock()
		return
	}
	o.from, o.flowing = from, false
	if from != nil {
		o.after = from.came()
	}
	o.mu.Unlock()
	if old != nil {
		old.remove(o)
	}
	if from != nil {
		from.add(o)
		from.askKey()
	}
}

// take sends a packet on if it may be seen. True means that the lane waits for a key frame.
func (o *outbound) take(from *inbound, p *rtp.Packet, pic picture, a arrival, now time.Time) bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.from != from || o.writer == nil {
		return false
	}
	early := !a.again && a.number <= o.after
	if !o.flowing {
		// A retransmission never begins a flow: its original may be older than the mapping.
		if early || a.again || len(p.Payload) == 0 || (o.video && !pic.key) {
			return o.video
		}
		o.flowing, o.floor = true, p.SequenceNumber
		o.next.begin(p, pic, o.rate, now)
	} else if early || older(p.SequenceNumber, o.floor) {
		return false
	}
	o.send(p, pic, now)
	return false
}

// send writes a packet in the lane's own numbers.
func (o *outbound) send(p *rtp.Packet, pic picture, now time.Time) {
	seq, timestamp, id, layer := o.next.number(p, pic, now)
	header := rtp.Header{
		Version: 2, Marker: p.Marker, PayloadType: o.format, SSRC: o.ssrc, SequenceNumber: seq, Timestamp: timestamp,
	}
	payload := p.Payload
	if pic.idAt != 0 || pic.layerAt != 0 {
		o.scratch = append(o.scratch[:0], payload...)
		pic.write(o.scratch, id, layer)
		payload = o.scratch
	}
	// An error means that the path is down: the packet is lost like any other on the way.
	if n, err := o.writer.WriteRTP(&header, payload); err == nil {
		o.sent.Add(uint64(n))
	}
	// The floor moves along, or it would look newer than everything once the numbers have gone half
	// way round.
	if p.SequenceNumber-o.floor > 1<<14 && !older(p.SequenceNumber, o.floor) {
		o.floor = p.SequenceNumber - 1<<13
	}
}

// feedback reads what the receiver says about this lane until the leg closes.
func (o *outbound) feedback(sender *webrtc.RTPSender) {
	for {
		packets, _, err := sender.ReadRTCP()
		if err != nil {
			return
		}
		for _, p := range packets {
			switch p := p.(type) {
			case *rtcp.PictureLossIndication, *rtcp.FullIntraRequest:
				if from := o.source(); from != nil {
					from.askKey()
				}
			case *rtcp.ReceiverReport:
				o.report(p.Reports)
			}
		}
	}
}

func (o *outbound) source() *inbound {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.from
}

func (o *outbound) report(reports []rtcp.ReceptionReport) {
	o.mu.Lock()
	ssrc := o.ssrc
	o.mu.Unlock()
	for _, r := range reports {
		if r.SSRC == ssrc {
			o.loss.Store(uint32(r.FractionLost))
		}
	}
}

// older tells whether a comes before b, in numbers that wrap (RFC 1982).
func older(a, b uint16) bool { return a != b && b-a < 1<<15 }
