package signaling

import (
	"time"

	"majlis/signaling/wire"
)

// warnBefore is when the stage is told that its time is nearly over.
var warnBefore = [...]time.Duration{5 * time.Minute, time.Minute}

// Extend moves the planned end of the audience on the stage and tells everybody on it how much
// longer it is.
func (r *Room) Extend(until time.Time, by time.Duration) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.current == "" {
		return
	}
	r.endAt(until)
	r.tellStage("notice", wire.Notice{Code: "extended", Minutes: minutes(by), At: timePtr(until)})
	r.refresh()
}

// endAt sets the planned end, the zero time for none, and what is to be said before it.
func (r *Room) endAt(until time.Time) {
	r.until = until
	r.warnNext(until.Sub(r.hub.cfg.Now()))
}

// warnNext sets the next warning that is due with less than the given time left.
func (r *Room) warnNext(left time.Duration) {
	if r.warning != nil {
		r.warning.Stop()
	}
	until := r.until
	for _, w := range warnBefore {
		if w < left && !until.IsZero() {
			r.warning = time.AfterFunc(left-w, func() { r.warn(until, w) })
			return
		}
	}
}

func (r *Room) warn(until time.Time, left time.Duration) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.closed || !r.until.Equal(until) {
		return
	}
	r.tellStage("notice", wire.Notice{Code: "ending", Minutes: minutes(left), At: timePtr(until)})
	r.warnNext(left)
}

// tellStage sends a message to everybody on the stage.
func (r *Room) tellStage(kind string, data any) {
	for _, p := range r.sorted() {
		if p.place == stage {
			p.tell(kind, data)
		}
	}
}
