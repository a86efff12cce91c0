package sfu

import (
	"math/rand/v2"
	"testing"
	"time"

	"majlis/signaling"
)

// road is a simulated way to a receiver: a bottleneck with a queue before it, and chance losses.
type road struct {
	e    estimate
	sent departures
	acks acks
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
		n := r.sent.next(size, r.now)
		wait := max(r.free.Sub(r.now), 0)
		if wait < roadQueue && r.dice.Float64() >= loss {
			r.free = r.now.Add(wait + time.Duration(8*size)*time.Second/time.Duration(capacity))
			jitter := time.Duration(r.dice.IntN(10)) * time.Millisecond
			r.acks.came(n, r.free.Add(roadDelay+jitter))
		}
		if r.now.Sub(told) >= acksEvery {
			told = r.now
			if m := r.acks.tell(nil, 1); len(m) > 0 {
				r.e.acked(m[12:], &r.sent, r.now.Add(2*roadDelay))
			}
		}
	}
}

func (r *road) between(t *testing.T, least, most int) {
	t.Helper()
	if got, _, measured := r.e.read(); !measured || got < least || got > most {
		t.Errorf("%d bit/s, want %d to %d", got, least, most)
	}
}

func TestEstimate_StaysHighOnAGoodWay(t *testing.T) {
	r := newRoad()
	r.drive(600_000, 20_000_000, 0.02, 20*time.Second)
	r.between(t, estimateFirst, estimateMost)
}

func TestEstimate_ComesDownToTheBottleneck(t *testing.T) {
	r := newRoad()
	r.drive(1_500_000, 600_000, 0, 3*time.Second)
	r.between(t, 200_000, 700_000)
	// What is sent then fits, and the estimate grows again, but not at once.
	r.drive(200_000, 600_000, 0, 2*time.Second)
	r.between(t, 100_000, 800_000)
	r.drive(200_000, 600_000, 0, 60*time.Second)
	r.between(t, 600_000, estimateMost)
}

func TestEstimate_ChanceLossAloneLeavesTheLowLayer(t *testing.T) {
	r := newRoad()
	r.drive(600_000, 20_000_000, 0.2, 10*time.Second)
	if _, severe, _ := r.e.read(); severe {
		t.Error("one packet in five lost is taken for too narrow a way")
	}
	r.between(t, estimateLeast, 700_000)
}

func TestEstimate_TellsWhenNothingFits(t *testing.T) {
	r := newRoad()
	r.drive(200_000, 60_000, 0, 4*time.Second)
	if _, severe, _ := r.e.read(); !severe {
		t.Error("a third of what is sent fits, and that is not told")
	}
	r.drive(40_000, 200_000, 0, 90*time.Second)
	if _, severe, _ := r.e.read(); severe {
		t.Error("for ever")
	}
	r.between(t, 100_000, estimateMost)
}

func TestEstimate_ReportsAloneDo(t *testing.T) {
	var e estimate
	for i := range 10 {
		e.reported(0.15, at0.Add(time.Duration(i)*time.Second))
	}
	if got, _, _ := e.read(); got > estimateFirst*3/4 {
		t.Errorf("%d bit/s", got)
	}
}

// cameras are people whose cameras are sent in two layers of 150 and 900 kbit/s, in a leg's lanes.
func cameras(l *leg, now time.Time, n int) {
	for range n {
		in := newInbound(&leg{}, true)
		for j, rate := range []int{150_000, 900_000} {
			c := &in.layers[j].count
			c.started, c.at, c.rate, c.ratedAt = true, now, rate, now
		}
		o := newOutbound(l, "x", "x", true)
		o.from = in
		l.picture = append(l.picture, o)
		l.sound = append(l.sound, newOutbound(l, "y", "x", false))
	}
}

func TestLeg_ChooseGivesTheHighLayerToWhomItFits(t *testing.T) {
	for name, c := range map[string]struct {
		bitrate int
		severe  bool
		want    []int
		paused  int
	}{
		"all":           {10_000_000, false, []int{high, high, high}, 0},
		"one":           {1_500_000, false, []int{high, low, low}, 0},
		"none":          {500_000, false, []int{low, low, low}, 0},
		"not even all":  {300_000, true, []int{low, low, low}, 1},
		"sound only":    {60_000, true, []int{low, low, low}, 3},
		"lossy, narrow": {60_000, false, []int{low, low, low}, 0},
	} {
		t.Run(name, func(t *testing.T) {
			l := &leg{}
			cameras(l, at0, 3)
			l.estimate.bitrate, l.estimate.severe = float64(c.bitrate), c.severe
			l.choose(at0)
			paused := 0
			for i, o := range l.picture {
				if o.paused {
					paused++
				}
				if o.want != c.want[i] {
					t.Errorf("lane %d wants %d", i, o.want)
				}
			}
			if paused != c.paused {
				t.Errorf("%d pictures left out", paused)
			}
		})
	}
}

func TestLeg_ChooseComesBack(t *testing.T) {
	l := &leg{}
	cameras(l, at0, 1)
	l.estimate.bitrate, l.estimate.severe = 60_000, true
	l.choose(at0)
	if s := l.picture[0].laneStats(); !s.Paused || s.Layer != signaling.NoLayer {
		t.Errorf("%+v", s)
	}
	l.estimate.bitrate, l.estimate.severe = 500_000, false
	l.choose(at0)
	if l.picture[0].laneStats().Paused {
		t.Error("the picture stays away")
	}
}

func TestOutbound_ReportsKeepSoundAndPictureTogether(t *testing.T) {
	publisher := &leg{}
	var in [2]*inbound
	for i, video := range []bool{false, true} {
		in[i] = newInbound(publisher, video)
	}
	publisher.inbounds = [3]*inbound{in[0], in[1], newInbound(publisher, true)}
	theirs := at0.Add(7 * time.Hour) // their clock is wrong, and not our matter
	var reports [2]uint32
	for i, rate := range []int{48000, 90000} {
		o, _ := lane(i == 1)
		o.show(in[i], 0, at0)
		in[i].layers[low].ssrc = uint32(i + 1)
		kind := []byte{0x10, 0x00}
		// The picture was taken 20 ms before the sound, and came 60 ms later.
		came := at0.Add(time.Duration(i) * 60 * time.Millisecond)
		taken := theirs.Add(-time.Duration(i) * 20 * time.Millisecond)
		give(in[i], arrived(1, 1000, kind...), came)
		publisher.clocked(uint32(i+1), clock{ntp: ntp(taken), timestamp: 1000, at: at0.Add(100 * time.Millisecond)})
		r, ok := o.senderReport(at0.Add(time.Second))
		if !ok {
			t.Fatal("no report")
		}
		if r.NTPTime != ntp(at0.Add(time.Second)) {
			t.Errorf("reported at %v", fromNTP(r.NTPTime))
		}
		reports[i] = uint32(int64(r.RTPTime-1000) * 1000 / int64(rate)) // ms since the packet
	}
	if d := int(reports[1]) - int(reports[0]); d < 19 || d > 21 {
		t.Errorf("the picture is reported %d ms older than the sound, was 20", d)
	}
}
