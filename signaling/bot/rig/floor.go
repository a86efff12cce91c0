package rig

import (
	"context"
	"time"

	"majlis/signaling"
)

// Floor does at once what hosts among bots ask for, and closes a room when its last bot has left.
// Nothing is written down.
type Floor struct{ hub *signaling.Hub }

// Attach gives the Floor its hub, before anybody joins.
func (f *Floor) Attach(hub *signaling.Hub) { f.hub = hub }

// Next implements signaling.Floor: rooms of load tests have no line.
func (f *Floor) Next(context.Context, signaling.Command) error { return signaling.ErrNotFound }

// Admit implements signaling.Floor.
func (f *Floor) Admit(_ context.Context, c signaling.Command) error {
	return f.hub.Room(c.Room).Admit(c.Audience, time.Time{})
}

// Hold implements signaling.Floor.
func (f *Floor) Hold(_ context.Context, c signaling.Command) error {
	return f.hub.Room(c.Room).Hold(c.Audience, c.Reason)
}

// End implements signaling.Floor.
func (f *Floor) End(_ context.Context, c signaling.Command) error {
	return f.hub.Room(c.Room).End(c.Audience, c.Disposition)
}

// Extend implements signaling.Floor: audiences of load tests have no end.
func (f *Floor) Extend(context.Context, signaling.Command) error { return signaling.ErrNotFound }

// HandOver implements signaling.Floor: there is nobody to hand over to.
func (f *Floor) HandOver(context.Context, signaling.Command) error { return signaling.ErrNotFound }

// Chat implements signaling.Floor.
func (f *Floor) Chat(context.Context, signaling.ChatLine) error { return nil }

// Observe implements signaling.Observer.
func (f *Floor) Observe(e signaling.Event) {
	if e.Kind != signaling.EventLeft {
		return
	}
	if room := f.hub.Room(e.Room); len(room.Snapshot().People) == 0 {
		room.Close()
	}
}
