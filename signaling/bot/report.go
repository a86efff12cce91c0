package bot

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"
)

// Plan is a whole measurement. What has no number is left out.
type Plan struct {
	Rooms, People int           // rooms, and people in each, who stay all the time
	For           time.Duration // how long they are measured
	Newcomers     int           // who join and leave again, one at a time
	Admissions    int           // of people who wait
	Pairs         int           // that join a new room at the same instant
	Server        *Process      // the server's process, if it is on this machine
}

// StageLimit is how many people a room's stage holds; a newcomer needs a place there, too.
const StageLimit = lanePairs + 1

// validate refuses a plan that no room can hold.
func (p Plan) validate() error {
	switch {
	case p.Rooms < 1 || p.People < 1:
		return errors.New("at least one room and one person are needed")
	case p.People > StageLimit:
		return fmt.Errorf("a stage holds %d people, not %d", StageLimit, p.People)
	case p.Newcomers > 0 && p.People == StageLimit:
		return fmt.Errorf("a room of %d has no place for a newcomer", StageLimit)
	case p.For <= 0:
		return errors.New("nothing is measured in no time")
	}
	return nil
}

// Report is what a plan has measured.
type Report struct {
	Plan   Plan
	Steady Steady
	Joins  Joins
	Admits Admissions
	Pairs  Pairs
}

// calm is the time between the last join and the steady stretch.
const calm = 2 * time.Second

// Run carries a plan out and closes the crowd. said is told what is being done.
func (c *Crowd) Run(ctx context.Context, p Plan, said func(string)) (Report, error) {
	r := Report{Plan: p}
	if err := p.validate(); err != nil {
		return r, err
	}
	err := c.carryOut(ctx, &r, said)
	return r, errors.Join(err, c.Close())
}

func (c *Crowd) carryOut(ctx context.Context, r *Report, said func(string)) error {
	p := r.Plan
	said(fmt.Sprintf("filling %d rooms with %d people each", p.Rooms, p.People))
	if err := c.Fill(ctx, p.Rooms, p.People); err != nil {
		return err
	}
	if err := sleep(ctx, calm); err != nil {
		return err
	}
	said(fmt.Sprintf("measuring for %v", p.For))
	var err error
	if r.Steady, err = c.Steady(ctx, p.For, p.Server); err != nil {
		return err
	}
	if p.Newcomers > 0 {
		said(fmt.Sprintf("%d newcomers", p.Newcomers))
		if r.Joins, err = c.Newcomers(ctx, p.Newcomers); err != nil {
			return err
		}
	}
	if p.Admissions > 0 {
		said(fmt.Sprintf("%d admissions", p.Admissions))
		if r.Admits, err = c.Admissions(ctx, p.Admissions); err != nil {
			return err
		}
	}
	if p.Pairs > 0 {
		said(fmt.Sprintf("%d pairs that join at the same instant", p.Pairs))
		r.Pairs, err = c.Twins(ctx, p.Pairs)
	}
	return err
}

// Row is one line of a report. Key is its name in JSON.
type Row struct {
	Key, Says string
	Value     float64
}

// Rows lists the figures that were measured, times in milliseconds.
func (r Report) Rows() []Row {
	s := r.Steady
	rows := []Row{
		{"forwarded", "packets forwarded", float64(s.Forwarded)},
		{"perSecond", "packets forwarded a second", float64(s.Forwarded) / max(s.For.Seconds(), 1e-9)},
		{"lost", "packets lost", float64(s.Lost())},
		{"doubled", "packets that came twice", float64(s.Doubled)},
		{"late", "packets out of order", float64(s.Late)},
	}
	rows = append(rows, spreadRows("forwarding", "forwarding", s.Delay)...)
	if r.Plan.Server != nil {
		rows = append(rows,
			Row{"cpuPerMillion", "server's CPU s per million forwarded", s.CPUPerMillion},
			Row{"cores", "server's cores in use", s.Process.CPU.Seconds() / max(s.For.Seconds(), 1e-9)},
			Row{"rssPerParticipant", "server's memory, MiB per participant", s.ParticipantMiB},
		)
	}
	if j := r.Joins; j.Joined.Count > 0 {
		rows = append(rows, spreadRows("joined", "dial to answer", j.Joined)...)
		rows = append(rows, spreadRows("path", "dial to media path", j.Path)...)
		rows = append(rows, spreadRows("firstRTP", "dial to first RTP", j.FirstRTP)...)
		rows = append(rows, spreadRows("firstVideo", "dial to first video", j.FirstVideo)...)
		rows = append(rows, spreadRows("newcomerSeen", "newcomer seen by those inside", j.Seen)...)
		rows = append(rows, Row{"keysAskedAgain", "key frames asked for again", float64(j.Asked)})
	}
	if a := r.Admits; a.FirstAudio.Count+a.FirstVideo.Count > 0 {
		rows = append(rows, spreadRows("admitAudio", "admit to first audio", a.FirstAudio)...)
		rows = append(rows, spreadRows("admitVideo", "admit to first video", a.FirstVideo)...)
	}
	if p := r.Pairs; p.Tried > 0 {
		rows = append(rows,
			Row{"pairsTried", "pairs that joined at the same instant", float64(p.Tried)},
			Row{"pairsMet", "of them met", float64(p.Met)},
			Row{"pairsKeysAskedAgain", "key frames they asked for again", float64(p.Asked)},
		)
		rows = append(rows, spreadRows("pairsSeen", "dial to seeing the other", p.Seen)...)
	}
	return rows
}

func spreadRows(key, says string, s Spread) []Row {
	return []Row{
		{key + "P50Ms", says + ", p50, ms", millis(s.P50)},
		{key + "P99Ms", says + ", p99, ms", millis(s.P99)},
	}
}

func millis(d time.Duration) float64 {
	return float64(d.Round(10*time.Microsecond)) / float64(time.Millisecond)
}

// Write writes the report for people to read.
func (r Report) Write(w io.Writer) error {
	_, err := fmt.Fprintf(w, "%d rooms of %d, measured for %v\n\n", r.Plan.Rooms, r.Plan.People, r.Plan.For)
	for _, row := range r.Rows() {
		if err == nil {
			_, err = fmt.Fprintf(w, "  %-44s %14s\n", row.Says, number(row.Value))
		}
	}
	return err
}

func number(v float64) string {
	if v == float64(int64(v)) {
		return fmt.Sprintf("%d", int64(v))
	}
	return fmt.Sprintf("%.2f", v)
}

// MarshalJSON implements json.Marshaler: one object, with a member for each row.
func (r Report) MarshalJSON() ([]byte, error) {
	all := map[string]float64{
		"rooms": float64(r.Plan.Rooms), "people": float64(r.Plan.People), "seconds": r.Plan.For.Seconds(),
	}
	for _, row := range r.Rows() {
		all[row.Key] = row.Value
	}
	return json.Marshal(all)
}
