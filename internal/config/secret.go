package config

import (
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"strings"
)

// A Secret prints as a mark, whatever prints it; Reveal gives it out.
type Secret string

const redacted = "(secret)"

// Reveal gives the secret itself.
func (s Secret) Reveal() string { return string(s) }

func (s Secret) String() string { return mark(s != "") }

// GoString keeps %#v from printing it.
func (s Secret) GoString() string { return s.String() }

// LogValue keeps log/slog from printing it.
func (s Secret) LogValue() slog.Value { return slog.StringValue(s.String()) }

// MarshalText keeps encoders from printing it.
func (s Secret) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// A Key is the office's 32-byte secret, from which the keys of single purposes are
// derived: identity numbers at rest, links, tickets. All nodes of one database share
// it; without it, encrypted columns cannot be read again.
type Key struct{ bytes [keySize]byte }

const keySize = 32

// Reveal gives the key itself.
func (k Key) Reveal() []byte { return k.bytes[:] }

func (k Key) String() string { return mark(k != Key{}) }

// GoString keeps %#v from printing it.
func (k Key) GoString() string { return k.String() }

// LogValue keeps log/slog from printing it.
func (k Key) LogValue() slog.Value { return slog.StringValue(k.String()) }

func mark(present bool) string {
	if present {
		return redacted
	}
	return ""
}

// NewKey makes a key from its 32 bytes.
func NewKey(b []byte) (Key, error) {
	if len(b) != keySize {
		return Key{}, fmt.Errorf("a key has %d bytes, not %d", keySize, len(b))
	}
	return Key{[keySize]byte(b)}, nil
}

// secretFrom reads NAME, or the file that NAME_FILE names. Both empty is no secret
// and no error.
func secretFrom(getenv func(string) string, name string) (Secret, error) {
	if said := getenv(name); said != "" {
		return Secret(said), nil
	}
	file := getenv(name + "_FILE")
	if file == "" {
		return "", nil
	}
	text, err := os.ReadFile(file)
	if err != nil {
		return "", fmt.Errorf("%s_FILE: %w", name, err)
	}
	return Secret(strings.TrimSpace(string(text))), nil
}

// loadKey takes the key from the environment. With a database of its own the program
// makes one on first use and keeps it beside the data; for a shared database it must
// be given, or two nodes would each make their own.
func loadKey(c Config, getenv func(string) string) (Key, error) {
	const name = "MAJLIS_SECRET_KEY"
	said, err := secretFrom(getenv, name)
	switch {
	case err != nil:
		return Key{}, err
	case said != "":
		return decodeKey(name, said.Reveal())
	case c.DatabaseURL != "":
		return Key{}, errors.New("--database-url needs MAJLIS_SECRET_KEY, or MAJLIS_SECRET_KEY_FILE naming a file that holds it: the same on every node; make one with `openssl rand -base64 32`")
	}
	return keptKey(filepath.Join(c.StateDir, "secret.key"))
}

func decodeKey(name, text string) (Key, error) {
	b, err := base64.StdEncoding.DecodeString(strings.TrimSpace(text))
	if err != nil || len(b) != keySize {
		return Key{}, fmt.Errorf("%s is not 32 bytes in base64: make one with `openssl rand -base64 32`", name)
	}
	return NewKey(b)
}

// keptKey reads the key that an earlier start made, or makes it. The file appears
// whole or not at all, so that two starts at once agree.
func keptKey(file string) (Key, error) {
	text, err := os.ReadFile(file)
	if err == nil {
		return decodeKey(file, string(text))
	}
	if !errors.Is(err, fs.ErrNotExist) {
		return Key{}, fmt.Errorf("read the key: %w", err)
	}
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		return Key{}, fmt.Errorf("make the state directory: %w", err)
	}
	if err := writeKey(file); err != nil {
		return Key{}, fmt.Errorf("keep a new key: %w", err)
	}
	if text, err = os.ReadFile(file); err != nil {
		return Key{}, fmt.Errorf("read the new key: %w", err)
	}
	return decodeKey(file, string(text))
}

// writeKey writes beside the final name and links, which fails if another start was
// first: then its key holds.
func writeKey(file string) error {
	draft, err := os.CreateTemp(filepath.Dir(file), "secret.key.*") // mode 0600
	if err != nil {
		return err
	}
	defer os.Remove(draft.Name())
	defer draft.Close()
	b := make([]byte, keySize)
	rand.Read(b) // never fails
	if _, err := fmt.Fprintln(draft, base64.StdEncoding.EncodeToString(b)); err != nil {
		return err
	}
	if err := draft.Sync(); err != nil {
		return err
	}
	if err := os.Link(draft.Name(), file); !errors.Is(err, fs.ErrExist) {
		return err
	}
	return nil
}

// LogValue shows the configuration without its secrets, the database's password
// among them.
func (c Config) LogValue() slog.Value {
	database := "local, in " + c.StateDir
	if u, err := url.Parse(c.DatabaseURL); c.DatabaseURL != "" && err == nil {
		database = u.Host + u.Path
	}
	return slog.GroupValue(
		slog.String("database", database),
		slog.String("listen", c.Listen),
		slog.String("origin", c.PublicOrigin),
		slog.String("node", c.NodeName),
		slog.String("node_url", c.Among.URL),
		slog.Int("udp_port", c.UDPPort),
		slog.Bool("relay", !c.Relay.Off),
		slog.Any("turn", c.Relay.External),
		slog.String("sms", c.SMS.Gateway),
		slog.Bool("demo", c.Demo),
		slog.Bool("development", c.Development),
		slog.Duration("time_offset", c.TimeOffset),
	)
}

// String is the redacted configuration on one line.
func (c Config) String() string { return c.LogValue().String() }

// GoString keeps %#v from printing passwords in the database's address.
func (c Config) GoString() string { return c.String() }
