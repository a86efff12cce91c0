// Package notify sends due notices by SMS. A notice was written in the same transaction as the
// change it tells of; just before sending it is held against what is true by then, and dropped
// when it no longer holds, so that nobody is told of an appointment that has changed since.
package notify

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"majlis/booking"
	"majlis/internal/i18n"
	"majlis/internal/identity"
	"majlis/internal/sms"
)

// Status is where a notice stands.
type Status string

const (
	StatusQueued     Status = "queued"
	StatusSent       Status = "sent"
	StatusDelivered  Status = "delivered"
	StatusFailed     Status = "failed"
	StatusSuperseded Status = "superseded" // no longer true when its hour came
)

// A Pending notice with all that its text and its truth depend on, as stored at this moment.
type Pending struct {
	ID     int64
	Notice booking.Notice
	Status Status
	Phone  string
	Lang   i18n.Lang
	Case   CaseFacts
	Offer  OfferFacts // zero for notices about a case
	Person int64
	DueAt  time.Time
}

// CaseFacts are what a text may say of a case.
type CaseFacts struct {
	ID        int64
	Reference string
	Status    string
	Version   int
	DueAt     time.Time
	Surveyed  bool
}

// OfferFacts are what a text may say of an offer.
type OfferFacts struct {
	ID             int64
	Status         booking.OfferStatus
	RequestStatus  booking.RequestStatus
	AudienceStatus booking.AudienceStatus
	Version        int
	At             time.Time
	Minutes        int
	Venue          booking.Venue
	ConfirmBy      time.Time
	LateFor        time.Duration
	CentreAr       string
	CentreEn       string
}

// expected is when the audience begins as far as is known: the time told, with the delay told.
func (o OfferFacts) expected() time.Time { return o.At.Add(o.LateFor) }

// A Sent line is a notice as the operators' list shows it: no text, the number masked.
type Sent struct {
	ID        int64
	Kind      booking.NoticeKind
	Reference string
	Phone     string
	Status    Status
	Tries     int
	Parts     int
	DueAt     time.Time
	SentAt    time.Time
	ArrivedAt time.Time // on the handset, by the gateway's word; zero when nothing is known
	Error     string
}

// Store keeps notices.
type Store interface {
	Pending(ctx context.Context, id int64) (Pending, error)
	MarkSent(ctx context.Context, id int64, receipt Receipt) error
	MarkFailed(ctx context.Context, id int64, reason string, last bool) error
	MarkSuperseded(ctx context.Context, id int64) error
	Recent(ctx context.Context, f RecentFilter) ([]Sent, error)
}

// A Receipt is what is known of a message that went out.
type Receipt struct {
	At       time.Time
	Parts    int
	Provider string // the gateway's own number for it
}

// RecentFilter narrows the operators' list; zero fields do not narrow.
type RecentFilter struct {
	Status  Status
	Subject string
	ID      int64
	Take    int
}

// Links makes the opaque addresses that texts carry.
type Links interface {
	Mint(ctx context.Context, purpose identity.Purpose, subject, person int64, expires time.Time) (string, error)
}

// Config is what a Notifier needs.
type Config struct {
	Store      Store
	Deliveries Deliveries
	Links      Links
	Sender     sms.Sender
	Bundle     *i18n.Bundle
	Origin     string // https://host, before the short paths
	HelpPhone  string
	Now        func() time.Time
}

// Notifier sends notices.
type Notifier struct{ Config }

// New makes a Notifier.
func New(c Config) *Notifier { return &Notifier{c} }

// giveUpAfter is how long a gateway may refuse or be away before a notice counts as failed.
const giveUpAfter = 12 * time.Hour

// Send sends one notice if it still holds. A fault of the gateway is returned, so that the job
// that called is tried again, until the notice is too old or the gateway says never.
func (n *Notifier) Send(ctx context.Context, id int64) error {
	p, err := n.Store.Pending(ctx, id)
	if err != nil {
		return fmt.Errorf("notice %d: %w", id, err)
	}
	if p.Status != StatusQueued {
		return nil
	}
	if !p.holds(n.Now()) {
		return n.Store.MarkSuperseded(ctx, id)
	}
	text, err := n.text(ctx, p)
	if err != nil {
		return err
	}
	receipt, err := n.Sender.Send(ctx, sms.Message{To: p.Phone, Text: text, Key: fmt.Sprintf("notice-%d", id)})
	if err != nil {
		return n.failed(ctx, p, err)
	}
	return n.Store.MarkSent(ctx, id, Receipt{At: n.Now(), Parts: sms.Measure(text).Parts, Provider: receipt.Gateway + ":" + receipt.ID})
}

func (n *Notifier) failed(ctx context.Context, p Pending, cause error) error {
	last := errors.Is(cause, sms.ErrRejected) || n.Now().Sub(p.DueAt) > giveUpAfter
	if err := n.Store.MarkFailed(ctx, p.ID, reasonOf(cause), last); err != nil {
		return errors.Join(cause, err)
	}
	if last {
		return nil
	}
	return fmt.Errorf("send notice %d: %w", p.ID, cause)
}

// reasonOf keeps a gateway's complaint short; it never holds the text or the number.
func reasonOf(err error) string {
	const most = 200
	s := err.Error()
	if len(s) > most {
		s = s[:most]
	}
	return strings.ToValidUTF8(s, "") // a letter may have been cut in two, and the store takes whole ones only
}
