package web

import (
	"net"
	"net/http"
	"net/netip"
	"strings"
	"time"

	"majlis/internal/identity"
)

// limitChanges slows down an address that changes too much without being of the office.
func (s *site) limitChanges(next http.Handler) http.Handler {
	limit := identity.Limit{What: "change_address", Max: s.ChangesPerMinute, For: time.Minute}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		visit := visitOf(r)
		if r.Method == http.MethodGet || r.Method == http.MethodHead || visit.staff != nil {
			next.ServeHTTP(w, r)
			return
		}
		if err := s.Limits.TakeFrom(r.Context(), limit, visit.address, "changes_too_many"); err != nil {
			s.fail(w, r, err)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// address is the visitor's network address: the peer's, or what a trusted proxy says it was. Only
// the part of the header that trusted proxies wrote is believed, hence from the end.
func (s *site) address(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		host = r.RemoteAddr
	}
	forwarded := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	for i := len(forwarded) - 1; i >= 0 && s.trusts(host); i-- {
		before := strings.TrimSpace(forwarded[i])
		if _, err := netip.ParseAddr(before); err != nil {
			break
		}
		host = before
	}
	return host
}

func (s *site) trusts(address string) bool {
	ip, err := netip.ParseAddr(address)
	if err != nil {
		return false
	}
	for _, prefix := range s.TrustedProxies {
		if prefix.Contains(ip.Unmap().WithZone("")) {
			return true
		}
	}
	return false
}
