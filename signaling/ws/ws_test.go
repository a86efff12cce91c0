package ws

import (
	"context"
	"encoding/json"
	"errors"
	"net"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gorilla/websocket"
	"go.uber.org/goleak"

	"majlis/signaling"
	"majlis/signaling/signalingtest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const (
	origin  = "https://majlis.example"
	sibling = "https://b.majlis.example" // another server of the site
)

// pipes is a listener whose connections never leave the process, so that time can be faked.
type pipes struct {
	conns chan net.Conn
	done  chan struct{}
}

func (p *pipes) Accept() (net.Conn, error) {
	select {
	case c := <-p.conns:
		return c, nil
	case <-p.done:
		return nil, net.ErrClosed
	}
}

func (p *pipes) Close() error   { close(p.done); return nil }
func (p *pipes) Addr() net.Addr { return &net.TCPAddr{} }

// site is a server with a world of scripted peers behind it.
type site struct {
	*signalingtest.World
	t     *testing.T
	pipes *pipes
}

func newSite(t *testing.T) *site {
	t.Helper()
	return newSiteOf(t, signalingtest.NewWorld(t))
}

func newSiteOf(t *testing.T, world *signalingtest.World) *site {
	t.Helper()
	s := &site{World: world, t: t, pipes: &pipes{conns: make(chan net.Conn), done: make(chan struct{})}}
	server := &http.Server{Handler: Handler(s.Hub, Config{Origins: []string{origin}, Also: func(origin string) bool { return origin == sibling }})}
	served := make(chan struct{})
	go func() {
		defer close(served)
		if err := server.Serve(s.pipes); !errors.Is(err, http.ErrServerClosed) {
			t.Error(err)
		}
	}()
	t.Cleanup(func() {
		s.Hub.Close()
		if err := server.Close(); err != nil {
			t.Error(err)
		}
		<-served
	})
	return s
}

// dial opens a socket; the status is that of a refusal.
func (s *site) dial(from string) (*client, int) {
	s.t.Helper()
	dialer := websocket.Dialer{
		Subprotocols: []string{Subprotocol},
		NetDialContext: func(context.Context, string, string) (net.Conn, error) {
			ours, theirs := net.Pipe()
			s.pipes.conns <- theirs
			return ours, nil
		},
	}
	header := http.Header{}
	if from != "" {
		header.Set("Origin", from)
	}
	conn, response, err := dialer.Dial("ws://majlis.example/room", header)
	if err != nil {
		if response == nil {
			s.t.Fatal(err)
		}
		return nil, response.StatusCode
	}
	c := &client{t: s.t, conn: conn, frames: make(chan signalingtest.Message, 512), closed: make(chan struct{})}
	go c.run()
	s.t.Cleanup(func() {
		conn.Close()
		<-c.closed
	})
	return c, response.StatusCode
}

// client reads a socket in the background.
type client struct {
	t      *testing.T
	conn   *websocket.Conn
	frames chan signalingtest.Message
	closed chan struct{} // after which code says why
	code   int
}

func (c *client) run() {
	defer close(c.closed)
	for {
		var m signalingtest.Message
		if err := c.conn.ReadJSON(&m); err != nil {
			var e *websocket.CloseError
			if errors.As(err, &e) {
				c.code = e.Code
			}
			c.conn.Close()
			return
		}
		c.frames <- m
	}
}

func (c *client) send(kind string, seq int, data any) {
	c.t.Helper()
	text, err := json.Marshal(data)
	if err != nil {
		c.t.Fatal(err)
	}
	m := map[string]any{"type": kind, "data": json.RawMessage(text)}
	if seq > 0 {
		m["seq"] = seq
	}
	if err := c.conn.WriteJSON(m); err != nil {
		c.t.Fatal(err)
	}
}

func (c *client) join(token string) {
	c.t.Helper()
	c.send("join", 0, joinOf(token, signalingtest.Offer))
}

func joinOf(token, offer string) map[string]any {
	return map[string]any{
		"ticket": token, "offer": offer, "device": map[string]string{"camera": "ok", "microphone": "ok"},
	}
}

