package signalingtest

import (
	"context"
	"sync"
	"testing"

	"majlis/signaling"
)

// Registry keeps which of several servers each room lives on.
type Registry struct {
	mu    sync.Mutex
	homes map[signaling.RoomID]string
	err   error
}

// Give makes the server with that socket the home of a room, whoever had it.
func (r *Registry) Give(room signaling.RoomID, url string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.homes == nil {
		r.homes = map[signaling.RoomID]string{}
	}
	r.homes[room] = url
}

// Fail makes every later question fail with err.
func (r *Registry) Fail(err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.err = err
}

// homes is the Registry as one server asks it.
type homes struct {
	registry *Registry
	url      string
}

// Claim implements signaling.Homes.
func (h homes) Claim(_ context.Context, room signaling.RoomID) (string, error) {
	h.registry.mu.Lock()
	url, err := h.registry.homes[room], h.registry.err
	h.registry.mu.Unlock()
	if url == "" {
		h.registry.Give(room, h.url)
		return "", err
	}
	if url == h.url {
		return "", err
	}
	return url, err
}

// NewWorldAt opens one of several servers that share a registry.
func NewWorldAt(t testing.TB, registry *Registry, url string) *World {
	t.Helper()
	return newWorld(t, homes{registry, url}, nil)
}

// Come brings somebody over from another server with the token of a move.
func (w *World) Come(from *Peer, moveToken string) *Peer {
	w.t.Helper()
	p, err := w.tryJoin(from.token, map[string]any{"ticket": from.token, "offer": Offer, "moveToken": moveToken, "device": device})
	if err != nil {
		w.t.Fatalf("come over: %v", err)
	}
	return p
}
