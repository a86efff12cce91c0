package booking

import "time"

// Verdict sums a device check up.
type Verdict string

// The verdicts.
const (
	VerdictGood Verdict = "good"
	VerdictOkay Verdict = "okay" // a talk is possible, picture or sound may suffer
	VerdictBad  Verdict = "bad"  // better to come to a hall in a centre
)

// A DeviceCheck is what a person's device showed before an audience by video. Camera,
// Microphone and Speaker are "ok", "blocked", "none", "busy", "silent" (a microphone that
// brought no sound) or "unknown"; Path is "udp", "tcp", "relay" or "none"; Loss is the worse
// direction's in packets of a thousand; Up and Down are bit/s, zero when they were not measured.
type DeviceCheck struct {
	Audience   AudienceID
	At         time.Time
	Camera     string
	Microphone string
	Speaker    string
	Path       string
	RTT        time.Duration
	Jitter     time.Duration
	Loss       int
	Up, Down   int
}

// troubles are what may be wrong, the gravest first. With a grave one there is no talk; the
// others are bearable. The limits are those at which people begin to complain of sound
// (ITU-T G.114: 400 ms) and at which a small picture no longer fits beside the sound.
var troubles = []struct {
	name  string
	grave bool
	in    func(DeviceCheck) bool
}{
	{"path", true, func(c DeviceCheck) bool { return c.Path == "none" }},
	{"microphone", true, func(c DeviceCheck) bool { return c.Microphone != "ok" && c.Microphone != "silent" }},
	{"loss_high", true, func(c DeviceCheck) bool { return c.Loss > 100 }},
	{"narrow", true, func(c DeviceCheck) bool { return c.Up > 0 && c.Up < 24_000 }},
	{"silent", false, func(c DeviceCheck) bool { return c.Microphone == "silent" }},
	{"loss", false, func(c DeviceCheck) bool { return c.Loss > 30 && c.Loss <= 100 }},
	{"delay", false, func(c DeviceCheck) bool { return c.Path != "none" && c.RTT > 400*time.Millisecond }},
	{"uneven", false, func(c DeviceCheck) bool { return c.Jitter > 60*time.Millisecond }},
	{"slow", false, func(c DeviceCheck) bool { return c.Camera == "ok" && c.Up >= 24_000 && c.Up < 120_000 }},
	{"camera", false, func(c DeviceCheck) bool { return c.Camera != "ok" }},
	{"speaker", false, func(c DeviceCheck) bool { return c.Speaker != "ok" }},
}

// Troubles names what is wrong, the gravest first; nothing when all is well.
func (c DeviceCheck) Troubles() []string {
	var found []string
	for _, trouble := range troubles {
		if trouble.in(c) {
			found = append(found, trouble.name)
		}
	}
	return found
}

// Verdict judges the check: bad when there could be no talk, okay when one would suffer.
func (c DeviceCheck) Verdict() Verdict {
	verdict := VerdictGood
	for _, trouble := range troubles {
		if trouble.in(c) && trouble.grave {
			return VerdictBad
		}
		if trouble.in(c) {
			verdict = VerdictOkay
		}
	}
	return verdict
}
