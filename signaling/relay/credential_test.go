package relay

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/pion/stun/v4"
	"github.com/pion/turn/v5"
)

func TestRelay_RefusesCredentials(t *testing.T) {
	at := &clock{}
	r := start(t, Config{Media: []Port{{At: echo(t)}}, Now: at.now})
	given := r.Servers("one", time.Time{})[0]
	stamp, name, _ := strings.Cut(given.Username, ":")
	later := "9999999999:" + name
	for says, row := range map[string]struct{ user, secret string }{
		"a wrong password":           {given.Username, "guessed"},
		"a time of one's own":        {later, given.Credential},
		"a name of nobody's":         {stamp + ":nobody", password(r.cfg.Key, stamp+":nobody")},
		"no time":                    {name, given.Credential},
		"the password of somebody's": {given.Username, r.Servers("two", time.Time{})[0].Credential},
	} {
		t.Run(says, func(t *testing.T) {
			if _, err := clientWith(t, r, "udp", row.user, row.secret).Allocate(); err == nil {
				t.Error("taken")
			}
		})
	}
	t.Run("a time that is over", func(t *testing.T) {
		at.ahead.Store(int64(time.Hour))
		if _, err := clientWith(t, r, "udp", given.Username, given.Credential).Allocate(); err == nil {
			t.Error("taken")
		}
		again := r.Servers("one", time.Time{})[0]
		allocate(t, clientWith(t, r, "udp", again.Username, again.Credential))
	})
}

// TestRelay_LivesByRefreshes has allocations of two seconds and a credential that is long over: what was
// allocated in time lives on until the connection ends.
func TestRelay_LivesByRefreshes(t *testing.T) {
	for _, transport := range []string{"udp", "tcp"} {
		t.Run(transport, func(t *testing.T) {
			t.Parallel()
			at, media := &clock{}, echo(t)
			r := start(t, Config{Media: []Port{{At: media}}, Now: at.now, Limits: Limits{CredentialFor: time.Minute, AllocationFor: 2 * time.Second}})
			conn := allocate(t, client(t, r, transport, "one"))
			at.ahead.Store(int64(24 * time.Hour))
			for end := time.Now().Add(5 * time.Second); time.Now().Before(end); {
				if !echoes(conn, media) {
					t.Fatal("the allocation has ended")
				}
			}
			if r.Allocations() != 1 {
				t.Fatalf("%d allocations", r.Allocations())
			}
			r.Revoke("one")
			eventually(t, "the allocation ends with the connection", func() bool { return r.Allocations() == 0 })
			if !silent(conn, media) {
				t.Error("it carries on after its connection")
			}
		})
	}
}

func TestRelay_RevokedIsRefused(t *testing.T) {
	r := start(t, Config{Media: []Port{{At: echo(t)}}})
	given := r.Servers("one", time.Time{})[0]
	r.Revoke("one")
	r.Revoke("one")
	r.Revoke("nobody")
	if _, err := clientWith(t, r, "udp", given.Username, given.Credential).Allocate(); err == nil {
		t.Error("a connection that has ended allocates")
	}
}

func TestRelay_External(t *testing.T) {
	elsewhere := &External{URLs: []string{"turn:turn.example:3478?transport=udp", "turns:turn.example:5349"}, Secret: []byte("shared with coturn")}
	r, err := New(Config{External: elsewhere})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	until := time.Now().Add(3 * time.Hour)
	servers := r.Servers("one", until)
	if len(servers) != 1 || servers[0].URLs[1] != "turns:turn.example:5349" {
		t.Fatalf("servers: %+v", servers)
	}
	user := servers[0].Username
	if expires, _, ok := parse(user); !ok || expires.Unix() != until.Unix() {
		t.Errorf("the credential ends at %s, the ticket at %s", expires, until)
	}
	// What coturn does with static-auth-secret, as Pion has it.
	_, key, ok := turn.LongTermTURNRESTAuthHandler("shared with coturn", quiet().NewLogger("test"))(
		&turn.RequestAttributes{Username: user, Realm: "elsewhere", Method: stun.MethodAllocate})
	if !ok || !bytes.Equal(key, turn.GenerateAuthKey(user, "elsewhere", servers[0].Credential)) {
		t.Error("a server elsewhere does not take the credential")
	}
	r.Revoke("one")
}
