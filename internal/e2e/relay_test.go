package e2e

import (
	"testing"

	"majlis/internal/seed"
)

// TestJourney_Relay takes a citizen through a network that lets little pass: the relay alone, over UDP;
// then a browser that is not allowed UDP, which by itself finds the relay over TCP.
func TestJourney_Relay(t *testing.T) {
	for _, row := range []struct{ name, flags, direct, relayed string }{
		{"relay alone", "--lang=en", "udp", "relay/udp"},
		{"without UDP", "--webrtc-ip-handling-policy=disable_non_proxied_udp", "relay", "relay/tcp"},
	} {
		t.Run(row.name, func(t *testing.T) {
			runBrowser(t, "relay.ts", map[string]string{
				"MAJLIS_URL": startApp(t).URL, "MAJLIS_PASSWORD": seed.Password, "MAJLIS_CHROMIUM_FLAGS": row.flags,
				"MAJLIS_DIRECT": row.direct, "MAJLIS_RELAYED": row.relayed,
			})
		})
	}
}
