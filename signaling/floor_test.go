package signaling_test

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"majlis/signaling"
	. "majlis/signaling/signalingtest"
)

// about is what a peer was told of the room last.
type about struct {
	Locked     bool
	EndsAt     *time.Time
	HandOverTo []struct{ Key, Name string }
}

func TestRoom_Lock(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := NewWorld(t)
		host, sara := w.Join(Host("s1")), w.Join(Citizen("s1", "a1", "sara"))
		host.Do("admit", map[string]any{"audience": "a1"})
		host.Do("lock", map[string]any{"locked": true})
		host.Do("lock", map[string]any{"locked": true}) // said twice it is quiet
		var told about
		if sara.Latest("room", &told); !told.Locked {
			t.Error("the stage is not told of the lock")
		}
		for role, code := range map[signaling.Role]string{
			signaling.RoleObserver: "locked", signaling.RoleNoteTaker: "locked", signaling.RoleInterpreter: "locked",
			signaling.RoleChiefAide: "", signaling.RoleTechnician: "",
		} {
			_, err := w.TryJoin(w.Token(Ticket("s1", "", role, signaling.PeerID(role))), Offer)
			if err == nil && code != "" || err != nil && signaling.CodeOf(err) != code {
				t.Errorf("a late %s: %v, want %q", role, err, code)
			}
		}
		brother := w.Join(Ticket("s1", "a1", signaling.RoleCompanion, "brother"))
		if len(brother.Leg.Shown()) != 0 || host.Leg.Shows(brother.Leg, signaling.Audio) {
			t.Error("a late companion came through the lock")
		}
		sara = w.Join(Citizen("s1", "a1", "sara")) // a reload
		if !host.Leg.Shows(sara.Leg, signaling.Audio) {
			t.Error("a reload is locked out")
		}
		host.Do("lock", map[string]any{"locked": false})
		if !host.Leg.Shows(brother.Leg, signaling.Audio) {
			t.Error("who waited for the lock is not let in")
		}
	})
}

func TestRoom_AdmittingPassesTheLock(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := NewWorld(t)
		host := w.Join(Host("s1"))
		host.Do("lock", map[string]any{"locked": true})
		sara := w.Join(Citizen("s1", "a1", "sara"))
		host.Do("admit", map[string]any{"audience": "a1"})
		if !host.Leg.Shows(sara.Leg, signaling.Audio) {
			t.Error("the admitted citizen is not on the stage")
		}
	})
}

func TestRoom_ExtendAndTheEndThatNears(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := NewWorld(t)
		host, sara, omar := w.Join(Host("s1")), w.Join(Citizen("s1", "a1", "sara")), w.Join(Citizen("s1", "a2", "omar"))
		if code := host.Try("extend", map[string]any{"minutes": 5}); code != "conflict" {
			t.Errorf("with nobody on the stage: %q", code)
		}
		end := time.Now().Add(10 * time.Minute)
		if err := w.Hub.Room("s1").Admit("a1", end); err != nil {
			t.Fatal(err)
		}
		for _, data := range []map[string]any{{}, {"minutes": 0}, {"minutes": -5}, {"minutes": 61}, {"minutes": 5, "audience": "a1"}} {
			if code := host.Try("extend", data); code != "malformed" {
				t.Errorf("%v: %q", data, code)
			}
		}
		var told about
		if sara.Latest("room", &told); told.EndsAt == nil || !told.EndsAt.Equal(end) {
			t.Errorf("the citizen on the stage is told %+v", told)
		}
		omar.ExpectNone("room")
		sara.Clear()
		time.Sleep(5*time.Minute + time.Second)
		sara.Expect("notice")
		sara.ExpectNone("notice")
		host.Clear()
		host.Do("extend", map[string]any{"minutes": 5}) // ends five minutes from now: no second warning of that
		for _, p := range []*Peer{host, sara} {
			var notice struct {
				Code    string
				Minutes int
			}
			if p.Latest("notice", &notice); notice.Code != "extended" || notice.Minutes != 5 {
				t.Errorf("told %+v", notice)
			}
		}
		time.Sleep(4*time.Minute + time.Second)
		var notice struct {
			Code    string
			Minutes int
		}
		if sara.Latest("notice", &notice); notice.Code != "ending" || notice.Minutes != 1 {
			t.Errorf("a minute before the end: %+v", notice)
		}
		omar.ExpectNone("notice")
		host.Do("end", map[string]any{"audience": "a1", "disposition": "held"})
		host.Clear()
		time.Sleep(time.Hour)
		host.ExpectNone("notice")
	})
}

