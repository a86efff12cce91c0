package planfile

import (
	"encoding/hex"
	"fmt"
	"io"
	"slices"

	"majlis/booking/allocation"
)

// Plan is a plan file: what was decided, and for which problem.
type Plan struct {
	InputSHA256 string // Hash of the problem
	allocation.Plan
}

// Solve returns the problem's plan, or an *allocation.InvalidError.
func Solve(p allocation.Problem) (Plan, error) {
	plan, err := allocation.Solve(p)
	if err != nil {
		return Plan{}, err
	}
	return Plan{Hash(p), plan}, nil
}

// EncodePlan writes the plan file, one line per seat, unseated request and
// cut-off.
func EncodePlan(out io.Writer, p Plan) error {
	w := &writer{out: out}
	w.raw(`{"version": 1, "input_sha256": `)
	w.text(p.InputSHA256)
	w.raw(`, "cost": `)
	w.integer(p.Cost)
	writeLines(w, "seats", p.Seats, (*writer).seat)
	writeLines(w, "unseated", p.Unseated, (*writer).unseated)
	writeLines(w, "cutoffs", p.Cutoffs, (*writer).cutoff)
	w.raw("}\n")
	w.flush(true)
	return w.err
}

func writeLines[T any](w *writer, key string, list []T, write func(*writer, *T)) {
	w.raw(",\n \"" + key + "\": [")
	for i := range list {
		if i > 0 {
			w.raw(",")
		}
		w.raw("\n  ")
		write(w, &list[i])
		w.flush(false)
	}
	w.raw("]")
}

func (w *writer) seat(s *allocation.Seat) {
	w.raw(`{"request":`)
	w.text(string(s.Request))
	w.key("slot")
	w.text(string(s.Slot))
	w.key("venue")
	w.text(s.Venue)
	w.flag("pinned", s.Pinned)
	w.raw("}")
}

func (w *writer) unseated(u *allocation.Unseated) {
	w.raw(`{"request":`)
	w.text(string(u.Request))
	w.key("reason")
	w.text(string(u.Reason))
	w.key("points")
	w.integer(u.Points)
	w.number("tier", u.Tier)
	switch u.Reason {
	case allocation.ReasonHeld:
		w.key("held")
		w.text(u.Held)
	case allocation.ReasonNoSlot:
		w.refused(u.Refused)
	case allocation.ReasonOutranked:
		w.number("feasible_slots", u.FeasibleSlots)
		w.key("needed_points")
		w.integer(u.NeededPoints)
		w.number("needed_tier", u.NeededTier)
		w.flag("by_lot", u.ByLot)
	}
	w.helps(u.WhatWouldHelp)
	w.raw("}")
}

func (w *writer) refused(counts map[allocation.Rule]int) {
	w.key("refused")
	open := "{"
	for _, rule := range allocation.Rules() {
		if n := counts[rule]; n > 0 {
			w.raw(open)
			w.text(string(rule))
			w.raw(":")
			w.integer(int64(n))
			open = ","
		}
	}
	if open == "{" {
		w.raw("{")
	}
	w.raw("}")
}

func (w *writer) helps(list []allocation.Help) {
	if len(list) == 0 {
		return
	}
	w.key("what_would_help")
	open := "["
	for _, h := range list {
		w.raw(open)
		switch {
		case h.Venue != "":
			w.raw(`{"venue":`)
			w.text(h.Venue)
		case h.Host != "":
			w.raw(`{"host":`)
			w.text(h.Host)
		default:
			w.raw(`{"day":`)
			w.date(h.Day)
		}
		w.raw("}")
		open = ","
	}
	w.raw("]")
}

func (w *writer) cutoff(c *allocation.Cutoff) {
	w.raw(`{"slot":`)
	w.text(string(c.Slot))
	w.flag("open", c.Open)
	w.flag("pinned", c.Pinned)
	if !c.Open && !c.Pinned {
		w.number("tier", c.Rank.Tier)
		w.key("points")
		w.integer(c.Rank.Points)
		w.key("lot")
		w.text(hex.EncodeToString(c.Rank.Lot[:]))
	}
	w.raw("}")
}

// flag writes a key that is not the object's first, if it is true.
func (w *writer) flag(name string, value bool) {
	if value {
		w.key(name)
		w.raw("true")
	}
}

