package bot

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"time"

	"github.com/gorilla/websocket"

	"majlis/signaling/wire"
)

// subprotocol and the rhythms are those of docs/protocol.md.
const (
	subprotocol    = "majlis.v1"
	heartbeatEvery = 5 * time.Second
	silentFor      = 12 * time.Second // after which a socket is lost
	answerWithin   = 10 * time.Second
)

// redials are the waits before each attempt to take a lost socket up again; the last one repeats.
var redials = []time.Duration{0, 300 * time.Millisecond, 1200 * time.Millisecond, 2700 * time.Millisecond, 4800 * time.Millisecond, 7 * time.Second}

// line is a bot's connection for words, which outlives its socket.
type line struct {
	over chan struct{} // closed when there will be no socket any more
	news news          // a lost socket was taken up again
	once sync.Once

	mu           sync.Mutex
	conn         *websocket.Conn
	connectionID string
	sent, heard  uint64 // seq
	replies      map[uint64]chan error
	end          error
	closed       bool
	resumed      int
}

func newLine() line { return line{over: make(chan struct{}), replies: map[uint64]chan error{}} }

// enter dials, joins and returns the answer. The line is then looked after until the bot closes.
func (b *Bot) enter(ctx context.Context) (string, error) {
	conn, joined, err := b.dial(ctx, wire.Join{Ticket: b.cfg.Token, Offer: b.offer, Device: wire.Device{Camera: "ok", Microphone: "ok"}})
	if err != nil {
		return "", err
	}
	b.line.take(conn, joined)
	b.work.Go(b.keep)
	b.work.Go(b.beat)
	return joined.Answer, nil
}

// dial opens a socket and joins on it.
func (b *Bot) dial(ctx context.Context, j wire.Join) (*websocket.Conn, wire.Joined, error) {
	dialer := websocket.Dialer{Subprotocols: []string{subprotocol}, TLSClientConfig: b.cfg.TLS, HandshakeTimeout: answerWithin}
	conn, response, err := dialer.DialContext(ctx, b.cfg.URL, http.Header{"Origin": {b.cfg.Origin}})
	if err != nil {
		if response != nil {
			return nil, wire.Joined{}, fmt.Errorf("dial the room: HTTP status %d: %w", response.StatusCode, err)
		}
		return nil, wire.Joined{}, fmt.Errorf("dial the room: %w", err)
	}
	stop := context.AfterFunc(ctx, func() { _ = conn.Close() })
	defer stop()
	joined, err := firstWords(conn, j)
	if err != nil {
		_ = conn.Close()
		if ctx.Err() != nil {
			err = ctx.Err()
		}
		return nil, wire.Joined{}, err
	}
	return conn, joined, nil
}

// firstWords sends the join and waits for what answers it.
func firstWords(conn *websocket.Conn, j wire.Join) (wire.Joined, error) {
	if err := conn.WriteMessage(websocket.TextMessage, wire.Frame("join", 0, 0, j)); err != nil {
		return wire.Joined{}, fmt.Errorf("send the join: %w", err)
	}
	for {
		e, err := read(conn)
		if err != nil {
			return wire.Joined{}, fmt.Errorf("wait for the answer: %w", err)
		}
		switch e.Type {
		case "joined":
			var joined wire.Joined
			return joined, json.Unmarshal(e.Data, &joined)
		case "error", "bye":
			return wire.Joined{}, refusal(e)
		}
	}
}

// read takes the next message; unknown members are ignored, as clients do.
func read(conn *websocket.Conn) (wire.Envelope, error) {
	var e wire.Envelope
	_, frame, err := conn.ReadMessage()
	if err != nil {
		return e, err
	}
	return e, json.Unmarshal(frame, &e)
}

// refusal is the error that an error or a bye tells.
func refusal(e wire.Envelope) error {
	var said struct{ Code string }
	if err := json.Unmarshal(e.Data, &said); err != nil {
		return err
	}
	return fmt.Errorf("%w: %s", ErrRefused, said.Code)
}

// take puts a new socket under the line.
func (l *line) take(conn *websocket.Conn, joined wire.Joined) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.conn, l.connectionID = conn, joined.ConnectionID
	if l.closed {
		_ = conn.Close()
	}
}

// keep reads the socket, and takes it up again when it is lost.
func (b *Bot) keep() {
	for {
		err := b.line.listen()
		if b.ctx.Err() == nil && !errors.Is(err, ErrGone) {
			err = b.resume()
		}
		if err != nil {
			b.line.finish(err)
			return
		}
	}
}

// listen reads until the socket is lost, or, with ErrGone, closed by the server.
func (l *line) listen() error {
	l.mu.Lock()
	conn := l.conn
	l.mu.Unlock()
	for {
		// An error means that the socket is closed, which the read tells.
		_ = conn.SetReadDeadline(time.Now().Add(silentFor))
		e, err := read(conn)
		if err != nil {
			return fmt.Errorf("read: %w", err)
		}
		if e.Type == "bye" {
			return fmt.Errorf("%w: %w", ErrGone, refusal(e))
		}
		l.hear(e)
	}
}

