package booking

import (
	"context"
	"time"
)

// caps count the slots that hosts have in a day against what they may have.
type caps struct {
	hosts map[HostID]Host
	had   map[hostDay]dayCount
}

type hostDay struct {
	host HostID
	day  time.Time
}

type dayCount struct{ all, video, inPerson int }

func (d *Desk) capsOf(ctx context.Context, week time.Time) (*caps, error) {
	hosts, err := d.store.Rota.Hosts(ctx)
	if err != nil {
		return nil, err
	}
	slots, err := d.store.Slots.SlotsOfWeek(ctx, week)
	if err != nil {
		return nil, err
	}
	c := &caps{hosts: map[HostID]Host{}, had: map[hostDay]dayCount{}}
	for _, h := range hosts {
		c.hosts[h.ID] = h
	}
	for _, s := range slots {
		if !s.Closed {
			c.add(s)
		}
	}
	return c, nil
}

func (c *caps) add(s Slot) {
	key := hostDay{s.Host, midnight(s.At)}
	count := c.had[key]
	count.all++
	if byVideo(s.Venues) {
		count.video++
	}
	if inPerson(s.Venues) {
		count.inPerson++
	}
	c.had[key] = count
}

// within keeps the first slots of a session that its template's cap and its host's caps allow.
func (c *caps) within(slots []Slot, most int) []Slot {
	var kept []Slot
	for _, s := range slots {
		if most > 0 && len(kept) == most {
			break
		}
		// Rule R35: a slot that may be held either way counts for both kinds.
		host, had := c.hosts[s.Host], c.had[hostDay{s.Host, midnight(s.At)}]
		full := reached(host.DayCap, had.all) || byVideo(s.Venues) && reached(host.VideoCap, had.video) ||
			inPerson(s.Venues) && reached(host.InPersonCap, had.inPerson)
		if full {
			continue
		}
		kept = append(kept, s)
		c.add(s)
	}
	return kept
}

func reached(most, had int) bool { return most > 0 && had >= most }
