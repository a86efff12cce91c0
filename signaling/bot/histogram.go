package bot

import (
	"math/bits"
	"time"
)

// Of each power of two a histogram keeps this many steps, so it is right to 3 %.
const (
	stepBits = 5
	steps    = 1 << stepBits
	octaves  = 24 // from 2^6 to 2^30 µs
)

// histogram counts durations to the microsecond below 64 µs and to 3 % above.
type histogram struct {
	count  uint64
	most   time.Duration
	counts [2*steps + octaves*steps]uint32
}

func (h *histogram) add(d time.Duration) {
	h.count++
	h.most = max(h.most, d)
	h.counts[step(d)]++
}

func (h *histogram) merge(o *histogram) {
	h.count += o.count
	h.most = max(h.most, o.most)
	for i, n := range o.counts {
		h.counts[i] += n
	}
}

// at returns the duration that the given share, from 0 to 1, does not pass.
func (h *histogram) at(share float64) time.Duration {
	want := max(uint64(share*float64(h.count)+0.5), 1)
	var seen uint64
	for i, n := range h.counts {
		if seen += uint64(n); seen >= want {
			return min(ceiling(i), h.most)
		}
	}
	return h.most
}

// step is the place of a duration.
func step(d time.Duration) int {
	v := uint64(max(d/time.Microsecond, 0))
	octave := bits.Len64(v >> (stepBits + 1))
	if octave == 0 {
		return int(v)
	}
	i := octave*steps + int(v>>octave)
	return min(i, 2*steps+octaves*steps-1)
}

// ceiling is the longest duration of a place.
func ceiling(i int) time.Duration {
	if i < 2*steps {
		return time.Duration(i) * time.Microsecond
	}
	octave := i/steps - 1
	return time.Duration((i-octave*steps+1)<<octave-1) * time.Microsecond
}
