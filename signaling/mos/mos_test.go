package mos

import (
	"math"
	"testing"
	"time"
)

func TestScore(t *testing.T) {
	const ms = time.Millisecond
	for _, test := range []struct {
		name        string
		rtt, jitter time.Duration
		loss        float64
		from, to    float64
	}{
		{"a good line", 30 * ms, 3 * ms, 0, 4.3, 4.41},
		{"a mobile network", 90 * ms, 15 * ms, 0.01, 4.1, 4.35},
		{"a satellite", 600 * ms, 10 * ms, 0, 3.0, 3.6},
		{"five in a hundred lost", 60 * ms, 5 * ms, 0.05, 3.5, 4.0},
		{"one in five lost", 60 * ms, 5 * ms, 0.2, 2.0, 2.7},
		{"nothing arrives", 60 * ms, 5 * ms, 1, 1, 1.3},
		{"nonsense", -ms, 0, 7, 1, 1.3},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := Score(test.rtt, test.jitter, test.loss); got < test.from || got > test.to {
				t.Errorf("score %.2f, want %.2f to %.2f", got, test.from, test.to)
			}
		})
	}
}

// TestOpinion holds the formula to what table B.1 of G.107 says.
func TestOpinion(t *testing.T) {
	for r, want := range map[float64]float64{0: 1, 50: 2.58, 60: 3.10, 70: 3.60, 80: 4.02, 90: 4.34, 93.2: 4.41, 100: 4.5} {
		if got := opinion(r); math.Abs(got-want) > 0.01 {
			t.Errorf("R %.1f is %.2f, want %.2f", r, got, want)
		}
	}
}

// TestScore_onlyFalls: a worse line never sounds better.
func TestScore_onlyFalls(t *testing.T) {
	for rtt := time.Duration(0); rtt < 2*time.Second; rtt += 50 * time.Millisecond {
		last := 5.0
		for loss := 0.0; loss <= 1; loss += 0.01 {
			got := Score(rtt, rtt/10, loss)
			if got > last || got < 1 || math.IsNaN(got) {
				t.Fatalf("score %v after %v with rtt %v, loss %v", got, last, rtt, loss)
			}
			last = got
		}
	}
}
