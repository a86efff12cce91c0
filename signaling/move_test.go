package signaling_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"majlis/signaling"
	. "majlis/signaling/signalingtest"
	"majlis/signaling/wire"
)

const here, there = "ws://here", "ws://there"

// two opens two servers that share the rooms.
func two(t *testing.T) (registry *Registry, a, b *World) {
	t.Helper()
	registry = &Registry{}
	return registry, NewWorldAt(t, registry, here), NewWorldAt(t, registry, there)
}

func TestHub_Join_Elsewhere(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		registry, a, b := two(t)
		a.Join(Host("s1"))
		_, err := b.TryJoin(b.Token(Citizen("s1", "a1", "sara")), Offer)
		if code := signaling.CodeOf(err); code != "elsewhere" {
			t.Fatalf("the wrong server answers %q", code)
		}
		if bye := string(signaling.JoinError(err)); !strings.Contains(bye, `"type":"bye"`) || !strings.Contains(bye, here) {
			t.Errorf("and says %s", bye)
		}
		if b.Hub.Holds("s1") {
			t.Error("the wrong server has opened the room")
		}
		check := Citizen("s1", "a1", "sara")
		check.Purpose = signaling.ForCheck
		b.Join(check) // needs no home
		registry.Fail(signaling.ErrUnavailable)
		_, err = b.TryJoin(b.Token(Host("s2")), Offer)
		if code := signaling.CodeOf(err); code != "unavailable" {
			t.Errorf("without the registry: %q", code)
		}
	})
}

type moved struct{ URL, Token string }

// moveAway begins to move a room to the other server and returns what each peer was told.
func moveAway(t *testing.T, registry *Registry, from *World, room signaling.RoomID, peers ...*Peer) (tokens []string, done chan error) {
	t.Helper()
	registry.Give(room, there)
	done = make(chan error, 1)
	go func() { done <- from.Hub.Room(room).Move(context.Background(), there) }()
	synctest.Wait()
	for _, p := range peers {
		var m moved
		p.Expect("move").Into(t, &m)
		if m.URL != there {
			t.Errorf("sent to %s", m.URL)
		}
		tokens = append(tokens, m.Token)
	}
	return tokens, done
}

// ready gives a leg its path and a picture.
func ready(p *Peer) {
	p.Leg.Count(signaling.LegStats{Camera: signaling.StreamStats{Pictures: 1}})
	p.Leg.Changed(signaling.PathConnected)
}

func TestRoom_Move(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		registry, a, b := two(t)
		host := a.Join(Host("s1"))
		sara := a.Join(Citizen("s1", "a1", "sara"))
		omar := a.Join(Citizen("s1", "a2", "omar"))
		host.Do("admit", map[string]any{"audience": "a1"})
		host.Do("mute", map[string]any{"person": sara.Number(), "audio": true, "camera": false})
		sara.Send("media", map[string]any{"audio": true, "camera": true, "screen": false})
		host.Do("lock", map[string]any{"locked": true})
		tokens, done := moveAway(t, registry, a, "s1", host, sara, omar)

		// In another order than they came, so that nothing hangs on it.
		omarThere := b.Come(omar, tokens[2])
		saraThere := b.Come(sara, tokens[1])
		ready(omarThere)
		ready(saraThere)
		time.Sleep(time.Second)
		synctest.Wait()
		saraThere.ExpectNone("live")
		if !host.Leg.Shows(sara.Leg, signaling.Camera) {
			t.Error("the old server stopped before the new one had everybody")
		}
		hostThere := b.Come(host, tokens[0])
		ready(hostThere)
		time.Sleep(200 * time.Millisecond)
		synctest.Wait()
		for i, p := range []*Peer{hostThere, saraThere, omarThere} {
			p.Expect("live")
			if old := []*Peer{host, sara, omar}[i]; p.Number() != old.Number() {
				t.Errorf("person %d became %d", old.Number(), p.Number())
			}
		}
		if !hostThere.Leg.Shows(saraThere.Leg, signaling.Camera) || hostThere.Leg.Shows(saraThere.Leg, signaling.Audio) {
			t.Error("over there the host should see the citizen and not hear her, who is muted")
		}
		if hostThere.Leg.Shows(omarThere.Leg, signaling.Camera) {
			t.Error("a waiting person came onto the stage by the move")
		}
		stranger, err := b.TryJoin(b.Token(Ticket("s1", "", signaling.RoleObserver, "observer")), Offer)
		if code := signaling.CodeOf(err); code != "locked" {
			t.Errorf("the lock did not come along: %v, %q", stranger, code)
		}
		for _, p := range []*Peer{host, sara, omar} {
			p.Send("leave", nil)
		}
		if err := <-done; err != nil {
			t.Fatal(err)
		}
		if a.Hub.Holds("s1") {
			t.Error("the old server kept the room")
		}
		for _, e := range a.Events.Of(signaling.EventLeft) {
			if e.Reason != "elsewhere" {
				t.Errorf("%s left the old server by %q", e.Peer, e.Reason)
			}
		}
	})
}

