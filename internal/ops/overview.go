package ops

import (
	"context"
	"time"
)

// Database is how the store is.
type Database struct {
	Own      bool // the program's own server
	Version  string
	Size     int64 // bytes
	InUse    int   // connections of this node
	Idle     int
	Most     int
	Answered time.Duration // how long it took to answer
}

// Queue is the durable jobs by their state, and how long the first has waited past its time.
type Queue struct {
	Waiting   int // due and not taken yet
	Running   int
	Scheduled int // for a later time
	Failing   int // failed and to be tried again
	GivenUp   int // in the last day
	Done      int // in the last day
	OldestDue time.Time
}

// Messages are the SMS due since the day began, by state, and those that want somebody whatever
// their day.
type Messages struct {
	Queued, Sent, Delivered, Failed, Superseded int
	Late                                        int // queued though their time has passed
	FailedLately                                int // failed within seven days and not retried
}

// Sealing is how far the audit record is sealed.
type Sealing struct {
	Unsealed int
	Oldest   time.Time
}

// A Session is a host's session of today.
type Session struct {
	ID             int64
	Room           string // the name its room has
	HostAr, HostEn string // short titles
	From, To       time.Time
	LateFor        time.Duration
	Closed         bool
	Left           int // appointments that have not ended
}

// Store measures the database. Its calls fail while the database is away.
type Store interface {
	Database(ctx context.Context) (Database, error)
	Queue(ctx context.Context, now time.Time) (Queue, error)
	Messages(ctx context.Context, day, now time.Time) (Messages, error)
	Sealing(ctx context.Context) (Sealing, error)
	Sessions(ctx context.Context, from, to time.Time) ([]Session, error)
}

// Overview is everything at one moment. While Away, what comes from the database is zero.
type Overview struct {
	At       time.Time
	Process  Process
	Away     bool
	Database Database
	Queue    Queue
	Messages Messages
	Sealing  Sealing
	Sessions []Session
	Rooms    []Room
}

// People counts those connected to rooms of sessions, on the stage and waiting.
func (o Overview) People() (stage, waiting int) {
	for _, room := range o.Rooms {
		for _, p := range room.People {
			switch {
			case room.Check || !p.Here():
			case p.Place == "stage":
				stage++
			case p.Place == "waiting":
				waiting++
			}
		}
	}
	return stage, waiting
}

// Session is the session a room belongs to.
func (o Overview) Session(room string) (Session, bool) {
	for _, s := range o.Sessions {
		if s.Room == room {
			return s, true
		}
	}
	return Session{}, false
}

// Config is what a Watch looks at.
type Config struct {
	Store   Store
	Rooms   func() []Room
	Process Process
	Own     bool // the database is the program's own
	Now     func() time.Time
	Failed  func(error) // told when the database does not answer; may be nil
}

// Watch looks at the running program.
type Watch struct{ Config }

// New makes a Watch.
func New(c Config) *Watch { return &Watch{c} }

// lookFor bounds one look at the database, so that the page comes while it is away.
const lookFor = 4 * time.Second

// Overview looks at everything. A database that does not answer is a finding, not a failure.
func (w *Watch) Overview(ctx context.Context) Overview {
	o := Overview{At: w.Now(), Process: w.Process.Measured(), Rooms: w.Rooms()}
	ctx, cancel := context.WithTimeout(ctx, lookFor)
	defer cancel()
	if err := w.measure(ctx, &o); err != nil {
		if w.Failed != nil {
			w.Failed(err)
		}
		return Overview{At: o.At, Process: o.Process, Rooms: o.Rooms, Away: true, Database: Database{Own: w.Own}}
	}
	o.Database.Own = w.Own
	return o
}

var riyadh = time.FixedZone("Asia/Riyadh", 3*60*60)

// DayOf is the midnight in Riyadh that a moment's day began with.
func DayOf(t time.Time) time.Time {
	t = t.In(riyadh)
	return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, riyadh)
}

func (w *Watch) measure(ctx context.Context, o *Overview) (err error) {
	day := DayOf(o.At)
	if o.Database, err = w.Store.Database(ctx); err != nil {
		return err
	}
	if o.Queue, err = w.Store.Queue(ctx, o.At); err != nil {
		return err
	}
	if o.Messages, err = w.Store.Messages(ctx, day, o.At); err != nil {
		return err
	}
	if o.Sealing, err = w.Store.Sealing(ctx); err != nil {
		return err
	}
	o.Sessions, err = w.Store.Sessions(ctx, day, day.AddDate(0, 0, 1))
	return err
}
