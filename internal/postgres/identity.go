package postgres

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"majlis/internal/identity"
)

// IdentityStore keeps people, codes, links, accounts and counted attempts for package identity.
type IdentityStore struct{ db *DB }

// Identity is the store of package identity.
func (db *DB) Identity() IdentityStore { return IdentityStore{db} }

type personRow struct {
	ID             int64
	Phone          string
	Kind           string
	NationalIDTail string
	FullName       string
	Section        string
	Language       string
}

func (r personRow) person() identity.Person {
	return identity.Person{
		ID: r.ID, Phone: r.Phone, Kind: r.Kind, Tail: r.NationalIDTail,
		FullName: r.FullName, Section: r.Section, Language: r.Language,
	}
}

// SavePerson adds a person, or changes the one with the same hash.
func (s IdentityStore) SavePerson(ctx context.Context, p identity.Person, id identity.Sealed, at time.Time) (identity.Person, bool, error) {
	// xmax is 0 in a row that was just inserted.
	const q = `insert into person (phone, national_id_sealed, national_id_hash, national_id_tail, kind, full_name, section, language, created_at)
		values (@phone, @sealed, @hash, @tail, @kind, @full_name, @section, @language, @at)
		on conflict on constraint person_national_id_once do update
			set phone = excluded.phone, full_name = excluded.full_name, section = excluded.section, language = excluded.language
		returning id, phone, kind, national_id_tail, full_name, section, language, xmax = 0 as is_new`
	row, err := one[struct {
		personRow
		IsNew bool
	}](ctx, s.db, q, pgx.NamedArgs{
		"phone": p.Phone, "sealed": id.Number, "hash": id.Hash, "tail": p.Tail, "kind": p.Kind,
		"full_name": p.FullName, "section": p.Section, "language": p.Language, "at": at,
	})
	return row.person(), row.IsNew, err
}

// PersonByHash finds a person by the keyed hash of the identity number.
func (s IdentityStore) PersonByHash(ctx context.Context, hash []byte) (identity.Person, error) {
	const q = `select id, phone, kind, national_id_tail, full_name, section, language from person where national_id_hash = @hash`
	row, err := one[personRow](ctx, s.db, q, pgx.NamedArgs{"hash": hash})
	return row.person(), err
}

// PersonByID finds a person.
func (s IdentityStore) PersonByID(ctx context.Context, id int64) (identity.Person, error) {
	const q = `select id, phone, kind, national_id_tail, full_name, section, language from person where id = @id`
	row, err := one[personRow](ctx, s.db, q, pgx.NamedArgs{"id": id})
	return row.person(), err
}

// PersonsByPhone lists the people of a phone in the order they came.
func (s IdentityStore) PersonsByPhone(ctx context.Context, phone string) ([]identity.Person, error) {
	const q = `select id, phone, kind, national_id_tail, full_name, section, language from person where phone = @phone order by id`
	rows, err := all[personRow](ctx, s.db, q, pgx.NamedArgs{"phone": phone})
	people := make([]identity.Person, 0, len(rows))
	for _, row := range rows {
		people = append(people, row.person())
	}
	return people, err
}

// SealedID is a person's identity number as it is kept.
func (s IdentityStore) SealedID(ctx context.Context, person int64) (identity.Sealed, error) {
	const q = `select national_id_sealed as number, national_id_hash as hash from person where id = @id`
	return one[identity.Sealed](ctx, s.db, q, pgx.NamedArgs{"id": person})
}
