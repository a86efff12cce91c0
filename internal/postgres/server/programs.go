package server

import (
	"fmt"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
)

// programs is the directory with initdb and postgres of one installed version.
type programs struct {
	dir   string
	major int
}

func (p programs) path(name string) string { return filepath.Join(p.dir, name) }

// findPrograms looks on PATH, then where Debian puts each version, highest first.
func findPrograms() (programs, error) {
	if found, err := exec.LookPath("initdb"); err == nil {
		if real, err := filepath.EvalSymlinks(found); err == nil {
			found = real
		}
		return checkPrograms(filepath.Dir(found))
	}
	var best programs
	dirs, _ := filepath.Glob("/usr/lib/postgresql/*/bin") // the pattern is well formed
	for _, dir := range dirs {
		major, err := strconv.Atoi(filepath.Base(filepath.Dir(dir)))
		if err == nil && major > best.major {
			if _, err := exec.LookPath(filepath.Join(dir, "initdb")); err == nil {
				best = programs{dir, major}
			}
		}
	}
	if best.major == 0 {
		return programs{}, ErrNotInstalled
	}
	return best, best.check()
}

// oldest is the first version whose ways of copying a database the tests rely on.
const oldest = 15

func (p programs) check() error {
	if p.major < oldest {
		return fmt.Errorf("the PostgreSQL in %s is version %d; Majlis needs %d or newer", p.dir, p.major, oldest)
	}
	return nil
}

func checkPrograms(dir string) (programs, error) {
	output, err := exec.Command(filepath.Join(dir, "postgres"), "--version").Output()
	if err != nil {
		return programs{}, fmt.Errorf("initdb is in %s but postgres does not run there: %w", dir, err)
	}
	// postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1); a beta says 19beta1.
	fields := strings.Fields(string(output))
	if len(fields) < 3 {
		return programs{}, fmt.Errorf("cannot read the version PostgreSQL gives: %q", output)
	}
	digits := strings.IndexFunc(fields[2]+".", func(r rune) bool { return r < '0' || r > '9' })
	major, err := strconv.Atoi(fields[2][:digits])
	if err != nil {
		return programs{}, fmt.Errorf("cannot read the version PostgreSQL gives: %q", output)
	}
	found := programs{dir, major}
	if err := found.check(); err != nil {
		return programs{}, err
	}
	return found, nil
}
