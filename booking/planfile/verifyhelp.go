package planfile

import (
	"maps"
	"slices"
	"time"

	"majlis/booking/allocation"
)

// help tries, for each slot whose cut-off the request reaches, the one
// relaxation that could matter, and returns what worked.
func (v *verifier) help(r int) []allocation.Help {
	venues, hosts, days := map[string]bool{}, map[string]bool{}, map[time.Time]bool{}
	for s, slot := range v.slots {
		if v.pinned[s] || v.cut[s] < r {
			continue
		}
		relaxed := *v.requests[r]
		switch allocation.Refusal(&v.problem.Policy, &relaxed, slot) {
		case "host":
			relaxed.Hosts = append(slices.Clip(relaxed.Hosts), slot.Host)
			if v.fits(&relaxed, slot) {
				hosts[slot.Host] = true
			}
		case "venue":
			relaxed.Venues = slices.Concat(relaxed.Venues, slot.Venues)
			if v.fits(&relaxed, slot) {
				for _, venue := range slot.Venues {
					venues[venue] = true
				}
			}
		case "time":
			day, window := riyadhDay(slot.Start)
			relaxed.Windows = append(slices.Clip(relaxed.Windows), window)
			if v.fits(&relaxed, slot) {
				days[day] = true
			}
		}
	}
	return firstFive(venues, hosts, days)
}

func (v *verifier) fits(r *allocation.Request, s *allocation.Slot) bool {
	return allocation.Refusal(&v.problem.Policy, r, s) == ""
}

// riyadhDay returns the date of the moment in Riyadh, as midnight UTC, and the
// window of that whole day.
func riyadhDay(t time.Time) (time.Time, allocation.Window) {
	const offset = 3 * time.Hour
	day := t.UTC().Add(offset).Truncate(24 * time.Hour)
	return day, allocation.Window{From: day.Add(-offset), To: day.Add(24*time.Hour - offset)}
}

func firstFive(venues, hosts map[string]bool, days map[time.Time]bool) (list []allocation.Help) {
	for _, venue := range slices.Sorted(maps.Keys(venues)) {
		list = append(list, allocation.Help{Venue: venue})
	}
	for _, host := range slices.Sorted(maps.Keys(hosts)) {
		list = append(list, allocation.Help{Host: host})
	}
	for _, day := range slices.SortedFunc(maps.Keys(days), time.Time.Compare) {
		list = append(list, allocation.Help{Day: day})
	}
	return list[:min(len(list), 5)]
}
