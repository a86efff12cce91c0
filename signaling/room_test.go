package signaling_test

import (
	"context"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"majlis/signaling"
	. "majlis/signaling/signalingtest"
	"majlis/signaling/wire"
)

func TestRoom_RosterIsNeedToKnow(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := NewWorld(t)
		host := w.Join(Host("s1"))
		interpreter := w.Join(Ticket("s1", "", signaling.RoleInterpreter, "signs"))
		sara := w.Join(Citizen("s1", "a1", "sara"))
		w.Join(Ticket("s1", "a1", signaling.RoleCompanion, "mother"))
		w.Join(Citizen("s1", "a2", "omar"))
		sizes := func(step string, want map[*Peer]int) {
			t.Helper()
			for p, n := range want {
				var r roster
				p.Latest("roster", &r)
				if len(r.People) != n {
					t.Errorf("%s: %d people in the roster of %d, want %d", step, len(r.People), p.Number(), n)
				}
			}
		}
		sizes("waiting", map[*Peer]int{host: 5, sara: 2})
		host.Do("admit", map[string]any{"audience": "a1"})
		sizes("on stage", map[*Peer]int{host: 5, sara: 4, interpreter: 4})
		var r roster
		w.Hub.Room("s1").Rename("omar", "عمر")
		host.Latest("roster", &r)
		for _, p := range r.People {
			if p.Name == "عمر" && (p.Audience != "a2" || p.Device == nil || p.Arriving == nil) {
				t.Errorf("staff lack facts: %+v", p)
			}
		}
		sara.ExpectNone("roster") // of somebody she cannot see
	})
}

func TestRoom_Queue(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := NewWorld(t)
		host := w.Join(Host("s1"))
		sara := w.Join(Citizen("s1", "a2", "sara"))
		room := w.Hub.Room("s1")
		line := []signaling.QueueEntry{
			{Audience: "a1", Name: "عبدالله", Reference: "R48-10411", InPerson: true},
			{Audience: "a2", Name: "سارة", Reference: "R48-10427", LateFor: 20 * time.Minute,
				Wait: &signaling.WaitRange{From: 10 * time.Minute, To: 25 * time.Minute}},
		}
		room.SetQueue(line)
		var mine struct {
			Version uint64
			Line    []any
			Yours   struct {
				Place, FromMinutes, ToMinutes, LateMinutes int
				Called                                     bool
			}
		}
		sara.Latest("queue", &mine)
		if y := mine.Yours; y.Place != 2 || y.FromMinutes != 10 || y.ToMinutes != 25 || y.LateMinutes != 20 || mine.Line != nil {
			t.Errorf("hers %+v", mine)
		}
		var all struct {
			Line []struct {
				Audience, State string
				Place           int
				InPerson        bool
				People          []int
			}
		}
		host.Latest("queue", &all)
		if len(all.Line) != 2 || !all.Line[0].InPerson || all.Line[0].State != "absent" || all.Line[1].State != "waiting" {
			t.Errorf("the line %+v", all.Line)
		}
		room.SetQueue(line)
		sara.ExpectNone("queue") // nothing new
		line[1].Called = true
		room.SetQueue(line)
		version := mine.Version
		sara.Latest("queue", &mine)
		if !mine.Yours.Called || mine.Version <= version {
			t.Errorf("called: %+v", mine)
		}
		if err := room.Admit("a1", time.Time{}); err != nil {
			t.Fatal(err)
		}
		sara.Latest("queue", &mine)
		host.Latest("queue", &all)
		if mine.Yours.Place != 1 || all.Line[0].State != "stage" || all.Line[0].Place != 0 {
			t.Errorf("with the first on stage: %+v, %+v", mine, all.Line)
		}
	})
}

func TestRoom_ReadyMeansMediaArrives(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := NewWorld(t)
		host := w.Join(Host("s1"))
		sara := w.Join(Citizen("s1", "a1", "sara"))
		w.Floor.SetLine("s1", "a1")
		state := func() string {
			var q struct{ Line []struct{ State string } }
			host.Latest("queue", &q)
			return q.Line[0].State
		}
		if got := state(); got != "waiting" {
			t.Errorf("at first %s", got)
		}
		sara.Leg.Changed(signaling.PathConnected)
		sara.Leg.Count(signaling.LegStats{
			Audio: signaling.StreamStats{Packets: 250, Bytes: 20000}, Camera: signaling.StreamStats{Packets: 90, Lost: 15},
			RTT: 40 * time.Millisecond,
		})
		time.Sleep(6 * time.Second)
		synctest.Wait()
		if got := state(); got != "ready" {
			t.Errorf("with media %s", got)
		}
		var q struct {
			People []struct {
				Person int
				Light  string
				RTTMs  int
				LossIn float64
			}
		}
		host.Latest("quality", &q)
		if len(q.People) != 2 || q.People[1].Light != "good" || q.People[1].RTTMs != 40 || q.People[1].LossIn == 0 {
			t.Errorf("quality %+v", q)
		}
		sara.Latest("quality", &q)
		if len(q.People) != 1 || q.People[0].Person != sara.Number() {
			t.Errorf("hers %+v", q)
		}
		time.Sleep(6 * time.Second) // no packets since
		synctest.Wait()
		if got := state(); got != "waiting" {
			t.Errorf("without media %s", got)
		}
		if got := w.Events.Of(signaling.EventQuality); len(got) == 0 || got[0].Peer != "sara" {
			t.Errorf("events %+v", got)
		}
	})
}

