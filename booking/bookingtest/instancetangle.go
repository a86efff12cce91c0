package bookingtest

import (
	"fmt"
	"math/rand/v2"
	"time"

	"majlis/booking/allocation"
)

// Dice is seeded chance for random tests.
type Dice struct {
	*rand.Rand
}

// Roll returns the dice that fall the same way for the same seed.
func Roll(seed uint64) Dice { return Dice{rand.New(rand.NewPCG(seed, 99))} }

var (
	tangleHosts     = []string{"minister", "deputy", "emir"}
	tangleVenues    = []string{"home", "booth:jeddah", "booth:riyadh", "office:riyadh"}
	tangleLanguages = []string{"ar", "en", "ur"}
	tangleProvides  = []string{"hearing_loop", "sign_language", "step_free"}
)

// TangledWeek returns a small week in which every rule refuses somebody:
// reserved slots, sections, windows, needs, held requests and now and then a
// pin. It is made to find mistakes, not to be likely.
func (d Dice) TangledWeek(requests, slots int) allocation.Problem {
	p := allocation.Problem{Policy: d.policy()}
	for i := range slots {
		p.Slots = append(p.Slots, d.slot(i))
	}
	for i := range requests {
		p.Requests = append(p.Requests, d.request(i))
	}
	d.pin(&p)
	return p
}

func (d Dice) slot(i int) allocation.Slot {
	start := instanceWeek.AddDate(0, 0, i%5).Add(9*time.Hour + time.Duration(i/5)*20*time.Minute)
	return allocation.Slot{
		ID: allocation.SlotID(fmt.Sprintf("s%05d", i)), Host: tangleHosts[d.IntN(3)],
		Start: start, Minutes: d.pick(10, 15, 20),
		Venues:    d.some(tangleVenues, 1),
		Languages: d.some(tangleLanguages, 0),
		Provides:  d.some(tangleProvides, 0),
		Section:   d.word("", "any", "any", "any", "men", "women"),
		OpenTo:    d.word("", "any", "any", "any", "urgent", "first_time"),
	}
}

func (d Dice) request(i int) allocation.Request {
	r := allocation.Request{
		ID:         allocation.RequestID(fmt.Sprintf("r%05d", i)),
		FiledBatch: time.Date(2026, 11, 30-d.IntN(180), 0, 0, 0, 0, time.UTC),
		Class:      d.word("ordinary", "ordinary", "humanitarian", "urgent"),
		Hosts:      d.some(tangleHosts, 1),
		Venues:     d.some(tangleVenues, 1),
		Minutes:    d.pick(10, 10, 15),
		Windows:    d.windows(d.pick(0, 0, 1, 2), 8*time.Hour),
		Prefer:     d.windows(d.pick(0, 0, 1), 2*time.Hour),
		Language:   d.word("", "", "", "ar", "en"),
		Section:    d.word("men", "women", "men", "women", ""),
		Prior:      d.pick(0, 0, 0, 1, 2, 5),
		Missed:     d.pick(0, 0, 0, 1, 2),
		Held:       d.word("", "", "", "", "", "", "", "", "", "open_offer"),
	}
	if d.IntN(6) == 0 {
		r.Needs = d.some(tangleProvides, 1)[:1]
	}
	return r
}

// pin adds a pin to one week in four, if some pair allows it.
func (d Dice) pin(p *allocation.Problem) {
	if d.IntN(4) != 0 {
		return
	}
	for range 20 {
		if len(p.Requests) == 0 || len(p.Slots) == 0 {
			return
		}
		r, s := &p.Requests[d.IntN(len(p.Requests))], &p.Slots[d.IntN(len(p.Slots))]
		if allocation.Refusal(&p.Policy, r, s) == "" {
			p.Pins = append(p.Pins, allocation.Pin{Request: r.ID, Slot: s.ID, Reason: "state visit"})
			return
		}
	}
}

func (d Dice) windows(n int, length time.Duration) (list []allocation.Window) {
	for range n {
		from := instanceWeek.AddDate(0, 0, d.IntN(5)).Add(time.Duration(8+d.IntN(3)) * time.Hour)
		list = append(list, allocation.Window{From: from, To: from.Add(length)})
	}
	return list
}

// some returns at least the given number of the words, in any order.
func (d Dice) some(words []string, least int) (list []string) {
	n := least + d.IntN(len(words)-least+1)
	for _, i := range d.Perm(len(words))[:n] {
		list = append(list, words[i])
	}
	return list
}

func (d Dice) word(words ...string) string { return words[d.IntN(len(words))] }

func (d Dice) pick(numbers ...int) int { return numbers[d.IntN(len(numbers))] }
