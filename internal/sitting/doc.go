// Package sitting is where booking meets signaling: a host's session run live, audience after
// audience.
//
// Signaling knows who is connected and moves sound and picture; booking knows whose audience it is
// and what must survive. A Sitting puts them together. It signs the tickets that let citizens and
// staff into a session's room, keeps the room's line equal to the session's appointments, writes an
// admission down before it binds it, and writes down who waits and how each audience ended.
//
//	run, err := sitting.New(sitting.Config{Line: desk, Presence: desk, Floor: desk, Records: db, …})
//	hub := signaling.NewHub(signaling.Config{Gate: signer, Media: media, Floor: run, Observer: run})
//	run.Attach(hub)
//	go run.Keep(ctx)          // refreshes the lines, files quality samples
//	ticket, err := run.CitizenTicket(ctx, audience)
//
// Whatever changes an appointment elsewhere (a cancellation, a check-in at the desk) calls Refresh,
// and the line is looked at again every few seconds all the same, so nothing hangs on that call.
//
// Left out: who may do what in a room (signaling's role table) and the rules of appointments
// (booking's state machines).
package sitting
