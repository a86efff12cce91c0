package sfu

import (
	"errors"
	"fmt"
	"io"
	"net"
	"net/netip"
	"sync"
	"sync/atomic"
	"time"

	"github.com/pion/dtls/v3"
	"github.com/pion/ice/v4"
	"github.com/pion/logging"
	"github.com/pion/transport/v5"
	"github.com/pion/transport/v5/stdnet"
	"github.com/pion/webrtc/v4"
)

// Config says where media comes in. The zero value takes free UDP ports on every interface but
// loopback.
type Config struct {
	UDPPort    int          // one port for everybody; 0 takes two free ones on each interface
	SecondPort int          // half of the people use this one, so that two threads read and write; 0: all use UDPPort
	Loopback   bool         // also on loopback, for development and tests
	PublicIPs  []string     // offered instead of the machine's own addresses, which are behind a 1:1 NAT
	TCP        net.Listener // ICE over TCP as well; the Forwarder closes it
	Net        transport.Net
	Relayed    func(netip.AddrPort) bool // says which addresses are a relay's of this node; may be nil
}

// Forwarder is a signaling.Media. Close it after the hub.
type Forwarder struct {
	engine webrtc.SettingEngine
	muxes  []ice.UDPMux
	tcp    io.Closer
	turn   atomic.Uint32 // legs take the muxes in turn
	badge  badge

	relayed func(netip.AddrPort) bool

	mu      sync.RWMutex
	legs    map[*leg]struct{}
	wishes  chan wish // for key frames
	closing chan struct{}
	work    sync.WaitGroup
	once    sync.Once
}

// ICE gives up a silent path late: the socket's grace decides how long a place is kept.
const (
	iceDisconnected = 5 * time.Second
	iceFailed       = 2 * time.Minute
	iceKeepalive    = 2 * time.Second
)

// replayWindow takes in the reordering of a retransmission on a bad link.
const replayWindow = 1024

// socketBuffer holds the burst of many key frames at once; the kernel may grant less.
const socketBuffer = 8 << 20

// Media over TCP: how much of it waits, either way, for somebody whose network is slow, before packets
// are dropped as they would be over UDP; and how soon a connection must say whose it is.
const (
	tcpPackets  = 128
	tcpBuffer   = 256 << 10 // bytes
	tcpGreeting = 10 * time.Second
)

// New opens the ports.
func New(cfg Config) (*Forwarder, error) {
	f := &Forwarder{relayed: cfg.Relayed, legs: map[*leg]struct{}{}, wishes: make(chan wish, 256), closing: make(chan struct{})}
	ports := []int{cfg.UDPPort}
	if cfg.SecondPort != 0 || cfg.UDPPort == 0 {
		ports = append(ports, cfg.SecondPort)
	}
	for _, port := range ports {
		mux, err := ice.NewMultiUDPMuxFromPort(port, muxOptions(cfg)...)
		if err != nil {
			return nil, errors.Join(fmt.Errorf("listen for media on UDP port %d: %w", port, err), f.closePorts())
		}
		f.muxes = append(f.muxes, mux)
	}
	if err := f.configure(cfg); err != nil {
		return nil, errors.Join(err, f.closePorts())
	}
	f.work.Go(f.keep)
	f.work.Go(f.grant)
	return f, nil
}

func (f *Forwarder) configure(cfg Config) error {
	e := &f.engine
	e.LoggerFactory = quiet()
	if cfg.Net == nil { // else every leg would list the machine's interfaces again
		machine, err := stdnet.NewNet()
		if err != nil {
			return fmt.Errorf("list network interfaces: %w", err)
		}
		cfg.Net = machine
	}
	e.SetNet(cfg.Net)
	e.SetIncludeLoopbackCandidate(cfg.Loopback)
	e.SetICEMulticastDNSMode(ice.MulticastDNSModeDisabled)
	e.SetICETimeouts(iceDisconnected, iceFailed, iceKeepalive)
	// Streams are dealt with as they come; nobody waits for the first packet of one.
	e.SetFireOnTrackBeforeFirstRTP(true)
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
	return errors.Join(setPublic(e, cfg.PublicIPs), secure(e))
}

func muxOptions(cfg Config) []ice.UDPMuxFromPortOption {
	options := []ice.UDPMuxFromPortOption{
		ice.UDPMuxFromPortWithLogger(quiet().NewLogger("ice")),
		ice.UDPMuxFromPortWithReadBufferSize(socketBuffer), ice.UDPMuxFromPortWithWriteBufferSize(socketBuffer),
	}
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

// connection makes the peer connection of a leg. Each has an engine of its own, so that the numbers
// of its streams are its own.
func (f *Forwarder) connection(b buffers, h264 bool) (*webrtc.PeerConnection, error) {
	engine := f.engine
	engine.SetICEUDPMux(f.muxes[int(f.turn.Add(1))%len(f.muxes)])
	api, err := f.api(engine, b, h264)
	if err != nil {
		return nil, err
	}
	certificate, err := f.badge.show(time.Now())
	if err != nil {
		return nil, err
	}
	pc, err := api.NewPeerConnection(webrtc.Configuration{Certificates: []webrtc.Certificate{certificate}})
	if err != nil {
		return nil, fmt.Errorf("new peer connection: %w", err)
	}
	return pc, nil
}

// enlist and discharge tell the keeper whom to look after.
func (f *Forwarder) enlist(l *leg) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.legs[l] = struct{}{}
}

func (f *Forwarder) discharge(l *leg) {
	f.mu.Lock()
	defer f.mu.Unlock()
	delete(f.legs, l)
}

// Close frees the ports. Legs still open lose their path.
func (f *Forwarder) Close() error {
	f.once.Do(func() { close(f.closing) })
	f.work.Wait()
	return f.closePorts()
}

func (f *Forwarder) closePorts() error {
	var errs []error
	for _, mux := range f.muxes {
		errs = append(errs, mux.Close())
	}
	if f.tcp != nil {
		errs = append(errs, f.tcp.Close())
	}
	return errors.Join(errs...)
}
