package identity_test

import (
	"context"
	"encoding/base64"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/crypto/argon2"

	"majlis/booking"
	"majlis/internal/i18n"
	"majlis/internal/identity"
)

const password = "correct horse battery"

func newStaff() identity.NewStaff {
	return identity.NewStaff{Username: "Sara", NameAr: "سارة الحربي", NameEn: "Sara Alharbi", Role: identity.RoleScheduler, Password: password}
}

func TestAccounts_SignIn(t *testing.T) {
	ctx := context.Background()
	hired := func(t *testing.T) (*office, identity.Staff) {
		t.Helper()
		o := newOffice(t)
		staff, err := o.accounts.Create(ctx, newStaff())
		checkRefusal(t, err, "")
		return o, staff
	}
	t.Run("takes the right password, whatever the case of the name", func(t *testing.T) {
		o, staff := hired(t)
		got, err := o.accounts.SignIn(ctx, " SARA ", password, "192.0.2.1")
		if err != nil || got != staff {
			t.Errorf("got %+v, %v; want %+v", got, err, staff)
		}
		if !slices.Contains(o.store.Records(), "staff:1 staff.signed_in") {
			t.Errorf("recorded %v", o.store.Records())
		}
	})
	t.Run("says the same of a wrong password, an unknown name and a closed account", func(t *testing.T) {
		o, staff := hired(t)
		_, err := o.accounts.SignIn(ctx, "sara", "wrong horse battery", "192.0.2.1")
		checkRefusal(t, err, "sign_in_wrong")
		_, err = o.accounts.SignIn(ctx, "nobody", password, "192.0.2.1")
		checkRefusal(t, err, "sign_in_wrong")
		checkRefusal(t, o.accounts.SetActive(ctx, staff.ID, staff.Version, false), "")
		_, err = o.accounts.SignIn(ctx, "sara", password, "192.0.2.1")
		checkRefusal(t, err, "sign_in_wrong")
	})
	t.Run("stops guessing from an address, and lets the owner in from elsewhere", func(t *testing.T) {
		o, _ := hired(t)
		for range 8 {
			_, err := o.accounts.SignIn(ctx, "sara", "wrong", "192.0.2.1")
			checkRefusal(t, err, "sign_in_wrong")
		}
		_, err := o.accounts.SignIn(ctx, "sara", password, "192.0.2.1")
		checkRefusal(t, err, "sign_in_too_many")
		_, err = o.accounts.SignIn(ctx, "sara", password, "192.0.2.2")
		checkRefusal(t, err, "")
		o.pass(15 * time.Minute)
		_, err = o.accounts.SignIn(ctx, "sara", password, "192.0.2.1")
		checkRefusal(t, err, "")
	})
	t.Run("counts all of one IPv6 customer's addresses together", func(t *testing.T) {
		o, _ := hired(t)
		for range 8 {
			_, err := o.accounts.SignIn(ctx, "sara", "wrong", "2001:db8::1")
			checkRefusal(t, err, "sign_in_wrong")
		}
		_, err := o.accounts.SignIn(ctx, "sara", "wrong", "2001:db8::2")
		checkRefusal(t, err, "sign_in_too_many")
	})
}

func TestAccounts_Create(t *testing.T) {
	tests := []struct {
		name    string
		change  func(*identity.NewStaff)
		refused string
	}{
		{"makes an account", func(*identity.NewStaff) {}, ""},
		{"wants a username of plain letters", func(n *identity.NewStaff) { n.Username = "سارة" }, "username_invalid"},
		{"wants a name", func(n *identity.NewStaff) { n.NameAr = "" }, "full_name_missing"},
		{"wants a role", func(n *identity.NewStaff) { n.Role = "minister" }, "staff_role_unknown"},
		{"wants the department of a department's officer", func(n *identity.NewStaff) { n.Role = identity.RoleDepartment }, "staff_department_officer_has_department"},
		{"wants the host of a host's account", func(n *identity.NewStaff) { n.Role = identity.RoleHost }, "staff_host_has_host"},
		{"wants a long password", func(n *identity.NewStaff) { n.Password = "مجلس الوزير" }, "password_short"},
		{"wants no endless password", func(n *identity.NewStaff) { n.Password = strings.Repeat("x", 129) }, "password_long"},
		{"wants a password without the username", func(n *identity.NewStaff) { n.Password = "SARA sara sara" }, "password_has_username"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			n := newStaff()
			test.change(&n)
			_, err := newOffice(t).accounts.Create(context.Background(), n)
			checkRefusal(t, err, test.refused)
		})
	}
	t.Run("keeps no password", func(t *testing.T) {
		o := newOffice(t)
		_, err := o.accounts.Create(context.Background(), newStaff())
		checkRefusal(t, err, "")
		_, hash, err := o.store.StaffByUsername(context.Background(), "sara")
		if err != nil || !strings.HasPrefix(hash, "$argon2id$v=19$m=19456,t=2,p=1$") || contains(hash, password) {
			t.Errorf("kept %q, %v", hash, err)
		}
	})
}

