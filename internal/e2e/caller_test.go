package e2e

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gorilla/websocket"
	"github.com/pion/logging"
	"github.com/pion/rtp"
	"github.com/pion/webrtc/v4"

	"majlis/signaling/wire"
)

// A caller is a participant in code that does what a page does when servers come and go: it redials,
// goes where it is sent, and moves. It sends sound and pictures and notes when pictures come.
type caller struct {
	t      *testing.T
	ticket string
	doors  []string

	mu      sync.Mutex
	at      int // the door in use
	live    *place
	next    *place
	closed  bool
	over    chan struct{} // closed with it
	joins   int
	moves   int
	seenAt  time.Time     // the last picture on the connection in use
	longest time.Duration // without one, since calm
	work    sync.WaitGroup
}

// place is one connection of a caller.
type place struct {
	door   string
	socket *websocket.Conn
	pc     *webrtc.PeerConnection
	stop   chan struct{}
	once   sync.Once

	write sync.Mutex
	seq   uint64
	heard atomic.Uint64
}

// call brings somebody in and keeps them in until the test ends.
func call(t *testing.T, ticket string, doors ...string) *caller {
	c := &caller{t: t, ticket: ticket, doors: slices.Clone(doors), over: make(chan struct{})}
	t.Cleanup(c.hangUp)
	c.work.Go(c.redial)
	return c
}

func (c *caller) hangUp() {
	c.mu.Lock()
	c.closed = true
	close(c.over)
	places := []*place{c.live, c.next}
	c.mu.Unlock()
	for _, p := range places {
		if p != nil {
			p.close()
		}
	}
	c.work.Wait()
}

var redials = []time.Duration{0, 300 * time.Millisecond, 1200 * time.Millisecond, 2700 * time.Millisecond, 4800 * time.Millisecond, 7 * time.Second}

// redial dials until somebody takes the caller in, by the rules of docs/protocol.md.
func (c *caller) redial() {
	bounces := 0
	for attempt := 0; ; {
		c.mu.Lock()
		door, closed := c.doors[c.at], c.closed
		c.mu.Unlock()
		if closed {
			return
		}
		p, url, err := c.enter(door, "")
		switch {
		case err == nil:
			c.mu.Lock()
			c.live = p
			c.joins++
			c.mu.Unlock()
			c.work.Go(func() { c.listen(p) })
			return
		case url != "" && bounces < 4:
			bounces++
			c.mu.Lock()
			c.at = slices.Index(c.doors, url)
			if c.at < 0 {
				c.doors, c.at = append(c.doors, url), len(c.doors)
			}
			c.mu.Unlock()
			continue
		}
		c.t.Logf("dialled %s: %v", door, err)
		bounces = 0
		wait := redials[min(attempt, len(redials)-1)]
		select {
		case <-c.over:
		case <-time.After(wait + time.Duration(float64(wait)*0.3*rand.Float64())):
		}
		c.mu.Lock()
		if attempt > 0 {
			c.at = (c.at + 1) % len(c.doors)
		}
		c.mu.Unlock()
		attempt++
	}
}

// errBye is a server's goodbye.
var errBye = errors.New("bye")

// enter opens one connection; url is where the server says that the room is.
func (c *caller) enter(door, moveToken string) (p *place, url string, err error) {
	dialer := websocket.Dialer{Subprotocols: []string{"majlis.v1"}, HandshakeTimeout: 4 * time.Second}
	socket, _, err := dialer.Dial(door, http.Header{"Origin": {strings.TrimSuffix("http"+strings.TrimPrefix(door, "ws"), "/socket")}})
	if err != nil {
		return nil, "", err
	}
	p = &place{door: door, socket: socket, stop: make(chan struct{})}
	defer func(opened *place) {
		if err != nil {
			opened.close()
		}
	}(p)
	if err = c.openPeer(p); err != nil {
		return nil, "", err
	}
	offer, err := p.pc.CreateOffer(nil)
	if err == nil {
		err = p.pc.SetLocalDescription(offer)
	}
	if err != nil {
		return nil, "", err
	}
	join := wire.Join{Ticket: c.ticket, Offer: offer.SDP, MoveToken: moveToken, Device: wire.Device{Camera: "ok", Microphone: "ok"}}
	if err = socket.WriteMessage(websocket.TextMessage, wire.Frame("join", 0, 0, join)); err != nil {
		return nil, "", err
	}
	_ = socket.SetReadDeadline(time.Now().Add(12 * time.Second))
	e, err := p.read()
	if err != nil {
		return nil, "", err
	}
	if e.Type != "joined" {
		var bye wire.Bye
		_ = json.Unmarshal(e.Data, &bye)
		return nil, bye.URL, fmt.Errorf("%w: %s %s", errBye, e.Type, e.Data)
	}
	var joined wire.Joined
	if err = json.Unmarshal(e.Data, &joined); err != nil {
		return nil, "", err
	}
	err = p.pc.SetRemoteDescription(webrtc.SessionDescription{Type: webrtc.SDPTypeAnswer, SDP: joined.Answer})
	return p, "", err
}

