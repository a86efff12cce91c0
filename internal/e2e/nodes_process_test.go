package e2e

import (
	"strings"
	"syscall"
	"testing"
	"time"
)

// siteKey is the secret of every node of the journeys.
const siteKey = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="

// startNode runs a node as a process of its own, which can be killed.
func startNode(t *testing.T, database string) *process {
	t.Helper()
	return startProcess(t, []string{
		"MAJLIS_DATABASE_URL=" + database, "MAJLIS_SECRET_KEY=" + siteKey, "MAJLIS_DEMO=true", "MAJLIS_LOG_LEVEL=warn",
		"MAJLIS_NODE_PATTERN=http://127.0.0.1:*", "MAJLIS_UDP_PORT=0", "MAJLIS_NO_MEDIA_TCP=true", "MAJLIS_NO_RELAY=true", "MAJLIS_METRICS_LISTEN=",
	})
}

// socket is the address of the node's rooms.
func (p *process) socket() string { return "ws" + strings.TrimPrefix(p.url, "http") + "/socket" }

// stop asks the node to end and waits until it has.
func (p *process) stop(t *testing.T) {
	t.Helper()
	if err := p.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	select {
	case <-p.heard:
	case <-time.After(time.Minute):
		t.Fatal("the node does not end")
	}
}