func TestRoom_HandOver(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := NewWorld(t)
		minister, deputy := w.Join(Host("s1")), w.Join(Host("s2"))
		aide, observer := w.Join(Aide("s1")), w.Join(Ticket("s1", "", signaling.RoleObserver, "obs"))
		w.Hub.Room("s1").SetSuccessors([]signaling.Successor{{Key: "s2", Name: "النائب", NameEn: "Deputy"}})
		var told about
		if aide.Latest("room", &told); len(told.HandOverTo) != 1 || told.HandOverTo[0].Key != "s2" {
			t.Errorf("the aide may hand over to %+v", told.HandOverTo)
		}
		observer.ExpectNone("room")
		sara := w.Join(Citizen("s1", "a1", "sara"))
		minister.Do("admit", map[string]any{"audience": "a1"})
		minister.Do("handOver", map[string]any{"audience": "a1", "to": "s2"})
		var held struct{ Reason string }
		if minister.Latest("held", &held); held.Reason != "handOver" {
			t.Errorf("the stage is told %+v", held)
		}
		if code := sara.ClosedWith(); code != "transferred" {
			t.Errorf("the old socket closed with %q", code)
		}
		var pass struct{ Ticket string }
		sara.Expect("transfer").Into(t, &pass)
		again, err := w.TryJoin(pass.Ticket, Offer)
		if err != nil {
			t.Fatal(err)
		}
		deputy.Do("admit", map[string]any{"audience": "a1"})
		if !deputy.Leg.Shows(again.Leg, both) || minister.Leg.Shows(sara.Leg, 0) {
			t.Error("the citizen is not with the deputy")
		}
		if _, err := w.TryJoin(w.Token(Citizen("s1", "a1", "sara")), Offer); err != nil {
			t.Errorf("the old ticket leads to the old waiting room, to be sent on: %v", err)
		}
	})
}

func TestRoom_HandOverIsWhole(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := NewWorld(t)
		host, sara := w.Join(Host("s1")), w.Join(Citizen("s1", "a1", "sara"))
		host.Do("admit", map[string]any{"audience": "a1"})
		bad := errors.New("no ticket")
		err := w.Hub.Room("s1").Transfer("a1", func(signaling.Ticket) (signaling.Pass, error) { return signaling.Pass{}, bad })
		if !errors.Is(err, bad) || !host.Leg.Shows(sara.Leg, both) {
			t.Errorf("a transfer without passes: %v", err)
		}
		w.Floor.Refuse(signaling.ErrNoSession)
		if code := host.Try("handOver", map[string]any{"audience": "a1", "to": "s2"}); code != "noSession" {
			t.Errorf("code %q", code)
		}
		w.Floor.Refuse(errors.Join(signaling.ErrUnavailable, errors.New("connection refused")))
		if code := host.Try("handOver", map[string]any{"audience": "a1", "to": "s2"}); code != "unavailable" {
			t.Errorf("code %q", code)
		}
		for _, data := range []map[string]any{{"audience": "a1"}, {"to": "s2"}, {"audience": "a1", "to": strings.Repeat("x", 41)}} {
			if code := host.Try("handOver", data); code != "malformed" && code != "tooLong" {
				t.Errorf("%v: %q", data, code)
			}
		}
		if !host.Leg.Shows(sara.Leg, both) {
			t.Error("a refusal disturbed those who talk")
		}
	})
}

// slowFloor does not answer until its context ends, as with a database that hangs.
type slowFloor struct{ Floor }

func (*slowFloor) Admit(ctx context.Context, _ signaling.Command) error {
	<-ctx.Done()
	return ctx.Err()
}

func TestRoom_AFloorThatHangsCostsNobodyTheirSocket(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := NewWorldOn(t, &slowFloor{}, nil, time.Now)
		host := w.Join(Host("s1"))
		began := time.Now()
		if code := host.Try("admit", map[string]any{"audience": "a1"}); code != "unavailable" {
			t.Errorf("code %q", code)
		}
		if took := time.Since(began); took > 5*time.Second {
			t.Errorf("the host could not say anything for %v", took)
		}
	})
}

