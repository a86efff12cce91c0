package identity

// A Permission is one thing that may be done. Every route names exactly one.
type Permission string

// Permissions of people who are not staff.
const (
	Public   Permission = "public"    // anybody
	OwnCases Permission = "own_cases" // a person who has proved a mobile number
)

// Permissions of staff.
const (
	DeskServe        Permission = "desk.serve"        // find, file for a person, check in, seat in a hall
	CaseRead         Permission = "case.read"         // read any case
	CaseTriage       Permission = "case.triage"       // class, category, refer, shortlist, close
	DepartmentAnswer Permission = "department.answer" // the own department's queue
	SupplyEdit       Permission = "supply.edit"       // templates, sessions, slots
	PlanDraft        Permission = "plan.draft"        // run an allocation, pin, bar
	PlanPublish      Permission = "plan.publish"
	DayRead          Permission = "day.read" // week grid, day list, offers
	ReportRead       Permission = "report.read"
	CallRun          Permission = "call.run"  // admit, next, end, direct
	CallJoin         Permission = "call.join" // be in the room as staff
	OpsRead          Permission = "ops.read"
	OpsAct           Permission = "ops.act" // change jobs, resend messages
	AuditRead        Permission = "audit.read"
	RecordingDecide  Permission = "recording.decide" // turn recording on, fetch a recording: always with somebody else
	AccountEdit      Permission = "account.edit"     // staff accounts, hosts, departments, centres
	StaffHome        Permission = "staff.home"       // any signed-in member of staff
)

// A Role is what an account is for.
type Role string

// The roles of staff accounts.
const (
	RoleReception     Role = "reception"
	RolePhoneAgent    Role = "phone_agent"
	RoleScheduler     Role = "scheduler"
	RoleChief         Role = "chief"
	RoleCaseOfficer   Role = "case_officer"
	RoleDepartment    Role = "department_officer"
	RoleHost          Role = "host"
	RoleAide          Role = "aide"
	RoleNoteTaker     Role = "note_taker"
	RoleInterpreter   Role = "interpreter"
	RoleObserver      Role = "observer"
	RoleOperations    Role = "operations"
	RoleAuditor       Role = "auditor"
	RoleAdministrator Role = "administrator"
)

// grants is the one permission table: deny by default, each role's list in full.
var grants = map[Role][]Permission{
	RoleReception:     {DeskServe, DayRead},
	RolePhoneAgent:    {DeskServe},
	RoleScheduler:     {CaseRead, CaseTriage, SupplyEdit, PlanDraft, PlanPublish, DayRead, ReportRead, CallJoin},
	RoleChief:         {CaseRead, CaseTriage, SupplyEdit, PlanDraft, PlanPublish, DayRead, ReportRead, CallRun, CallJoin, RecordingDecide},
	RoleCaseOfficer:   {CaseRead, CaseTriage, DayRead},
	RoleDepartment:    {DepartmentAnswer},
	RoleHost:          {CaseRead, DayRead, CallRun, CallJoin, ReportRead, RecordingDecide},
	RoleAide:          {CaseRead, DayRead, CallRun, CallJoin},
	RoleNoteTaker:     {DayRead, CallJoin},
	RoleInterpreter:   {CallJoin},
	RoleObserver:      {CallJoin},
	RoleOperations:    {OpsRead, OpsAct, DayRead, CallJoin},
	RoleAuditor:       {OpsRead, AuditRead, RecordingDecide},
	RoleAdministrator: {OpsRead, OpsAct, AccountEdit},
}

// Permissions lists every permission, so that a route can be held to name a real one.
func Permissions() []Permission {
	return []Permission{Public, OwnCases, DeskServe, CaseRead, CaseTriage, DepartmentAnswer, SupplyEdit, PlanDraft, PlanPublish,
		DayRead, ReportRead, CallRun, CallJoin, OpsRead, OpsAct, AuditRead, RecordingDecide, AccountEdit, StaffHome}
}

// Roles lists every role, in the order forms show them.
func Roles() []Role {
	return []Role{RoleReception, RolePhoneAgent, RoleScheduler, RoleChief, RoleCaseOfficer, RoleDepartment, RoleHost,
		RoleAide, RoleNoteTaker, RoleInterpreter, RoleObserver, RoleOperations, RoleAuditor, RoleAdministrator}
}

// May reports whether the role holds the permission. Every role holds StaffHome and Public.
func (r Role) May(p Permission) bool {
	list, known := grants[r]
	if !known {
		return p == Public
	}
	if p == Public || p == StaffHome {
		return true
	}
	for _, granted := range list {
		if granted == p {
			return true
		}
	}
	return false
}
