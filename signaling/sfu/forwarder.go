package sfu

import (
	"errors"
	"fmt"
	"io"
	"net"
	"net/netip"
	"time"

	"github.com/pion/ice/v4"
	"github.com/pion/interceptor"
	"github.com/pion/logging"
	"github.com/pion/sdp/v3"
	"github.com/pion/transport/v5"
	"github.com/pion/transport/v5/packetio"
	"github.com/pion/webrtc/v4"

	"github.com/pion/dtls/v3"
)

// Config says where media comes in. The zero value takes a free UDP port on every interface but
// loopback.
type Config struct {
	UDPPort   int          // one port for everybody; 0 takes a free one on each interface
	Loopback  bool         // also on loopback, for development and tests
	PublicIPs []string     // offered instead of the machine's own addresses, which are behind a 1:1 NAT
	TCP       net.Listener // ICE over TCP as well; the Forwarder closes it
	Net       transport.Net
	Relayed   func(netip.AddrPort) bool // says which addresses are a relay's of this node; may be nil
}

// Forwarder is a signaling.Media. Close it after the hub.
type Forwarder struct {
	engine webrtc.SettingEngine
	mux    io.Closer
	tcp    io.Closer

	relayed func(netip.AddrPort) bool
}

// ICE gives up a silent path late: the socket's grace decides how long a place is kept.
const (
	iceDisconnected = 5 * time.Second
	iceFailed       = 2 * time.Minute
	iceKeepalive    = 2 * time.Second
)

// Media over TCP: how much of it waits, either way, for somebody whose network is slow, before packets
// are dropped as they would be over UDP; and how soon a connection must say whose it is.
const (
	tcpPackets  = 128
	tcpBuffer   = 256 << 10 // bytes
	tcpGreeting = 10 * time.Second
)

// replayWindow takes in the reordering of a retransmission on a bad link.
const replayWindow = 1024

// New opens the ports.
func New(cfg Config) (*Forwarder, error) {
	mux, err := ice.NewMultiUDPMuxFromPort(cfg.UDPPort, muxOptions(cfg)...)
	if err != nil {
		return nil, fmt.Errorf("listen for media on UDP port %d: %w", cfg.UDPPort, err)
	}
	f := &Forwarder{mux: mux, relayed: cfg.Relayed}
	e := &f.engine
	e.LoggerFactory = quiet()
	e.SetICEUDPMux(mux)
	e.SetNet(cfg.Net)
	e.SetIncludeLoopbackCandidate(cfg.Loopback)
	e.SetICEMulticastDNSMode(ice.MulticastDNSModeDisabled)
	e.SetICETimeouts(iceDisconnected, iceFailed, iceKeepalive)
	networks := []webrtc.NetworkType{webrtc.NetworkTypeUDP4, webrtc.NetworkTypeUDP6}
	if cfg.TCP != nil {
		tcp := ice.NewTCPMuxDefault(ice.TCPMuxParams{
			Listener: cfg.TCP, Logger: e.LoggerFactory.NewLogger("ice-tcp"), ReadBufferSize: tcpPackets,
			WriteBufferSize: tcpBuffer, FirstStunBindTimeout: tcpGreeting, AliveDurationForConnFromStun: tcpGreeting,
		})
		e.SetICETCPMux(tcp)
		f.tcp = tcp
		networks = append(networks, webrtc.NetworkTypeTCP4, webrtc.NetworkTypeTCP6)
	}
	e.SetNetworkTypes(networks)
	err = errors.Join(setPublic(e, cfg.PublicIPs), secure(e))
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return f, nil
}

func muxOptions(cfg Config) []ice.UDPMuxFromPortOption {
	options := []ice.UDPMuxFromPortOption{ice.UDPMuxFromPortWithLogger(quiet().NewLogger("ice"))}
	if cfg.Loopback {
		options = append(options, ice.UDPMuxFromPortWithLoopback())
	}
	if cfg.Net != nil {
		options = append(options, ice.UDPMuxFromPortWithNet(cfg.Net))
	}
	return options
}

// quiet keeps Pion's own warnings, which name peers' addresses, out of the log.
func quiet() logging.LoggerFactory {
	return &logging.DefaultLoggerFactory{Writer: io.Discard, DefaultLogLevel: logging.LogLevelDisabled}
}

func setPublic(e *webrtc.SettingEngine, ips []string) error {
	if len(ips) == 0 {
		return nil
	}
	err := e.SetICEAddressRewriteRules(webrtc.ICEAddressRewriteRule{
		External: ips, AsCandidateType: webrtc.ICECandidateTypeHost, Mode: webrtc.ICEAddressRewriteReplace,
	})
	if err != nil {
		return fmt.Errorf("public addresses: %w", err)
	}
	return nil
}

// secure sets DTLS and SRTP: the server waits for the client's hello, so that media comes up in one
// round trip less, and prefers AES-GCM.
func secure(e *webrtc.SettingEngine) error {
	e.SetDTLSInsecureSkipHelloVerify(true)
	e.SetDTLSRetransmissionInterval(100 * time.Millisecond)
	e.SetSRTPReplayProtectionWindow(replayWindow)
	e.SetSRTCPReplayProtectionWindow(replayWindow)
	e.SetSRTPProtectionProfiles(
		dtls.SRTP_AEAD_AES_128_GCM, dtls.SRTP_AEAD_AES_256_GCM, dtls.SRTP_AES128_CM_HMAC_SHA1_80,
	)
	return e.SetAnsweringDTLSRole(webrtc.DTLSRoleServer)
}

// Close frees the ports. Legs still open lose their path.
func (f *Forwarder) Close() error {
	err := f.mux.Close()
	if f.tcp != nil {
		err = errors.Join(err, f.tcp.Close())
	}
	return err
}

// api is Pion set up for one leg, so that the numbers of its streams are its own.
func (f *Forwarder) api(buffers func(packetio.BufferPacketType, uint32) io.ReadWriteCloser) (*webrtc.API, error) {
	engine := f.engine
	engine.BufferFactory = buffers
	media := &webrtc.MediaEngine{}
	registry := &interceptor.Registry{}
	err := errors.Join(
		registerCodecs(media),
		media.RegisterHeaderExtension(webrtc.RTPHeaderExtensionCapability{URI: sdp.SDESMidURI}, webrtc.RTPCodecTypeAudio),
		webrtc.RegisterDefaultInterceptors(media, registry),
	)
	if err != nil {
		return nil, fmt.Errorf("set up media: %w", err)
	}
	return webrtc.NewAPI(
		webrtc.WithSettingEngine(engine), webrtc.WithMediaEngine(media), webrtc.WithInterceptorRegistry(registry),
	), nil
}

// registerCodecs takes Opus and VP8 with retransmission, and nothing else.
func registerCodecs(m *webrtc.MediaEngine) error {
	feedback := []webrtc.RTCPFeedback{{Type: "ccm", Parameter: "fir"}, {Type: "nack"}, {Type: "nack", Parameter: "pli"}}
	return errors.Join(
		m.RegisterCodec(webrtc.RTPCodecParameters{
			RTPCodecCapability: webrtc.RTPCodecCapability{
				MimeType: webrtc.MimeTypeOpus, ClockRate: 48000, Channels: 2, SDPFmtpLine: "minptime=10;useinbandfec=1",
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
	)
}
