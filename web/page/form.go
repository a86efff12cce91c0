package page

import (
	"errors"
	"fmt"
	"mime/multipart"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"majlis/booking"
	"majlis/internal/i18n"
)

// MaxForm is the most a form may send, files apart.
const MaxForm = 1 << 20

// A Form is what a visitor sent. Its readers return clean values and note what
// they could not read in Errors; Fill puts the raw text back into the fields.
type Form struct {
	Values url.Values
	Files  map[string][]*multipart.FileHeader
	Errors Errors
}

// ReadForm reads the query of a GET or the body of a POST, multipart included.
// files is how many bytes of attachments are allowed; 0 for forms without any.
func ReadForm(w http.ResponseWriter, r *http.Request, files int64) (*Form, error) {
	r.Body = http.MaxBytesReader(w, r.Body, MaxForm+files)
	err := r.ParseMultipartForm(MaxForm)
	if errors.Is(err, http.ErrNotMultipart) {
		err = r.ParseForm()
	}
	var large *http.MaxBytesError
	if errors.As(err, &large) {
		return nil, booking.Refuse("form_too_large", "")
	}
	if err != nil {
		return nil, booking.Refuse("form_unreadable", "")
	}
	f := &Form{Values: r.Form}
	if r.MultipartForm != nil {
		f.Files = r.MultipartForm.File
	}
	return f, nil
}

// Text is the field's value without surrounding white space.
func (f *Form) Text(name string) string { return strings.TrimSpace(f.Values.Get(name)) }

// Numeric is Text with Arabic-Indic digits folded to ASCII: telephone numbers,
// identity numbers, codes, references.
func (f *Form) Numeric(name string) string { return i18n.FoldDigits(f.Text(name)) }

// Int reads a whole number; an empty field is 0, anything else unreadable is
// 0 and an error beside the field.
func (f *Form) Int(name string) int {
	text := f.Numeric(name)
	if text == "" {
		return 0
	}
	n, err := strconv.Atoi(text)
	if err != nil {
		f.Errors.Add(name, "page.field.not_a_number")
	}
	return n
}

// ID reads an identity from a hidden field or a chosen option; 0 when there is none.
func (f *Form) ID(name string) int64 {
	n, err := strconv.ParseInt(f.Numeric(name), 10, 64)
	if err != nil {
		return 0
	}
	return n
}

// Day reads a date as the browser's date field sends it (2006-01-02), in loc.
// An empty field is the zero time.
func (f *Form) Day(name string, loc *time.Location) time.Time {
	text := f.Numeric(name)
	if text == "" {
		return time.Time{}
	}
	day, err := time.ParseInLocation(time.DateOnly, text, loc)
	if err != nil {
		f.Errors.Add(name, "page.field.not_a_date")
	}
	return day
}

// Checked reports whether a box is ticked.
func (f *Form) Checked(name string) bool { return f.Values.Get(name) != "" }

// Choices are the ticked values of a group, or the chosen order of a
// preference list, without blanks and repetitions.
func (f *Form) Choices(name string) []string {
	var chosen []string
	seen := map[string]bool{}
	for _, value := range f.Values[name] {
		value = strings.TrimSpace(value)
		if value != "" && !seen[value] {
			seen[value] = true
			chosen = append(chosen, value)
		}
	}
	return chosen
}

// Refused takes a refusal from deeper down into the form, beside its field.
// It reports false when err is no refusal: the handler then returns err.
func (f *Form) Refused(err error) bool {
	var refusal *booking.Refusal
	if !errors.As(err, &refusal) {
		return false
	}
	f.Errors.Add(refusal.Field, "refusal."+refusal.Code, refusal.Args...)
	return true
}

// A Field is a component that holds what was typed.
type Field interface {
	Component
	fill(f *Form, p *i18n.Printer)
}

// Fill puts what was typed, and what is wrong with it, back into the fields.
func (f *Form) Fill(p *i18n.Printer, fields ...Field) {
	for _, field := range fields {
		field.fill(f, p)
	}
}

// Errors are the complaints about a form, in the order of its fields.
type Errors []FieldError

// A FieldError is one complaint: a catalogue key with its arguments. Field ""
// concerns the form as a whole.
type FieldError struct {
	Field string
	Key   string
	Args  []any
}

// Add notes a complaint. A field keeps its first one.
func (e *Errors) Add(field, key string, args ...any) {
	for _, old := range *e {
		if field != "" && old.Field == field {
			return
		}
	}
	*e = append(*e, FieldError{Field: field, Key: key, Args: args})
}

// Text is the sentence to show beside a field; empty when it is well.
func (e Errors) Text(p *i18n.Printer, field string) string {
	for _, one := range e {
		if one.Field == field {
			return p.T(one.Key, one.Args...)
		}
	}
	return ""
}

// Summary is the box on top of a refused form; nil when there are no errors.
func (e Errors) Summary(p *i18n.Printer) *ErrorSummary {
	if len(e) == 0 {
		return nil
	}
	summary := &ErrorSummary{}
	for _, one := range e {
		item := Link{Text: p.T(one.Key, one.Args...)}
		if one.Field != "" {
			item.Href = "#" + FieldID(one.Field)
		}
		summary.Items = append(summary.Items, item)
	}
	return summary
}

// FieldID is the id of the first control of a field.
func FieldID(name string) string { return "field-" + name }

// sized prints a number of bytes for people, in KB or MB.
func sized(bytes int64) string {
	if bytes >= 1<<20 {
		return fmt.Sprintf("%.1f MB", float64(bytes)/(1<<20))
	}
	return fmt.Sprintf("%d KB", (bytes+1023)>>10)
}