func TestRoom_DeviceReachesStaff(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := NewWorld(t)
		host := w.Join(Host("s1"))
		sara := w.Join(Citizen("s1", "a1", "sara"))
		sara.Send("device", map[string]any{"camera": "blocked", "microphone": "ok"})
		var r roster
		host.Latest("roster", &r)
		if got := r.People[1].Device.Camera; got != "blocked" {
			t.Errorf("staff see %q", got)
		}
		if code := sara.Try("device", map[string]any{"camera": "shiny", "microphone": "ok"}); code != "malformed" {
			t.Errorf("an unknown state: %q", code)
		}
		synctest.Wait()
		if got := w.Events.Of(signaling.EventDevice); len(got) != 1 || got[0].Device.Camera != "blocked" {
			t.Errorf("events %+v", got)
		}
	})
}

func TestRoom_Chat(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := NewWorld(t)
		host := w.Join(Host("s1"))
		sara := w.Join(Citizen("s1", "a1", "sara"))
		omar := w.Join(Citizen("s1", "a2", "omar"))
		sara.Do("chat", map[string]any{"to": "staff", "text": "لا أسمع"})
		host.Expect("chat")
		sara.Expect("chat")
		omar.ExpectNone("chat")
		host.Do("chat", map[string]any{"to": "person", "person": sara.Number(), "text": "لحظة"})
		sara.Expect("chat")
		omar.ExpectNone("chat")
		for name, c := range map[string]struct {
			data map[string]any
			code string
		}{
			"to the stage from the waiting area": {map[string]any{"to": "stage", "text": "x"}, "forbidden"},
			"to another person":                  {map[string]any{"to": "person", "person": 1, "text": "x"}, "forbidden"},
			"an empty line":                      {map[string]any{"to": "staff", "text": "  "}, "malformed"},
			"to nowhere":                         {map[string]any{"to": "all", "text": "x"}, "malformed"},
			"a book":                             {map[string]any{"to": "staff", "text": strings.Repeat("ن", 2001)}, "tooLong"},
		} {
			if code := omar.Try("chat", c.data); code != c.code {
				t.Errorf("%s: %q, want %q", name, code, c.code)
			}
		}
		if got := w.Floor.Chats(); len(got) != 2 || got[0].Audience != "a1" || got[1].ToPeer != "sara" {
			t.Errorf("the floor was asked %+v", got)
		}
	})
}

func TestRoom_Notices(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := NewWorld(t)
		host := w.Join(Host("s1"))
		sara := w.Join(Citizen("s1", "a1", "sara"))
		room := w.Hub.Room("s1")
		room.Notify("a1", "called", 0)
		expectNotice(t, sara, "called")
		host.ExpectNone("notice")
		room.Notify("", "ending", 2*time.Minute)
		expectNotice(t, host, "ending")
		expectNotice(t, sara, "ending")
		host.Do("admit", map[string]any{"audience": "a2"})
		room.Extend(time.Now().Add(9*time.Minute), 5*time.Minute)
		expectNotice(t, host, "extended")
		sara.ExpectNone("notice")
	})
}

func TestRoom_SendingOrders(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := NewWorld(t)
		host := w.Join(Host("s1"))
		sara := w.Join(Citizen("s1", "a1", "sara"))
		var joined struct {
			Sending struct{ CameraBitrate, ScreenBitrate int }
		}
		sara.Expect("joined").Into(t, &joined)
		if s := joined.Sending; s.CameraBitrate != 150_000 || s.ScreenBitrate != 0 {
			t.Errorf("waiting: %+v", s)
		}
		host.Do("admit", map[string]any{"audience": "a1"})
		var s struct{ CameraBitrate, ScreenBitrate int }
		sara.Latest("sending", &s)
		if s.CameraBitrate < 1_000_000 || s.ScreenBitrate == 0 {
			t.Errorf("on stage: %+v", s)
		}
	})
}

