package page

import (
	"slices"
	"strconv"

	"majlis/internal/i18n"
)

// RadioCards is one choice among a few, each a card that can be hit anywhere.
type RadioCards struct {
	Name, Legend, Hint string
	Value, Error       string
	Options            []Option
	Columns            bool // cards side by side where there is room
}

func (RadioCards) component() string { return "choices" }

// Input is the kind of control of every choice.
func (RadioCards) Input() string { return "radio" }

func (c *RadioCards) fill(f *Form, p *i18n.Printer) {
	c.Value, c.Error = f.Text(c.Name), f.Errors.Text(p, c.Name)
}

// Described is the aria-describedby of the group.
func (c RadioCards) Described() string { return described(c.Name, c.Hint, c.Error) }

// Choices lists the options with their ids and whether they are chosen.
func (c RadioCards) Choices() []Choice {
	return choices(c.Name, c.Options, func(value string) bool { return value == c.Value })
}

// Checkboxes is any number of choices.
type Checkboxes struct {
	Name, Legend, Hint string
	Values             []string
	Error              string
	Options            []Option
	Columns            bool
}

func (Checkboxes) component() string { return "choices" }

// Input is the kind of control of every choice.
func (Checkboxes) Input() string { return "checkbox" }

func (c *Checkboxes) fill(f *Form, p *i18n.Printer) {
	c.Values, c.Error = f.Choices(c.Name), f.Errors.Text(p, c.Name)
}

// Described is the aria-describedby of the group.
func (c Checkboxes) Described() string { return described(c.Name, c.Hint, c.Error) }

// Choices lists the options with their ids and whether they are ticked.
func (c Checkboxes) Choices() []Choice {
	return choices(c.Name, c.Options, func(value string) bool { return slices.Contains(c.Values, value) })
}

// A Checkbox is a single yes: consent, a switch in a form.
type Checkbox struct {
	Name, Label, Hint, Error string
	Checked                  bool
}

func (Checkbox) component() string { return "checkbox" }

func (c *Checkbox) fill(f *Form, p *i18n.Printer) {
	c.Checked, c.Error = f.Checked(c.Name), f.Errors.Text(p, c.Name)
}

// ID is the id of the control.
func (c Checkbox) ID() string { return FieldID(c.Name) }

// Described is the aria-describedby of the control.
func (c Checkbox) Described() string { return described(c.Name, c.Hint, c.Error) }

// A DateChoice offers days as a row of tiles, one or several to be chosen.
type DateChoice struct {
	Name, Legend, Hint string
	Values             []string
	Error              string
	Several            bool
	Days               []DayOption
}

// A DayOption is one day on offer.
type DayOption struct {
	Value   string // 2006-01-02
	Weekday string
	Date    string
	Hijri   string
	Note    string // "3 times left", "holiday"
	Closed  bool
}

func (DateChoice) component() string { return "date-choice" }

func (d *DateChoice) fill(f *Form, p *i18n.Printer) {
	d.Values, d.Error = f.Choices(d.Name), f.Errors.Text(p, d.Name)
}

// Described is the aria-describedby of the group.
func (d DateChoice) Described() string { return described(d.Name, d.Hint, d.Error) }

// ID is the id of the day at a place of the list.
func (d DateChoice) ID(at int) string { return optionID(d.Name, at) }

// Chosen reports whether a day is ticked.
func (d DateChoice) Chosen(value string) bool { return slices.Contains(d.Values, value) }

// A PreferenceList is an order of choices: a select for each place, which a
// script turns into a list with buttons that move its lines up and down. It
// sends the values in order under one name; read them with Form.Choices.
type PreferenceList struct {
	Name, Legend, Hint string
	Values             []string // in order, best first
	Error              string
	Options            []Option
	Places             int // how many may be given; 0: as many as there are options
}

func (PreferenceList) component() string { return "preference-list" }

func (l *PreferenceList) fill(f *Form, p *i18n.Printer) {
	l.Values, l.Error = f.Choices(l.Name), f.Errors.Text(p, l.Name)
}

// Described is the aria-describedby of the group.
func (l PreferenceList) Described() string { return described(l.Name, l.Hint, l.Error) }

// A Place is one line of a preference list.
type Place struct {
	ID, Value string
	Number    int
}

// Lines are the places to be filled, for the template.
func (l PreferenceList) Lines() []Place {
	places := l.Places
	if places == 0 {
		places = len(l.Options)
	}
	lines := make([]Place, places)
	for i := range lines {
		lines[i] = Place{ID: optionID(l.Name, i), Number: i + 1}
		if i < len(l.Values) {
			lines[i].Value = l.Values[i]
		}
	}
	return lines
}

// A Rating is a mark from 1 to 5.
type Rating struct {
	Name, Legend, Hint string
	Value, Error       string
}

func (Rating) component() string { return "rating" }

func (g *Rating) fill(f *Form, p *i18n.Printer) {
	g.Value, g.Error = f.Numeric(g.Name), f.Errors.Text(p, g.Name)
}

// Described is the aria-describedby of the group.
func (g Rating) Described() string { return described(g.Name, g.Hint, g.Error) }

// A Mark is one of the five.
type Mark struct {
	ID      string
	Value   string
	Checked bool
}

// Marks are the five, worst first.
func (g Rating) Marks() []Mark {
	marks := make([]Mark, 5)
	for i := range marks {
		value := strconv.Itoa(i + 1)
		marks[i] = Mark{ID: optionID(g.Name, i), Value: value, Checked: value == g.Value}
	}
	return marks
}

// A Choice is an Option as drawn.
type Choice struct {
	Option
	ID      string
	Checked bool
}

func choices(name string, options []Option, chosen func(string) bool) []Choice {
	list := make([]Choice, len(options))
	for i, option := range options {
		list[i] = Choice{Option: option, ID: optionID(name, i), Checked: chosen(option.Value)}
	}
	return list
}

// optionID gives the first option the field's own id, so that the error
// summary's link lands on it.
func optionID(name string, at int) string {
	if at == 0 {
		return FieldID(name)
	}
	return FieldID(name) + "-" + strconv.Itoa(at+1)
}
