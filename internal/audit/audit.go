// Package audit keeps the record of who did what, and who read what, and why. An entry is
// written in the transaction of the change it tells of, so neither exists without the
// other. Within two seconds a Sealer chains what was committed: each seal's hash covers
// its entry and the seal before, so that altering, removing or slipping in an entry
// later shows in Verify.
package audit

import (
	"context"
	"strconv"
	"time"
)

// Log is where services write entries. Record joins the transaction of ctx.
type Log interface {
	Record(ctx context.Context, entry Entry) error
}

// Entry says that somebody did something to something. It names people and things by
// number only; no name, phone or text of a request belongs in it.
type Entry struct {
	At      time.Time // when; the zero time is the database's now
	Actor   Ref       // who
	Action  string    // what, as noun.verb: case.read, plan.publish
	Subject Ref       // to what
	Reason  string    // why, in the actor's words where the office asks for one
	From    string    // the network address the request came from, or ""
}

// Ref names one person or thing by its kind and number. Things without a number (a
// week) have it in Name.
type Ref struct {
	Kind string // staff, person, system, case, plan, …
	ID   int64
	Name string
}

// System is the actor of what the program does by itself.
var System = Ref{Kind: "system"}

// String is kind, then number or name: staff/12, week/2026-11-29.
func (r Ref) String() string {
	switch {
	case r.Name != "":
		return r.Kind + "/" + r.Name
	case r.ID != 0:
		return r.Kind + "/" + strconv.FormatInt(r.ID, 10)
	}
	return r.Kind
}
