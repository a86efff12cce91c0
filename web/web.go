package web

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"time"

	"github.com/alexedwards/scs/v2"

	"majlis/internal/i18n"
	"majlis/internal/identity"
	"majlis/web/page"
)

//go:embed *.html
var files embed.FS

// Config is what the site is made of. What is not marked optional is required.
type Config struct {
	Routes   []page.Route
	Mounts   []Mount // optional
	Renderer *page.Renderer
	Logins   scs.Store
	Accounts Accounts
	Codes    Codes
	People   People
	Links    Links
	Limits   Limits
	Logger   *slog.Logger
	Now      func() time.Time

	// PublicOrigin is the address people know: "https://majlis.example". Cookies are secure and
	// plain http is ruled out when it is https.
	PublicOrigin string
	// SocketSources are more addresses the pages may open sockets to, as a content security policy
	// writes them ("wss://*.majlis.example"). Optional; the site's own is always among them.
	SocketSources []string
	Socket        http.Handler // optional; at /socket, outside every wrapper
	Static        http.Handler // at /assets/
	// Unguarded are served without login or permission by ServeMux pattern: health checks. Optional.
	Unguarded map[string]http.Handler
	// TrustedProxies may tell the visitor's address in X-Forwarded-For. Optional.
	TrustedProxies []netip.Prefix
	// ChangesPerMinute is how many POSTs one address may send when nobody of staff is signed in;
	// 120 when 0.
	ChangesPerMinute int
	// Observe is told of every request served. Optional.
	Observe func(Served)
}

// A Mount is a whole handler of somebody else's behind one permission, and another one for
// everything but GET and HEAD.
type Mount struct {
	Prefix         string // "/ops/jobs/"
	Needs, Changes identity.Permission
	Handler        http.Handler
	InlineStyle    bool // it injects style elements
}

// Accounts proves staff, by password here; whoever proves them otherwise does it behind this.
type Accounts interface {
	SignIn(ctx context.Context, username, password, address string) (identity.Staff, error)
	Staff(ctx context.Context, id int64) (identity.Staff, error)
}

// Codes proves a mobile number.
type Codes interface {
	Send(ctx context.Context, phone, purpose, address string, lang i18n.Lang) error
	Check(ctx context.Context, phone, purpose, code string) error
}

// People tells the language a link's person reads.
type People interface {
	Person(ctx context.Context, id int64) (identity.Person, error)
}

// Links opens the short links of messages.
type Links interface {
	Open(ctx context.Context, purpose identity.Purpose, token string) (identity.Link, error)
}

// Limits counts what one address does, for all nodes together.
type Limits interface {
	TakeFrom(ctx context.Context, limit identity.Limit, address, code string) error
}

// site is the running form of a Config.
type site struct {
	Config
	https  bool
	origin *url.URL
	logins *scs.SessionManager
	mux    *http.ServeMux // of what needs a login and a permission

	signInPage, codePage, staffPage *page.Template
}

// New makes the handler of the whole site. It fails on a route that names no known permission, no
// single method, or a pattern that another one has.
func New(c Config) (http.Handler, error) {
	s, err := newSite(c)
	if err != nil {
		return nil, err
	}
	if err := s.mountAll(); err != nil {
		return nil, err
	}
	return s.outermost(), nil
}

func newSite(c Config) (*site, error) {
	origin, err := url.Parse(c.PublicOrigin)
	if err != nil || origin.Host == "" {
		return nil, fmt.Errorf("the public origin %q is no address", c.PublicOrigin)
	}
	if c.Renderer == nil || c.Logins == nil || c.Accounts == nil || c.Codes == nil || c.People == nil ||
		c.Links == nil || c.Limits == nil || c.Logger == nil || c.Now == nil || c.Static == nil {
		return nil, errors.New("web: a part is missing from the configuration")
	}
	if c.ChangesPerMinute == 0 {
		c.ChangesPerMinute = 120
	}
	s := &site{Config: c, origin: origin, https: origin.Scheme == "https", mux: http.NewServeMux()}
	s.logins = s.newLogins()
	s.signInPage = c.Renderer.Parse(files, "sign_in.html")
	s.codePage = c.Renderer.Parse(files, "sign_in_code.html")
	s.staffPage = c.Renderer.Parse(files, "staff_sign_in.html")
	return s, nil
}

// maxBody is more than any form with its attachments; page.ReadForm allows each form less.
const maxBody = 64 << 20

// outermost wraps the site from the inside out.
func (s *site) outermost() http.Handler {
	open := http.NewServeMux()
	open.Handle("/", s.logins.LoadAndSave(s.withVisitor(s.limitChanges(s.mux))))
	open.Handle("GET /assets/", s.Static)
	for pattern, handler := range s.Unguarded {
		open.Handle(pattern, handler)
	}
	wrapped := s.traced(s.secured(s.sameSite(s.bounded(open))))
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if s.Socket != nil && (r.URL.Path == "/socket" || strings.HasPrefix(r.URL.Path, "/socket/")) {
			s.Socket.ServeHTTP(w, r)
			return
		}
		wrapped.ServeHTTP(w, r)
	})
}

// sameSite refuses what a browser sent here from another site's page.
func (s *site) sameSite(next http.Handler) http.Handler {
	protection := http.NewCrossOriginProtection()
	// The origin was parsed already; adding it cannot fail.
	_ = protection.AddTrustedOrigin(s.origin.Scheme + "://" + s.origin.Host)
	protection.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.fail(w, r, errOtherSite)
	}))
	return protection.Handler(next)
}

func (s *site) bounded(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r.Body = http.MaxBytesReader(w, r.Body, maxBody)
		next.ServeHTTP(w, r)
	})
}
