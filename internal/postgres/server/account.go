package server

import (
	"errors"
	"fmt"
	"os"
	"os/user"
	"path/filepath"
	"strconv"
	"syscall"
)

// account is who runs PostgreSQL: this process's own user, or, when that is root, an
// account root drops to.
type account struct {
	name     string
	uid, gid uint32
	drop     bool
}

// findAccount picks the account: the one named, else the owner of data that is already
// there, else the usual names.
func findAccount(name, data string) (account, error) {
	if os.Geteuid() != 0 {
		return account{uid: uint32(os.Getuid()), gid: uint32(os.Getgid())}, nil
	}
	candidates := []string{"postgres", "majlis"}
	if name != "" {
		candidates = []string{name}
	} else if info, err := os.Stat(data); err == nil {
		owner := info.Sys().(*syscall.Stat_t).Uid
		if found, err := user.LookupId(strconv.Itoa(int(owner))); err == nil {
			candidates = []string{found.Username}
		}
	}
	return firstAccount(candidates)
}

// firstAccount is the first of the names that there is.
func firstAccount(candidates []string) (account, error) {
	for _, candidate := range candidates {
		found, err := user.Lookup(candidate)
		if unknown := user.UnknownUserError(""); errors.As(err, &unknown) {
			continue
		}
		if err != nil {
			return account{}, fmt.Errorf("look up the user %s: %w", candidate, err)
		}
		return newAccount(found)
	}
	return account{}, fmt.Errorf("PostgreSQL does not run as root and there is no user %q to run it as: "+
		"create one with `useradd --system %[1]s`, start Majlis as another user, or name a server with --database-url", candidates[0])
}

func newAccount(found *user.User) (account, error) {
	uid, err := strconv.ParseUint(found.Uid, 10, 32)
	if err != nil {
		return account{}, fmt.Errorf("read the user number of %s: %w", found.Username, err)
	}
	gid, err := strconv.ParseUint(found.Gid, 10, 32)
	if err != nil {
		return account{}, fmt.Errorf("read the group number of %s: %w", found.Username, err)
	}
	if uid == 0 {
		return account{}, fmt.Errorf("PostgreSQL does not run as root, and the user %s is root", found.Username)
	}
	return account{found.Username, uint32(uid), uint32(gid), true}, nil
}

// credential is nil when nothing is to be dropped.
func (a account) credential() *syscall.Credential {
	if !a.drop {
		return nil
	}
	return &syscall.Credential{Uid: a.uid, Gid: a.gid}
}

// give makes the account the owner of a directory, for nobody else to enter.
func (a account) give(dir string) error {
	if err := os.Chmod(dir, 0o700); err != nil {
		return fmt.Errorf("close %s to others: %w", dir, err)
	}
	if !a.drop {
		return nil
	}
	if err := os.Chown(dir, int(a.uid), int(a.gid)); err != nil {
		return fmt.Errorf("give %s to the user %s: %w", dir, a.name, err)
	}
	return nil
}

// canReach names the directory on the way to dir that the account may not pass through.
func (a account) canReach(dir string) error {
	if !a.drop {
		return nil
	}
	for ; ; dir = filepath.Dir(dir) {
		info, err := os.Stat(dir)
		if err != nil {
			return fmt.Errorf("look at %s: %w", dir, err)
		}
		owner := info.Sys().(*syscall.Stat_t)
		pass := info.Mode()&0o001 != 0
		switch {
		case owner.Uid == a.uid:
			pass = info.Mode()&0o100 != 0
		case owner.Gid == a.gid:
			pass = info.Mode()&0o010 != 0
		}
		if !pass {
			return fmt.Errorf("the user %s, who runs PostgreSQL, may not enter %s: "+
				"run `chmod o+x %[2]s` or choose another directory", a.name, dir)
		}
		if dir == filepath.Dir(dir) {
			return nil
		}
	}
}
