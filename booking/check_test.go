package booking_test

import (
	"slices"
	"testing"
	"time"

	"majlis/booking"
)

func TestDeviceCheck_Verdict(t *testing.T) {
	well := booking.DeviceCheck{Camera: "ok", Microphone: "ok", Speaker: "ok", Path: "udp", RTT: 40 * time.Millisecond, Up: 900_000, Down: 900_000}
	for _, row := range []struct {
		name     string
		change   func(*booking.DeviceCheck)
		verdict  booking.Verdict
		troubles []string
	}{
		{"all is well", func(*booking.DeviceCheck) {}, booking.VerdictGood, nil},
		{"an older check without figures", func(c *booking.DeviceCheck) { c.Up, c.Down = 0, 0 }, booking.VerdictGood, nil},
		{"no way to the server", func(c *booking.DeviceCheck) { c.Path = "none" }, booking.VerdictBad, []string{"path"}},
		{"no microphone, nor a camera", func(c *booking.DeviceCheck) { c.Microphone, c.Camera = "blocked", "blocked" }, booking.VerdictBad, []string{"microphone", "camera"}},
		{"a microphone that brings nothing", func(c *booking.DeviceCheck) { c.Microphone = "silent" }, booking.VerdictOkay, []string{"silent"}},
		{"one packet in five lost", func(c *booking.DeviceCheck) { c.Loss = 200 }, booking.VerdictBad, []string{"loss_high"}},
		{"one packet in twenty lost, late and uneven", func(c *booking.DeviceCheck) { c.Loss, c.RTT, c.Jitter = 50, 500*time.Millisecond, 90*time.Millisecond },
			booking.VerdictOkay, []string{"loss", "delay", "uneven"}},
		{"room for sound alone", func(c *booking.DeviceCheck) { c.Up = 80_000 }, booking.VerdictOkay, []string{"slow"}},
		{"not even that", func(c *booking.DeviceCheck) { c.Up = 12_000 }, booking.VerdictBad, []string{"narrow"}},
		{"the tone was not heard", func(c *booking.DeviceCheck) { c.Speaker = "none" }, booking.VerdictOkay, []string{"speaker"}},
	} {
		t.Run(row.name, func(t *testing.T) {
			check := well
			row.change(&check)
			if got := check.Verdict(); got != row.verdict {
				t.Errorf("the verdict is %q, want %q", got, row.verdict)
			}
			if got := check.Troubles(); !slices.Equal(got, row.troubles) {
				t.Errorf("the troubles are %q, want %q", got, row.troubles)
			}
		})
	}
}
