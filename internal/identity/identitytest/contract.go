package identitytest

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"majlis/booking"
	"majlis/internal/identity"
)

// A Whole store holds everything of package identity.
type Whole interface {
	identity.PersonStore
	identity.CodeStore
	identity.LinkStore
	identity.StaffStore
	identity.AttemptStore
}

var at = time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)

// TestStore holds a store to what package identity expects of it. fresh makes an empty one.
func TestStore(t *testing.T, fresh func(t *testing.T) Whole) {
	tests := []struct {
		name string
		run  func(*testing.T, Whole)
	}{
		{"finds a person again by the hash and takes over the rest", testPersonAgain},
		{"lists all people of a phone", testPersonsByPhone},
		{"keeps the newest code", testNewestCode},
		{"spends a code once, whoever asks at the same time", testSpendOnce},
		{"counts every try", testTries},
		{"uses a link once and remembers when", testLink},
		{"keeps one account per username", testStaffOnce},
		{"changes an account only at the version seen", testStaffVersion},
		{"counts attempts from several sides", testAttempts},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			test.run(t, fresh(t))
		})
	}
}

func aPerson(phone string) identity.Person {
	return identity.Person{Phone: phone, Kind: identity.KindCitizen, Tail: "008", FullName: "نورة السالم", Section: "women", Language: "ar"}
}

