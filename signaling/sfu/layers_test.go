package sfu

import (
	"strings"
	"testing"

	"majlis/signaling"
	"majlis/signaling/sfu/bandwidth"
)

func layered(c *client) { c.layered = true }

// ends tells whether the newest picture of a lane has a mark.
func (c *client) ends(lane int, mark string) func() bool {
	return func() bool {
		all := c.lane(lane, true)
		return len(all) > 0 && all[len(all)-1].mark == mark
	}
}

func TestLayers_TheAnswerTakesBoth(t *testing.T) {
	n := newNetwork(t, nil)
	c := n.client(layered)
	for _, want := range []string{"a=rid:l recv", "a=rid:h recv", "a=simulcast:recv l;h"} {
		if !strings.Contains(c.pc.RemoteDescription().SDP, want) {
			t.Errorf("no %q in\n%s", want, c.pc.RemoteDescription().SDP)
		}
	}
}

func TestLayers_TheHighOneIsShownWhereItFits(t *testing.T) {
	n := newNetwork(t, nil)
	host, citizen := n.client(), n.client(layered)
	host.connected()
	citizen.connected()
	host.leg.Show(show(0, citizen))
	citizen.sayUntil("wide", host.ends(0, "wide/h"))
	if s := host.leg.Stats(); s.Lanes[0].Layer != signaling.HighLayer {
		t.Errorf("layer %q", s.Lanes[0].Layer)
	}
	host.leg.estimate.Assume(60_000)
	citizen.sayUntil("narrow", host.ends(0, "narrow/l"))
	host.leg.estimate.Assume(bandwidth.Most)
	citizen.sayUntil("wide again", host.ends(0, "wide again/h"))
	continuous(t, host.lane(0, true))
}

func TestLayers_OneThatStopsIsReplaced(t *testing.T) {
	n := newNetwork(t, nil)
	host, citizen := n.client(), n.client(layered)
	host.connected()
	citizen.connected()
	host.leg.Show(show(0, citizen))
	citizen.sayUntil("both", host.ends(0, "both/h"))
	citizen.highOff = true
	citizen.sayUntil("one", host.ends(0, "one/l"))
	continuous(t, host.lane(0, true))
	if s := citizen.leg.Stats(); s.Camera.Lost != 0 {
		t.Errorf("%d lost", s.Camera.Lost)
	}
}

func TestForwarder_WhoHasNoH264IsHeardAndHears(t *testing.T) {
	n := newNetwork(t, nil)
	room := func(c *client) { c.room264 = true }
	host, citizen := n.client(room, func(c *client) { c.h264 = true }), n.client(room)
	if answer := citizen.pc.RemoteDescription().SDP; !strings.Contains(answer, "VP8/90000") {
		t.Errorf("answered\n%s", answer)
	}
	host.connected()
	citizen.connected()
	host.leg.Show(show(0, citizen))
	citizen.leg.Show(show(0, host))
	heard := func(c *client) bool { return len(c.lane(0, false)) > 10 }
	citizen.sayUntil("spoken", func() bool { return heard(host) })
	host.sayUntil("spoken", func() bool { return heard(citizen) })
	if a, b := len(host.lane(0, true)), len(citizen.lane(0, true)); a+b != 0 {
		t.Errorf("%d and %d packets of a picture that cannot be read", a, b)
	}
}

func TestForwarder_H264WhereTheRoomIsOpenedSo(t *testing.T) {
	n := newNetwork(t, nil)
	h264 := func(c *client) { c.h264 = true }
	host, citizen := n.client(h264), n.client(h264)
	if answer := host.pc.RemoteDescription().SDP; !strings.Contains(answer, "H264/90000") || strings.Contains(answer, "VP8") {
		t.Errorf("answered\n%s", answer)
	}
	host.connected()
	citizen.connected()
	citizen.sayUntil("before", func() bool { return citizen.leg.Stats().Camera.Packets > 10 })
	host.leg.Show(show(0, citizen))
	citizen.sayUntil("after", host.ends(0, "after"))
	all := host.lane(0, true)
	continuous(t, all)
	if all[0].mark != "after" {
		t.Errorf("begins with %q", all[0].mark)
	}
}
