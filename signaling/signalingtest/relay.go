package signalingtest

import (
	"sync"
	"time"

	"majlis/signaling/wire"
)

// Relay is a signaling.Relay that remembers who may use it.
type Relay struct {
	mu    sync.Mutex
	given map[string]int
}

// Servers counts one more credential of the connection.
func (r *Relay) Servers(connection string, until time.Time) []wire.ICEServer {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.given == nil {
		r.given = map[string]int{}
	}
	r.given[connection]++
	return []wire.ICEServer{{URLs: []string{"turn:relay.test"}, Username: until.UTC().Format(time.RFC3339), Credential: connection}}
}

// Revoke forgets the connection.
func (r *Relay) Revoke(connection string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.given, connection)
}

// Given is how many credentials each connection holds that has not ended.
func (r *Relay) Given() []int {
	r.mu.Lock()
	defer r.mu.Unlock()
	var counts []int
	for _, n := range r.given {
		counts = append(counts, n)
	}
	return counts
}
