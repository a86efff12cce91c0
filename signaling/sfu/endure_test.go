package sfu

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net"
	"os"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/pion/transport/v5/packetio"
	"github.com/pion/transport/v5/vnet"

	"majlis/signaling"
	"majlis/signaling/signalingtest"
)

func TestSequel_GoesOnAcrossAHundredPublishers(t *testing.T) {
	dice := rand.New(rand.NewPCG(3, 4))
	for name, video := range map[string]bool{"sound": false, "picture": true} {
		t.Run(name, func(t *testing.T) {
			o, w := lane(video)
			now := at0
			for range 120 {
				in := publisher(video, uint64(dice.IntN(100)))
				in.leg.epoch.Store(1)
				o.show(in, uint64(dice.IntN(2)), now)
				seq, timestamp, id := uint16(dice.Uint32()), dice.Uint32(), uint16(dice.Uint32())&0x7fff
				for i := range 20 {
					now = now.Add(20 * time.Millisecond)
					kind := byte(deltaFrame)
					if i == 0 {
						kind = keyFrame
					}
					number := id + uint16(i)
					p := arrived(seq+uint16(i), timestamp+uint32(i)*1800, 0x90, 0x80, 0x80|byte(number>>8)&0x7f, byte(number), kind)
					p.marker = true
					give(in, p, now)
				}
			}
			if len(w.packets) != 120*20 {
				t.Fatalf("%d packets", len(w.packets))
			}
			for i, p := range w.packets[1:] {
				was := w.packets[i]
				if p.SSRC != was.SSRC || p.SequenceNumber != was.SequenceNumber+1 || p.Timestamp-was.Timestamp > 90_000 {
					t.Fatalf("%+v follows %+v", p.Header, was.Header)
				}
				if video {
					a, _ := readPicture(was.Payload)
					b, _ := readPicture(p.Payload)
					if (b.id-a.id)&0x7fff != 1 {
						t.Fatalf("picture %d follows %d", b.id, a.id)
					}
				}
			}
		})
	}
}

// TestRoom_TwoJoinAtTheSameInstant is repeated by make soak, to a thousand times and more.
func TestRoom_TwoJoinAtTheSameInstant(t *testing.T) {
	n := newNetwork(t, nil)
	hub, signer := n.hub()
	for round := range 30 {
		room := signaling.RoomID(fmt.Sprintf("s%d", round))
		host, aide := signalingtest.Host(room), signalingtest.Host(room)
		aide.Peer, aide.Role = "aide", signaling.RoleChiefAide
		guests := []*guest{n.guest(signer, host), n.guest(signer, aide)}
		var together sync.WaitGroup
		errs := make([]error, len(guests))
		for i, g := range guests {
			together.Go(func() { errs[i] = g.knock(hub) })
		}
		together.Wait()
		for i, g := range guests {
			must(t, errs[i])
			g.enter()
		}
		heard := func(g *guest) func() bool {
			return func() bool { return len(g.lane(0, true)) > 2 && len(g.lane(0, false)) > 2 }
		}
		for i, g := range guests {
			g.sayUntil(fmt.Sprintf("round %d", round), heard(guests[1-i]))
		}
		for _, g := range guests {
			must(t, g.conn.Receive(context.Background(), []byte(`{"type":"leave","seq":1}`)))
			must(t, g.pc.GracefulClose())
		}
	}
}

// guest is a client that has its offer ready.
func (n *network) guest(signer *signaling.Signer, ticket signaling.Ticket) *guest {
	n.t.Helper()
	token, err := signer.Sign(ticket)
	must(n.t, err)
	return &guest{client: n.offering(), token: token, link: &line{last: map[string]json.RawMessage{}}}
}

// knock joins, from any goroutine.
func (g *guest) knock(hub *signaling.Hub) error {
	frame, err := json.Marshal(map[string]any{"type": "join", "data": map[string]any{
		"ticket": g.token, "offer": g.pc.LocalDescription().SDP, "device": map[string]string{"camera": "ok", "microphone": "ok"},
	}})
	if err != nil {
		return err
	}
	g.conn, err = hub.Join(context.Background(), g.link, frame)
	return err
}