// listen hears what the server says until the connection is over, and does what a page would.
func (c *caller) listen(p *place) {
	for {
		_ = p.socket.SetReadDeadline(time.Now().Add(12 * time.Second))
		e, err := p.read()
		if err != nil {
			break
		}
		switch e.Type {
		case "move":
			var m wire.Move
			_ = json.Unmarshal(e.Data, &m)
			c.work.Go(func() { c.move(m) })
		case "live":
			c.takeOver(p)
		case "bye":
			c.goodbye(e)
		}
	}
	p.close()
	c.mu.Lock()
	mine := c.live == p && !c.closed
	if next := c.next; mine && next != nil {
		c.live, c.next, mine = next, nil, false
	}
	if c.next == p {
		c.next = nil
	}
	c.mu.Unlock()
	if mine {
		c.redial()
	}
}

// goodbye notes where the room has gone.
func (c *caller) goodbye(e wire.Envelope) {
	var bye wire.Bye
	_ = json.Unmarshal(e.Data, &bye)
	c.mu.Lock()
	defer c.mu.Unlock()
	if at := slices.Index(c.doors, bye.URL); at >= 0 {
		c.at = at
	}
}

func (c *caller) move(m wire.Move) {
	p, _, err := c.enter(m.URL, m.Token)
	if err != nil {
		c.t.Logf("could not come over: %v", err)
		return
	}
	c.mu.Lock()
	c.next = p
	c.at = max(slices.Index(c.doors, m.URL), 0)
	c.mu.Unlock()
	c.listen(p)
}

func (c *caller) takeOver(p *place) {
	c.mu.Lock()
	old := c.live
	if c.next != p {
		c.mu.Unlock()
		return
	}
	c.live, c.next = p, nil
	c.moves++
	c.mu.Unlock()
	_ = old.send("leave", nil)
}

// saw notes a picture that came.
func (c *caller) saw(p *place) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if p != c.live {
		return
	}
	now := time.Now()
	if !c.seenAt.IsZero() {
		c.longest = max(c.longest, now.Sub(c.seenAt))
	}
	c.seenAt = now
}

// calm forgets how long there was no picture.
func (c *caller) calm() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.longest = 0
}

// missing is the longest time without a picture since calm, up to now.
func (c *caller) missing() time.Duration {
	c.mu.Lock()
	defer c.mu.Unlock()
	return max(c.longest, time.Since(c.seenAt))
}

// sees tells whether a picture came after the given time.
func (c *caller) sees(after time.Time) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.seenAt.After(after)
}

func (c *caller) in() bool { return c.joinedTimes() > 0 }

// joinedTimes is how often the caller was taken in by dialling.
func (c *caller) joinedTimes() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.joins
}

func (c *caller) movedTimes() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.moves
}

// command sends a command without waiting for its answer.
func (c *caller) command(kind string, data any) {
	c.mu.Lock()
	p := c.live
	c.mu.Unlock()
	if err := p.send(kind, data); err != nil {
		c.t.Error(err)
	}
}

func (p *place) send(kind string, data any) error {
	p.write.Lock()
	defer p.write.Unlock()
	p.seq++
	return p.socket.WriteMessage(websocket.TextMessage, wire.Frame(kind, p.seq, p.heard.Load(), data))
}

