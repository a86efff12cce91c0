package booking

import "time"

// Verdict sums a device check up.
type Verdict string

// The verdicts.
const (
	VerdictGood Verdict = "good"
	VerdictOkay Verdict = "okay" // a talk is possible, the picture may suffer
	VerdictBad  Verdict = "bad"  // better to come to a hall in a centre
)

// A DeviceCheck is what a person's device showed before an audience by video. Camera,
// Microphone and Speaker are "ok", "blocked", "none", "busy" or "unknown"; Path is "udp",
// "tcp", "relay" or "none"; Loss is in packets of a thousand.
type DeviceCheck struct {
	Audience   AudienceID
	At         time.Time
	Camera     string
	Microphone string
	Speaker    string
	Path       string
	RTT        time.Duration
	Loss       int
}

// Verdict judges the check: without a microphone or a path there is no talk; a missing
// camera, a loud line or a slow one is bearable.
func (c DeviceCheck) Verdict() Verdict {
	switch {
	case c.Microphone != "ok" || c.Path == "none" || c.Loss > 100:
		return VerdictBad
	case c.Camera != "ok" || c.Speaker != "ok" || c.Loss > 30 || c.RTT > 400*time.Millisecond:
		return VerdictOkay
	}
	return VerdictGood
}
