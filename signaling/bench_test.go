package signaling_test

import (
	"fmt"
	"testing"
	"time"

	"majlis/signaling"
	. "majlis/signaling/signalingtest"
)

// full is a room with two staff, an audience on the stage and everybody else waiting.
func full(b *testing.B) (w *World, host, citizen *Peer) {
	w = NewWorldOn(b, nil, nil, time.Now)
	host = w.Join(Host("s1"))
	w.Join(Aide("s1"))
	var line []signaling.QueueEntry
	for n := range signaling.WaitingLimit {
		a := signaling.AudienceID(fmt.Sprint("a", n))
		line = append(line, signaling.QueueEntry{Audience: a, Name: "نورة بنت سعد", Reference: "R48-10427"})
		citizen = w.Join(Citizen("s1", a, signaling.PeerID(fmt.Sprint("person-", n))))
	}
	w.Hub.Room("s1").SetQueue(line)
	if err := w.Hub.Room("s1").Admit("a0", time.Time{}); err != nil {
		b.Fatal(err)
	}
	return w, host, citizen
}

// BenchmarkRoom_Resume is one socket of a full room coming back.
func BenchmarkRoom_Resume(b *testing.B) {
	_, host, citizen := full(b)
	for b.Loop() {
		citizen.Cut()
		if code := citizen.Resume(); code != "" {
			b.Fatal(code)
		}
		host.Clear()
	}
}

// BenchmarkRoom_Device is a change that staff see and others do not.
func BenchmarkRoom_Device(b *testing.B) {
	_, host, citizen := full(b)
	states := []string{"ok", "busy"}
	for n := 0; b.Loop(); n++ {
		citizen.Send("device", map[string]any{"camera": states[n%2], "microphone": "ok"})
		host.Clear()
		citizen.Clear()
	}
}

// BenchmarkRoom_HoldAndAdmit is an audience taken off a full room's stage and put back.
func BenchmarkRoom_HoldAndAdmit(b *testing.B) {
	w, host, _ := full(b)
	room := w.Hub.Room("s1")
	for b.Loop() {
		if err := room.Hold("a0", "private"); err != nil {
			b.Fatal(err)
		}
		if err := room.Admit("a0", time.Time{}); err != nil {
			b.Fatal(err)
		}
		host.Clear()
	}
}
