package sfu

import (
	"testing"
	"time"

	"majlis/signaling"
)

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
			l.divide(c.bitrate, c.severe, at0)
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
	l.divide(60_000, true, at0)
	if s := l.picture[0].laneStats(); !s.Paused || s.Layer != signaling.NoLayer {
		t.Errorf("%+v", s)
	}
	l.divide(500_000, false, at0)
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
