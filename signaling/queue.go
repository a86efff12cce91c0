package signaling

import (
	"time"

	"majlis/signaling/wire"
)

// QueueEntry is one audience in the line, in person or by video. Name and Reference are shown to
// staff only.
type QueueEntry struct {
	Audience  AudienceID
	Name      string
	Reference string
	InPerson  bool
	Verified  bool          // staff have checked who they are
	Called    bool          // the office has called them
	Wait      *WaitRange    // nil: not known
	LateFor   time.Duration // how late the line runs for them
}

// WaitRange is an honest estimate of when somebody's turn comes, from now.
type WaitRange struct{ From, To time.Duration }

// SetQueue gives the line in its order, as the caller decides it; audiences that are over are left
// out by the caller, and the one on the stage may be. Everybody whose part of it changed is told.
func (r *Room) SetQueue(entries []QueueEntry) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.queue = append([]QueueEntry(nil), entries...)
	r.refresh()
}

// standings joins the order the caller gave with who is present. The audience on the stage has place
// 0; the places of the others count from 1.
func (r *Room) standings() []wire.Standing {
	line := []wire.Standing{}
	place, deck := 0, false
	for _, e := range r.queue {
		if r.ended[e.Audience] {
			continue
		}
		d := wire.Standing{
			Audience: string(e.Audience), Name: e.Name, Reference: e.Reference, InPerson: e.InPerson, Verified: e.Verified,
			LateMinutes: minutes(e.LateFor), State: r.presence(e.Audience), People: []int{},
		}
		if e.Audience != r.current {
			place++
			d.Place = place
			d.OnDeck = !deck && (e.InPerson || d.State != "absent" && d.State != "lost")
			deck = deck || d.OnDeck
		}
		if e.Wait != nil {
			from, to := minutes(e.Wait.From), minutes(e.Wait.To)
			d.FromMinutes, d.ToMinutes = &from, &to
		}
		for _, p := range r.party(e.Audience) {
			d.People = append(d.People, p.number)
		}
		line = append(line, d)
	}
	return line
}

// presence sums up the people of an audience: the best of them counts.
func (r *Room) presence(a AudienceID) string {
	if a == r.current {
		return "stage"
	}
	state := "absent"
	for _, p := range r.party(a) {
		switch {
		case p.lost && state == "absent":
			state = "lost"
		case p.lost:
		case p.path == PathConnected && p.meter.arriving != 0:
			return "ready"
		default:
			state = "waiting"
		}
	}
	return state
}

// queueFor is p's part of the line.
func (r *Room) queueFor(p *person, line []wire.Standing) wire.Queue {
	if p.ticket.Role.may(seeLine) {
		return wire.Queue{Line: &line}
	}
	for _, d := range line {
		if d.Audience != string(p.ticket.Audience) || p.place != waiting {
			continue
		}
		return wire.Queue{Yours: &wire.Yours{
			Place: d.Place, FromMinutes: d.FromMinutes, ToMinutes: d.ToMinutes, LateMinutes: d.LateMinutes,
			Called: r.called(p.ticket.Audience), OnDeck: d.OnDeck,
		}}
	}
	return wire.Queue{}
}

func (r *Room) called(a AudienceID) bool {
	for _, e := range r.queue {
		if e.Audience == a {
			return e.Called
		}
	}
	return false
}
