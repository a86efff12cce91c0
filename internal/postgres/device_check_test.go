package postgres_test

import (
	"errors"
	"testing"
	"time"

	"majlis/booking"
)

func TestDeviceCheck_TheNewestIsShown(t *testing.T) {
	c := newCentre(t)
	kase, err := c.File(t.Context(), c.filing("k1"))
	if err != nil {
		t.Fatal(err)
	}
	session, audience := c.day(int64(kase.ID))
	if _, err := c.db.DeviceCheck(t.Context(), booking.AudienceID(audience)); !errors.Is(err, booking.ErrNotFound) {
		t.Errorf("before any check: %v", err)
	}
	first := booking.DeviceCheck{Audience: booking.AudienceID(audience), At: c.now, Camera: "ok", Microphone: "ok", Speaker: "ok", Path: "none"}
	then := first
	then.At, then.Path, then.RTT, then.Jitter, then.Loss, then.Up, then.Down = c.now.Add(time.Hour), "tcp", 90*time.Millisecond, 12*time.Millisecond, 7, 420_000, 390_000
	for _, check := range []booking.DeviceCheck{then, first} {
		if err := c.db.AddDeviceCheck(t.Context(), check); err != nil {
			t.Fatal(err)
		}
	}
	last, err := c.db.DeviceCheck(t.Context(), first.Audience)
	if last.At = last.At.UTC(); err != nil || last != then {
		t.Errorf("the last check is %+v, %v; want %+v", last, err, then)
	}
	all, err := c.db.DeviceChecks(t.Context(), booking.SessionID(session))
	if err != nil || len(all) != 1 || all[first.Audience].Up != then.Up {
		t.Errorf("the session's checks are %+v, %v", all, err)
	}
}
