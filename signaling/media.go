package signaling

import (
	"context"
	"time"
)

// StageLimit is how many connected people a stage holds; it fixes the lanes of every offer.
const StageLimit = 7

// WaitingLimit is how many people a room's waiting area holds.
const WaitingLimit = 40

// ScreenLane is the number of the lane for a shared screen; the lanes below it hold one person's
// sound and camera each.
const ScreenLane = StageLimit - 1

// Streams is a set of what a participant sends.
type Streams uint8

// The streams.
const (
	Audio Streams = 1 << iota
	Camera
	Screen
)

// Media moves sound and picture. The room tells it who is to be shown to whom and nothing else.
type Media interface {
	// Open answers a participant's first offer. The answer holds every candidate of the server. The
	// leg lives until Close. An offer that cannot be answered is refused with an error in ErrOffer.
	Open(ctx context.Context, o Opening) (Leg, string, error)
}

// Opening is what Media needs to open a leg.
type Opening struct {
	Offer string
	// H264: the room's pictures are H.264 and not VP8, for everybody in it who has that. Who has not is
	// shown no pictures but those of others like them, and hears and is heard.
	H264 bool
	// Changed is called, from any goroutine and possibly before Open returns, whenever the path
	// changes. It must not be called from within a method of the Leg.
	Changed func(Path)
}

// Leg is one participant's way in and out of the media server. Its methods do not block on the
// network and are safe for concurrent use.
type Leg interface {
	// Show gives the whole mapping of this participant's lanes; a lane not named falls silent. A
	// stream newly shown starts with what arrives after the call: video with the first key frame that
	// arrived wholly after it, sound with the first packet.
	Show(lanes []Lane)
	// Restart answers an offer that restarts ICE.
	Restart(ctx context.Context, offer string) (answer string, err error)
	// Stats returns the counters of now.
	Stats() LegStats
	// Pairs is how many sound-and-camera lanes the first offer had.
	Pairs() int
	// Close ends the leg. Closing twice is harmless.
	Close() error
}

// Limiter is a Leg that can bound what it takes from its participant, in bit/s; 0 lifts the bound.
// Packets beyond it, with a margin for key frames, are dropped and counted.
type Limiter interface {
	Limit(bitrate int)
}

// Lane says that a lane carries the given streams of another leg.
type Lane struct {
	Number  int
	From    Leg
	Carries Streams
	// Epoch counts the room's admissions and holds, from 1. A lane may begin with a key frame that was
	// kept, if it came under the same epoch; everything kept is forgotten when a newer one is named.
	// Under 0 nothing kept is shown.
	Epoch uint64
}

// Path is the state of a leg's transport: ICE and DTLS together.
type Path string

// The states of a path.
const (
	PathConnecting Path = "connecting"
	PathConnected  Path = "connected"
	PathLost       Path = "lost"
)

// Via is how a leg's packets travel.
type Via string

// The ways. ViaTCP is straight to the server, ViaRelay through a relay of its own; one elsewhere cannot
// be told from a participant.
const (
	ViaUDP   Via = "udp"
	ViaTCP   Via = "tcp"
	ViaRelay Via = "relay"
)

// LegStats are counters since the leg was opened. In is by stream, as it reached the server.
type LegStats struct {
	Audio, Camera, Screen StreamStats
	Via                   Via // "" until connected
	BytesOut              uint64
	RTT                   time.Duration // 0 until measured
	LossOut               float64       // share lost on the way to the participant, by their last reports
	JitterOut             time.Duration // the worst of the lanes, by the same reports
	Estimate              int           // what the way to the participant is thought to carry, in bit/s; 0 until measured
	Dropped               uint64        // packets taken for too many, see Limiter
	Lanes                 [StageLimit]LaneStats
}

// LaneStats is what a lane's picture is given now.
type LaneStats struct {
	Layer  Layer
	Paused bool // the way to the participant is too narrow for it: sound only
}

// Layer is a size in which a camera is sent.
type Layer string

// The layers. A camera that is sent in one size has only the low one.
const (
	NoLayer   Layer = ""
	LowLayer  Layer = "l"
	HighLayer Layer = "h"
)

// StreamStats counts what arrived of one stream, all layers together. Lost is packets expected and
// missing (RFC 3550 appendix A.3) and not repaired since, Jitter as in its section 6.4.1, Pictures the
// key frames, Freezes the silences of a picture that people see.
type StreamStats struct {
	Packets, Lost, Bytes, Pictures, Freezes uint64
	Jitter                                  time.Duration
}
