package identity

import (
	"context"
	"fmt"
)

// An Actor is on whose behalf something happens. The zero Actor is the program itself.
type Actor struct {
	Staff   *Staff // nil unless a member of staff
	Phone   string // the mobile number that was proved, E.164
	Person  int64  // known after a link or a filing; 0 otherwise
	Address string // the network address asked from, "" for work in the background
}

type actorKey struct{}

// WithActor puts the actor into the context of everything done for it.
func WithActor(ctx context.Context, a Actor) context.Context {
	return context.WithValue(ctx, actorKey{}, a)
}

// ActorFrom is the actor of the context; without one, the program itself.
func ActorFrom(ctx context.Context) Actor {
	a, _ := ctx.Value(actorKey{}).(Actor)
	return a
}

// Label names the actor in histories and the audit log, without personal data: "staff:12",
// "person:5", "phone" (proved, but nobody yet), "visitor" or "system".
func (a Actor) Label() string {
	switch {
	case a.Staff != nil:
		return fmt.Sprintf("staff:%d", a.Staff.ID)
	case a.Person != 0:
		return fmt.Sprintf("person:%d", a.Person)
	case a.Phone != "":
		return "phone"
	case a.Address != "":
		return "visitor"
	}
	return "system"
}

// May reports whether the actor holds the permission.
func (a Actor) May(p Permission) bool {
	switch {
	case p == Public:
		return true
	case p == OwnCases:
		return a.Phone != ""
	case a.Staff == nil || !a.Staff.Active:
		return false
	}
	return a.Staff.Role.May(p)
}
