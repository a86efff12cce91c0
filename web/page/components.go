package page

import "reflect"

// Kind colours a message, a tag, a row: always together with a word or an icon.
type Kind string

// The kinds; the zero Kind is neutral.
const (
	Neutral Kind = ""
	Info    Kind = "info"
	Success Kind = "success"
	Warning Kind = "warning"
	Danger  Kind = "danger"
	Accent  Kind = "accent" // lavender: people with special care, the Deputy's column
)

// Icon is the icon that goes with a kind.
func (k Kind) Icon() string {
	switch k {
	case Success:
		return "check-circle"
	case Warning:
		return "warning"
	case Danger:
		return "error"
	}
	return "info"
}

// A Button submits a form, or is a link that looks like one when Href is set.
type Button struct {
	Label    string
	Href     string
	Name     string // with Value: what the form sends when this button is pressed
	Value    string
	Action   string // formaction: another path to POST to
	Style    Style
	Icon     string
	IconEnd  string // after the label: "arrow-forward"
	Small    bool   // consoles only
	Full     bool   // the whole line
	Disabled bool
}

// Style is how loud a button is: one Primary on a page.
type Style string

// The styles; the zero Style is Primary.
const (
	Primary     Style = ""
	Secondary   Style = "secondary"
	Quiet       Style = "quiet"
	Destructive Style = "danger"
)

func (Button) component() string { return "button" }

// A Notice is a message on the page.
type Notice struct {
	Kind  Kind
	Title string
	Text  string
	Links []Link
}

func (Notice) component() string { return "notice" }

// An ErrorSummary heads a refused form and takes the focus. Views make it with
// View.Refused.
type ErrorSummary struct{ Items []Link }

func (ErrorSummary) component() string { return "error-summary" }

// A Tag is a status in a word.
type Tag struct {
	Kind Kind
	Text string
	Icon string
}

func (Tag) component() string { return "tag" }

// A Confirmation is the panel after something is done: large, with a reference.
type Confirmation struct {
	Title, Text string
	Label       string // "Your reference"
	Reference   string
}

func (Confirmation) component() string { return "confirmation" }

// A Hero opens the citizens' first page, with its h1.
type Hero struct {
	Title, Lead string
	Actions     []Button
}

func (Hero) component() string { return "hero" }

// A Decision asks before doing: the body of a confirm page, or of a dialog.
// It is a form that POSTs to Action.
type Decision struct {
	Title, Text string
	Action      string
	Confirm     string
	Cancel      Link
	Destructive bool
	Facts       *SummaryList
	Fields      []Component
}

func (Decision) component() string { return "decision" }

// A Search is the box above a list. It sends a GET.
type Search struct {
	Name, Label, Value, Hint string
	Action                   string // path; "" for this page
	Keep                     []Hidden
}

func (Search) component() string { return "search" }

// Details hides what few need under a line that opens it.
type Details struct {
	Summary string
	Text    string
	Show    []Component
	Open    bool
}

func (Details) component() string { return "details" }

// absent reports whether an optional component is missing.
func absent(c Component) bool {
	if c == nil {
		return true
	}
	v := reflect.ValueOf(c)
	return v.Kind() == reflect.Pointer && v.IsNil()
}
