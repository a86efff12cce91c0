package bot

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"net"
	"sync"
	"time"

	"github.com/pion/dtls/v3"
	"github.com/pion/ice/v4"
	"github.com/pion/interceptor"
	"github.com/pion/logging"
	"github.com/pion/sdp/v3"
	"github.com/pion/transport/v5/packetio"
	"github.com/pion/webrtc/v4"
)

// lanePairs is how many people a bot can be shown at once; docs/protocol.md, "Lanes".
const lanePairs = 6

// certificate is one for all bots: making one for each would only cost the machine that measures.
var certificate = sync.OnceValues(func() (webrtc.Certificate, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return webrtc.Certificate{}, err
	}
	c, err := webrtc.GenerateCertificate(key)
	if err != nil {
		return webrtc.Certificate{}, err
	}
	return *c, nil
})

// newPeer makes the peer connection with its lanes. buffers takes what arrives.
func newPeer(buffers func(packetio.BufferPacketType, uint32) io.ReadWriteCloser, local bool, sources [3]*source) (*webrtc.PeerConnection, error) {
	api, err := newAPI(buffers, local)
	if err != nil {
		return nil, err
	}
	cert, err := certificate()
	if err != nil {
		return nil, fmt.Errorf("make a certificate: %w", err)
	}
	pc, err := api.NewPeerConnection(webrtc.Configuration{
		BundlePolicy: webrtc.BundlePolicyMaxBundle, Certificates: []webrtc.Certificate{cert},
	})
	if err != nil {
		return nil, fmt.Errorf("new peer connection: %w", err)
	}
	if err := addLanes(pc, sources); err != nil {
		return nil, errors.Join(err, pc.Close())
	}
	return pc, nil
}

// newAPI is Pion without interceptors: a bot reads packets as they are decrypted and keeps nothing.
func newAPI(buffers func(packetio.BufferPacketType, uint32) io.ReadWriteCloser, local bool) (*webrtc.API, error) {
	media := &webrtc.MediaEngine{}
	if err := register(media); err != nil {
		return nil, fmt.Errorf("register codecs: %w", err)
	}
	engine := webrtc.SettingEngine{
		LoggerFactory: &logging.DefaultLoggerFactory{Writer: io.Discard, DefaultLogLevel: logging.LogLevelDisabled},
		BufferFactory: buffers,
	}
	engine.SetICEMulticastDNSMode(ice.MulticastDNSModeDisabled)
	engine.SetDTLSRetransmissionInterval(100 * time.Millisecond)
	engine.SetNetworkTypes([]webrtc.NetworkType{webrtc.NetworkTypeUDP4, webrtc.NetworkTypeUDP6})
	engine.SetSRTPProtectionProfiles(dtls.SRTP_AEAD_AES_128_GCM, dtls.SRTP_AES128_CM_HMAC_SHA1_80)
	if local {
		engine.SetNetworkTypes([]webrtc.NetworkType{webrtc.NetworkTypeUDP4})
		engine.SetIncludeLoopbackCandidate(true)
		engine.SetIPFilter(net.IP.IsLoopback)
		engine.SetRemoteIPFilter(net.IP.IsLoopback)
	}
	// Without a registry Pion would bring its own interceptors.
	return webrtc.NewAPI(
		webrtc.WithSettingEngine(engine), webrtc.WithMediaEngine(media), webrtc.WithInterceptorRegistry(&interceptor.Registry{}),
	), nil
}

// register takes the codecs and header extensions a browser would offer here.
func register(m *webrtc.MediaEngine) error {
	feedback := []webrtc.RTCPFeedback{{Type: "ccm", Parameter: "fir"}, {Type: "nack"}, {Type: "nack", Parameter: "pli"}, {Type: "transport-cc"}}
	return errors.Join(
		m.RegisterCodec(webrtc.RTPCodecParameters{
			RTPCodecCapability: webrtc.RTPCodecCapability{
				MimeType: webrtc.MimeTypeOpus, ClockRate: 48000, Channels: 2, SDPFmtpLine: "minptime=10;useinbandfec=1",
				RTCPFeedback: []webrtc.RTCPFeedback{{Type: "transport-cc"}},
			},
			PayloadType: 111,
		}, webrtc.RTPCodecTypeAudio),
		m.RegisterCodec(webrtc.RTPCodecParameters{
			RTPCodecCapability: webrtc.RTPCodecCapability{MimeType: webrtc.MimeTypeVP8, ClockRate: 90000, RTCPFeedback: feedback},
			PayloadType:        96,
		}, webrtc.RTPCodecTypeVideo),
		m.RegisterCodec(webrtc.RTPCodecParameters{
			RTPCodecCapability: webrtc.RTPCodecCapability{MimeType: webrtc.MimeTypeRTX, ClockRate: 90000, SDPFmtpLine: "apt=96"},
			PayloadType:        97,
		}, webrtc.RTPCodecTypeVideo),
		extension(m, sdp.SDESMidURI), extension(m, sdp.TransportCCURI),
	)
}

func extension(m *webrtc.MediaEngine, uri string) error {
	e := webrtc.RTPHeaderExtensionCapability{URI: uri}
	return errors.Join(m.RegisterHeaderExtension(e, webrtc.RTPCodecTypeAudio), m.RegisterHeaderExtension(e, webrtc.RTPCodecTypeVideo))
}

// addLanes lays out the media sections of docs/protocol.md.
func addLanes(pc *webrtc.PeerConnection, sources [3]*source) error {
	for _, s := range sources {
		_, err := pc.AddTransceiverFromTrack(s, webrtc.RTPTransceiverInit{Direction: webrtc.RTPTransceiverDirectionSendonly})
		if err != nil {
			return fmt.Errorf("add the %s: %w", s.id, err)
		}
	}
	receive := webrtc.RTPTransceiverInit{Direction: webrtc.RTPTransceiverDirectionRecvonly}
	for i := range 2*lanePairs + 1 {
		kind := webrtc.RTPCodecTypeVideo
		if i%2 == 0 && i < 2*lanePairs {
			kind = webrtc.RTPCodecTypeAudio
		}
		if _, err := pc.AddTransceiverFromKind(kind, receive); err != nil {
			return fmt.Errorf("add a lane: %w", err)
		}
	}
	return nil
}

// sink is the end of one stream: it hands on what is written to it and has nothing to read.
type sink struct {
	take   func(packet []byte)
	closed chan struct{}
	once   sync.Once
}

func newSink(take func([]byte)) *sink { return &sink{take: take, closed: make(chan struct{})} }

// Write takes a decrypted packet; it is called on the goroutine that decrypts.
func (s *sink) Write(p []byte) (int, error) {
	s.take(p)
	return len(p), nil
}

// Read waits for the end.
func (s *sink) Read([]byte) (int, error) {
	<-s.closed
	return 0, io.EOF
}

func (s *sink) Close() error {
	s.once.Do(func() { close(s.closed) })
	return nil
}
