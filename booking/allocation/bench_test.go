package allocation_test

import (
	"flag"
	"fmt"
	"testing"

	"majlis/booking/allocation"
	"majlis/booking/bookingtest"
)

var large = flag.Bool("large", false, "measure a million requests too, which takes two gigabytes")

// sizes returns the rows of the table in docs/benchmarks.md.
func sizes() [][2]int {
	list := [][2]int{{5_000, 60}, {50_000, 600}, {200_000, 2_400}}
	if *large {
		list = append(list, [2]int{1_000_000, 12_000})
	}
	return list
}

func eachSize(b *testing.B, run func(b *testing.B, p allocation.Problem)) {
	for _, size := range sizes() {
		b.Run(fmt.Sprintf("%dx%d", size[0], size[1]), func(b *testing.B) {
			run(b, bookingtest.BusyWeek(1, size[0], size[1]))
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
