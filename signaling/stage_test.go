package signaling_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"majlis/signaling"
	. "majlis/signaling/signalingtest"
)

const both = signaling.Audio | signaling.Camera

func TestRoom_Admit(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := NewWorld(t)
		host := w.Join(Host("s1"))
		sara := w.Join(Citizen("s1", "a1", "sara"))
		omar := w.Join(Citizen("s1", "a2", "omar"))
		if len(host.Leg.Shown()) != 0 || len(sara.Leg.Shown()) != 0 {
			t.Fatal("somebody is shown before the admission")
		}
		host.Do("admit", map[string]any{"audience": "a1"})
		sara.Expect("admitted")
		host.Expect("admitted")
		omar.ExpectNone("admitted")
		if !host.Leg.Shows(sara.Leg, both) || !sara.Leg.Shows(host.Leg, both) {
			t.Error("host and citizen do not see each other")
		}
		if len(omar.Leg.Shown()) != 0 || host.Leg.Shows(omar.Leg, 0) {
			t.Error("the waiting citizen is on a lane")
		}
		synctest.Wait()
		if got := w.Events.Of(signaling.EventAdmitted); len(got) != 1 || got[0].Audience != "a1" {
			t.Errorf("events %+v", got)
		}
	})
}

func TestRoom_AdmitRefusesASecondAudience(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := NewWorld(t)
		host := w.Join(Host("s1"))
		host.Do("admit", map[string]any{"audience": "a1"})
		if code := host.Try("admit", map[string]any{"audience": "a2"}); code != "conflict" {
			t.Errorf("code %q", code)
		}
		if err := w.Hub.Room("s1").Admit("a1", time.Time{}); err != nil {
			t.Errorf("admitting again: %v", err)
		}
	})
}

func TestRoom_AdmitWaitsForThoseWhoComeLater(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := NewWorld(t)
		if err := w.Hub.Room("s1").Admit("a1", time.Now().Add(time.Hour)); err != nil {
			t.Fatal(err)
		}
		host := w.Join(Host("s1"))
		sara := w.Join(Citizen("s1", "a1", "sara"))
		if !host.Leg.Shows(sara.Leg, both) {
			t.Error("a citizen whose audience is on did not come straight to the stage")
		}
	})
}

func TestRoom_Hold(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := NewWorld(t)
		host := w.Join(Host("s1"))
		sara := w.Join(Citizen("s1", "a1", "sara"))
		host.Do("admit", map[string]any{"audience": "a1"})
		host.Do("hold", map[string]any{"audience": "a1", "reason": "private"})
		var held struct{ Reason, Audience string }
		sara.Expect("held").Into(t, &held)
		if held.Reason != "private" || held.Audience != "" {
			t.Errorf("held %+v", held)
		}
		if len(host.Leg.Shown()) != 0 || len(sara.Leg.Shown()) != 0 {
			t.Error("media goes on after the hold")
		}
		if code := host.Try("hold", map[string]any{"audience": "a1"}); code != "conflict" {
			t.Errorf("holding again: %q", code)
		}
		host.Do("admit", map[string]any{"audience": "a1"})
		if !host.Leg.Shows(sara.Leg, both) {
			t.Error("not back on the stage")
		}
	})
}

func TestRoom_End(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := NewWorld(t)
		host := w.Join(Host("s1"))
		sara := w.Join(Citizen("s1", "a1", "sara"))
		host.Do("admit", map[string]any{"audience": "a1"})
		host.Do("end", map[string]any{"audience": "a1", "disposition": "held", "note": "done"})
		sara.Expect("ended")
		sara.Expect("bye")
		if sara.ClosedWith() != "ended" {
			t.Errorf("closed with %q", sara.ClosedWith())
		}
		var told struct{ Audience, Disposition string }
		host.Expect("ended").Into(t, &told)
		if told.Audience != "a1" || told.Disposition != "held" {
			t.Errorf("host told %+v", told)
		}
		if _, err := w.TryJoin(w.Token(Citizen("s1", "a1", "sara")), Offer); signaling.CodeOf(err) != "ended" {
			t.Errorf("coming back: %v", err)
		}
		if err := w.Hub.Room("s1").Admit("a1", time.Time{}); err != nil {
			t.Fatal(err)
		}
		w.Join(Citizen("s1", "a1", "sara")) // a technical failure mended: admitted once more
		synctest.Wait()
		if !sara.Leg.Closed() {
			t.Error("the leg is still open")
		}
	})
}

