package node_test

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"majlis/booking"
	"majlis/internal/node"
)

// A memory is a Store of servers in one process, with the clock of the test's bubble.
type memory struct {
	mu     sync.Mutex
	away   bool          // nothing can be asked
	up     time.Duration // how long it was not away, as far as anybody beat
	ticked time.Time
	last   node.ID
	nodes  map[node.ID]*node.Node
	leases map[node.ID]time.Duration
	homes  map[string]node.Home
}

var errAway = errors.New("the database is away")

func newMemory() *memory {
	return &memory{nodes: map[node.ID]*node.Node{}, leases: map[node.ID]time.Duration{}, homes: map[string]node.Home{}, ticked: time.Now()}
}

// use takes the lock, and moves the clock when it is a beat that asks.
func (m *memory) use(beat bool) (unlock func(), err error) {
	m.mu.Lock()
	if m.away {
		m.mu.Unlock()
		return nil, errAway
	}
	if beat {
		m.up, m.ticked = m.now(), time.Now()
	}
	return m.mu.Unlock, nil
}

func (m *memory) now() time.Duration {
	if since := time.Since(m.ticked); since <= 3*time.Second {
		return m.up + since
	}
	return m.up
}

func (m *memory) setAway(away bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.away = away
}

func (m *memory) Enter(_ context.Context, name, url string) (node.ID, error) {
	unlock, err := m.use(true)
	if err != nil {
		return 0, err
	}
	defer unlock()
	for id, n := range m.nodes {
		if n.URL == url && n.Name != name && m.leases[id] > m.now() {
			return 0, node.ErrTaken
		}
		if n.URL == url {
			delete(m.nodes, id)
		}
	}
	m.last++
	m.nodes[m.last] = &node.Node{ID: m.last, Name: name, URL: url}
	m.leases[m.last] = m.now() + node.LeaseFor
	return m.last, nil
}

func (m *memory) Beat(_ context.Context, id node.ID) (node.Pulse, error) {
	unlock, err := m.use(true)
	if err != nil {
		return node.Pulse{}, err
	}
	defer unlock()
	self, ok := m.nodes[id]
	if !ok {
		return node.Pulse{}, booking.ErrNotFound
	}
	m.leases[id] = m.now() + node.LeaseFor
	p := node.Pulse{Draining: self.Draining, Rooms: map[string]int64{}}
	for room, home := range m.homes {
		if home.Node == id {
			p.Rooms[room] = home.Epoch
		}
	}
	for other, n := range m.nodes {
		copied := *n
		copied.Alive = m.leases[other] > m.now()
		p.Nodes = append(p.Nodes, copied)
	}
	return p, nil
}

func (m *memory) Leave(_ context.Context, id node.ID) error {
	unlock, err := m.use(false)
	if err != nil {
		return err
	}
	defer unlock()
	delete(m.nodes, id)
	return nil
}

func (m *memory) SetDraining(_ context.Context, id node.ID, draining bool) error {
	unlock, err := m.use(false)
	if err != nil {
		return err
	}
	defer unlock()
	m.nodes[id].Draining = draining
	return nil
}

func (m *memory) HomeOf(_ context.Context, room string) (node.Home, error) {
	unlock, err := m.use(false)
	if err != nil {
		return node.Home{}, err
	}
	defer unlock()
	return m.home(room), nil
}

func (m *memory) home(room string) node.Home {
	h := m.homes[room]
	if n := m.nodes[h.Node]; n != nil {
		h.URL, h.Left = n.URL, m.leases[h.Node]-m.now()
	} else {
		h.Node = 0
	}
	return h
}

func (m *memory) Take(_ context.Context, room string, id node.ID) (node.Home, error) {
	unlock, err := m.use(false)
	if err != nil {
		return node.Home{}, err
	}
	defer unlock()
	if h := m.home(room); h.Left > 0 {
		return h, nil
	}
	m.homes[room] = node.Home{Node: id, Epoch: m.homes[room].Epoch + 1}
	return m.home(room), nil
}

