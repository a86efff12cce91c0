package allocation_test

import (
	"fmt"
	"os"
	"testing"

	"majlis/booking/allocation"
	"majlis/booking/bookingtest"
)

// sizes are the rows of the table in docs/benchmarks.md. The largest needs a
// gigabyte and is only measured when asked for.
var sizes = []struct {
	requests, slots int
	large           bool
}{
	{5_000, 60, false},
	{50_000, 600, false},
	{200_000, 2_400, false},
	{1_000_000, 12_000, true},
}

func eachSize(b *testing.B, run func(b *testing.B, p allocation.Problem)) {
	for _, size := range sizes {
		b.Run(fmt.Sprintf("%dx%d", size.requests, size.slots), func(b *testing.B) {
			if size.large && os.Getenv("MAJLIS_LARGE") == "" {
				b.Skip("set MAJLIS_LARGE=1 to measure a million requests")
			}
			run(b, bookingtest.BusyWeek(1, size.requests, size.slots))
		})
	}
}

// BenchmarkPairs decides who and when, feasible pairs given.
func BenchmarkPairs(b *testing.B) {
	eachSize(b, func(b *testing.B, p allocation.Problem) {
		pairs := allocation.PairsOf(p)
		rows, n := pairs.Count()
		seated := 0
		b.ReportAllocs()
		for b.Loop() {
			seated = pairs.Solve()
		}
		b.ReportMetric(float64(n)/float64(rows), "slots/request")
		b.ReportMetric(float64(seated), "seated")
	})
}

// BenchmarkSolve does everything from the problem to the plan.
func BenchmarkSolve(b *testing.B) {
	eachSize(b, func(b *testing.B, p allocation.Problem) {
		b.ReportAllocs()
		for b.Loop() {
			if _, err := allocation.Solve(p); err != nil {
				b.Fatal(err)
			}
		}
	})
}
