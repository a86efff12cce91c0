package signaling_test

import (
	"strings"
	"testing"
	"testing/synctest"

	"majlis/signaling"
	. "majlis/signaling/signalingtest"
)

// everybody is one participant of each role, in the order of the tables below. Citizen and companion
// are of the audience a1.
var everybody = []signaling.Role{
	signaling.RoleHost, signaling.RoleChiefAide, signaling.RoleNoteTaker, signaling.RoleInterpreter,
	signaling.RoleObserver, signaling.RoleTechnician, signaling.RoleCitizen, signaling.RoleCompanion,
}

// seen is the whole table of who sees and hears whom: a row receives, a column sends; a sound, c camera, s
// screen. It holds for two people on the stage; everybody else gets and gives nothing.
var seen = map[signaling.Role]string{
	//                          host aide note intp obs tech citz comp
	signaling.RoleHost:        "acs  acs  -    ac   -   -    acs  ac",
	signaling.RoleChiefAide:   "acs  acs  -    ac   -   -    acs  ac",
	signaling.RoleNoteTaker:   "acs  acs  -    ac   -   -    acs  ac",
	signaling.RoleInterpreter: "acs  acs  -    ac   -   -    acs  ac",
	signaling.RoleObserver:    "acs  acs  -    ac   -   -    acs  ac",
	signaling.RoleTechnician:  "-    -    -    -    -   -    -    -",
	signaling.RoleCitizen:     "acs  acs  -    ac   -   -    acs  ac",
	signaling.RoleCompanion:   "acs  acs  -    ac   -   -    acs  ac",
}

// crowd is a room with everybody in it.
type crowd struct {
	*World
	t     *testing.T
	peers map[signaling.Role]*Peer
}

func newCrowd(t *testing.T) crowd {
	c := crowd{World: NewWorld(t), t: t, peers: map[signaling.Role]*Peer{}}
	for _, role := range everybody {
		audience := signaling.AudienceID("")
		if role == signaling.RoleCitizen || role == signaling.RoleCompanion {
			audience = "a1"
		}
		c.peers[role] = c.Join(Ticket("s1", audience, role, signaling.PeerID(role)))
	}
	return c
}

// cells checks every receiver and sender against the table, with those named away from the stage.
func (c crowd) cells(when string, away ...signaling.Role) {
	c.t.Helper()
	off := map[signaling.Role]bool{signaling.RoleTechnician: true}
	for _, role := range away {
		off[role] = true
	}
	for _, receiver := range everybody {
		for column, sender := range everybody {
			letters := strings.Fields(seen[receiver])[column]
			for i, letter := range "acs" {
				// Only the one who shares has a screen to be seen; sharing has a test of its own below.
				want := letter != 's' && strings.ContainsRune(letters, letter) && !off[receiver] && !off[sender] && receiver != sender
				got := c.peers[receiver].Leg.Shows(c.peers[sender].Leg, signaling.Audio<<i)
				if got != want {
					c.t.Errorf("%s: %s gets %c of %s: %v", when, receiver, letter, sender, got)
				}
			}
		}
	}
}

func TestRights_WhoSeesAndHearsWhom(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newCrowd(t)
		host := c.peers[signaling.RoleHost]
		guests := []signaling.Role{signaling.RoleCitizen, signaling.RoleCompanion}
		c.cells("private word before the audience", guests...)
		host.Do("admit", map[string]any{"audience": "a1"})
		c.cells("audience")
		host.Do("hold", map[string]any{"audience": "a1", "reason": "private"})
		c.cells("private word amid the audience", guests...)
		var held struct{ Reason string }
		for _, role := range guests {
			if c.peers[role].Latest("held", &held); held.Reason != "private" {
				t.Errorf("the %s is told %+v", role, held)
			}
			if c.peers[role].Leg.Closed() {
				t.Errorf("the %s is not connected any more", role)
			}
		}
		host.Do("admit", map[string]any{"audience": "a1"})
		c.cells("audience again")
		host.Do("end", map[string]any{"audience": "a1", "disposition": "held"})
		c.cells("after the audience", guests...)
	})
}

func TestRights_WhoSeesWhoseScreen(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newCrowd(t)
		c.peers[signaling.RoleHost].Do("admit", map[string]any{"audience": "a1"})
		for column, sender := range everybody {
			may := strings.Contains(strings.Fields(seen[signaling.RoleHost])[column], "s")
			code := c.peers[sender].Try("media", map[string]any{"audio": true, "camera": true, "screen": true})
			if (code == "") != may {
				t.Errorf("%s shares a screen: %q", sender, code)
			}
			for _, receiver := range everybody {
				want := may && receiver != sender && receiver != signaling.RoleTechnician
				if got := c.peers[receiver].Leg.Shows(c.peers[sender].Leg, signaling.Screen); got != want {
					t.Errorf("%s sees the screen of %s: %v", receiver, sender, got)
				}
			}
			c.peers[sender].Send("media", map[string]any{"audio": true, "camera": true, "screen": false})
		}
	})
}

