package web

import (
	"net/http"
	"strings"
)

// permissions are the browser's features that pages may use: those of a call, on this site alone.
const permissions = "camera=(self), microphone=(self), display-capture=(self), screen-wake-lock=(self), " +
	"geolocation=(), payment=(), usb=(), serial=(), midi=()"

// secured sets the headers that every answer carries.
func (s *site) secured(next http.Handler) http.Handler {
	policy := s.policy("'self'")
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", policy)
		h.Set("Permissions-Policy", permissions)
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		if s.https {
			h.Set("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
		}
		next.ServeHTTP(w, r)
	})
}

// policy is the content security policy: everything from here, nothing inline, sockets to the
// nodes besides. Not every browser takes 'self' for a socket of its own site, hence its address.
func (s *site) policy(styles string) string {
	socket := "ws://" + s.origin.Host
	if s.https {
		socket = "wss://" + s.origin.Host
	}
	connect := append([]string{"'self'", socket}, s.SocketSources...)
	return strings.Join([]string{
		"default-src 'none'",
		"script-src 'self'",
		"style-src " + styles,
		"font-src 'self'",
		"img-src 'self'",
		"connect-src " + strings.Join(connect, " "),
		"media-src 'self' blob:",
		"form-action 'self'",
		"base-uri 'none'",
		"frame-ancestors 'none'",
	}, "; ")
}