func (g *guest) enter() {
	g.t.Helper()
	var joined struct{ Answer string }
	g.link.read(g.t, "joined", &joined)
	g.answered(joined.Answer)
}

// TestForwarder_Mends checks that what can be repaired is, on both halves of the way: unrepaired, twice
// the loss would be missing. The bounds leave room for a machine too busy to ask in time.
func TestForwarder_Mends(t *testing.T) {
	for _, c := range []struct{ loss, missing int }{{2, 2}, {5, 4}, {20, 20}} {
		t.Run(fmt.Sprintf("%d percent lost", c.loss), func(t *testing.T) {
			var mu sync.Mutex
			dice, begun := rand.New(rand.NewPCG(uint64(c.loss), 2)), false
			n := newShakyNetwork(t, 30*time.Millisecond, func(vnet.Chunk) bool {
				mu.Lock()
				defer mu.Unlock()
				return !begun || dice.IntN(100) >= c.loss
			})
			host, citizen := n.client(), n.client()
			host.connected()
			citizen.connected()
			mu.Lock()
			begun = true
			mu.Unlock()
			host.leg.Show(show(0, citizen))
			citizen.sayUntil("x", func() bool { return len(host.lane(0, true)) > 250 && len(host.lane(0, false)) > 80 })
			settled(t, func() uint64 { return uint64(len(host.lane(0, true))) })
			got, all := map[uint16]bool{}, host.lane(0, true)
			first, last := all[0].seq, all[0].seq
			for _, s := range all {
				got[s.seq] = true
				if older(last, s.seq) {
					last = s.seq
				}
			}
			span := int(last-first) + 1
			if missing := span - len(got); missing*100 > span*c.missing {
				t.Errorf("%d of %d packets missing after repair", missing, span)
			}
			if c.loss < 10 && host.leg.Stats().Lanes[0].Paused {
				t.Error("the picture is left out")
			}
		})
	}
}

func TestForwarder_NoiseDisturbsNobody(t *testing.T) {
	n := newNetwork(t, nil)
	host, citizen := n.client(), n.client()
	host.connected()
	citizen.connected()
	host.leg.Show(show(0, citizen))
	noise, err := n.net().ListenUDP("udp", &net.UDPAddr{})
	must(t, err)
	defer func() { must(t, noise.Close()) }()
	dice := rand.New(rand.NewPCG(5, 6))
	server := &net.UDPAddr{IP: net.IPv4(10, 0, 0, 1), Port: 5000}
	hello := append([]byte{22, 0xfe, 0xfd, 0, 0, 0, 0, 0, 0, 0, 0, 0, 60, 1}, bytes.Repeat([]byte{7}, 59)...)
	for i := range 2000 {
		b := make([]byte, 1+dice.IntN(1400))
		for j := range b {
			b[j] = byte(dice.Uint32())
		}
		switch i % 4 {
		case 0:
			b[0] = 0x80 // like RTP
		case 1:
			b = hello
		case 2:
			b[0] = 0 // like STUN
		}
		_, err := noise.WriteTo(b, server)
		must(t, err)
	}
	citizen.sayUntil("clear", host.ends(0, "clear"))
	continuous(t, host.lane(0, true))
}

func TestForwarder_AWrongFingerprintNeverConnects(t *testing.T) {
	n := newNetwork(t, nil)
	host, citizen := n.client(), n.client()
	host.connected()
	citizen.connected()
	stranger := n.offering()
	offer := stranger.pc.LocalDescription().SDP
	at := strings.Index(offer, "a=fingerprint:sha-256 ") + len("a=fingerprint:sha-256 ")
	forged := strings.ReplaceAll(offer, offer[at:at+95], strings.Repeat("AB:", 31)+"AB")
	l, answer, err := n.forwarder.Open(context.Background(), signaling.Opening{
		Offer: forged, Changed: func(p signaling.Path) { stranger.path.Store(p) },
	})
	must(t, err)
	stranger.answered(answer)
	eventually(t, func() bool { return stranger.path.Load() == signaling.PathLost })
	host.leg.Show(append(show(0, citizen), show(1, &client{leg: l.(*leg)})...))
	citizen.sayUntil("fine", host.ends(0, "fine"))
	must(t, l.Close())
}