func TestRoom_NextGoesThroughTheLine(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := NewWorld(t)
		host := w.Join(Host("s1"))
		first := w.Join(Citizen("s1", "a1", "sara"))
		second := w.Join(Citizen("s1", "a2", "omar"))
		w.Floor.SetLine("s1", "a1", "a2")
		host.Do("next", nil)
		first.Expect("admitted")
		host.Do("next", nil)
		first.Expect("ended")
		second.Expect("admitted")
		if code := host.Try("next", nil); code != "notFound" {
			t.Errorf("next of an empty line: %q", code)
		}
	})
}

func TestRoom_StageHoldsSeven(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := NewWorld(t)
		for i := range signaling.StageLimit - 1 {
			w.Join(Ticket("s1", "", signaling.RoleObserver, signaling.PeerID(fmt.Sprint("o", i))))
		}
		w.Join(Ticket("s1", "", signaling.RoleTechnician, "tech")) // in the wings: takes no place
		w.Join(Citizen("s1", "a1", "sara"))
		w.Join(Ticket("s1", "a1", signaling.RoleCompanion, "mother"))
		if err := w.Hub.Room("s1").Admit("a1", time.Time{}); !errors.Is(err, signaling.ErrConflict) {
			t.Errorf("eight on the stage: %v", err)
		}
		w.Join(Host("s1"))
		if _, err := w.TryJoin(w.Token(Aide("s1")), Offer); signaling.CodeOf(err) != "roomFull" {
			t.Errorf("an eighth: %v", err)
		}
		w.Join(Host("s1")) // a reload takes its own place
	})
}

func TestRoom_WaitingAreaHoldsForty(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := NewWorld(t)
		join := func(i int) error {
			a := signaling.AudienceID(fmt.Sprint("a", i))
			_, err := w.TryJoin(w.Token(Citizen("s1", a, signaling.PeerID(a))), Offer)
			return err
		}
		for i := range signaling.WaitingLimit {
			if err := join(i); err != nil {
				t.Fatal(err)
			}
		}
		if err := join(40); signaling.CodeOf(err) != "roomFull" {
			t.Errorf("the forty-first: %v", err)
		}
	})
}

func TestRoom_LanesStay(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := NewWorld(t)
		host := w.Join(Host("s1"))
		aide := w.Join(Aide("s1"))
		sara := w.Join(Citizen("s1", "a1", "sara"))
		host.Do("admit", map[string]any{"audience": "a1"})
		lane := laneOf(host, sara)
		aide.Send("leave", nil)
		if laneOf(host, sara) != lane {
			t.Error("the citizen's lane changed when the aide left")
		}
		if laneOf(host, aide) != -1 {
			t.Error("the aide still has a lane")
		}
		w.Join(Aide("s1"))
		if laneOf(host, sara) != lane {
			t.Error("the citizen's lane changed when the aide came back")
		}
	})
}

func laneOf(p, q *Peer) int {
	for _, l := range p.Leg.Shown() {
		if l.From == signaling.Leg(q.Leg) {
			return l.Number
		}
	}
	return -1
}

func TestRoom_SwitchesAndMute(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := NewWorld(t)
		host := w.Join(Host("s1"))
		aide := w.Join(Aide("s1"))
		sara := w.Join(Citizen("s1", "a1", "sara"))
		host.Do("admit", map[string]any{"audience": "a1"})
		sara.Send("media", map[string]any{"audio": true, "camera": false, "screen": false})
		if host.Leg.Shows(sara.Leg, signaling.Camera) || !host.Leg.Shows(sara.Leg, signaling.Audio) {
			t.Error("the switch of the camera is not followed")
		}
		aide.Do("mute", map[string]any{"person": sara.Number(), "audio": true})
		if host.Leg.Shows(sara.Leg, signaling.Audio) {
			t.Error("a muted person is heard")
		}
		var muted struct {
			Audio bool
			By    int
		}
		sara.Expect("muted").Into(t, &muted)
		if !muted.Audio || muted.By != aide.Number() {
			t.Errorf("told %+v", muted)
		}
		sara.Send("media", map[string]any{"audio": true, "camera": true, "screen": false})
		if host.Leg.Shows(sara.Leg, signaling.Audio) {
			t.Error("a muted person has let themselves be heard")
		}
		aide.Do("mute", map[string]any{"person": sara.Number(), "audio": false})
		if !host.Leg.Shows(sara.Leg, both) {
			t.Error("still cut after being freed")
		}
		if code := aide.Try("mute", map[string]any{"person": host.Number(), "audio": true}); code != "forbidden" {
			t.Errorf("an aide mutes the host: %q", code)
		}
	})
}

