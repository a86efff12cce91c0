package ops

import (
	"strconv"
	"strings"
	"time"

	"majlis/signaling"
)

// A Room is open on this node.
type Room struct {
	Name      string
	OpenedAt  time.Time
	Check     bool   // somebody trying out their devices
	Audience  int64  // being held now; 0: none
	Recording string // "", "planned", "soon", "on", "failed": docs/protocol.md
	People    []Person
}

// A Person is one participant as measured over the last seconds. Role, Place, Connection, Path, the
// device states and Light are the words of docs/protocol.md.
type Person struct {
	Number                  int
	Audience                int64 // 0 for staff
	Role, Place, Connection string
	Path                    string
	Camera, Microphone      string
	Audio, Picture, Screen  bool // what arrives at the server
	Light                   string
	Score                   float64 // how it sounds, 1 to 4.5; 0: not known
	AudioOnly               bool    // no picture fits through to them for now
	RTT, Jitter             time.Duration
	LossIn, LossOut         float64 // shares of 1, in being from the person to the server
	BitrateIn, BitrateOut   int     // bits per second
	Freezes                 int
}

// Here reports whether the person is connected, or was within the last seconds.
func (p Person) Here() bool { return p.Connection != "lost" }

// Inside reports whether the person is where sound and picture are expected of them.
func (p Person) Inside() bool { return p.Place == "stage" || p.Place == "waiting" }

// Live describes the running rooms without names.
func Live(snapshots []signaling.RoomSnapshot) []Room {
	rooms := make([]Room, 0, len(snapshots))
	for _, s := range snapshots {
		room := Room{Name: string(s.Room), OpenedAt: s.OpenedAt, Check: s.Check, Audience: number(s.Current), Recording: s.Recording}
		for _, p := range s.People {
			room.People = append(room.People, person(p))
		}
		rooms = append(rooms, room)
	}
	return rooms
}

func person(p signaling.PersonSnapshot) Person {
	q := p.Quality
	return Person{
		Number: p.Number, Audience: number(p.Audience), Role: string(p.Role), Place: p.Place, Connection: p.Connection, Path: string(p.Path),
		Camera: p.Device.Camera, Microphone: p.Device.Microphone,
		Audio: p.Arriving&signaling.Audio != 0, Picture: p.Arriving&signaling.Camera != 0, Screen: p.Arriving&signaling.Screen != 0,
		Light: q.Light, Score: q.Score, AudioOnly: q.AudioOnly, RTT: q.RTT, Jitter: q.Jitter, LossIn: q.LossIn, LossOut: q.LossOut,
		BitrateIn: q.BitrateIn, BitrateOut: q.BitrateOut, Freezes: q.Freezes,
	}
}

// number is the audience behind its name in a room, a-12; 0 for anything else.
func number(name signaling.AudienceID) int64 {
	digits, ok := strings.CutPrefix(string(name), "a-")
	if !ok {
		return 0
	}
	n, err := strconv.ParseInt(digits, 10, 64)
	if err != nil {
		return 0
	}
	return n
}
