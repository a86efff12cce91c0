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

// Server is signaling and media without an office: no database, no pages, and only the rooms that
// bots make up.
type Server struct {
	hub    *signaling.Hub
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
	signer, err := NewSigner(cfg.Key)
	if err != nil {
		return nil, err
	}
	media, err := sfu.New(sfu.Config{UDPPort: cfg.UDPPort, Loopback: true})
	if err != nil {
		return nil, fmt.Errorf("open the media port: %w", err)
	}
	listener, err := net.Listen("tcp", cfg.Listen)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("listen: %w", err), media.Close())
	}
	floor := &Floor{}
	s := &Server{
		media: media, served: make(chan error, 1), url: "ws://" + listener.Addr().String() + "/room",
		hub: signaling.NewHub(signaling.Config{Gate: Gate{signer}, Media: media, Floor: floor, Observer: floor, Log: cfg.Log}),
	}
	floor.Attach(s.hub)
	s.http = &http.Server{
		Handler:           ws.Handler(s.hub, ws.Config{Origins: []string{"http://" + listener.Addr().String()}, Log: cfg.Log}),
		ReadHeaderTimeout: 10 * time.Second,
	}
	go func() { s.served <- s.http.Serve(listener) }()
	return s, nil
}

// URL is the address of the rooms' socket.
func (s *Server) URL() string { return s.url }

// Hub is the server's rooms.
func (s *Server) Hub() *signaling.Hub { return s.hub }

// Close sees everybody out and frees the ports.
func (s *Server) Close() error {
	s.hub.Close()
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	err := s.http.Shutdown(ctx)
	if failed := <-s.served; !errors.Is(failed, http.ErrServerClosed) {
		err = errors.Join(err, failed)
	}
	return errors.Join(err, s.media.Close())
}

// Site is how bots reach the server.
func Site(url string, key []byte) (bot.Site, error) {
	signer, err := NewSigner(key)
	if err != nil {
		return bot.Site{}, err
	}
	return bot.Site{URL: url, Sign: signer.Sign}, nil
}
