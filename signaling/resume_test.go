package signaling_test

import (
	"testing"
	"testing/synctest"
	"time"

	"majlis/signaling"
	. "majlis/signaling/signalingtest"
)

type roster struct {
	People []struct {
		Person     int
		Name       string
		Place      string
		Connection string
		Path       string
		Audience   string
		Device     *struct{ Camera string }
		Arriving   *struct{ Audio, Camera bool }
	}
}

func (r roster) connection(n int) string {
	for _, p := range r.People {
		if p.Person == n {
			return p.Connection
		}
	}
	return "gone"
}

func TestConnection_LossIsUnseenForFifteenSeconds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := NewWorld(t)
		host := w.Join(Host("s1"))
		sara := w.Join(Citizen("s1", "a1", "sara"))
		host.Do("admit", map[string]any{"audience": "a1"})
		host.Clear()
		sara.Cut()
		time.Sleep(14 * time.Second)
		synctest.Wait()
		host.ExpectNone("roster")
		if !host.Leg.Shows(sara.Leg, both) {
			t.Error("media stopped with the socket")
		}
		time.Sleep(2 * time.Second)
		synctest.Wait()
		var r roster
		host.Latest("roster", &r)
		if got := r.connection(sara.Number()); got != "lost" {
			t.Errorf("after 16 s: %s", got)
		}
		if code := sara.Resume(); code != "" {
			t.Fatalf("resume: %s", code)
		}
		host.Latest("roster", &r)
		if got := r.connection(sara.Number()); got != "here" {
			t.Errorf("after the resume: %s", got)
		}
		synctest.Wait()
		if len(w.Events.Of(signaling.EventLost)) != 1 || len(w.Events.Of(signaling.EventBack)) != 1 {
			t.Error("not one lost and one back")
		}
	})
}

func TestConnection_ResumeKeepsMediaAndReplays(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := NewWorld(t)
		host := w.Join(Host("s1"))
		sara := w.Join(Citizen("s1", "a1", "sara"))
		host.Do("admit", map[string]any{"audience": "a1"})
		sara.Clear()
		leg := sara.Leg
		sara.Cut()
		host.Do("chat", map[string]any{"to": "stage", "text": "أهلاً"})
		if code := sara.Resume(); code != "" {
			t.Fatalf("resume: %s", code)
		}
		var joined struct {
			Resumed bool
			Answer  string
			Roster  roster
			Lanes   struct{ Lanes []any }
		}
		sara.Expect("joined").Into(t, &joined)
		if !joined.Resumed || joined.Answer != "" || len(joined.Roster.People) != 2 || len(joined.Lanes.Lanes) != 1 {
			t.Errorf("joined %+v", joined)
		}
		var line struct{ Text string }
		sara.Expect("chat").Into(t, &line)
		if line.Text != "أهلاً" {
			t.Errorf("replayed %q", line.Text)
		}
		sara.ExpectNone("admitted") // was acknowledged
		if leg.Closed() || !host.Leg.Shows(leg, both) {
			t.Error("the leg did not survive")
		}
	})
}

func TestConnection_ResumeDoesNothingTwice(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := NewWorld(t)
		host := w.Join(Host("s1"))
		seq := host.Send("chat", map[string]any{"to": "staff", "text": "once"})
		host.Cut()
		if code := host.Resume(); code != "" {
			t.Fatal(code)
		}
		host.SendAs(seq, "chat", map[string]any{"to": "staff", "text": "once"})
		if got := len(w.Floor.Chats()); got != 1 {
			t.Errorf("said %d times", got)
		}
	})
}

func TestConnection_ResumeIsRefused(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := NewWorld(t)
		sara := w.Join(Citizen("s1", "a1", "sara"))
		sara.Cut()
		time.Sleep(5*time.Minute + time.Second)
		synctest.Wait()
		if code := sara.Resume(); code != "unknownConnection" {
			t.Errorf("after five minutes: %q", code)
		}
		left := w.Events.Of(signaling.EventLeft)
		if len(left) != 1 || left[0].Reason != "timeout" {
			t.Errorf("events %+v", left)
		}
		if !sara.Leg.Closed() {
			t.Error("the leg is still open")
		}
	})
}

func TestConnection_ReloadTakesTheSamePlace(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := NewWorld(t)
		host := w.Join(Host("s1"))
		sara := w.Join(Citizen("s1", "a1", "sara"))
		w.Join(Citizen("s1", "a2", "omar"))
		w.Floor.SetLine("s1", "a1", "a2")
		again := w.Join(Citizen("s1", "a1", "sara"))
		if sara.ClosedWith() != "replaced" {
			t.Errorf("the older socket: %q", sara.ClosedWith())
		}
		if again.Number() != sara.Number() {
			t.Errorf("number %d, was %d", again.Number(), sara.Number())
		}
		var joined struct {
			Queue struct{ Yours struct{ Place int } }
		}
		again.Expect("joined").Into(t, &joined)
		if joined.Queue.Yours.Place != 1 {
			t.Errorf("place %d in line", joined.Queue.Yours.Place)
		}
		host.Do("admit", map[string]any{"audience": "a1"})
		third := w.Join(Citizen("s1", "a1", "sara"))
		if !host.Leg.Shows(third.Leg, both) || host.Leg.Shows(again.Leg, both) {
			t.Error("the reload on the stage did not take over the lane")
		}
		sara.Cut() // the old socket ends late: nobody minds
		synctest.Wait()
		if !sara.Leg.Closed() || !again.Leg.Closed() {
			t.Error("a replaced leg is open")
		}
	})
}

func TestConnection_LeaveIsAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := NewWorld(t)
		host := w.Join(Host("s1"))
		sara := w.Join(Citizen("s1", "a1", "sara"))
		sara.Send("leave", nil)
		var r roster
		host.Latest("roster", &r)
		if r.connection(sara.Number()) != "gone" || sara.ClosedWith() != "left" {
			t.Errorf("roster %+v, closed %q", r, sara.ClosedWith())
		}
		sara.Send("chat", map[string]any{"to": "staff", "text": "still here?"})
		if len(w.Floor.Chats()) != 0 {
			t.Error("somebody who left was heard")
		}
	})
}

func TestConnection_SlowClientIsLetGoAndMayResume(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := NewWorld(t)
		host := w.Join(Host("s1"))
		sara := w.Join(Citizen("s1", "a1", "sara"))
		sara.Stall()
		host.Do("admit", map[string]any{"audience": "a1"})
		if sara.ClosedWith() != "slow" {
			t.Errorf("closed with %q", sara.ClosedWith())
		}
		if code := sara.Resume(); code != "" {
			t.Fatal(code)
		}
		sara.Expect("admitted")
	})
}

func TestRoom_HostAway(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := NewWorld(t)
		host := w.Join(Host("s1"))
		sara := w.Join(Citizen("s1", "a1", "sara"))
		host.Cut()
		time.Sleep(10 * time.Second)
		synctest.Wait()
		sara.ExpectNone("notice")
		time.Sleep(6 * time.Second)
		synctest.Wait()
		expectNotice(t, sara, "hostAway")
		if code := host.Resume(); code != "" {
			t.Fatal(code)
		}
		expectNotice(t, sara, "hostBack")
	})
}

func expectNotice(t *testing.T, p *Peer, code string) {
	t.Helper()
	var n struct{ Code string }
	p.Expect("notice").Into(t, &n)
	if n.Code != code {
		t.Errorf("notice %q, want %q", n.Code, code)
	}
}
