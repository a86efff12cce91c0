package postgres

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"majlis/booking"
	"majlis/internal/casework"
)

type draftStore struct{ db *DB }

type draftRow struct {
	Key       string
	Phone     string
	Answers   map[string][]string
	UpdatedAt time.Time
}

func (s draftStore) One(ctx context.Context, key string) (casework.Draft, error) {
	const q = `select key, phone, answers, updated_at from draft where key = @key`
	row, err := one[draftRow](ctx, s.db, q, pgx.NamedArgs{"key": key})
	return casework.Draft(row), err
}

func (s draftStore) Save(ctx context.Context, d casework.Draft) error {
	const q = `insert into draft (key, phone, answers, updated_at) values (@key, @phone, @answers, @at)
		on conflict (key) do update set answers = excluded.answers, updated_at = excluded.updated_at where draft.phone = excluded.phone`
	answers := d.Answers
	if answers == nil {
		answers = map[string][]string{}
	}
	return must(ctx, s.db, booking.ErrForbidden, q, pgx.NamedArgs{"key": d.Key, "phone": d.Phone, "answers": answers, "at": d.UpdatedAt})
}

func (s draftStore) Remove(ctx context.Context, key string) error {
	const q = `delete from draft where key = @key`
	_, err := exec(ctx, s.db, q, pgx.NamedArgs{"key": key})
	return err
}

type attachmentStore struct{ db *DB }

type attachmentRow struct {
	ID     int64
	CaseID int64
	Name   string
	Type   string
	Size   int64
	SHA256 string `db:"sha256"`
}

const attachmentColumns = `id, coalesce(case_id, 0) as case_id, name, type, size, sha256`

func (r attachmentRow) domain() casework.Attachment {
	return casework.Attachment{ID: casework.AttachmentID(r.ID), Case: casework.CaseID(r.CaseID), Name: r.Name, Type: r.Type, Size: r.Size, SHA256: r.SHA256}
}

func attachments(rows []attachmentRow) []casework.Attachment {
	list := make([]casework.Attachment, len(rows))
	for i, row := range rows {
		list[i] = row.domain()
	}
	return list
}

func (s attachmentStore) Insert(ctx context.Context, draftKey string, a casework.Attachment, content []byte) (casework.AttachmentID, error) {
	const q = `insert into attachment (draft_key, name, type, size, sha256, content, uploaded_at)
		values (@draft, @name, @type, @size, @sha256, @content, now())
		returning id`
	id, err := value[int64](ctx, s.db, q, pgx.NamedArgs{"draft": draftKey, "name": a.Name, "type": a.Type, "size": a.Size, "sha256": a.SHA256, "content": content})
	return casework.AttachmentID(id), err
}

func (s attachmentStore) OfDraft(ctx context.Context, draftKey string) ([]casework.Attachment, error) {
	const q = `select ` + attachmentColumns + ` from attachment where draft_key = @draft order by id`
	rows, err := all[attachmentRow](ctx, s.db, q, pgx.NamedArgs{"draft": draftKey})
	return attachments(rows), err
}

func (s attachmentStore) OfCase(ctx context.Context, id casework.CaseID) ([]casework.Attachment, error) {
	const q = `select ` + attachmentColumns + ` from attachment where case_id = @case order by id`
	rows, err := all[attachmentRow](ctx, s.db, q, pgx.NamedArgs{"case": int64(id)})
	return attachments(rows), err
}

func (s attachmentStore) Content(ctx context.Context, id casework.AttachmentID) (casework.Attachment, []byte, error) {
	const meta = `select ` + attachmentColumns + ` from attachment where id = @id`
	row, err := one[attachmentRow](ctx, s.db, meta, pgx.NamedArgs{"id": int64(id)})
	if err != nil {
		return casework.Attachment{}, nil, err
	}
	const q = `select content from attachment where id = @id`
	content, err := value[[]byte](ctx, s.db, q, pgx.NamedArgs{"id": int64(id)})
	return row.domain(), content, err
}

func (s attachmentStore) Adopt(ctx context.Context, draftKey string, id casework.CaseID) error {
	const q = `update attachment set case_id = @case, draft_key = null where draft_key = @draft`
	_, err := exec(ctx, s.db, q, pgx.NamedArgs{"case": int64(id), "draft": draftKey})
	return err
}

func (s attachmentStore) Remove(ctx context.Context, draftKey string, id casework.AttachmentID) error {
	const q = `delete from attachment where id = @id and draft_key = @draft`
	return must(ctx, s.db, booking.ErrNotFound, q, pgx.NamedArgs{"id": int64(id), "draft": draftKey})
}

type surveyStore struct{ db *DB }

type surveyRow struct {
	CaseID       int64
	Score        int
	NoObstacle   bool
	SoughtBefore bool
	Comment      string
	AnsweredAt   time.Time
}

func (s surveyStore) Insert(ctx context.Context, v casework.Survey) error {
	const q = `insert into survey (case_id, score, no_obstacle, sought_before, comment, answered_at)
		values (@case, @score, @no_obstacle, @sought, @comment, @at)`
	_, err := exec(ctx, s.db, q, pgx.NamedArgs{"case": int64(v.Case), "score": v.Score, "no_obstacle": v.NoObstacle,
		"sought": v.SoughtBefore, "comment": v.Comment, "at": v.AnsweredAt})
	return err
}

func (s surveyStore) OfCase(ctx context.Context, id casework.CaseID) (casework.Survey, error) {
	const q = `select case_id, score, no_obstacle, sought_before, comment, answered_at from survey where case_id = @case`
	row, err := one[surveyRow](ctx, s.db, q, pgx.NamedArgs{"case": int64(id)})
	return casework.Survey{Case: casework.CaseID(row.CaseID), Score: row.Score, NoObstacle: row.NoObstacle,
		SoughtBefore: row.SoughtBefore, Comment: row.Comment, AnsweredAt: row.AnsweredAt}, err
}

func (s surveyStore) Figures(ctx context.Context, from, to time.Time) (casework.Figures, error) {
	const q = `select count(*)::int as answers, coalesce(avg(score), 0)::float8 as score,
			coalesce(avg(no_obstacle::int), 0)::float8 as no_obstacle, coalesce(avg((not sought_before)::int), 0)::float8 as never_sought
		from survey where answered_at >= @from and answered_at < @to`
	return one[casework.Figures](ctx, s.db, q, pgx.NamedArgs{"from": from, "to": to})
}
