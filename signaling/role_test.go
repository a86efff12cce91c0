package signaling

import (
	"os"
	"strings"
	"testing"
)

// TestRole_Receives holds every cell of the table by itself, so that a change of one has to be made
// twice on purpose.
func TestRole_Receives(t *testing.T) {
	// sender: what those who receive anything get of them
	sent := map[Role]string{
		RoleHost: "acs", RoleChiefAide: "acs", RoleNoteTaker: "", RoleInterpreter: "ac",
		RoleObserver: "", RoleTechnician: "", RoleCitizen: "acs", RoleCompanion: "ac",
	}
	for _, receiver := range roles {
		for _, sender := range roles {
			want := sent[sender]
			if receiver == RoleTechnician {
				want = ""
			}
			got := receiver.receives(sender)
			for i, letter := range "acs" {
				stream := Audio << i
				if has := got&stream != 0; has != strings.ContainsRune(want, letter) {
					t.Errorf("%s receives %c of %s: %v", receiver, letter, sender, has)
				}
			}
		}
	}
}

func TestRole_May(t *testing.T) {
	command := []Role{RoleHost, RoleChiefAide}
	staff := []Role{RoleHost, RoleChiefAide, RoleNoteTaker, RoleTechnician}
	want := map[action][]Role{
		doAdmit: command, doNext: command, doHold: command, doEnd: command, doMute: command, doRemove: command,
		doChatStage:  {RoleHost, RoleChiefAide, RoleNoteTaker, RoleInterpreter, RoleCitizen, RoleCompanion},
		doChatStaff:  roles[:],
		doChatPerson: staff,
		seeLine:      staff,
		doLock:       command, doExtend: command, doHandOver: command,
		doHelp: roles[:], doHelped: staff,
		doCaption:   {RoleNoteTaker, RoleInterpreter},
		doShow:      {RoleHost, RoleChiefAide, RoleNoteTaker, RoleCitizen, RoleCompanion},
		enterLocked: {RoleHost, RoleChiefAide, RoleTechnician},
	}
	if len(want) != len(may) {
		t.Fatalf("%d actions in the table, %d here", len(may), len(want))
	}
	for a, allowed := range want {
		for _, r := range roles {
			expected := false
			for _, x := range allowed {
				expected = expected || x == r
			}
			if got := r.may(a); got != expected {
				t.Errorf("%s may %s: %v", r, a, got)
			}
		}
	}
}

func TestRole_Sends(t *testing.T) {
	for role, want := range map[Role]Streams{
		RoleHost: Audio | Camera | Screen, RoleCitizen: Audio | Camera | Screen, RoleCompanion: Audio | Camera,
		RoleObserver: 0, RoleNoteTaker: 0, RoleTechnician: 0,
	} {
		if got := role.sends(); got != want {
			t.Errorf("%s sends %v", role, got.names())
		}
	}
}

func TestRole_UnknownMayNothing(t *testing.T) {
	r := Role("minister")
	if r.known() || r.receives(RoleHost) != 0 || r.may(doChatStaff) {
		t.Error("an unknown role is good for something")
	}
}

// TestHandlers holds the messages that are handled against the vectors there are.
func TestHandlers(t *testing.T) {
	for kind := range handlers {
		if _, err := os.Stat("testdata/messages/client." + kind + ".json"); err != nil {
			t.Errorf("%s is handled but has no vector", kind)
		}
	}
}

// TestRoles_AsWrittenDown holds the table in docs/protocol.md to the one in code.
func TestRoles_AsWrittenDown(t *testing.T) {
	var table strings.Builder
	table.WriteString("| role | place | sends | receives | may |\n|---|---|---|---|---|\n")
	for _, role := range roles {
		where := "stage"
		switch role {
		case RoleTechnician:
			where = "wings"
		case RoleCitizen, RoleCompanion:
			where = "waiting; stage during their audience"
		}
		receives := "everybody on the stage"
		if role.receives(RoleHost) == 0 {
			receives = "nothing"
		}
		sends := strings.Join(role.sends().names(), ", ")
		if sends == "" {
			sends = "nothing"
		}
		var able []string
		for _, a := range []action{doNext, doAdmit, doHold, doEnd, doExtend, doHandOver, doLock, doMute, doRemove, doChatStage, doChatStaff, doChatPerson, doCaption, doShow, doHelped, seeLine, enterLocked} {
			if role.may(a) {
				able = append(able, "`"+string(a)+"`")
			}
		}
		table.WriteString("| `" + string(role) + "` | " + where + " | " + sends + " | " + receives + " | " + strings.Join(able, ", ") + " |\n")
	}
	text, err := os.ReadFile("../docs/protocol.md")
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(text), table.String()) {
		t.Errorf("docs/protocol.md is to hold:\n%s", table.String())
	}
}
