package page

import "majlis/internal/i18n"

// A TextField is one line to type in.
type TextField struct {
	Name, Label, Hint string
	Value, Error      string
	Type              string // text (default), tel, email, password, date, time, search
	Numeric           bool   // digits only: numeric keypad, left to right
	Code              bool   // a short code to be typed from a message: large, spaced
	Autocomplete      string // name, tel, one-time-code, …
	Placeholder       string
	Prefix, Suffix    string
	Max               int
	Size              Size
	Optional          bool // says "(optional)"; fields are required otherwise
	Disabled          bool
}

// Size is the width of a control, chosen by what goes into it.
type Size string

// The sizes; the default is the whole line.
const (
	Short  Size = "short"  // a time, a number of minutes
	Medium Size = "medium" // a telephone number, a date
)

func (TextField) component() string { return "text-field" }

func (t *TextField) fill(f *Form, p *i18n.Printer) {
	if t.Type != "password" {
		t.Value = f.Text(t.Name)
	}
	t.Error = f.Errors.Text(p, t.Name)
}

// ID, HintID and ErrorID are for the template.
func (t TextField) ID() string { return FieldID(t.Name) }

// Described is the aria-describedby of the control.
func (t TextField) Described() string { return described(t.Name, t.Hint, t.Error) }

// Kind is the type attribute.
func (t TextField) Kind() string {
	if t.Type == "" {
		return "text"
	}
	return t.Type
}

// A TextArea is several lines to type in. With Max, what is left is counted.
type TextArea struct {
	Name, Label, Hint string
	Value, Error      string
	Rows, Max         int
	Optional          bool
}

func (TextArea) component() string { return "text-area" }

func (t *TextArea) fill(f *Form, p *i18n.Printer) {
	t.Value, t.Error = f.Text(t.Name), f.Errors.Text(p, t.Name)
}

// ID is the id of the control.
func (t TextArea) ID() string { return FieldID(t.Name) }

// Described is the aria-describedby of the control.
func (t TextArea) Described() string {
	if t.Max > 0 {
		return described(t.Name, "count", t.Error)
	}
	return described(t.Name, t.Hint, t.Error)
}

// Height is the rows attribute.
func (t TextArea) Height() int { return max(t.Rows, 3) }

// An Option is one thing to choose.
type Option struct {
	Value, Label, Hint string
	Icon               string
	Disabled           bool
}

// A Select is a closed list; for citizens prefer RadioCards up to seven options.
type Select struct {
	Name, Label, Hint string
	Value, Error      string
	Options           []Option
	Blank             string // text of an empty first option; none when ""
	Size              Size
	Optional          bool
}

func (Select) component() string { return "select" }

func (s *Select) fill(f *Form, p *i18n.Printer) {
	s.Value, s.Error = f.Text(s.Name), f.Errors.Text(p, s.Name)
}

// ID is the id of the control.
func (s Select) ID() string { return FieldID(s.Name) }

// Described is the aria-describedby of the control.
func (s Select) Described() string { return described(s.Name, s.Hint, s.Error) }

// A FileUpload takes attachments. The form needs enctype="multipart/form-data".
type FileUpload struct {
	Name, Label, Hint string
	Error             string
	Accept            string // "image/*,.pdf"
	Several           bool
	Optional          bool
	Files             []Attachment // already received
}

// An Attachment is a file that has arrived.
type Attachment struct {
	Name   string
	Size   int64
	Href   string // to open it; may be empty
	Remove string // value of a submit button named "remove"; no button when ""
}

// Sized is the size for people.
func (a Attachment) Sized() string { return sized(a.Size) }

func (FileUpload) component() string { return "file-upload" }

func (u *FileUpload) fill(f *Form, p *i18n.Printer) { u.Error = f.Errors.Text(p, u.Name) }

// ID is the id of the control.
func (u FileUpload) ID() string { return FieldID(u.Name) }

// Described is the aria-describedby of the control.
func (u FileUpload) Described() string { return described(u.Name, u.Hint, u.Error) }

// A Hidden carries a value through a form: a version, an idempotency key.
type Hidden struct{ Name, Value string }

func (Hidden) component() string { return "hidden" }

func (h *Hidden) fill(f *Form, _ *i18n.Printer) { h.Value = f.Text(h.Name) }

func described(name, hint, problem string) string {
	ids := ""
	if hint != "" {
		ids = FieldID(name) + "-hint"
	}
	if problem != "" {
		if ids != "" {
			ids += " "
		}
		ids += FieldID(name) + "-error"
	}
	return ids
}
