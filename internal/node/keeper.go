package node

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"majlis/booking"
)

// The rhythm of beats, and how long a lease lasts beyond one; docs/protocol.md names both.
const (
	BeatEvery = 2 * time.Second
	LeaseFor  = 6 * time.Second
)

const (
	suspectAt   = 3 * time.Second        // a home whose lease has less left has fallen silent
	lookAgain   = 250 * time.Millisecond // at a silent home
	claimWithin = 8 * time.Second        // then the client is sent to the silent home all the same
	beatWithin  = 5 * time.Second
	beatAgain   = 500 * time.Millisecond // after a beat that failed
)

// Rooms are the rooms that are open on this server.
type Rooms interface {
	// Move brings a room's people over to the server with that socket; it returns when they have gone.
	Move(ctx context.Context, room, socket string) error
	// Depose closes a room that lives elsewhere now; socket is "" while nobody knows where.
	Depose(room, socket string)
}

// Tx runs a transaction.
type Tx interface {
	InTx(ctx context.Context, do func(ctx context.Context) error) error
}

// Config is what a Keeper needs. URL is how browsers reach this very server.
type Config struct {
	Store Store
	Tx    Tx
	Rooms Rooms
	Name  string
	URL   string
	Log   *slog.Logger
}

// Keeper is this server among its equals. It is safe for concurrent use.
type Keeper struct {
	cfg   Config
	nudge chan struct{} // beat now
	moves sync.WaitGroup
	one   sync.Mutex // one beat at a time

	mu       sync.Mutex
	id       ID
	held     map[string]int64 // epochs of the rooms that live here
	nodes    []Node
	draining bool
}

// New makes a Keeper; Enter before anything else.
func New(c Config) *Keeper {
	return &Keeper{cfg: c, nudge: make(chan struct{}, 1), held: map[string]int64{}}
}

// Enter writes this server down. Where a former life under another name still has the address it
// waits until that one is dead.
func (k *Keeper) Enter(ctx context.Context) error {
	for {
		id, err := k.cfg.Store.Enter(ctx, k.cfg.Name, k.cfg.URL)
		if err == nil {
			k.mu.Lock()
			k.id = id
			k.mu.Unlock()
			return k.beat(ctx)
		}
		if !errors.Is(err, ErrTaken) {
			return fmt.Errorf("enter as a server: %w", err)
		}
		k.cfg.Log.Warn("another server has this address: waiting until it is gone, or give each its own --node-url", "url", k.cfg.URL)
		if !pause(ctx, BeatEvery) {
			return fmt.Errorf("enter as a server at %s: %w", k.cfg.URL, err)
		}
	}
}

// Run beats until ctx ends. It fails when another server has taken this one's place.
func (k *Keeper) Run(ctx context.Context) error {
	next, silent := BeatEvery, false
	for {
		select {
		case <-ctx.Done():
			k.moves.Wait()
			return nil
		case <-k.nudge:
		case <-time.After(next):
		}
		within, cancel := context.WithTimeout(ctx, beatWithin)
		err := k.beat(within)
		cancel()
		next = BeatEvery
		switch {
		case ctx.Err() != nil:
		case errors.Is(err, ErrTaken):
			return err
		case err != nil:
			next = beatAgain
			if !silent {
				k.cfg.Log.Warn("this server cannot say that it lives", "error", err)
			}
		case silent:
			k.cfg.Log.Warn("this server says again that it lives")
		}
		silent = err != nil
	}
}

// Nudge has the next beat come at once: something was changed that concerns this server.
func (k *Keeper) Nudge() {
	select {
	case k.nudge <- struct{}{}:
	default:
	}
}

// beat says that this server lives, and acts on what it hears.
func (k *Keeper) beat(ctx context.Context) error {
	k.one.Lock()
	defer k.one.Unlock()
	id := k.self()
	before := k.epochs() // what is claimed while the beat is under way, the pulse may not know
	pulse, err := k.cfg.Store.Beat(ctx, id)
	if errors.Is(err, booking.ErrNotFound) {
		// Somebody restored the database, or took this server for dead for long: a new life.
		if id, err = k.cfg.Store.Enter(ctx, k.cfg.Name, k.cfg.URL); err != nil {
			return fmt.Errorf("enter again: %w", err)
		}
		pulse, err = k.cfg.Store.Beat(ctx, id)
	}
	if err != nil {
		return fmt.Errorf("beat: %w", err)
	}
	k.mu.Lock()
	k.id, k.nodes, k.draining = id, pulse.Nodes, pulse.Draining
	var lost []string
	for room, epoch := range before {
		if k.held[room] == epoch && pulse.Rooms[room] != epoch {
			lost = append(lost, room)
			delete(k.held, room)
		}
	}
	drain := k.draining && len(k.held) > 0
	k.mu.Unlock()
	for _, room := range lost {
		k.depose(ctx, room)
	}
	if drain {
		k.giveAway(ctx)
	}
	return nil
}

