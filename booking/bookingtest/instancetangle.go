package bookingtest

import (
	"fmt"
	"math/rand/v2"
	"time"

	"majlis/booking/allocation"
)

// tangle builds weeks for TangledWeek.
type tangle struct {
	*rand.Rand
}

var (
	tangleHosts     = []string{"minister", "deputy", "emir"}
	tangleVenues    = []string{"home", "booth:jeddah", "booth:riyadh", "office:riyadh"}
	tangleLanguages = []string{"ar", "en", "ur"}
	tangleProvides  = []string{"hearing_loop", "sign_language", "step_free"}
)

// TangledWeek returns a small week in which every rule refuses somebody:
// reserved slots, sections, windows, needs, held requests and now and then a
// pin. It is made to find mistakes, not to be likely.
func TangledWeek(rng *rand.Rand, requests, slots int) allocation.Problem {
	t := tangle{rng}
	p := allocation.Problem{Policy: instancePolicy(rng)}
	for i := range slots {
		p.Slots = append(p.Slots, t.slot(i))
	}
	for i := range requests {
		p.Requests = append(p.Requests, t.request(i))
	}
	t.pin(&p)
	return p
}

func (t tangle) slot(i int) allocation.Slot {
	start := instanceWeek.AddDate(0, 0, i%5).Add(9*time.Hour + time.Duration(i/5)*20*time.Minute)
	return allocation.Slot{
		ID: allocation.SlotID(fmt.Sprintf("s%05d", i)), Host: tangleHosts[t.IntN(3)],
		Start: start, Minutes: t.pick(10, 15, 20),
		Venues:    t.some(tangleVenues, 1),
		Languages: t.some(tangleLanguages, 0),
		Provides:  t.some(tangleProvides, 0),
		Section:   t.word("", "any", "any", "any", "men", "women"),
		OpenTo:    t.word("", "any", "any", "any", "urgent", "first_time"),
	}
}

func (t tangle) request(i int) allocation.Request {
	r := allocation.Request{
		ID:         allocation.RequestID(fmt.Sprintf("r%05d", i)),
		FiledBatch: time.Date(2026, 11, 30-t.IntN(180), 0, 0, 0, 0, time.UTC),
		Class:      t.word("ordinary", "ordinary", "humanitarian", "urgent"),
		Hosts:      t.some(tangleHosts, 1),
		Venues:     t.some(tangleVenues, 1),
		Minutes:    t.pick(10, 10, 15),
		Windows:    t.windows(t.pick(0, 0, 1, 2), 8*time.Hour),
		Prefer:     t.windows(t.pick(0, 0, 1), 2*time.Hour),
		Language:   t.word("", "", "", "ar", "en"),
		Section:    t.word("men", "women", "men", "women", ""),
		Prior:      t.pick(0, 0, 0, 1, 2, 5),
		Missed:     t.pick(0, 0, 0, 1, 2),
		Held:       t.word("", "", "", "", "", "", "", "", "", "open_offer"),
	}
	if t.IntN(6) == 0 {
		r.Needs = t.some(tangleProvides, 1)[:1]
	}
	return r
}

// pin adds a pin to one week in four, if some pair allows it.
func (t tangle) pin(p *allocation.Problem) {
	if t.IntN(4) != 0 {
		return
	}
	for range 20 {
		if len(p.Requests) == 0 || len(p.Slots) == 0 {
			return
		}
		r, s := &p.Requests[t.IntN(len(p.Requests))], &p.Slots[t.IntN(len(p.Slots))]
		if allocation.Refusal(&p.Policy, r, s) == "" {
			p.Pins = append(p.Pins, allocation.Pin{Request: r.ID, Slot: s.ID, Reason: "state visit"})
			return
		}
	}
}

func (t tangle) windows(n int, length time.Duration) (list []allocation.Window) {
	for range n {
		from := instanceWeek.AddDate(0, 0, t.IntN(5)).Add(time.Duration(8+t.IntN(3)) * time.Hour)
		list = append(list, allocation.Window{From: from, To: from.Add(length)})
	}
	return list
}

// some returns at least the given number of the words, in any order.
func (t tangle) some(words []string, least int) (list []string) {
	n := least + t.IntN(len(words)-least+1)
	for _, i := range t.Perm(len(words))[:n] {
		list = append(list, words[i])
	}
	return list
}

func (t tangle) word(words ...string) string { return words[t.IntN(len(words))] }

func (t tangle) pick(numbers ...int) int { return numbers[t.IntN(len(numbers))] }
