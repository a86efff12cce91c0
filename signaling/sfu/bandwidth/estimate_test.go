package bandwidth

import (
	"math/rand/v2"
	"testing"
	"time"
)

// road is a simulated way to a receiver: a bottleneck with a queue before it, and chance losses.
type road struct {
	e    Estimate
	sent Departures
	acks Acks
	dice *rand.Rand
	now  time.Time
	free time.Time // when the bottleneck is done with what it has
}

const (
	roadDelay = 40 * time.Millisecond
	roadQueue = 400 * time.Millisecond // more waits in no router
)

func newRoad() *road { return &road{dice: rand.New(rand.NewPCG(7, 8)), now: at0, free: at0} }

// drive sends at a rate over a bottleneck for so long, both in bit/s.
func (r *road) drive(rate, capacity int, loss float64, long time.Duration) {
	const size = 1000
	step := time.Duration(8*size) * time.Second / time.Duration(rate)
	told := r.now
	for end := r.now.Add(long); r.now.Before(end); r.now = r.now.Add(step) {
		n := r.sent.Next(size, r.now)
		wait := max(r.free.Sub(r.now), 0)
		if wait < roadQueue && r.dice.Float64() >= loss {
			r.free = r.now.Add(wait + time.Duration(8*size)*time.Second/time.Duration(capacity))
			jitter := time.Duration(r.dice.IntN(10)) * time.Millisecond
			r.acks.Came(n, r.free.Add(roadDelay+jitter))
		}
		if r.now.Sub(told) >= AcksEvery {
			told = r.now
			if m := r.acks.Tell(nil, 1); len(m) > 0 {
				r.e.Acked(m[12:], &r.sent, r.now.Add(2*roadDelay))
			}
		}
	}
}

func (r *road) between(t *testing.T, least, most int) {
	t.Helper()
	if got, _, measured := r.e.Read(); !measured || got < least || got > most {
		t.Errorf("%d bit/s, want %d to %d", got, least, most)
	}
}

func TestEstimate_StaysHighOnAGoodWay(t *testing.T) {
	r := newRoad()
	r.drive(600_000, 20_000_000, 0.02, 20*time.Second)
	r.between(t, first, Most)
}

func TestEstimate_ComesDownToTheBottleneck(t *testing.T) {
	r := newRoad()
	r.drive(1_500_000, 600_000, 0, 3*time.Second)
	r.between(t, 200_000, 700_000)
	// What is sent then fits, and the estimate grows again, but not at once.
	r.drive(200_000, 600_000, 0, 2*time.Second)
	r.between(t, 100_000, 800_000)
	r.drive(200_000, 600_000, 0, 60*time.Second)
	r.between(t, 600_000, Most)
}

func TestEstimate_ChanceLossAloneLeavesTheLowLayer(t *testing.T) {
	r := newRoad()
	r.drive(600_000, 20_000_000, 0.2, 10*time.Second)
	if _, severe, _ := r.e.Read(); severe {
		t.Error("one packet in five lost is taken for too narrow a way")
	}
	r.between(t, Least, 700_000)
}

func TestEstimate_TellsWhenNothingFits(t *testing.T) {
	r := newRoad()
	r.drive(200_000, 60_000, 0, 4*time.Second)
	if _, severe, _ := r.e.Read(); !severe {
		t.Error("a third of what is sent fits, and that is not told")
	}
	r.drive(40_000, 200_000, 0, 90*time.Second)
	if _, severe, _ := r.e.Read(); severe {
		t.Error("for ever")
	}
	r.between(t, 100_000, Most)
}

func TestEstimate_ReportsAloneDo(t *testing.T) {
	var e Estimate
	for i := range 10 {
		e.Reported(0.15, at0.Add(time.Duration(i)*time.Second))
	}
	if got, _, _ := e.Read(); got > first*3/4 {
		t.Errorf("%d bit/s", got)
	}
}
