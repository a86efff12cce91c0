package sfu

import (
	"strings"
	"testing"
	"time"
)

func TestLimit_BoundsWhatIsTaken(t *testing.T) {
	var l limit
	l.bitrate.Store(150_000)
	taken, now := 0, at0
	for range 10_000 { // ten seconds at 9.6 Mbit/s
		now = now.Add(time.Millisecond)
		if l.allows(1200, now) {
			taken += 8 * 1200
		}
	}
	most := 12 * (150_000*limitMargin + soundMargin)
	if float64(taken) > most || float64(taken) < most/2 {
		t.Errorf("%d bits in ten seconds, at most %v", taken, most)
	}
	l.bitrate.Store(0)
	for range 1000 {
		if !l.allows(1200, now) {
			t.Fatal("bounded without a bound")
		}
	}
}

func TestForwarder_DropsWhatAWaitingPersonSendsTooMuch(t *testing.T) {
	n := newNetwork(t, nil)
	citizen := n.client()
	citizen.connected()
	citizen.leg.Limit(1000)
	citizen.sayUntil(strings.Repeat("much", 250), func() bool { return citizen.leg.Stats().Dropped > 0 })
	citizen.leg.Limit(0)
	dropped := citizen.leg.Stats().Dropped
	came := citizen.leg.Stats().Camera.Packets
	citizen.sayUntil("free", func() bool { return citizen.leg.Stats().Camera.Packets > came+20 })
	if s := citizen.leg.Stats(); s.Dropped > dropped+4 || s.Camera.Lost != 0 {
		t.Errorf("%d dropped, %d lost", s.Dropped-dropped, s.Camera.Lost)
	}
}

func TestMissing_AsksAgainAndGivesUp(t *testing.T) {
	var m missing
	at := func(ms int) time.Time { return at0.Add(time.Duration(ms) * time.Millisecond) }
	m.came(10, at(0))
	m.came(13, at(1))
	if due := m.due(at(2), 0, nil); len(due) != 0 {
		t.Errorf("%v asked for at once", due)
	}
	if due := m.due(at(10), 0, nil); len(due) != 2 || due[0] != 11 {
		t.Errorf("%v asked for", due)
	}
	m.came(11, at(12))
	if due := m.due(at(20), 0, nil); len(due) != 0 {
		t.Errorf("%v asked for too soon", due)
	}
	if due := m.due(at(40), 0, nil); len(due) != 1 || due[0] != 12 {
		t.Errorf("%v asked for again", due)
	}
	m.due(at(1200), 0, nil)
	if len(m.list) != 0 {
		t.Error("asked for ever")
	}
	if m.came(500, at(1300)); len(m.list) != 0 || m.newest != 500 {
		t.Errorf("a gap of hundreds leaves %d", len(m.list))
	}
}
