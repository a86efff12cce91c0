package ops_test

import (
	"testing"
	"time"

	"majlis/internal/ops"
)

func TestAlerts(t *testing.T) {
	well := func() ops.Snapshot {
		return ops.Snapshot{Rooms: []ops.Room{{ID: "session-1", People: []ops.Participant{
			{Role: "host", Connection: "here", Place: "stage", Light: "good"}, {Role: "citizen", Connection: "here", Place: "waiting", Light: "fair"},
		}}}}
	}
	for name, row := range map[string]struct {
		change func(*ops.Snapshot)
		want   string
	}{
		"all is well":          {func(*ops.Snapshot) {}, ""},
		"the database is away": {func(s *ops.Snapshot) { s.Database.Away = true }, "database_away"},
		"messages failed":      {func(s *ops.Snapshot) { s.Database.Counters.Messages = map[string]int{"failed": 2} }, "messages_failed"},
		"jobs fail":            {func(s *ops.Snapshot) { s.Database.Counters.Jobs = map[string]int{"retryable": 1} }, "jobs_failing"},
		"jobs wait":            {func(s *ops.Snapshot) { s.Database.Counters.Oldest = 3 * time.Minute }, "jobs_waiting"},
		"the record lags":      {func(s *ops.Snapshot) { s.Database.Counters.Unsealed = 501 }, "audit_unsealed"},
		"a bad connection":     {func(s *ops.Snapshot) { s.Rooms[0].People[1].Light = "bad" }, "bad_connection"},
		"no host":              {func(s *ops.Snapshot) { s.Rooms[0].People[0].Connection = "lost" }, "bad_connection host_away"},
		"a check has no host":  {func(s *ops.Snapshot) { s.Rooms[0].Check, s.Rooms[0].People = true, s.Rooms[0].People[1:] }, ""},
	} {
		t.Run(name, func(t *testing.T) {
			s := well()
			row.change(&s)
			got := ""
			for _, alert := range ops.Alerts(s) {
				if got != "" {
					got += " "
				}
				got += alert.Code
			}
			if got != row.want {
				t.Errorf("alerts %q, want %q", got, row.want)
			}
		})
	}
}
