package identity

import (
	"context"
	"encoding/base32"
	"errors"
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"time"

	"majlis/booking"
)

// A Purpose is the one thing a link is good for.
type Purpose string

// The purposes of links.
const (
	PurposeOffer  Purpose = "offer"  // subject is an offer: confirm, decline, cancel, check devices, join
	PurposeTrack  Purpose = "track"  // subject is a case: see where it stands
	PurposeSurvey Purpose = "survey" // subject is a case: judge it, once
)

// A Link is what a token opens.
type Link struct {
	Purpose   Purpose
	Subject   int64 // the offer or case
	Person    int64
	ExpiresAt time.Time
	UsedAt    time.Time // zero until Use
}

// LinkStore keeps links by the hash of their token.
type LinkStore interface {
	AddLink(ctx context.Context, hash []byte, link Link, at time.Time) error
	// LinkByHash is booking.ErrNotFound for an unknown hash. With it comes what is counted of
	// attempts under a key, known or not.
	LinkByHash(ctx context.Context, hash []byte, key string, since time.Time) (link Link, attempts int, err error)
	UseLink(ctx context.Context, hash []byte, at time.Time) error
}

// Links mints and opens opaque links. It is safe for concurrent use.
type Links struct {
	store  LinkStore
	limits *Limits
	keys   *Keys
	now    func() time.Time
}

// NewLinks makes Links over a store.
func NewLinks(store LinkStore, limits *Limits, keys *Keys, now func() time.Time) *Links {
	return &Links{store: store, limits: limits, keys: keys, now: now}
}

// A token is 80 bits in 16 characters that can be read out: enough that guessing is hopeless even
// without the limit.
const tokenBytes = 10

var (
	tokenForm     = regexp.MustCompile(`^[a-z2-7]{16}$`)
	tokenEncoding = base32.NewEncoding("abcdefghijklmnopqrstuvwxyz234567").WithPadding(base32.NoPadding)
	badLinks      = Limit{What: "link_address", Max: 30, For: 15 * time.Minute}
)

// Mint makes a link that opens the subject for the person until it expires, and returns its token.
// Nobody can learn the token again.
func (l *Links) Mint(ctx context.Context, purpose Purpose, subject, person int64, expires time.Time) (string, error) {
	token := tokenEncoding.EncodeToString(randomBytes(tokenBytes))
	link := Link{Purpose: purpose, Subject: subject, Person: person, ExpiresAt: expires}
	if err := l.store.AddLink(ctx, l.keys.linkHash(token), link, l.now()); err != nil {
		return "", fmt.Errorf("keep a link: %w", err)
	}
	return token, nil
}

// Open finds what a token opens. A token that is none, or is for something else, is
// booking.ErrNotFound; refusals are link_expired, link_used, and link_too_many when the actor's
// address tried too many that are none.
func (l *Links) Open(ctx context.Context, purpose Purpose, token string) (Link, error) {
	from := network(ActorFrom(ctx).Address)
	since := l.now().Truncate(badLinks.For)
	token = strings.ToLower(token)
	link, bad, err := l.store.LinkByHash(ctx, l.keys.linkHash(token), l.keys.attemptKey(badLinks.What, from), since)
	if err != nil && !errors.Is(err, booking.ErrNotFound) {
		return Link{}, fmt.Errorf("find a link: %w", err)
	}
	if bad >= badLinks.Max {
		return Link{}, l.limits.refuse(badLinks, since, "link_too_many")
	}
	if err != nil || link.Purpose != purpose || !tokenForm.MatchString(token) {
		if err := l.limits.Take(ctx, badLinks, from, "link_too_many"); err != nil {
			return Link{}, err
		}
		return Link{}, booking.ErrNotFound
	}
	if !link.UsedAt.IsZero() {
		return link, booking.Refuse("link_used", "")
	}
	if !l.now().Before(link.ExpiresAt) {
		return link, booking.Refuse("link_expired", "")
	}
	return link, nil
}

// Use marks a link that works once as used; afterwards Open refuses it. Using it again changes
// nothing.
func (l *Links) Use(ctx context.Context, token string) error {
	if err := l.store.UseLink(ctx, l.keys.linkHash(strings.ToLower(token)), l.now()); err != nil {
		return fmt.Errorf("use a link: %w", err)
	}
	return nil
}

// linkCookies names the cookie a link's token waits in. Browsers bind a name that begins __Host-
// to the one https site that set it.
func linkCookie(purpose Purpose, https bool) string {
	name := "majlis_link_" + string(purpose)
	if https {
		name = "__Host-" + name
	}
	return name
}

// LinkCookie is the cookie that carries a token once it has left the address. It ends with the
// day, and no script can read it.
func LinkCookie(purpose Purpose, token string, https bool) *http.Cookie {
	return &http.Cookie{
		Name: linkCookie(purpose, https), Value: token, Path: "/", MaxAge: int((24 * time.Hour).Seconds()),
		HttpOnly: true, Secure: https, SameSite: http.SameSiteLaxMode,
	}
}

// LinkTokenFrom is the token of the last link of that purpose the visitor opened; "" without one.
func LinkTokenFrom(r *http.Request, purpose Purpose) string {
	for _, https := range []bool{true, false} {
		if cookie, err := r.Cookie(linkCookie(purpose, https)); err == nil && cookie.Value != "" {
			return cookie.Value
		}
	}
	return ""
}
