package config

import (
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

const someKey = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="

// usual are flags of a real office that are right.
func usual() (Flags, ServeFlags, map[string]string) {
	return Flags{DatabaseURL: "postgres://majlis:hunter2@db.example/majlis", StateDir: "/nowhere", LogFormat: "text", LogLevel: "info"},
		ServeFlags{
			Listen: ":8080", MetricsListen: "127.0.0.1:9090", PublicOrigin: "https://majlis.example/",
			UDPPort: 7882, NodeName: "one", SMS: "unifonic", SMSSender: "MAJLIS",
		},
		map[string]string{"MAJLIS_SECRET_KEY": someKey, "MAJLIS_UNIFONIC_APP_SID": "app-sid-of-ours"}
}

func TestNew(t *testing.T) {
	rows := []struct {
		says   string
		change func(f *Flags, s *ServeFlags, env map[string]string)
		want   string // in the error; empty for none
	}{
		{"a real office", func(*Flags, *ServeFlags, map[string]string) {}, ""},
		{"no port", func(_ *Flags, s *ServeFlags, _ map[string]string) { s.Listen = "8080" }, "--listen"},
		{"no metrics", func(_ *Flags, s *ServeFlags, _ map[string]string) { s.MetricsListen = "" }, ""},
		{"an origin with a path", func(_ *Flags, s *ServeFlags, _ map[string]string) { s.PublicOrigin = "https://a.example/x" }, "--public-origin"},
		{"http away from localhost", func(_ *Flags, s *ServeFlags, _ map[string]string) { s.PublicOrigin = "http://a.example" }, "https alone"},
		{"http in development", func(_ *Flags, s *ServeFlags, _ map[string]string) {
			s.PublicOrigin, s.Development = "http://a.example", true
		}, ""},
		{"http on localhost", func(_ *Flags, s *ServeFlags, _ map[string]string) { s.PublicOrigin = "http://127.0.0.1:8080" }, ""},
		{"half a certificate", func(_ *Flags, s *ServeFlags, _ map[string]string) { s.TLSCert = "cert.pem" }, "go together"},
		{"no such certificate", func(_ *Flags, s *ServeFlags, _ map[string]string) {
			s.TLSCert, s.TLSKey = "/nowhere/a", "/nowhere/b"
		}, "--tls-cert"},
		{"no IP", func(_ *Flags, s *ServeFlags, _ map[string]string) { s.PublicIP = "majlis.example" }, "--public-ip"},
		{"an impossible port", func(_ *Flags, s *ServeFlags, _ map[string]string) { s.UDPPort = 70000 }, "--udp-port"},
		{"the same port twice", func(_ *Flags, s *ServeFlags, _ map[string]string) { s.SecondUDPPort = s.UDPPort }, "--second-udp-port"},
		{"H.264 that is to be recorded", func(_ *Flags, s *ServeFlags, _ map[string]string) {
			s.RoomVideo, s.RecordingDir, s.RecordingKeep = "h264", "/srv/recordings", time.Hour
		}, "--room-video"},
		{"an impossible relay port", func(_ *Flags, s *ServeFlags, _ map[string]string) { s.RelayPort = -1 }, "--relay-port"},
		{"an impossible relay", func(_ *Flags, s *ServeFlags, _ map[string]string) { s.RelayHost = "turn:x" }, "--relay-host"},
		{"a relay elsewhere", func(_ *Flags, s *ServeFlags, env map[string]string) {
			s.TURNURL, env["MAJLIS_TURN_SECRET"] = []string{"turn:turn.example:3478?transport=udp", "turns:turn.example"}, "hunter2"
		}, ""},
		{"a relay elsewhere without its secret", func(_ *Flags, s *ServeFlags, _ map[string]string) { s.TURNURL = []string{"turn:turn.example"} }, "MAJLIS_TURN_SECRET"},
		{"a relay that is a page", func(_ *Flags, s *ServeFlags, env map[string]string) {
			s.TURNURL, env["MAJLIS_TURN_SECRET"] = []string{"https://turn.example"}, "hunter2"
		}, "--turn-url"},
		{"printed messages", func(_ *Flags, s *ServeFlags, _ map[string]string) { s.SMS = "console" }, "--sms console"},
		{"printed messages in a demonstration", func(_ *Flags, s *ServeFlags, _ map[string]string) { s.SMS, s.Demo = "console", true }, ""},
		{"a long sender", func(_ *Flags, s *ServeFlags, _ map[string]string) { s.SMSSender = "MAJLIS-OFFICE" }, "--sms-sender"},
		{"a gateway in the clear", func(_ *Flags, s *ServeFlags, _ map[string]string) { s.SMSURL = "http://sms.example" }, "--sms-url"},
		{"no gateway account", func(_ *Flags, _ *ServeFlags, env map[string]string) { delete(env, "MAJLIS_UNIFONIC_APP_SID") }, "MAJLIS_UNIFONIC_APP_SID"},
		{"a shifted clock", func(_ *Flags, s *ServeFlags, _ map[string]string) { s.TimeOffset = time.Hour }, "--time-offset"},
		{"no key for a shared database", func(_ *Flags, _ *ServeFlags, env map[string]string) { delete(env, "MAJLIS_SECRET_KEY") }, "the same on every node"},
		{"a short key", func(_ *Flags, _ *ServeFlags, env map[string]string) { env["MAJLIS_SECRET_KEY"] = "AAEC" }, "32 bytes"},
		{"a key file that is gone", func(_ *Flags, _ *ServeFlags, env map[string]string) {
			delete(env, "MAJLIS_SECRET_KEY")
			env["MAJLIS_SECRET_KEY_FILE"] = "/nowhere/key"
		}, "MAJLIS_SECRET_KEY_FILE"},
		{"another database", func(f *Flags, _ *ServeFlags, _ map[string]string) { f.DatabaseURL = "mysql://root:hunter2@db" }, "--database-url"},
	}
	for _, row := range rows {
		t.Run(row.says, func(t *testing.T) {
			f, s, env := usual()
			row.change(&f, &s, env)
			_, err := New(f, s, func(name string) string { return env[name] })
			switch {
			case row.want == "" && err != nil:
				t.Errorf("refused: %v", err)
			case row.want != "" && (err == nil || !strings.Contains(err.Error(), row.want)):
				t.Errorf("got %v, want %q named", err, row.want)
			case err != nil && strings.Contains(err.Error(), "hunter2"):
				t.Errorf("the error tells a password: %v", err)
			}
		})
	}
}

func TestNew_TellsEverythingAtOnce(t *testing.T) {
	f, s, env := usual()
	s.Listen, s.UDPPort, s.SMSSender = "x", -1, ""
	_, err := New(f, s, func(name string) string { return env[name] })
	for _, flag := range []string{"--listen", "--udp-port", "--sms-sender"} {
		if err == nil || !strings.Contains(err.Error(), flag) {
			t.Errorf("%s is not named in: %v", flag, err)
		}
	}
}

func TestNew_Origin(t *testing.T) {
	f, s, env := usual()
	c, err := New(f, s, func(name string) string { return env[name] })
	if err != nil || c.PublicOrigin != "https://majlis.example" {
		t.Errorf("origin %q, %v", c.PublicOrigin, err)
	}
	s.PublicOrigin = ""
	c, err = New(f, s, func(name string) string { return env[name] })
	if err != nil || c.PublicOrigin != "http://localhost:8080" {
		t.Errorf("origin of this machine %q, %v", c.PublicOrigin, err)
	}
}

func TestConfig_NeverPrintsSecrets(t *testing.T) {
	f, s, env := usual()
	c, err := New(f, s, func(name string) string { return env[name] })
	if err != nil {
		t.Fatal(err)
	}
	var logged strings.Builder
	log := slog.New(slog.NewJSONHandler(&logged, nil))
	log.Info("starting", "config", c, "sms", c.SMS, "key", c.Key, "sid", c.SMS.AppSID)
	printed := logged.String() + c.String() + fmt.Sprintf("%v %+v %#v %v %+v %#v %s %#v", c, c, c, c.SMS, c.SMS, c.SMS, c.Key, c.Key)
	for _, secret := range []string{"hunter2", "app-sid-of-ours", someKey, "0x1f", "16 17 18"} {
		if strings.Contains(printed, secret) {
			t.Errorf("%q is printed in\n%s", secret, printed)
		}
	}
	if !strings.Contains(printed, "db.example/majlis") {
		t.Errorf("the database is not named in\n%s", printed)
	}
}

func TestKey_GeneratedOnceAndKept(t *testing.T) {
	f := Flags{StateDir: filepath.Join(t.TempDir(), "state")}
	nothing := func(string) string { return "" }
	keys := make([]Key, 8)
	var all sync.WaitGroup
	for i := range keys {
		all.Go(func() {
			c, err := NewStore(f, nothing)
			if err != nil {
				t.Error(err)
			}
			keys[i] = c.Key
		})
	}
	all.Wait()
	for _, key := range keys {
		if key != keys[0] || key == (Key{}) {
			t.Fatal("starts at once made different keys")
		}
	}
	info, err := os.Stat(filepath.Join(f.StateDir, "secret.key"))
	if err != nil || info.Mode().Perm() != fs.FileMode(0o600) {
		t.Errorf("the key's file: %v, %v", info.Mode(), err)
	}
	if left, _ := filepath.Glob(filepath.Join(f.StateDir, "*")); len(left) != 1 {
		t.Errorf("left behind: %v", left)
	}
}

func TestKey_FromFile(t *testing.T) {
	file := filepath.Join(t.TempDir(), "key")
	if err := os.WriteFile(file, []byte(someKey+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	c, err := NewStore(Flags{StateDir: "/nowhere"}, func(name string) string {
		return map[string]string{"MAJLIS_SECRET_KEY_FILE": file}[name]
	})
	if err != nil || c.Key.Reveal()[31] != 31 {
		t.Errorf("key %v, %v", c.Key, err)
	}
	if _, err := NewKey([]byte("short")); err == nil {
		t.Error("a short key is taken")
	}
}

func TestDefaultStateDir(t *testing.T) {
	env := map[string]string{"HOME": "/home/sara"}
	getenv := func(name string) string { return env[name] }
	if dir := defaultStateDir(getenv, 0); dir != "/var/lib/majlis" {
		t.Errorf("root keeps state in %s", dir)
	}
	if dir := defaultStateDir(getenv, 1000); dir != "/home/sara/.local/state/majlis" {
		t.Errorf("a user keeps state in %s", dir)
	}
	env["XDG_STATE_HOME"] = "/state"
	if dir := defaultStateDir(getenv, 1000); dir != "/state/majlis" {
		t.Errorf("asked for /state, got %s", dir)
	}
}

func TestNew_Relay(t *testing.T) {
	f, s, env := usual()
	c, err := New(f, s, func(name string) string { return env[name] })
	if err != nil || c.Relay.Host != "majlis.example" || c.Relay.Port != 3478 || c.Relay.TLSPort != 5349 || c.Relay.Off || !c.MediaTCP {
		t.Errorf("the relay of a site: %+v, %v", c.Relay, err)
	}
	s.PublicOrigin = ""
	c, err = New(f, s, func(name string) string { return env[name] })
	if err != nil || c.Relay.Host != "127.0.0.1" || c.Relay.Port != 0 || c.Relay.TLSPort != 0 {
		t.Errorf("the relay of this machine: %+v, %v", c.Relay, err)
	}
}