func ok(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func testPersonAgain(t *testing.T, s Whole) {
	ctx := context.Background()
	id := identity.Sealed{Number: []byte{1, 2}, Hash: []byte("hash")}
	first, isNew, err := s.SavePerson(ctx, aPerson("+966501234567"), id, at)
	ok(t, err)
	if !isNew || first.ID == 0 {
		t.Fatalf("got new %v, id %d; want a new person with an id", isNew, first.ID)
	}
	moved := aPerson("+966555555555")
	moved.Language = "en"
	second, isNew, err := s.SavePerson(ctx, moved, id, at)
	ok(t, err)
	moved.ID = first.ID
	if isNew || second != moved {
		t.Fatalf("got %+v (new %v), want %+v", second, isNew, moved)
	}
	for _, find := range []func() (identity.Person, error){
		func() (identity.Person, error) { return s.PersonByHash(ctx, id.Hash) },
		func() (identity.Person, error) { return s.PersonByID(ctx, first.ID) },
	} {
		if found, err := find(); err != nil || found != moved {
			t.Errorf("got %+v, %v; want %+v", found, err, moved)
		}
	}
	sealed, err := s.SealedID(ctx, first.ID)
	ok(t, err)
	if string(sealed.Number) != string(id.Number) || string(sealed.Hash) != string(id.Hash) {
		t.Errorf("sealed number came back as %v", sealed)
	}
	if _, err := s.PersonByID(ctx, first.ID+99); !errors.Is(err, booking.ErrNotFound) {
		t.Errorf("unknown person: %v, want ErrNotFound", err)
	}
	if _, err := s.PersonByHash(ctx, []byte("other")); !errors.Is(err, booking.ErrNotFound) {
		t.Errorf("unknown hash: %v, want ErrNotFound", err)
	}
}

func testPersonsByPhone(t *testing.T, s Whole) {
	ctx := context.Background()
	for _, hash := range []string{"a", "b"} {
		_, _, err := s.SavePerson(ctx, aPerson("+966501234567"), identity.Sealed{Number: []byte{1}, Hash: []byte(hash)}, at)
		ok(t, err)
	}
	people, err := s.PersonsByPhone(ctx, "+966501234567")
	ok(t, err)
	if len(people) != 2 {
		t.Errorf("got %d people, want both", len(people))
	}
	people, err = s.PersonsByPhone(ctx, "+966500000000")
	ok(t, err)
	if len(people) != 0 {
		t.Errorf("got %d people of an unknown phone", len(people))
	}
}

func aCode(hash string, sent time.Time) identity.SentCode {
	return identity.SentCode{Phone: "+966501234567", Purpose: identity.CodeSignIn, Hash: []byte(hash), SentAt: sent, ExpiresAt: sent.Add(5 * time.Minute)}
}

func testNewestCode(t *testing.T, s Whole) {
	ctx := context.Background()
	if _, err := s.NewestCode(ctx, "+966501234567", identity.CodeSignIn); !errors.Is(err, booking.ErrNotFound) {
		t.Fatalf("no code yet: %v, want ErrNotFound", err)
	}
	ok(t, s.AddCode(ctx, aCode("first", at)))
	ok(t, s.AddCode(ctx, aCode("second", at.Add(time.Minute))))
	code, err := s.NewestCode(ctx, "+966501234567", identity.CodeSignIn)
	ok(t, err)
	if string(code.Hash) != "second" || !code.UsedAt.IsZero() || !code.ExpiresAt.Equal(at.Add(6*time.Minute)) {
		t.Errorf("got %+v", code)
	}
}

func testSpendOnce(t *testing.T, s Whole) {
	ctx := context.Background()
	ok(t, s.AddCode(ctx, aCode("only", at)))
	code, err := s.NewestCode(ctx, "+966501234567", identity.CodeSignIn)
	ok(t, err)
	var all sync.WaitGroup
	var mu sync.Mutex
	spent := 0
	for range 8 {
		all.Go(func() {
			mine, err := s.SpendCode(ctx, code.ID, at)
			mu.Lock()
			defer mu.Unlock()
			if err != nil {
				t.Error(err)
			}
			if mine {
				spent++
			}
		})
	}
	all.Wait()
	if spent != 1 {
		t.Errorf("spent %d times, want once", spent)
	}
	code, err = s.NewestCode(ctx, "+966501234567", identity.CodeSignIn)
	ok(t, err)
	if !code.UsedAt.Equal(at) {
		t.Errorf("used at %v, want %v", code.UsedAt, at)
	}
}

func testTries(t *testing.T, s Whole) {
	ctx := context.Background()
	ok(t, s.AddCode(ctx, aCode("only", at)))
	code, err := s.NewestCode(ctx, "+966501234567", identity.CodeSignIn)
	ok(t, err)
	for want := 1; want <= 3; want++ {
		if got, err := s.TryCode(ctx, code.ID); err != nil || got != want {
			t.Fatalf("try %d: got %d, %v", want, got, err)
		}
	}
}

func testLink(t *testing.T, s Whole) {
	ctx := context.Background()
	person, _, err := s.SavePerson(ctx, aPerson("+966501234567"), identity.Sealed{Number: []byte{1}, Hash: []byte("a")}, at)
	ok(t, err)
	link := identity.Link{Purpose: identity.PurposeSurvey, Subject: 7, Person: person.ID, ExpiresAt: at.Add(time.Hour)}
	ok(t, s.AddLink(ctx, []byte("token hash"), link, at))
	find := func(hash string) (identity.Link, int, error) { return s.LinkByHash(ctx, []byte(hash), "links", at) }
	found, bad, err := find("token hash")
	ok(t, err)
	if bad != 0 {
		t.Errorf("%d attempts before any", bad)
	}
	_, err = s.AddAttempt(ctx, "links", at)
	ok(t, err)
	if found.Purpose != link.Purpose || found.Subject != 7 || found.Person != person.ID || !found.ExpiresAt.Equal(link.ExpiresAt) || !found.UsedAt.IsZero() {
		t.Errorf("got %+v, want %+v", found, link)
	}
	ok(t, s.UseLink(ctx, []byte("token hash"), at))
	ok(t, s.UseLink(ctx, []byte("token hash"), at.Add(time.Minute)))
	if found, bad, err = find("token hash"); err != nil || !found.UsedAt.Equal(at) || bad != 1 {
		t.Errorf("used at %v after %d attempts (%v), want the first time after one", found.UsedAt, bad, err)
	}
	if _, bad, err := find("other"); !errors.Is(err, booking.ErrNotFound) || bad != 1 {
		t.Errorf("unknown link: %d attempts, %v, want one and ErrNotFound", bad, err)
	}
	if err := s.UseLink(ctx, []byte("other"), at); !errors.Is(err, booking.ErrNotFound) {
		t.Errorf("using an unknown link: %v, want ErrNotFound", err)
	}
}

func anAccount(username string) identity.Staff {
	return identity.Staff{Username: username, NameAr: "سعد", NameEn: "Saad", Role: identity.RoleChief, Active: true, Version: 1}
}

func testStaffOnce(t *testing.T, s Whole) {
	ctx := context.Background()
	made, err := s.AddStaff(ctx, anAccount("saad"), "hash", at)
	ok(t, err)
	if _, err := s.AddStaff(ctx, anAccount("saad"), "hash", at); !errors.Is(err, booking.Refuse("staff_username_once", "")) {
		t.Errorf("second account: %v, want staff_username_once", err)
	}
	found, hash, err := s.StaffByUsername(ctx, "saad")
	if err != nil || hash != "hash" || found != made {
		t.Errorf("got %+v, %q, %v; want %+v", found, hash, err, made)
	}
	if _, _, err := s.StaffByUsername(ctx, "nobody"); !errors.Is(err, booking.ErrNotFound) {
		t.Errorf("unknown username: %v, want ErrNotFound", err)
	}
	list, err := s.StaffList(ctx)
	if err != nil || len(list) != 1 || list[0] != made {
		t.Errorf("list: %+v, %v", list, err)
	}
}

func testStaffVersion(t *testing.T, s Whole) {
	ctx := context.Background()
	made, err := s.AddStaff(ctx, anAccount("saad"), "hash", at)
	ok(t, err)
	closed := false
	ok(t, s.ChangeStaff(ctx, made.ID, identity.StaffChange{Version: 1, Active: &closed}))
	if err := s.ChangeStaff(ctx, made.ID, identity.StaffChange{Version: 1, Active: &closed}); !errors.Is(err, booking.ErrConflict) {
		t.Errorf("stale change: %v, want ErrConflict", err)
	}
	again := "again"
	ok(t, s.ChangeStaff(ctx, made.ID, identity.StaffChange{PasswordHash: &again, KeepLogins: true}))
	found, hash, err := s.StaffByUsername(ctx, "saad")
	ok(t, err)
	if found.Active || found.Version != 2 || hash != "again" {
		t.Errorf("got %+v, %q", found, hash)
	}
	if err := s.ChangeStaff(ctx, made.ID+99, identity.StaffChange{Active: &closed}); !errors.Is(err, booking.ErrNotFound) {
		t.Errorf("unknown account: %v, want ErrNotFound", err)
	}
}

func testAttempts(t *testing.T, s Whole) {
	ctx := context.Background()
	var all sync.WaitGroup
	for range 10 {
		all.Go(func() {
			if _, err := s.AddAttempt(ctx, "key", at); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if n, err := s.Attempts(ctx, "key", at); err != nil || n != 10 {
		t.Errorf("got %d, %v; want 10", n, err)
	}
	if n, err := s.AddAttempt(ctx, "key", at.Add(time.Hour)); err != nil || n != 1 {
		t.Errorf("the next hour begins with %d, %v", n, err)
	}
	ok(t, s.ClearAttempts(ctx, "key"))
	if n, err := s.Attempts(ctx, "key", at); err != nil || n != 0 {
		t.Errorf("after clearing: %d, %v", n, err)
	}
}
