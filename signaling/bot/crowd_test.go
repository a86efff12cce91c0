package bot_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"runtime"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"majlis/signaling"
	"majlis/signaling/bot"
	"majlis/signaling/bot/rig"
	"majlis/signaling/wire"
)

// Pion may leave one reader behind when a peer connection closes in the very moment in which its media
// path comes up: about once in a thousand joins.
func TestMain(m *testing.M) {
	goleak.VerifyTestMain(m, goleak.IgnoreTopFunction("github.com/pion/srtp/v3.(*SessionSRTP).decrypt"))
}

// full is the number of trials of a soak; of each test an ordinary run makes a few.
func full(some, all int) int {
	if os.Getenv("MAJLIS_FULL") != "" {
		return all
	}
	return some
}

var key = []byte(strings.Repeat("k", 32))

// server is signaling and media in this process, and the way to it.
func server(t *testing.T) (*rig.Server, bot.Site) {
	t.Helper()
	s, err := rig.Start(rig.Config{Key: key})
	must(t, err)
	t.Cleanup(func() { must(t, s.Close()) })
	site, err := rig.Site(s.URL(), key)
	must(t, err)
	return s, site
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// quiet is a load that leaves a small machine time for other tests.
var quiet = bot.Load{VideoRate: 40, FramePackets: 2}

func TestCrowd_Run(t *testing.T) {
	_, site := server(t)
	self := bot.Process{PID: os.Getpid()}
	plan := bot.Plan{Rooms: 2, People: 3, For: time.Second, Newcomers: 4, Admissions: 4, Pairs: 2, Server: &self}
	r, err := bot.NewCrowd(site, quiet).Run(t.Context(), plan, func(string) {})
	must(t, err)
	if s := r.Steady; s.People != 6 || s.Forwarded < s.Expected*9/10 || s.Forwarded < 500 || s.Delay.Count < s.Forwarded {
		t.Errorf("steady: %+v", s)
	}
	if r.Steady.ParticipantMiB <= 0 {
		t.Errorf("what the process uses: %+v", r.Steady.Process)
	}
	if j := r.Joins; j.FirstVideo.Count != 4 || j.Seen.Count != 12 || j.FirstRTP.P50 <= 0 {
		t.Errorf("newcomers: %+v", j)
	}
	if a := r.Admits; a.FirstAudio.Count != 4 || a.FirstVideo.P99 <= 0 {
		t.Errorf("admissions: %+v", a)
	}
	if r.Pairs.Met != 2 {
		t.Errorf("pairs: %+v", r.Pairs)
	}
	t.Run("is told in words and in JSON", func(t *testing.T) {
		var text bytes.Buffer
		must(t, r.Write(&text))
		if !strings.Contains(text.String(), "2 rooms of 3") || !strings.Contains(text.String(), "dial to first RTP, p99, ms") {
			t.Error(text.String())
		}
		said, err := json.Marshal(r)
		must(t, err)
		var figures map[string]float64
		must(t, json.Unmarshal(said, &figures))
		if figures["rooms"] != 2 || figures["forwarded"] != float64(r.Steady.Forwarded) {
			t.Errorf("%s", said)
		}
	})
}

func TestCrowd_RunRefusesWhatNoRoomHolds(t *testing.T) {
	for says, p := range map[string]bot.Plan{
		"nobody":                   {Rooms: 1, For: time.Second},
		"eight on a stage":         {Rooms: 1, People: 8, For: time.Second},
		"a newcomer without place": {Rooms: 1, People: 7, For: time.Second, Newcomers: 1},
		"no time":                  {Rooms: 1, People: 2},
	} {
		if _, err := bot.NewCrowd(bot.Site{}, bot.Load{}).Run(t.Context(), p, nil); err == nil {
			t.Errorf("%s: no error", says)
		}
	}
}

// Two who join at the same instant always see and hear each other.
func TestCrowd_Twins(t *testing.T) {
	_, site := server(t)
	n := full(20, 1000)
	p, err := bot.NewCrowd(site, quiet).Twins(t.Context(), n)
	must(t, err)
	if p.Met != uint64(n) {
		t.Errorf("%d of %d met", p.Met, n)
	}
}

// Joins that are broken off leave nothing behind.
func TestCrowd_Abandon(t *testing.T) {
	s, site := server(t)
	crowd := bot.NewCrowd(site, quiet)
	must(t, crowd.Abandon(t.Context(), 20))
	before := settled(t, s, 1<<30, 1<<30)
	n := full(100, 10_000)
	must(t, crowd.Abandon(t.Context(), n))
	after := settled(t, s, before.goroutines+2+n/200, before.files)
	if grown := (after.rss - before.rss) >> 20; n > 1000 && grown > 100 {
		t.Errorf("memory has grown by %d MiB", grown)
	}
}

type rest struct {
	goroutines, files int
	rss               int64
}

// settled waits until no room is left and no more goroutines and files than allowed.
func settled(t *testing.T, s *rig.Server, goroutines, files int) rest {
	t.Helper()
	poll := time.NewTicker(50 * time.Millisecond)
	defer poll.Stop()
	var now rest
	for range 400 {
		u, err := bot.Process{PID: os.Getpid()}.Usage()
		must(t, err)
		now = rest{runtime.NumGoroutine(), u.Files, u.RSS}
		if len(s.Snapshot()) == 0 && now.goroutines <= goroutines && now.files <= files {
			t.Logf("%d goroutines, %d files, %d MiB", now.goroutines, now.files, now.rss>>20)
			return now
		}
		<-poll.C
	}
	t.Fatalf("left: %+v, rooms %d", now, len(s.Snapshot()))
	return now
}

func TestBot_Refused(t *testing.T) {
	s, _ := server(t)
	foreign, err := rig.NewSigner([]byte(strings.Repeat("x", 32)))
	must(t, err)
	ours, err := rig.NewSigner(key)
	must(t, err)
	plain, err := signaling.NewSigner(key)
	must(t, err)
	ticket := signaling.Ticket{
		Room: bot.RoomPrefix + "x", Peer: "p", Role: signaling.RoleHost, Purpose: signaling.ForCall, Until: time.Now().Add(time.Hour),
	}
	session := ticket
	session.Room = "session-1"
	for says, c := range map[string]struct {
		signer *signaling.Signer
		ticket signaling.Ticket
	}{
		"signed with another key":             {foreign, ticket},
		"signed with the key of real tickets": {plain, ticket},
		"for a real session":                  {ours, session},
	} {
		token, err := c.signer.Sign(c.ticket)
		must(t, err)
		b, err := bot.New(bot.Config{URL: s.URL(), Token: token, Number: 1})
		must(t, err)
		if err := b.Join(t.Context()); !errors.Is(err, bot.ErrRefused) || !strings.Contains(err.Error(), "ticketInvalid") {
			t.Errorf("%s: %v", says, err)
		}
		must(t, b.Close())
	}
}

func TestBot_ResumesALostSocket(t *testing.T) {
	s, site := server(t)
	var pair [2]*bot.Bot
	for i, role := range []signaling.Role{signaling.RoleHost, signaling.RoleCitizen} {
		token, err := site.Sign(signaling.Ticket{
			Room: bot.RoomPrefix + "resume", Peer: signaling.PeerID(role), Role: role, Audience: "a", Purpose: signaling.ForCall,
			Until: time.Now().Add(time.Hour),
		})
		must(t, err)
		b, err := bot.New(bot.Config{URL: s.URL(), Token: token, Number: uint32(i + 1), Load: quiet})
		must(t, err)
		t.Cleanup(func() { must(t, b.Close()) })
		must(t, b.Join(t.Context()))
		must(t, b.Connected(t.Context()))
		pair[i] = b
	}
	pair[0].CutSocket()
	must(t, pair[0].BackAgain(t.Context(), 1))
	must(t, pair[0].Command(t.Context(), "admit", wire.Command{Audience: "a"}))
	must(t, pair[1].Sees(t.Context(), 1))
	must(t, pair[1].Hears(t.Context(), 1))
	err := pair[0].Command(t.Context(), "admit", wire.Command{Audience: "b"})
	if !errors.Is(err, bot.ErrRefused) || !strings.Contains(err.Error(), "conflict") {
		t.Errorf("another audience: %v", err)
	}
}
