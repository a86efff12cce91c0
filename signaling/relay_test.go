package signaling_test

import (
	"testing"
	"testing/synctest"
	"time"

	"majlis/signaling"
	. "majlis/signaling/signalingtest"
	"majlis/signaling/wire"
)

func TestRoom_Relay(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := NewWorld(t)
		ticket := Citizen("s1", "a1", "sara")
		until := ticket.Until.UTC().Format(time.RFC3339)
		sara := w.Join(ticket)
		var joined wire.Joined
		sara.Expect("joined").Into(t, &joined)
		if len(joined.ICEServers) != 1 || joined.ICEServers[0].Username != until || joined.ICEServers[0].Credential != joined.ConnectionID {
			t.Errorf("a join is answered with %+v", joined.ICEServers)
		}
		sara.Send("iceRestart", map[string]any{"offer": Offer})
		var restarted wire.Answer
		sara.Expect("iceRestarted").Into(t, &restarted)
		if len(restarted.ICEServers) != 1 {
			t.Errorf("a restart is answered with %+v", restarted.ICEServers)
		}
		sara.Cut()
		if code := sara.Resume(); code != "" {
			t.Fatal(code)
		}
		var resumed wire.Joined
		sara.Expect("joined").Into(t, &resumed)
		if len(resumed.ICEServers) != 0 {
			t.Error("a connection that goes on is given another credential")
		}
		if given := w.Relay.Given(); len(given) != 1 || given[0] != 2 {
			t.Errorf("credentials: %v", given)
		}
		again := w.Join(ticket)
		if given := w.Relay.Given(); len(given) != 1 || given[0] != 1 {
			t.Errorf("credentials after a reload: %v", given)
		}
		again.Cut()
		time.Sleep(6 * time.Minute)
		synctest.Wait()
		if given := w.Relay.Given(); len(given) != 0 {
			t.Errorf("credentials of somebody who is gone: %v", given)
		}
		if _, err := w.TryJoin(w.Token(ticket), "v=1"); signaling.CodeOf(err) != "offerInvalid" {
			t.Fatal(err)
		}
		if given := w.Relay.Given(); len(given) != 0 {
			t.Errorf("credentials without a join: %v", given)
		}
	})
}
