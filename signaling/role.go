package signaling

import "strings"

// Role is what a participant is in the room; the tables below say what that means.
type Role string

// The roles.
const (
	RoleHost        Role = "host"
	RoleChiefAide   Role = "chiefAide"
	RoleNoteTaker   Role = "noteTaker"
	RoleInterpreter Role = "interpreter"
	RoleObserver    Role = "observer"
	RoleTechnician  Role = "technician"
	RoleCitizen     Role = "citizen"
	RoleCompanion   Role = "companion"
)

// roles is the order of the columns of hears, and of precedence when lanes are given out.
var roles = [...]Role{RoleHost, RoleChiefAide, RoleNoteTaker, RoleInterpreter, RoleObserver, RoleTechnician, RoleCitizen, RoleCompanion}

// hears says who sees and hears what of whom, once both are on the stage. A row receives, a column
// sends: a is sound, c the camera, s a shared screen. Note-takers and observers are shown in the
// roster like everybody else but send nothing; a technician measures and neither sends nor receives.
var hears = map[Role][len(roles)]string{
	//           host   aide   note interp obs tech citizen comp
	RoleHost:        {"acs", "acs", "", "ac", "", "", "acs", "ac"},
	RoleChiefAide:   {"acs", "acs", "", "ac", "", "", "acs", "ac"},
	RoleNoteTaker:   {"acs", "acs", "", "ac", "", "", "acs", "ac"},
	RoleInterpreter: {"acs", "acs", "", "ac", "", "", "acs", "ac"},
	RoleObserver:    {"acs", "acs", "", "ac", "", "", "acs", "ac"},
	RoleTechnician:  {"", "", "", "", "", "", "", ""},
	RoleCitizen:     {"acs", "acs", "", "ac", "", "", "acs", "ac"},
	RoleCompanion:   {"acs", "acs", "", "ac", "", "", "acs", "ac"},
}

// action is something a role may or may not do.
type action string

const (
	doAdmit      action = "admit"
	doNext       action = "next"
	doHold       action = "hold"
	doEnd        action = "end"
	doMute       action = "mute"
	doRemove     action = "remove"
	doChatStage  action = "chatStage"
	doChatStaff  action = "chatStaff"
	doChatPerson action = "chatPerson"
	doLock       action = "lock"
	doExtend     action = "extend"
	doHandOver   action = "handOver"
	doHelp       action = "help"
	doHelped     action = "helped" // of others; everybody may say it of themselves
	doCaption    action = "caption"
	doShow       action = "show"        // a document to the stage
	enterLocked  action = "enterLocked" // come into a locked room for the first time
	seeLine      action = "seeLine"     // the whole line and roster, devices and quality: "staff"
)

// may says who may do what.
var may = map[action][]Role{
	doAdmit:      {RoleHost, RoleChiefAide},
	doNext:       {RoleHost, RoleChiefAide},
	doHold:       {RoleHost, RoleChiefAide},
	doEnd:        {RoleHost, RoleChiefAide},
	doMute:       {RoleHost, RoleChiefAide},
	doRemove:     {RoleHost, RoleChiefAide},
	doChatStage:  {RoleHost, RoleChiefAide, RoleNoteTaker, RoleInterpreter, RoleCitizen, RoleCompanion},
	doChatStaff:  {RoleHost, RoleChiefAide, RoleNoteTaker, RoleInterpreter, RoleObserver, RoleTechnician, RoleCitizen, RoleCompanion},
	doChatPerson: {RoleHost, RoleChiefAide, RoleNoteTaker, RoleTechnician},
	seeLine:      {RoleHost, RoleChiefAide, RoleNoteTaker, RoleTechnician},
	doLock:       {RoleHost, RoleChiefAide},
	doExtend:     {RoleHost, RoleChiefAide},
	doHandOver:   {RoleHost, RoleChiefAide},
	doHelp:       {RoleHost, RoleChiefAide, RoleNoteTaker, RoleInterpreter, RoleObserver, RoleTechnician, RoleCitizen, RoleCompanion},
	doHelped:     {RoleHost, RoleChiefAide, RoleNoteTaker, RoleTechnician},
	doCaption:    {RoleNoteTaker, RoleInterpreter},
	doShow:       {RoleHost, RoleChiefAide, RoleNoteTaker, RoleCitizen, RoleCompanion},
	enterLocked:  {RoleHost, RoleChiefAide, RoleTechnician},
}

func (r Role) known() bool {
	_, ok := hears[r]
	return ok
}

// may tells whether the role may do a.
func (r Role) may(a action) bool {
	for _, allowed := range may[a] {
		if allowed == r {
			return true
		}
	}
	return false
}

// heard is hears, read once; sent is what each role sends to anybody at all.
var heard, sent = readHears()

func readHears() (heard map[Role]map[Role]Streams, sent map[Role]Streams) {
	heard, sent = map[Role]map[Role]Streams{}, map[Role]Streams{}
	for receiver, row := range hears {
		heard[receiver] = map[Role]Streams{}
		for column, letters := range row {
			streams := parseStreams(letters)
			heard[receiver][roles[column]] = streams
			sent[roles[column]] |= streams
		}
	}
	return heard, sent
}

// receives returns what r gets of a sender on the same stage.
func (r Role) receives(sender Role) Streams { return heard[r][sender] }

// sends returns what r may send to anybody at all.
func (r Role) sends() Streams { return sent[r] }

// rank is the role's column, and its precedence.
func (r Role) rank() int {
	for i, known := range roles {
		if known == r {
			return i
		}
	}
	return len(roles) - 1
}

func parseStreams(letters string) Streams {
	var s Streams
	for letter, stream := range map[string]Streams{"a": Audio, "c": Camera, "s": Screen} {
		if strings.Contains(letters, letter) {
			s |= stream
		}
	}
	return s
}
