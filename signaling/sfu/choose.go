package sfu

import (
	"time"

	"majlis/signaling"
)

// highUnknown is taken for the rate of a high layer that has only begun, in bit/s.
const highUnknown = 600_000

// camera lanes wanting a picture, as choose sees them.
type candidate struct {
	lane          *outbound
	lowRate, more int // more is what the high layer adds
	lowLive       bool
	highLive      bool
	want          int
}

// choose divides what the way to the participant carries: sound first, then the screen, then every
// camera in its low layer, then the high ones by the order of lanes. When not even the low ones fit,
// cameras are left out until they do.
func (l *leg) choose(now time.Time) {
	l.choosing.Lock()
	defer l.choosing.Unlock()
	budget, severe, _ := l.estimate.Read()
	l.divide(budget, severe, now)
}

// divide does so for a budget in bit/s; severe: what is lost and late says that it is too little.
func (l *leg) divide(budget int, severe bool, now time.Time) {
	for _, o := range l.sound {
		budget -= o.cost(now)
	}
	if l.screen != nil {
		budget -= l.screen.cost(now)
	}
	var room [signaling.ScreenLane]candidate
	cameras := room[:0]
	for _, o := range l.picture {
		c, ok := o.candidate(now)
		if !ok {
			continue
		}
		if severe && budget < c.lowRate*4/5 {
			o.choose(low, true, now)
			continue
		}
		budget -= c.lowRate
		cameras = append(cameras, c)
	}
	for _, c := range cameras {
		if c.highLive && c.lowLive {
			need := c.more
			if c.want != high {
				need += need / 5 // no hurry up, no flutter
			}
			if c.want = low; budget >= need {
				c.want = high
				budget -= c.more
			}
		}
		c.lane.choose(c.want, false, now)
	}
}

// cost is what the lane's only layer takes, in bit/s.
func (o *outbound) cost(now time.Time) int {
	from := o.source()
	if from == nil {
		return 0
	}
	rate, fresh := from.layers[low].live(now)
	if !fresh {
		return 0
	}
	return rate
}

// candidate looks at what a camera lane could show; false: nothing.
func (o *outbound) candidate(now time.Time) (candidate, bool) {
	o.mu.Lock()
	from, want := o.from, o.want
	o.mu.Unlock()
	if from == nil {
		return candidate{}, false
	}
	c := candidate{lane: o, want: want}
	var highRate int
	c.lowRate, c.lowLive = from.layers[low].live(now)
	highRate, c.highLive = from.layers[high].live(now)
	c.more = max(highRate, highUnknown) - c.lowRate
	switch {
	case c.highLive && !c.lowLive:
		c.want, c.lowRate = high, highRate
	case !c.highLive:
		c.want = low
	}
	return c, true
}