func (m *memory) Give(_ context.Context, room string, from node.ID, epoch int64, to node.ID) error {
	unlock, err := m.use(false)
	if err != nil {
		return err
	}
	defer unlock()
	if h := m.homes[room]; h.Node != from || h.Epoch != epoch {
		return node.ErrDeposed
	}
	m.homes[room] = node.Home{Node: to, Epoch: epoch + 1}
	return nil
}

func (m *memory) Hold(_ context.Context, room string, id node.ID, epoch int64) error {
	unlock, err := m.use(false)
	if err != nil {
		return err
	}
	defer unlock()
	if h := m.homes[room]; h.Node != id || h.Epoch != epoch {
		return node.ErrDeposed
	}
	return nil
}

func (m *memory) InTx(ctx context.Context, do func(ctx context.Context) error) error { return do(ctx) }

// opened are the rooms of one server, and what became of them.
type opened struct {
	mu      sync.Mutex
	moved   map[string]string
	deposed map[string]string
}

func (o *opened) Move(_ context.Context, room, socket string) error {
	time.Sleep(2 * time.Second) // in the bubble: its people take their time
	o.mu.Lock()
	defer o.mu.Unlock()
	o.moved[room] = socket
	return nil
}

func (o *opened) Depose(room, socket string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.deposed[room] = socket
}

// A server is a keeper that beats until it is stopped.
type server struct {
	*node.Keeper
	rooms *opened
	stop  context.CancelFunc
}

func start(t *testing.T, m *memory, name string) server {
	t.Helper()
	s := server{rooms: &opened{moved: map[string]string{}, deposed: map[string]string{}}}
	s.Keeper = node.New(node.Config{Store: m, Tx: m, Rooms: s.rooms, Name: name, URL: "http://" + name, Log: slog.New(slog.DiscardHandler)})
	if err := s.Enter(t.Context()); err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	s.stop = stop
	var running sync.WaitGroup
	running.Go(func() {
		if err := s.Run(ctx); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	})
	t.Cleanup(func() {
		stop()
		running.Wait()
	})
	return s
}

// claims asks a server for a room and fails unless it is where it should be: "" for here.
func claims(t *testing.T, s server, room, want string) time.Duration {
	t.Helper()
	began := time.Now()
	got, err := s.Claim(t.Context(), room)
	if err != nil || got != want {
		t.Fatalf("%s is at %q, %v; want %q", room, got, err, want)
	}
	return time.Since(began)
}

func TestKeeper_Claim(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := newMemory()
		a, b := start(t, m, "a"), start(t, m, "b")
		claims(t, a, "one", "")
		claims(t, b, "one", "ws://a/socket")
		claims(t, b, "two", "")
		m.setAway(true)
		claims(t, a, "one", "") // without asking
		if _, err := a.Claim(t.Context(), "three"); !errors.Is(err, errAway) {
			t.Errorf("a new room without the database: %v", err)
		}
	})
}

func TestKeeper_Claim_WaitsForTheDead(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := newMemory()
		a, b := start(t, m, "a"), start(t, m, "b")
		claims(t, a, "one", "")
		time.Sleep(10*time.Second + time.Millisecond) // just after a beat of both
		a.stop()
		time.Sleep(time.Second)
		claims(t, b, "one", "ws://a/socket") // nothing is odd yet
		time.Sleep(3 * time.Second)
		if took := claims(t, b, "one", ""); took < time.Second || took > 3*time.Second {
			t.Errorf("taken over after %s of waiting", took)
		}
		if epoch, mine := b.Mine("one"); !mine || epoch != 2 {
			t.Errorf("under epoch %d", epoch)
		}
	})
}

