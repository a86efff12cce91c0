package config

import (
	"strings"
	"testing"
)

func TestNew_Among(t *testing.T) {
	tests := []struct {
		name         string
		url, pattern string
		wrong        string // in the error; "": none
	}{
		{"alone", "", "", ""},
		{"among others", "https://a.majlis.example", "https://*.majlis.example", ""},
		{"the site's own address", "https://majlis.example", "", ""},
		{"no pattern", "https://a.majlis.example", "", "--node-pattern"},
		{"outside the pattern", "https://a.other.example", "https://*.majlis.example", "--node-pattern"},
		{"a plain node of a secure site", "http://a.majlis.example", "http://*.majlis.example", "--node-url is http"},
		{"no address", "a.majlis.example", "https://*.majlis.example", "--node-url"},
		{"a path", "https://a.majlis.example/x", "https://*.majlis.example", "--node-url"},
		{"a pattern for everybody", "", "https://*", "--node-pattern"},
		{"a pattern of a whole domain", "", "https://*.example", "--node-pattern"},
		{"a pattern that says more", "", "https://a.example; script-src *", "--node-pattern"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			f, s, env := usual()
			s.NodeURL, s.NodePattern = test.url, test.pattern
			_, err := New(f, s, func(name string) string { return env[name] })
			if (err == nil) != (test.wrong == "") || err != nil && !strings.Contains(err.Error(), test.wrong) {
				t.Errorf("got %v", err)
			}
		})
	}
}

func TestAmong_Allows(t *testing.T) {
	for _, test := range []struct {
		pattern, origin string
		want            bool
	}{
		{"https://*.majlis.example", "https://a.majlis.example", true},
		{"https://*.majlis.example", "https://majlis.example", false},
		{"https://*.majlis.example", "https://evilmajlis.example", false},
		{"https://*.majlis.example", "http://a.majlis.example", false},
		{"https://*.majlis.example", "https://a.majlis.example:444", false},
		{"https://*.majlis.example:*", "https://a.majlis.example:444", true},
		{"http://localhost:*", "http://localhost:8081", true},
		{"http://localhost:*", "http://localhost.evil:8081", false},
		{"", "https://a.majlis.example", false},
	} {
		if got := (Among{Pattern: test.pattern}).Allows(test.origin); got != test.want {
			t.Errorf("%q allows %q: %t", test.pattern, test.origin, got)
		}
	}
	if got := SocketSource("https://*.majlis.example"); got != "wss://*.majlis.example" {
		t.Errorf("policy names %q", got)
	}
}

func TestNew_TrustedProxies(t *testing.T) {
	f, s, env := usual()
	s.TrustedProxy = []string{"10.0.0.0/8", "192.0.2.7", "::1"}
	c, err := New(f, s, func(name string) string { return env[name] })
	if err != nil || len(c.Proxies) != 3 || c.Proxies[1].String() != "192.0.2.7/32" {
		t.Errorf("%v, %v", c.Proxies, err)
	}
	s.TrustedProxy = []string{"proxy.example"}
	if _, err = New(f, s, func(name string) string { return env[name] }); err == nil || !strings.Contains(err.Error(), "--trusted-proxy") {
		t.Errorf("a name: %v", err)
	}
}
