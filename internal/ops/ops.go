// Package ops describes a running node as its operators see it, and says what needs their eye. What
// it shows is counted or measured at that moment; nothing personal is in it.
package ops

import (
	"context"
	"time"

	"majlis/signaling"
)

// A Snapshot is a node at one moment.
type Snapshot struct {
	At       time.Time
	Node     Node
	Database Database
	Rooms    []Room
}

// Node is the process.
type Node struct {
	Name       string
	Version    string
	StartedAt  time.Time
	Goroutines int
	Memory     uint64 // bytes from the system
}

// Database is what the store says; Away when it did not answer, and then the rest is empty.
type Database struct {
	Away     bool
	Own      bool // the program's own PostgreSQL
	InUse    int  // connections
	Most     int
	Counters Counters
}

// Counters are what the database counts for operators.
type Counters struct {
	Version  string
	Size     int64          // bytes
	Jobs     map[string]int // by state
	Oldest   time.Duration  // how long the oldest job that could run has waited
	Messages map[string]int // of the last 24 hours, by state
	Unsealed int            // audit entries
}

// Room is one live room.
type Room struct {
	ID       string
	Check    bool
	OpenedAt time.Time
	Current  string // the audience on the stage
	People   []Participant
}

// Participant is one connected person, by number and role alone.
type Participant struct {
	Number     int
	Role       string
	Place      string
	Connection string
	Path       string
	Camera     string
	Microphone string
	Light      string
	LossIn     float64
	LossOut    float64
	Jitter     time.Duration
	RTT        time.Duration
	KbpsIn     int
	KbpsOut    int
}

// Counting reads the counters.
type Counting interface {
	Counters(ctx context.Context) (Counters, error)
}

// RoomsOf is the hub's snapshot as operators see it.
func RoomsOf(snapshot []signaling.RoomSnapshot) []Room {
	rooms := make([]Room, len(snapshot))
	for i, r := range snapshot {
		rooms[i] = Room{ID: string(r.Room), Check: r.Check, OpenedAt: r.OpenedAt, Current: string(r.Current)}
		for _, p := range r.People {
			rooms[i].People = append(rooms[i].People, Participant{
				Number: p.Number, Role: string(p.Role), Place: p.Place, Connection: p.Connection, Path: string(p.Path),
				Camera: p.Device.Camera, Microphone: p.Device.Microphone, Light: p.Quality.Light,
				LossIn: p.Quality.LossIn, LossOut: p.Quality.LossOut, Jitter: p.Quality.Jitter, RTT: p.Quality.RTT,
				KbpsIn: p.Quality.BitrateIn / 1000, KbpsOut: p.Quality.BitrateOut / 1000,
			})
		}
	}
	return rooms
}

// An Alert is something that needs an eye. Code names its sentence, ops.alert.<Code>.
type Alert struct {
	Code  string
	Room  string // "" when it is not about one
	Count int
}

// Bounds of what is still well.
const (
	jobsWaitMost = 2 * time.Minute
	unsealedMost = 500
)

// Alerts says what of a snapshot needs an eye, the gravest first.
func Alerts(s Snapshot) []Alert {
	if s.Database.Away {
		return append([]Alert{{Code: "database_away"}}, roomAlerts(s.Rooms)...)
	}
	var alerts []Alert
	c := s.Database.Counters
	if n := c.Messages["failed"]; n > 0 {
		alerts = append(alerts, Alert{Code: "messages_failed", Count: n})
	}
	if n := c.Jobs["discarded"] + c.Jobs["retryable"]; n > 0 {
		alerts = append(alerts, Alert{Code: "jobs_failing", Count: n})
	}
	if c.Oldest > jobsWaitMost {
		alerts = append(alerts, Alert{Code: "jobs_waiting", Count: int(c.Oldest.Minutes())})
	}
	if c.Unsealed > unsealedMost {
		alerts = append(alerts, Alert{Code: "audit_unsealed", Count: c.Unsealed})
	}
	return append(alerts, roomAlerts(s.Rooms)...)
}

func roomAlerts(rooms []Room) []Alert {
	var alerts []Alert
	for _, r := range rooms {
		bad, host, waiting := 0, false, 0
		for _, p := range r.People {
			if p.Light == "bad" || p.Connection == "lost" {
				bad++
			}
			if p.Role == "host" && p.Connection == "here" {
				host = true
			}
			if p.Place == "waiting" {
				waiting++
			}
		}
		if bad > 0 {
			alerts = append(alerts, Alert{Code: "bad_connection", Room: r.ID, Count: bad})
		}
		if !r.Check && waiting > 0 && !host {
			alerts = append(alerts, Alert{Code: "host_away", Room: r.ID, Count: waiting})
		}
	}
	return alerts
}
