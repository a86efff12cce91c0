package rig

import (
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/gorilla/websocket"
	"github.com/pion/dtls/v3"
	"github.com/pion/ice/v4"
	"github.com/pion/interceptor"
	"github.com/pion/logging"
	"github.com/pion/rtcp"
	"github.com/pion/rtp"
	"github.com/pion/sdp/v3"
	"github.com/pion/transport/v5/packetio"
	"github.com/pion/webrtc/v4"

	"majlis/signaling/wire"
)

// bare is the floor that the forwarder is measured against: Pion with everything that was found to
// pay and no feature at all. It gives each lane's packets a running number, without which a receiver
// would drop them, keeps nothing, answers no report, knows no roles and sends every packet to everybody
// else in the room. It speaks just enough of the protocol for a
// bot to join.
type bare struct {
	engine webrtc.SettingEngine
	mux    io.Closer
	gate   Gate
	http   *http.Server
	url    string

	mu    sync.Mutex
	rooms map[string]map[*barePeer]bool
}

func startBare(key []byte) (*bare, error) {
	signer, err := NewSigner(key)
	if err != nil {
		return nil, err
	}
	mux, err := ice.NewMultiUDPMuxFromPort(0, ice.UDPMuxFromPortWithLoopback(),
		ice.UDPMuxFromPortWithReadBufferSize(4<<20), ice.UDPMuxFromPortWithWriteBufferSize(4<<20),
		ice.UDPMuxFromPortWithLogger(silent().NewLogger("ice")))
	if err != nil {
		return nil, err
	}
	s := &bare{mux: mux, gate: Gate{signer}, rooms: map[string]map[*barePeer]bool{}}
	e := &s.engine
	e.LoggerFactory = silent()
	e.SetICEUDPMux(mux)
	e.SetIncludeLoopbackCandidate(true)
	e.SetICEMulticastDNSMode(ice.MulticastDNSModeDisabled)
	e.SetNetworkTypes([]webrtc.NetworkType{webrtc.NetworkTypeUDP4, webrtc.NetworkTypeUDP6})
	e.SetDTLSInsecureSkipHelloVerify(true)
	e.SetSRTPProtectionProfiles(dtls.SRTP_AEAD_AES_128_GCM, dtls.SRTP_AES128_CM_HMAC_SHA1_80)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err = errors.Join(err, e.SetAnsweringDTLSRole(webrtc.DTLSRoleServer)); err != nil {
		return nil, err
	}
	s.url = "ws://" + listener.Addr().String()
	s.http = &http.Server{Handler: http.HandlerFunc(s.serve)}
	go func() { _ = s.http.Serve(listener) }()
	return s, nil
}

func silent() logging.LoggerFactory {
	return &logging.DefaultLoggerFactory{Writer: io.Discard, DefaultLogLevel: logging.LogLevelDisabled}
}

func (s *bare) Close() error { return errors.Join(s.http.Close(), s.mux.Close()) }

// serve is one bot, from its join to its leave.
func (s *bare) serve(w http.ResponseWriter, r *http.Request) {
	upgrader := websocket.Upgrader{Subprotocols: []string{"majlis.v1"}, CheckOrigin: func(*http.Request) bool { return true }}
	conn, err := upgrader.Upgrade(w, r, nil)
	if err != nil {
		return
	}
	defer conn.Close()
	var e wire.Envelope
	var join wire.Join
	if conn.ReadJSON(&e) != nil || json.Unmarshal(e.Data, &join) != nil {
		return
	}
	ticket, err := s.gate.Check(r.Context(), join.Ticket)
	if err != nil {
		return
	}
	p, answer, err := s.open(string(ticket.Room), join.Offer)
	if err != nil {
		return
	}
	defer p.close()
	_ = conn.WriteMessage(websocket.TextMessage, wire.Frame("joined", 0, 0, wire.Joined{ConnectionID: "x", Answer: answer}))
	for conn.ReadJSON(&e) == nil {
		if e.Type == "leave" {
			_ = conn.WriteMessage(websocket.TextMessage, wire.Frame("bye", 0, 0, wire.Bye{Code: "left"}))
			return
		}
		_ = conn.WriteMessage(websocket.TextMessage, wire.Frame("heartbeat", 0, 0, wire.Heartbeat{}))
	}
}

