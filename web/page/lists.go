package page

import "time"

// A SummaryList is names and values: check answers, the facts of a case.
type SummaryList struct {
	Title   string
	Rows    []SummaryRow
	Compact bool
}

// A SummaryRow shows Text, or Show when it is set.
type SummaryRow struct {
	Label  string
	Text   string
	Ltr    bool // numbers, references, telephone numbers
	Show   Component
	Change string // path of the page that changes it
}

func (SummaryList) component() string { return "summary-list" }

// Steps is the way through a journey of several pages.
type Steps struct{ Items []Step }

// A Step is one page of the way.
type Step struct {
	Label string
	Href  string // only for steps that are done
	State StepState
}

// StepState is where a step stands.
type StepState string

// The states of a step.
const (
	Ahead StepState = ""
	Now   StepState = "now"
	Past  StepState = "done"
)

func (Steps) component() string { return "steps" }

// Current is the number of the step being done, from 1.
func (s Steps) Current() int {
	for i, step := range s.Items {
		if step.State == Now {
			return i + 1
		}
	}
	return 1
}

// Title is the label of the step being done.
func (s Steps) Title() string {
	if len(s.Items) == 0 {
		return ""
	}
	return s.Items[s.Current()-1].Label
}

// A Table is rows of the console. On narrow windows each row becomes a card,
// its cells labelled by their columns.
type Table struct {
	Caption   string
	Hide      bool // the caption is for screen readers only
	Columns   []Column
	Rows      []TableRow
	Empty     *EmptyState
	Selection string // name of the checkboxes in front of the rows; none when ""
}

// A Column heads a table. With Sort, the heading is a link.
type Column struct {
	Label  string
	Number bool
	Sort   string // address that sorts by this column
	Sorted string // "ascending" or "descending"
}

// A TableRow is one line.
type TableRow struct {
	Cells []Cell
	Kind  Kind
	Value string // of the row's checkbox
	Label string // of the row's checkbox, for screen readers
}

// A Cell shows Show, or Text as a link when Href is set.
type Cell struct {
	Text string
	Href string
	Sub  string // a second, quieter line
	Ltr  bool
	Show Component
	All  []Component // several, side by side: tags, buttons
}

func (Table) component() string { return "table" }

// Tabs are views of the same things, as links.
type Tabs struct {
	Label string // what is being chosen, for screen readers
	Items []Tab
}

// A Tab is one view.
type Tab struct {
	Label   string
	Href    string
	Count   string // shown beside the label; "" for none
	Current bool
}

func (Tabs) component() string { return "tabs" }

// Pagination leads through a long list.
type Pagination struct {
	Page, Pages int
	Total       int    // how many things there are in all; 0: unsaid
	Base        string // address ending in "page=": the number is added
}

func (Pagination) component() string { return "pagination" }

// Numbers are the pages to name, 0 standing for a gap.
func (p Pagination) Numbers() []int {
	var list []int
	for n := 1; n <= p.Pages; n++ {
		switch {
		case n == 1, n == p.Pages, n >= p.Page-1 && n <= p.Page+1:
			list = append(list, n)
		case len(list) > 0 && list[len(list)-1] != 0:
			list = append(list, 0)
		}
	}
	return list
}

// Previous and Next are the neighbours; 0 where there is none.
func (p Pagination) Previous() int { return p.Page - 1 }

// Next is the page after this one, 0 at the end.
func (p Pagination) Next() int {
	if p.Page >= p.Pages {
		return 0
	}
	return p.Page + 1
}

// An EmptyState says that there is nothing, and what to do about it.
type EmptyState struct {
	Icon, Title, Text string
	Action            *Button
}

func (EmptyState) component() string { return "empty-state" }

// A Card is one thing with a way into it: a service, a case, an appointment.
type Card struct {
	Icon    string
	Title   string
	Href    string // makes the whole card a link
	Text    string
	Meta    []string // short facts under the title
	Tag     *Tag
	Actions []Button
}

func (Card) component() string { return "card" }

// A Figure is one number that matters.
type Figure struct {
	Label, Value string
	Unit         string
	Note         string
	Kind         Kind
	Href         string
}

// Figures is a row of them.
type Figures []Figure

func (Figures) component() string { return "figures" }

// A Timeline is what happened, latest first.
type Timeline struct{ Items []Event }

// An Event is one line of it.
type Event struct {
	At    time.Time
	Title string
	Text  string
	By    string
	Kind  Kind
	Icon  string
}

func (Timeline) component() string { return "timeline" }
