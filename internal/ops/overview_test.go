package ops_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"majlis/internal/ops"
	"majlis/signaling"
)

// store answers with what it holds, or with its fault.
type store struct {
	fault    error
	from, to time.Time // what Sessions was asked for
}

func (s *store) Database(context.Context) (ops.Database, error) {
	return ops.Database{Version: "17"}, s.fault
}
func (s *store) Queue(context.Context, time.Time) (ops.Queue, error) {
	return ops.Queue{Waiting: 1}, nil
}
func (s *store) Messages(context.Context, time.Time, time.Time) (ops.Messages, error) {
	return ops.Messages{Sent: 2}, nil
}
func (s *store) Sealing(context.Context) (ops.Sealing, error) { return ops.Sealing{Unsealed: 3}, nil }
func (s *store) Sessions(_ context.Context, from, to time.Time) ([]ops.Session, error) {
	s.from, s.to = from, to
	return []ops.Session{{ID: 1, Room: "session-1"}}, nil
}

func watching(s *store, now time.Time) *ops.Watch {
	return ops.New(ops.Config{
		Store: s, Own: true, Now: func() time.Time { return now }, Process: ops.Process{Name: "one"},
		Rooms: func() []ops.Room {
			return []ops.Room{
				{Name: "session-1", People: []ops.Person{
					{Place: "stage", Connection: "here"}, {Place: "waiting", Connection: "away"}, {Place: "waiting", Connection: "lost"}, {Place: "wings", Connection: "here"},
				}},
				{Name: "session-1", Check: true, People: []ops.Person{{Place: "waiting", Connection: "here"}}},
			}
		},
	})
}

func TestWatch_Overview(t *testing.T) {
	t.Parallel()
	s := &store{}
	// 23:30 UTC is the next day in Riyadh.
	o := watching(s, time.Date(2026, 11, 24, 23, 30, 0, 0, time.UTC)).Overview(t.Context())
	if o.Away || !o.Database.Own || o.Queue.Waiting != 1 || o.Messages.Sent != 2 || o.Sealing.Unsealed != 3 || o.Process.Goroutines == 0 || o.Process.Memory == 0 {
		t.Errorf("overview %+v", o)
	}
	day := time.Date(2026, 11, 24, 21, 0, 0, 0, time.UTC)
	if !s.from.Equal(day) || !s.to.Equal(day.AddDate(0, 0, 1)) {
		t.Errorf("sessions from %s to %s, want the Riyadh day", s.from, s.to)
	}
	if stage, waiting := o.People(); stage != 1 || waiting != 1 {
		t.Errorf("%d on the stage and %d waiting, want 1 and 1", stage, waiting)
	}
	if _, found := o.Session("session-1"); !found {
		t.Error("the room's session is not found")
	}
	if _, found := o.Session("session-9"); found {
		t.Error("a session was found for a room of another day")
	}
}

func TestWatch_OverviewWhileTheDatabaseIsAway(t *testing.T) {
	t.Parallel()
	var heard error
	w := watching(&store{fault: errors.New("no route")}, at)
	w.Failed = func(err error) { heard = err }
	o := w.Overview(t.Context())
	if !o.Away || len(o.Rooms) != 2 || o.Process.Name != "one" || !o.Database.Own || heard == nil {
		t.Errorf("overview %+v, heard %v; want rooms and process without the database", o, heard)
	}
}

func TestLive_NamesNobody(t *testing.T) {
	t.Parallel()
	rooms := ops.Live([]signaling.RoomSnapshot{{
		Room: "session-4", OpenedAt: at, Current: "a-7",
		People: []signaling.PersonSnapshot{
			{Number: 1, Peer: "staff-3", Role: signaling.RoleHost, Place: "stage", Connection: "here", Path: signaling.PathConnected},
			{
				Number: 2, Peer: "person-12", Audience: "a-7", Role: signaling.RoleCitizen, Place: "stage", Connection: "here",
				Device: signaling.Device{Camera: "blocked", Microphone: "ok"}, Arriving: signaling.Audio | signaling.Screen,
				Quality: signaling.Quality{Light: "fair", Score: 3.2, AudioOnly: true, LossIn: 0.12, RTT: 40 * time.Millisecond, BitrateIn: 64_000, Freezes: 2},
			},
			{Number: 3, Audience: "a-x", Role: signaling.RoleCompanion},
		},
	}})
	if len(rooms) != 1 || rooms[0].Name != "session-4" || rooms[0].Audience != 7 || len(rooms[0].People) != 3 {
		t.Fatalf("rooms %+v", rooms)
	}
	want := ops.Person{
		Number: 2, Audience: 7, Role: "citizen", Place: "stage", Connection: "here", Camera: "blocked", Microphone: "ok", Audio: true, Screen: true,
		Light: "fair", Score: 3.2, AudioOnly: true, LossIn: 0.12, RTT: 40 * time.Millisecond, BitrateIn: 64_000, Freezes: 2,
	}
	if got := rooms[0].People[1]; got != want {
		t.Errorf("person %+v, want %+v", got, want)
	}
	if rooms[0].People[0].Audience != 0 || rooms[0].People[2].Audience != 0 {
		t.Error("staff, or an unreadable name, got an audience")
	}
}

// books records what an Operator did, and refuses when told to.
type books struct {
	actions []string
	refuse  error
}

func (b *books) InTx(ctx context.Context, fn func(context.Context) error) error { return fn(ctx) }
func (b *books) Requeue(context.Context, int64) error                           { return b.refuse }
func (b *books) Reschedule(context.Context, string, string, int) error          { return b.refuse }
func (b *books) Record(_ context.Context, action, subject string, _ int64, reason string) error {
	b.actions = append(b.actions, action+" "+subject+" "+reason)
	return nil
}

func TestOperator_WritesDownWhatWasDoneAndNothingElse(t *testing.T) {
	t.Parallel()
	b := &books{}
	o := ops.Operator{Tx: b, Journal: b, Requeues: b, Schedules: b}
	for _, err := range []error{o.Retry(t.Context(), 5), o.Reschedule(t.Context(), "sweep", "0 4 * * *", 1), o.Exported(t.Context(), "csv"), o.Verified(t.Context(), "12 hold")} {
		if err != nil {
			t.Error(err)
		}
	}
	if len(b.actions) != 4 || b.actions[1] != "cron.rescheduled cron sweep: 0 4 * * *" {
		t.Errorf("recorded %q", b.actions)
	}
	b.refuse = errors.New("somebody was faster")
	if o.Retry(t.Context(), 5) == nil || o.Reschedule(t.Context(), "sweep", "0 4 * * *", 1) == nil || len(b.actions) != 4 {
		t.Errorf("a refused action was recorded: %q", b.actions)
	}
}
