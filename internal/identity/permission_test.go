package identity_test

import (
	"context"
	"slices"
	"testing"

	"majlis/internal/identity"
)

func TestActor(t *testing.T) {
	staff := &identity.Staff{ID: 12, Role: identity.RoleAuditor, Active: true}
	closed := &identity.Staff{ID: 12, Role: identity.RoleAuditor}
	tests := []struct {
		label string
		actor identity.Actor
		may   []identity.Permission
	}{
		{"system", identity.Actor{}, []identity.Permission{identity.Public}},
		{"visitor", identity.Actor{Address: "192.0.2.1"}, []identity.Permission{identity.Public}},
		{"phone", identity.Actor{Phone: phone, Address: "192.0.2.1"}, []identity.Permission{identity.Public, identity.OwnCases}},
		{"person:5", identity.Actor{Phone: phone, Person: 5}, []identity.Permission{identity.Public, identity.OwnCases}},
		{"staff:12", identity.Actor{Staff: staff}, []identity.Permission{identity.Public, identity.OpsRead, identity.AuditRead, identity.RecordingDecide, identity.StaffHome}},
		{"staff:12", identity.Actor{Staff: closed}, []identity.Permission{identity.Public}},
	}
	for _, test := range tests {
		ctx := identity.WithActor(context.Background(), test.actor)
		if got := identity.ActorFrom(ctx).Label(); got != test.label {
			t.Errorf("%+v is %q, want %q", test.actor, got, test.label)
		}
		for _, p := range identity.Permissions() {
			if got, want := test.actor.May(p), slices.Contains(test.may, p); got != want {
				t.Errorf("%s may %s: %v, want %v", test.label, p, got, want)
			}
		}
	}
}

func TestRole_May(t *testing.T) {
	used := map[identity.Permission]bool{}
	for _, role := range identity.Roles() {
		for _, p := range identity.Permissions() {
			used[p] = used[p] || role.May(p)
		}
		if role.May(identity.OwnCases) {
			t.Errorf("%s may read a citizen's own cases", role)
		}
	}
	for _, p := range identity.Permissions() {
		if p != identity.OwnCases && !used[p] {
			t.Errorf("no role may %s", p)
		}
	}
	if identity.Role("stranger").May(identity.StaffHome) {
		t.Error("an unknown role is at home")
	}
}
