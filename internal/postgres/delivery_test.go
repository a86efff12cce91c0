package postgres_test

import (
	"errors"
	"testing"
	"time"

	"majlis/booking"
	"majlis/internal/notify"
)

func TestDeliveries(t *testing.T) {
	c := newCentre(t)
	filed := c.filed("a")
	tell := func(version int) int64 {
		c.do(c.db.Tell(t.Context(), booking.Notice{Kind: booking.NoticeReferred, Subject: booking.SubjectCase, ID: int64(filed.ID), Version: version, Person: c.person}))
		recent, err := c.db.Notices().Recent(t.Context(), notify.RecentFilter{Status: notify.StatusQueued})
		c.do(err)
		return recent[0].ID
	}
	is := func(id int64, want notify.Status) {
		t.Helper()
		p, err := c.db.Notices().Pending(t.Context(), id)
		if err != nil || p.Status != want {
			t.Errorf("notice %d is %s, want %s (%v)", id, p.Status, want, err)
		}
	}
	deliver := func(f notify.Fate) error {
		f.At = c.now.Add(time.Hour)
		return c.db.Deliveries().Deliver(t.Context(), f)
	}
	first := tell(1)
	c.do(c.db.Notices().MarkSent(t.Context(), first, notify.Receipt{At: c.now, Parts: 1, Provider: "unifonic:77"}))
	underway, err := c.db.Deliveries().Underway(t.Context(), c.now.Add(-time.Hour), c.now.Add(time.Hour))
	if err != nil || len(underway) != 1 || underway[0] != (notify.Underway{ID: first, Provider: "unifonic:77"}) {
		t.Errorf("underway %+v, %v", underway, err)
	}
	c.do(deliver(notify.Fate{Provider: "unifonic:77", Arrived: true}))
	is(first, notify.StatusDelivered)
	if err := deliver(notify.Fate{Notice: first, Reason: "Expired"}); !errors.Is(err, booking.ErrNotFound) {
		t.Errorf("what is delivered stays so: %v", err)
	}
	if err := deliver(notify.Fate{Provider: "unifonic:78", Arrived: true}); !errors.Is(err, booking.ErrNotFound) {
		t.Errorf("nobody's message: %v", err)
	}

	// The receipt comes before the worker has noted that the message was taken.
	early := tell(2)
	c.do(deliver(notify.Fate{Notice: early, Provider: "unifonic:80", Arrived: true}))
	c.do(c.db.Notices().MarkSent(t.Context(), early, notify.Receipt{At: c.now, Parts: 1, Provider: "unifonic:80"}))
	is(early, notify.StatusDelivered)

	failed := tell(3)
	c.do(c.db.Notices().MarkSent(t.Context(), failed, notify.Receipt{At: c.now, Parts: 1, Provider: "unifonic:81"}))
	c.do(deliver(notify.Fate{Notice: failed, Reason: "Expired"}))
	is(failed, notify.StatusFailed)
	c.do(deliver(notify.Fate{Notice: failed, Arrived: true}))
	is(failed, notify.StatusDelivered)
}
