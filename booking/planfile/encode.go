package planfile

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"maps"
	"slices"

	"majlis/booking/allocation"
)

// EncodeProblem writes the problem in its canonical form: compact, keys
// sorted, every key present, times in UTC; slots, requests and pins by id; a
// request's hosts and venues in their own order, which carries meaning; every
// other array sorted. The document ends without a newline.
func EncodeProblem(out io.Writer, p allocation.Problem) error {
	w := &writer{out: out}
	w.raw(`{"pins":[`)
	writeSorted(w, p.Pins, func(a, b *allocation.Pin) int {
		return cmp.Or(cmp.Compare(a.Request, b.Request), cmp.Compare(a.Slot, b.Slot))
	}, (*writer).pin)
	w.raw(`],"policy":`)
	w.policy(&p.Policy)
	w.raw(`,"requests":[`)
	writeSorted(w, p.Requests, func(a, b *allocation.Request) int { return cmp.Compare(a.ID, b.ID) }, (*writer).request)
	w.raw(`],"slots":[`)
	writeSorted(w, p.Slots, func(a, b *allocation.Slot) int { return cmp.Compare(a.ID, b.ID) }, (*writer).slot)
	w.raw(`],"version":1}`)
	w.flush(true)
	return w.err
}

// Hash returns the SHA-256 of the problem's canonical form, in hexadecimal.
func Hash(p allocation.Problem) string {
	sum := sha256.New()
	if err := EncodeProblem(sum, p); err != nil {
		panic("planfile: a hash never refuses to be written to: " + err.Error())
	}
	return hex.EncodeToString(sum.Sum(nil))
}

// writeSorted writes the entries of an array in the given order, leaving the
// array itself as it was.
func writeSorted[T any](w *writer, list []T, compare func(a, b *T) int, write func(*writer, *T)) {
	order := make([]*T, len(list))
	for i := range list {
		order[i] = &list[i]
	}
	slices.SortFunc(order, compare)
	for i, entry := range order {
		if i > 0 {
			w.raw(",")
		}
		write(w, entry)
		w.flush(false)
	}
}

func (w *writer) pin(p *allocation.Pin) {
	w.raw(`{"reason":`)
	w.text(p.Reason)
	w.key("request")
	w.text(string(p.Request))
	w.key("slot")
	w.text(string(p.Slot))
	w.raw("}")
}

func (w *writer) policy(p *allocation.Policy) {
	w.raw(`{"classes":{`)
	for i, name := range slices.Sorted(maps.Keys(p.Classes)) {
		if i > 0 {
			w.raw(",")
		}
		c := p.Classes[name]
		w.text(name)
		w.raw(`:{"base":`)
		w.integer(int64(c.Base))
		w.number("must_serve_weeks", c.MustServeWeeks)
		w.number("rate", c.Rate)
		w.raw("}")
	}
	w.raw(`},"cost":{"host":`)
	w.integer(int64(p.Cost.Host))
	w.number("reserve", p.Cost.Reserve)
	w.number("time", p.Cost.Time)
	w.number("venue", p.Cost.Venue)
	w.number("waste", p.Cost.Waste)
	w.raw("}")
	w.number("first_time", p.FirstTime)
	w.number("missed", p.Missed)
	w.key("now_date")
	w.date(p.NowDate)
	w.number("prior", p.Prior)
	w.number("prior_max", p.PriorMax)
	w.key("seed")
	w.text(p.Seed)
	w.key("urgent")
	w.set(p.Urgent)
	w.raw("}")
}

func (w *writer) request(r *allocation.Request) {
	w.raw(`{"class":`)
	w.text(r.Class)
	w.key("filed_batch")
	w.date(r.FiledBatch)
	w.key("held")
	w.text(r.Held)
	w.key("hosts")
	w.texts(r.Hosts)
	w.key("id")
	w.text(string(r.ID))
	w.key("language")
	w.text(r.Language)
	w.number("minutes", r.Minutes)
	w.number("missed", r.Missed)
	w.key("needs")
	w.set(r.Needs)
	w.key("prefer")
	w.windows(r.Prefer)
	w.number("prior", r.Prior)
	w.key("section")
	w.text(r.Section)
	w.key("venues")
	w.texts(r.Venues)
	w.key("windows")
	w.windows(r.Windows)
	w.raw("}")
}

func (w *writer) slot(s *allocation.Slot) {
	w.raw(`{"host":`)
	w.text(s.Host)
	w.key("id")
	w.text(string(s.ID))
	w.key("languages")
	w.set(s.Languages)
	w.number("minutes", s.Minutes)
	w.key("open_to")
	w.text(s.OpenTo)
	w.key("provides")
	w.set(s.Provides)
	w.key("section")
	w.text(s.Section)
	w.key("start")
	w.moment(s.Start)
	w.key("venues")
	w.set(s.Venues)
	w.raw("}")
}

// set writes an array whose order carries no meaning.
func (w *writer) set(list []string) {
	if !slices.IsSorted(list) {
		list = slices.Sorted(slices.Values(list))
	}
	w.texts(list)
}

func (w *writer) windows(list []allocation.Window) {
	if len(list) > 1 {
		list = slices.SortedFunc(slices.Values(list), func(a, b allocation.Window) int {
			return cmp.Or(a.From.Compare(b.From), a.To.Compare(b.To))
		})
	}
	w.raw("[")
	for i, window := range list {
		if i > 0 {
			w.raw(",")
		}
		w.raw(`{"from":`)
		w.moment(window.From)
		w.key("to")
		w.moment(window.To)
		w.raw("}")
	}
	w.raw("]")
}
