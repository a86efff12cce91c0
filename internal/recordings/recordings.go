package recordings

import (
	"context"
	"strings"
	"time"

	"majlis/booking"
	"majlis/internal/identity"
)

// A Policy is one decision about recording, or the question of it while nobody has
// decided. The newest approved one holds; without one nothing is recorded.
type Policy struct {
	ID        int64
	Recorded  bool
	Reason    string
	AskedBy   int64
	AskedAt   time.Time
	DecidedBy int64     // 0: open
	DecidedAt time.Time // zero: open
	Approved  bool
}

// Open reports whether somebody has still to decide.
func (p Policy) Open() bool { return p.DecidedBy == 0 }

// State is what became of a recording.
type State string

// The states.
const (
	Running   State = "running"
	Finished  State = "finished"
	Empty     State = "empty"  // nothing came that could be kept
	Broken    State = "broken" // it could not be put together; its parts are kept
	Destroyed State = "destroyed"
)

// A Recording is one audience's, or a part of it when it was held in between.
type Recording struct {
	ID          int64
	Audience    int64
	Reference   string // of the case
	Node        string
	Place       string
	StartedAt   time.Time
	EndedAt     time.Time
	LastsMs     int64
	Bytes       int64
	Tracks      int
	State       State
	KeepUntil   time.Time
	DestroyedAt time.Time
}

// An Access is somebody's wish to fetch a recording.
type Access struct {
	ID          int64
	RecordingID int64
	Reason      string
	AskedBy     int64
	AskedAt     time.Time
	DecidedBy   int64
	DecidedAt   time.Time
	Approved    bool
	UsedAt      time.Time
}

// Open reports whether somebody has still to decide.
func (a Access) Open() bool { return a.DecidedBy == 0 }

// Policies keeps decisions about recording.
type Policies interface {
	AddRecordingPolicy(context.Context, Policy) error
	DecideRecordingPolicy(context.Context, Policy) error
	RecordingPolicies(context.Context) ([]Policy, error)
}

// Files keeps what was recorded.
type Files interface {
	AddRecording(context.Context, Recording) (int64, error)
	SaveRecording(context.Context, Recording) error
	Recording(context.Context, int64) (Recording, error)
	Recordings(context.Context) ([]Recording, error)
}

// Accesses keeps who asked for a file.
type Accesses interface {
	AddRecordingAccess(context.Context, Access) error
	SaveRecordingAccess(context.Context, Access) error
	RecordingAccesses(context.Context) ([]Access, error)
}

// Journal writes the audit record.
type Journal interface {
	Record(ctx context.Context, action, subject string, id int64, reason string) error
}

// Tx runs a change as one.
type Tx interface {
	InTx(ctx context.Context, do func(ctx context.Context) error) error
}

// Config is what an Office needs; everything is required.
type Config struct {
	Policies Policies
	Files    Files
	Accesses Accesses
	Journal  Journal
	Tx       Tx
	Now      func() time.Time
	KeepFor  time.Duration // how long a recording is kept
}

// Office decides about recordings.
type Office struct{ Config }

// New returns an Office.
func New(c Config) *Office { return &Office{c} }

// How long an approved wish for a file may be used.
const accessFor = 24 * time.Hour

const reasonLeast, reasonMost = 5, 500

func checkReason(reason string) (string, error) {
	reason = strings.TrimSpace(reason)
	if n := len([]rune(reason)); n < reasonLeast || n > reasonMost {
		return "", booking.Refuse("recording_reason", "reason")
	}
	return reason, nil
}

// staffOf is the member of staff who acts, who must hold the permission.
func staffOf(ctx context.Context) (int64, error) {
	actor := identity.ActorFrom(ctx)
	if actor.Staff == nil || !actor.May(identity.RecordingDecide) {
		return 0, booking.ErrForbidden
	}
	return actor.Staff.ID, nil
}

// Recorded reports whether audiences are to be recorded now.
func (o *Office) Recorded(ctx context.Context) (bool, error) {
	policies, err := o.Policies.RecordingPolicies(ctx)
	if err != nil {
		return false, err
	}
	return recorded(policies), nil
}

// recorded reads it off the decisions, the newest first.
func recorded(policies []Policy) bool {
	for _, p := range policies {
		if p.Approved {
			return p.Recorded
		}
	}
	return false
}

// AskPolicy asks for recording to be turned on, which another must approve; turning it off
// happens at once.
func (o *Office) AskPolicy(ctx context.Context, on bool, reason string) error {
	who, err := staffOf(ctx)
	if err != nil {
		return err
	}
	if reason, err = checkReason(reason); err != nil {
		return err
	}
	p := Policy{Recorded: on, Reason: reason, AskedBy: who, AskedAt: o.Now()}
	action := "recording_policy.ask"
	if !on {
		p.DecidedBy, p.DecidedAt, p.Approved = who, p.AskedAt, true
		action = "recording_policy.end"
	}
	return o.Tx.InTx(ctx, func(ctx context.Context) error {
		if err := o.Policies.AddRecordingPolicy(ctx, p); err != nil {
			return err
		}
		return o.Journal.Record(ctx, action, "recording_policy", 0, reason)
	})
}

// DecidePolicy answers the open question. Whoever asked may take it back, not approve it.
func (o *Office) DecidePolicy(ctx context.Context, id int64, approve bool) error {
	who, err := staffOf(ctx)
	if err != nil {
		return err
	}
	return o.Tx.InTx(ctx, func(ctx context.Context) error {
		policies, err := o.Policies.RecordingPolicies(ctx)
		if err != nil {
			return err
		}
		for _, p := range policies {
			if p.ID != id {
				continue
			}
			if !p.Open() {
				return booking.ErrConflict
			}
			if approve && p.AskedBy == who {
				return booking.Refuse("recording_two_people", "")
			}
			p.DecidedBy, p.DecidedAt, p.Approved = who, o.Now(), approve
			if err := o.Policies.DecideRecordingPolicy(ctx, p); err != nil {
				return err
			}
			return o.Journal.Record(ctx, decided("recording_policy", approve), "recording_policy", id, p.Reason)
		}
		return booking.ErrNotFound
	})
}

func decided(what string, approve bool) string {
	if approve {
		return what + ".approve"
	}
	return what + ".refuse"
}

// All is everything the office sees of recording: decisions, recordings, wishes, each the
// newest first. Looking at the list is audited by the page.
func (o *Office) All(ctx context.Context) ([]Policy, []Recording, []Access, error) {
	if _, err := staffOf(ctx); err != nil {
		return nil, nil, nil, err
	}
	policies, err := o.Policies.RecordingPolicies(ctx)
	if err != nil {
		return nil, nil, nil, err
	}
	files, err := o.Files.Recordings(ctx)
	if err != nil {
		return nil, nil, nil, err
	}
	accesses, err := o.Accesses.RecordingAccesses(ctx)
	return policies, files, accesses, err
}
