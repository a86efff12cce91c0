package casework

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"majlis/booking"
	"majlis/internal/i18n"
	"majlis/internal/identity"
)

// Bounds of what a person may type, in letters.
const (
	SubjectMax = 120
	BodyMin    = 20
	BodyMax    = 4000
)

// A Filing is what a person hands in. Key makes a second press of the button harmless.
type Filing struct {
	Key            string
	DraftKey       string // whose attachments come along; "" when there are none
	Person         int64
	Kind           Kind
	Channel        Channel
	Centre         string
	Applicant      Applicant
	Subject        string
	Body           string
	UrgencyClaimed bool
	UrgencyReason  string
	Language       string
	Audience       *booking.Ask // for KindAudience; Case and Person are filled in here
}

// Check refuses a filing that lacks something or contradicts itself, naming the field.
func (f Filing) Check(today time.Time) error {
	switch {
	case strings.TrimSpace(f.Subject) == "":
		return booking.Refuse("subject_missing", "subject")
	case utf8.RuneCountInString(f.Subject) > SubjectMax:
		return booking.Refuse("subject_long", "subject", "max", SubjectMax)
	case utf8.RuneCountInString(strings.TrimSpace(f.Body)) < BodyMin:
		return booking.Refuse("body_short", "body", "min", BodyMin)
	case utf8.RuneCountInString(f.Body) > BodyMax:
		return booking.Refuse("body_long", "body", "max", BodyMax)
	case f.UrgencyClaimed && strings.TrimSpace(f.UrgencyReason) == "":
		return booking.Refuse("urgency_reason_missing", "urgency_reason")
	}
	return f.Applicant.Check(today)
}

// Check refuses an applicant whose paper is missing or has run out.
func (a Applicant) Check(today time.Time) error {
	if a.Kind == ApplicantSelf || a.Kind == "" {
		return nil
	}
	switch {
	case strings.TrimSpace(a.PrincipalName) == "":
		return booking.Refuse("principal_missing", "principal_name")
	case strings.TrimSpace(a.PaperNumber) == "":
		return booking.Refuse("paper_missing", "paper_number")
	case a.Kind == ApplicantAgent && a.PaperExpiresOn.IsZero():
		return booking.Refuse("paper_expiry_missing", "paper_expires_on")
	case !a.PaperExpiresOn.IsZero() && a.PaperExpiresOn.Before(today):
		return booking.Refuse("paper_expired", "paper_expires_on")
	}
	return nil
}

// File takes a filing in, gives it a reference and tells the person. Handing in the same thing
// under the same Key again returns the case it made the first time; another thing, or another
// person's, is refused (filing_key_used), so that neither gets lost or is shown to somebody else.
func (o *Office) File(ctx context.Context, f Filing) (Case, error) {
	now := o.now()
	if err := f.Check(riyadhDay(now)); err != nil {
		return Case{}, err
	}
	if f.Key == "" {
		return Case{}, booking.Refuse("filing_key_missing", "")
	}
	if !slices.Contains(Kinds(), f.Kind) {
		return Case{}, booking.Refuse("kind_missing", "kind")
	}
	filed, err := o.fileOnce(ctx, f, now)
	if errors.Is(err, booking.ErrConflict) {
		// The same key was filed by another request at the same moment.
		return o.earlier(ctx, f)
	}
	return filed, err
}

// earlier is the case that the same filing made before.
func (o *Office) earlier(ctx context.Context, f Filing) (Case, error) {
	c, err := o.store.Cases.One(ctx, CaseKey{FilingKey: f.Key})
	if err != nil {
		return Case{}, err
	}
	if c.Person != f.Person || c.Kind != f.Kind || c.Subject != strings.TrimSpace(f.Subject) || c.Body != strings.TrimSpace(f.Body) {
		return Case{}, booking.Refuse("filing_key_used", "")
	}
	return c, nil
}

func (o *Office) fileOnce(ctx context.Context, f Filing, now time.Time) (Case, error) {
	var filed Case
	err := o.store.Tx.InTx(ctx, func(ctx context.Context) error {
		earlier, err := o.earlier(ctx, f)
		if err == nil {
			filed = earlier
			return nil
		}
		if !errors.Is(err, booking.ErrNotFound) {
			return err
		}
		filed, err = o.take(ctx, f, now)
		return err
	})
	return filed, err
}

