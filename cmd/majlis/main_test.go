package main

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"strings"
	"testing"

	"majlis/internal/config"
)

// recorder notes what was asked of it.
type recorder struct {
	asked  string
	config config.Config
	admin  config.Administrator
	err    error
}

func (r *recorder) note(asked string, c config.Config) error {
	r.asked, r.config = asked, c
	return r.err
}

func (r *recorder) Serve(_ context.Context, c config.Config, _ *slog.Logger) error {
	return r.note("serve", c)
}
func (r *recorder) Migrate(_ context.Context, c config.Config, _ *slog.Logger) error {
	return r.note("migrate", c)
}
func (r *recorder) Seed(_ context.Context, c config.Config, _ *slog.Logger) error {
	return r.note("seed", c)
}
func (r *recorder) CreateAdministrator(_ context.Context, c config.Config, _ *slog.Logger, a config.Administrator) error {
	r.admin = a
	return r.note("admin create", c)
}
func (r *recorder) VerifyAudit(_ context.Context, c config.Config, _ *slog.Logger) (string, error) {
	return "12 rows, chain whole", r.note("audit verify", c)
}

// command runs one command line against the recorder.
func command(t *testing.T, r *recorder, args ...string) (code int, out, err string) {
	t.Helper()
	t.Setenv("MAJLIS_STATE_DIR", t.TempDir())
	var stdout, stderr bytes.Buffer
	code = run(t.Context(), args, streams{strings.NewReader(""), &stdout, &stderr}, r)
	return code, stdout.String(), stderr.String()
}

func TestServe(t *testing.T) {
	t.Run("flags reach the program", func(t *testing.T) {
		r := &recorder{}
		code, _, err := command(t, r, "serve", "--demo", "--listen", ":9999", "--udp-port", "0", "--node-name", "one")
		if code != 0 || r.asked != "serve" {
			t.Fatalf("code %d, asked %q: %s", code, r.asked, err)
		}
		if c := r.config; !c.Demo || c.PublicOrigin != "http://localhost:9999" || c.UDPPort != 0 || c.NodeName != "one" {
			t.Errorf("config %v", c)
		}
	})
	t.Run("the environment reaches it too", func(t *testing.T) {
		t.Setenv("MAJLIS_DEVELOPMENT", "true")
		t.Setenv("MAJLIS_LISTEN", "127.0.0.1:7777")
		r := &recorder{}
		if code, _, err := command(t, r, "serve"); code != 0 || r.config.Listen != "127.0.0.1:7777" || !r.config.Development {
			t.Errorf("code %d, config %v: %s", code, r.config, err)
		}
	})
	t.Run("what is wrong is told, and nothing starts", func(t *testing.T) {
		r := &recorder{}
		code, _, err := command(t, r, "serve", "--public-origin", "nonsense")
		if code != exitMisused || r.asked != "" || !strings.Contains(err, "--public-origin") || !strings.Contains(err, "--sms console") {
			t.Errorf("code %d, asked %q: %s", code, r.asked, err)
		}
	})
	t.Run("a failure is an exit code", func(t *testing.T) {
		r := &recorder{err: errors.New("the port is taken")}
		if code, _, err := command(t, r, "serve", "--demo"); code != exitFailed || !strings.Contains(err, "the port is taken") {
			t.Errorf("code %d: %s", code, err)
		}
	})
}

func TestStoreCommands(t *testing.T) {
	for _, args := range []string{"migrate", "seed", "audit verify"} {
		t.Run(args, func(t *testing.T) {
			r := &recorder{}
			code, out, err := command(t, r, strings.Fields(args)...)
			if code != 0 || r.asked != args {
				t.Errorf("code %d, asked %q: %s", code, r.asked, err)
			}
			if args == "audit verify" && out != "12 rows, chain whole\n" {
				t.Errorf("said %q", out)
			}
		})
	}
}

func TestAdminCreate(t *testing.T) {
	names := []string{"admin", "create", "sara", "--name-ar", "سارة", "--name-en", "Sara"}
	t.Run("a password is made and shown once", func(t *testing.T) {
		r := &recorder{}
		code, out, err := command(t, r, names...)
		if code != 0 || r.admin.Username != "sara" || r.admin.NameAr != "سارة" || !strings.Contains(out, r.admin.Password.Reveal()) {
			t.Errorf("code %d, %+v, said %q: %s", code, r.admin, out, err)
		}
	})
	t.Run("a given password is not shown", func(t *testing.T) {
		t.Setenv("MAJLIS_ADMIN_PASSWORD", "correct horse battery")
		r := &recorder{}
		if code, out, err := command(t, r, names...); code != 0 || out != "" || r.admin.Password.Reveal() != "correct horse battery" {
			t.Errorf("code %d, said %q: %s", code, out, err)
		}
	})
	t.Run("a short password is refused", func(t *testing.T) {
		t.Setenv("MAJLIS_ADMIN_PASSWORD", "short")
		r := &recorder{}
		if code, _, err := command(t, r, names...); code != exitMisused || r.asked != "" {
			t.Errorf("code %d, asked %q: %s", code, r.asked, err)
		}
	})
}

func TestUsage(t *testing.T) {
	if code, _, err := command(t, &recorder{}, "dance"); code != exitMisused || !strings.Contains(err, "dance") {
		t.Errorf("code %d: %s", code, err)
	}
	if code, out, _ := command(t, &recorder{}, "version"); code != 0 || !strings.HasPrefix(out, "majlis ") {
		t.Errorf("code %d: %q", code, out)
	}
}
