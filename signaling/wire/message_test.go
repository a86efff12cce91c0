package wire

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"unicode/utf8"
)

// types says which Go type holds the data of each message; a vector without a type fails.
var types = map[string]func() any{
	"client.join":       func() any { return new(Join) },
	"client.heartbeat":  func() any { return new(Heartbeat) },
	"client.device":     func() any { return new(Device) },
	"client.media":      func() any { return new(Media) },
	"client.stats":      func() any { return new(Stats) },
	"client.chat":       func() any { return new(Say) },
	"client.iceRestart": func() any { return new(Offer) },
	"client.next":       nil,
	"client.leave":      nil,
	"client.admit":      func() any { return new(Command) },
	"client.hold":       func() any { return new(Command) },
	"client.end":        func() any { return new(Command) },
	"client.mute":       func() any { return new(Muted) },
	"client.remove":     func() any { return new(Person) },
	"client.lock":       func() any { return new(Lock) },
	"client.extend":     func() any { return new(Command) },
	"client.handOver":   func() any { return new(Command) },
	"client.help":       func() any { return new(Help) },
	"client.helped":     func() any { return new(Person) },
	"client.caption":    func() any { return new(Typed) },

	"server.joined":       func() any { return new(Joined) },
	"server.roster":       func() any { return new(Roster) },
	"server.lanes":        func() any { return new(Lanes) },
	"server.queue":        func() any { return new(Queue) },
	"server.sending":      func() any { return new(Sending) },
	"server.admitted":     func() any { return new(Stage) },
	"server.held":         func() any { return new(Stage) },
	"server.ended":        func() any { return new(Stage) },
	"server.muted":        func() any { return new(Muted) },
	"server.chat":         func() any { return new(Chat) },
	"server.quality":      func() any { return new(Quality) },
	"server.check":        func() any { return new(Check) },
	"server.notice":       func() any { return new(Notice) },
	"server.iceRestarted": func() any { return new(Answer) },
	"server.done":         func() any { return new(Done) },
	"server.error":        func() any { return new(Error) },
	"server.heartbeat":    func() any { return new(Heartbeat) },
	"server.bye":          func() any { return new(Bye) },
	"server.room":         func() any { return new(Room) },
	"server.caption":      func() any { return new(Caption) },
	"server.document":     func() any { return new(Document) },
	"server.transfer":     func() any { return new(Transfer) },
	"server.move":         func() any { return new(Move) },
	"server.live":         nil,
}

// TestVectors reads every vector strictly and writes it again to the same JSON.
func TestVectors(t *testing.T) {
	files, err := filepath.Glob("../testdata/messages/*.json")
	if err != nil || len(files) == 0 {
		t.Fatalf("no vectors: %v", err)
	}
	seen := map[string]bool{}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			e, err := Read(text)
			if err != nil {
				t.Fatal(err)
			}
			side, _, _ := strings.Cut(filepath.Base(file), ".")
			key := side + "." + e.Type
			seen[key] = true
			make, known := types[key]
			if !known {
				t.Fatalf("no type for %s", key)
			}
			var data any
			if make != nil {
				data = make()
				if err := Strict(e.Data, data); err != nil {
					t.Fatal(err)
				}
			}
			sameJSON(t, text, Frame(e.Type, e.Seq, e.Ack, data))
		})
	}
	for key := range types {
		if !seen[key] {
			t.Errorf("no vector for %s", key)
		}
	}
}

func sameJSON(t *testing.T, want, got []byte) {
	t.Helper()
	var w, g any
	if err := json.Unmarshal(want, &w); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(got, &g); err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(w, g) {
		t.Errorf("written again it differs:\n%s", got)
	}
}

func TestRead_Refuses(t *testing.T) {
	for name, text := range map[string]string{
		"an empty frame":    ``,
		"no type":           `{}`,
		"an unknown member": `{"type":"leave","x":1}`,
		"two values":        `{"type":"leave"}{"type":"leave"}`,
		"a bare string":     `"leave"`,
		"a negative seq":    `{"type":"leave","seq":-1}`,
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := Read([]byte(text)); !errors.Is(err, ErrMalformed) {
				t.Errorf("got %v", err)
			}
		})
	}
}

func FuzzRead(f *testing.F) {
	files, err := filepath.Glob("../testdata/messages/client.*.json")
	if err != nil {
		f.Fatal(err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, frame []byte) {
		e, err := Read(frame)
		if err != nil {
			return
		}
		if make := types["client."+e.Type]; make != nil && len(e.Data) > 0 {
			data := make()
			if Strict(e.Data, data) == nil && !utf8.Valid(JSON(data)) {
				t.Error("written again it is not UTF-8")
			}
		}
	})
}
