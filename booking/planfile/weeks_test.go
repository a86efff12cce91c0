package planfile_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"majlis/booking/allocation"
	"majlis/booking/planfile"
)

var update = flag.Bool("update", false, "rewrite the plans of testdata/weeks")

// TestWeeks reads one text file per story: a week above the line, its plan
// below. The week starts on Sunday 2026-11-29; a moment is "sun-10:00".
func TestWeeks(t *testing.T) {
	files, err := filepath.Glob("testdata/weeks/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatalf("found %d weeks, %v", len(files), err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txt"), func(t *testing.T) {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			week, want, _ := strings.Cut(string(text), "\n---\n")
			p := readWeek(t, week)
			plan := solve(t, p)
			if err := planfile.Verify(p, plan); err != nil {
				t.Error(err)
			}
			got := writePlan(plan)
			if *update {
				if err := os.WriteFile(file, []byte(week+"\n---\n"+got), 0o644); err != nil {
					t.Fatal(err)
				}
			} else if got != want {
				t.Errorf("the plan is\n%s\nshould be\n%s", got, want)
			}
		})
	}
}

// readWeek reads the upper part of a story.
func readWeek(t *testing.T, text string) allocation.Problem {
	t.Helper()
	p := allocation.Problem{Policy: allocation.Policy{
		NowDate: time.Date(2026, 11, 26, 0, 0, 0, 0, time.UTC),
		Classes: map[string]allocation.Class{"ordinary": {Rate: 10}},
	}}
	for _, line := range strings.Split(text, "\n") {
		words := strings.Fields(line)
		if len(words) == 0 || words[0] == "#" {
			continue
		}
		f := fields{t, line, map[string]string{}}
		for _, word := range words[1:] {
			if key, value, ok := strings.Cut(word, "="); ok {
				f.values[key] = value
			}
		}
		switch words[0] {
		case "policy":
			f.policy(&p.Policy)
		case "class":
			p.Policy.Classes[words[1]] = allocation.Class{Base: f.number("base"), Rate: f.number("rate"), MustServeWeeks: f.number("must_serve_weeks")}
		case "slot":
			p.Slots = append(p.Slots, f.slot(allocation.SlotID(words[1])))
		case "request":
			p.Requests = append(p.Requests, f.request(allocation.RequestID(words[1])))
		case "pin":
			p.Pins = append(p.Pins, allocation.Pin{Request: allocation.RequestID(words[1]), Slot: allocation.SlotID(words[2]), Reason: "told"})
		default:
			t.Fatalf("unknown line %q", line)
		}
	}
	return p
}

// fields are the key=value words of one line.
type fields struct {
	t      *testing.T
	line   string
	values map[string]string
}

func (f fields) policy(p *allocation.Policy) {
	p.Seed, p.Urgent = f.values["seed"], f.list("urgent")
	p.FirstTime, p.Prior, p.PriorMax, p.Missed = f.number("first_time"), f.number("prior"), f.number("prior_max"), f.number("missed")
	p.Cost = allocation.Cost{
		Venue: f.number("venue"), Host: f.number("host"), Time: f.number("time"),
		Waste: f.number("waste"), Reserve: f.number("reserve"),
	}
}

func (f fields) slot(id allocation.SlotID) allocation.Slot {
	return allocation.Slot{
		ID: id, Host: f.values["host"], Start: f.moment(f.values["at"]), Minutes: 10,
		Venues: f.list("venues"), Languages: f.list("languages"), Provides: f.list("provides"),
		Section: f.values["section"], OpenTo: f.values["open_to"],
	}
}

func (f fields) request(id allocation.RequestID) allocation.Request {
	filed := time.Date(2026, 11, 26-7*f.number("weeks"), 0, 0, 0, 0, time.UTC)
	class := f.values["class"]
	if class == "" {
		class = "ordinary"
	}
	return allocation.Request{
		ID: id, FiledBatch: filed, Class: class,
		Hosts: f.list("hosts"), Venues: f.list("venues"), Minutes: 10,
		Windows: f.windows("windows"), Prefer: f.windows("prefer"),
		Language: f.values["language"], Needs: f.list("needs"), Section: f.values["section"],
		Prior: f.number("prior"), Missed: f.number("missed"), Held: f.values["held"],
	}
}

func (f fields) number(key string) int {
	if f.values[key] == "" {
		return 0
	}
	n, err := strconv.Atoi(f.values[key])
	if err != nil {
		f.t.Fatalf("%s: %v", f.line, err)
	}
	return n
}

func (f fields) list(key string) []string {
	if f.values[key] == "" {
		return nil
	}
	return strings.Split(f.values[key], ",")
}

// moment reads "sun-10:00", Riyadh time.
func (f fields) moment(text string) time.Time {
	name, clock, _ := strings.Cut(text, "-")
	at, err := time.Parse("15:04", clock)
	day := strings.Index("sunmontuewedthufrisat", name)
	if err != nil || day < 0 {
		f.t.Fatalf("%s: no such moment: %s", f.line, text)
	}
	return time.Date(2026, 11, 29+day/3, at.Hour(), at.Minute(), 0, 0, time.FixedZone("+03", 3*60*60))
}

// windows reads "sun-08:00..sun-12:00,mon-08:00..mon-12:00".
func (f fields) windows(key string) (list []allocation.Window) {
	for _, text := range f.list(key) {
		from, to, _ := strings.Cut(text, "..")
		list = append(list, allocation.Window{From: f.moment(from), To: f.moment(to)})
	}
	return list
}

// writePlan writes the lower part of a story.
func writePlan(plan planfile.Plan) string {
	var b strings.Builder
	fmt.Fprintf(&b, "cost %d\n", plan.Cost)
	for _, s := range plan.Seats {
		fmt.Fprintf(&b, "seat %s on %s at %s%s\n", s.Request, s.Slot, s.Venue, map[bool]string{true: ", pinned"}[s.Pinned])
	}
	for _, u := range plan.Unseated {
		fmt.Fprintf(&b, "none %s with %d/%d: ", u.Request, u.Tier, u.Points)
		switch u.Reason {
		case allocation.ReasonHeld:
			fmt.Fprintf(&b, "held, %s", u.Held)
		case allocation.ReasonNoSlot:
			b.WriteString("no slot")
			for _, rule := range allocation.Rules() {
				if n := u.Refused[rule]; n > 0 {
					fmt.Fprintf(&b, ", %d by %s", n, rule)
				}
			}
		case allocation.ReasonOutranked:
			fmt.Fprintf(&b, "outranked on %d, needed %d/%d", u.FeasibleSlots, u.NeededTier, u.NeededPoints)
			if u.ByLot {
				b.WriteString(", by lot")
			}
		}
		for _, h := range u.WhatWouldHelp {
			fmt.Fprintf(&b, "; help %s", helpText(h))
		}
		b.WriteByte('\n')
	}
	for _, c := range plan.Cutoffs {
		switch {
		case c.Open:
			fmt.Fprintf(&b, "cutoff %s open\n", c.Slot)
		case c.Pinned:
			fmt.Fprintf(&b, "cutoff %s pinned\n", c.Slot)
		default:
			fmt.Fprintf(&b, "cutoff %s %d/%d\n", c.Slot, c.Rank.Tier, c.Rank.Points)
		}
	}
	return b.String()
}

func helpText(h allocation.Help) string {
	switch {
	case h.Venue != "":
		return h.Venue
	case h.Host != "":
		return h.Host
	}
	return h.Day.Format(time.DateOnly)
}
