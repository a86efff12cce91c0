package signaling

import (
	"maps"
	"sync"
)

// Counts are what a hub has turned away since it was made.
type Counts struct {
	Refused map[string]uint64 // joins and messages, by the code that the client was told
	Events  uint64            // that the Observer was too slow for
}

// tally counts refusals by their codes, of which there are few.
type tally struct {
	mu     sync.Mutex
	byCode map[string]uint64
}

func (t *tally) add(code string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.byCode == nil {
		t.byCode = map[string]uint64{}
	}
	t.byCode[code]++
}

// Counts tells what was turned away so far.
func (h *Hub) Counts() Counts {
	h.refused.mu.Lock()
	defer h.refused.mu.Unlock()
	return Counts{Refused: maps.Clone(h.refused.byCode), Events: h.events.lost()}
}

// refuse counts and logs what was turned away: never what it held, or whose it was.
func (h *Hub) refuse(room RoomID, kind string, err error) {
	code := CodeOf(err)
	h.refused.add(code)
	switch code {
	case "internal":
		h.cfg.Log.Error("message failed", "type", kind, "room", room, "error", err)
	case "unavailable":
		h.cfg.Log.Warn("message refused", "type", kind, "room", room, "code", code, "error", err)
	case "rateLimited", "ticketInvalid":
		h.cfg.Log.Warn("message refused", "type", kind, "room", room, "code", code)
	default:
		h.cfg.Log.Debug("message refused", "type", kind, "room", room, "code", code)
	}
}
