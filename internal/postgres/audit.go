package postgres

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"majlis/internal/audit"
)

// AuditLog keeps the audit record. It is an audit.Log, an audit.Book and an audit.Reader.
type AuditLog struct{ db *DB }

// AuditLog is this database's audit record.
func (db *DB) AuditLog() *AuditLog { return &AuditLog{db} }

// Record writes an entry in the context's transaction.
func (l *AuditLog) Record(ctx context.Context, entry audit.Entry) error {
	const q = `
		with entry as (
			insert into audit_entry (at, actor_kind, actor_id, actor_name, action,
				subject_kind, subject_id, subject_name, reason, from_address)
			values (coalesce(@at::timestamptz, now()), @actor_kind, @actor_id, @actor_name, @action,
				@subject_kind, @subject_id, @subject_name, @reason, @from)
			returning id
		)
		insert into audit_unsealed (entry_id) select id from entry`
	var at *time.Time
	if !entry.At.IsZero() {
		at = &entry.At
	}
	return later(ctx, l.db, q, pgx.NamedArgs{
		"at": at, "action": entry.Action, "reason": entry.Reason, "from": entry.From,
		"actor_kind": entry.Actor.Kind, "actor_id": entry.Actor.ID, "actor_name": entry.Actor.Name,
		"subject_kind": entry.Subject.Kind, "subject_id": entry.Subject.ID, "subject_name": entry.Subject.Name,
	}, nil)
}

// AuditFilter narrows Entries; zero fields do not.
type AuditFilter struct {
	Actor, Subject audit.Ref
	Action         string
	Before         int64 // entries with a lower number, for the next page
	Most           int   // zero means 100
}

// Entries is the newest entries first.
func (l *AuditLog) Entries(ctx context.Context, filter AuditFilter) ([]audit.Stored, error) {
	const q = `select ` + auditColumns + ` from audit_entry
		where (@before::bigint = 0 or id < @before)
			and (@action::text = '' or action = @action)
			and (@actor_kind::text = '' or (actor_kind = @actor_kind and (@actor_id::bigint = 0 or actor_id = @actor_id)))
			and (@subject_kind::text = '' or (subject_kind = @subject_kind and (@subject_id::bigint = 0 or subject_id = @subject_id)))
		order by id desc limit @most`
	most := filter.Most
	if most == 0 {
		most = 100
	}
	rows, err := all[auditRow](ctx, l.db, q, pgx.NamedArgs{
		"before": filter.Before, "action": filter.Action, "most": most,
		"actor_kind": filter.Actor.Kind, "actor_id": filter.Actor.ID,
		"subject_kind": filter.Subject.Kind, "subject_id": filter.Subject.ID,
	})
	return stored(rows), err
}

// InSealing is audit.Book's: the lock lasts as long as the transaction.
func (l *AuditLog) InSealing(ctx context.Context, do func(ctx context.Context) error) error {
	const q = `select pg_try_advisory_xact_lock(hashtextextended('majlis:audit', 0))`
	return l.db.InTx(ctx, func(ctx context.Context) error {
		mine, err := value[bool](ctx, l.db, q, nil)
		if err != nil {
			return err
		}
		if !mine {
			return audit.ErrBusy
		}
		return do(ctx)
	})
}

// Head is the last link's position and hash.
func (l *AuditLog) Head(ctx context.Context) (int64, audit.Hash, error) {
	const q = `select position, hash from audit_seal order by position desc limit 1`
	type row struct {
		Position int64
		Hash     []byte
	}
	last, err := all[row](ctx, l.db, q, nil)
	if err != nil || len(last) == 0 {
		return 0, audit.Hash{}, err
	}
	return last[0].Position, audit.Hash(last[0].Hash), nil
}

// Unsealed is the first entries without a seal.
func (l *AuditLog) Unsealed(ctx context.Context, most int) ([]audit.Stored, error) {
	const q = `select ` + auditColumns + ` from audit_entry
		where id in (select entry_id from audit_unsealed order by entry_id limit @most) order by id`
	rows, err := all[auditRow](ctx, l.db, q, pgx.NamedArgs{"most": most})
	return stored(rows), err
}

// Seal appends links to the chain.
func (l *AuditLog) Seal(ctx context.Context, links []audit.Link) error {
	const q = `
		with sealed as (
			insert into audit_seal (position, entry_id, hash)
			select * from unnest(@positions::bigint[], @entries::bigint[], @hashes::bytea[])
			returning entry_id
		)
		delete from audit_unsealed using sealed where audit_unsealed.entry_id = sealed.entry_id`
	var positions, entries []int64
	var hashes [][]byte
	for _, link := range links {
		positions, entries, hashes = append(positions, link.Position), append(entries, link.ID), append(hashes, link.Hash[:])
	}
	_, err := exec(ctx, l.db, q, pgx.NamedArgs{"positions": positions, "entries": entries, "hashes": hashes})
	return err
}

// Links is the next links after a position.
func (l *AuditLog) Links(ctx context.Context, after int64, most int) ([]audit.Link, error) {
	const q = `select s.position, s.hash, ` + auditColumns + `
		from audit_seal s join audit_entry on id = s.entry_id
		where s.position > @after order by s.position limit @most`
	type row struct {
		Position int64
		Hash     []byte
		auditRow
	}
	rows, err := all[row](ctx, l.db, q, pgx.NamedArgs{"after": after, "most": most})
	links := make([]audit.Link, len(rows))
	for i, row := range rows {
		links[i] = audit.Link{Position: row.Position, Hash: audit.Hash(row.Hash), Stored: row.stored()}
	}
	return links, err
}

// Without is the numbers of the entries without a seal, whatever the queue says.
func (l *AuditLog) Without(ctx context.Context) ([]int64, error) {
	const q = `select id from audit_entry where not exists (select from audit_seal where entry_id = id) order by id`
	return values[int64](ctx, l.db, q, nil)
}

const auditColumns = `id, at, actor_kind, actor_id, actor_name, action,
	subject_kind, subject_id, subject_name, reason, from_address`

type auditRow struct {
	ID          int64
	At          time.Time
	ActorKind   string
	ActorID     int64
	ActorName   string
	Action      string
	SubjectKind string
	SubjectID   int64
	SubjectName string
	Reason      string
	FromAddress string
}

func (r auditRow) stored() audit.Stored {
	return audit.Stored{ID: r.ID, Entry: audit.Entry{
		At:      r.At,
		Actor:   audit.Ref{Kind: r.ActorKind, ID: r.ActorID, Name: r.ActorName},
		Action:  r.Action,
		Subject: audit.Ref{Kind: r.SubjectKind, ID: r.SubjectID, Name: r.SubjectName},
		Reason:  r.Reason, From: r.FromAddress,
	}}
}

func stored(rows []auditRow) []audit.Stored {
	entries := make([]audit.Stored, len(rows))
	for i, row := range rows {
		entries[i] = row.stored()
	}
	return entries
}
