package sfu

import (
	"errors"
	"io"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/pion/rtcp"
	"github.com/pion/rtp"
	"github.com/pion/webrtc/v4"
)

// keyEvery is how soon a sender may be asked for a key frame again.
const keyEvery = 300 * time.Millisecond

// mtu is the largest packet taken.
const mtu = 1500

// inbound is one stream that a participant sends. It lives as long as the leg, whether the
// participant sends anything or not.
type inbound struct {
	leg   *leg
	video bool
	count count

	showing atomic.Pointer[[]*outbound] // replaced, never changed

	mu      sync.Mutex
	ssrc    webrtc.SSRC // 0 until something came
	source  *arrivals
	askedAt time.Time
}

func newInbound(l *leg, video bool) *inbound {
	in := &inbound{leg: l, video: video}
	in.count.clockRate = 48000
	if video {
		in.count.clockRate = 90000
	}
	in.showing.Store(&[]*outbound{})
	return in
}

// came tells how many packets have arrived so far.
func (in *inbound) came() uint64 {
	in.mu.Lock()
	defer in.mu.Unlock()
	if in.source == nil {
		return 0
	}
	return in.source.came.Load()
}

// add and remove change the outbounds shown this stream; the leg's forwarder calls them one at a time.
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
}

// read takes packets off a track until it ends.
func (in *inbound) read(track *webrtc.TrackRemote) {
	source := in.leg.post.of(uint32(track.SSRC()))
	if source == nil {
		return
	}
	in.mu.Lock()
	in.ssrc, in.source = track.SSRC(), source
	in.mu.Unlock()
	if len(*in.showing.Load()) > 0 {
		in.askKey()
	}
	buffer := make([]byte, mtu)
	var packet rtp.Packet
	for {
		n, attributes, err := track.Read(buffer)
		if errors.Is(err, io.ErrShortBuffer) {
			continue
		}
		if err != nil {
			return
		}
		packet = rtp.Packet{}
		if packet.Unmarshal(buffer[:n]) != nil {
			continue
		}
		_, again := attributes[webrtc.AttributeRtxPayloadType]
		in.forward(&packet, n, arrival{number: source.taken.Load(), again: again})
	}
}

// arrival says how a packet came: its number in the buffer, or that it was sent again, in which case
// the number means nothing.
type arrival struct {
	number uint64
	again  bool
}

// forward counts a packet and hands it to those who are shown it.
func (in *inbound) forward(p *rtp.Packet, size int, a arrival) {
	now := time.Now()
	in.count.add(p.SequenceNumber, p.Timestamp, size, now)
	var pic picture
	if in.video {
		var whole bool
		if pic, whole = readPicture(p.Payload); whole && pic.key && !a.again {
			in.count.picture()
		}
	}
	wanted := false
	for _, o := range *in.showing.Load() {
		wanted = o.take(in, p, pic, a, now) || wanted
	}
	if wanted {
		in.askKey()
	}
}

// askKey asks the sender for a key frame, not too often.
func (in *inbound) askKey() {
	in.mu.Lock()
	ssrc, now := in.ssrc, time.Now()
	due := in.video && ssrc != 0 && now.Sub(in.askedAt) >= keyEvery
	if due {
		in.askedAt = now
	}
	in.mu.Unlock()
	if due {
		// The request is repeated for as long as somebody waits, so a lost one does no harm.
		_ = in.leg.pc.WriteRTCP([]rtcp.Packet{&rtcp.PictureLossIndication{MediaSSRC: uint32(ssrc)}})
	}
}
