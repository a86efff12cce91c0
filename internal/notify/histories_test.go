package notify_test

import (
	"os"
	"testing"

	"majlis/internal/notify/notifytest"
)

// TestHistories plays random histories with crashes between every two effects, two workers in each
// other's way, and clocks that are set: no slot has two live offers, no confirmation is lost, no
// message is stale or goes out twice, and no timer is forgotten.
func TestHistories(t *testing.T) {
	count := 200
	if os.Getenv("MAJLIS_FULL") != "" {
		count = 10_000
	}
	for seed := range count {
		notifytest.Play(t, notifytest.InMemory(), uint64(seed), 120)
		if t.Failed() {
			t.Fatalf("in history %d", seed)
		}
	}
}
