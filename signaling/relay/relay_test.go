package relay

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"math/big"
	"net"
	"net/netip"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/pion/turn/v5"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

var loopback = netip.MustParseAddr("127.0.0.1")

const patience = 10 * time.Second

// clock is what a Relay takes for the time.
type clock struct{ ahead atomic.Int64 }

func (c *clock) now() time.Time { return time.Now().Add(time.Duration(c.ahead.Load())) }

// echo is a media port that sends back whatever comes.
func echo(t *testing.T) netip.AddrPort {
	t.Helper()
	conn, err := net.ListenUDP("udp4", net.UDPAddrFromAddrPort(netip.AddrPortFrom(loopback, 0)))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	go func() {
		buffer := make([]byte, 1600)
		for {
			n, from, err := conn.ReadFromUDPAddrPort(buffer)
			if err != nil {
				return
			}
			_, _ = conn.WriteToUDPAddrPort(buffer[:n], from)
		}
	}()
	return addrPort(conn.LocalAddr())
}

// start runs a relay with UDP, TCP and TLS on free ports.
func start(t *testing.T, cfg Config) *Relay {
	t.Helper()
	cfg.Key, cfg.Host, cfg.Listen, cfg.TLS = []byte("a key of this test"), "127.0.0.1", []netip.Addr{loopback}, certificate(t)
	r, err := New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := r.Close(); err != nil {
			t.Error(err)
		}
	})
	return r
}

func certificate(t *testing.T) *tls.Config {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), NotAfter: time.Now().Add(time.Hour)}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	return &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key}}}
}

// address is the relay's port for "udp", "tcp" or "tls".
func (r *Relay) address(t *testing.T, transport string) string {
	t.Helper()
	prefix, suffix := "turn:", "transport="+transport
	if transport == "tls" {
		prefix, suffix = "turns:", "transport=tcp"
	}
	for _, url := range r.urls {
		if strings.HasPrefix(url, prefix) && strings.HasSuffix(url, suffix) {
			address, _, _ := strings.Cut(strings.TrimPrefix(url, prefix), "?")
			return address
		}
	}
	t.Fatalf("no %s in %v", transport, r.urls)
	return ""
}

// dial is a client's way to the relay.
func dial(t *testing.T, r *Relay, transport string) net.PacketConn {
	t.Helper()
	if transport == "udp" {
		conn, err := net.ListenPacket("udp4", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { conn.Close() })
		return conn
	}
	conn, err := net.Dial("tcp4", r.address(t, transport))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	if transport == "tls" {
		conn = tls.Client(conn, &tls.Config{InsecureSkipVerify: true}) //nolint:gosec // the test's own
	}
	return turn.NewSTUNConn(conn)
}

// client is a participant's TURN client with the credential that connection was given.
func client(t *testing.T, r *Relay, transport, connection string) *turn.Client {
	t.Helper()
	server := r.Servers(connection, time.Time{})[0]
	return clientWith(t, r, transport, server.Username, server.Credential)
}

