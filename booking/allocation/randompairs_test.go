package allocation_test

import (
	"fmt"
	"testing"

	"majlis/booking/allocation"
	"majlis/booking/bookingtest"
)

// BenchmarkRandomPairs decides who and when on pairs without any structure:
// 20 to 50 slots a request drawn evenly, costs drawn evenly. "contested" has
// as many requests as the table's instance, "tight" as many as slots: there
// chains of moves are longest.
func BenchmarkRandomPairs(b *testing.B) {
	for _, size := range sizes() {
		for _, most := range []int{100, 1_000_000} {
			b.Run(fmt.Sprintf("contested/%dx%d/cost<%d", size[0], size[1], most), func(b *testing.B) {
				benchmarkRandom(b, size[0], size[1], most)
			})
			b.Run(fmt.Sprintf("tight/%dx%d/cost<%d", size[1], size[1], most), func(b *testing.B) {
				benchmarkRandom(b, size[1], size[1], most)
			})
		}
	}
}

func benchmarkRandom(b *testing.B, requests, slots, most int) {
	dice := bookingtest.Roll(7)
	list, costs := make([][]int32, requests), make([][]int64, requests)
	seen := make([]int, slots)
	for row := range list {
		for n := 20 + dice.IntN(31); n > 0; {
			if s := dice.IntN(slots); seen[s] != row+1 {
				seen[s] = row + 1
				list[row] = append(list[row], int32(s))
				costs[row] = append(costs[row], int64(dice.IntN(most)))
				n--
			}
		}
	}
	prepared := allocation.NewLists(slots, list, costs)
	for b.Loop() {
		prepared.Solve()
	}
}
