package identity_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"majlis/internal/i18n"
	"majlis/internal/identity"
	"majlis/internal/identity/identitytest"
)

func contains(s, part string) bool { return strings.Contains(s, part) }

// office is package identity put together over a store in memory, with a clock that tests move.
type office struct {
	store    *identitytest.Store
	now      time.Time
	texts    []string // phone, space, text
	people   *identity.People
	codes    *identity.Codes
	links    *identity.Links
	accounts *identity.Accounts
	limits   *identity.Limits
}

func newOffice(t *testing.T) *office {
	t.Helper()
	o := &office{store: identitytest.NewStore(), now: time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)}
	clock := func() time.Time { return o.now }
	keys, err := identity.NewKeys(slices.Repeat([]byte{7}, identity.MinSecret))
	if err != nil {
		t.Fatal(err)
	}
	bundle, err := i18n.Load(i18n.Strict())
	if err != nil {
		t.Fatal(err)
	}
	o.limits = identity.NewLimits(o.store, keys, clock)
	o.people = identity.NewPeople(identity.PeopleConfig{Store: o.store, Tx: o.store, Journal: o.store, Keys: keys, Now: clock})
	o.links = identity.NewLinks(o.store, o.limits, keys, clock)
	o.accounts = identity.NewAccounts(identity.AccountsConfig{Store: o.store, Tx: o.store, Journal: o.store, Limits: o.limits, Now: clock})
	o.codes = identity.NewCodes(identity.CodesConfig{
		Store: o.store, Limits: o.limits, Keys: keys, Bundle: bundle, Host: "majlis.example", Now: clock,
		Text: func(_ context.Context, phone, text string) error {
			o.texts = append(o.texts, phone+" "+text)
			return nil
		},
	})
	return o
}

func (o *office) pass(d time.Duration) { o.now = o.now.Add(d) }

func TestStore(t *testing.T) {
	identitytest.TestStore(t, func(*testing.T) identitytest.Whole { return identitytest.NewStore() })
}

func TestNewKeys_WantsALongSecret(t *testing.T) {
	if _, err := identity.NewKeys(make([]byte, identity.MinSecret-1)); err == nil {
		t.Error("a short secret was taken")
	}
}
