package postgres

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"majlis/booking"
	"majlis/internal/casework"
	"majlis/internal/sitting"
)

// Papers keeps the documents shown in audiences.
func (db *DB) Papers() sitting.Papers { return paperStore{db} }

type paperStore struct{ db *DB }

type paperRow struct {
	Key          string
	AudienceID   int64
	CaseID       int64
	Peer         string
	Role         string
	ShownBy      string
	At           time.Time
	AttachmentID int64
	FileName     string
	Type         string
	Size         int64
	SHA256       string
}

const paperColumns = `d.key, d.audience_id, f.case_id, d.peer, d.role, d.name as shown_by, d.at, d.attachment_id, f.name as file_name, f.type, f.size,
	f.sha256`

func (r paperRow) domain() sitting.Paper {
	return sitting.Paper{
		Key: r.Key, Audience: booking.AudienceID(r.AudienceID), Case: r.CaseID, Peer: r.Peer, Role: r.Role, Name: r.ShownBy, At: r.At,
		File: casework.Attachment{
			ID: casework.AttachmentID(r.AttachmentID), Case: casework.CaseID(r.CaseID), Name: r.FileName, Type: r.Type, Size: r.Size, SHA256: r.SHA256,
		},
	}
}

func (s paperStore) AddPaper(ctx context.Context, p sitting.Paper, content []byte) error {
	const q = `with file as (
			insert into attachment (case_id, name, type, size, sha256, content, uploaded_at)
			values (@case, @file_name, @type, @size, @sha256, @content, @at)
			returning id)
		insert into call_document (attachment_id, key, audience_id, peer, role, name, at)
		select id, @key, @audience, @peer, @role, @name, @at from file`
	_, err := exec(ctx, s.db, q, pgx.NamedArgs{
		"case": p.Case, "file_name": p.File.Name, "type": p.File.Type, "size": p.File.Size, "sha256": p.File.SHA256, "content": content,
		"key": p.Key, "audience": int64(p.Audience), "peer": p.Peer, "role": p.Role, "name": p.Name, "at": p.At,
	})
	return err
}

func (s paperStore) PapersOf(ctx context.Context, id booking.AudienceID) ([]sitting.Paper, error) {
	const q = `select ` + paperColumns + ` from call_document d join attachment f on f.id = d.attachment_id
		where d.audience_id = @audience order by d.at, d.attachment_id`
	return domains(all[paperRow](ctx, s.db, q, pgx.NamedArgs{"audience": int64(id)}))
}

func (s paperStore) PaperContent(ctx context.Context, key string) (sitting.Paper, []byte, error) {
	const meta = `select ` + paperColumns + ` from call_document d join attachment f on f.id = d.attachment_id where d.key = @key`
	p, err := domain(one[paperRow](ctx, s.db, meta, pgx.NamedArgs{"key": key}))
	if err != nil {
		return sitting.Paper{}, nil, err
	}
	const q = `select content from attachment where id = @id`
	content, err := value[[]byte](ctx, s.db, q, pgx.NamedArgs{"id": int64(p.File.ID)})
	return p, content, err
}