func TestHub_JoinRefuses(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := NewWorld(t)
		early, late := Host("s1"), Host("s1")
		early.NotBefore = time.Now().Add(time.Hour)
		late.Until = time.Now().Add(-time.Second)
		for name, c := range map[string]struct{ token, offer, code string }{
			"a forged ticket":     {"e30.AAAA", Offer, "ticketInvalid"},
			"before the doors":    {w.Token(early), Offer, "ticketEarly"},
			"after the end":       {w.Token(late), Offer, "ticketExpired"},
			"an offer that's not": {w.Token(Host("s1")), "v=1", "offerInvalid"},
			"no offer":            {w.Token(Host("s1")), "", "offerInvalid"},
		} {
			if _, err := w.TryJoin(c.token, c.offer); signaling.CodeOf(err) != c.code {
				t.Errorf("%s: %v", name, err)
			}
		}
		_, err := w.TryJoin(w.Token(early), Offer)
		if frame := string(signaling.JoinError(err)); !strings.Contains(frame, `"opensAt":"`) {
			t.Errorf("no opening time in %s", frame)
		}
	})
}

func TestHub_SnapshotAndClose(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := NewWorld(t)
		host := w.Join(Host("s1"))
		sara := w.Join(Citizen("s2", "a1", "sara"))
		sara.Cut()
		s := w.Hub.Snapshot()
		if len(s) != 2 || s[0].People[0].Place != "stage" || s[1].People[0].Connection != "away" {
			t.Errorf("snapshot %+v", s)
		}
		w.Hub.Close()
		if host.ClosedWith() != "shutdown" || !host.Leg.Closed() || !sara.Leg.Closed() {
			t.Error("not everything is closed")
		}
		if left := w.Events.Of(signaling.EventLeft); len(left) != 2 {
			t.Errorf("events %+v", left)
		}
		if _, err := w.TryJoin(w.Token(Host("s1")), Offer); signaling.CodeOf(err) != "shutdown" {
			t.Errorf("joining a closed hub: %v", err)
		}
	})
}

func TestConnection_Receive(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := NewWorld(t)
		host := w.Join(Host("s1"))
		var beat struct{ Echo, SentAt int64 }
		host.SendAs(0, "heartbeat", map[string]any{"sentAt": 5, "echo": 0})
		host.Expect("heartbeat").Into(t, &beat)
		if beat.Echo != 5 || beat.SentAt == 0 {
			t.Errorf("beat %+v", beat)
		}
		var refused struct{ Code string }
		if err := host.Raw([]byte("not JSON")); err != nil {
			t.Errorf("a garbled frame closes: %v", err)
		}
		host.Expect("error").Into(t, &refused)
		if refused.Code != "malformed" {
			t.Errorf("code %q", refused.Code)
		}
		if code := host.Try("dance", nil); code != "malformed" {
			t.Errorf("an unknown type: %q", code)
		}
		if code := host.Try("iceRestart", map[string]any{"offer": Offer}); code != "" {
			t.Errorf("ICE restart: %q", code)
		}
		host.Expect("iceRestarted")
		host.Send("stats", map[string]any{"rttMs": 40.5, "lossIn": 0.01, "relayed": false})
		for range 200 {
			host.Send("heartbeat", map[string]any{"sentAt": 1, "echo": 1})
		}
		if host.ClosedWith() != "rateLimited" {
			t.Errorf("a flood: %q", host.ClosedWith())
		}
	})
}

func TestRoom_Check(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := NewWorld(t)
		ticket := Citizen("s1", "a1", "sara")
		ticket.Purpose = signaling.ForCheck
		sara := w.Join(ticket)
		var joined struct {
			Room struct{ Kind string }
		}
		sara.Expect("joined").Into(t, &joined)
		if joined.Room.Kind != "check" || !sara.Leg.Shows(sara.Leg, both) {
			t.Errorf("no echo: %+v", joined)
		}
		if got := len(w.Hub.Room("s1").Snapshot().People); got != 0 {
			t.Errorf("%d people in the session's room", got)
		}
		if code := sara.Try("chat", map[string]any{"to": "staff", "text": "hello"}); code != "forbidden" || len(w.Floor.Chats()) != 0 {
			t.Errorf("chat of a device check: %q", code)
		}
		sara.Leg.Changed(signaling.PathConnected)
		sara.Leg.Count(signaling.LegStats{
			Audio:  signaling.StreamStats{Packets: 100, Lost: 12, Bytes: 8000},
			Camera: signaling.StreamStats{Packets: 60, Lost: 8, Bytes: 60000, Pictures: 1}, RTT: 38 * time.Millisecond,
		})
		time.Sleep(3 * time.Second)
		synctest.Wait()
		var check struct {
			Path, Light string
			Pictures    int
			RTTMs       int
			Audio       struct{ Packets, Lost, Bitrate int }
		}
		sara.Latest("check", &check)
		if check.Path != "connected" || check.Light != "fair" || check.Pictures != 1 || check.RTTMs != 38 ||
			check.Audio.Packets != 100 || check.Audio.Bitrate != 32000 {
			t.Errorf("check %+v", check)
		}
		time.Sleep(3 * time.Minute)
		synctest.Wait()
		if sara.ClosedWith() != "ended" {
			t.Errorf("after three minutes: %q", sara.ClosedWith())
		}
		if got := w.Events.Of(signaling.EventChecked); len(got) != 1 || got[0].Quality.Light != "fair" {
			t.Errorf("events %+v", got)
		}
	})
}

