package signaling

import (
	"context"
	"time"
)

// EventKind says what happened.
type EventKind string

// The kinds of event. Those about one person carry Peer, Role and Audience.
const (
	EventJoined   EventKind = "joined"   // a full join, also after a reload
	EventWaiting  EventKind = "waiting"  // came to the waiting area
	EventDevice   EventKind = "device"   // told the state of camera and microphone
	EventAdmitted EventKind = "admitted" // an audience is on the stage
	EventHeld     EventKind = "held"     // it went back to the waiting area; Reason
	EventLost     EventKind = "lost"     // a socket has been away for 15 s
	EventBack     EventKind = "back"     // and came back
	EventLeft     EventKind = "left"     // is gone; Reason: left, removed, timeout, ended, transferred, shutdown, elsewhere
	EventEnded    EventKind = "ended"    // an audience is over; Reason: its disposition
	EventChat     EventKind = "chat"     // said something; the text goes to Floor.Chat only
	EventQuality  EventKind = "quality"  // every 5 s for everybody with a path
	EventChecked  EventKind = "checked"  // a device check is over; Quality holds what the server saw
)

// Event is one thing that happened in a room.
type Event struct {
	Kind     EventKind
	Room     RoomID
	Audience AudienceID
	Peer     PeerID
	Role     Role
	At       time.Time
	Reason   string
	Device   Device
	Quality  Quality
}

// Observer is told every Event, one at a time, in order, from one goroutine. A slow observer delays
// later events but no room.
type Observer interface {
	Observe(e Event)
}

// Device is what a client says about its equipment: "ok", "blocked", "none", "busy", "unknown".
type Device struct{ Camera, Microphone string }

// Quality is what was measured over the last interval. Loss is a share from 0 to 1; In is from the
// person to the server. Light is "good" (loss under 10 %), "fair" (under 15 %), "bad", or "waiting"
// while there is nothing to judge by. Score is the mean opinion score of package mos, 0 while unknown;
// AudioOnly: the person gets no pictures for now, so that sound gets through.
type Quality struct {
	Light                 string
	Score                 float64
	AudioOnly             bool
	RTT, Jitter           time.Duration
	LossIn, LossOut       float64
	BitrateIn, BitrateOut int
	Freezes               int // since the call began, as told by the client
}

// Floor decides what staff ask for. The room has checked the role; the Floor writes down what must
// survive and then calls Room.Admit, Hold, End, Extend or Transfer. An error is told to the person by
// its CodeOf. A Floor is given a few seconds; after that the command is refused with ErrUnavailable.
type Floor interface {
	Admissions
	// Extend moves the end of the audience on the stage.
	Extend(ctx context.Context, c Command) error
	// HandOver gives an audience to another host.
	HandOver(ctx context.Context, c Command) error
	// Chat is asked before a line is sent out.
	Chat(ctx context.Context, l ChatLine) error
}

// Admissions are the commands that bring an audience onto the stage and off it.
type Admissions interface {
	// Next lets the next in line onto the stage.
	Next(ctx context.Context, c Command) error
	Admit(ctx context.Context, c Command) error
	Hold(ctx context.Context, c Command) error
	End(ctx context.Context, c Command) error
}

// Command is what somebody asked of the Floor.
type Command struct {
	Room        RoomID
	Audience    AudienceID // all but Next
	By          PeerID
	Role        Role
	Reason      string        // Hold
	Disposition string        // End
	Note        string        // End
	For         time.Duration // Extend
	To          string        // HandOver: the Key of a Successor
}

// ChatLine is one line of chat. Audience is the one on the stage, or the author's own.
type ChatLine struct {
	Room     RoomID
	Audience AudienceID
	From     PeerID
	Name     string
	Role     Role
	To       string // "stage", "staff" or "person"
	ToPeer   PeerID // when To is "person"
	Text     string
	At       time.Time
}
