package ops

import (
	"slices"
	"time"
)

// An AlertKind is one thing that may be wrong.
type AlertKind string

// What may be wrong.
const (
	DatabaseAway   AlertKind = "database_away"
	HostAway       AlertKind = "host_away"        // a session runs, people are due, and its host is not connected
	BadQuality     AlertKind = "bad_quality"      // a participant hears or is heard badly
	NotRecorded    AlertKind = "recording_failed" // an audience should be recorded and nothing is kept of it
	PathLost       AlertKind = "path_lost"        // no sound or picture to or from somebody on the stage
	MessagesFailed AlertKind = "messages_failed"  // people were not told
	MessagesLate   AlertKind = "messages_late"
	JobsFailing    AlertKind = "jobs_failing" // failed and to be tried again
	JobsGivenUp    AlertKind = "jobs_given_up"
	JobsLate       AlertKind = "jobs_late" // ready, and nobody takes them
	AuditUnsealed  AlertKind = "audit_unsealed"
)

// An Alert is something that wants somebody. Grave ones harm a citizen at this moment.
type Alert struct {
	Kind   AlertKind
	Grave  bool
	Room   string // of HostAway, BadQuality, PathLost
	Person int    // number in the room; of BadQuality, PathLost
	Count  int    // of the others
	Since  time.Time
}

// How long something may wait before it is an alert. The sealer chains entries within two seconds.
const (
	jobsWithin = time.Minute
	sealWithin = 15 * time.Second
)

// Alerts judges an overview, the graver first.
func Alerts(o Overview) []Alert {
	var alerts []Alert
	if o.Away {
		alerts = append(alerts, Alert{Kind: DatabaseAway, Grave: true})
	}
	for _, s := range o.Sessions {
		alerts = append(alerts, hostAlerts(o, s)...)
	}
	for _, room := range o.Rooms {
		alerts = append(alerts, roomAlerts(room)...)
	}
	alerts = append(alerts, countAlerts(o)...)
	slices.SortStableFunc(alerts, func(a, b Alert) int {
		switch {
		case a.Grave == b.Grave:
			return 0
		case a.Grave:
			return -1
		}
		return 1
	})
	return alerts
}

// hostAlerts misses the host of a session that should be running. Before its hour, after its end and
// without appointments nobody is missed; a delay the office has told people of counts.
func hostAlerts(o Overview, s Session) []Alert {
	begins := s.From.Add(s.LateFor)
	if s.Closed || s.Left == 0 || o.At.Before(begins) || !o.At.Before(s.To.Add(s.LateFor)) {
		return nil
	}
	waited := false
	for _, room := range o.Rooms {
		if room.Name != s.Room || room.Check {
			continue
		}
		for _, p := range room.People {
			if p.Role == "host" && p.Connection == "here" {
				return nil
			}
			waited = waited || p.Role == "citizen" && p.Here()
		}
	}
	return []Alert{{Kind: HostAway, Grave: waited, Room: s.Room, Since: begins}}
}

// roomAlerts finds those in a session whose sound and picture do not get through. Device checks are
// left out: people are trying things there.
func roomAlerts(room Room) []Alert {
	if room.Check {
		return nil
	}
	var alerts []Alert
	if room.Recording == "failed" {
		alerts = append(alerts, Alert{Kind: NotRecorded, Grave: true, Room: room.Name})
	}
	for _, p := range room.People {
		stage := p.Place == "stage"
		switch {
		case stage && (p.Path == "lost" || !p.Here()):
			alerts = append(alerts, Alert{Kind: PathLost, Grave: true, Room: room.Name, Person: p.Number})
		case p.Inside() && p.Here() && p.Light == "bad":
			alerts = append(alerts, Alert{Kind: BadQuality, Grave: stage, Room: room.Name, Person: p.Number})
		}
	}
	return alerts
}

func countAlerts(o Overview) []Alert {
	var alerts []Alert
	late := 0
	if !o.Queue.OldestDue.IsZero() && o.At.Sub(o.Queue.OldestDue) > jobsWithin {
		late = o.Queue.Waiting
	}
	unsealed := 0
	if !o.Sealing.Oldest.IsZero() && o.At.Sub(o.Sealing.Oldest) > sealWithin {
		unsealed = o.Sealing.Unsealed
	}
	for _, a := range []Alert{
		{Kind: MessagesFailed, Grave: true, Count: o.Messages.FailedLately},
		{Kind: MessagesLate, Grave: true, Count: o.Messages.Late},
		{Kind: JobsGivenUp, Grave: true, Count: o.Queue.GivenUp},
		{Kind: JobsFailing, Count: o.Queue.Failing},
		{Kind: JobsLate, Count: late, Since: o.Queue.OldestDue},
		{Kind: AuditUnsealed, Count: unsealed, Since: o.Sealing.Oldest},
	} {
		if a.Count > 0 {
			alerts = append(alerts, a)
		}
	}
	return alerts
}
