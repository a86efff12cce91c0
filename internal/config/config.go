// Package config turns flags and environment into one validated value that the rest
// of the program is built from. Everything that can be wrong with it is told at
// once, at the start, in sentences that name the flag.
package config

import (
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// Config is what one node runs with. It is plain data: two of them can run in one
// process.
type Config struct {
	DatabaseURL string // empty: run a local PostgreSQL under StateDir
	StateDir    string
	LogFormat   string // "text" or "json"
	LogLevel    string // as slog spells it

	Listen        string
	MetricsListen string           // empty: no metrics
	PublicOrigin  string           // scheme and host, no path: "https://majlis.example"
	Certificate   *tls.Certificate // nil: plain HTTP
	PublicIP      netip.Addr       // invalid: this machine's own addresses
	UDPPort       int              // 0: any free port
	SecondUDPPort int              // 0: none
	MediaTCP      bool             // media over TCP as well, at the same port
	Relay         Relay
	H264          bool   // rooms have H.264 for pictures and not VP8
	RecordingDir  string // empty: nothing can be recorded
	RecordingKeep time.Duration
	NodeName      string
	Among         Among
	Proxies       []netip.Prefix // which may say whom they ask for
	SMS           SMS
	AllowBots     bool
	Demo          bool
	Development   bool
	TimeOffset    time.Duration
	Key           Key
}

// SMS says how messages leave.
type SMS struct {
	Gateway string // "console", "unifonic" or "taqnyat"
	Sender  string
	URL     string // empty: the gateway's usual address
	AppSID  Secret // unifonic
	Token   Secret // taqnyat
}

// Forgiving reports whether rules that protect real people are relaxed: http away
// from localhost, messages printed instead of sent, a shifted clock.
func (c Config) Forgiving() bool { return c.Demo || c.Development }

// NewStore checks what the commands need that only touch the database.
func NewStore(f Flags, getenv func(string) string) (Config, error) {
	c := Config{DatabaseURL: f.DatabaseURL, StateDir: f.StateDir, LogFormat: f.LogFormat, LogLevel: f.LogLevel}
	var wrong []error
	if c.StateDir == "" {
		c.StateDir = defaultStateDir(getenv, os.Geteuid())
	}
	if c.DatabaseURL != "" {
		if u, err := url.Parse(c.DatabaseURL); err != nil || (u.Scheme != "postgres" && u.Scheme != "postgresql") {
			// The text itself may hold a password; it is not repeated.
			wrong = append(wrong, errors.New("--database-url is not an address such as postgres://user@host/majlis"))
		}
	}
	key, err := loadKey(c, getenv)
	if err != nil {
		wrong = append(wrong, err)
	}
	c.Key = key
	return c, errors.Join(wrong...)
}

// New checks what the server needs. Secrets come from getenv: MAJLIS_SECRET_KEY and
// MAJLIS_UNIFONIC_APP_SID, MAJLIS_TURN_SECRET, each also as …_FILE naming a file that holds it.
func New(f Flags, s ServeFlags, getenv func(string) string) (Config, error) {
	c, err := NewStore(f, getenv)
	wrong := []error{err}
	c.Listen, c.MetricsListen = s.Listen, s.MetricsListen
	c.UDPPort, c.SecondUDPPort, c.NodeName = s.UDPPort, s.SecondUDPPort, s.NodeName
	c.AllowBots, c.Demo, c.Development, c.TimeOffset = s.AllowBots, s.Demo, s.Development, s.TimeOffset
	check := func(err error) { wrong = append(wrong, err) }

	check(checkAddress("--listen", c.Listen))
	if c.MetricsListen != "" {
		check(checkAddress("--metrics-listen", c.MetricsListen))
	}
	if c.UDPPort < 0 || c.UDPPort > 65535 {
		check(fmt.Errorf("--udp-port %d is not a port", c.UDPPort))
	}
	if c.SecondUDPPort < 0 || c.SecondUDPPort > 65535 || c.SecondUDPPort != 0 && c.SecondUDPPort == c.UDPPort {
		check(fmt.Errorf("--second-udp-port %d is not another port", c.SecondUDPPort))
	}
	if c.NodeName == "" {
		c.NodeName, err = os.Hostname()
		check(err)
	}
	if c.TimeOffset != 0 && !c.Forgiving() {
		check(errors.New("--time-offset is for demonstrations: add --demo or --development"))
	}
	c.Certificate, err = loadCertificate(s.TLSCert, s.TLSKey)
	check(err)
	c.PublicOrigin, err = c.origin(s.PublicOrigin)
	check(err)
	c.Among, err = c.among(s)
	check(err)
	c.Proxies, err = proxies(s.TrustedProxy)
	check(err)
	c.PublicIP, err = publicIP(s.PublicIP)
	check(err)
	c.MediaTCP = !s.NoMediaTCP
	c.RecordingDir, c.RecordingKeep = s.RecordingDir, s.RecordingKeep
	if c.RecordingDir != "" && c.RecordingKeep <= 0 {
		check(errors.New("--recording-keep is not how long a recording is kept, such as 720h"))
	}
	if c.H264 = s.RoomVideo == "h264"; c.H264 && c.RecordingDir != "" {
		check(errors.New("--room-video h264 cannot be recorded: leave out --recording-dir, or choose vp8"))
	}
	c.Relay, err = c.relay(s, getenv)
	check(err)
	c.SMS, err = c.sms(s, getenv)
	check(err)
	return c, errors.Join(wrong...)
}

// defaultStateDir follows the XDG base directories; root keeps state where the
// system does, and where the account that runs PostgreSQL can reach it.
func defaultStateDir(getenv func(string) string, uid int) string {
	if uid == 0 {
		return "/var/lib/majlis"
	}
	if dir := getenv("XDG_STATE_HOME"); filepath.IsAbs(dir) {
		return filepath.Join(dir, "majlis")
	}
	return filepath.Join(getenv("HOME"), ".local", "state", "majlis")
}

func checkAddress(flag, address string) error {
	if _, _, err := net.SplitHostPort(address); err != nil {
		return fmt.Errorf("%s %q is not an address such as :8080 or 127.0.0.1:8080", flag, address)
	}
	return nil
}

func loadCertificate(cert, key string) (*tls.Certificate, error) {
	switch {
	case cert == "" && key == "":
		return nil, nil
	case cert == "" || key == "":
		return nil, errors.New("--tls-cert and --tls-key go together")
	}
	pair, err := tls.LoadX509KeyPair(cert, key)
	if err != nil {
		return nil, fmt.Errorf("--tls-cert and --tls-key: %w", err)
	}
	return &pair, nil
}

// origin checks the public origin, or makes one for this machine.
func (c Config) origin(said string) (string, error) {
	if said == "" {
		return c.localOrigin(), nil
	}
	u, err := url.Parse(said)
	if err != nil || u.Host == "" || (u.Scheme != "http" && u.Scheme != "https") ||
		strings.Trim(u.Path, "/") != "" || u.RawQuery != "" || u.Fragment != "" || u.User != nil {
		return "", fmt.Errorf("--public-origin %q is not a scheme and a host, such as https://majlis.example", said)
	}
	if u.Scheme == "http" && !isLocal(u.Hostname()) && !c.Forgiving() {
		return "", errors.New("--public-origin is http: browsers give camera and microphone to https alone; add --tls-cert and --tls-key, put a proxy in front, or try it with --development")
	}
	return u.Scheme + "://" + u.Host, nil
}

func (c Config) localOrigin() string {
	scheme := "http"
	if c.Certificate != nil {
		scheme = "https"
	}
	_, port, err := net.SplitHostPort(c.Listen)
	if err != nil {
		return "" // told already
	}
	return scheme + "://localhost:" + port
}

func isLocal(host string) bool {
	ip, err := netip.ParseAddr(host)
	return host == "localhost" || strings.HasSuffix(host, ".localhost") || err == nil && ip.IsLoopback()
}

func publicIP(said string) (netip.Addr, error) {
	if said == "" {
		return netip.Addr{}, nil
	}
	ip, err := netip.ParseAddr(said)
	if err != nil || ip.IsUnspecified() {
		return netip.Addr{}, fmt.Errorf("--public-ip %q is not an IP address", said)
	}
	return ip, nil
}

// sms checks how messages leave. Printing them is no way to reach a citizen, and
// would put links into the log.
func (c Config) sms(s ServeFlags, getenv func(string) string) (SMS, error) {
	sms := SMS{Gateway: s.SMS, Sender: s.SMSSender, URL: s.SMSURL}
	if s.SMS == "console" {
		if !c.Forgiving() {
			return sms, errors.New("--sms console prints messages instead of sending them: choose --sms unifonic or taqnyat, or add --demo or --development")
		}
		return sms, nil
	}
	var wrong []error
	if sms.Sender == "" || len(sms.Sender) > 11 {
		wrong = append(wrong, errors.New("--sms-sender is the registered sender name, 1 to 11 characters"))
	}
	if u, err := url.Parse(sms.URL); sms.URL != "" && (err != nil || u.Scheme != "https" && !isLocal(u.Hostname())) {
		wrong = append(wrong, errors.New("--sms-url is not an https address"))
	}
	name, secret := "MAJLIS_UNIFONIC_APP_SID", &sms.AppSID
	if sms.Gateway == "taqnyat" {
		name, secret = "MAJLIS_TAQNYAT_TOKEN", &sms.Token
	}
	said, err := secretFrom(getenv, name)
	if err == nil && said == "" {
		err = fmt.Errorf("--sms %s needs %s, or %s_FILE naming a file that holds it", sms.Gateway, name, name)
	}
	*secret = said
	return sms, errors.Join(append(wrong, err)...)
}
