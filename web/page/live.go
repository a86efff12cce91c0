package page

// Components of the day itself: queues, the week, device checks and the call.

// A PersonRow is one person in a queue or a day list.
type PersonRow struct {
	Place     string // "1", "10:30"
	Name      string
	Href      string
	Reference string
	Detail    string // what about, in a few words
	Tags      []Tag
	Actions   []Button
	Kind      Kind // Success: ready; Warning: late
	Current   bool // the one being received now
}

func (PersonRow) component() string { return "person-row" }

// People is a list of them, in order.
type People struct {
	Label string
	Rows  []PersonRow
	Empty *EmptyState
}

func (People) component() string { return "people" }

// A WeekGrid is days across, hosts inside the days, slots down.
type WeekGrid struct {
	Caption string
	Days    []GridDay
}

// A GridDay is one day of the week.
type GridDay struct {
	Label, Hijri string
	Note         string // "holiday", "Ramadan hours"
	Today        bool
	Off          bool // nobody works
	Columns      []GridColumn
	Action       *Link // what can be done with the whole day
}

// A GridColumn is one host's slots of a day.
type GridColumn struct {
	Host  string
	Kind  Kind   // Accent sets the Deputy apart
	Hours string // when the sessions begin and end
	Slots []GridSlot
}

// A GridSlot is one slot. Status is its word: free, offered, confirmed; Note says who helps. A
// Pause is a stretch between slots in which nobody is received.
type GridSlot struct {
	Time   string
	Title  string
	Status string
	Note   string
	Kind   Kind
	Href   string
	Pause  bool
}

func (WeekGrid) component() string { return "week-grid" }

// A DeviceCheck is the list of things tried before a call. A script fills the
// states in: it sets data-state and shows the text of that state.
type DeviceCheck struct{ Rows []DeviceRow }

// A DeviceRow is one of them. ID names the row for the script.
type DeviceRow struct {
	ID, Icon, Label string
	State           CheckState
	Waiting, Trying string // what is said in each state
	Passed, Failed  string
	Warned          string
	Help            string // what to do when it failed
}

// CheckState is how a check stands.
type CheckState string

// The states of a check.
const (
	CheckWaiting CheckState = "waiting"
	CheckTrying  CheckState = "trying"
	CheckPassed  CheckState = "passed"
	CheckWarned  CheckState = "warned"
	CheckFailed  CheckState = "failed"
)

func (DeviceCheck) component() string { return "device-check" }

// Standing is the state, waiting by default.
func (d DeviceRow) Standing() CheckState {
	if d.State == "" {
		return CheckWaiting
	}
	return d.State
}

// Waiting is the waiting room's panel: the place in line and an honest range.
type Waiting struct {
	Title    string
	Place    string // "3"
	Ahead    string // "two people before you"
	Range    string // "10 to 20 minutes"
	Notice   string // running late; empty otherwise
	Kind     Kind
	Text     string
	Checks   *DeviceCheck
	HelpText string
}

func (Waiting) component() string { return "waiting" }
