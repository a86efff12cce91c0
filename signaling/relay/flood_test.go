package relay

import (
	"crypto/tls"
	"errors"
	"io"
	"net"
	"net/netip"
	"sync"
	"testing"
	"time"

	"github.com/pion/stun/v4"
)

func TestRelay_Quotas(t *testing.T) {
	media := echo(t)
	r := start(t, Config{Media: []Port{{At: media}}, Limits: Limits{OwnAllocations: 2, Allocations: 3, OwnChannels: 3}})
	allocate(t, client(t, r, "udp", "one"))
	allocate(t, client(t, r, "tcp", "one"))
	if _, err := client(t, r, "udp", "one").Allocate(); err == nil {
		t.Error("a third allocation of one connection")
	}
	c := client(t, r, "udp", "two")
	allocate(t, c)
	if _, err := client(t, r, "udp", "three").Allocate(); err == nil {
		t.Error("a fourth allocation together")
	}
	r.Revoke("one")
	eventually(t, "there is room again", func() bool { return r.Allocations() == 1 })
	allocate(t, client(t, r, "udp", "three"))

	src := netip.MustParseAddrPort("192.0.2.1:4000")
	for range 3 {
		r.clients.bound(src, 1)
	}
	if r.permits(net.UDPAddrFromAddrPort(src), net.IP{127, 0, 0, 1}) {
		t.Error("a fourth channel of one allocation")
	}
}

func TestRelay_Bandwidth(t *testing.T) {
	at, media := time.Now(), echo(t)
	r := start(t, Config{Media: []Port{{At: media}}, Limits: Limits{OwnRate: 3000}, Now: func() time.Time { return at }})
	conn := allocate(t, client(t, r, "udp", "one"))
	to, packet := net.UDPAddrFromAddrPort(media), make([]byte, 1000)
	for range 10 {
		if _, err := conn.WriteTo(packet, to); err != nil {
			t.Fatal(err)
		}
	}
	eventually(t, "what is too much is dropped", func() bool { return r.refused.rate.Load() >= 7 })
	if other := allocate(t, client(t, r, "udp", "two")); !echoes(other, media) {
		t.Error("somebody else is held up")
	}
}

func TestBucket(t *testing.T) {
	start := time.Now()
	b := newBucket(100, start)
	for i, row := range []struct {
		after time.Duration
		n     int
		want  bool
	}{{0, 60, true}, {0, 60, false}, {0, 40, true}, {500 * time.Millisecond, 60, false}, {500 * time.Millisecond, 50, true}, {time.Hour, 100, true}, {time.Hour, 1, false}} {
		if got := b.take(row.n, start.Add(row.after)); got != row.want {
			t.Errorf("step %d: %v", i, got)
		}
	}
	if !newBucket(0, start).take(1<<30, start) {
		t.Error("no limit limits")
	}
}

func TestFlood(t *testing.T) {
	f := flood[string]{each: 2, all: 4, senders: 3}
	now := time.Now()
	for i, row := range []struct {
		who   string
		after time.Duration
		want  bool
	}{{"a", 0, true}, {"a", 0, true}, {"a", 0, false}, {"b", 0, true}, {"c", 0, true}, {"b", 0, false}, {"a", time.Second, true}, {"d", time.Second, true}} {
		if got := f.passes(row.who, now.Add(row.after)); got != row.want {
			t.Errorf("step %d: %v", i, got)
		}
	}
	full := flood[string]{each: 9, all: 9, senders: 1}
	if !full.passes("a", now) || full.passes("b", now) || !full.passes("a", now) || len(full.by) != 1 {
		t.Error("the table grows")
	}
}

// TestRelay_Strangers holds connections open that say nothing, say it slowly, or say nonsense; a guest's
// media goes on, and a newcomer still gets in.
func TestRelay_Strangers(t *testing.T) {
	media := echo(t)
	r := start(t, Config{Media: []Port{{At: media}}, Limits: Limits{
		Strangers: 20, StrangersPerHost: 10, StrangersWithin: time.Second, GreetingsPerHost: 1 << 20, GreetingsTogether: 1 << 20,
	}})
	guest := allocate(t, client(t, r, "tcp", "one"))
	var held []net.Conn
	for range 40 {
		conn, err := net.Dial("tcp4", r.address(t, "tcp"))
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		held = append(held, conn)
	}
	eventually(t, "more than ten of one address are refused", func() bool { return r.refused.strangers.Load() >= 30 })
	go func() { // a byte now and then does not buy time
		drip := time.NewTicker(20 * time.Millisecond)
		defer drip.Stop()
		for range drip.C {
			if _, err := held[0].Write([]byte{0}); err != nil {
				return
			}
		}
	}()
	if !echoes(guest, media) {
		t.Error("the guest is disturbed")
	}
	for _, conn := range held {
		_ = conn.SetReadDeadline(time.Now().Add(patience))
		if _, err := io.Copy(io.Discard, conn); timedOut(err) {
			t.Fatal("a stranger is kept")
		}
	}
	eventually(t, "everybody is forgotten", func() bool {
		r.clients.mu.Lock()
		defer r.clients.mu.Unlock()
		return r.clients.strangers.Len() == 0 && len(r.clients.byHost) == 0
	})
	if !echoes(guest, media) || !echoes(allocate(t, client(t, r, "tls", "two")), media) {
		t.Error("the relay is worn out")
	}
}

