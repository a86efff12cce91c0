package rig

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"time"

	"majlis/signaling"
	"majlis/signaling/bot"
	"majlis/signaling/sfu"
	"majlis/signaling/ws"
)

// Config says where a Server listens. The zero value takes free ports of the loopback interface.
type Config struct {
	Listen  string // of the sockets
	UDPPort int    // of media
	Key     []byte // at least 32 bytes
	Log     *slog.Logger
}

// Rooms are the rooms that bots make up: a hub of their own, whose gate takes their tickets alone.
type Rooms struct {
	hub    *signaling.Hub
	socket http.Handler
}

// NewRooms opens no room yet; it makes the hub on media that may be shared with other hubs. key is the
// deployment's, origins are the sites whose pages the bots say to be.
func NewRooms(media signaling.Media, key []byte, origins []string, log *slog.Logger) (*Rooms, error) {
	signer, err := NewSigner(key)
	if err != nil {
		return nil, err
	}
	floor := &Floor{}
	hub := signaling.NewHub(signaling.Config{Gate: Gate{signer}, Media: media, Floor: floor, Observer: floor, Log: log})
	floor.Attach(hub)
	return &Rooms{hub: hub, socket: ws.Handler(hub, ws.Config{Origins: origins, Log: log})}, nil
}

// ServeHTTP is the socket.
func (r *Rooms) ServeHTTP(w http.ResponseWriter, q *http.Request) { r.socket.ServeHTTP(w, q) }

// Snapshot describes the rooms as of now.
func (r *Rooms) Snapshot() []signaling.RoomSnapshot { return r.hub.Snapshot() }

// Close sees everybody out.
func (r *Rooms) Close() { r.hub.Close() }

// Server is signaling and media without an office: no database, no pages, and only the rooms that
// bots make up.
type Server struct {
	*Rooms
	media  *sfu.Forwarder
	http   *http.Server
	served chan error
	url    string
}

// Start brings a server up; Close it.
func Start(cfg Config) (*Server, error) {
	if cfg.Listen == "" {
		cfg.Listen = "127.0.0.1:0"
	}
	media, err := sfu.New(sfu.Config{UDPPort: cfg.UDPPort, Loopback: true})
	if err != nil {
		return nil, fmt.Errorf("open the media port: %w", err)
	}
	listener, err := net.Listen("tcp", cfg.Listen)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("listen: %w", err), media.Close())
	}
	rooms, err := NewRooms(media, cfg.Key, []string{"http://" + listener.Addr().String()}, cfg.Log)
	if err != nil {
		return nil, errors.Join(err, listener.Close(), media.Close())
	}
	s := &Server{
		Rooms: rooms, media: media, served: make(chan error, 1), url: "ws://" + listener.Addr().String() + "/room",
		http: &http.Server{Handler: rooms, ReadHeaderTimeout: 10 * time.Second},
	}
	go func() { s.served <- s.http.Serve(listener) }()
	return s, nil
}

// URL is the address of the rooms' socket.
func (s *Server) URL() string { return s.url }

// Close sees everybody out and frees the ports.
func (s *Server) Close() error {
	s.Rooms.Close()
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	err := s.http.Shutdown(ctx)
	if failed := <-s.served; !errors.Is(failed, http.ErrServerClosed) {
		err = errors.Join(err, failed)
	}
	return errors.Join(err, s.media.Close())
}

// Site is how bots reach the rooms at url.
func Site(url string, key []byte) (bot.Site, error) {
	signer, err := NewSigner(key)
	if err != nil {
		return bot.Site{}, err
	}
	return bot.Site{URL: url, Sign: signer.Sign}, nil
}