func TestAccounts_Change(t *testing.T) {
	o := newOffice(t)
	ctx := context.Background()
	staff, err := o.accounts.Create(ctx, newStaff())
	checkRefusal(t, err, "")
	t.Run("another password ends the old one and the logins", func(t *testing.T) {
		checkRefusal(t, o.accounts.SetPassword(ctx, staff.ID, staff.Version, "another long password"), "")
		_, err := o.accounts.SignIn(ctx, "sara", password, "")
		checkRefusal(t, err, "sign_in_wrong")
		now, err := o.accounts.SignIn(ctx, "sara", "another long password", "")
		if err != nil || now.Version != staff.Version+1 {
			t.Errorf("got %+v, %v", now, err)
		}
	})
	t.Run("a stale edit is a conflict", func(t *testing.T) {
		if err := o.accounts.SetActive(ctx, staff.ID, staff.Version, false); !errors.Is(err, booking.ErrConflict) {
			t.Errorf("got %v, want ErrConflict", err)
		}
	})
	t.Run("nobody closes their own account", func(t *testing.T) {
		own := identity.WithActor(ctx, identity.Actor{Staff: &staff})
		checkRefusal(t, o.accounts.SetActive(own, staff.ID, staff.Version+1, false), "staff_own_account")
	})
}

func TestAccounts_StoredPasswords(t *testing.T) {
	ctx := context.Background()
	store := func(t *testing.T, hash string) *office {
		t.Helper()
		o := newOffice(t)
		staff := identity.Staff{Username: "sara", NameAr: "سارة", Role: identity.RoleChief, Active: true}
		if _, err := o.store.AddStaff(ctx, staff, hash, o.now); err != nil {
			t.Fatal(err)
		}
		return o
	}
	t.Run("one made at another cost is made again, and logins stay", func(t *testing.T) {
		salt := []byte("saltsaltsaltsalt")
		sum := argon2.IDKey([]byte(password), salt, 1, 64, 1, 32)
		old := "$argon2id$v=19$m=64,t=1,p=1$" + base64.RawStdEncoding.EncodeToString(salt) + "$" + base64.RawStdEncoding.EncodeToString(sum)
		o := store(t, old)
		_, err := o.accounts.SignIn(ctx, "sara", password, "")
		checkRefusal(t, err, "")
		staff, hash, err := o.store.StaffByUsername(ctx, "sara")
		if err != nil || !strings.Contains(hash, "m=19456,t=2,p=1") || staff.Version != 1 {
			t.Errorf("got %q, version %d, %v", hash, staff.Version, err)
		}
		_, err = o.accounts.SignIn(ctx, "sara", password, "")
		checkRefusal(t, err, "")
	})
	t.Run("one that cannot be read is a fault, not a wrong password", func(t *testing.T) {
		for _, hash := range []string{"", "$2a$10$abc", "$argon2id$v=19$m=64$AAAA$AAAA", "$argon2id$v=16$m=64,t=1,p=1$AAAA$AAAA",
			"$argon2id$v=19$m=64,t=1,p=1$!$AAAA", "$argon2id$v=19$m=64,t=1,p=1$AAAA$!", "$argon2id$v=19$m=64,t=0,p=1$AAAA$AAAA"} {
			_, err := store(t, hash).accounts.SignIn(ctx, "sara", password, "")
			var refusal *booking.Refusal
			if err == nil || errors.As(err, &refusal) {
				t.Errorf("%q: %v", hash, err)
			}
		}
	})
}

func TestStaff_Name(t *testing.T) {
	staff := identity.Staff{NameAr: "سارة", NameEn: "Sara"}
	if staff.Name(i18n.Arabic) != "سارة" || staff.Name(i18n.English) != "Sara" {
		t.Error("wrong language")
	}
	staff.NameEn = ""
	if staff.Name(i18n.English) != "سارة" {
		t.Error("a missing English name leaves nothing")
	}
}
