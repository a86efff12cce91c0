package e2e

import (
	"os/exec"
	"strings"
	"testing"

	"majlis/internal/seed"
)

// addNetwork gives the namespace an address that is not loopback, and a way out: Firefox sends no
// media over lo and looks for no address without a default route.
func addNetwork(t *testing.T) {
	t.Helper()
	for _, args := range []string{
		"link add call0 type veth peer name call1", "addr add 10.77.0.1/24 dev call0", "link set call0 up", "link set call1 up", "route add default via 10.77.0.2",
	} {
		if said, err := exec.Command("ip", strings.Fields(args)...).CombinedOutput(); err != nil {
			t.Fatalf("ip %s: %v: %s", args, err, said)
		}
	}
	t.Cleanup(func() {
		if said, err := exec.Command("ip", "link", "del", "call0").CombinedOutput(); err != nil {
			t.Errorf("take the network away: %v: %s", err, said)
		}
	})
}

// TestJourney_FirefoxAndChromium lets the two engines meet in one call.
func TestJourney_FirefoxAndChromium(t *testing.T) {
	firefox, err := exec.LookPath("firefox-esr")
	if err != nil {
		t.Fatal("there is no firefox-esr on the PATH: run `internal/tools/setup.sh browser`")
	}
	addNetwork(t)
	runBrowser(t, "firefox.ts", map[string]string{
		"MAJLIS_URL": startApp(t).URL, "MAJLIS_PASSWORD": seed.Password, "MAJLIS_FIREFOX": firefox,
	})
}
