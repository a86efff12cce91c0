package allocation

import (
	"fmt"
	"math/rand/v2"
	"testing"
)

// BenchmarkRandomPairs decides who and when on pairs without any structure:
// 20 to 50 slots a request drawn evenly, costs drawn evenly. "contested" has
// as many requests as the table's instance, "tight" as many as slots (chains
// of moves are longest there).
func BenchmarkRandomPairs(b *testing.B) {
	for _, size := range []struct{ requests, slots int }{{5_000, 60}, {50_000, 600}, {200_000, 2_400}, {1_000_000, 12_000}} {
		for _, most := range []int{100, 1_000_000} {
			b.Run(fmt.Sprintf("contested/%dx%d/cost<%d", size.requests, size.slots, most), func(b *testing.B) {
				benchmarkRandom(b, size.requests, size.slots, most)
			})
			b.Run(fmt.Sprintf("tight/%dx%d/cost<%d", size.slots, size.slots, most), func(b *testing.B) {
				benchmarkRandom(b, size.slots, size.slots, most)
			})
		}
	}
}

func benchmarkRandom(b *testing.B, requests, slots, most int) {
	rng := rand.New(rand.NewPCG(7, 7))
	g := graph{slots: slots, first: make([]int, 1, requests+1)}
	var costs []int64
	seen := make([]int, slots)
	for row := range requests {
		for n := 20 + rng.IntN(31); n > 0; {
			if s := rng.IntN(slots); seen[s] != row+1 {
				seen[s] = row + 1
				g.list = append(g.list, int32(s))
				costs = append(costs, int64(rng.IntN(most)))
				n--
			}
		}
		g.first = append(g.first, len(g.list))
	}
	for b.Loop() {
		q := placement{graph: graph{slots: slots, first: []int{0}}}
		seated := make([]bool, requests)
		for _, row := range seat(&g) {
			if row != none {
				seated[row] = true
			}
		}
		for row := range seated {
			if seated[row] {
				q.list = append(q.list, g.of(int32(row))...)
				q.cost = append(q.cost, costs[g.first[row]:g.first[row+1]]...)
				q.first = append(q.first, len(q.list))
			}
		}
		place(&q)
	}
}
