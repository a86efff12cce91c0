package sfu

import (
	"context"
	"net"
	"strings"
	"testing"

	"majlis/signaling"
)

// answerOf opens a forwarder on the machine's own network and returns what it answers.
func answerOf(t *testing.T, cfg Config) string {
	t.Helper()
	f, err := New(cfg)
	must(t, err)
	defer func() { must(t, f.Close()) }()
	offer := newNetwork(t, nil).offering().pc.LocalDescription().SDP
	l, answer, err := f.Open(context.Background(), signaling.Opening{Offer: offer, Changed: func(signaling.Path) {}})
	must(t, err)
	must(t, l.Close())
	must(t, l.Close()) // harmless
	return answer
}

func TestNew_PublicAddressesReplaceOurOwn(t *testing.T) {
	answer := answerOf(t, Config{Loopback: true, PublicIPs: []string{"203.0.113.7"}})
	if !strings.Contains(answer, "203.0.113.7") || strings.Contains(answer, " 127.0.0.1 ") {
		t.Errorf("candidates in\n%s", answer)
	}
}

func TestNew_TCP(t *testing.T) {
	listener, err := net.Listen("tcp4", "127.0.0.1:0")
	must(t, err)
	answer := answerOf(t, Config{Loopback: true, TCP: listener})
	if !strings.Contains(answer, "tcptype passive") {
		t.Errorf("no TCP candidate in\n%s", answer)
	}
}

func TestNew_RefusesAPortInUse(t *testing.T) {
	taken, err := net.ListenUDP("udp", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1)})
	must(t, err)
	defer func() { must(t, taken.Close()) }()
	_, err = New(Config{Loopback: true, UDPPort: taken.LocalAddr().(*net.UDPAddr).Port})
	if err == nil {
		t.Error("a port in use was taken")
	}
}
