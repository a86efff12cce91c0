package identity

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"majlis/booking"
	"majlis/internal/i18n"
)

// Staff is a member of staff with an account.
type Staff struct {
	ID             int64
	Username       string
	NameAr, NameEn string
	Role           Role
	Department     int64  // 0: none
	Host           int64  // 0: none
	Centre         string // code, "" for none
	Active         bool
	Version        int // changes with every edit; a login of an older version ends
}

// Name is the name in a language.
func (s Staff) Name(lang i18n.Lang) string {
	if lang == i18n.English && s.NameEn != "" {
		return s.NameEn
	}
	return s.NameAr
}

// NewStaff is an account to be made.
type NewStaff struct {
	Username       string
	NameAr, NameEn string
	Role           Role
	Department     int64
	Host           int64
	Centre         string
	Password       string
}

// StaffStore keeps accounts. Unknown ones are booking.ErrNotFound; a taken name is refused
// with staff_username_once.
type StaffStore interface {
	AddStaff(ctx context.Context, staff Staff, passwordHash string, at time.Time) (Staff, error)
	StaffByID(ctx context.Context, id int64) (Staff, error)
	StaffByUsername(ctx context.Context, username string) (staff Staff, passwordHash string, err error)
	StaffList(ctx context.Context) ([]Staff, error)
	// ChangeStaff changes what is not nil. With a version it fails with booking.ErrConflict when
	// the account has another; 0 skips that.
	ChangeStaff(ctx context.Context, id int64, change StaffChange) error
}

// StaffChange is a change of an account.
type StaffChange struct {
	Version      int
	Active       *bool
	PasswordHash *string
	KeepLogins   bool // do not raise the version: logins stay
}

// AccountsConfig is what Accounts needs; everything is required.
type AccountsConfig struct {
	Store   StaffStore
	Tx      Transactor
	Journal Journal
	Limits  *Limits
	Now     func() time.Time
}

// Accounts signs staff in and edits their accounts. It is safe for concurrent use.
type Accounts struct {
	AccountsConfig
	hashing chan struct{} // how many passwords are hashed at once: each takes 19 MiB
	decoy   string        // a hash to compare with when there is no such account
}

// NewAccounts makes Accounts.
func NewAccounts(c AccountsConfig) *Accounts {
	return &Accounts{AccountsConfig: c, hashing: make(chan struct{}, 4), decoy: hashPassword(string(randomBytes(saltBytes)))}
}

var (
	// A name that is attacked from many addresses stays open to its owner for a while: the
	// first limit is of a name and an address together.
	signInsTogether  = Limit{What: "sign_in", Max: 8, For: 15 * time.Minute}
	signInsOfName    = Limit{What: "sign_in_name", Max: 60, For: time.Hour}
	signInsOfAddress = Limit{What: "sign_in_address", Max: 60, For: 15 * time.Minute}
)

// SignIn checks a password. It refuses sign_in_wrong (no such account, a wrong password or a
// closed account, in the same words and time) and sign_in_too_many (count: minutes to wait).
func (a *Accounts) SignIn(ctx context.Context, username, password, address string) (Staff, error) {
	username = strings.ToLower(strings.TrimSpace(username))
	together := username + " " + network(address)
	if err := a.takeSignIn(ctx, username, together, address); err != nil {
		return Staff{}, err
	}
	staff, stored, err := a.Store.StaffByUsername(ctx, username)
	if err != nil && !isNotFound(err) {
		return Staff{}, fmt.Errorf("find an account: %w", err)
	}
	known := err == nil
	if !known {
		stored = a.decoy
	}
	fits, stale, err := a.compare(ctx, stored, password)
	if err != nil {
		return Staff{}, fmt.Errorf("account %d: %w", staff.ID, err)
	}
	if !known || !fits || !staff.Active {
		return Staff{}, a.refuseSignIn(ctx, staff)
	}
	return staff, a.signedIn(ctx, staff, together, password, stale)
}

func (a *Accounts) takeSignIn(ctx context.Context, username, together, address string) error {
	const code = "sign_in_too_many"
	if err := a.Limits.TakeFrom(ctx, signInsOfAddress, address, code); err != nil {
		return err
	}
	if err := a.Limits.Take(ctx, signInsTogether, together, code); err != nil {
		return err
	}
	return a.Limits.Take(ctx, signInsOfName, username, code)
}

func (a *Accounts) compare(ctx context.Context, stored, password string) (fits, stale bool, err error) {
	select {
	case a.hashing <- struct{}{}:
		defer func() { <-a.hashing }()
	case <-ctx.Done():
		return false, false, ctx.Err()
	}
	if len(password) > 4*PasswordMax {
		password = "" // too long to be anybody's
	}
	return passwordFits(stored, password)
}

func (a *Accounts) refuseSignIn(ctx context.Context, staff Staff) error {
	err := a.Tx.InTx(ctx, func(ctx context.Context) error {
		return a.Journal.Record(ctx, "staff.sign_in_refused", "staff", staff.ID, "")
	})
	if err != nil {
		return fmt.Errorf("write down a refused sign-in: %w", err)
	}
	return booking.Refuse("sign_in_wrong", "")
}