func (o *Office) take(ctx context.Context, f Filing, now time.Time) (Case, error) {
	c, err := o.newCase(ctx, f, now)
	if err != nil {
		return Case{}, err
	}
	if c.ID, err = o.store.Cases.Insert(ctx, c, f.Key, subjectHash(f.Subject)); err != nil {
		return Case{}, fmt.Errorf("insert case: %w", err)
	}
	if f.DraftKey != "" {
		if err := o.store.Attachments.Adopt(ctx, f.DraftKey, c.ID); err != nil {
			return Case{}, fmt.Errorf("take the draft's attachments along: %w", err)
		}
		if err := o.store.Drafts.Remove(ctx, f.DraftKey); err != nil {
			return Case{}, fmt.Errorf("remove draft: %w", err)
		}
	}
	if f.Audience != nil {
		ask := *f.Audience
		ask.Case, ask.Person = int64(c.ID), f.Person
		if _, err := o.audiences.Submit(ctx, ask); err != nil {
			return Case{}, err
		}
	}
	if err := o.note(ctx, c, "case.file", Event{}); err != nil {
		return Case{}, err
	}
	return c, o.tell(ctx, c, booking.NoticeReceived, time.Time{})
}

func (o *Office) newCase(ctx context.Context, f Filing, now time.Time) (Case, error) {
	day := riyadhDay(now)
	year, err := o.calendar.HijriYear(day)
	if err != nil {
		return Case{}, fmt.Errorf("hijri year: %w", err)
	}
	number, err := o.store.Cases.NextNumber(ctx, year)
	if err != nil {
		return Case{}, fmt.Errorf("next reference: %w", err)
	}
	applicant := f.Applicant
	if applicant.Kind == "" {
		applicant.Kind = ApplicantSelf
	}
	return Case{
		Reference: fmt.Sprintf("R%02d-%d", year%100, number),
		Kind:      f.Kind, Status: StatusReceived, Channel: f.Channel, Centre: f.Centre,
		Person: f.Person, Applicant: applicant,
		Subject: strings.TrimSpace(f.Subject), Body: strings.TrimSpace(f.Body),
		UrgencyClaimed: f.UrgencyClaimed, UrgencyReason: strings.TrimSpace(f.UrgencyReason),
		Language: f.Language, FiledAt: now, FiledOn: day,
		DueAt: o.due(f.Kind), Version: 1,
	}, nil
}

// respondDays is the response clock of each kind in working days.
var respondDays = map[Kind]int{KindInquiry: 3, KindComplaint: 5, KindRequest: 10, KindSuggestion: 10, KindAudience: 10}

// due is when the response clock of a kind runs out if it starts now: the end of its last working day.
func (o *Office) due(k Kind) time.Time {
	return endOfDay(riyadhDay(o.calendar.WorkingDaysAfter(o.now(), respondDays[k])))
}

// note writes the history line and the journal row of a change that made c what it is now; the
// line says from where, and what may be said of it.
func (o *Office) note(ctx context.Context, c Case, action string, line Event) error {
	event := Event{At: o.now(), Actor: identity.ActorFrom(ctx).Label(), From: line.From, To: c.Status, Note: line.Note, Public: line.Public}
	if err := o.store.Histories.AddEvent(ctx, c.ID, event); err != nil {
		return fmt.Errorf("add history: %w", err)
	}
	if err := o.journal.Record(ctx, action, "case", int64(c.ID), ""); err != nil {
		return fmt.Errorf("journal %s: %w", action, err)
	}
	return nil
}

func (o *Office) tell(ctx context.Context, c Case, kind booking.NoticeKind, due time.Time) error {
	n := booking.Notice{Kind: kind, Subject: booking.SubjectCase, ID: int64(c.ID), Version: c.Version, Person: c.Person, DueAt: due}
	if err := o.outbox.Tell(ctx, n); err != nil {
		return fmt.Errorf("leave notice %s: %w", kind, err)
	}
	return nil
}

// subjectHash makes two spellings of one subject equal, so that a second filing on one day is seen.
func subjectHash(subject string) []byte {
	folded := strings.Join(strings.Fields(i18n.FoldArabic(i18n.FoldDigits(strings.ToLower(subject)))), " ")
	sum := sha256.Sum256([]byte(folded))
	return sum[:]
}

var riyadh = time.FixedZone("Asia/Riyadh", 3*60*60)

// riyadhDay is the civil day of t in Riyadh, as midnight there.
func riyadhDay(t time.Time) time.Time {
	y, m, d := t.In(riyadh).Date()
	return time.Date(y, m, d, 0, 0, 0, 0, riyadh)
}