// barePeer is one participant.
type barePeer struct {
	server  *bare
	room    string
	pc      *webrtc.PeerConnection
	streams [2]bareStream // microphone, camera
	bySSRC  map[uint32]*bareStream
	lanes   [][2]*bareLane
	up      atomic.Bool
}

// bareStream is what a participant sends.
type bareStream struct {
	ssrc uint32
	to   atomic.Pointer[[]*bareLane]
}

// bareLane is what a participant is sent of another.
type bareLane struct {
	id     string
	kind   webrtc.RTPCodecType
	owner  *barePeer
	writer webrtc.TrackLocalWriter
	ssrc   uint32
	format uint8
	sent   atomic.Uint32
	from   *barePeer
}

func (s *bare) open(room, offer string) (*barePeer, string, error) {
	p := &barePeer{server: s, room: room, bySSRC: map[uint32]*bareStream{}}
	var d sdp.SessionDescription
	if err := d.UnmarshalString(offer); err != nil {
		return nil, "", err
	}
	for i := range p.streams {
		text, _ := d.MediaDescriptions[i].Attribute("ssrc")
		first, _, _ := strings.Cut(text, " ")
		ssrc, err := strconv.ParseUint(first, 10, 32)
		if err != nil {
			return nil, "", err
		}
		p.streams[i].ssrc = uint32(ssrc)
		p.streams[i].to.Store(&[]*bareLane{})
		p.bySSRC[uint32(ssrc)] = &p.streams[i]
	}
	media := &webrtc.MediaEngine{}
	if err := registerBare(media); err != nil {
		return nil, "", err
	}
	engine := s.engine
	engine.BufferFactory = p.buffer
	api := webrtc.NewAPI(
		webrtc.WithSettingEngine(engine), webrtc.WithMediaEngine(media), webrtc.WithInterceptorRegistry(&interceptor.Registry{}),
	)
	pc, err := api.NewPeerConnection(webrtc.Configuration{})
	if err != nil {
		return nil, "", err
	}
	p.pc = pc
	answer, err := p.answer(offer, (len(d.MediaDescriptions)-3)/2)
	if err != nil {
		return nil, "", errors.Join(err, pc.Close())
	}
	pc.OnConnectionStateChange(func(state webrtc.PeerConnectionState) {
		if state == webrtc.PeerConnectionStateConnected {
			p.join()
		}
	})
	return p, answer, nil
}

func registerBare(m *webrtc.MediaEngine) error {
	feedback := []webrtc.RTCPFeedback{{Type: "nack", Parameter: "pli"}}
	return errors.Join(
		m.RegisterCodec(webrtc.RTPCodecParameters{RTPCodecCapability: webrtc.RTPCodecCapability{
			MimeType: webrtc.MimeTypeOpus, ClockRate: 48000, Channels: 2, SDPFmtpLine: "minptime=10;useinbandfec=1",
		}, PayloadType: 111}, webrtc.RTPCodecTypeAudio),
		m.RegisterCodec(webrtc.RTPCodecParameters{RTPCodecCapability: webrtc.RTPCodecCapability{
			MimeType: webrtc.MimeTypeVP8, ClockRate: 90000, RTCPFeedback: feedback,
		}, PayloadType: 96}, webrtc.RTPCodecTypeVideo),
	)
}

func (p *barePeer) answer(offer string, pairs int) (string, error) {
	send := webrtc.RTPTransceiverInit{Direction: webrtc.RTPTransceiverDirectionSendonly}
	for i := range pairs {
		pair := [2]*bareLane{
			{id: "sound" + strconv.Itoa(i), kind: webrtc.RTPCodecTypeAudio, owner: p},
			{id: "picture" + strconv.Itoa(i), kind: webrtc.RTPCodecTypeVideo, owner: p},
		}
		p.lanes = append(p.lanes, pair)
		for _, lane := range pair {
			if _, err := p.pc.AddTransceiverFromTrack(lane, send); err != nil {
				return "", err
			}
		}
	}
	if err := p.pc.SetRemoteDescription(webrtc.SessionDescription{Type: webrtc.SDPTypeOffer, SDP: offer}); err != nil {
		return "", err
	}
	answer, err := p.pc.CreateAnswer(nil)
	if err != nil {
		return "", err
	}
	gathered := webrtc.GatheringCompletePromise(p.pc)
	if err := p.pc.SetLocalDescription(answer); err != nil {
		return "", err
	}
	<-gathered
	return p.pc.LocalDescription().SDP, nil
}