func TestRelay_OldestStrangerGoes(t *testing.T) {
	r := start(t, Config{Media: []Port{{At: echo(t)}}, Limits: Limits{Strangers: 2, StrangersWithin: time.Hour}})
	var held []net.Conn
	for range 3 {
		conn, err := net.Dial("tcp4", r.address(t, "tcp"))
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		held = append(held, conn)
	}
	_ = held[0].SetReadDeadline(time.Now().Add(patience))
	if _, err := held[0].Read(make([]byte, 1)); err == nil || timedOut(err) {
		t.Errorf("the oldest stays: %v", err)
	}
	allocate(t, client(t, r, "tcp", "one"))
}

// TestRelay_ClientHellos floods TLS with first messages that never go on.
func TestRelay_ClientHellos(t *testing.T) {
	media := echo(t)
	r := start(t, Config{Media: []Port{{At: media}}, Limits: Limits{StrangersPerHost: 8, StrangersWithin: 500 * time.Millisecond}})
	guest := allocate(t, client(t, r, "tls", "one"))
	var all sync.WaitGroup
	for range 40 {
		all.Go(func() {
			conn, err := net.Dial("tcp4", r.address(t, "tls"))
			if err != nil {
				return
			}
			defer conn.Close()
			hello := tls.Client(mute{conn}, &tls.Config{InsecureSkipVerify: true}) //nolint:gosec // the test's own
			_ = hello.Handshake()
			_ = conn.SetReadDeadline(time.Now().Add(patience))
			if _, err := io.Copy(io.Discard, conn); timedOut(err) {
				t.Error("a half-open handshake is kept")
			}
		})
	}
	if !echoes(guest, media) {
		t.Error("the guest is disturbed")
	}
	all.Wait()
	eventually(t, "somebody new gets in", func() bool {
		return echoes(allocate(t, client(t, r, "tls", "two")), media)
	})
}

// mute hears nothing, so that its handshake ends after the first message.
type mute struct{ net.Conn }

func (mute) Read([]byte) (int, error) { return 0, io.EOF }

func TestRelay_Garbage(t *testing.T) {
	media := echo(t)
	r := start(t, Config{Media: []Port{{At: media}}, Limits: Limits{GreetingsPerHost: 50, GreetingsTogether: 60}})
	guest := allocate(t, client(t, r, "udp", "one"))
	conn, err := net.Dial("udp4", r.address(t, "udp"))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	request := stun.MustBuild(stun.TransactionID, stun.BindingRequest)
	for range 300 {
		_, _ = conn.Write([]byte{0x40, 0, 0, 4, 1, 2, 3, 4}) // channel data of nobody
		_, _ = conn.Write(request.Raw[:19])
		_, _ = conn.Write(request.Raw)
	}
	eventually(t, "garbage is dropped unread", func() bool { return r.refused.garbage.Load() > 100 })
	eventually(t, "too many messages are dropped", func() bool { return r.refused.greetings.Load() > 100 })
	if !echoes(guest, media) {
		t.Error("the guest is disturbed")
	}
	if said := r.refused.take(); len(said) < 2 || len(r.refused.take()) != 0 {
		t.Errorf("what is to be logged: %v", said)
	}
}

func TestBounded(t *testing.T) {
	inner, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	l := Bounded(inner, 8, 2)
	defer l.Close()
	accepted := make(chan net.Conn, 8)
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			accepted <- conn
		}
	}()
	open := func() net.Conn {
		conn, err := net.Dial("tcp4", inner.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { conn.Close() })
		return conn
	}
	open()
	open()
	first, second := <-accepted, <-accepted
	third := open()
	_ = third.SetReadDeadline(time.Now().Add(patience))
	if _, err := third.Read(make([]byte, 1)); err == nil || timedOut(err) {
		t.Errorf("a third of one address: %v", err)
	}
	first.Close()
	first.Close()
	open()
	(<-accepted).Close()
	second.Close()
}

func timedOut(err error) bool {
	var e net.Error
	return errors.As(err, &e) && e.Timeout()
}
