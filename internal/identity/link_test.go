package identity_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
	"time"

	"majlis/booking"
	"majlis/internal/identity"
)

// refusalArg is the value of a refusal's first argument.
func refusalArg(err error) any {
	var refusal *booking.Refusal
	if !errors.As(err, &refusal) || len(refusal.Args) < 2 {
		return nil
	}
	return refusal.Args[1]
}

func TestLinks(t *testing.T) {
	ctx := identity.WithActor(context.Background(), identity.Actor{Address: "192.0.2.1"})
	mint := func(t *testing.T, o *office, purpose identity.Purpose) string {
		t.Helper()
		token, err := o.links.Mint(ctx, purpose, 7, 5, o.now.Add(time.Hour))
		if err != nil {
			t.Fatal(err)
		}
		return token
	}
	t.Run("opens the subject until it expires", func(t *testing.T) {
		o := newOffice(t)
		token := mint(t, o, identity.PurposeOffer)
		if !regexp.MustCompile(`^[a-z2-7]{16}$`).MatchString(token) {
			t.Errorf("the token %q is not 16 base32 characters", token)
		}
		link, err := o.links.Open(ctx, identity.PurposeOffer, strings.ToUpper(token))
		if err != nil || link.Subject != 7 || link.Person != 5 {
			t.Errorf("got %+v, %v", link, err)
		}
		o.pass(time.Hour)
		_, err = o.links.Open(ctx, identity.PurposeOffer, token)
		checkRefusal(t, err, "link_expired")
	})
	t.Run("is good for one purpose", func(t *testing.T) {
		o := newOffice(t)
		if _, err := o.links.Open(ctx, identity.PurposeTrack, mint(t, o, identity.PurposeOffer)); !errors.Is(err, booking.ErrNotFound) {
			t.Errorf("got %v, want ErrNotFound", err)
		}
	})
	t.Run("refuses after its use", func(t *testing.T) {
		o := newOffice(t)
		token := mint(t, o, identity.PurposeSurvey)
		for range 2 {
			if err := o.links.Use(ctx, token); err != nil {
				t.Fatal(err)
			}
		}
		_, err := o.links.Open(ctx, identity.PurposeSurvey, token)
		checkRefusal(t, err, "link_used")
	})
	t.Run("stops an address that guesses", func(t *testing.T) {
		o := newOffice(t)
		token := mint(t, o, identity.PurposeTrack)
		for range 30 {
			if _, err := o.links.Open(ctx, identity.PurposeTrack, "aaaaaaaaaaaaaaaa"); !errors.Is(err, booking.ErrNotFound) {
				t.Fatalf("got %v, want ErrNotFound", err)
			}
		}
		_, err := o.links.Open(ctx, identity.PurposeTrack, token)
		checkRefusal(t, err, "link_too_many")
		elsewhere := identity.WithActor(ctx, identity.Actor{Address: "192.0.2.2"})
		if _, err := o.links.Open(elsewhere, identity.PurposeTrack, token); err != nil {
			t.Errorf("another address: %v", err)
		}
	})
	t.Run("knows what cannot be a token", func(t *testing.T) {
		o := newOffice(t)
		for _, token := range []string{"", "short", "aaaaaaaaaaaaaaa1", "aaaaaaaaaaaaaaaaa"} {
			if _, err := o.links.Open(ctx, identity.PurposeOffer, token); !errors.Is(err, booking.ErrNotFound) {
				t.Errorf("%q: %v, want ErrNotFound", token, err)
			}
		}
	})
}

func TestLinkCookie(t *testing.T) {
	for _, https := range []bool{true, false} {
		cookie := identity.LinkCookie(identity.PurposeOffer, "abc", https)
		if !cookie.HttpOnly || cookie.Secure != https || cookie.SameSite != http.SameSiteLaxMode {
			t.Errorf("https %v: %v", https, cookie)
		}
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.AddCookie(cookie)
		if got := identity.LinkTokenFrom(r, identity.PurposeOffer); got != "abc" {
			t.Errorf("read %q", got)
		}
		if got := identity.LinkTokenFrom(r, identity.PurposeTrack); got != "" {
			t.Errorf("another purpose reads %q", got)
		}
	}
}
