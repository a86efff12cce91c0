package bot

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/url"
	"sync"
	"sync/atomic"
	"time"

	"github.com/pion/rtcp"
	"github.com/pion/rtp"
	"github.com/pion/transport/v5/packetio"
	"github.com/pion/webrtc/v4"
)

// Config is what one bot needs.
type Config struct {
	URL    string      // of the room's socket, ws:// or wss://
	Origin string      // what the bot says it is a page of; empty: the site of URL
	TLS    *tls.Config // nil: the machine's own roots
	Token  string      // the ticket
	Number uint32      // on every packet; no two bots that hear each other share one
	Load   Load
}

// The ways a join fails.
var (
	// ErrRefused is wrapped by what the server refuses: a join or a command. The text names its code.
	ErrRefused = errors.New("refused")
	// ErrGone is returned once the server has closed the connection for good.
	ErrGone = errors.New("the server closed the connection")
)

// Bot is one participant. Make it with New, then Join.
type Bot struct {
	cfg      Config
	pc       *webrtc.PeerConnection
	offer    string
	sources  [3]*source // microphone, camera, and a screen that stays empty
	tally    *tally
	feedback *feedback
	line     line

	ctx    context.Context // ends with the bot
	cancel context.CancelFunc
	work   sync.WaitGroup

	dialledAt, joinedAt, connectedAt atomic.Int64
	path                             news
}

// New prepares a bot, its offer included, as a page does before it dials. Close it.
func New(cfg Config) (*Bot, error) { return newBot(cfg, &window{}) }

func newBot(cfg Config, w *window) (*Bot, error) {
	u, err := url.Parse(cfg.URL)
	if err != nil {
		return nil, fmt.Errorf("room's address: %w", err)
	}
	if cfg.Origin == "" {
		cfg.Origin = siteOf(u)
	}
	cfg.Load = cfg.Load.filled()
	b := &Bot{cfg: cfg, tally: newTally(w), feedback: newFeedback(cfg.Number), line: newLine()}
	b.ctx, b.cancel = context.WithCancel(context.Background())
	wide := &atomic.Uint32{}
	for i := range b.sources {
		b.sources[i] = newSource(cfg.Number, i > 0, cfg.Load, w)
		b.sources[i].wide, b.sources[i].agreed = wide, b.feedback.agree
	}
	b.sources[2].id = "screen"
	if b.pc, err = newPeer(b.open, isLocal(u.Hostname()), b.sources); err != nil {
		return nil, err
	}
	b.pc.OnConnectionStateChange(b.follow)
	if err := b.describe(); err != nil {
		return nil, errors.Join(err, b.pc.Close())
	}
	return b, nil
}

func (b *Bot) describe() error {
	offer, err := b.pc.CreateOffer(nil)
	if err != nil {
		return fmt.Errorf("make the offer: %w", err)
	}
	if err := b.pc.SetLocalDescription(offer); err != nil {
		return fmt.Errorf("set the offer: %w", err)
	}
	b.offer = offer.SDP
	return nil
}

// siteOf is the web site that a room's address belongs to.
func siteOf(u *url.URL) string {
	scheme := "https://"
	if u.Scheme == "ws" {
		scheme = "http://"
	}
	return scheme + u.Host
}

func isLocal(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// follow notes that the path is up and begins to send.
func (b *Bot) follow(state webrtc.PeerConnectionState) {
	if state != webrtc.PeerConnectionStateConnected || !b.connectedAt.CompareAndSwap(0, int64(now())) {
		return
	}
	b.path.tell()
	b.work.Go(b.report)
	var sending []*source
	if !b.cfg.Load.NoAudio {
		sending = append(sending, b.sources[0])
	}
	if !b.cfg.Load.NoVideo {
		sending = append(sending, b.sources[1])
	}
	if len(sending) > 0 {
		b.work.Go(func() { play(b.ctx, sending) })
	}
}

// open is Pion's factory of buffers: everything that arrives ends here.
func (b *Bot) open(kind packetio.BufferPacketType, _ uint32) io.ReadWriteCloser {
	if kind == packetio.RTCPBufferPacket {
		return newSink(b.takeReport)
	}
	return newSink(b.takeMedia)
}

// takeMedia counts a packet.
func (b *Bot) takeMedia(p []byte) {
	var h rtp.Header
	n, err := h.Unmarshal(p)
	if err != nil {
		return
	}
	at, payload := now(), p[n:]
	b.feedback.take(&h, at)
	s, ok := readStamp(payload)
	if !ok && len(payload) > videoHead {
		s, ok = readStamp(payload[videoHead:])
	}
	if ok && b.tally.take(s, at) {
		// Not from this goroutine: whoever closes the peer connection waits for it and holds a lock that
		// sending takes. A request that is lost is sent again, for as long as no key frame comes.
		go func() { _ = b.pc.WriteRTCP([]rtcp.Packet{&rtcp.PictureLossIndication{MediaSSRC: h.SSRC}}) }()
	}
}

// takeReport looks for requests of key frames.
func (b *Bot) takeReport(p []byte) {
	packets, err := rtcp.Unmarshal(p)
	if err != nil {
		return
	}
	for _, p := range packets {
		switch p.(type) {
		case *rtcp.PictureLossIndication, *rtcp.FullIntraRequest:
			b.sources[1].want.Store(true)
		}
	}
}

// Number is the number on the bot's packets.
func (b *Bot) Number() uint32 { return b.cfg.Number }

// Join dials and joins; it returns once the server has answered. An error in ErrRefused names why.
func (b *Bot) Join(ctx context.Context) error {
	b.dialledAt.Store(int64(now()))
	answer, err := b.enter(ctx)
	if err != nil {
		return err
	}
	b.joinedAt.Store(int64(now()))
	if err := b.pc.SetRemoteDescription(webrtc.SessionDescription{Type: webrtc.SDPTypeAnswer, SDP: answer}); err != nil {
		return fmt.Errorf("take the answer: %w", err)
	}
	return nil
}

// Connected waits until the media path is up.
func (b *Bot) Connected(ctx context.Context) error {
	return b.await(ctx, &b.path, func() bool { return b.connectedAt.Load() != 0 })
}

// await waits until a condition holds that changes when n tells so.
func (b *Bot) await(ctx context.Context, n *news, holds func() bool) error {
	for {
		next := n.wait()
		if holds() {
			return nil
		}
		select {
		case <-next:
		case <-b.line.over:
			return b.line.cause()
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// since tells how long after the dial something was.
func (b *Bot) since(at time.Duration) time.Duration { return at - time.Duration(b.dialledAt.Load()) }

// Hears waits until sound of another bot has come, and Sees until a whole key frame has.
func (b *Bot) Hears(ctx context.Context, other uint32) error {
	return b.await(ctx, &b.tally.news, func() bool { return b.tally.of(other).sound.firstAt != 0 })
}

// Sees waits until a whole key frame of another bot has come.
func (b *Bot) Sees(ctx context.Context, other uint32) error {
	return b.await(ctx, &b.tally.news, func() bool { return b.tally.of(other).picture.keyAt != 0 })
}

// Leave says goodbye and closes.
func (b *Bot) Leave() error {
	b.line.leave()
	return b.Close()
}

// Close ends the bot without a word, as a page that is closed does.
func (b *Bot) Close() error {
	b.cancel()
	b.line.close()
	err := b.pc.Close()
	b.work.Wait()
	if err != nil {
		return fmt.Errorf("close peer connection: %w", err)
	}
	return nil
}
