package booking

import (
	"context"
	"slices"
	"time"
)

// A Study is what an officer decides about a request. Zero fields leave what stands; an
// empty Needs that is not nil says there are none.
type Study struct {
	Class   Class
	Venues  []Venue
	Minutes int
	Needs   []string
	Section string
}

// Shortlist puts a request into the coming allocations, or changes the study of one that
// takes part already. It refuses an unknown class (class_unknown) and a request that has an
// offer (request_step); a request changed since version is ErrConflict.
func (d *Desk) Shortlist(ctx context.Context, id RequestID, version int, study Study) error {
	return d.triage(ctx, id, version, deed{"shortlist", ""}, func(ctx context.Context, r *Request) error {
		policy, err := d.policy(ctx)
		if err != nil {
			return err
		}
		if err := r.study(policy, study); err != nil {
			return err
		}
		switch r.Status {
		case RequestShortlisted:
			return nil
		case RequestOffered, RequestConfirmed: // back to the list only by ending the offer
			return Refuse("request_step", "", "from", string(r.Status), "to", string(RequestShortlisted))
		}
		return r.move(RequestShortlisted)
	})
}

func (r *Request) study(policy Policy, s Study) error {
	if s.Class != "" {
		// Rule R5: the office decides the class; the person only claims it.
		if _, known := policy.Classes[s.Class]; !known {
			return Refuse("class_unknown", "class", "class", string(s.Class))
		}
		r.Class = s.Class
	}
	if s.Minutes != 0 {
		if err := checkMinutes(s.Minutes); err != nil {
			return err
		}
		r.Minutes = s.Minutes
	}
	if len(s.Venues) > 0 {
		r.Venues = distinct(s.Venues)
	}
	if s.Section != "" {
		if s.Section != SectionMen && s.Section != SectionWomen {
			return Refuse("section_unknown", "section")
		}
		r.Section = s.Section
	}
	if s.Needs != nil {
		r.Needs = distinct(s.Needs)
	}
	return nil
}

// Hold keeps a request out of allocations for a reason ("barred", "waiting_for_you", …)
// until it is released. Its place in the queue is kept.
func (d *Desk) Hold(ctx context.Context, id RequestID, version int, reason string) error {
	if reason == "" {
		return Refuse("reason_needed", "reason")
	}
	return d.triage(ctx, id, version, deed{"hold", reason}, func(_ context.Context, r *Request) error {
		if !slices.Contains([]RequestStatus{RequestRequested, RequestShortlisted}, r.Status) {
			return Refuse("request_step", "", "from", string(r.Status), "to", "held")
		}
		r.Held = reason
		return nil
	})
}

// Release ends a Hold.
func (d *Desk) Release(ctx context.Context, id RequestID, version int) error {
	return d.triage(ctx, id, version, deed{"release", ""}, func(_ context.Context, r *Request) error {
		r.Held = ""
		return nil
	})
}

// NotSchedule settles a request without a meeting and tells the person. A request with an
// offer is refused (request_step): the office revokes the offer first.
func (d *Desk) NotSchedule(ctx context.Context, id RequestID, version int, reason string) error {
	if reason == "" {
		return Refuse("reason_needed", "reason")
	}
	return d.inTx(ctx, "settle a request without a meeting", func(ctx context.Context) error {
		var settled Request
		err := d.triage(ctx, id, version, deed{"not_schedule", reason}, func(_ context.Context, r *Request) error {
			r.Held = ""
			err := r.move(RequestNotScheduled)
			settled = *r
			return err
		})
		if err != nil {
			return err
		}
		about, err := d.store.Cases.CaseVersion(ctx, settled.Case)
		if err != nil {
			return err
		}
		return d.outbox.Tell(ctx, Notice{
			Kind: NoticeNotScheduled, Subject: SubjectCase, ID: settled.Case, Version: about,
			Person: settled.Person, DueAt: time.Time{},
		})
	})
}

// A deed is what the journal says of a change to a request.
type deed struct{ verb, reason string }

// triage changes one request that nobody changed since version.
func (d *Desk) triage(ctx context.Context, id RequestID, version int, done deed, change func(context.Context, *Request) error) error {
	return d.inTx(ctx, done.verb+" a request", func(ctx context.Context) error {
		r, err := d.lockedRequest(ctx, id)
		if err != nil {
			return err
		}
		if r.Version != version {
			return ErrConflict
		}
		if err := change(ctx, &r); err != nil {
			return err
		}
		if err := d.saveRequest(ctx, &r); err != nil {
			return err
		}
		return d.journal.Record(ctx, done.verb, subjectRequest, int64(id), done.reason)
	})
}
