package signaling

import (
	"context"
	"slices"
	"time"

	"majlis/signaling/wire"
)

// Recorder records what a stage says and shows, where that is the policy.
type Recorder interface {
	// Planned says whether the audiences of a room are to be recorded. It returns at once.
	Planned(RoomID) bool
	// Record begins the recording of an audience. It may take its time.
	Record(context.Context, RoomID, AudienceID) (Recording, error)
}

// Recording is one under way. The room shows it the stage and closes it when the audience leaves.
type Recording interface {
	// Show gives the whole mapping, one lane for each person by their number.
	Show([]Lane)
	// Bytes is how much has safely been kept.
	Bytes() uint64
	Close() error
}

// What is said of a recording, in the protocol's words.
const (
	recordingPlanned = "planned" // audiences of this room are recorded
	recordingSoon    = "soon"    // this one is about to be
	recordingOn      = "on"      // it is being recorded: bytes are kept
	recordingFailed  = "failed"  // it should be and is not
)

// warnFor is how long everybody knows of a recording before it begins.
const warnFor = 5 * time.Second

// tape is the recording of the audience on the stage.
type tape struct {
	audience AudienceID
	state    string
	take     Recording // nil until it has begun
	shown    []Lane
	bytes    uint64
	watched  bool // for a whole interval
	turn     *time.Timer
}

// recording is what everybody in the room is told.
func (r *Room) recording() string {
	switch {
	case r.tape != nil:
		return r.tape.state
	case !r.check && r.hub.cfg.Recorder != nil && r.hub.cfg.Recorder.Planned(r.id):
		return recordingPlanned
	}
	return ""
}

// tapeStage keeps the recording in step with the stage: it is announced when an audience comes, shown
// who is there, and ended when the audience leaves.
func (r *Room) tapeStage() {
	if r.tape != nil && (r.tape.audience != r.current || r.closed) {
		r.endTape()
	}
	if r.tape == nil && r.current != "" && !r.closed && r.recording() == recordingPlanned {
		t := &tape{audience: r.current, state: recordingSoon}
		r.tape = t
		r.tellAll("recordingSoon")
		t.turn = time.AfterFunc(warnFor, func() { r.beginTape(t) })
	}
	if r.tape == nil || r.tape.take == nil {
		return
	}
	if lanes := r.lanesForTape(); !slices.Equal(lanes, r.tape.shown) {
		r.tape.shown = lanes
		r.tape.take.Show(lanes)
	}
}

// lanesForTape is everybody on the stage with what they let be seen and heard.
func (r *Room) lanesForTape() []Lane {
	var lanes []Lane
	for _, p := range r.sorted() {
		if p.place != stage {
			continue
		}
		open := p.ticket.Role.sends() & p.switches &^ p.muted
		if r.screen != p {
			open &^= Screen
		}
		if open != 0 {
			lanes = append(lanes, Lane{Number: p.number, From: p.leg, Carries: open, Epoch: r.epoch})
		}
	}
	return lanes
}

// beginTape starts what was announced, unless the audience has left meanwhile.
func (r *Room) beginTape(t *tape) {
	r.mu.Lock()
	wanted := r.tape == t
	r.mu.Unlock()
	if !wanted {
		return
	}
	take, err := r.hub.cfg.Recorder.Record(context.Background(), r.id, t.audience)
	r.mu.Lock()
	defer r.mu.Unlock()
	switch {
	case err != nil:
		r.hub.cfg.Log.Error("a recording could not begin", "error", err)
		if r.tape == t {
			r.turnTape(recordingFailed)
		}
	case r.tape != t:
		r.hub.closeTake(take)
	default:
		t.take = take
		r.turnTape(recordingOn)
	}
	r.refresh()
}

// watchTape looks whether bytes are really being kept; false: they are not although there is something
// to keep.
func (r *Room) watchTape() {
	t := r.tape
	if t == nil || t.take == nil {
		return
	}
	before := t.bytes
	t.bytes = t.take.Bytes()
	switch {
	case !t.watched: // it may have begun a moment ago
		t.watched = true
	case t.bytes > before:
		r.turnTape(recordingOn)
	case r.somethingToTape():
		if t.state != recordingFailed {
			r.hub.cfg.Log.Error("a recording stands still", "room", string(r.id), "bytes", t.bytes)
		}
		r.turnTape(recordingFailed)
	}
}

func (r *Room) somethingToTape() bool {
	for _, p := range r.sorted() {
		if p.place == stage && p.meter.arriving&p.switches&^p.muted != 0 {
			return true
		}
	}
	return false
}

// turnTape tells everybody of a new state; the refresh that follows sends it.
func (r *Room) turnTape(state string) {
	if r.tape.state == state {
		return
	}
	r.tape.state = state
	code := "recordingOn"
	if state == recordingFailed {
		code = "recordingFailed"
	}
	r.tellAll(code)
}

// endTape closes the recording of an audience that has left.
func (r *Room) endTape() {
	t := r.tape
	r.tape = nil
	t.turn.Stop()
	if t.take != nil {
		t.take.Show(nil)
		r.hub.closeTake(t.take)
	}
	if t.state != recordingSoon {
		r.tellAll("recordingOff")
	}
}

func (r *Room) tellAll(code string) {
	for _, p := range r.sorted() {
		p.tell("notice", wire.Notice{Code: code})
	}
}

// closeTake ends a recording without making the room wait for the disk.
func (h *Hub) closeTake(take Recording) {
	h.work.Go(func() {
		if err := take.Close(); err != nil {
			h.cfg.Log.Error("finish a recording", "error", err)
		}
	})
}
