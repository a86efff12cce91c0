package signaling_test

import (
	"fmt"
	"os"
	"runtime"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"majlis/signaling"
	. "majlis/signaling/signalingtest"
)

// times is how often a trial is made: full under make soak, a fraction otherwise.
func times(t *testing.T, usual, full int) int {
	t.Helper()
	if os.Getenv("MAJLIS_FULL") != "" {
		return full
	}
	return usual
}

// TestStorm_TwoJoinAtOneInstant: whoever comes at the same instant sees the other, every time.
func TestStorm_TwoJoinAtOneInstant(t *testing.T) {
	for n := range times(t, 50, 1000) {
		w := NewWorld(t)
		if err := w.Hub.Room("s1").Admit("a1", time.Time{}); err != nil {
			t.Fatal(err)
		}
		var host, sara *Peer
		start := make(chan struct{})
		var both sync.WaitGroup
		both.Go(func() { <-start; host = w.Join(Host("s1")) })
		both.Go(func() { <-start; sara = w.Join(Citizen("s1", "a1", "sara")) })
		close(start)
		both.Wait()
		// Each leg is the one that was opened last when the peer joined, so they are told apart by what they show.
		shown := 0
		for _, leg := range w.Media.Legs() {
			shown += len(leg.Shown())
		}
		if shown != 2 || host.Number() == sara.Number() {
			t.Fatalf("trial %d: %d lanes are filled, want 2", n, shown)
		}
		w.Hub.Close()
	}
}

// TestStorm_KnockCloseKnock: a door that is knocked at, let go and knocked at again opens each time,
// and nobody else hears of it.
func TestStorm_KnockCloseKnock(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := NewWorld(t)
		host := w.Join(Host("s1"))
		for n := range 30 {
			sara := w.Join(Citizen("s1", "a1", "sara"))
			switch n % 3 {
			case 0:
				sara.Cut()
			case 1:
				sara.Send("leave", nil)
			}
		}
		host.Do("admit", map[string]any{"audience": "a1"})
		sara := w.Join(Citizen("s1", "a1", "sara"))
		if sara.Number() != 2 || !host.Leg.Shows(sara.Leg, both) || len(host.Leg.Shown()) != 1 {
			t.Errorf("person %d, the host is shown %v", sara.Number(), host.Leg.Shown())
		}
		time.Sleep(10 * time.Minute)
		if code := sara.ClosedWith(); code != "" || !host.Leg.Shows(sara.Leg, both) {
			t.Errorf("a timer of an older knock closed the newest: %q", code)
		}
	})
}

// TestStorm_AdmittedAtTheInstantOfALoss: the socket goes as the admission comes, from two goroutines.
func TestStorm_AdmittedAtTheInstantOfALoss(t *testing.T) {
	for range times(t, 50, 1000) {
		w := NewWorld(t)
		host, sara := w.Join(Host("s1")), w.Join(Citizen("s1", "a1", "sara"))
		var both sync.WaitGroup
		both.Go(func() { host.Do("admit", map[string]any{"audience": "a1"}) })
		both.Go(sara.Cut)
		both.Wait()
		if !host.Leg.Shows(sara.Leg, signaling.Audio|signaling.Camera) {
			t.Fatal("her media goes on, and the host does not see her")
		}
		if code := sara.Resume(); code != "" {
			t.Fatalf("resume: %q", code)
		}
		sara.Expect("admitted") // whether it came before the loss or is told again after it
		var joined struct {
			Resumed bool
			You     struct{ Place string }
		}
		sara.Latest("joined", &joined)
		if !joined.Resumed || joined.You.Place != "stage" {
			t.Fatalf("back as %+v", joined)
		}
		w.Hub.Close()
	}
}

// TestStorm_JoinAndAbandon: nothing grows however often people come and go.
func TestStorm_JoinAndAbandon(t *testing.T) {
	w := NewWorldOn(t, nil, nil, time.Now) // without a recorder, which would grow
	host := w.Join(Host("s1"))
	come := func(n int) {
		sara, err := w.TryJoin(w.Token(Citizen("s1", "a1", signaling.PeerID(fmt.Sprint("person-", n%40)))), Offer)
		if err != nil {
			t.Fatal(err)
		}
		if n%2 == 0 {
			sara.Cut()
		} else {
			sara.Send("leave", nil)
		}
		host.Clear()
		w.Media.Forget()
	}
	for n := range 100 {
		come(n)
	}
	routines, before := runtime.NumGoroutine(), heap()
	rounds := times(t, 200, 10_000)
	for n := range rounds {
		come(n)
	}
	for try := 0; runtime.NumGoroutine() > routines+5; try++ { // closing legs takes its time
		if try > 1000 {
			t.Fatalf("%d goroutines, %d before", runtime.NumGoroutine(), routines)
		}
		runtime.Gosched()
	}
	if after := heap(); after > before+4<<20 {
		t.Errorf("%d KiB in use, %d before", after>>10, before>>10)
	}
	if host.ClosedWith() != "" {
		t.Error("the host was disturbed")
	}
}