func TestRoom_HelpStaysOn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := NewWorld(t)
		host, observer := w.Join(Host("s1")), w.Join(Ticket("s1", "", signaling.RoleObserver, "obs"))
		sara, omar := w.Join(Citizen("s1", "a1", "sara")), w.Join(Citizen("s1", "a2", "omar"))
		if code := sara.Try("help", map[string]any{"kind": "smell"}); code != "malformed" {
			t.Errorf("code %q", code)
		}
		sara.Do("help", map[string]any{"kind": "hear"})
		var notice struct {
			Code, Kind string
			Person     int
		}
		host.Latest("notice", &notice)
		if notice.Code != "helpWanted" || notice.Kind != "hear" || notice.Person != sara.Number() {
			t.Errorf("the host is told %+v", notice)
		}
		observer.ExpectNone("notice")
		omar.ExpectNone("notice")
		wants := func(p *Peer, want string) {
			t.Helper()
			var roster struct {
				People []struct {
					Person int
					Help   string
				}
			}
			p.Latest("roster", &roster)
			for _, one := range roster.People {
				if one.Person == sara.Number() && one.Help != want {
					t.Errorf("help %q, want %q", one.Help, want)
				}
			}
		}
		wants(host, "hear")
		sara = w.Join(Citizen("s1", "a1", "sara")) // a reload is no cure
		aide := w.Join(Aide("s1"))
		var joined struct{ Roster json.RawMessage }
		aide.Expect("joined").Into(t, &joined)
		if !strings.Contains(string(joined.Roster), `"help":"hear"`) {
			t.Error("an aide who comes later does not see that somebody wants help")
		}
		if code := omar.Try("helped", map[string]any{"person": sara.Number()}); code != "forbidden" {
			t.Errorf("another citizen: %q", code)
		}
		aide.Do("helped", map[string]any{"person": sara.Number()})
		wants(host, "")
		sara.Do("help", map[string]any{"kind": "see"})
		sara.Do("helped", map[string]any{"person": sara.Number()})
		wants(host, "")
		for range 3 {
			sara.Try("help", map[string]any{"kind": "other"})
		}
		if code := sara.Try("help", map[string]any{"kind": "other"}); code != "rateLimited" {
			t.Errorf("the fifth call in a second: %q", code)
		}
	})
}

func TestRoom_Captions(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := NewWorld(t)
		host, sara := w.Join(Host("s1")), w.Join(Citizen("s1", "a1", "sara"))
		hind := w.Join(Ticket("s1", "", signaling.RoleInterpreter, "hind"))
		hind.Do("caption", map[string]any{"text": " نعم ", "final": false})
		var caption struct {
			Person int
			Text   string
			Final  bool
		}
		host.Latest("caption", &caption)
		if caption.Text != "نعم" || caption.Person != hind.Number() || caption.Final {
			t.Errorf("the host reads %+v", caption)
		}
		sara.ExpectNone("caption") // waits: hears and reads nothing
		for _, c := range []struct {
			data map[string]any
			code string
		}{
			{map[string]any{"text": "", "final": false}, ""}, // rubbed out again
			{map[string]any{"text": "  ", "final": true}, "malformed"},
			{map[string]any{"text": strings.Repeat("ن", 501), "final": true}, "tooLong"},
		} {
			if code := hind.Try("caption", c.data); code != c.code {
				t.Errorf("%v: %q, want %q", c.data, code, c.code)
			}
		}
		code := ""
		for range 20 {
			code = hind.Try("caption", map[string]any{"text": "x", "final": false})
		}
		if code != "rateLimited" {
			t.Errorf("the twentieth in a moment: %q", code)
		}
		host.Cut()
		host.Clear()
		time.Sleep(6 * time.Second)
		hind.Do("caption", map[string]any{"text": "y", "final": true})
		if code := host.Resume(); code != "" {
			t.Fatal(code)
		}
		host.ExpectNone("caption") // what was said meanwhile is gone
	})
}

func TestRoom_RosterShowsWhoIsWho(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := NewWorld(t)
		host := w.Join(Host("s1"))
		hind := Ticket("s1", "", signaling.RoleInterpreter, "hind")
		hind.Signs = true
		w.Join(hind)
		w.Join(Citizen("s1", "a1", "sara"))
		w.Join(Ticket("s1", "a1", signaling.RoleCompanion, "brother"))
		w.Hub.Room("s1").SetQueue([]signaling.QueueEntry{{Audience: "a1", Name: "سارة", Verified: true}})
		var roster struct {
			People []struct {
				Role            signaling.Role
				Verified, Signs bool
			}
		}
		host.Latest("roster", &roster)
		for _, p := range roster.People {
			if p.Verified != (p.Role != signaling.RoleCompanion) || p.Signs != (p.Role == signaling.RoleInterpreter) {
				t.Errorf("%+v", p)
			}
		}
	})
}

func TestRoom_OnDeck(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := NewWorld(t)
		host := w.Join(Host("s1"))
		omar, huda := w.Join(Citizen("s1", "a2", "omar")), w.Join(Citizen("s1", "a3", "huda"))
		w.Floor.SetLine("s1", "a1", "a2", "a3")
		var staff struct {
			Line []struct {
				Audience string
				OnDeck   bool
			}
		}
		host.Latest("queue", &staff)
		for _, e := range staff.Line {
			if e.OnDeck != (e.Audience == "a2") { // a1 is not there
				t.Errorf("%+v", e)
			}
		}
		deck := func(p *Peer) bool {
			var mine struct{ Yours struct{ OnDeck bool } }
			p.Latest("queue", &mine)
			return mine.Yours.OnDeck
		}
		if !deck(omar) || deck(huda) {
			t.Error("the wrong one stands ready")
		}
		host.Do("admit", map[string]any{"audience": "a2"})
		if !deck(huda) {
			t.Error("nobody stands ready after the admission")
		}
	})
}