// expect waits for a message of that type.
func (c *client) expect(kind string) signalingtest.Message {
	c.t.Helper()
	for {
		select {
		case m := <-c.frames:
			if m.Type == kind {
				return m
			}
		case <-c.closed:
			for len(c.frames) > 0 {
				if m := <-c.frames; m.Type == kind {
					return m
				}
			}
			c.t.Fatalf("no %s before the close with %d", kind, c.code)
		}
	}
}

func (c *client) closedWith(code int) {
	c.t.Helper()
	<-c.closed
	if c.code != code {
		c.t.Errorf("closed with %d, want %d", c.code, code)
	}
}

func TestHandler_Origin(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSite(t)
		for from, want := range map[string]int{
			origin: http.StatusSwitchingProtocols, "https://evil.example": http.StatusForbidden,
			"": http.StatusForbidden, "null": http.StatusForbidden, origin + ".evil.example": http.StatusForbidden,
		} {
			if _, status := s.dial(from); status != want {
				t.Errorf("origin %q: status %d", from, status)
			}
		}
	})
}

func TestHandler_Elsewhere(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		registry := &signalingtest.Registry{}
		registry.Give("s1", "wss://b.majlis.example/socket")
		s := newSiteOf(t, signalingtest.NewWorldAt(t, registry, "wss://a.majlis.example/socket"))
		c, _ := s.dial(sibling)
		c.join(s.Token(signalingtest.Host("s1")))
		var bye struct{ Code, URL string }
		c.expect("bye").Into(t, &bye)
		if bye.Code != "elsewhere" || bye.URL != "wss://b.majlis.example/socket" {
			t.Errorf("told %+v", bye)
		}
		c.closedWith(4307)
	})
}

func TestHandler_JoinAndCommand(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSite(t)
		host, _ := s.dial(origin)
		if got := host.conn.Subprotocol(); got != Subprotocol {
			t.Errorf("subprotocol %q", got)
		}
		host.join(s.Token(signalingtest.Host("s1")))
		host.expect("joined")
		sara, _ := s.dial(origin)
		sara.join(s.Token(signalingtest.Citizen("s1", "a1", "sara")))
		sara.expect("joined")
		host.send("admit", 1, map[string]string{"audience": "a1"})
		host.expect("done")
		sara.expect("admitted")
		sara.send("leave", 1, nil)
		sara.expect("bye")
		sara.closedWith(websocket.CloseNormalClosure)
		s.Hub.Close()
		host.closedWith(websocket.CloseGoingAway)
	})
}

func TestHandler_Tickets(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSite(t)
		foreign, err := signaling.NewSigner([]byte(strings.Repeat("x", 32)))
		if err != nil {
			t.Fatal(err)
		}
		stolen, err := foreign.Sign(signalingtest.Host("s1"))
		if err != nil {
			t.Fatal(err)
		}
		early, late, over := signalingtest.Host("s1"), signalingtest.Host("s1"), signalingtest.Citizen("s1", "a9", "omar")
		early.NotBefore = time.Now().Add(time.Hour)
		late.Until = time.Now()
		if err := s.Hub.Room("s1").End("a9", "held"); err != nil {
			t.Fatal(err)
		}
		for name, c := range map[string]struct {
			token string
			close int
		}{
			"garbled":                {"x.y", 4401},
			"signed by another":      {stolen, 4401},
			"too early":              {s.Token(early), 4425},
			"expired":                {s.Token(late), 4410},
			"used after the end":     {s.Token(over), 4410},
			"changed after signing":  {s.Token(late)[1:], 4401},
			"an empty piece of text": {"", 4401},
		} {
			socket, _ := s.dial(origin)
			socket.join(c.token)
			socket.expect("error")
			<-socket.closed
			if socket.code != c.close {
				t.Errorf("%s: closed with %d, want %d", name, socket.code, c.close)
			}
		}
	})
}

