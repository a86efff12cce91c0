package roster

import (
	"cmp"
	"slices"
	"time"
)

// Kind is what a helper is.
type Kind string

// The kinds. Sign language and a female officer are a right of the person who asks.
const (
	Interpreter   Kind = "interpreter"
	SignLanguage  Kind = "sign_language"
	FemaleOfficer Kind = "female_officer"
	Booth         Kind = "booth"
)

// Kinds lists them, in the order pages show them.
func Kinds() []Kind { return []Kind{Interpreter, SignLanguage, FemaleOfficer, Booth} }

// Right reports whether the person has a right to the helper, whatever the office prefers.
func (k Kind) Right() bool { return k == SignLanguage || k == FemaleOfficer }

// Any stands for any section of a centre.
const Any = "any"

// A Stretch is a half-open stretch of time.
type Stretch struct{ From, To time.Time }

func (s Stretch) holds(t Stretch) bool    { return !t.From.Before(s.From) && !t.To.After(s.To) }
func (s Stretch) overlaps(t Stretch) bool { return s.From.Before(t.To) && t.From.Before(s.To) }

// A Demand is one need of one appointment.
type Demand struct {
	ID       int64 // of the appointment; with Kind it names the demand
	Kind     Kind
	Language string // of an interpreter; "" for any
	Centre   string // where the person sits; "" for nowhere in particular
	Section  string // the person's: a women's hall takes no man
	Time     Stretch
	Fixed    int64 // the helper it is bound to already and keeps; 0 for none
}

// A Helper is one person or hall.
type Helper struct {
	ID        int64
	Kind      Kind
	Languages []string // of an interpreter
	Centre    string   // where they are; "" for people who help from anywhere
	Section   string   // whom a hall is for; Any or "" for everybody
	Free      []Stretch
}

// fits is the first reason why the helper cannot serve the demand, others left aside.
func (h *Helper) fits(d *Demand) Reason {
	switch {
	case h.Kind != d.Kind:
		return NoHelper
	case d.Language != "" && !slices.Contains(h.Languages, d.Language):
		return NoLanguage
	case d.Kind == Booth && h.Centre != d.Centre, h.Centre != "" && d.Centre != "" && h.Centre != d.Centre:
		return NotThere
	case h.Section != "" && h.Section != Any && h.Section != d.Section:
		return OtherSection
	case !slices.ContainsFunc(h.Free, func(s Stretch) bool { return s.holds(d.Time) }):
		return NotOnDuty
	}
	return ""
}

// A Reason says why a demand stays open. In the order below, the last that any helper comes
// to is the demand's own.
type Reason string

const (
	NoHelper     Reason = "no_helper"   // none of the kind
	NoLanguage   Reason = "no_language" // none for the language
	NotThere     Reason = "not_there"   // none in the centre
	OtherSection Reason = "other_section"
	NotOnDuty    Reason = "not_on_duty" // none works at that time
	Taken        Reason = "taken"       // everybody who could is with somebody else then
)

var reasons = []Reason{NoHelper, NoLanguage, NotThere, OtherSection, NotOnDuty, Taken}

// An Open demand has nobody. Help are the helpers who could serve it if only their hours or
// their other appointments allowed: the nearest to a solution, by number.
type Open struct {
	Demand Demand
	Why    Reason
	Help   []int64
}

// A Bond is a demand with who serves it.
type Bond struct {
	Demand Demand
	Helper int64
}

// A Result is a matching: every demand is in exactly one of the two lists, by time.
type Result struct {
	Bonds []Bond
	Open  []Open
}

// Match binds demands to helpers. Demands that are Fixed keep who they have.
func Match(demands []Demand, helpers []Helper) Result {
	demands, helpers = slices.Clone(demands), slices.Clone(helpers)
	slices.SortFunc(demands, compareDemands)
	slices.SortFunc(helpers, func(a, b Helper) int { return cmp.Compare(a.ID, b.ID) })
	var result Result
	for _, kind := range Kinds() {
		result.add(demands, helpers, kind)
	}
	slices.SortFunc(result.Bonds, func(a, b Bond) int { return compareDemands(a.Demand, b.Demand) })
	slices.SortFunc(result.Open, func(a, b Open) int { return compareDemands(a.Demand, b.Demand) })
	return result
}

func compareDemands(a, b Demand) int {
	return cmp.Or(a.Time.From.Compare(b.Time.From), a.Time.To.Compare(b.Time.To), cmp.Compare(a.ID, b.ID), cmp.Compare(a.Kind, b.Kind))
}

// add matches one kind: helpers of one kind never serve another.
func (r *Result) add(demands []Demand, helpers []Helper, kind Kind) {
	ofKind := slices.DeleteFunc(slices.Clone(demands), func(d Demand) bool { return d.Kind != kind })
	able := slices.DeleteFunc(slices.Clone(helpers), func(h Helper) bool { return h.Kind != kind })
	bound := sweep(ofKind, able)
	for i, d := range ofKind {
		if bound[i] != 0 {
			r.Bonds = append(r.Bonds, Bond{d, bound[i]})
			continue
		}
		r.Open = append(r.Open, explain(d, able))
	}
}

// explain says how near a demand came to being served.
func explain(d Demand, helpers []Helper) Open {
	open := Open{Demand: d, Why: NoHelper}
	for i := range helpers {
		why := helpers[i].fits(&d)
		if why == "" {
			why = Taken
		}
		switch cmp.Compare(slices.Index(reasons, why), slices.Index(reasons, open.Why)) {
		case 1:
			open.Why, open.Help = why, []int64{helpers[i].ID}
		case 0:
			open.Help = append(open.Help, helpers[i].ID)
		}
	}
	return open
}
