package signaling_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"majlis/signaling"
	. "majlis/signaling/signalingtest"
)

// recorder is a signaling.Recorder whose recordings a test looks into.
type recorder struct {
	mu      sync.Mutex
	planned bool
	refuse  error
	takes   []*take
}

type take struct {
	mu     sync.Mutex
	of     signaling.AudienceID
	lanes  []signaling.Lane
	bytes  uint64
	closed bool
}

func (r *recorder) Planned(signaling.RoomID) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.planned
}

func (r *recorder) Record(_ context.Context, _ signaling.RoomID, a signaling.AudienceID) (signaling.Recording, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.refuse != nil {
		return nil, r.refuse
	}
	t := &take{of: a}
	r.takes = append(r.takes, t)
	return t, nil
}

func (r *recorder) count() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return len(r.takes)
}

func (t *take) Show(lanes []signaling.Lane) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.lanes = lanes
}

func (t *take) Bytes() uint64 {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.bytes
}

func (t *take) grow(by uint64) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.bytes += by
}

func (t *take) Close() error {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.closed = true
	return nil
}

func (t *take) shown() map[int]signaling.Streams {
	t.mu.Lock()
	defer t.mu.Unlock()
	shown := map[int]signaling.Streams{}
	for _, l := range t.lanes {
		shown[l.Number] = l.Carries
	}
	return shown
}

func recordingOf(t *testing.T, p *Peer) string {
	t.Helper()
	var room struct{ Recording string }
	p.Latest("room", &room)
	return room.Recording
}

func TestRoom_RecordsByPolicyAndSaysSo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		to := &recorder{planned: true}
		w := NewRecordedWorld(t, to)
		host, sara, omar := w.Join(Host("s1")), w.Join(Citizen("s1", "a1", "sara")), w.Join(Citizen("s1", "a2", "omar"))
		var joined struct{ Room struct{ Recording string } }
		sara.Expect("joined").Into(t, &joined)
		if joined.Room.Recording != "planned" {
			t.Errorf("somebody who waits is told %q", joined.Room.Recording)
		}
		host.Do("admit", map[string]any{"audience": "a1"})
		for _, p := range []*Peer{host, sara, omar} {
			if got := recordingOf(t, p); got != "soon" {
				t.Errorf("before it begins: %q", got)
			}
		}
		if to.count() != 0 {
			t.Fatal("it begins before it is announced")
		}
		time.Sleep(6 * time.Second)
		synctest.Wait()
		if to.count() != 1 || recordingOf(t, sara) != "on" {
			t.Fatalf("%d recordings, told %q", to.count(), recordingOf(t, sara))
		}
		tape := to.takes[0]
		both := signaling.Audio | signaling.Camera
		if got := tape.shown(); len(got) != 2 || got[host.Number()] != both || got[sara.Number()] != both {
			t.Errorf("recorded: %v", got)
		}
		host.Do("mute", map[string]any{"person": sara.Number(), "audio": true, "camera": false})
		if got := tape.shown()[sara.Number()]; got != signaling.Camera {
			t.Errorf("recorded of somebody who is muted: %v", got)
		}
		host.Do("hold", map[string]any{"audience": "a1"})
		synctest.Wait()
		if !tape.closed || len(tape.shown()) != 0 || recordingOf(t, sara) != "planned" {
			t.Errorf("after the hold: closed %v, told %q", tape.closed, recordingOf(t, sara))
		}
	})
}

func TestRoom_RecordingThatStandsStillIsTold(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		to := &recorder{planned: true}
		w := NewRecordedWorld(t, to)
		host, sara := w.Join(Host("s1")), w.Join(Citizen("s1", "a1", "sara"))
		host.Do("admit", map[string]any{"audience": "a1"})
		time.Sleep(6 * time.Second)
		synctest.Wait()
		packets := uint64(0)
		tick := func(grow uint64) string {
			packets += 100
			sara.Leg.Count(signaling.LegStats{Audio: signaling.StreamStats{Packets: packets}})
			to.takes[0].grow(grow)
			time.Sleep(5 * time.Second)
			synctest.Wait()
			return w.Hub.Snapshot()[0].Recording // as operations sees it
		}
		if got := w.Hub.Snapshot()[0].Recording; got != "on" {
			t.Errorf("looked at as it has only begun: %q", got)
		}
		if got := tick(1000); got != "on" {
			t.Errorf("while bytes are kept: %q", got)
		}
		if got := tick(0); got != "failed" {
			t.Errorf("when none are: %q", got)
		}
		if got := recordingOf(t, host); got != "failed" {
			t.Errorf("the host is told %q", got)
		}
		if got := tick(1000); got != "on" {
			t.Errorf("when they are again: %q", got)
		}
	})
}

func TestRoom_RecordingThatCannotBegin(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		to := &recorder{planned: true, refuse: errors.New("disk full")}
		w := NewRecordedWorld(t, to)
		host := w.Join(Host("s1"))
		w.Join(Citizen("s1", "a1", "sara"))
		host.Do("admit", map[string]any{"audience": "a1"})
		time.Sleep(6 * time.Second)
		synctest.Wait()
		if got := recordingOf(t, host); got != "failed" {
			t.Errorf("told %q", got)
		}
	})
}

func TestRoom_NothingIsRecordedWithoutPolicyOrAfterTheAudience(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		to := &recorder{}
		w := NewRecordedWorld(t, to)
		host, sara := w.Join(Host("s1")), w.Join(Citizen("s1", "a1", "sara"))
		host.Do("admit", map[string]any{"audience": "a1"})
		time.Sleep(time.Minute)
		synctest.Wait()
		if to.count() != 0 {
			t.Error("recorded without a policy")
		}
		host.Do("end", map[string]any{"audience": "a1", "disposition": "held"})
		to.mu.Lock()
		to.planned = true
		to.mu.Unlock()
		w.Join(Citizen("s1", "a2", "omar"))
		host.Do("admit", map[string]any{"audience": "a2"})
		host.Do("end", map[string]any{"audience": "a2", "disposition": "noShow"})
		time.Sleep(time.Minute)
		synctest.Wait()
		if to.count() != 0 {
			t.Error("an audience that is over is recorded")
		}
		_ = sara
	})
}