var (
	planKeys     = []string{"version", "input_sha256", "cost", "seats", "unseated", "cutoffs"}
	seatKeys     = []string{"request", "slot", "venue", "pinned"}
	unseatedKeys = []string{
		"request", "reason", "points", "tier", "feasible_slots", "needed_points", "needed_tier",
		"by_lot", "held", "refused", "what_would_help",
	}
	helpKeys   = []string{"venue", "host", "day"}
	cutoffKeys = []string{"slot", "open", "pinned", "tier", "points", "lot"}
)

// DecodePlan reads a plan file, as strictly as DecodeProblem reads a problem.
// That the plan is right is for Verify to say.
func DecodePlan(r io.Reader) (Plan, error) {
	d, err := newDecoder(r)
	if err != nil {
		return Plan{}, fmt.Errorf("read plan: %w", err)
	}
	var p Plan
	if err := plan(d, &p); err != nil {
		return Plan{}, err
	}
	return p, nil
}

func plan(d *decoder, p *Plan) invalid {
	v := 0
	err := d.object(planKeys, func(key string) invalid {
		switch key {
		case "version":
			return count(d, &v)
		case "input_sha256":
			return name(d, &p.InputSHA256)
		case "cost":
			return signed(d, &p.Cost)
		case "seats":
			return entries(d, &p.Seats, seat)
		case "unseated":
			return entries(d, &p.Unseated, unseated)
		default:
			return entries(d, &p.Cutoffs, cutoff)
		}
	})
	return d.finish(err, v)
}

func seat(d *decoder, s *allocation.Seat) invalid {
	return d.object(seatKeys, func(key string) invalid {
		switch key {
		case "request":
			return name(d, &s.Request)
		case "slot":
			return name(d, &s.Slot)
		case "venue":
			return word(d, &s.Venue)
		default:
			return d.boolean(&s.Pinned)
		}
	})
}

func unseated(d *decoder, u *allocation.Unseated) invalid {
	return d.object(unseatedKeys, func(key string) invalid {
		switch key {
		case "request":
			return name(d, &u.Request)
		case "reason":
			return word(d, &u.Reason)
		case "points":
			return signed(d, &u.Points)
		case "tier":
			return count(d, &u.Tier)
		case "feasible_slots":
			return count(d, &u.FeasibleSlots)
		case "needed_points":
			return signed(d, &u.NeededPoints)
		case "needed_tier":
			return count(d, &u.NeededTier)
		case "by_lot":
			return d.boolean(&u.ByLot)
		case "held":
			return word(d, &u.Held)
		case "refused":
			return refused(d, &u.Refused)
		default:
			return entries(d, &u.WhatWouldHelp, help)
		}
	})
}

func refused(d *decoder, to *map[allocation.Rule]int) invalid {
	counts := map[allocation.Rule]int{}
	*to = counts
	return d.members(func(name []byte) invalid {
		rule := allocation.Rule(name)
		if !slices.Contains(allocation.Rules(), rule) {
			return d.fail("unknown rule %q", rule)
		}
		if _, ok := counts[rule]; ok {
			return d.fail("repeated key").Within(string(rule))
		}
		n := 0
		err := count(d, &n)
		counts[rule] = n
		return err.Within(string(rule))
	})
}

func help(d *decoder, h *allocation.Help) invalid {
	return d.object(helpKeys, func(key string) invalid {
		switch key {
		case "venue":
			return word(d, &h.Venue)
		case "host":
			return word(d, &h.Host)
		default:
			return date(d, &h.Day)
		}
	})
}

func cutoff(d *decoder, c *allocation.Cutoff) invalid {
	return d.object(cutoffKeys, func(key string) invalid {
		switch key {
		case "slot":
			return name(d, &c.Slot)
		case "open":
			return d.boolean(&c.Open)
		case "pinned":
			return d.boolean(&c.Pinned)
		case "tier":
			return count(d, &c.Rank.Tier)
		case "points":
			return signed(d, &c.Rank.Points)
		default:
			return lot(d, &c.Rank.Lot)
		}
	})
}

// lot reads a lot in hexadecimal.
func lot(d *decoder, to *[32]byte) invalid {
	text, err := d.text("a lot")
	if err != nil {
		return err
	}
	if n, bad := hex.Decode(to[:], text[:min(len(text), 64)]); bad != nil || n != len(to) || len(text) != 64 {
		return d.fail("not 64 hexadecimal digits")
	}
	return nil
}
