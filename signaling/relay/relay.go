package relay

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/netip"
	"sync/atomic"
	"time"

	"github.com/pion/logging"
	"github.com/pion/turn/v5"

	"majlis/signaling/wire"
)

// Realm is what the server calls itself when it asks for a credential.
const Realm = "majlis"

// Config says where the relay listens and what it may reach. Key and Media are required
// when Listen is not empty.
type Config struct {
	Key      []byte       // what credentials are made with; any node's own
	Host     string       // the name or address that browsers reach the relay by
	Listen   []netip.Addr // empty: no relay of one's own
	Port     int          // UDP and TCP; 0: any free one, for a single address only
	TLSPort  int          // as Port
	TLS      *tls.Config  // nil: no TLS
	Media    []Port
	External *External // nil: none
	Limits   Limits
	Now      func() time.Time
	Log      *slog.Logger
}

// Port is one of this node's media ports: where it is reached from this machine, and how
// browsers know it if they know it differently, behind a 1:1 NAT.
type Port struct {
	At     netip.AddrPort
	Public netip.AddrPort
}

// External is a TURN server of somebody else's, coturn with use-auth-secret for one.
type External struct {
	URLs   []string
	Secret []byte
}

// Limits bound what a connection, an address and everybody together may take. Zero
// values stand for the usual ones.
type Limits struct {
	CredentialFor     time.Duration // how long new things may be allocated with a credential: 15 min
	AllocationFor     time.Duration // until an allocation that is not refreshed ends: 10 min
	Allocations       int           // of everybody: 2,000
	OwnAllocations    int           // of one connection: 16
	OwnChannels       int           // of one allocation: 32
	OwnRate           int           // bytes a second of one connection, each way: 2.5 million
	Rate              int           // of everybody, each way: 125 million
	Strangers         int           // TCP connections that have not allocated yet: 512
	StrangersPerHost  int           // of one address: 32
	StrangersWithin   time.Duration // to allocate: 10 s
	GreetingsPerHost  int           // new TCP connections, or UDP messages of strangers, a second: 200
	GreetingsTogether int           // of everybody: 4,000
}

func (l Limits) usual() Limits {
	set(&l.CredentialFor, 15*time.Minute)
	set(&l.AllocationFor, 10*time.Minute)
	set(&l.Allocations, 2000)
	set(&l.OwnAllocations, 16)
	set(&l.OwnChannels, 32)
	set(&l.OwnRate, 2_500_000)
	set(&l.Rate, 125_000_000)
	set(&l.Strangers, 512)
	set(&l.StrangersPerHost, 32)
	set(&l.StrangersWithin, 10*time.Second)
	set(&l.GreetingsPerHost, 200)
	set(&l.GreetingsTogether, 4000)
	return l
}

func set[T comparable](value *T, usual T) {
	if *value == *new(T) {
		*value = usual
	}
}

// Relay is a running relay. It is safe for concurrent use; Close it when done.
type Relay struct {
	cfg     Config
	book    *book
	clients *clients
	peers   *peers
	server  *turn.Server
	urls    []string
	refused tally
	stop    context.CancelFunc
	done    chan struct{}
}

// New opens the ports.
func New(cfg Config) (*Relay, error) {
	cfg.Limits = cfg.Limits.usual()
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	if cfg.Log == nil {
		cfg.Log = slog.New(slog.DiscardHandler)
	}
	media, err := newPeers(cfg.Media)
	if err != nil {
		return nil, err
	}
	r := &Relay{cfg: cfg, peers: media, done: make(chan struct{})}
	r.book = newBook(cfg.Limits, cfg.Now)
	r.clients = newClients(cfg.Limits, &r.refused)
	if len(cfg.Listen) > 0 {
		if err := r.listen(); err != nil {
			return nil, err
		}
	}
	ctx, stop := context.WithCancel(context.Background())
	r.stop = stop
	go r.report(ctx)
	return r, nil
}

