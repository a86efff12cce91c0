package sfu

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/pion/webrtc/v4"

	"majlis/signaling"
)

func TestForwarder_TwoPeersSeeEachOther(t *testing.T) {
	n := newNetwork(t, nil)
	a, b := n.client(), n.client()
	a.connected()
	b.connected()
	a.leg.Show(show(0, b))
	b.leg.Show(show(2, a))
	a.sayUntil("from a", func() bool { return len(b.lane(2, true)) > 5 && len(b.lane(2, false)) > 5 })
	b.sayUntil("from b", func() bool { return len(a.lane(0, true)) > 5 && len(a.lane(0, false)) > 5 })
	if s := b.lane(2, true)[0]; s.mark != "from a" || !s.pic.key {
		t.Errorf("first picture %+v", s)
	}
	s := a.leg.Stats()
	if s.Audio.Packets == 0 || s.Camera.Pictures == 0 || s.BytesOut == 0 || s.Screen.Packets != 0 {
		t.Errorf("stats %+v", s)
	}
	eventually(t, func() bool { return a.leg.Stats().RTT > 0 })
}

func TestForwarder_NothingFromBeforeTheAdmission(t *testing.T) {
	n := newNetwork(t, nil)
	host, citizen := n.client(), n.client()
	host.connected()
	citizen.connected()
	heard := func() uint64 { return citizen.leg.Stats().Audio.Packets }
	citizen.sayUntil("before", func() bool { return heard() > 10 }) // warm: it arrives, is counted and dropped
	citizen.keyWant.Store(true)
	citizen.sayUntil("before", func() bool { return heard() > 40 })
	settled(t, heard)
	if s := citizen.leg.Stats(); s.Camera.Pictures == 0 {
		t.Error("the key frame of the waiting area is not counted")
	}
	citizen.keyWant.Store(false)
	host.leg.Show(show(0, citizen))
	citizen.sayUntil("after", func() bool { return len(host.lane(0, true)) > 20 && len(host.lane(0, false)) > 20 })
	for _, video := range []bool{false, true} {
		for _, s := range host.lane(0, video) {
			if s.mark != "after" {
				t.Fatalf("video %v: %+v was seen", video, s)
			}
		}
	}
	if first := host.lane(0, true)[0]; !first.pic.key {
		t.Errorf("the picture begins with %+v, not with a key frame", first)
	}
}

func TestForwarder_HoldStopsEverything(t *testing.T) {
	n := newNetwork(t, nil)
	host, citizen := n.client(), n.client()
	host.connected()
	citizen.connected()
	host.leg.Show(show(0, citizen))
	citizen.sayUntil("on", func() bool { return len(host.lane(0, true)) > 5 && len(host.lane(0, false)) > 5 })
	host.leg.Show(nil)
	heard := func() uint64 { return citizen.leg.Stats().Audio.Packets }
	before := heard()
	citizen.sayUntil("held", func() bool { return heard() > before+20 })
	settled(t, heard) // what is still under way would arrive after the next admission
	host.leg.Show(show(0, citizen))
	citizen.sayUntil("again", func() bool {
		all := host.lane(0, true)
		return len(all) > 0 && all[len(all)-1].mark == "again"
	})
	for _, video := range []bool{false, true} {
		for _, s := range host.lane(0, video) {
			if s.mark == "held" {
				t.Fatalf("video %v: %+v was seen", video, s)
			}
		}
	}
	continuous(t, host.lane(0, true))
}

func TestForwarder_ALaneGoesOnAcrossPublishers(t *testing.T) {
	n := newNetwork(t, nil)
	host, first, second := n.client(), n.client(), n.client()
	second.audioSeq, second.videoSeq, second.videoTS, second.pictureID = 12, 40000, 1<<31, 3
	for _, c := range []*client{host, first, second} {
		c.connected()
	}
	for _, turn := range []struct {
		c    *client
		mark string
	}{{first, "one"}, {second, "two"}, {first, "three"}} {
		host.leg.Show(show(1, turn.c))
		seen := func(video bool) int {
			count := 0
			for _, s := range host.lane(1, video) {
				if s.mark == turn.mark {
					count++
				}
			}
			return count
		}
		turn.c.sayUntil(turn.mark, func() bool { return seen(true) > 10 && seen(false) > 10 })
	}
	continuous(t, host.lane(1, false))
	pictures := host.lane(1, true)
	continuous(t, pictures)
	for i, s := range pictures[1:] {
		if step := (s.pic.id - pictures[i].pic.id) & 0x7fff; step > 1 {
			t.Fatalf("picture %d follows %d", s.pic.id, pictures[i].pic.id)
		}
	}
}

