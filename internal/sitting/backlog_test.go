package sitting

import (
	"slices"
	"testing"
)

func TestBacklog(t *testing.T) {
	b := backlog[int]{most: 3}
	for n := range 5 {
		if kept := b.add(n); kept != (n < 3) {
			t.Errorf("adding %d dropped nothing: %v", n, kept)
		}
	}
	if waiting, dropped := b.counts(); waiting != 3 || dropped != 2 {
		t.Errorf("%d wait, %d dropped", waiting, dropped)
	}
	taken := b.take(2)
	if !slices.Equal(taken, []int{2, 3}) {
		t.Errorf("taken %v, want the oldest", taken)
	}
	b.add(5)
	b.add(6)
	b.putBack(taken)
	if all := b.take(10); !slices.Equal(all, []int{4, 5, 6}) {
		t.Errorf("after putting back %v", all)
	}
}
