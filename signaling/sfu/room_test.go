package sfu

import (
	"context"
	"encoding/json"
	"sync"
	"testing"
	"time"

	"majlis/signaling"
	"majlis/signaling/signalingtest"
)

// line is a link that keeps the newest message of each type.
type line struct {
	mu   sync.Mutex
	last map[string]json.RawMessage
}

func (l *line) Send(frame []byte) error {
	var m signalingtest.Message
	if err := json.Unmarshal(frame, &m); err != nil {
		return err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.last[m.Type] = m.Data
	return nil
}

func (l *line) Close(string) {}

func (l *line) read(t testing.TB, kind string, v any) {
	t.Helper()
	l.mu.Lock()
	defer l.mu.Unlock()
	must(t, json.Unmarshal(l.last[kind], v))
}

// guest is a client that came through a hub.
type guest struct {
	*client
	link  *line
	conn  *signaling.Connection
	token string
	id    string
}

func (n *network) hub() (*signaling.Hub, *signaling.Signer) {
	n.t.Helper()
	signer, err := signaling.NewSigner(signalingtest.Key)
	must(n.t, err)
	hub := signaling.NewHub(signaling.Config{Gate: signer, Media: n.forwarder})
	n.t.Cleanup(hub.Close)
	return hub, signer
}

func (g *guest) dial(hub *signaling.Hub, join map[string]any) {
	g.t.Helper()
	join["ticket"] = g.token
	join["device"] = map[string]string{"camera": "ok", "microphone": "ok"}
	frame, err := json.Marshal(map[string]any{"type": "join", "data": join})
	must(g.t, err)
	g.link = &line{last: map[string]json.RawMessage{}}
	g.conn, err = hub.Join(context.Background(), g.link, frame)
	must(g.t, err)
}

func (n *network) join(hub *signaling.Hub, signer *signaling.Signer, ticket signaling.Ticket) *guest {
	n.t.Helper()
	token, err := signer.Sign(ticket)
	must(n.t, err)
	g := &guest{client: n.offering(), token: token}
	g.dial(hub, map[string]any{"offer": g.pc.LocalDescription().SDP})
	var joined struct{ ConnectionID, Answer string }
	g.link.read(n.t, "joined", &joined)
	g.id = joined.ConnectionID
	g.answered(joined.Answer)
	return g
}

// connected tells whether the hub knows of that many paths that are up.
func connected(hub *signaling.Hub, people int) func() bool {
	return func() bool {
		up := 0
		for _, r := range hub.Snapshot() {
			for _, p := range r.People {
				if p.Path == signaling.PathConnected {
					up++
				}
			}
		}
		return up == people
	}
}

func TestRoom_AdmitHoldAndResumeWithMedia(t *testing.T) {
	n := newNetwork(t, nil)
	hub, signer := n.hub()
	host := n.join(hub, signer, signalingtest.Host("s1"))
	sara := n.join(hub, signer, signalingtest.Citizen("s1", "a1", "sara"))
	eventually(t, connected(hub, 2))
	room := hub.Room("s1")
	arrived := func() uint64 { return room.Snapshot().People[1].Stats.Audio.Packets }
	sara.sayUntil("waiting", func() bool { return arrived() > 20 })
	settled(t, arrived)
	must(t, room.Admit("a1", time.Time{}))
	hears := func(mark string) func() bool {
		return func() bool {
			sound, picture := host.lane(0, false), host.lane(0, true)
			return len(sound) > 0 && len(picture) > 0 &&
				sound[len(sound)-1].mark == mark && picture[len(picture)-1].mark == mark
		}
	}
	sara.sayUntil("admitted", hears("admitted"))

	sara.conn.Lost()
	sara.sayUntil("cut off", hears("cut off"))
	sara.dial(hub, map[string]any{"connectionId": sara.id})
	var joined struct{ Resumed bool }
	if sara.link.read(t, "joined", &joined); !joined.Resumed {
		t.Error("not resumed")
	}
	sara.sayUntil("resumed", hears("resumed"))

	settled(t, arrived)
	must(t, room.Hold("a1", "private"))
	before := arrived()
	sara.sayUntil("held", func() bool { return arrived() > before+20 })
	for _, video := range []bool{false, true} {
		all := host.lane(0, video)
		for _, s := range all {
			if s.mark == "waiting" || s.mark == "held" {
				t.Errorf("video %v: %q was seen", video, s.mark)
			}
		}
		continuous(t, all)
	}
}

func TestRoom_CheckSendsBackWhatCame(t *testing.T) {
	n := newNetwork(t, nil)
	hub, signer := n.hub()
	ticket := signalingtest.Citizen("s1", "a1", "sara")
	ticket.Purpose = signaling.ForCheck
	sara := n.join(hub, signer, ticket)
	eventually(t, connected(hub, 1))
	sara.sayUntil("echo", func() bool { return len(sara.lane(0, true)) > 10 && len(sara.lane(0, false)) > 10 })
	var check struct {
		Path     string
		Pictures int
		Audio    struct{ Packets int }
	}
	sara.sayUntil("more", func() bool {
		sara.link.mu.Lock()
		defer sara.link.mu.Unlock()
		return sara.link.last["check"] != nil
	})
	sara.link.read(t, "check", &check)
	if check.Path != "connected" || check.Pictures == 0 || check.Audio.Packets == 0 {
		t.Errorf("check %+v", check)
	}
}