func (p *place) read() (wire.Envelope, error) {
	var e wire.Envelope
	_, frame, err := p.socket.ReadMessage()
	if err == nil {
		err = json.Unmarshal(frame, &e)
	}
	p.heard.Store(max(p.heard.Load(), e.Seq))
	return e, err
}

func (p *place) close() {
	p.once.Do(func() {
		close(p.stop)
		_ = p.socket.Close()
		if p.pc != nil {
			_ = p.pc.Close()
		}
	})
}

// openPeer makes the peer connection with the lanes of docs/protocol.md.
func (c *caller) openPeer(p *place) error {
	media := &webrtc.MediaEngine{}
	if err := media.RegisterDefaultCodecs(); err != nil {
		return err
	}
	engine := webrtc.SettingEngine{LoggerFactory: &logging.DefaultLoggerFactory{Writer: io.Discard}}
	engine.SetIncludeLoopbackCandidate(true)
	engine.SetNetworkTypes([]webrtc.NetworkType{webrtc.NetworkTypeUDP4})
	engine.SetIPFilter(net.IP.IsLoopback)
	var err error
	p.pc, err = webrtc.NewAPI(webrtc.WithSettingEngine(engine), webrtc.WithMediaEngine(media)).NewPeerConnection(
		webrtc.Configuration{BundlePolicy: webrtc.BundlePolicyMaxBundle})
	if err != nil {
		return err
	}
	var camera *webrtc.TrackLocalStaticRTP
	for i, mime := range []string{webrtc.MimeTypeOpus, webrtc.MimeTypeVP8, webrtc.MimeTypeVP8} {
		track, err := webrtc.NewTrackLocalStaticRTP(webrtc.RTPCodecCapability{MimeType: mime}, fmt.Sprint("own", i), "own")
		if err != nil {
			return err
		}
		if _, err := p.pc.AddTransceiverFromTrack(track, webrtc.RTPTransceiverInit{Direction: webrtc.RTPTransceiverDirectionSendonly}); err != nil {
			return err
		}
		if i == 1 {
			camera = track
		}
	}
	for i := range 13 {
		kind := webrtc.RTPCodecTypeVideo
		if i%2 == 0 && i < 12 {
			kind = webrtc.RTPCodecTypeAudio
		}
		if _, err := p.pc.AddTransceiverFromKind(kind, webrtc.RTPTransceiverInit{Direction: webrtc.RTPTransceiverDirectionRecvonly}); err != nil {
			return err
		}
	}
	p.pc.OnTrack(func(track *webrtc.TrackRemote, _ *webrtc.RTPReceiver) {
		for {
			if _, _, err := track.ReadRTP(); err != nil {
				return
			}
			if track.Kind() == webrtc.RTPCodecTypeVideo {
				c.saw(p)
			}
		}
	})
	c.work.Go(func() { p.film(camera) })
	c.work.Go(p.beat)
	return nil
}

func (p *place) beat() {
	tick := time.NewTicker(5 * time.Second)
	defer tick.Stop()
	for {
		select {
		case <-p.stop:
			return
		case <-tick.C:
			p.write.Lock()
			_ = p.socket.WriteMessage(websocket.TextMessage, wire.Frame("heartbeat", 0, p.heard.Load(), wire.Heartbeat{SentAt: time.Now().UnixMilli()}))
			p.write.Unlock()
		}
	}
}

// film sends 30 key frames a second, each one packet: a VP8 descriptor with a picture number, and the
// head of a key frame of 640 by 360.
func (p *place) film(camera *webrtc.TrackLocalStaticRTP) {
	tick := time.NewTicker(time.Second / 30)
	defer tick.Stop()
	packet := rtp.Packet{Header: rtp.Header{Version: 2, Marker: true}, Payload: make([]byte, 200)}
	copy(packet.Payload, []byte{0x90, 0x80, 0x80, 0, 0x10, 0, 0, 0x9d, 0x01, 0x2a, 0x80, 0x02, 0x68, 0x01})
	for n := uint16(1); ; n++ {
		select {
		case <-p.stop:
			return
		case <-tick.C:
		}
		packet.SequenceNumber, packet.Timestamp = n, packet.Timestamp+3000
		packet.Payload[2], packet.Payload[3] = 0x80|byte(n>>8)&0x7f, byte(n)
		_ = camera.WriteRTP(&packet) // nobody is connected yet, or any more
	}
}
