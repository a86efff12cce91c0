package casework

import (
	"context"
	"fmt"
	"strings"
	"time"

	"majlis/booking"
	"majlis/internal/identity"
)

// Study is what an officer makes of a case.
type Study struct {
	Class    string
	Category string
}

// change is one step of a case: load, check the version the officer saw, let step alter the
// case, save, note. step returns the public or internal text of the history line.
type change struct {
	id      CaseID
	version int // 0 when the change does not come from a form that showed the case
	action  string
	public  bool
	step    func(ctx context.Context, c *Case) (text string, err error)
	told    booking.NoticeKind // "" when nobody is told
}

func (o *Office) apply(ctx context.Context, ch change) error {
	return o.store.Tx.InTx(ctx, func(ctx context.Context) error {
		c, err := o.store.Cases.One(ctx, CaseKey{ID: ch.id})
		if err != nil {
			return fmt.Errorf("case %d: %w", ch.id, err)
		}
		if ch.version != 0 && ch.version != c.Version {
			return fmt.Errorf("case %d seen at version %d: %w", ch.id, ch.version, booking.ErrConflict)
		}
		from := c.Status
		text, err := ch.step(ctx, &c)
		if err != nil {
			return err
		}
		if err := o.store.Cases.Save(ctx, c); err != nil {
			return fmt.Errorf("save case: %w", err)
		}
		c.Version++
		if err := o.note(ctx, c, ch.action, Event{From: from, Note: text, Public: ch.public}); err != nil {
			return err
		}
		if ch.told == "" {
			return nil
		}
		return o.tell(ctx, c, ch.told, time.Time{})
	})
}

// own makes the acting officer the case's officer; one who had it before it was reopened may not.
func own(ctx context.Context, c *Case) error {
	staff := identity.ActorFrom(ctx).Staff
	if staff == nil {
		return nil
	}
	if c.Previous == staff.ID {
		return booking.Refuse("case_needs_another_officer", "")
	}
	c.Officer = staff.ID
	return nil
}

// Study sets class and category and takes the case under review by the acting officer.
func (o *Office) Study(ctx context.Context, id CaseID, version int, s Study) error {
	return o.apply(ctx, change{id: id, version: version, action: "case.study", step: func(ctx context.Context, c *Case) (string, error) {
		if err := own(ctx, c); err != nil {
			return "", err
		}
		c.Class, c.Category = s.Class, s.Category
		return "", c.move(StatusUnderReview)
	}})
}

// AskInfo asks the person for something that is missing, to come by a day.
func (o *Office) AskInfo(ctx context.Context, id CaseID, version int, question string, by time.Time) error {
	if strings.TrimSpace(question) == "" {
		return booking.Refuse("question_missing", "question")
	}
	if by.Before(riyadhDay(o.now())) {
		return booking.Refuse("date_past", "by")
	}
	return o.apply(ctx, change{id: id, version: version, action: "case.ask", public: true, told: booking.NoticeInfoNeeded,
		step: func(ctx context.Context, c *Case) (string, error) {
			if err := own(ctx, c); err != nil {
				return "", err
			}
			c.DueAt = by
			return strings.TrimSpace(question), c.move(StatusNeedsInfo)
		}})
}

// GiveInfo takes the person's answer to AskInfo and puts the case back under review.
func (o *Office) GiveInfo(ctx context.Context, id CaseID, text string) error {
	if strings.TrimSpace(text) == "" {
		return booking.Refuse("answer_missing", "answer")
	}
	return o.apply(ctx, change{id: id, action: "case.inform", public: true, step: func(_ context.Context, c *Case) (string, error) {
		if c.Status != StatusNeedsInfo {
			return "", booking.Refuse("case_not_waiting", "")
		}
		c.DueAt = o.due(c.Kind)
		return strings.TrimSpace(text), c.move(StatusUnderReview)
	}})
}

// Merge ends a case in favour of an earlier one of the same person.
func (o *Office) Merge(ctx context.Context, id CaseID, version int, into string) error {
	return o.apply(ctx, change{id: id, version: version, action: "case.merge", public: true, told: booking.NoticeMerged,
		step: func(ctx context.Context, c *Case) (string, error) {
			target, err := o.store.Cases.One(ctx, CaseKey{Reference: strings.ToUpper(strings.TrimSpace(into))})
			if err != nil {
				return "", booking.Refuse("merge_unknown", "into")
			}
			if target.ID == c.ID || target.Person != c.Person {
				return "", booking.Refuse("merge_other_person", "into")
			}
			if target.Status == StatusMerged {
				return "", booking.Refuse("merge_merged", "into")
			}
			c.MergedInto = target.ID
			return target.Reference, c.move(StatusMerged)
		}})
}

// Withdraw ends a case at the person's own wish.
func (o *Office) Withdraw(ctx context.Context, id CaseID) error {
	return o.apply(ctx, change{id: id, action: "case.withdraw", public: true, told: booking.NoticeWithdrawn, step: func(_ context.Context, c *Case) (string, error) {
		return "", c.move(StatusWithdrawn)
	}})
}
