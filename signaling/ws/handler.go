package ws

import (
	"context"
	"log/slog"
	"net/http"
	"slices"
	"time"

	"github.com/gorilla/websocket"

	"majlis/signaling"
)

// Subprotocol is the WebSocket subprotocol of docs/protocol.md.
const Subprotocol = "majlis.v1"

const (
	joinLimit  = 256 << 10        // bytes; the join alone may be this large
	frameLimit = 64 << 10         // bytes
	joinWithin = 10 * time.Second // from the upgrade to a good join
	joinTries  = 3
)

// Config says which sites' pages may open a socket, as browsers write them in the Origin header:
// "https://majlis.example". Also, which may be nil like Log, is asked about every other origin.
type Config struct {
	Origins []string
	Also    func(origin string) bool
	Log     *slog.Logger
}

func (c Config) allows(origin string) bool {
	return slices.Contains(c.Origins, origin) || c.Also != nil && c.Also(origin)
}

// Handler serves the WebSocket endpoint of hub. Closing the hub closes its sockets.
func Handler(hub *signaling.Hub, cfg Config) http.Handler {
	if cfg.Log == nil {
		cfg.Log = slog.New(slog.DiscardHandler)
	}
	allowed := func(r *http.Request) bool { return cfg.allows(r.Header.Get("Origin")) }
	upgrader := websocket.Upgrader{
		Subprotocols: []string{Subprotocol},
		CheckOrigin:  allowed,
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		conn, err := upgrader.Upgrade(w, r, nil) // answers the client itself when it fails
		if err != nil {
			return
		}
		s := newSocket(conn)
		serve(r.Context(), hub, s, cfg.Log)
		s.finish()
	})
}

// serve runs a socket until it closes.
func serve(ctx context.Context, hub *signaling.Hub, s *socket, log *slog.Logger) {
	c, err := join(ctx, hub, s)
	if err != nil {
		if signaling.CodeOf(err) == "internal" {
			log.Error("join failed", "error", err)
		}
		s.Close(signaling.CodeOf(err))
		return
	}
	if c == nil {
		return
	}
	defer c.Lost()
	s.conn.SetReadLimit(frameLimit)
	s.keepAlive()
	for {
		frame, err := s.read()
		if err != nil {
			return
		}
		if err := c.Receive(ctx, frame); err != nil {
			s.Close(signaling.CodeOf(err))
			return
		}
	}
}

// join reads until a join succeeds. A nil connection without an error: the socket is gone.
func join(ctx context.Context, hub *signaling.Hub, s *socket) (*signaling.Connection, error) {
	s.conn.SetReadLimit(joinLimit)
	s.expect(joinWithin)
	var refusal error
	for range joinTries {
		frame, err := s.read()
		if timedOut(err) {
			return nil, signaling.ErrMessage
		}
		if err != nil {
			return nil, nil
		}
		c, err := hub.Join(ctx, s, frame)
		if err == nil {
			return c, nil
		}
		if err := s.Send(signaling.JoinError(err)); err != nil {
			return nil, nil
		}
		refusal = err
		if !again(err) {
			break
		}
	}
	return nil, refusal
}

// again tells whether a client may mend its join on the same socket.
func again(err error) bool {
	code := signaling.CodeOf(err)
	return code == "unknownConnection" || code == "offerInvalid"
}