// doers is the whole table of who may do what, by what the room answers.
var doers = []struct {
	kind string
	data map[string]any
	//    h a n i o t c k: host, aide, note-taker, interpreter, observer, technician, citizen, companion
	who string
}{
	{"next", nil, "y y n n n n n n"},
	{"admit", map[string]any{"audience": "a2"}, "y y n n n n n n"},
	{"hold", map[string]any{"audience": "a1", "reason": "private"}, "y y n n n n n n"},
	{"end", map[string]any{"audience": "a1", "disposition": "held"}, "y y n n n n n n"},
	{"extend", map[string]any{"minutes": 5}, "y y n n n n n n"},
	{"handOver", map[string]any{"audience": "a1", "to": "s2"}, "y y n n n n n n"},
	{"lock", map[string]any{"locked": true}, "y y n n n n n n"},
	{"mute", map[string]any{"person": 7, "audio": true, "camera": false}, "y y n n n n n n"},
	{"remove", map[string]any{"person": 8}, "y y n n n n n n"},
	{"chat", map[string]any{"to": "stage", "text": "x"}, "y y y y n n y y"},
	{"chat", map[string]any{"to": "staff", "text": "x"}, "y y y y y y y y"},
	{"chat", map[string]any{"to": "person", "person": 7, "text": "x"}, "y y y n n y n n"},
	{"caption", map[string]any{"text": "x", "final": true}, "n n y y n n n n"},
	{"help", map[string]any{"kind": "hear"}, "y y y y y y y y"},
	{"helped", map[string]any{"person": 7}, "y y y n n y y n"},
	{"device", map[string]any{"camera": "ok", "microphone": "ok"}, "y y y y y y y y"},
	{"stats", map[string]any{"rttMs": 5}, "y y y y y y y y"},
	{"media", map[string]any{"audio": true, "camera": true, "screen": true}, "y y n n n n y n"},
	{"iceRestart", map[string]any{"offer": Offer}, "y y y y y y y y"},
	{"leave", nil, "y y y y y y y y"},
}

func TestRights_WhoMayDoWhat(t *testing.T) {
	for _, row := range doers {
		for i, allowed := range strings.Fields(row.who) {
			synctest.Test(t, func(t *testing.T) {
				c := newCrowd(t)
				c.Join(Citizen("s1", "a2", "second"))
				if row.kind != "admit" && row.kind != "next" {
					c.peers[signaling.RoleHost].Do("admit", map[string]any{"audience": "a1"})
				} else {
					c.Floor.SetLine("s1", "a2")
				}
				code := c.peers[everybody[i]].Try(row.kind, row.data)
				if want := map[string]string{"y": "", "n": "forbidden"}[allowed]; code != want {
					t.Errorf("%s as %s %v: %q, want %q", row.kind, everybody[i], row.data, code, want)
				}
			})
		}
	}
}

func TestRights_WhoMayShowADocument(t *testing.T) {
	for i, allowed := range strings.Fields("y y y n n n y y") {
		if everybody[i].MayShow() != (allowed == "y") {
			t.Errorf("%s may show a document: %v", everybody[i], everybody[i].MayShow())
		}
	}
	synctest.Test(t, func(t *testing.T) {
		c := newCrowd(t)
		c.peers[signaling.RoleHost].Do("admit", map[string]any{"audience": "a1"})
		waiting := c.Join(Citizen("s1", "a2", "second"))
		c.Hub.Room("s1").Show(signaling.Document{
			ID: "d1", FileName: "صك.pdf", MediaType: "application/pdf", Size: 9, Peer: "companion", Role: signaling.RoleCompanion, Name: "brother",
		})
		var got struct {
			ID, FileName string
			Role         signaling.Role
			From         int
		}
		c.peers[signaling.RoleObserver].Latest("document", &got)
		if got.ID != "d1" || got.FileName != "صك.pdf" || got.Role != signaling.RoleCompanion || got.From != 8 {
			t.Errorf("the observer got %+v", got)
		}
		c.peers[signaling.RoleTechnician].ExpectNone("document")
		waiting.ExpectNone("document")
	})
}
