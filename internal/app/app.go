package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"strings"
	"sync"
	"time"

	"majlis/internal/audit"
	"majlis/internal/config"
	"majlis/internal/jobs"
)

// drainFor is how long a stopping node waits for what is under way.
const drainFor = 30 * time.Second

// Node is one running server.
type Node struct {
	url       string
	name      string
	startedAt time.Time
	log       *slog.Logger
	database  *database
	services  *services
	rooms     *rooms
	jobs      *jobs.Client
	metrics   *metrics
	servers   []*http.Server
	cancel    context.CancelFunc // ends what runs beside the servers
	beside    sync.WaitGroup
	failed    chan error
}

// Serve runs a node until ctx ends, then drains it.
func Serve(ctx context.Context, c config.Config, log *slog.Logger) error {
	node, err := Start(ctx, c, log)
	if err != nil {
		return err
	}
	if c.Demo {
		if err := node.printGuide(ctx, os.Stdout); err != nil {
			log.Warn("the demonstration's guide could not be made", "error", err)
		}
	}
	var cause error
	select {
	case <-ctx.Done():
		log.Info("stopping")
	case cause = <-node.failed:
	case <-node.database.lost():
		cause = errors.New("the program's own PostgreSQL has ended")
	}
	stop, cancel := context.WithTimeout(context.WithoutCancel(ctx), drainFor)
	defer cancel()
	return errors.Join(cause, node.Stop(stop))
}

// Start brings a node up: database, jobs, rooms, site. The caller Stops it.
func Start(ctx context.Context, c config.Config, log *slog.Logger) (*Node, error) {
	n := &Node{log: log, metrics: newMetrics(), failed: make(chan error, 4)}
	if err := n.start(ctx, c); err != nil {
		stop, cancel := context.WithTimeout(context.WithoutCancel(ctx), drainFor)
		defer cancel()
		return nil, errors.Join(err, n.Stop(stop))
	}
	return n, nil
}

func (n *Node) start(ctx context.Context, c config.Config) error {
	listener, err := net.Listen("tcp", c.Listen)
	if err != nil {
		return fmt.Errorf("listen: %w", err)
	}
	site, err := n.build(ctx, &c, listener.Addr())
	if err != nil {
		_ = listener.Close()
		return err
	}
	n.run(c, listener, site)
	return n.serveMetrics(c)
}

// build makes everything that the site answers with.
func (n *Node) build(ctx context.Context, c *config.Config, bound net.Addr) (http.Handler, error) {
	n.url, n.name = withPort(c.PublicOrigin, bound), c.NodeName
	c.PublicOrigin, c.Among.URL = n.url, withPort(c.Among.URL, bound)
	sender, phone, err := newSender(*c)
	if err != nil {
		return nil, err
	}
	if n.database, err = openDatabase(ctx, *c, n.log); err != nil {
		return nil, err
	}
	if n.services, err = newServices(*c, n.database.DB, present(*c, n.database.DB, sender), n.log); err != nil {
		return nil, err
	}
	n.startedAt = n.services.now()
	if err := n.services.days.Refresh(ctx); err != nil {
		return nil, err
	}
	if c.Demo {
		if err := loadDemonstration(ctx, *c, n.database.DB, n.services, n.log); err != nil {
			return nil, fmt.Errorf("load the demonstration data: %w", err)
		}
	}
	if n.rooms, err = newRooms(*c, n.database.DB, n.services, n.url, n.log); err != nil {
		return nil, err
	}
	if err := n.rooms.keeper.Enter(ctx); err != nil {
		return nil, err
	}
	n.jobs = newJobs(*c, n.database.DB, n.services, n.log)
	if err := n.jobs.Start(ctx); err != nil {
		return nil, fmt.Errorf("start the jobs: %w", err)
	}
	return n.site(*c, phone)
}

// run starts the site and what works beside it.
func (n *Node) run(c config.Config, listener net.Listener, site http.Handler) {
	beside, cancel := context.WithCancel(context.Background())
	n.cancel = cancel
	n.aside(func() { n.rooms.sitting.Keep(beside) })
	n.runNode(beside)
	if n.rooms.recorder != nil {
		n.aside(func() { n.rooms.recorder.keep(beside) })
	}
	n.aside(func() {
		n.services.days.Keep(beside, n.database.CalendarChanges(beside), func(err error) { n.log.Warn("the calendar could not be read again", "error", err) })
	})
	n.aside(func() { audit.Sealer{Book: n.database.AuditLog(), Log: n.log}.Run(beside) })
	n.serve(listener, site, c)
	n.log.Info("ready", "url", n.url)
}

func (n *Node) aside(do func()) {
	n.beside.Add(1)
	go func() {
		defer n.beside.Done()
		do()
	}()
}

// serve answers on listener until the node stops.
func (n *Node) serve(listener net.Listener, handler http.Handler, c config.Config) {
	server := &http.Server{Handler: handler, ReadHeaderTimeout: 10 * time.Second, IdleTimeout: 2 * time.Minute, ErrorLog: slog.NewLogLogger(n.log.Handler(), slog.LevelDebug)}
	n.servers = append(n.servers, server)
	n.aside(func() {
		err := serveOn(server, listener, c)
		if !errors.Is(err, http.ErrServerClosed) {
			n.failed <- fmt.Errorf("serve %s: %w", listener.Addr(), err)
		}
	})
}

func serveOn(server *http.Server, listener net.Listener, c config.Config) error {
	if c.Certificate == nil {
		return server.Serve(listener)
	}
	server.TLSConfig = tlsConfig(*c.Certificate)
	return server.ServeTLS(listener, "", "")
}

// URL is the public origin actually in use.
func (n *Node) URL() string { return n.url }

// Stop drains the node: no new work, rooms told, jobs finished, then the database closed.
func (n *Node) Stop(ctx context.Context) error {
	var wrong []error
	if n.rooms != nil {
		wrong = append(wrong, n.leaveRooms(ctx))
	}
	for _, server := range n.servers {
		wrong = append(wrong, server.Shutdown(ctx))
	}
	if n.jobs != nil {
		wrong = append(wrong, n.jobs.Stop(ctx))
	}
	if n.cancel != nil {
		n.cancel()
	}
	n.beside.Wait()
	if n.database != nil {
		n.database.close()
	}
	return errors.Join(wrong...)
}

// withPort puts the bound port in place of the port 0 that was asked for.
func withPort(origin string, bound net.Addr) string {
	if !strings.HasSuffix(origin, ":0") {
		return origin
	}
	_, port, err := net.SplitHostPort(bound.String())
	if err != nil {
		return origin
	}
	return strings.TrimSuffix(origin, "0") + port
}
