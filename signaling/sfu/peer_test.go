package sfu

import (
	"context"
	"encoding/binary"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/pion/ice/v4"
	"github.com/pion/interceptor"
	"github.com/pion/logging"
	"github.com/pion/rtcp"
	"github.com/pion/rtp"
	"github.com/pion/sdp/v3"
	"github.com/pion/transport/v5/vnet"
	"github.com/pion/webrtc/v4"
	"go.uber.org/goleak"

	"majlis/signaling"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// network is a virtual network with a Forwarder on it.
type network struct {
	t         testing.TB
	router    *vnet.Router
	forwarder *Forwarder
}

func newNetwork(t testing.TB, filter vnet.ChunkFilter) *network {
	t.Helper()
	return newShakyNetwork(t, 0, filter)
}

// newShakyNetwork delays packets by 5 ms and up to jitter more.
func newShakyNetwork(t testing.TB, jitter time.Duration, filter vnet.ChunkFilter) *network {
	t.Helper()
	router, err := vnet.NewRouter(&vnet.RouterConfig{
		CIDR: "10.0.0.0/24", LoggerFactory: logging.NewDefaultLoggerFactory(), MinDelay: 5 * time.Millisecond, MaxJitter: jitter,
	})
	must(t, err)
	if filter != nil {
		router.AddChunkFilter(filter)
	}
	n := &network{t: t, router: router}
	server := n.net()
	must(t, router.Start())
	t.Cleanup(func() { must(t, router.Stop()) })
	n.forwarder, err = New(Config{UDPPort: 5000, Net: server})
	must(t, err)
	t.Cleanup(func() { must(t, n.forwarder.Close()) })
	return n
}

func (n *network) net() *vnet.Net {
	n.t.Helper()
	host, err := vnet.NewNet(&vnet.NetConfig{})
	must(n.t, err)
	must(n.t, n.router.AddNet(host))
	return host
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// seen is one packet as a client received it.
type seen struct {
	seq       uint16
	timestamp uint32
	ssrc      uint32
	pic       picture
	mark      string
}

// client is a browser in Go: it offers the lanes of the protocol, sends marked packets when told to
// and remembers what it receives, by the place of the media section.
type client struct {
	t       testing.TB
	pc      *webrtc.PeerConnection
	leg     *leg
	senders [3]*webrtc.TrackLocalStaticRTP
	keyWant atomic.Bool // somebody has asked for a key frame
	path    atomic.Value

	h264     bool // its pictures are
	room264  bool // the room's are
	layered  bool // the camera is sent in two layers
	high     *webrtc.TrackLocalStaticRTP
	highWant atomic.Bool
	highOff  bool // the high layer is not sent

	audioSeq, videoSeq, highSeq uint16
	audioTS, videoTS, highTS    uint32
	pictureID, highID           uint16

	mu   sync.Mutex
	got  map[int][]seen
	done sync.WaitGroup
}

func (n *network) client(options ...func(*client)) *client {
	n.t.Helper()
	c := n.offering(options...)
	l, answer, err := n.forwarder.Open(context.Background(), signaling.Opening{
		Offer: c.pc.LocalDescription().SDP, H264: c.h264 || c.room264, Changed: func(p signaling.Path) { c.path.Store(p) },
	})
	must(n.t, err)
	c.leg = l.(*leg)
	n.t.Cleanup(func() { must(n.t, l.Close()) })
	c.answered(answer)
	return c
}

func (c *client) answered(sdp string) {
	c.t.Helper()
	must(c.t, c.pc.SetRemoteDescription(webrtc.SessionDescription{Type: webrtc.SDPTypeAnswer, SDP: sdp}))
}

// offering is a client that has made its offer.
func (n *network) offering(options ...func(*client)) *client {
	n.t.Helper()
	c := &client{
		t: n.t, got: map[int][]seen{}, audioSeq: 65500, videoSeq: 65000, pictureID: 0x7ff0, highSeq: 17, highTS: 1 << 30, highID: 99,
	}
	for _, o := range options {
		o(c)
	}
	c.pc = n.peerConnection(c.h264)
	c.path.Store(signaling.PathConnecting)
	n.t.Cleanup(func() {
		must(n.t, c.pc.GracefulClose())
		c.done.Wait()
	})
	c.pc.OnTrack(func(track *webrtc.TrackRemote, r *webrtc.RTPReceiver) {
		for i, t := range c.pc.GetTransceivers() {
			if t.Receiver() == r {
				c.done.Go(func() { c.receive(i, track) })
			}
		}
	})
	c.lanes()
	offer, err := c.pc.CreateOffer(nil)
	must(n.t, err)
	must(n.t, c.pc.SetLocalDescription(offer))
	return c
}

func (n *network) peerConnection(h264 bool) *webrtc.PeerConnection {
	n.t.Helper()
	media, registry := &webrtc.MediaEngine{}, &interceptor.Registry{}
	must(n.t, errors.Join(registerCodecs(media, h264), registerExtensions(media)))
	must(n.t, webrtc.RegisterDefaultInterceptors(media, registry))
	engine := webrtc.SettingEngine{LoggerFactory: quiet()}
	engine.SetNet(n.net())
	engine.SetICEMulticastDNSMode(ice.MulticastDNSModeDisabled)
	api := webrtc.NewAPI(webrtc.WithSettingEngine(engine), webrtc.WithMediaEngine(media), webrtc.WithInterceptorRegistry(registry))
	pc, err := api.NewPeerConnection(webrtc.Configuration{})
	must(n.t, err)
	return pc
}

// lanes lays out the media sections of docs/protocol.md.
func (c *client) lanes() {
	picture := webrtc.MimeTypeVP8
	if c.h264 {
		picture = webrtc.MimeTypeH264
	}
	for i, codec := range []string{webrtc.MimeTypeOpus, picture, picture} {
		var rid func(string) func(*webrtc.TrackLocalStaticRTP)
		if c.layered && i == camera {
			rid = webrtc.WithRTPStreamID
		}
		track := c.track(codec, rid, "l")
		c.senders[i] = track
		t, err := c.pc.AddTransceiverFromTrack(track, webrtc.RTPTransceiverInit{Direction: webrtc.RTPTransceiverDirectionSendonly})
		must(c.t, err)
		if rid != nil {
			c.high = c.track(codec, rid, "h")
			must(c.t, t.Sender().AddEncoding(c.high))
			c.done.Go(func() { c.feedback(t.Sender(), "h", &c.highWant) })
		}
		c.done.Go(func() { c.feedback(t.Sender(), track.RID(), &c.keyWant) })
	}
	receive := webrtc.RTPTransceiverInit{Direction: webrtc.RTPTransceiverDirectionRecvonly}
	for range signaling.ScreenLane {
		for _, kind := range []webrtc.RTPCodecType{webrtc.RTPCodecTypeAudio, webrtc.RTPCodecTypeVideo} {
			_, err := c.pc.AddTransceiverFromKind(kind, receive)
			must(c.t, err)
		}
	}
	_, err := c.pc.AddTransceiverFromKind(webrtc.RTPCodecTypeVideo, receive)
	must(c.t, err)
}

func (c *client) track(codec string, rid func(string) func(*webrtc.TrackLocalStaticRTP), name string) *webrtc.TrackLocalStaticRTP {
	c.t.Helper()
	var options []func(*webrtc.TrackLocalStaticRTP)
	if rid != nil {
		options = append(options, rid(name))
	}
	track, err := webrtc.NewTrackLocalStaticRTP(webrtc.RTPCodecCapability{MimeType: codec}, "track", "stream", options...)
	must(c.t, err)
	return track
}

func (c *client) feedback(sender *webrtc.RTPSender, rid string, want *atomic.Bool) {
	for {
		packets, _, err := sender.ReadSimulcastRTCP(rid)
		if err != nil {
			return
		}
		for _, p := range packets {
			if _, ok := p.(*rtcp.PictureLossIndication); ok {
				want.Store(true)
			}
		}
	}
}

func (c *client) receive(section int, track *webrtc.TrackRemote) {
	for {
		p, _, err := track.ReadRTP()
		if err != nil {
			return
		}
		s := seen{seq: p.SequenceNumber, timestamp: p.Timestamp, ssrc: p.SSRC, mark: string(p.Payload)}
		if track.Kind() == webrtc.RTPCodecTypeVideo {
			s.pic, _ = readPicture(p.Payload)
			s.mark = string(p.Payload[5:])
		}
		c.mu.Lock()
		c.got[section] = append(c.got[section], s)
		c.mu.Unlock()
	}
}

// lane returns what came so far on the sound or the camera of a lane.
func (c *client) lane(n int, video bool) []seen {
	section := 3 + 2*n
	if video {
		section++
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	return append([]seen(nil), c.got[section]...)
}

// say sends one packet of sound and one frame of two packets, marked, in each layer.
func (c *client) say(mark string) {
	c.t.Helper()
	c.audioSeq++
	c.audioTS += 960
	must(c.t, c.senders[microphone].WriteRTP(&rtp.Packet{
		Header:  rtp.Header{Version: 2, SequenceNumber: c.audioSeq, Timestamp: c.audioTS},
		Payload: []byte(mark),
	}))
	c.pictureID = (c.pictureID + 1) & 0x7fff
	c.videoTS += 1800
	if !c.layered {
		c.frame(voice{c.senders[camera], &c.videoSeq, c.videoTS, c.pictureID}, c.keyWant.Swap(false), mark)
		return
	}
	c.frame(voice{c.senders[camera], &c.videoSeq, c.videoTS, c.pictureID}, c.keyWant.Swap(false), mark+"/l")
	if !c.highOff {
		c.highID = (c.highID + 1) & 0x7fff
		c.highTS += 1800
		c.frame(voice{c.high, &c.highSeq, c.highTS, c.highID}, c.highWant.Swap(false), mark+"/h")
	}
}

// voice is what one layer of a camera says next.
type voice struct {
	track     *webrtc.TrackLocalStaticRTP
	seq       *uint16
	timestamp uint32
	id        uint16
}

func (c *client) frame(v voice, key bool, mark string) {
	c.t.Helper()
	for part := range 2 {
		*v.seq++
		payload := []byte{0x80, 0x80, 0, 0, 0x01}
		if part == 0 {
			payload[0] |= 0x10
			if key {
				payload[4] = 0
			}
		}
		binary.BigEndian.PutUint16(payload[2:], 0x8000|v.id)
		if c.h264 { // a slice in one piece, of a key frame or not
			payload[0] = 0x41
			if key && part == 0 {
				payload[0] = 0x65
			}
		}
		p := &rtp.Packet{
			Header:  rtp.Header{Version: 2, SequenceNumber: *v.seq, Timestamp: v.timestamp, Marker: part == 1},
			Payload: append(payload, mark...),
		}
		if rid := v.track.RID(); rid != "" {
			must(c.t, p.SetExtension(c.extension(sdp.SDESMidURI), []byte("1")))
			must(c.t, p.SetExtension(c.extension(sdp.SDESRTPStreamIDURI), []byte(rid)))
		}
		must(c.t, v.track.WriteRTP(p))
	}
}

// extension is the negotiated id of a header extension.
func (c *client) extension(uri string) uint8 {
	for _, e := range c.pc.GetTransceivers()[camera].Sender().GetParameters().HeaderExtensions {
		if e.URI == uri {
			return uint8(e.ID)
		}
	}
	c.t.Fatalf("%s was not negotiated", uri)
	return 0
}

// sayUntil speaks every 20 ms until the condition holds.
func (c *client) sayUntil(mark string, holds func() bool) {
	c.t.Helper()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for range 500 {
		if holds() {
			return
		}
		c.say(mark)
		<-tick.C
	}
	c.t.Fatalf("%s: waited in vain", mark)
}

func (c *client) connected() {
	c.t.Helper()
	eventually(c.t, func() bool { return c.path.Load() == signaling.PathConnected })
}

// eventually polls: what is waited for happens in Pion's own goroutines.
func eventually(t testing.TB, holds func() bool) {
	t.Helper()
	poll := time.NewTicker(10 * time.Millisecond)
	defer poll.Stop()
	for range 1000 {
		if holds() {
			return
		}
		<-poll.C
	}
	t.Fatal("waited in vain")
}

// show is the mapping of one lane that carries a whole person.
func show(n int, from *client) []signaling.Lane {
	return []signaling.Lane{{Number: n, From: from.leg, Carries: signaling.Audio | signaling.Camera}}
}
