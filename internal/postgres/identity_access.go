package postgres

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"majlis/booking"
	"majlis/internal/identity"
)

// AddCode keeps a code that was sent.
func (s IdentityStore) AddCode(ctx context.Context, c identity.SentCode) error {
	const q = `insert into one_time_code (phone, purpose, code_hash, sent_at, expires_at)
		values (@phone, @purpose, @hash, @sent_at, @expires_at)`
	_, err := exec(ctx, s.db, q, pgx.NamedArgs{
		"phone": c.Phone, "purpose": c.Purpose, "hash": c.Hash, "sent_at": c.SentAt, "expires_at": c.ExpiresAt,
	})
	return err
}

// NewestCode is the code sent last, used or not.
func (s IdentityStore) NewestCode(ctx context.Context, phone, purpose string) (identity.SentCode, error) {
	const q = `select id, phone, purpose, code_hash as hash, sent_at, expires_at, tries, coalesce(used_at, '0001-01-01 00:00:00Z') as used_at
		from one_time_code where phone = @phone and purpose = @purpose order by sent_at desc, id desc limit 1`
	return one[identity.SentCode](ctx, s.db, q, pgx.NamedArgs{"phone": phone, "purpose": purpose})
}

// TryCode counts a guess.
func (s IdentityStore) TryCode(ctx context.Context, id int64) (int, error) {
	const q = `update one_time_code set tries = tries + 1 where id = @id returning tries`
	return value[int](ctx, s.db, q, pgx.NamedArgs{"id": id})
}

// SpendCode marks a code used, for one caller only.
func (s IdentityStore) SpendCode(ctx context.Context, id int64, at time.Time) (bool, error) {
	const q = `update one_time_code set used_at = @at where id = @id and used_at is null`
	n, err := exec(ctx, s.db, q, pgx.NamedArgs{"id": id, "at": at})
	return n == 1, err
}

// AddLink keeps a link under its token's hash.
func (s IdentityStore) AddLink(ctx context.Context, hash []byte, l identity.Link, at time.Time) error {
	const q = `insert into link (token_hash, purpose, subject_id, person_id, created_at, expires_at)
		values (@hash, @purpose, @subject, @person, @at, @expires_at)`
	_, err := exec(ctx, s.db, q, pgx.NamedArgs{
		"hash": hash, "purpose": string(l.Purpose), "subject": l.Subject, "person": l.Person, "at": at, "expires_at": l.ExpiresAt,
	})
	return err
}

// LinkByHash finds a link and counts attempts.
func (s IdentityStore) LinkByHash(ctx context.Context, hash []byte, key string, since time.Time) (identity.Link, int, error) {
	const q = `select coalesce(purpose, '') as purpose, coalesce(subject_id, 0) as subject, coalesce(person_id, 0) as person,
			coalesce(expires_at, '0001-01-01 00:00:00Z') as expires_at, coalesce(used_at, '0001-01-01 00:00:00Z') as used_at,
			coalesce(count, 0) as attempts
		from (select) as asked
			left join link on token_hash = @hash
			left join attempt on key = @key and since_at = @since`
	found, err := one[struct {
		identity.Link
		Attempts int
	}](ctx, s.db, q, pgx.NamedArgs{"hash": hash, "key": key, "since": since})
	if err == nil && found.Purpose == "" {
		err = booking.ErrNotFound
	}
	return found.Link, found.Attempts, err
}

// UseLink remembers the first use of a link.
func (s IdentityStore) UseLink(ctx context.Context, hash []byte, at time.Time) error {
	const q = `update link set used_at = coalesce(used_at, @at) where token_hash = @hash`
	return must(ctx, s.db, booking.ErrNotFound, q, pgx.NamedArgs{"hash": hash, "at": at})
}

// AddAttempt counts one attempt under a key.
func (s IdentityStore) AddAttempt(ctx context.Context, key string, since time.Time) (int, error) {
	const q = `insert into attempt (key, since_at, count) values (@key, @since, 1)
		on conflict (key, since_at) do update set count = attempt.count + 1
		returning count`
	return value[int](ctx, s.db, q, pgx.NamedArgs{"key": key, "since": since})
}

// Attempts is the count under a key.
func (s IdentityStore) Attempts(ctx context.Context, key string, since time.Time) (int, error) {
	const q = `select coalesce(max(count), 0) from attempt where key = @key and since_at = @since`
	return value[int](ctx, s.db, q, pgx.NamedArgs{"key": key, "since": since})
}

// ClearAttempts forgets what was counted under a key.
func (s IdentityStore) ClearAttempts(ctx context.Context, key string) error {
	const q = `delete from attempt where key = @key`
	_, err := exec(ctx, s.db, q, pgx.NamedArgs{"key": key})
	return err
}

// Sweep removes what nobody can use any more: codes and counts of before yesterday, and links a
// month after they expired (until then their pages still say what became of the matter).
func (s IdentityStore) Sweep(ctx context.Context, now time.Time) error {
	const codes = `delete from one_time_code where sent_at < @before`
	const attempts = `delete from attempt where since_at < @before`
	const links = `delete from link where expires_at < @before`
	return s.db.InTx(ctx, func(ctx context.Context) error {
		if _, err := exec(ctx, s.db, codes, pgx.NamedArgs{"before": now.Add(-48 * time.Hour)}); err != nil {
			return err
		}
		if _, err := exec(ctx, s.db, attempts, pgx.NamedArgs{"before": now.Add(-48 * time.Hour)}); err != nil {
			return err
		}
		_, err := exec(ctx, s.db, links, pgx.NamedArgs{"before": now.AddDate(0, -1, 0)})
		return err
	})
}