func TestRoom_Move_DoesNotWaitForTheLostAndTheLate(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		registry, a, b := two(t)
		host := a.Join(Host("s1"))
		sara := a.Join(Citizen("s1", "a1", "sara"))
		lost := a.Join(Citizen("s1", "a2", "omar"))
		lost.Cut()
		tokens, done := moveAway(t, registry, a, "s1", host, sara)
		hostThere := b.Come(host, tokens[0])
		ready(hostThere)
		time.Sleep(9 * time.Second)
		synctest.Wait()
		hostThere.ExpectNone("live")
		time.Sleep(1100 * time.Millisecond)
		synctest.Wait()
		hostThere.Expect("live")
		if err := <-done; err != nil {
			t.Fatal(err)
		}
		if got := sara.ClosedWith(); got != "elsewhere" {
			t.Errorf("who did not come was closed with %q", got)
		}
		var bye struct{ URL string }
		sara.Expect("bye").Into(t, &bye)
		if bye.URL != there {
			t.Errorf("and sent to %q", bye.URL)
		}
		if again := b.Join(Citizen("s1", "a2", "omar")); again.Number() != lost.Number() {
			t.Errorf("the lost one was %d and came back as %d", lost.Number(), again.Number())
		}
		saraThere := b.Come(sara, tokens[1])
		ready(saraThere)
		time.Sleep(200 * time.Millisecond)
		synctest.Wait()
		saraThere.Expect("live")
	})
}

func TestHub_Join_ForeignMoveTokens(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		registry, a, b := two(t)
		host := a.Join(Host("s1"))
		sara := a.Join(Citizen("s1", "a1", "sara"))
		tokens, done := moveAway(t, registry, a, "s1", host, sara)
		for name, token := range map[string]string{"another's": tokens[0], "garbage": "x", "forged": tokens[1][:8] + "____" + tokens[1][12:]} {
			p := b.Come(sara, token)
			ready(p)
			time.Sleep(time.Second)
			synctest.Wait()
			if _, err := b.TryJoin("", Offer); err == nil {
				t.Error("joined without a ticket")
			}
			p.ExpectNone("live")
			if t.Failed() {
				t.Fatalf("with %s token", name)
			}
		}
		time.Sleep(2 * time.Minute)
		synctest.Wait()
		stale := b.Come(sara, tokens[1])
		ready(stale)
		time.Sleep(time.Second)
		synctest.Wait()
		stale.ExpectNone("live")
		<-done
	})
}

func TestRoom_Depose(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		_, a, _ := two(t)
		host := a.Join(Host("s1"))
		room := a.Hub.Room("s1")
		room.Depose("")
		if got := host.ClosedWith(); got != "shutdown" {
			t.Errorf("closed with %q", got)
		}
		other := a.Join(Host("s1"))
		a.Hub.Room("s1").Depose(there)
		if got := other.ClosedWith(); got != "elsewhere" {
			t.Errorf("closed with %q", got)
		}
		if err := room.Admit("a1", time.Time{}); !errors.Is(err, signaling.ErrConflict) {
			t.Errorf("a deposed room admits: %v", err)
		}
	})
}

// frames is a link that keeps what was sent.
type frames struct {
	mu   sync.Mutex
	list []string
}

func (f *frames) sent() []string {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.Clone(f.list)
}

func (f *frames) Send(frame []byte) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.list = append(f.list, string(frame))
	return nil
}

func (f *frames) Close(string) {}

func TestRoom_TellsOfServersThatComeLater(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		signer, err := signaling.NewSigner(Key)
		if err != nil {
			t.Fatal(err)
		}
		var living atomic.Pointer[[]string]
		living.Store(new([]string))
		hub := signaling.NewHub(signaling.Config{Gate: signer, Media: &Media{}, Sockets: func() []string { return *living.Load() }})
		defer hub.Close()
		token, err := signer.Sign(Host("s1"))
		if err != nil {
			t.Fatal(err)
		}
		link := &frames{}
		if _, err := hub.Join(t.Context(), link, wire.Frame("join", 0, 0, map[string]any{"ticket": token, "offer": Offer})); err != nil {
			t.Fatal(err)
		}
		if joined := link.sent()[0]; strings.Contains(joined, "sockets") {
			t.Errorf("a server alone says %s", joined)
		}
		living.Store(&[]string{here, there})
		time.Sleep(6 * time.Second)
		told := slices.ContainsFunc(link.sent(), func(frame string) bool {
			return strings.Contains(frame, `"type":"room"`) && strings.Contains(frame, `"sockets":["ws://here","ws://there"]`)
		})
		if !told {
			t.Errorf("told %q", link.sent()[1:])
		}
	})
}
