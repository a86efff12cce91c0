package signaling

import (
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"unicode/utf8"
)

// wire says which Go type holds the data of each message; a vector without a type fails.
var wire = map[string]func() any{
	"client.join":       func() any { return new(joinData) },
	"client.heartbeat":  func() any { return new(heartbeatData) },
	"client.device":     func() any { return new(deviceData) },
	"client.media":      func() any { return new(mediaData) },
	"client.stats":      func() any { return new(statsData) },
	"client.chat":       func() any { return new(sayData) },
	"client.iceRestart": func() any { return new(offerData) },
	"client.next":       nil,
	"client.leave":      nil,
	"client.admit":      func() any { return new(audienceData) },
	"client.hold":       func() any { return new(audienceData) },
	"client.end":        func() any { return new(audienceData) },
	"client.mute":       func() any { return new(muteData) },
	"client.remove":     func() any { return new(personData) },

	"server.joined":       func() any { return new(joinedData) },
	"server.roster":       func() any { return new(rosterData) },
	"server.lanes":        func() any { return new(lanesData) },
	"server.queue":        func() any { return new(queueData) },
	"server.sending":      func() any { return new(sendingData) },
	"server.admitted":     func() any { return new(stageData) },
	"server.held":         func() any { return new(stageData) },
	"server.ended":        func() any { return new(stageData) },
	"server.muted":        func() any { return new(mutedData) },
	"server.chat":         func() any { return new(chatData) },
	"server.quality":      func() any { return new(qualityData) },
	"server.check":        func() any { return new(checkData) },
	"server.notice":       func() any { return new(noticeData) },
	"server.iceRestarted": func() any { return new(answerData) },
	"server.done":         func() any { return new(doneData) },
	"server.error":        func() any { return new(errorData) },
	"server.heartbeat":    func() any { return new(heartbeatData) },
	"server.bye":          func() any { return new(byeData) },
}

// TestMessageVectors reads every vector strictly and writes it again to the same JSON.
func TestMessageVectors(t *testing.T) {
	files, err := filepath.Glob("testdata/messages/*.json")
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
			e, err := decodeFrame(text)
			if err != nil {
				t.Fatal(err)
			}
			side, _, _ := strings.Cut(filepath.Base(file), ".")
			key := side + "." + e.Type
			seen[key] = true
			make, known := wire[key]
			if !known {
				t.Fatalf("no type for %s", key)
			}
			var data any
			if make != nil {
				data = make()
				if err := decodeStrict(e.Data, data); err != nil {
					t.Fatal(err)
				}
			}
			sameJSON(t, text, encodeFrame(e.Type, e.Seq, e.Ack, data))
		})
	}
	for key := range wire {
		if !seen[key] {
			t.Errorf("no vector for %s", key)
		}
	}
	for kind := range handlers {
		if _, ok := wire["client."+kind]; !ok {
			t.Errorf("%s is handled but not on the wire", kind)
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

func TestDecodeFrame_Refuses(t *testing.T) {
	for name, text := range map[string]string{
		"an empty frame":    ``,
		"no type":           `{}`,
		"an unknown member": `{"type":"leave","x":1}`,
		"two values":        `{"type":"leave"}{"type":"leave"}`,
		"a bare string":     `"leave"`,
		"a negative seq":    `{"type":"leave","seq":-1}`,
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := decodeFrame([]byte(text)); CodeOf(err) != "malformed" {
				t.Errorf("got %v", err)
			}
		})
	}
}

func FuzzDecodeFrame(f *testing.F) {
	files, err := filepath.Glob("testdata/messages/client.*.json")
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
		e, err := decodeFrame(frame)
		if err != nil {
			return
		}
		if make := wire["client."+e.Type]; make != nil && len(e.Data) > 0 {
			data := make()
			if decodeStrict(e.Data, data) == nil && utf8.Valid(encodeData(data)) == false {
				t.Error("written again it is not UTF-8")
			}
		}
	})
}
