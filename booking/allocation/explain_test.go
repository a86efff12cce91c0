package allocation_test

import (
	"testing"
	"time"

	"majlis/booking/allocation"
)

func TestRanker_PartsMakeThePoints(t *testing.T) {
	today := time.Date(2026, time.November, 26, 0, 0, 0, 0, time.UTC)
	policy := allocation.Policy{
		NowDate: today, Seed: "s", FirstTime: 60, Prior: 80, PriorMax: 3, Missed: 40,
		Classes: map[string]allocation.Class{"ordinary": {Base: 7, Rate: 10}},
	}
	ranker := allocation.NewRanker(&policy)
	for days := -10; days < 100; days++ {
		for prior := range 6 {
			for missed := range 3 {
				r := allocation.Request{ID: "r1", Class: "ordinary", FiledBatch: today.AddDate(0, 0, -days), Prior: prior, Missed: missed}
				sum := int64(0)
				for _, part := range ranker.Parts(&r) {
					sum += part.Points
				}
				if want := ranker.Rank(&r).Points; sum != want {
					t.Fatalf("the parts of %+v make %d, not %d", r, sum, want)
				}
			}
		}
	}
}