func TestHub_RefusesDevicesItHasNoWordFor(t *testing.T) {
	w := NewWorld(t)
	join := wire.Frame("join", 0, 0, map[string]any{
		"ticket": w.Token(Citizen("s1", "a1", "sara")), "offer": Offer, "device": map[string]any{"camera": "<b>ok</b>", "microphone": "ok"},
	})
	if _, err := w.Hub.Join(t.Context(), &Link{}, join); signaling.CodeOf(err) != "malformed" {
		t.Errorf("joined: %v", err)
	}
}

func TestRoom_ChecksThatFailLeaveNoRoom(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := NewWorld(t)
		ticket := Citizen("s1", "a1", "sara")
		ticket.Purpose = signaling.ForCheck
		if _, err := w.TryJoin(w.Token(ticket), "v=1"); signaling.CodeOf(err) != "offerInvalid" {
			t.Fatal(err)
		}
		w.Join(ticket).Send("leave", nil)
		if s := w.Hub.Snapshot(); len(s) != 0 {
			t.Errorf("left over: %+v", s)
		}
	})
}

func TestRoom_AMuteOutlivesTheConnection(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := NewWorld(t)
		host := w.Join(Host("s1"))
		sara := w.Join(Citizen("s1", "a1", "sara"))
		host.Do("admit", map[string]any{"audience": "a1"})
		host.Do("mute", map[string]any{"person": sara.Number(), "audio": true})
		sara.Send("leave", nil)
		sara = w.Join(Citizen("s1", "a1", "sara"))
		if host.Leg.Shows(sara.Leg, signaling.Audio) || !host.Leg.Shows(sara.Leg, signaling.Camera) {
			t.Error("coming back undid the mute")
		}
	})
}

func TestRoom_ChatHasAPace(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := NewWorld(t)
		sara := w.Join(Citizen("s1", "a1", "sara"))
		line := map[string]any{"to": "staff", "text": "x"}
		for range 10 {
			sara.Do("chat", line)
		}
		if code := sara.Try("chat", line); code != "rateLimited" {
			t.Errorf("the eleventh: %q", code)
		}
		time.Sleep(5 * time.Second)
		sara.Do("chat", line)
	})
}

func TestRoom_WhoSendsNothingIsJudgedByWhatTheyReceive(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := NewWorld(t)
		host := w.Join(Host("s1"))
		observer := w.Join(Ticket("s1", "", signaling.RoleObserver, "guest"))
		observer.Leg.Changed(signaling.PathConnected)
		lights := func() (host, observer string) {
			s := w.Hub.Snapshot()[0].People
			return s[0].Quality.Light, s[1].Quality.Light
		}
		time.Sleep(6 * time.Second)
		synctest.Wait()
		if h, o := lights(); h != "waiting" || o != "good" {
			t.Errorf("host %s, observer %s", h, o)
		}
		observer.Leg.Count(signaling.LegStats{LossOut: 0.2})
		host.Leg.Count(signaling.LegStats{Audio: signaling.StreamStats{Packets: 100, Lost: 14}})
		time.Sleep(5 * time.Second)
		synctest.Wait()
		if h, o := lights(); h != "fair" || o != "bad" {
			t.Errorf("with losses: host %s, observer %s", h, o)
		}
	})
}

// openings notes what a room opens.
type openings struct {
	Media
	h264 []bool
}

func (o *openings) Open(ctx context.Context, opening signaling.Opening) (signaling.Leg, string, error) {
	o.h264 = append(o.h264, opening.H264)
	return o.Media.Open(ctx, opening)
}

func TestRoom_TellsHowPicturesAreSent(t *testing.T) {
	signer, err := signaling.NewSigner(Key)
	if err != nil {
		t.Fatal(err)
	}
	for _, h264 := range []bool{false, true} {
		media, link := &openings{}, &frames{}
		hub := signaling.NewHub(signaling.Config{Gate: signer, Media: media, H264: h264})
		token, err := signer.Sign(Host("s1"))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := hub.Join(t.Context(), link, wire.Frame("join", 0, 0, map[string]any{"ticket": token, "offer": Offer})); err != nil {
			t.Fatal(err)
		}
		if told := link.sent()[0]; media.h264[0] != h264 || strings.Contains(told, `"video":"h264"`) != h264 {
			t.Errorf("%v: opened with %v, told %s", h264, media.h264, told)
		}
		hub.Close()
	}
}