func heap() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// TestStorm_EverybodyResumes: a proxy restarts, and all sockets come back at once.
func TestStorm_EverybodyResumes(t *testing.T) {
	for range times(t, 2, 100) {
		w := NewWorld(t)
		host := w.Join(Host("s1"))
		peers := []*Peer{host, w.Join(Aide("s1"))}
		for n := range signaling.WaitingLimit {
			a := signaling.AudienceID(fmt.Sprint("a", n))
			peers = append(peers, w.Join(Citizen("s1", a, signaling.PeerID(fmt.Sprint("person-", n)))))
		}
		host.Do("admit", map[string]any{"audience": "a0"})
		shown := host.Leg.Shown()
		for _, p := range peers {
			p.Cut()
		}
		codes := make([]string, len(peers))
		var all sync.WaitGroup
		for i, p := range peers {
			all.Go(func() { codes[i] = p.Resume() })
		}
		all.Wait()
		for i, code := range codes {
			if code != "" || peers[i].ClosedWith() != "" {
				t.Fatalf("peer %d: %q, closed %q", i, code, peers[i].ClosedWith())
			}
		}
		if now := host.Leg.Shown(); len(now) != len(shown) || now[0] != shown[0] {
			t.Errorf("the host was shown %v, and now %v", shown, now)
		}
		w.Hub.Close()
	}
}

// TestStorm_AFloodDisturbsNobody: who sends too much is let go; who talks goes on talking.
func TestStorm_AFloodDisturbsNobody(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := NewWorld(t)
		host, sara, omar := w.Join(Host("s1")), w.Join(Citizen("s1", "a1", "sara")), w.Join(Citizen("s1", "a2", "omar"))
		host.Do("admit", map[string]any{"audience": "a1"})
		for _, p := range []*Peer{host, sara} {
			p.Clear()
		}
		var err error
		for range 500 {
			if err = omar.Raw([]byte(`{"type":"rubbish","data":{"x":"` + string(make([]byte, 10)) + `"}}`)); err != nil {
				break
			}
		}
		if signaling.CodeOf(err) != "rateLimited" {
			t.Errorf("the flood ended with %v", err)
		}
		for name, p := range map[string]*Peer{"the host": host, "the citizen on the stage": sara} {
			if got := len(p.Drain()); got != 0 || p.ClosedWith() != "" {
				t.Errorf("%s got %d messages, closed %q", name, got, p.ClosedWith())
			}
		}
		if !host.Leg.Shows(sara.Leg, both) {
			t.Error("those who talk were parted")
		}
		if got := w.Hub.Counts().Refused; got["malformed"] == 0 || got["rateLimited"] != 1 {
			t.Errorf("counted %v", got)
		}
	})
}

// TestTickets_OfOthers: a ticket opens its own door only.
func TestTickets_OfOthers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := NewWorld(t)
		host, sara := w.Join(Host("s1")), w.Join(Citizen("s1", "a1", "sara"))
		omar := w.Join(Citizen("s1", "a2", "omar"))
		if code := omar.ResumeAs(sara); code != "unknownConnection" {
			t.Errorf("with the connection of another: %q", code)
		}
		if code := w.Join(Citizen("s2", "a1", "sara")).ResumeAs(sara); code != "unknownConnection" {
			t.Errorf("from another room: %q", code)
		}
		// The same ticket again is the same person again: never two of them.
		again := w.Join(Citizen("s1", "a1", "sara"))
		host.Do("admit", map[string]any{"audience": "a1"})
		if sara.ClosedWith() != "replaced" || again.Number() != sara.Number() || len(host.Leg.Shown()) != 1 {
			t.Errorf("a replayed ticket: closed %q, person %d and %d", sara.ClosedWith(), sara.Number(), again.Number())
		}
		host.Do("end", map[string]any{"audience": "a1", "disposition": "held"})
		if _, err := w.TryJoin(w.Token(Citizen("s1", "a1", "sara")), Offer); signaling.CodeOf(err) != "ended" {
			t.Errorf("a ticket of an audience that is over: %v", err)
		}
	})
}