func TestHandler_ATicketSeatsOnePersonOnly(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSite(t)
		token := s.Token(signalingtest.Citizen("s1", "a1", "sara"))
		first, _ := s.dial(origin)
		first.join(token)
		first.expect("joined")
		second, _ := s.dial(origin)
		second.join(token)
		second.expect("joined")
		first.expect("bye")
		first.closedWith(4409)
		if got := len(s.Hub.Room("s1").Snapshot().People); got != 1 {
			t.Errorf("%d people", got)
		}
	})
}

func TestHandler_Sizes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSite(t)
		big, _ := s.dial(origin)
		big.send("join", 0, joinOf(s.Token(signalingtest.Host("s1")), strings.Repeat("v", 200<<10)))
		var refused struct{ Code string }
		big.expect("error").Into(t, &refused)
		if refused.Code != "offerInvalid" { // it was read whole
			t.Errorf("a join of 200 KiB: %q", refused.Code)
		}
		big.join(s.Token(signalingtest.Host("s1"))) // mended on the same socket
		big.expect("joined")
		big.send("chat", 1, map[string]string{"to": "staff", "text": strings.Repeat("x", 65<<10)})
		big.closedWith(websocket.CloseMessageTooBig)
		bigger, _ := s.dial(origin)
		go func() { _ = bigger.conn.WriteMessage(websocket.TextMessage, make([]byte, 300<<10)) }()
		bigger.closedWith(websocket.CloseMessageTooBig)
	})
}

func TestHandler_NoJoin(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSite(t)
		silent, _ := s.dial(origin)
		began := time.Now()
		silent.closedWith(4400)
		if waited := time.Since(began); waited < joinWithin || waited > joinWithin+closeWithin {
			t.Errorf("let go after %v", waited)
		}
		rude, _ := s.dial(origin)
		rude.send("leave", 1, nil)
		rude.closedWith(4400)
	})
}

func TestHandler_ResumeAfterACut(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSite(t)
		token := s.Token(signalingtest.Citizen("s1", "a1", "sara"))
		first, _ := s.dial(origin)
		first.join(token)
		var joined struct{ ConnectionID string }
		first.expect("joined").Into(t, &joined)
		first.conn.Close()
		synctest.Wait()
		resume := joinOf(token, "")
		delete(resume, "offer")
		resume["connectionId"] = "something else"
		second, _ := s.dial(origin)
		second.send("join", 0, resume)
		var refused struct{ Code string }
		second.expect("error").Into(t, &refused)
		if refused.Code != "unknownConnection" {
			t.Errorf("code %q", refused.Code)
		}
		resume["connectionId"] = joined.ConnectionID
		second.send("join", 0, resume)
		var again struct{ Resumed bool }
		second.expect("joined").Into(t, &again)
		if !again.Resumed {
			t.Error("not resumed")
		}
	})
}

func TestHandler_PingsFindTheDead(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSite(t)
		dead, _ := s.dial(origin)
		dead.conn.SetPingHandler(func(string) error { return nil }) // answers none
		dead.join(s.Token(signalingtest.Host("s1")))
		dead.expect("joined")
		alive, _ := s.dial(origin)
		alive.join(s.Token(signalingtest.Aide("s1")))
		alive.expect("joined")
		time.Sleep(40 * time.Second)
		synctest.Wait()
		people := s.Hub.Room("s1").Snapshot().People
		if people[0].Connection != "away" || people[1].Connection != "here" {
			t.Errorf("%+v", people)
		}
	})
}

// TestCloseCodes holds the table against the one in docs/protocol.md.
func TestCloseCodes(t *testing.T) {
	for code, want := range map[string]int{
		"left": 1000, "shutdown": 1001, "malformed": 4400, "ticketInvalid": 4401, "removed": 4403, "forbidden": 4403,
		"notFound": 4404, "silent": 4408, "replaced": 4409, "ticketExpired": 4410, "ended": 4410, "ticketEarly": 4425,
		"slow": 4429, "rateLimited": 4429, "internal": 4500, "roomFull": 4503, "never heard of": 4500,
	} {
		if got := closeCode(code); got != want {
			t.Errorf("%s closes with %d, want %d", code, got, want)
		}
	}
}
