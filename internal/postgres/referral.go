package postgres

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"majlis/booking"
	"majlis/internal/casework"
)

type referralStore struct{ db *DB }

type referralRow struct {
	ReferralID      int64
	CaseID          int64
	ForDepartment   int64
	ReferralKind    string
	AudienceID      int64
	Text            string
	Owner           string
	DueOn           time.Time
	ReferralStatus  string
	Reply           string
	AnsweredAt      *time.Time
	CreatedBy       string
	CreatedAt       time.Time
	ReferralVersion int
}

// referralColumns name referral's columns apart from those of case_file.
const referralColumns = `r.id as referral_id, r.case_id, r.department_id as for_department, r.kind as referral_kind,
	coalesce(r.audience_id, 0) as audience_id, r.text, r.owner, r.due_on, r.status as referral_status, r.reply, r.answered_at,
	r.created_by, r.created_at, r.version as referral_version`

func (r referralRow) domain() casework.Referral {
	return casework.Referral{
		ID: casework.ReferralID(r.ReferralID), Case: casework.CaseID(r.CaseID), Department: casework.DepartmentID(r.ForDepartment),
		Kind: casework.ReferralKind(r.ReferralKind), Audience: r.AudienceID, Text: r.Text, Owner: r.Owner, DueOn: r.DueOn,
		Status: casework.ReferralStatus(r.ReferralStatus), Reply: r.Reply, AnsweredAt: orZero(r.AnsweredAt),
		CreatedBy: r.CreatedBy, CreatedAt: r.CreatedAt, Version: r.ReferralVersion,
	}
}

func (s referralStore) Insert(ctx context.Context, r casework.Referral) (casework.ReferralID, error) {
	const q = `insert into referral (case_id, department_id, kind, audience_id, text, owner, due_on, status, created_by, created_at, version)
		values (@case, @department, @kind, @audience, @text, @owner, @due_on, @status, @by, @at, @version)
		returning id`
	id, err := value[int64](ctx, s.db, q, pgx.NamedArgs{
		"case": int64(r.Case), "department": int64(r.Department), "kind": r.Kind, "audience": idOrNull(r.Audience), "text": r.Text,
		"owner": r.Owner, "due_on": r.DueOn, "status": r.Status, "by": r.CreatedBy, "at": r.CreatedAt, "version": r.Version,
	})
	return casework.ReferralID(id), err
}

func (s referralStore) One(ctx context.Context, id casework.ReferralID) (casework.Referral, error) {
	const q = `select ` + referralColumns + ` from referral r where r.id = @id`
	row, err := one[referralRow](ctx, s.db, q, pgx.NamedArgs{"id": int64(id)})
	return row.domain(), err
}

func (s referralStore) Save(ctx context.Context, r casework.Referral) error {
	const q = `update referral set status = @status, reply = @reply, answered_at = @answered_at, version = version + 1
		where id = @id and version = @version`
	return must(ctx, s.db, booking.ErrConflict, q, pgx.NamedArgs{
		"id": int64(r.ID), "version": r.Version, "status": r.Status, "reply": r.Reply, "answered_at": orNull(r.AnsweredAt),
	})
}

func (s referralStore) OfCase(ctx context.Context, id casework.CaseID) ([]casework.Referral, error) {
	const q = `select ` + referralColumns + ` from referral r where r.case_id = @case order by r.created_at, r.id`
	rows, err := all[referralRow](ctx, s.db, q, pgx.NamedArgs{"case": int64(id)})
	referrals := make([]casework.Referral, len(rows))
	for i, row := range rows {
		referrals[i] = row.domain()
	}
	return referrals, err
}

type assignmentRow struct {
	referralRow
	caseRow
}

func (s referralStore) OfDepartment(ctx context.Context, id casework.DepartmentID, answered bool) ([]casework.Assignment, error) {
	const q = `select ` + referralColumns + `, ` + caseColumns + `
		from referral r join case_file c on c.id = r.case_id
		where r.department_id = @department and (r.status in ('answered', 'returned')) = @answered
			and (@answered or c.status not in ('completed', 'not_upheld', 'out_of_scope', 'merged', 'withdrawn'))
		order by case when @answered then extract(epoch from r.answered_at) * -1 else r.due_on - date '2000-01-01' end, r.id
		limit 200`
	rows, err := all[assignmentRow](ctx, s.db, q, pgx.NamedArgs{"department": int64(id), "answered": answered})
	list := make([]casework.Assignment, len(rows))
	for i, row := range rows {
		list[i] = casework.Assignment{Referral: row.referralRow.domain(), Case: row.caseRow.domain()}
	}
	return list, err
}
