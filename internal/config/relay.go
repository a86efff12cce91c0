package config

import (
	"errors"
	"fmt"
	"net/netip"
	"net/url"
	"slices"
	"strings"
)

// Relay says how people get through whose network lets little pass.
type Relay struct {
	Off     bool // no relay of one's own
	Host    string
	Port    int // UDP and TCP; 0: any free port
	TLSPort int // with a certificate only; 0: any free port
	// External are the URLs of a TURN server elsewhere that shares a secret with this one.
	External []string
	Secret   Secret
}

// The ports that are registered for TURN (RFC 8656, section 19).
const (
	relayPort    = 3478
	relayTLSPort = 5349
)

// Local reports whether the site is for this machine's own browsers alone.
func (c Config) Local() bool {
	u, err := url.Parse(c.PublicOrigin)
	return err == nil && isLocal(u.Hostname())
}

// relay checks how people get through. A site on this machine alone takes any free
// ports, so that two can run.
func (c Config) relay(s ServeFlags, getenv func(string) string) (Relay, error) {
	r := Relay{Off: s.NoRelay, Host: s.RelayHost, Port: s.RelayPort, TLSPort: s.RelayTLSPort, External: s.TURNURL}
	var wrong []error
	if !c.Local() {
		r.Port, r.TLSPort = or(r.Port, relayPort), or(r.TLSPort, relayTLSPort)
	}
	if r.Host == "" {
		r.Host = c.relayHost()
	}
	if r.Host == "" || strings.ContainsAny(r.Host, "/:@ ") && !isAddress(r.Host) {
		wrong = append(wrong, fmt.Errorf("--relay-host %q is not a host's name or address", r.Host))
	}
	for flag, port := range map[string]int{"--relay-port": r.Port, "--relay-tls-port": r.TLSPort} {
		if port < 0 || port > 65535 {
			wrong = append(wrong, fmt.Errorf("%s %d is not a port", flag, port))
		}
	}
	for _, said := range r.External {
		if !isTURN(said) {
			wrong = append(wrong, fmt.Errorf("--turn-url %q is not an address such as turn:turn.example:3478?transport=udp", said))
		}
	}
	secret, err := secretFrom(getenv, "MAJLIS_TURN_SECRET")
	if err == nil && len(r.External) > 0 && secret == "" {
		err = errors.New("--turn-url needs MAJLIS_TURN_SECRET, or MAJLIS_TURN_SECRET_FILE naming a file that holds it: coturn's static-auth-secret")
	}
	r.Secret = secret
	return r, errors.Join(append(wrong, err)...)
}

// relayHost is the site's own host, by address on this machine: what "localhost" stands
// for differs between programs.
func (c Config) relayHost() string {
	u, err := url.Parse(c.Among.URL) // every node has a relay of its own
	if err != nil {
		return "" // told already
	}
	if c.Local() && !isAddress(u.Hostname()) {
		return "127.0.0.1"
	}
	return u.Hostname()
}

func or(said, usual int) int {
	if said == 0 {
		return usual
	}
	return said
}

func isAddress(host string) bool {
	_, err := netip.ParseAddr(host)
	return err == nil
}

func isTURN(said string) bool {
	u, err := url.Parse(said)
	return err == nil && slices.Contains([]string{"stun", "turn", "turns"}, u.Scheme) && u.Opaque != "" && u.User == nil
}