func TestKeeper_NobodyIsDeposedWhileTheDatabaseIsAway(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := newMemory()
		a, b := start(t, m, "a"), start(t, m, "b")
		claims(t, a, "one", "")
		time.Sleep(time.Minute)
		m.setAway(true)
		time.Sleep(10 * time.Minute)
		m.setAway(false)
		claims(t, b, "one", "ws://a/socket")
		time.Sleep(time.Minute)
		claims(t, b, "one", "ws://a/socket")
		if len(a.rooms.deposed) > 0 {
			t.Errorf("deposed %v", a.rooms.deposed)
		}
	})
}

func TestKeeper_Deposed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := newMemory()
		a, b := start(t, m, "a"), start(t, m, "b")
		claims(t, a, "one", "")
		if err := m.Give(t.Context(), "one", 1, 1, 2); err != nil {
			t.Fatal(err)
		}
		wrote := false
		err := a.Fenced(t.Context(), "one", func(context.Context) error { wrote = true; return nil })
		if !errors.Is(err, node.ErrDeposed) || wrote {
			t.Errorf("a deposed home writes: %v", err)
		}
		time.Sleep(time.Second)
		synctest.Wait()
		if got := a.rooms.deposed["one"]; got != "ws://b/socket" {
			t.Errorf("its people were sent to %q", got)
		}
		claims(t, b, "one", "")
		if err := b.Fenced(t.Context(), "one", func(context.Context) error { return nil }); err != nil {
			t.Errorf("the home cannot write: %v", err)
		}
		if err := b.Release(t.Context(), "one"); err != nil {
			t.Fatal(err)
		}
		claims(t, a, "one", "")
	})
}

func TestKeeper_Drain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := newMemory()
		a := start(t, m, "a")
		claims(t, a, "one", "")
		claims(t, a, "two", "")
		if err := a.Drain(t.Context()); err != nil || len(a.rooms.moved) > 0 || len(a.Held()) != 2 {
			t.Fatalf("alone: %v, moved %v", err, a.rooms.moved)
		}
		b, c := start(t, m, "b"), start(t, m, "c")
		time.Sleep(5 * time.Second)
		synctest.Wait()
		if len(a.rooms.moved) != 2 || len(a.Held()) != 0 || a.rooms.moved["one"] == a.rooms.moved["two"] {
			t.Fatalf("moved %v, to each of two servers one", a.rooms.moved)
		}
		for _, s := range []server{b, c} {
			for room, socket := range a.rooms.moved {
				claims(t, s, room, map[bool]string{false: socket}[socket == s.Sockets()[0]])
			}
		}
		if socket, err := a.Claim(t.Context(), "three"); err != nil || socket == "" {
			t.Errorf("a draining server takes a room: %q, %v", socket, err)
		}
		if sockets := a.Sockets(); len(sockets) != 3 || sockets[2] != "ws://a/socket" {
			t.Errorf("pages are told of %v", sockets)
		}
		if !a.Retiring() || b.Retiring() {
			t.Error("who retires is not known")
		}
		if err := m.SetDraining(t.Context(), 1, false); err != nil {
			t.Fatal(err)
		}
		a.Nudge()
		time.Sleep(time.Second)
		claims(t, a, "four", "")
	})
}

func TestKeeper_Enter(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := newMemory()
		a := start(t, m, "a")
		claims(t, a, "one", "")
		time.Sleep(3 * time.Second)
		m.mu.Lock()
		delete(m.nodes, 1) // as when the database was restored from a copy
		m.mu.Unlock()
		time.Sleep(3 * time.Second)
		synctest.Wait()
		if _, gone := a.rooms.deposed["one"]; !gone {
			t.Error("a room of a life that is over goes on")
		}
		claims(t, a, "one", "")
		a.stop()
		began := time.Now()
		other := node.New(node.Config{Store: m, Tx: m, Rooms: &opened{}, Name: "new", URL: "http://a", Log: slog.New(slog.DiscardHandler)})
		if err := other.Enter(t.Context()); err != nil {
			t.Fatal(err)
		}
		if waited := time.Since(began); waited < 4*time.Second || waited > 12*time.Second {
			t.Errorf("waited %s for the former holder of the address", waited)
		}
	})
}
