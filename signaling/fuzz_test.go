package signaling_test

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	. "majlis/signaling/signalingtest"
)

// FuzzReceive hands a room with somebody on the stage whatever a client may send.
func FuzzReceive(f *testing.F) {
	files, err := filepath.Glob("testdata/messages/client.*.json")
	if err != nil || len(files) == 0 {
		f.Fatalf("no vectors: %v", err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, frame []byte) {
		w := NewWorld(t)
		host := w.Join(Host("s1"))
		sara := w.Join(Citizen("s1", "a-204", "sara"))
		if err := w.Hub.Room("s1").Admit("a-204", time.Time{}); err != nil {
			t.Fatal(err)
		}
		for _, p := range []*Peer{host, sara} {
			if err := p.Raw(frame); err != nil {
				t.Errorf("one frame closed the socket: %v", err)
			}
		}
	})
}
