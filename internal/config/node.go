package config

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"strings"
)

// Among says how this server is found where several share a database.
type Among struct {
	// URL is how browsers reach this very server, scheme and host; the public origin where it is alone.
	URL string
	// Pattern is what the URLs of all servers have in common: "https://*.majlis.example". Empty: there
	// is one server, or all are pages of the public origin.
	Pattern string
}

// Allows reports whether an address is one of the servers'.
func (a Among) Allows(origin string) bool {
	pattern, host, ok := cutBoth(a.Pattern, origin)
	if !ok {
		return false
	}
	name, port := splitHost(pattern)
	givenName, givenPort := splitHost(host)
	if port != "*" && port != givenPort {
		return false
	}
	if rest, wild := strings.CutPrefix(name, "*"); wild {
		return strings.HasSuffix(givenName, rest) && len(givenName) > len(rest)
	}
	return name == givenName
}

// cutBoth takes the scheme, which must be the same, from both.
func cutBoth(pattern, origin string) (string, string, bool) {
	scheme, p, found := strings.Cut(pattern, "://")
	given, o, foundToo := strings.Cut(origin, "://")
	return p, o, found && foundToo && scheme == given
}

func splitHost(host string) (name, port string) {
	if name, port, err := net.SplitHostPort(host); err == nil {
		return name, port
	}
	return host, ""
}

// SocketSource is an address, or a pattern of some, as a content security policy names their sockets.
func SocketSource(origin string) string {
	if origin == "" {
		return ""
	}
	return "ws" + strings.TrimPrefix(origin, "http")
}

// among checks how this server is found among others.
func (c Config) among(s ServeFlags) (Among, error) {
	a := Among{URL: c.PublicOrigin, Pattern: strings.TrimSuffix(s.NodePattern, "/")}
	if err := checkPattern(a.Pattern); err != nil {
		return a, err
	}
	if s.NodeURL == "" {
		return a, nil
	}
	u, err := url.Parse(s.NodeURL)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" || strings.Trim(u.Path, "/") != "" || u.RawQuery != "" || u.User != nil {
		return a, fmt.Errorf("--node-url %q is not a scheme and a host, such as https://a.majlis.example", s.NodeURL)
	}
	a.URL = u.Scheme + "://" + u.Host
	switch {
	case u.Scheme == "http" && strings.HasPrefix(c.PublicOrigin, "https:"):
		return a, errors.New("--node-url is http and the site https: browsers open no plain socket from a secure page")
	case a.URL != c.PublicOrigin && !a.Allows(a.URL):
		return a, fmt.Errorf("--node-url %q needs a --node-pattern that takes it in, such as https://*.majlis.example: pages open sockets to no other hosts", s.NodeURL)
	}
	return a, nil
}

// checkPattern refuses what would let pages open sockets to anybody.
func checkPattern(pattern string) error {
	if pattern == "" {
		return nil
	}
	scheme, host, found := strings.Cut(pattern, "://")
	name, _ := splitHost(host)
	name = strings.TrimPrefix(name, "*.")
	if !found || scheme != "http" && scheme != "https" || name == "" || strings.ContainsAny(name, "*/ ;,'\"") ||
		strings.HasPrefix(host, "*") && !strings.Contains(name, ".") {
		return fmt.Errorf("--node-pattern %q is not a pattern such as https://*.majlis.example", pattern)
	}
	return nil
}

// proxies reads the addresses of the proxies in front of the site.
func proxies(said []string) ([]netip.Prefix, error) {
	var list []netip.Prefix
	var wrong []error
	for _, text := range said {
		prefix, err := netip.ParsePrefix(text)
		if ip, single := netip.ParseAddr(text); single == nil {
			prefix, err = ip.Prefix(ip.BitLen())
		}
		if err != nil {
			wrong = append(wrong, fmt.Errorf("--trusted-proxy %q is not an address or a range such as 10.0.0.0/8", text))
			continue
		}
		list = append(list, prefix)
	}
	return list, errors.Join(wrong...)
}