func (a *Accounts) signedIn(ctx context.Context, staff Staff, together, password string, stale bool) error {
	ctx = WithActor(ctx, Actor{Staff: &staff, Address: ActorFrom(ctx).Address})
	return a.Tx.InTx(ctx, func(ctx context.Context) error {
		if err := a.Limits.Forget(ctx, signInsTogether, together); err != nil {
			return err
		}
		if stale {
			again := hashPassword(password)
			if err := a.Store.ChangeStaff(ctx, staff.ID, StaffChange{PasswordHash: &again, KeepLogins: true}); err != nil {
				return fmt.Errorf("renew the hash of account %d: %w", staff.ID, err)
			}
		}
		return a.Journal.Record(ctx, "staff.signed_in", "staff", staff.ID, "")
	})
}

var usernameForm = regexp.MustCompile(`^[a-z][a-z0-9._-]{2,31}$`)

// Create makes an account. Refusals: username_invalid, staff_username_once, full_name_missing,
// staff_role_unknown, staff_department_officer_has_department, staff_host_has_host and those of CheckPassword.
func (a *Accounts) Create(ctx context.Context, n NewStaff) (Staff, error) {
	n.Username = strings.ToLower(strings.TrimSpace(n.Username))
	if err := n.check(); err != nil {
		return Staff{}, err
	}
	staff := Staff{
		Username: n.Username, NameAr: n.NameAr, NameEn: n.NameEn, Role: n.Role,
		Department: n.Department, Host: n.Host, Centre: n.Centre, Active: true, Version: 1,
	}
	hash := hashPassword(n.Password)
	err := a.Tx.InTx(ctx, func(ctx context.Context) (err error) {
		if staff, err = a.Store.AddStaff(ctx, staff, hash, a.Now()); err != nil {
			return fmt.Errorf("add an account: %w", err)
		}
		return a.Journal.Record(ctx, "staff.created", "staff", staff.ID, string(staff.Role))
	})
	if err != nil {
		return Staff{}, err
	}
	return staff, nil
}

func (n NewStaff) check() error {
	switch {
	case !usernameForm.MatchString(n.Username):
		return booking.Refuse("username_invalid", "username")
	case n.NameAr == "":
		return booking.Refuse("full_name_missing", "name_ar")
	case !slices.Contains(Roles(), n.Role):
		return booking.Refuse("staff_role_unknown", "role")
	case n.Role == RoleDepartment && n.Department == 0:
		return booking.Refuse("staff_department_officer_has_department", "department")
	case n.Role == RoleHost && n.Host == 0:
		return booking.Refuse("staff_host_has_host", "host")
	}
	return CheckPassword(n.Username, n.Password)
}

// Staff is the account with the id, or booking.ErrNotFound.
func (a *Accounts) Staff(ctx context.Context, id int64) (Staff, error) {
	staff, err := a.Store.StaffByID(ctx, id)
	if err != nil {
		return Staff{}, fmt.Errorf("account %d: %w", id, err)
	}
	return staff, nil
}

// List is every account, closed ones too, by username.
func (a *Accounts) List(ctx context.Context) ([]Staff, error) {
	list, err := a.Store.StaffList(ctx)
	if err != nil {
		return nil, fmt.Errorf("list accounts: %w", err)
	}
	return list, nil
}

// SetActive opens or closes an account. Closing ends its logins at once. Nobody can close their
// own account (staff_own_account).
func (a *Accounts) SetActive(ctx context.Context, id int64, version int, active bool) error {
	if actor := ActorFrom(ctx); actor.Staff != nil && actor.Staff.ID == id && !active {
		return booking.Refuse("staff_own_account", "")
	}
	action := "staff.closed"
	if active {
		action = "staff.opened"
	}
	return a.change(ctx, id, StaffChange{Version: version, Active: &active}, action)
}

// SetPassword gives an account another password and ends its logins. Refusals as of CheckPassword.
func (a *Accounts) SetPassword(ctx context.Context, id int64, version int, password string) error {
	staff, err := a.Staff(ctx, id)
	if err != nil {
		return err
	}
	if err := CheckPassword(staff.Username, password); err != nil {
		return err
	}
	hash := hashPassword(password)
	return a.change(ctx, id, StaffChange{Version: version, PasswordHash: &hash}, "staff.password_set")
}

func (a *Accounts) change(ctx context.Context, id int64, c StaffChange, action string) error {
	return a.Tx.InTx(ctx, func(ctx context.Context) error {
		if err := a.Store.ChangeStaff(ctx, id, c); err != nil {
			return fmt.Errorf("change account %d: %w", id, err)
		}
		return a.Journal.Record(ctx, action, "staff", id, "")
	})
}

func isNotFound(err error) bool { return errors.Is(err, booking.ErrNotFound) }
