package casework

import (
	"context"
	"time"

	"majlis/booking"
)

// Store is everything the office keeps its cases in. internal/postgres implements each part.
type Store struct {
	Tx          Transactor
	Cases       Cases
	Readings    Readings
	Histories   Histories
	Referrals   Referrals
	Attachments Attachments
	Drafts      Drafts
	Surveys     Surveys
	Places      Places
}

// A Transactor runs fn in one transaction carried by the context; a nested call joins the outer one.
type Transactor interface {
	InTx(ctx context.Context, fn func(context.Context) error) error
}

// Cases keeps cases. Save writes a case whose stored version is still c.Version and raises it,
// else fails with booking.ErrConflict.
type Cases interface {
	NextNumber(ctx context.Context, hijriYear int) (int, error)
	Insert(ctx context.Context, c Case, filingKey string, subjectHash []byte) (CaseID, error)
	One(ctx context.Context, by CaseKey) (Case, error)
	Search(ctx context.Context, f QueueFilter) ([]Case, int, error)
	Save(ctx context.Context, c Case) error
}

// Readings notes that the person saw the result, which changes no version.
type Readings interface {
	Read(ctx context.Context, id CaseID, at time.Time) error
}

// A CaseKey names one case by the first of its fields that is set.
type CaseKey struct {
	ID        CaseID
	Reference string
	FilingKey string
}

// Histories keeps what happened to a case.
type Histories interface {
	AddEvent(ctx context.Context, id CaseID, e Event) error
	Events(ctx context.Context, id CaseID) ([]Event, error)
}

// Referrals keeps what departments were asked. Save works as Cases.Save does.
type Referrals interface {
	Insert(ctx context.Context, r Referral) (ReferralID, error)
	One(ctx context.Context, id ReferralID) (Referral, error)
	Save(ctx context.Context, r Referral) error
	OfCase(ctx context.Context, id CaseID) ([]Referral, error)
	OfDepartment(ctx context.Context, id DepartmentID, answered bool) ([]Assignment, error)
}

// Surveys keeps what people thought of the answer.
type Surveys interface {
	Insert(ctx context.Context, s Survey) error
	OfCase(ctx context.Context, id CaseID) (Survey, error)
	Figures(ctx context.Context, from, to time.Time) (Figures, error)
}

// Audiences is booking's desk, as far as filing and settling need it.
type Audiences interface {
	Submit(ctx context.Context, ask booking.Ask) (booking.Request, error)
}

// Outbox holds what people must be told, written in the same transaction as the change.
type Outbox interface {
	Tell(ctx context.Context, list ...booking.Notice) error
}

// Journal is the record of who did what, and why.
type Journal interface {
	Record(ctx context.Context, action, subject string, id int64, reason string) error
}

// Calendar knows the working days of the office and the Hijri year of a day.
type Calendar interface {
	WorkingDaysAfter(day time.Time, n int) time.Time
	HijriYear(day time.Time) (int, error)
}

// Office is the service that moves cases. All its methods that change something run in one
// transaction, write history and the journal, and leave the notices that are due.
type Office struct {
	store     Store
	audiences Audiences
	outbox    Outbox
	journal   Journal
	calendar  Calendar
	now       func() time.Time
}

// Config is what an Office needs.
type Config struct {
	Store     Store
	Audiences Audiences
	Outbox    Outbox
	Journal   Journal
	Calendar  Calendar
	Now       func() time.Time
}

// NewOffice makes an Office.
func NewOffice(c Config) *Office {
	return &Office{store: c.Store, audiences: c.Audiences, outbox: c.Outbox, journal: c.Journal, calendar: c.Calendar, now: c.Now}
}