// depose closes a room that another server has.
func (k *Keeper) depose(ctx context.Context, room string) {
	socket := ""
	if home, err := k.cfg.Store.HomeOf(ctx, room); err == nil && home.Node != 0 && home.Left > 0 {
		socket = SocketOf(home.URL)
	}
	k.cfg.Log.Warn("a room has another home now", "room", room, "socket", socket)
	k.cfg.Rooms.Depose(room, socket)
}

func (k *Keeper) epochs() map[string]int64 {
	k.mu.Lock()
	defer k.mu.Unlock()
	return maps.Clone(k.held)
}

func (k *Keeper) self() ID {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.id
}

// Mine tells whether the room lives here, as far as this server knows, and under which epoch.
func (k *Keeper) Mine(room string) (epoch int64, mine bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	epoch, mine = k.held[room]
	return epoch, mine
}

// Fenced runs a write that only the room's home may make, in one transaction with the proof that this
// server is it. ErrDeposed: it is not.
func (k *Keeper) Fenced(ctx context.Context, room string, do func(ctx context.Context) error) error {
	epoch, mine := k.Mine(room)
	if !mine {
		return ErrDeposed
	}
	err := k.cfg.Tx.InTx(ctx, func(ctx context.Context) error {
		if err := k.cfg.Store.Hold(ctx, room, k.self(), epoch); err != nil {
			return err
		}
		return do(ctx)
	})
	if errors.Is(err, ErrDeposed) {
		k.Nudge()
	}
	return err
}

// Nodes lists the servers as last heard of.
func (k *Keeper) Nodes() []Node {
	k.mu.Lock()
	defer k.mu.Unlock()
	return slices.Clone(k.nodes)
}

// Retiring tells whether this server gives its rooms away and another one takes people.
func (k *Keeper) Retiring() bool {
	_, another := k.target()
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.draining && another
}

// Sockets lists the sockets of all living servers: this one's first, unless it gives its rooms away.
func (k *Keeper) Sockets() []string {
	own := SocketOf(k.cfg.URL)
	k.mu.Lock()
	defer k.mu.Unlock()
	var sockets []string
	for _, n := range k.nodes {
		if n.Alive && n.ID != k.id && !n.Draining {
			sockets = append(sockets, SocketOf(n.URL))
		}
	}
	if k.draining {
		return append(sockets, own)
	}
	return append([]string{own}, sockets...)
}

// Release lets go of a room that nobody needs any more: whoever is dialled next takes it.
func (k *Keeper) Release(ctx context.Context, room string) error {
	k.mu.Lock()
	epoch, mine := k.held[room]
	delete(k.held, room)
	k.mu.Unlock()
	if !mine {
		return nil
	}
	if err := k.cfg.Store.Give(ctx, room, k.self(), epoch, 0); err != nil && !errors.Is(err, ErrDeposed) {
		return fmt.Errorf("release %s: %w", room, err)
	}
	return nil
}

// Held lists the rooms that live here.
func (k *Keeper) Held() []string {
	k.mu.Lock()
	defer k.mu.Unlock()
	return slices.Sorted(maps.Keys(k.held))
}

// Leave forgets this server; whatever rooms it still has are free at once.
func (k *Keeper) Leave(ctx context.Context) error {
	if err := k.cfg.Store.Leave(ctx, k.self()); err != nil {
		return fmt.Errorf("leave as a server: %w", err)
	}
	return nil
}

// SocketOf is the socket of the server with that address.
func SocketOf(url string) string { return "ws" + strings.TrimPrefix(url, "http") + "/socket" }

func pause(ctx context.Context, d time.Duration) bool {
	select {
	case <-ctx.Done():
		return false
	case <-time.After(d):
		return true
	}
}
