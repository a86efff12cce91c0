package casework

import (
	"context"
	"fmt"
	"strings"
	"time"

	"majlis/booking"
	"majlis/internal/identity"
)

// An Assignment is a referral as a department sees it, with the case it asks about.
type Assignment struct {
	Referral Referral
	Case     Case
}

// A Directive is what a host ordered in an audience.
type Directive struct {
	Department DepartmentID
	Owner      string
	Text       string
	DueOn      time.Time
}

// Refer asks a department to settle the case by a day, and tells the person.
func (o *Office) Refer(ctx context.Context, id CaseID, version int, r Referral) error {
	r.Case, r.Kind = id, ReferralOffice
	return o.apply(ctx, change{id: id, version: version, action: "case.refer", told: booking.NoticeReferred,
		step: func(ctx context.Context, c *Case) (string, error) {
			if err := own(ctx, c); err != nil {
				return "", err
			}
			return strings.TrimSpace(r.Text), o.assign(ctx, c, r)
		}})
}

// Direct turns what the host ordered into referrals and tells the person.
func (o *Office) Direct(ctx context.Context, audience int64, id CaseID, orders []Directive) error {
	if len(orders) == 0 {
		return booking.Refuse("directive_missing", "")
	}
	return o.apply(ctx, change{id: id, action: "case.direct", told: booking.NoticeReferred,
		step: func(ctx context.Context, c *Case) (string, error) {
			texts := make([]string, 0, len(orders))
			for _, d := range orders {
				r := Referral{Case: id, Department: d.Department, Kind: ReferralDirective, Audience: audience, Text: d.Text, Owner: d.Owner, DueOn: d.DueOn}
				if err := o.assign(ctx, c, r); err != nil {
					return "", err
				}
				texts = append(texts, strings.TrimSpace(d.Text))
			}
			return strings.Join(texts, "\n"), nil
		}})
}

func (o *Office) assign(ctx context.Context, c *Case, r Referral) error {
	now := o.now()
	switch {
	case r.Department == 0:
		return booking.Refuse("department_missing", "department")
	case strings.TrimSpace(r.Text) == "":
		return booking.Refuse("referral_text_missing", "text")
	case r.DueOn.IsZero():
		return booking.Refuse("date_missing", "due_on")
	case r.DueOn.Before(riyadhDay(now)):
		return booking.Refuse("date_past", "due_on")
	}
	r.Status, r.Version = ReferralOpen, 1
	r.Text, r.Owner = strings.TrimSpace(r.Text), strings.TrimSpace(r.Owner)
	r.CreatedBy, r.CreatedAt = identity.ActorFrom(ctx).Label(), now
	if _, err := o.store.Referrals.Insert(ctx, r); err != nil {
		return fmt.Errorf("insert referral: %w", err)
	}
	c.Department, c.DueAt = r.Department, endOfDay(r.DueOn)
	return c.move(StatusReferred)
}

func endOfDay(day time.Time) time.Time { return day.Add(24*time.Hour - time.Second) }

// DepartmentQueue lists what a department has been asked: open first by due day, or what it answered.
func (o *Office) DepartmentQueue(ctx context.Context, id DepartmentID, answered bool) ([]Assignment, error) {
	return o.store.Referrals.OfDepartment(ctx, id, answered)
}

// Referrals lists what was asked about a case.
func (o *Office) Referrals(ctx context.Context, id CaseID) ([]Referral, error) {
	return o.store.Referrals.OfCase(ctx, id)
}

// Assignment is one referral with its case, for the department it was put to.
func (o *Office) Assignment(ctx context.Context, id ReferralID) (Assignment, error) {
	r, err := o.store.Referrals.One(ctx, id)
	if err != nil {
		return Assignment{}, err
	}
	if err := onlyOwnDepartment(ctx, r); err != nil {
		return Assignment{}, err
	}
	c, err := o.Case(ctx, r.Case)
	return Assignment{Referral: r, Case: c}, err
}

// Start says that the department works on it.
func (o *Office) Start(ctx context.Context, id ReferralID, version int) error {
	return o.respond(ctx, id, version, response{status: ReferralStarted, next: StatusInProgress, action: "referral.start"})
}

// Answer is the department's reply; the case goes back to the office to be checked.
func (o *Office) Answer(ctx context.Context, id ReferralID, version int, reply string) error {
	return o.respond(ctx, id, version, response{status: ReferralAnswered, next: StatusReplyReceived, action: "referral.answer", text: reply})
}

// Return says that the matter is not this department's, and why; the office refers it elsewhere.
func (o *Office) Return(ctx context.Context, id ReferralID, version int, reason string) error {
	return o.respond(ctx, id, version, response{status: ReferralReturned, next: StatusUnderReview, action: "referral.return", text: reason})
}

type response struct {
	status ReferralStatus
	next   Status
	action string
	text   string
}

func (o *Office) respond(ctx context.Context, id ReferralID, version int, re response) error {
	re.text = strings.TrimSpace(re.text)
	if re.status != ReferralStarted && re.text == "" {
		return booking.Refuse("reply_missing", "reply")
	}
	return o.store.Tx.InTx(ctx, func(ctx context.Context) error {
		r, err := o.store.Referrals.One(ctx, id)
		if err != nil {
			return fmt.Errorf("referral %d: %w", id, err)
		}
		if err := onlyOwnDepartment(ctx, r); err != nil {
			return err
		}
		if r.Version != version {
			return fmt.Errorf("referral %d seen at version %d: %w", id, version, booking.ErrConflict)
		}
		if r.Status != ReferralOpen && r.Status != ReferralStarted {
			return booking.Refuse("referral_closed", "")
		}
		r.Status = re.status
		if re.text != "" {
			r.Reply, r.AnsweredAt = re.text, o.now()
		}
		if err := o.store.Referrals.Save(ctx, r); err != nil {
			return fmt.Errorf("save referral: %w", err)
		}
		next, err := o.nextAfter(ctx, r, re.next)
		if err != nil {
			return err
		}
		return o.apply(ctx, change{id: r.Case, action: re.action, step: func(_ context.Context, c *Case) (string, error) {
			// The office may have gone on meanwhile: the reply is kept, and the case stays where it is.
			if c.Status != next && c.Status.May(next) {
				c.Status = next
			}
			return re.text, nil
		}})
	})
}

// nextAfter keeps a case in progress while another department still owes its answer.
func (o *Office) nextAfter(ctx context.Context, done Referral, next Status) (Status, error) {
	if next == StatusInProgress {
		return next, nil
	}
	all, err := o.store.Referrals.OfCase(ctx, done.Case)
	if err != nil {
		return "", fmt.Errorf("referrals of case: %w", err)
	}
	for _, r := range all {
		if r.ID != done.ID && (r.Status == ReferralOpen || r.Status == ReferralStarted) {
			return StatusReferred, nil
		}
	}
	return next, nil
}

// onlyOwnDepartment keeps a department officer to what was put to the own department.
func onlyOwnDepartment(ctx context.Context, r Referral) error {
	staff := identity.ActorFrom(ctx).Staff
	if staff != nil && staff.Role == identity.RoleDepartment && DepartmentID(staff.Department) != r.Department {
		return booking.ErrForbidden
	}
	return nil
}
