//go:build soak

package relay

import (
	"net"
	"net/netip"
	"os/exec"
	"strconv"
	"testing"
	"time"

	"github.com/pion/turn/v5"
)

// TestCoturn_TakesTheSharedSecret runs the real thing with static-auth-secret and carries media through it
// with the credential that a connection is given.
func TestCoturn_TakesTheSharedSecret(t *testing.T) {
	port := freePort(t)
	cmd := exec.Command("turnserver", "-n", "--use-auth-secret", "--static-auth-secret=shared", "--realm=elsewhere",
		"--listening-ip=127.0.0.1", "--relay-ip=127.0.0.1", "--listening-port="+strconv.Itoa(port), "--no-tls", "--no-dtls", "--no-cli",
		"--allow-loopback-peers", "--cli-password=none", "--log-file=stdout", "--pidfile="+t.TempDir()+"/pid", "--userdb="+t.TempDir()+"/db")
	if err := cmd.Start(); err != nil {
		t.Fatalf("%v: run internal/tools/setup.sh turn", err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
	r, err := New(Config{External: &External{URLs: []string{"turn:127.0.0.1:" + strconv.Itoa(port)}, Secret: []byte("shared")}})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	media := echo(t)
	for until, taken := range map[time.Time]bool{time.Now().Add(time.Hour): true, time.Now().Add(-time.Hour): false} {
		given := r.Servers("one", until)[0]
		var relayed net.PacketConn
		attempt := func() bool {
			conn, err := net.ListenPacket("udp4", "127.0.0.1:0")
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { conn.Close() })
			c, err := turn.NewClient(&turn.ClientConfig{
				TURNServerAddr: "127.0.0.1:" + strconv.Itoa(port), Username: given.Username, Password: given.Credential, Conn: conn, LoggerFactory: quiet(),
			})
			if err != nil {
				t.Fatal(err)
			}
			if err := c.Listen(); err != nil {
				t.Fatal(err)
			}
			t.Cleanup(c.Close)
			if relayed, err = c.Allocate(); err != nil {
				return false
			}
			t.Cleanup(func() { relayed.Close() })
			return true
		}
		if !taken {
			if attempt() {
				t.Error("a credential that is over is taken")
			}
			continue
		}
		eventually(t, "coturn is up", attempt)
		if !echoes(relayed, media) {
			t.Error("nothing comes back")
		}
	}
}

func freePort(t *testing.T) int {
	t.Helper()
	conn, err := net.ListenUDP("udp4", net.UDPAddrFromAddrPort(netip.AddrPortFrom(loopback, 0)))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	return int(addrPort(conn.LocalAddr()).Port())
}