// hear notes a message and answers what waits for it.
func (l *line) hear(e wire.Envelope) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.heard = max(l.heard, e.Seq)
	if e.Type != "done" && e.Type != "error" {
		return
	}
	var about struct{ Re uint64 }
	if json.Unmarshal(e.Data, &about) != nil {
		return
	}
	if reply, ok := l.replies[about.Re]; ok {
		delete(l.replies, about.Re)
		if e.Type == "error" {
			reply <- refusal(e)
		}
		close(reply)
	}
}

// resume dials until the server knows the connection again or refuses it.
func (b *Bot) resume() error {
	for attempt := 0; ; attempt++ {
		select {
		case <-time.After(redials[min(attempt, len(redials)-1)]):
		case <-b.ctx.Done():
			return b.ctx.Err()
		}
		b.line.mu.Lock()
		j := wire.Join{Ticket: b.cfg.Token, ConnectionID: b.line.connectionID, LastSeq: b.line.heard, Device: wire.Device{Camera: "ok", Microphone: "ok"}}
		b.line.mu.Unlock()
		ctx, cancel := context.WithTimeout(b.ctx, answerWithin)
		conn, joined, err := b.dial(ctx, j)
		cancel()
		if err == nil {
			b.line.take(conn, joined)
			b.line.mu.Lock()
			b.line.resumed++
			b.line.mu.Unlock()
			b.line.news.tell()
			return nil
		}
		if errors.Is(err, ErrRefused) {
			return fmt.Errorf("%w: %w", ErrGone, err)
		}
	}
}

// beat sends the heartbeats.
func (b *Bot) beat() {
	tick := time.NewTicker(heartbeatEvery)
	defer tick.Stop()
	for {
		select {
		case <-tick.C:
			// A failed write is a lost socket, which the reader finds.
			_ = b.line.write("heartbeat", 0, wire.Heartbeat{SentAt: now().Milliseconds()})
		case <-b.ctx.Done():
			return
		}
	}
}

func (l *line) write(kind string, seq uint64, data any) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.writeLocked(kind, seq, data)
}

func (l *line) writeLocked(kind string, seq uint64, data any) error {
	if l.conn == nil {
		return ErrGone
	}
	if err := l.conn.SetWriteDeadline(time.Now().Add(answerWithin)); err != nil {
		return fmt.Errorf("write: %w", err)
	}
	if err := l.conn.WriteMessage(websocket.TextMessage, wire.Frame(kind, seq, l.heard, data)); err != nil {
		return fmt.Errorf("write: %w", err)
	}
	return nil
}

// Command sends a command of docs/protocol.md and waits for its answer; an error in ErrRefused names
// the code.
func (b *Bot) Command(ctx context.Context, kind string, data any) error {
	reply := make(chan error, 1)
	l := &b.line
	l.mu.Lock()
	l.sent++
	seq := l.sent
	l.replies[seq] = reply
	err := l.writeLocked(kind, seq, data)
	l.mu.Unlock()
	if err != nil {
		return fmt.Errorf("%s: %w", kind, err)
	}
	select {
	case err := <-reply:
		if err != nil {
			return fmt.Errorf("%s: %w", kind, err)
		}
		return nil
	case <-l.over:
		return l.cause()
	case <-ctx.Done():
		return fmt.Errorf("%s: %w", kind, ctx.Err())
	}
}

// CutSocket loses the socket, as a bad network does. The bot takes it up again by itself.
func (b *Bot) CutSocket() {
	b.line.mu.Lock()
	defer b.line.mu.Unlock()
	if b.line.conn != nil {
		_ = b.line.conn.UnderlyingConn().Close()
	}
}

// BackAgain waits until a lost socket was taken up again so many times in all.
func (b *Bot) BackAgain(ctx context.Context, times int) error {
	return b.await(ctx, &b.line.news, func() bool {
		b.line.mu.Lock()
		defer b.line.mu.Unlock()
		return b.line.resumed >= times
	})
}

// leave says goodbye and lets the server close.
func (l *line) leave() {
	l.mu.Lock()
	l.sent++
	err := l.writeLocked("leave", l.sent, nil)
	l.mu.Unlock()
	if err != nil {
		return
	}
	select {
	case <-l.over:
	case <-time.After(answerWithin):
	}
}

func (l *line) close() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.closed = true
	if l.conn != nil {
		_ = l.conn.Close()
	}
}

// finish says why there is no line any more.
func (l *line) finish(err error) {
	l.mu.Lock()
	l.end = err
	if l.conn != nil {
		_ = l.conn.Close()
	}
	l.mu.Unlock()
	l.once.Do(func() { close(l.over) })
}

func (l *line) cause() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.end
}
