package bookingtest

import (
	"fmt"
	"slices"
	"time"

	"majlis/booking/allocation"
)

// instanceWeek is the Sunday (midnight in Riyadh) of every instance's week.
var instanceWeek = time.Date(2026, 11, 29, 0, 0, 0, 0, time.FixedZone("+03", 3*60*60))

// policy returns a policy with ordered classes and few distinct
// points, so that lots matter.
func (d Dice) policy() allocation.Policy {
	return allocation.Policy{
		NowDate: time.Date(2026, 11, 26, 0, 0, 0, 0, time.UTC),
		Seed:    fmt.Sprintf("seed-%d", d.IntN(1000)),
		Classes: map[string]allocation.Class{
			"ordinary":     {Base: 0, Rate: 10, MustServeWeeks: 20},
			"humanitarian": {Base: 300, Rate: 30, MustServeWeeks: 12},
			"urgent":       {Base: 400, Rate: 30, MustServeWeeks: 12},
		},
		Urgent:    []string{"humanitarian", "urgent"},
		FirstTime: 60, Prior: 80, PriorMax: 3, Missed: 40,
		Cost: allocation.Cost{
			Venue: d.IntN(12), Host: d.IntN(8), Time: d.IntN(8), Waste: d.IntN(6), Reserve: d.IntN(4),
		},
	}
}

// BusyWeek returns a realistic, oversubscribed week: hosts with sixty slots
// each over five days, and requests that 20 to 50 slots would suit but for
// needs and reservations. The same arguments give the same week.
func BusyWeek(seed uint64, requests, slots int) allocation.Problem {
	d := Roll(seed)
	p := allocation.Problem{Policy: d.policy()}
	const perDay, days = 12, 5
	hosts := (slots + perDay*days - 1) / (perDay * days)
	for i := range slots {
		host, turn := i/(perDay*days), i%(perDay*days)
		day, place := turn/perDay, turn%perDay
		start := instanceWeek.AddDate(0, 0, day).Add(9*time.Hour + time.Duration(place)*20*time.Minute)
		p.Slots = append(p.Slots, d.busySlot(i, host, start))
	}
	for i := range requests {
		p.Requests = append(p.Requests, d.busyRequest(i, hosts))
	}
	return p
}

func hostName(i int) string { return fmt.Sprintf("host-%03d", i) }

var booths = []string{"booth:abha", "booth:dammam", "booth:jeddah", "booth:riyadh"}

func (d Dice) busySlot(i, host int, start time.Time) allocation.Slot {
	s := allocation.Slot{
		ID: allocation.SlotID(fmt.Sprintf("s%05d", i)), Host: hostName(host), Start: start, Minutes: 10 + 5*d.IntN(2),
		Venues:    []string{"home", booths[d.IntN(len(booths))]},
		Languages: []string{"ar"}, Section: "any", OpenTo: "any",
	}
	if d.IntN(3) == 0 {
		s.Languages = append(s.Languages, "en")
	}
	if d.IntN(4) == 0 {
		s.Provides = append(s.Provides, "sign_language")
	}
	if d.IntN(20) == 0 {
		s.OpenTo = []string{"urgent", "first_time"}[d.IntN(2)]
	}
	return s
}

func (d Dice) busyRequest(i, hosts int) allocation.Request {
	r := allocation.Request{
		ID:         allocation.RequestID(fmt.Sprintf("r%07d", i)),
		FiledBatch: time.Date(2026, 11, 22-7*d.IntN(30), 0, 0, 0, 0, time.UTC),
		Class:      []string{"ordinary", "ordinary", "ordinary", "humanitarian", "urgent"}[d.IntN(5)],
		Venues:     []string{"home"}, Minutes: 10, Section: []string{"men", "women"}[d.IntN(2)],
		Prior: max(0, d.IntN(5)-2), Missed: max(0, d.IntN(8)-6),
	}
	wanted, days := min(hosts, 1+d.IntN(2)), 2+d.IntN(3)
	if wanted == 2 {
		days = 1 + d.IntN(2)
	}
	for _, h := range d.Perm(min(hosts, 8))[:wanted] {
		r.Hosts = append(r.Hosts, hostName((h+i)%hosts))
	}
	if d.IntN(2) == 0 {
		r.Venues = slices.Insert(r.Venues, d.IntN(2), booths[d.IntN(len(booths))])
	}
	for _, day := range d.Perm(5)[:days] {
		from := instanceWeek.AddDate(0, 0, day)
		r.Windows = append(r.Windows, allocation.Window{From: from.Add(8 * time.Hour), To: from.Add(14 * time.Hour)})
	}
	if d.IntN(2) == 0 {
		from := instanceWeek.AddDate(0, 0, d.IntN(5)).Add(time.Duration(9+d.IntN(3)) * time.Hour)
		r.Prefer = []allocation.Window{{From: from, To: from.Add(2 * time.Hour)}}
	}
	if d.IntN(12) == 0 {
		r.Language = "en"
	}
	if d.IntN(50) == 0 {
		r.Held = "open_offer"
	}
	return r
}