func TestRoom_OneScreen(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := NewWorld(t)
		host := w.Join(Host("s1"))
		sara := w.Join(Citizen("s1", "a1", "sara"))
		share := map[string]any{"audio": true, "camera": true, "screen": true}
		if code := sara.Try("media", share); code != "forbidden" {
			t.Errorf("sharing from the waiting area: %q", code)
		}
		host.Do("admit", map[string]any{"audience": "a1"})
		if code := sara.Try("media", share); code != "" {
			t.Fatalf("sharing: %q", code)
		}
		if !host.Leg.Shows(sara.Leg, signaling.Screen) {
			t.Error("the screen is not shown")
		}
		if code := host.Try("media", share); code != "screenBusy" {
			t.Errorf("a second screen: %q", code)
		}
		host.Do("hold", map[string]any{"audience": "a1"})
		if code := host.Try("media", share); code != "" {
			t.Errorf("the screen is still taken after the hold: %q", code)
		}
	})
}

func TestRoom_Remove(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := NewWorld(t)
		host := w.Join(Host("s1"))
		sara := w.Join(Citizen("s1", "a1", "sara"))
		if code := sara.Try("remove", map[string]any{"person": host.Number()}); code != "forbidden" {
			t.Errorf("a citizen removes the host: %q", code)
		}
		host.Do("remove", map[string]any{"person": sara.Number()})
		if sara.ClosedWith() != "removed" {
			t.Errorf("closed with %q", sara.ClosedWith())
		}
		if _, err := w.TryJoin(w.Token(Citizen("s1", "a1", "sara")), Offer); signaling.CodeOf(err) != "removed" {
			t.Errorf("coming back: %v", err)
		}
		if code := host.Try("remove", map[string]any{"person": 99}); code != "notFound" {
			t.Errorf("removing nobody: %q", code)
		}
	})
}

func TestRoom_FloorDecides(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := NewWorld(t)
		host := w.Join(Host("s1"))
		sara := w.Join(Citizen("s1", "a1", "sara"))
		for _, command := range []string{"admit", "hold", "end"} {
			if code := sara.Try(command, map[string]any{"audience": "a1"}); code != "forbidden" {
				t.Errorf("a citizen's %s: %q", command, code)
			}
			if code := host.Try(command, nil); code != "malformed" {
				t.Errorf("%s of no audience: %q", command, code)
			}
		}
		w.Floor.Refuse(errors.New("database away"))
		if code := host.Try("admit", map[string]any{"audience": "a1"}); code != "internal" {
			t.Errorf("a fault of the floor: %q", code)
		}
		if len(host.Leg.Shown()) != 0 {
			t.Error("admitted although the floor said no")
		}
	})
}

func TestRoom_EndOfSomebodyWhoWaits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := NewWorld(t)
		host := w.Join(Host("s1"))
		sara, omar := w.Join(Citizen("s1", "a1", "sara")), w.Join(Citizen("s1", "a2", "omar"))
		observer := w.Join(Ticket("s1", "", signaling.RoleObserver, "observer"))
		host.Do("admit", map[string]any{"audience": "a1"})
		host.Do("end", map[string]any{"audience": "a2", "disposition": "noShow"})
		omar.Expect("ended")
		host.Expect("ended")
		sara.ExpectNone("ended") // whoever is on hears nothing of those who wait
		observer.ExpectNone("ended")
	})
}

// keepingFloor lets something happen while a line of chat is being kept.
type keepingFloor struct {
	*Floor
	meanwhile func()
}

func (f *keepingFloor) Chat(ctx context.Context, l signaling.ChatLine) error {
	f.meanwhile()
	return f.Floor.Chat(ctx, l)
}

func TestRoom_ChatStaysWithItsAudience(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		floor := &keepingFloor{Floor: &Floor{}}
		w := NewWorldOn(t, floor, nil, time.Now)
		floor.Hub = w.Hub
		room := w.Hub.Room("s1")
		host, sara, omar := w.Join(Host("s1")), w.Join(Citizen("s1", "a1", "sara")), w.Join(Citizen("s1", "a2", "omar"))
		if err := room.Admit("a1", time.Time{}); err != nil {
			t.Fatal(err)
		}
		floor.meanwhile = func() {
			if err := errors.Join(room.Hold("a1", "office"), room.Admit("a2", time.Time{})); err != nil {
				t.Error(err)
			}
		}
		sara.Do("chat", map[string]any{"to": "stage", "text": "my file number"})
		host.Expect("chat")
		sara.Expect("chat")
		omar.ExpectNone("chat")
	})
}
