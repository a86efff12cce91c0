package allocation_test

import (
	"math/rand/v2"
	"testing"
	"time"

	"majlis/booking/allocation"
)

func TestRanker_PartsMakeThePoints(t *testing.T) {
	dice := rand.New(rand.NewPCG(7, 7))
	today := time.Date(2026, time.November, 26, 0, 0, 0, 0, time.UTC)
	for range 2000 {
		policy := allocation.Policy{
			NowDate: today, Seed: "s", FirstTime: dice.IntN(100), Prior: dice.IntN(100), PriorMax: dice.IntN(4), Missed: dice.IntN(50),
			Classes: map[string]allocation.Class{"ordinary": {Base: dice.IntN(500), Rate: dice.IntN(30)}},
		}
		r := allocation.Request{ID: "r1", Class: "ordinary", FiledBatch: today.AddDate(0, 0, 10-dice.IntN(200)), Prior: dice.IntN(6), Missed: dice.IntN(3)}
		ranker := allocation.NewRanker(&policy)
		sum := int64(0)
		for _, part := range ranker.Parts(&r) {
			sum += part.Points
		}
		if want := ranker.Rank(&r).Points; sum != want {
			t.Fatalf("the parts of %+v under %+v make %d, not %d", r, policy, sum, want)
		}
	}
}
