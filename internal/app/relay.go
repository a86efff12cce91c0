package app

import (
	"crypto/rand"
	"crypto/sha256"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/netip"
	"strconv"
	"sync/atomic"
	"time"

	"majlis/internal/config"
	"majlis/signaling/relay"
	"majlis/signaling/sfu"
)

// How many connections for media over TCP there may be: a node's people with a path or two each, and
// an office's behind one address.
const (
	mediaStreams        = 4096
	mediaStreamsPerHost = 256
)

// openMedia opens the ways that media takes: the forwarder's ports and the relay to them.
func openMedia(c config.Config, now func() time.Time, log *slog.Logger) (*sfu.Forwarder, *relay.Relay, error) {
	var around atomic.Pointer[relay.Relay] // which begins after the forwarder
	settings := sfu.Config{UDPPort: c.UDPPort, SecondPort: c.SecondUDPPort, Loopback: c.Forgiving(), Relayed: func(a netip.AddrPort) bool {
		r := around.Load()
		return r != nil && r.Owns(a)
	}}
	if c.PublicIP.IsValid() {
		settings.PublicIPs = []string{c.PublicIP.String()}
	}
	if c.MediaTCP {
		tcp, err := net.Listen("tcp", ":"+strconv.Itoa(c.UDPPort))
		if err != nil {
			return nil, nil, fmt.Errorf("open the media port %d for TCP (--no-media-tcp goes without): %w", c.UDPPort, err)
		}
		settings.TCP = relay.Bounded(tcp, mediaStreams, mediaStreamsPerHost)
	}
	media, err := sfu.New(settings)
	if err != nil {
		if settings.TCP != nil {
			err = errors.Join(err, settings.TCP.Close())
		}
		return nil, nil, fmt.Errorf("open the media port %d: %w", c.UDPPort, err)
	}
	r, err := newRelay(c, media.Ports(), now, log)
	if err != nil {
		return nil, nil, errors.Join(err, media.Close())
	}
	around.Store(r)
	return media, r, nil
}

// newRelay opens the relay to the media ports; its key is its own, for a connection lives on one node.
func newRelay(c config.Config, ports []netip.AddrPort, now func() time.Time, log *slog.Logger) (*relay.Relay, error) {
	settings := relay.Config{Host: c.Relay.Host, Port: c.Relay.Port, TLSPort: c.Relay.TLSPort, Now: now, Log: log}
	if len(c.Relay.External) > 0 {
		settings.External = &relay.External{URLs: c.Relay.External, Secret: []byte(c.Relay.Secret.Reveal())}
	}
	if !c.Relay.Off {
		settings.Key = make([]byte, sha256.Size)
		rand.Read(settings.Key) // never fails
		settings.Media = relayedPorts(c, ports)
		settings.Listen = relayAddresses(c, ports)
		settings.TLS = relayTLS(c)
	}
	r, err := relay.New(settings)
	if err != nil {
		return nil, fmt.Errorf("open the relay (--no-relay goes without): %w", err)
	}
	return r, nil
}

// relayedPorts are the media ports, with the address that browsers know them by.
func relayedPorts(c config.Config, ports []netip.AddrPort) []relay.Port {
	media := make([]relay.Port, len(ports))
	for i, at := range ports {
		media[i].At = at
		if c.PublicIP.IsValid() && at.Addr().Is4() == c.PublicIP.Is4() && !at.Addr().IsLoopback() {
			media[i].Public = netip.AddrPortFrom(c.PublicIP, at.Port())
		}
	}
	return media
}

// relayAddresses are where the relay listens: where media does, so that an answer leaves from the
// address that was asked; on a site for this machine alone, nowhere else.
func relayAddresses(c config.Config, ports []netip.AddrPort) []netip.Addr {
	if c.Local() {
		return []netip.Addr{netip.AddrFrom4([4]byte{127, 0, 0, 1})}
	}
	var addresses []netip.Addr
	seen := map[netip.Addr]bool{}
	for _, at := range ports {
		a := at.Addr()
		if !seen[a] && !a.IsLoopback() && !a.IsLinkLocalUnicast() {
			addresses = append(addresses, a)
		}
		seen[a] = true
	}
	return addresses
}

func relayTLS(c config.Config) *tls.Config {
	if c.Certificate == nil {
		return nil
	}
	return tlsConfig(*c.Certificate)
}
