package ops_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"majlis/internal/ops"
)

// at is within the session of the well overview, after its start.
var at = time.Date(2026, 11, 24, 7, 30, 0, 0, time.UTC)

// well is a session that runs as it should, with everything else in order.
func well() ops.Overview {
	return ops.Overview{
		At: at,
		Sessions: []ops.Session{
			{ID: 1, Room: "session-1", From: at.Add(-30 * time.Minute), To: at.Add(time.Hour), Left: 4},
			{ID: 2, Room: "session-2", From: at.Add(time.Hour), To: at.Add(2 * time.Hour), Left: 3},
		},
		Rooms: []ops.Room{
			{Name: "session-1", Audience: 7, People: []ops.Person{
				{Number: 1, Role: "host", Place: "stage", Connection: "here", Path: "connected", Light: "good"},
				{Number: 2, Role: "citizen", Place: "stage", Connection: "here", Path: "connected", Light: "fair"},
				{Number: 3, Role: "citizen", Place: "waiting", Connection: "here", Path: "connected", Light: "good"},
			}},
			{Name: "session-1", Check: true, People: []ops.Person{{Number: 1, Role: "citizen", Place: "waiting", Connection: "here", Path: "lost", Light: "bad"}}},
		},
		Queue:    ops.Queue{Waiting: 2, OldestDue: at.Add(-10 * time.Second), Scheduled: 9, Done: 40},
		Messages: ops.Messages{Queued: 3, Sent: 12},
		Sealing:  ops.Sealing{Unsealed: 1, Oldest: at.Add(-time.Second)},
	}
}

func TestAlerts(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name   string
		change func(o *ops.Overview)
		want   string // kinds, grave ones with a mark, rooms and people beside them
	}{
		{"all is well", func(*ops.Overview) {}, ""},
		{"an empty office", func(o *ops.Overview) { *o = ops.Overview{At: at} }, ""},
		{"the database is away", func(o *ops.Overview) { *o = ops.Overview{At: at, Away: true} }, "database_away!"},
		{"the host never came", func(o *ops.Overview) { o.Rooms[0].People[0].Role = "chiefAide" }, "host_away! session-1"},
		{"the host has gone", func(o *ops.Overview) { o.Rooms[0].People[0].Connection = "away" }, "host_away! session-1"},
		{"nobody is there at all", func(o *ops.Overview) { o.Rooms = nil }, "host_away session-1"},
		{"the office told of a delay", func(o *ops.Overview) { o.Rooms, o.Sessions[0].LateFor = nil, 40*time.Minute }, ""},
		{"the session is closed", func(o *ops.Overview) { o.Rooms, o.Sessions[0].Closed = nil, true }, ""},
		{"nobody is due any more", func(o *ops.Overview) { o.Rooms, o.Sessions[0].Left = nil, 0 }, ""},
		{"the session is over", func(o *ops.Overview) { o.Rooms, o.Sessions[0].To = nil, at }, ""},
		{"bad on the stage", func(o *ops.Overview) { o.Rooms[0].People[1].Light = "bad" }, "bad_quality! session-1 2"},
		{"bad while waiting", func(o *ops.Overview) { o.Rooms[0].People[2].Light = "bad" }, "bad_quality session-1 3"},
		{"bad in the wings", func(o *ops.Overview) { o.Rooms[0].People[2].Light, o.Rooms[0].People[2].Place = "bad", "wings" }, ""},
		{"a path lost on the stage", func(o *ops.Overview) { o.Rooms[0].People[1].Path = "lost" }, "path_lost! session-1 2"},
		{"lost on the stage", func(o *ops.Overview) { o.Rooms[0].People[1].Connection = "lost" }, "path_lost! session-1 2"},
		{"lost while waiting", func(o *ops.Overview) { o.Rooms[0].People[2].Connection = "lost" }, ""},
		{"not recorded", func(o *ops.Overview) { o.Rooms[0].Recording = "failed" }, "recording_failed! " + well().Rooms[0].Name},
		{"recorded", func(o *ops.Overview) { o.Rooms[0].Recording = "on" }, ""},
		{"messages failed", func(o *ops.Overview) { o.Messages.FailedLately = 2 }, "messages_failed!"},
		{"messages are late", func(o *ops.Overview) { o.Messages.Late = 1 }, "messages_late!"},
		{"jobs fail", func(o *ops.Overview) { o.Queue.Failing = 1 }, "jobs_failing"},
		{"jobs were given up", func(o *ops.Overview) { o.Queue.GivenUp = 1 }, "jobs_given_up!"},
		{"jobs wait too long", func(o *ops.Overview) { o.Queue.OldestDue = at.Add(-2 * time.Minute) }, "jobs_late"},
		{"seals are late", func(o *ops.Overview) { o.Sealing.Oldest = at.Add(-time.Minute) }, "audit_unsealed"},
		{"the graver comes first", func(o *ops.Overview) { o.Queue.Failing, o.Messages.FailedLately = 1, 1 }, "messages_failed!, jobs_failing"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			o := well()
			test.change(&o)
			if got := told(ops.Alerts(o)); got != test.want {
				t.Errorf("alerts %q, want %q", got, test.want)
			}
		})
	}
}

func told(alerts []ops.Alert) string {
	var list []string
	for _, a := range alerts {
		text := string(a.Kind)
		if a.Grave {
			text += "!"
		}
		if a.Room != "" {
			text += " " + a.Room
		}
		if a.Person != 0 {
			text += fmt.Sprintf(" %d", a.Person)
		}
		list = append(list, text)
	}
	return strings.Join(list, ", ")
}

func TestAlerts_SayHowManyAndSinceWhen(t *testing.T) {
	t.Parallel()
	o := well()
	o.Rooms, o.Queue.Failing = nil, 5
	alerts := ops.Alerts(o)
	begins := slices.ContainsFunc(alerts, func(a ops.Alert) bool { return a.Kind == ops.HostAway && a.Since.Equal(o.Sessions[0].From) })
	counted := slices.ContainsFunc(alerts, func(a ops.Alert) bool { return a.Kind == ops.JobsFailing && a.Count == 5 })
	if !begins || !counted {
		t.Errorf("alerts %+v", alerts)
	}
}
