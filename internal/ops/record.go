package ops

import (
	"time"

	"majlis/internal/audit"
)

// A Sample is what was measured of one participant over a few seconds, as kept for fourteen days.
type Sample struct {
	At              time.Time
	Peer            string // the participant's opaque name in the room
	Role            string
	Reference       string // of the case; "" for staff
	LossIn, LossOut float64
	RTT, Jitter     time.Duration
	KbpsIn, KbpsOut int
	Score           float64 // how it sounded, 1 to 4.5; 0: not known
	AudioOnly       bool    // for a part of the time at least
	Samples         int     // how many measurements are taken together
}

// A Trail filter narrows the audit record; zero fields do not.
type Trail struct {
	Actor, Subject audit.Ref
	Action         string
	From, To       time.Time // half-open
	Before         int64     // entries with a lower number, for the next page
	Most           int
}

// An Entry of the audit record with the time of its seal; zero while it has none.
type Entry struct {
	audit.Stored
	SealedAt time.Time
}

// A CronEntry is one line of the table of what runs by the calendar.
type CronEntry struct {
	Name      string
	Schedule  string // five fields of cron text, read in Riyadh
	Edited    bool   // the office's own schedule, not the program's
	DueAt     time.Time
	LastDueAt time.Time // zero: it has not run yet
	Version   int
}
