package e2e

import (
	"crypto/hkdf"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"testing"
	"time"

	"majlis/internal/postgres"
	"majlis/internal/postgres/postgrestest"
	"majlis/internal/seed"
	"majlis/signaling"
)

// The figures, and how much slower a busy machine may be before a test fails.
const (
	missingAtMost = time.Second     // of video when a room moves
	deathAtMost   = 8 * time.Second // from a kill until the call goes on
	slower        = 5
)

// A meeting is a host and a citizen with an audience that could begin now.
type meeting struct {
	db       *postgres.DB
	session  int64
	audience int64
	staff    int64
	person   int64
}

// findMeeting takes the demonstration's session of now and makes one of its audiences ready.
func findMeeting(t *testing.T, database string) meeting {
	t.Helper()
	db, err := postgres.Open(t.Context(), database, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(db.Close)
	m := meeting{db: db}
	const q = `select a.session_id, a.id, a.person_id, h.id from audience a join session s on s.id = a.session_id
		join staff h on h.role = 'host' and h.host_id = s.host_id
		where a.status in ('expected', 'waiting', 'checked_in') and a.venue = 'home' and s.to_at > now() and s.from_at < now() + interval '1 hour'
		order by a.at limit 1`
	if err := db.Pool().QueryRow(t.Context(), q).Scan(&m.session, &m.audience, &m.person, &m.staff); err != nil {
		t.Fatalf("find an audience around now: %v", err)
	}
	m.run(t, `update session set status = 'open', from_at = least(from_at, now() - interval '1 minute') where id = $1`, m.session)
	m.run(t, `update audience set status = 'ended', disposition = 'held', ended_at = now() where session_id = $1 and status = 'in_session'`, m.session)
	m.run(t, `update audience set verified_at = now(), verified_by = 'test' where id = $1`, m.audience)
	return m
}

func (m meeting) run(t *testing.T, q string, args ...any) {
	t.Helper()
	if _, err := m.db.Pool().Exec(t.Context(), q, args...); err != nil {
		t.Fatal(err)
	}
}

// value reads one value.
func value[T any](t *testing.T, m meeting, q string, args ...any) T {
	t.Helper()
	var v T
	if err := m.db.Pool().QueryRow(t.Context(), q, args...).Scan(&v); err != nil {
		t.Fatal(err)
	}
	return v
}

// tickets signs what the pages would have given to the host and the citizen.
func (m meeting) tickets(t *testing.T) (host, citizen string) {
	t.Helper()
	secret, err := base64.StdEncoding.DecodeString(siteKey)
	if err != nil {
		t.Fatal(err)
	}
	key, err := hkdf.Key(sha256.New, secret, nil, "majlis ticket", sha256.Size)
	if err != nil {
		t.Fatal(err)
	}
	signer, err := signaling.NewSigner(key)
	if err != nil {
		t.Fatal(err)
	}
	sign := func(ticket signaling.Ticket) string {
		ticket.Room = m.room()
		ticket.Purpose, ticket.Until = signaling.ForCall, time.Now().Add(time.Hour)
		token, err := signer.Sign(ticket)
		if err != nil {
			t.Fatal(err)
		}
		return token
	}
	return sign(signaling.Ticket{Peer: signaling.PeerID(fmt.Sprint("staff-", m.staff)), Role: signaling.RoleHost, Name: "Host"}),
		sign(signaling.Ticket{
			Peer: signaling.PeerID(fmt.Sprint("person-", m.person)), Role: signaling.RoleCitizen, Name: "Citizen",
			Audience: signaling.AudienceID(fmt.Sprint("a-", m.audience)),
		})
}

func (m meeting) room() signaling.RoomID { return signaling.RoomID(fmt.Sprint("session-", m.session)) }

// until waits until something holds.
func until(t *testing.T, within time.Duration, what string, holds func() bool) time.Duration {
	t.Helper()
	began := time.Now()
	look := time.NewTicker(10 * time.Millisecond) // what is waited for happens in other processes
	defer look.Stop()
	for ; !holds(); <-look.C {
		if time.Since(began) > within {
			t.Fatalf("%s: not within %s", what, within)
		}
	}
	return time.Since(began)
}

// talk brings the two into a call and waits until they see each other.
func talk(t *testing.T, m meeting, doors ...string) (host, citizen *caller) {
	t.Helper()
	hostTicket, citizenTicket := m.tickets(t)
	host = call(t, hostTicket, doors...)
	slices.Reverse(doors) // so that one of them knocks at the wrong server
	citizen = call(t, citizenTicket, doors...)
	until(t, 30*time.Second, "both are in", func() bool { return host.in() && citizen.in() })
	host.command("admit", map[string]any{"audience": fmt.Sprint("a-", m.audience)})
	began := time.Now()
	until(t, 30*time.Second, "they see each other", func() bool { return host.sees(began) && citizen.sees(began) })
	return host, citizen
}

func TestNodes_Drain(t *testing.T) {
	database := postgrestest.URL(t)
	a := startNode(t, database)
	b := startNode(t, database)
	m := findMeeting(t, database)
	host, citizen := talk(t, m, a.socket(), b.socket())
	owner, other := a, b
	if m.home(t) == b.url {
		owner, other = b, a
	}
	host.calm()
	citizen.calm()
	owner.stop(t)
	until(t, 10*time.Second, "both have moved", func() bool { return host.movedTimes() == 1 && citizen.movedTimes() == 1 })
	began := time.Now()
	until(t, 10*time.Second, "they see each other at the other server", func() bool { return host.sees(began) && citizen.sees(began) })
	t.Logf("missing video: host %s, citizen %s", host.missing(), citizen.missing())
	for name, c := range map[string]*caller{"host": host, "citizen": citizen} {
		if missing := c.missing(); missing > slower*missingAtMost {
			t.Errorf("the %s missed %s of video", name, missing)
		}
		if c.joinedTimes() != 1 {
			t.Errorf("the %s had to redial", name)
		}
	}
	if home := m.home(t); home != other.url {
		t.Errorf("the room is at %s", home)
	}
	if status := value[string](t, m, `select status from audience where id = $1`, m.audience); status != "in_session" {
		t.Errorf("the audience is %s", status)
	}
	host.command("hold", map[string]any{"audience": fmt.Sprint("a-", m.audience), "reason": "office"})
	until(t, 10*time.Second, "the new server takes commands", func() bool {
		return value[string](t, m, `select status from audience where id = $1`, m.audience) == "waiting"
	})
}

func TestNodes_Death(t *testing.T) {
	database := postgrestest.URL(t)
	nodes := map[string]*process{}
	for range 2 {
		p := startNode(t, database)
		nodes[p.url] = p
	}
	m := findMeeting(t, database)
	var doors []string
	for _, p := range nodes {
		doors = append(doors, p.socket())
	}
	host, citizen := talk(t, m, doors...)
	kills := 1
	if full() {
		kills = 20
	}
	var took []time.Duration
	for i := range kills {
		home := m.home(t)
		killedAt := time.Now()
		nodes[home].kill()
		until(t, slower*deathAtMost, "the call goes on", func() bool {
			return host.sees(killedAt.Add(100*time.Millisecond)) && citizen.sees(killedAt.Add(100*time.Millisecond))
		})
		took = append(took, time.Since(killedAt))
		if now := m.home(t); now == home {
			t.Fatalf("the room is still at the dead %s", home)
		}
		if status := value[string](t, m, `select status from audience where id = $1`, m.audience); status != "in_session" {
			t.Fatalf("the audience is %s", status)
		}
		if i+1 < kills {
			nodes[home].start()
		}
	}
	slices.Sort(took)
	t.Logf("%d kills, until both see each other again: p50 %s, p99 %s", len(took), took[len(took)/2], took[(len(took)*99-1)/100])
}

func (m meeting) home(t *testing.T) string {
	t.Helper()
	return value[string](t, m, `select n.url from room_node r join node n on n.id = r.node_id where r.room = $1`, string(m.room()))
}

// TestJourney_Nodes takes two real browsers through a drain and a death.
func TestJourney_Nodes(t *testing.T) {
	database := postgrestest.URL(t)
	first := startNode(t, database)
	second := startNode(t, database)
	db, err := postgres.Open(t.Context(), database, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(db.Close)
	control := http.NewServeMux()
	control.HandleFunc("GET /home", func(w http.ResponseWriter, r *http.Request) {
		const q = `select n.url from room_node r join node n on n.id = r.node_id order by r.claimed_at desc limit 1`
		var home string
		if err := db.Pool().QueryRow(r.Context(), q).Scan(&home); err != nil {
			http.Error(w, err.Error(), http.StatusNotFound)
			return
		}
		_, _ = io.WriteString(w, home)
	})
	control.HandleFunc("POST /kill", func(http.ResponseWriter, *http.Request) { second.kill() })
	server := httptest.NewServer(control)
	t.Cleanup(server.Close)
	runBrowser(t, "nodes.ts", map[string]string{"MAJLIS_URL": first.url, "MAJLIS_CONTROL": server.URL, "MAJLIS_PASSWORD": seed.Password})
}