// settled waits until a counter has stood still for a while.
func settled(t *testing.T, counter func() uint64) {
	t.Helper()
	last, since := counter(), time.Now()
	eventually(t, func() bool {
		if now := counter(); now != last {
			last, since = now, time.Now()
		}
		return time.Since(since) > 200*time.Millisecond
	})
}

// continuous fails unless a lane's packets have one SSRC, numbers without a gap and timestamps that
// only go forward, and by less than two seconds.
func continuous(t *testing.T, packets []seen) {
	t.Helper()
	for i, s := range packets[1:] {
		was := packets[i]
		if s.ssrc != was.ssrc || s.seq != was.seq+1 || s.timestamp-was.timestamp > 180_000 {
			t.Fatalf("%+v follows %+v", s, was)
		}
	}
}

func TestForwarder_ICERestartKeepsTheLanes(t *testing.T) {
	n := newNetwork(t, nil)
	host, citizen := n.client(), n.client()
	host.connected()
	citizen.connected()
	host.leg.Show(show(0, citizen))
	citizen.sayUntil("one", func() bool { return len(host.lane(0, true)) > 5 })
	offer, err := host.pc.CreateOffer(&webrtc.OfferOptions{ICERestart: true})
	must(t, err)
	must(t, host.pc.SetLocalDescription(offer))
	answer, err := host.leg.Restart(context.Background(), offer.SDP)
	must(t, err)
	must(t, host.pc.SetRemoteDescription(webrtc.SessionDescription{Type: webrtc.SDPTypeAnswer, SDP: answer}))
	citizen.sayUntil("two", func() bool {
		all := host.lane(0, true)
		return all[len(all)-1].mark == "two" && host.path.Load() == signaling.PathConnected
	})
	if _, err := host.leg.Restart(context.Background(), "v=0"); !errors.Is(err, signaling.ErrOffer) {
		t.Errorf("a garbled restart: %v", err)
	}
}

func TestForwarder_TheAnswerHoldsEverything(t *testing.T) {
	n := newNetwork(t, nil)
	c := n.client()
	answer := c.pc.RemoteDescription().SDP
	for _, want := range []string{"a=candidate:", "typ host", "a=end-of-candidates", "a=setup:passive", "10.0.0.1 5000"} {
		if !strings.Contains(answer, want) {
			t.Errorf("no %q in the answer", want)
		}
	}
	if strings.Contains(answer, ".local") {
		t.Error("an mDNS name in the answer")
	}
	if c.leg.Pairs() != signaling.ScreenLane {
		t.Errorf("%d pairs", c.leg.Pairs())
	}
}

func TestForwarder_RefusesOtherOffers(t *testing.T) {
	n := newNetwork(t, nil)
	good := n.client().pc.LocalDescription().SDP
	for name, offer := range map[string]string{
		"nothing":              "",
		"no media":             "v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\n",
		"sections turned over": strings.Replace(good, "a=sendonly", "a=recvonly", 1),
		"a lane that sends":    strings.Replace(good, "a=recvonly", "a=sendrecv", 1),
		"no fingerprint":       strings.ReplaceAll(good, "a=fingerprint", "a=finger"),
	} {
		t.Run(name, func(t *testing.T) {
			_, _, err := n.forwarder.Open(context.Background(), signaling.Opening{Offer: offer, Changed: func(signaling.Path) {}})
			if signaling.CodeOf(err) != "offerInvalid" {
				t.Errorf("got %v", err)
			}
		})
	}
}
