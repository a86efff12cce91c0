package node

import (
	"context"
	"errors"
	"time"
)

// ID names a server's life: another start is another ID.
type ID int64

// ErrDeposed refuses what only a room's home may do: the room lives elsewhere now.
var ErrDeposed = errors.New("the room has another home")

// ErrTaken refuses a server whose address another living one has.
var ErrTaken = errors.New("another server has this address")

// A Node is a server as the others see it.
type Node struct {
	ID          ID
	Name        string
	URL         string // scheme and host
	StartedAt   time.Time
	HeartbeatAt time.Time
	Alive       bool
	Draining    bool
	Rooms       int
}

// A Home is where a room lives. Node 0: nowhere yet.
type Home struct {
	Node  ID
	URL   string
	Epoch int64
	Left  time.Duration // until the node is dead, unless it beats before
}

// A Pulse is what a beat brings back.
type Pulse struct {
	Draining bool
	Rooms    map[string]int64 // this server's own, with their epochs
	Nodes    []Node           // all, this one too
}

// Store keeps servers and homes.
type Store interface {
	// Enter writes down a new life of the server; its former one under the same name is over.
	Enter(ctx context.Context, name, url string) (ID, error)
	// Beat prolongs the server's lease. booking.ErrNotFound: it is not known any more.
	Beat(ctx context.Context, id ID) (Pulse, error)
	// Leave forgets the server; its rooms are free at once.
	Leave(ctx context.Context, id ID) error
	// SetDraining tells a server to give its rooms away, or to take some again.
	SetDraining(ctx context.Context, id ID, draining bool) error
	Homes
}

// Homes keeps which room lives where.
type Homes interface {
	HomeOf(ctx context.Context, room string) (Home, error)
	// Take makes the server the home of a room that has none, or a dead one, and answers who is it then.
	Take(ctx context.Context, room string, id ID) (Home, error)
	// Give makes another server the home, 0 for none; ErrDeposed when the epoch is not the room's any more.
	Give(ctx context.Context, room string, from ID, epoch int64, to ID) error
	// Hold keeps the room at its home until the context's transaction ends, or fails with ErrDeposed.
	Hold(ctx context.Context, room string, id ID, epoch int64) error
}