func clientWith(t *testing.T, r *Relay, transport, user, secret string) *turn.Client {
	t.Helper()
	c, err := turn.NewClient(&turn.ClientConfig{
		TURNServerAddr: r.address(t, transport), Username: user, Password: secret, Conn: dial(t, r, transport), LoggerFactory: quiet(),
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Listen(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	return c
}

func allocate(t *testing.T, c *turn.Client) net.PacketConn {
	t.Helper()
	conn, err := c.Allocate()
	if err != nil {
		t.Fatalf("allocate: %v", err)
	}
	t.Cleanup(func() { conn.Close() })
	return conn
}

// echoes says whether something sent to a media port comes back from it. Packets may be lost.
func echoes(conn net.PacketConn, media netip.AddrPort) bool { return tries(conn, media, 10) }

// silent says that nothing comes back.
func silent(conn net.PacketConn, media netip.AddrPort) bool { return !tries(conn, media, 1) }

func tries(conn net.PacketConn, media netip.AddrPort, times int) bool {
	to := net.UDPAddrFromAddrPort(media)
	buffer := make([]byte, 1600)
	for range times {
		if _, err := conn.WriteTo([]byte("a picture"), to); err != nil {
			return false
		}
		_ = conn.SetReadDeadline(time.Now().Add(patience / 20))
		if n, from, err := conn.ReadFrom(buffer); err == nil {
			return addrPort(from) == media && bytes.Equal(buffer[:n], []byte("a picture"))
		}
	}
	return false
}

// eventually waits for what another goroutine brings about.
func eventually(t *testing.T, what string, holds func() bool) {
	t.Helper()
	poll, end := time.NewTicker(5*time.Millisecond), time.After(patience)
	defer poll.Stop()
	for !holds() {
		select {
		case <-poll.C:
		case <-end:
			t.Fatalf("in vain: %s", what)
		}
	}
}

func TestRelay_CarriesMedia(t *testing.T) {
	for _, transport := range []string{"udp", "tcp", "tls"} {
		t.Run(transport, func(t *testing.T) {
			media := echo(t)
			r := start(t, Config{Media: []Port{{At: media}}})
			conn := allocate(t, client(t, r, transport, "one"))
			if !echoes(conn, media) {
				t.Fatal("nothing comes back")
			}
			if !r.Owns(addrPort(conn.LocalAddr())) || r.Owns(media) {
				t.Error("the relay does not know its own address")
			}
			conn.Close()
			eventually(t, "the allocation ends with its client", func() bool { return r.Allocations() == 0 })
		})
	}
}

func TestRelay_ReachesItselfBehindNAT(t *testing.T) {
	media, public := echo(t), netip.MustParseAddrPort("203.0.113.9:7882")
	r := start(t, Config{Media: []Port{{At: media, Public: public}}})
	if conn := allocate(t, client(t, r, "udp", "one")); !echoes(conn, public) {
		t.Error("the public address of the media port leads nowhere")
	}
}

func TestRelay_OtherPortsOfTheSameHostHearNothing(t *testing.T) {
	media, other := echo(t), echo(t)
	r := start(t, Config{Media: []Port{{At: media}}})
	conn := allocate(t, client(t, r, "udp", "one"))
	if !silent(conn, other) {
		t.Error("a port that is none of media answers")
	}
	if !echoes(conn, media) {
		t.Error("media is cut off")
	}
}

// TestPeers_Allows is the deny list of OWASP ASVS 5.0, V17.1, in every notation: what is not a media
// port's own address is denied, whatever else lives there.
func TestPeers_Allows(t *testing.T) {
	own := netip.MustParseAddrPort("198.51.100.7:7882")
	p, err := newPeers([]Port{{At: netip.MustParseAddrPort("10.1.2.3:7882"), Public: own}, {At: netip.MustParseAddrPort("[2001:db8::7]:7882")}})
	if err != nil {
		t.Fatal(err)
	}
	for address, allowed := range map[string]bool{
		"198.51.100.7":          true,
		"::ffff:198.51.100.7":   true, // the same host
		"2001:db8::7":           true,
		"10.1.2.3":              false, // where the media port lies behind its public address
		"198.51.100.8":          false,
		"2001:db8::8":           false,
		"0.0.0.0":               false,
		"::":                    false,
		"127.0.0.1":             false,
		"127.8.8.8":             false,
		"::1":                   false,
		"::ffff:127.0.0.1":      false,
		"::ffff:10.1.2.3":       false,
		"::10.1.2.3":            false, // IPv4-compatible
		"64:ff9b::10.1.2.3":     false, // NAT64
		"64:ff9b::198.51.100.7": false, // NAT64: another way in is not the same host
		"64:ff9b:1::a01:203":    false, // local NAT64
		"2002:a01:203::1":       false, // 6to4
		"2001:0:a01:203::1":     false, // Teredo
		"10.0.0.1":              false,
		"172.16.0.1":            false,
		"192.168.1.1":           false,
		"100.64.0.1":            false, // carrier-grade NAT
		"169.254.169.254":       false, // a cloud's metadata
		"fe80::1":               false,
		"fc00::1":               false,
		"fd00:ec2::254":         false,
		"224.0.0.1":             false,
		"239.255.255.250":       false,
		"255.255.255.255":       false,
		"ff02::1":               false,
		"192.0.0.8":             false,
		"192.0.2.1":             false,
		"198.18.0.1":            false,
		"240.0.0.1":             false,
		"8.8.8.8":               false,
	} {
		t.Run(address, func(t *testing.T) {
			a := netip.MustParseAddr(address)
			if p.allows(net.IP(a.AsSlice())) != allowed {
				t.Errorf("allowed: %v", !allowed)
			}
			short := net.IP(a.AsSlice()).To4()
			if short != nil && p.allows(short) != allowed {
				t.Errorf("allowed in four bytes: %v", !allowed)
			}
		})
	}
	if p.allows(nil) || p.allows(net.IP{1, 2}) {
		t.Error("what is no address is allowed")
	}
}

func TestRelay_DeniesPermissions(t *testing.T) {
	r := start(t, Config{Media: []Port{{At: echo(t)}}})
	c := client(t, r, "udp", "one")
	allocate(t, c)
	for _, address := range []string{"10.0.0.1", "169.254.169.254", "127.0.0.2", "8.8.8.8"} {
		if err := c.CreatePermission(&net.UDPAddr{IP: net.ParseIP(address), Port: 7882}); err == nil {
			t.Errorf("%s is allowed", address)
		}
	}
}

func TestNew_Refuses(t *testing.T) {
	for name, cfg := range map[string]Config{
		"no key":           {Listen: []netip.Addr{loopback}, Media: []Port{{At: netip.MustParseAddrPort("127.0.0.1:1")}}},
		"nothing to reach": {Listen: []netip.Addr{loopback}, Key: []byte("key")},
		"everything":       {Media: []Port{{At: netip.MustParseAddrPort("0.0.0.0:1")}}},
		"no port":          {Media: []Port{{At: netip.AddrPortFrom(loopback, 0)}}},
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := New(cfg); err == nil {
				t.Error("taken")
			}
		})
	}
}
