package web

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"time"

	"github.com/alexedwards/scs/v2"

	"majlis/booking"
	"majlis/internal/i18n"
	"majlis/internal/identity"
	"majlis/web/page"
)

// How long a login lasts, and a member of staff's without any page asked for.
const (
	loginFor     = 12 * time.Hour
	staffIdleFor = 4 * time.Hour
	seenEvery    = 5 * time.Minute // how exactly the last page is remembered
)

// What a login holds.
const (
	keyPhone        = "phone"         // proved
	keyPending      = "pending_phone" // a code was sent to it
	keyPendingSent  = "pending_sent"
	keyStaff        = "staff"
	keyStaffVersion = "staff_version"
	keyStaffSeen    = "staff_seen"
)

// newLogins is built by hand: scs.New starts a store of its own that is never stopped.
func (s *site) newLogins() *scs.SessionManager {
	name := "majlis"
	if s.https {
		name = "__Host-majlis"
	}
	return &scs.SessionManager{
		Lifetime:         loginFor,
		Store:            s.Logins,
		Codec:            scs.GobCodec{},
		HashTokenInStore: true,
		Cookie:           scs.SessionCookie{Name: name, Path: "/", HttpOnly: true, Secure: s.https, SameSite: http.SameSiteLaxMode},
		ErrorFunc: func(w http.ResponseWriter, r *http.Request, err error) {
			s.fail(w, r, err)
		},
	}
}

// A visit is who asks: both logins a browser may hold, and the address.
type visit struct {
	staff   *identity.Staff
	phone   string
	address string
}

type visitKey struct{}

func visitOf(r *http.Request) visit {
	v, _ := r.Context().Value(visitKey{}).(visit)
	return v
}

// actorFor is on whose behalf a path is served. Somebody of the office may try the citizens' pages
// in the same browser: each side sees its own login only.
func (v visit) actorFor(needs identity.Permission, path string) identity.Actor {
	citizen := identity.Actor{Phone: v.phone, Address: v.address}
	staff := identity.Actor{Staff: v.staff, Address: v.address}
	switch {
	case needs == identity.OwnCases:
		return citizen
	case needs != identity.Public:
		return staff
	case v.phone == "" || v.staff != nil && ofStaff(path):
		return staff
	}
	return citizen
}

// ofStaff reports whether a path is one of the office's.
func ofStaff(path string) bool {
	parts := strings.Split(strings.TrimPrefix(path, "/"), "/")
	if _, isLang := i18n.ParseLang(parts[0]); isLang {
		parts = parts[1:]
	}
	if len(parts) == 0 {
		return false
	}
	switch parts[0] {
	case "staff", "office", "desk", "host", "ops":
		return true
	}
	return false
}

// withVisitor finds out who asks.
func (s *site) withVisitor(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ctx := r.Context()
		staff, err := s.signedInStaff(ctx)
		if err != nil {
			s.fail(w, r, err)
			return
		}
		v := visit{staff: staff, phone: s.logins.GetString(ctx, keyPhone), address: s.address(r)}
		ctx = context.WithValue(ctx, visitKey{}, v)
		ctx = identity.WithActor(ctx, v.actorFor(identity.Public, r.URL.Path))
		next.ServeHTTP(w, r.WithContext(ctx))
	})
}

// signedInStaff is the account of the login, as it stands now; nil when there is none, or it was
// closed or changed since, or nobody has asked for a page in a long time.
func (s *site) signedInStaff(ctx context.Context) (*identity.Staff, error) {
	id := s.logins.GetInt64(ctx, keyStaff)
	if id == 0 {
		return nil, nil
	}
	now, seen := s.Now(), time.Unix(s.logins.GetInt64(ctx, keyStaffSeen), 0)
	staff, err := s.Accounts.Staff(ctx, id)
	if err != nil && !errors.Is(err, booking.ErrNotFound) {
		return nil, err
	}
	if err != nil || !staff.Active || staff.Version != s.logins.GetInt(ctx, keyStaffVersion) || now.Sub(seen) > staffIdleFor {
		return nil, nil
	}
	if now.Sub(seen) > seenEvery {
		s.logins.Put(ctx, keyStaffSeen, now.Unix())
	}
	return &staff, nil
}

// proveStaff and provePhone put a proof into the login, under a new token: a token that somebody
// planted in the browser before is worth nothing.
func (s *site) proveStaff(ctx context.Context, staff identity.Staff) error {
	if err := s.logins.RenewToken(ctx); err != nil {
		return err
	}
	s.logins.Put(ctx, keyStaff, staff.ID)
	s.logins.Put(ctx, keyStaffVersion, staff.Version)
	s.logins.Put(ctx, keyStaffSeen, s.Now().Unix())
	return nil
}

func (s *site) provePhone(ctx context.Context, phone string) error {
	if err := s.logins.RenewToken(ctx); err != nil {
		return err
	}
	s.logins.Remove(ctx, keyPending)
	s.logins.Remove(ctx, keyPendingSent)
	s.logins.Put(ctx, keyPhone, phone)
	return nil
}

// forget takes proofs out of the login, and ends it when nothing is left.
func (s *site) forget(ctx context.Context, keys ...string) error {
	for _, key := range keys {
		s.logins.Remove(ctx, key)
	}
	if len(s.logins.Keys(ctx)) == 0 {
		return s.logins.Destroy(ctx)
	}
	return s.logins.RenewToken(ctx)
}

// Visitor tells the layouts who a page is for; give it to page.Config.
func Visitor(bundle *i18n.Bundle) func(*http.Request) page.Visitor {
	return func(r *http.Request) page.Visitor {
		actor, lang := identity.ActorFrom(r.Context()), page.LangOf(r)
		switch {
		case actor.Staff != nil:
			return page.Visitor{
				Name: actor.Staff.Name(lang), Detail: bundle.Printer(lang).T("common.role." + string(actor.Staff.Role)),
				Staff: true, SignOut: "/staff/sign-out", May: actor.May,
			}
		case actor.Phone != "":
			return page.Visitor{Detail: identity.MaskPhone(actor.Phone), SignOut: "/sign-out", May: actor.May}
		}
		return page.Visitor{}
	}
}