// join shows everybody in the room to everybody.
func (p *barePeer) join() {
	p.up.Store(true)
	p.server.mu.Lock()
	defer p.server.mu.Unlock()
	room := p.server.rooms[p.room]
	if room == nil {
		room = map[*barePeer]bool{}
		p.server.rooms[p.room] = room
	}
	for other := range room {
		p.show(other)
		other.show(p)
	}
	room[p] = true
}

// show gives p a lane of other's, and asks other for a key frame.
func (p *barePeer) show(other *barePeer) {
	for _, pair := range p.lanes {
		if pair[0].from == nil {
			for i, lane := range pair {
				lane.from = other
				other.streams[i].change(func(to []*bareLane) []*bareLane { return append(to, lane) })
			}
			other.askKey()
			return
		}
	}
}

func (s *bareStream) change(how func([]*bareLane) []*bareLane) {
	to := how(slices.Clone(*s.to.Load()))
	s.to.Store(&to)
}

func (p *barePeer) askKey() {
	_ = p.pc.WriteRTCP([]rtcp.Packet{&rtcp.PictureLossIndication{MediaSSRC: p.streams[1].ssrc}})
}

func (p *barePeer) close() {
	p.server.mu.Lock()
	delete(p.server.rooms[p.room], p)
	for other := range p.server.rooms[p.room] {
		for _, pair := range other.lanes {
			if pair[0].from == p {
				pair[0].from, pair[1].from = nil, nil
			}
		}
		for i := range other.streams {
			other.streams[i].change(func(to []*bareLane) []*bareLane {
				return slices.DeleteFunc(to, func(l *bareLane) bool { return l.owner == p })
			})
		}
	}
	p.server.mu.Unlock()
	_ = p.pc.Close()
}

// buffer is Pion's factory: packets are sent on by the goroutine that decrypts them.
func (p *barePeer) buffer(kind packetio.BufferPacketType, ssrc uint32) io.ReadWriteCloser {
	b := &bareBuffer{closed: make(chan struct{})}
	switch stream := p.bySSRC[ssrc]; {
	case kind == packetio.RTPBufferPacket && stream != nil:
		b.take = stream.forward
	case kind == packetio.RTCPBufferPacket:
		b.take = func(packet []byte) { p.report(packet, ssrc) }
	}
	return b
}

func (s *bareStream) forward(packet []byte) {
	var h rtp.Header
	n, err := h.Unmarshal(packet)
	if err != nil {
		return
	}
	for _, lane := range *s.to.Load() {
		h.SSRC, h.PayloadType, h.SequenceNumber = lane.ssrc, lane.format, uint16(lane.sent.Add(1))
		_, _ = lane.writer.WriteRTP(&h, packet[n:])
	}
}

// report passes on requests of key frames.
func (p *barePeer) report(packet []byte, ssrc uint32) {
	packets, err := rtcp.Unmarshal(packet)
	if err != nil {
		return
	}
	for _, r := range packets {
		if _, ok := r.(*rtcp.PictureLossIndication); !ok {
			continue
		}
		p.server.mu.Lock()
		for _, pair := range p.lanes {
			if pair[1].ssrc == ssrc && pair[1].from != nil {
				pair[1].from.askKey()
			}
		}
		p.server.mu.Unlock()
	}
}

type bareBuffer struct {
	take   func([]byte)
	once   sync.Once
	closed chan struct{}
}

func (b *bareBuffer) Write(p []byte) (int, error) {
	if b.take != nil {
		b.take(p)
	}
	return len(p), nil
}

func (b *bareBuffer) Read([]byte) (int, error) {
	<-b.closed
	return 0, io.EOF
}

func (b *bareBuffer) Close() error {
	b.once.Do(func() { close(b.closed) })
	return nil
}

func (l *bareLane) Bind(c webrtc.TrackLocalContext) (webrtc.RTPCodecParameters, error) {
	codec := c.CodecParameters()[0]
	l.writer, l.ssrc, l.format = c.WriteStream(), uint32(c.SSRC()), uint8(codec.PayloadType)
	return codec, nil
}

func (l *bareLane) Unbind(webrtc.TrackLocalContext) error { return nil }
func (l *bareLane) ID() string                            { return l.id }
func (l *bareLane) RID() string                           { return "" }
func (l *bareLane) StreamID() string                      { return l.id }
func (l *bareLane) Kind() webrtc.RTPCodecType             { return l.kind }