func TestForwarder_EndsWhoBeginsStreamsWithoutEnd(t *testing.T) {
	for name, c := range map[string]struct {
		kind  packetio.BufferPacketType
		limit int
	}{
		"of media":   {packetio.RTPBufferPacket, streamLimit},
		"of reports": {packetio.RTCPBufferPacket, controlLimit},
	} {
		t.Run(name, func(t *testing.T) {
			n := newNetwork(t, nil)
			host, citizen, flood := n.client(), n.client(), n.client()
			for _, c := range []*client{host, citizen, flood} {
				c.connected()
			}
			host.leg.Show(show(0, citizen))
			for i := range uint32(c.limit + 1) {
				if _, err := flood.leg.open(c.kind, i).Write([]byte("nonsense")); err != nil {
					t.Fatal(err)
				}
			}
			eventually(t, func() bool { return flood.path.Load() == signaling.PathLost })
			citizen.sayUntil("fine", host.ends(0, "fine"))
		})
	}
}

func TestForwarder_LargePacketsPass(t *testing.T) {
	n := newNetwork(t, nil)
	host, citizen := n.client(), n.client()
	host.connected()
	citizen.connected()
	host.leg.Show(show(0, citizen))
	citizen.sayUntil("a", host.ends(0, "a"))
	citizen.say(strings.Repeat("x", 1350))
	citizen.sayUntil("b", host.ends(0, "b"))
	if s := host.leg.Stats(); s.BytesOut < 1350 {
		t.Errorf("%d bytes", s.BytesOut)
	}
}

func TestForwarder_LegsLeaveNothingBehind(t *testing.T) {
	f, err := New(Config{Loopback: true})
	must(t, err)
	defer func() { must(t, f.Close()) }()
	offer := newNetwork(t, nil).offering().pc.LocalDescription().SDP
	cycle := func() {
		l, _, err := f.Open(context.Background(), signaling.Opening{Offer: offer, Changed: func(signaling.Path) {}})
		must(t, err)
		l.Show([]signaling.Lane{{From: l, Carries: signaling.Audio | signaling.Camera, Epoch: 1}})
		must(t, l.Close())
	}
	cycle()
	goroutines, files := runtime.NumGoroutine(), openFiles(t)
	for range 50 {
		cycle()
	}
	eventually(t, func() bool { return runtime.NumGoroutine() <= goroutines+2 && openFiles(t) <= files })
	f.mu.RLock()
	defer f.mu.RUnlock()
	if len(f.legs) != 0 {
		t.Errorf("%d legs are looked after", len(f.legs))
	}
}

func openFiles(t *testing.T) int {
	t.Helper()
	all, err := os.ReadDir("/proc/self/fd")
	must(t, err)
	return len(all)
}

// TestForwarder_EverybodyLeavesAtOnce closes legs while packets go all ways between them, and while
// lanes wait for key frames that do not come.
func TestForwarder_EverybodyLeavesAtOnce(t *testing.T) {
	n := newNetwork(t, nil)
	for range 5 {
		people := []*client{n.client(), n.client(), n.client()}
		for _, c := range people {
			c.connected()
		}
		for i, c := range people {
			c.leg.Show(append(show(0, people[(i+1)%3]), show(1, people[(i+2)%3])...))
		}
		stop, talk := make(chan struct{}), sync.WaitGroup{}
		for _, c := range people {
			talk.Go(func() {
				for {
					select {
					case <-stop:
						return
					default:
						c.keyWant.Store(false)
						c.say("all at once")
					}
				}
			})
		}
		eventually(t, func() bool { return people[0].leg.Stats().Audio.Packets > 20 })
		var left sync.WaitGroup
		for _, c := range people {
			left.Go(func() {
				if err := c.leg.Close(); err != nil {
					t.Error(err)
				}
			})
		}
		left.Wait()
		close(stop)
		talk.Wait()
	}
}