// listen opens every port and starts the server on them.
func (r *Relay) listen() error {
	if len(r.cfg.Key) == 0 || len(r.cfg.Media) == 0 {
		return errors.New("a relay needs a key and media ports")
	}
	ports, err := r.open()
	if err != nil {
		return err
	}
	r.urls = ports.urls
	r.server, err = turn.NewServer(turn.ServerConfig{
		PacketConnConfigs: ports.packets, ListenerConfigs: ports.streams,
		Realm: Realm, AuthHandler: r.authenticate, QuotaHandler: r.mayAllocate, EventHandler: r.events(),
		AllocationLifetime: r.cfg.Limits.AllocationFor, LoggerFactory: quiet(),
	})
	if err != nil {
		return errors.Join(fmt.Errorf("start the relay: %w", err), ports.close())
	}
	return nil
}

// quiet keeps Pion's own lines, which name addresses, out of the log.
func quiet() logging.LoggerFactory {
	return &logging.DefaultLoggerFactory{Writer: io.Discard, DefaultLogLevel: logging.LogLevelDisabled}
}

// Servers gives the ways around a firewall to a connection, with a fresh credential of
// its own. Until is when its ticket ends, which is how long a server elsewhere, that
// cannot know of a connection's end, takes it.
func (r *Relay) Servers(connection string, until time.Time) []wire.ICEServer {
	var servers []wire.ICEServer
	name := newName()
	if r.server != nil {
		name = r.book.enter(connection)
		user := username(r.cfg.Now().Add(r.cfg.Limits.CredentialFor), name)
		servers = append(servers, wire.ICEServer{URLs: r.urls, Username: user, Credential: password(r.cfg.Key, user)})
	}
	if e := r.cfg.External; e != nil {
		user := username(until, name)
		servers = append(servers, wire.ICEServer{URLs: e.URLs, Username: user, Credential: password(e.Secret, user)})
	}
	return servers
}

// Revoke ends a connection's credentials and everything allocated with them.
func (r *Relay) Revoke(connection string) {
	for _, t := range r.book.leave(connection) {
		_ = t.Close() // the server notices, and lets go of the client
	}
}

// Owns says whether a remote address of media is the relay's own: that participant comes
// through it.
func (r *Relay) Owns(address netip.AddrPort) bool { return r.book.relays(plainPort(address)) }

// Allocations is how many are open.
func (r *Relay) Allocations() int { return r.book.count() }

// Close ends every allocation and frees the ports.
func (r *Relay) Close() error {
	r.stop()
	<-r.done
	if r.server == nil {
		return nil
	}
	err := r.server.Close()
	r.clients.closeAll()
	for _, t := range r.book.close() {
		_ = t.Close() // ending is all that is wanted
	}
	if err != nil {
		return fmt.Errorf("close the relay: %w", err)
	}
	return nil
}

// tally counts what was refused, by reason.
type tally struct{ strangers, greetings, garbage, credentials, quota, peers, rate atomic.Uint64 }

func (t *tally) take() []any {
	var said []any
	for _, one := range []struct {
		name  string
		count *atomic.Uint64
	}{
		{"strangers", &t.strangers}, {"greetings", &t.greetings}, {"garbage", &t.garbage}, {"credentials", &t.credentials},
		{"quota", &t.quota}, {"peers", &t.peers}, {"rate", &t.rate},
	} {
		if n := one.count.Swap(0); n > 0 {
			said = append(said, slog.Uint64(one.name, n))
		}
	}
	return said
}

const reportEvery = time.Minute

// report logs once a minute what was refused: counts by reason, and nobody's address.
func (r *Relay) report(ctx context.Context) {
	defer close(r.done)
	tick := time.NewTicker(reportEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			if said := r.refused.take(); len(said) > 0 {
				r.cfg.Log.Warn("relay refused", said...)
			}
		}
	}
}
