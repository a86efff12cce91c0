package postgres

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"majlis/booking"
	"majlis/internal/identity"
)

type staffRow struct {
	ID           int64
	Username     string
	NameAr       string
	NameEn       string
	Role         string
	Department   int64
	Host         int64
	Centre       string
	Active       bool
	Version      int
	PasswordHash string
}

func (r staffRow) staff() identity.Staff {
	return identity.Staff{
		ID: r.ID, Username: r.Username, NameAr: r.NameAr, NameEn: r.NameEn, Role: identity.Role(r.Role),
		Department: r.Department, Host: r.Host, Centre: r.Centre, Active: r.Active, Version: r.Version,
	}
}

const staffColumns = `id, username, name_ar, name_en, role, coalesce(department_id, 0) as department, coalesce(host_id, 0) as host,
	coalesce(centre_code, '') as centre, active, version, password_hash`

// AddStaff makes an account.
func (s IdentityStore) AddStaff(ctx context.Context, staff identity.Staff, hash string, at time.Time) (identity.Staff, error) {
	const q = `insert into staff (username, name_ar, name_en, role, department_id, centre_code, host_id, password_hash, active, created_at)
		values (@username, @name_ar, @name_en, @role, nullif(@department::bigint, 0), nullif(@centre, ''), nullif(@host::bigint, 0), @hash, @active, @at)
		returning ` + staffColumns
	row, err := one[staffRow](ctx, s.db, q, pgx.NamedArgs{
		"username": staff.Username, "name_ar": staff.NameAr, "name_en": staff.NameEn, "role": string(staff.Role),
		"department": staff.Department, "centre": staff.Centre, "host": staff.Host, "hash": hash, "active": staff.Active, "at": at,
	})
	return row.staff(), err
}

// StaffByID finds an account.
func (s IdentityStore) StaffByID(ctx context.Context, id int64) (identity.Staff, error) {
	const q = `select ` + staffColumns + ` from staff where id = @id`
	row, err := one[staffRow](ctx, s.db, q, pgx.NamedArgs{"id": id})
	return row.staff(), err
}

// StaffByUsername finds an account and its password's hash.
func (s IdentityStore) StaffByUsername(ctx context.Context, username string) (identity.Staff, string, error) {
	const q = `select ` + staffColumns + ` from staff where username = @username`
	row, err := one[staffRow](ctx, s.db, q, pgx.NamedArgs{"username": username})
	return row.staff(), row.PasswordHash, err
}

// StaffList is every account by username.
func (s IdentityStore) StaffList(ctx context.Context) ([]identity.Staff, error) {
	const q = `select ` + staffColumns + ` from staff order by username`
	rows, err := all[staffRow](ctx, s.db, q, nil)
	list := make([]identity.Staff, 0, len(rows))
	for _, row := range rows {
		list = append(list, row.staff())
	}
	return list, err
}

// ChangeStaff changes an account at the version seen.
func (s IdentityStore) ChangeStaff(ctx context.Context, id int64, c identity.StaffChange) error {
	const q = `update staff set active = coalesce(@active, active), password_hash = coalesce(@hash, password_hash),
			version = version + case when @keep_logins then 0 else 1 end
		where id = @id and (@version::int = 0 or version = @version)`
	n, err := exec(ctx, s.db, q, pgx.NamedArgs{
		"id": id, "version": c.Version, "active": c.Active, "hash": c.PasswordHash, "keep_logins": c.KeepLogins,
	})
	if err != nil || n == 1 {
		return err
	}
	if _, err := s.StaffByID(ctx, id); err != nil {
		return err
	}
	return booking.ErrConflict
}
