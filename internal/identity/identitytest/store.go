// Package identitytest holds the store of package identity in memory and the suite every such
// store must pass.
package identitytest

import (
	"bytes"
	"context"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"majlis/booking"
	"majlis/internal/identity"
)

// Store keeps everything of package identity in memory. It is also a Transactor that never rolls
// back, and a Journal. It is safe for concurrent use.
type Store struct {
	mu       sync.Mutex
	people   []sealedPerson
	codes    []identity.SentCode
	links    map[string]identity.Link
	staff    []account
	attempts map[string]map[time.Time]int
	records  []string
}

type sealedPerson struct {
	identity.Person
	id identity.Sealed
}

type account struct {
	identity.Staff
	hash string
}

// NewStore makes an empty Store.
func NewStore() *Store {
	return &Store{links: map[string]identity.Link{}, attempts: map[string]map[time.Time]int{}}
}

// InTx runs do at once.
func (s *Store) InTx(ctx context.Context, do func(context.Context) error) error { return do(ctx) }

// Record notes an action with its actor.
func (s *Store) Record(ctx context.Context, action, subject string, id int64, reason string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.records = append(s.records, identity.ActorFrom(ctx).Label()+" "+action)
	return nil
}

// Records lists what was recorded: "staff:1 person.registered".
func (s *Store) Records() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.records)
}

// SavePerson is identity.PersonStore's.
func (s *Store) SavePerson(_ context.Context, person identity.Person, id identity.Sealed, _ time.Time) (identity.Person, bool, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for i := range s.people {
		known := &s.people[i]
		if bytes.Equal(known.id.Hash, id.Hash) {
			known.Phone, known.FullName = person.Phone, person.FullName
			known.Section, known.Language = person.Section, person.Language
			return known.Person, false, nil
		}
	}
	person.ID = int64(len(s.people) + 1)
	s.people = append(s.people, sealedPerson{person, id})
	return person, true, nil
}

// PersonByHash is identity.PersonStore's.
func (s *Store) PersonByHash(_ context.Context, hash []byte) (identity.Person, error) {
	return s.person(func(p sealedPerson) bool { return bytes.Equal(p.id.Hash, hash) })
}

// PersonByID is identity.PersonStore's.
func (s *Store) PersonByID(_ context.Context, id int64) (identity.Person, error) {
	return s.person(func(p sealedPerson) bool { return p.ID == id })
}

func (s *Store) person(is func(sealedPerson) bool) (identity.Person, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	at := slices.IndexFunc(s.people, is)
	if at < 0 {
		return identity.Person{}, booking.ErrNotFound
	}
	return s.people[at].Person, nil
}

// PersonsByPhone is identity.PersonStore's.
func (s *Store) PersonsByPhone(_ context.Context, phone string) ([]identity.Person, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var found []identity.Person
	for _, p := range s.people {
		if p.Phone == phone {
			found = append(found, p.Person)
		}
	}
	return found, nil
}

// SealedID is identity.PersonStore's.
func (s *Store) SealedID(_ context.Context, person int64) (identity.Sealed, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if person < 1 || int(person) > len(s.people) {
		return identity.Sealed{}, booking.ErrNotFound
	}
	return s.people[person-1].id, nil
}

// AddCode is identity.CodeStore's.
func (s *Store) AddCode(_ context.Context, code identity.SentCode) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	code.ID = int64(len(s.codes) + 1)
	s.codes = append(s.codes, code)
	return nil
}

// NewestCode is identity.CodeStore's.
func (s *Store) NewestCode(_ context.Context, phone, purpose string) (identity.SentCode, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, code := range slices.Backward(s.codes) {
		if code.Phone == phone && code.Purpose == purpose {
			return code, nil
		}
	}
	return identity.SentCode{}, booking.ErrNotFound
}

// TryCode is identity.CodeStore's.
func (s *Store) TryCode(_ context.Context, id int64) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.codes[id-1].Tries++
	return s.codes[id-1].Tries, nil
}

// SpendCode is identity.CodeStore's.
func (s *Store) SpendCode(_ context.Context, id int64, at time.Time) (bool, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.codes[id-1].UsedAt.IsZero() {
		return false, nil
	}
	s.codes[id-1].UsedAt = at
	return true, nil
}

// AddLink is identity.LinkStore's.
func (s *Store) AddLink(_ context.Context, hash []byte, link identity.Link, _ time.Time) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.links[string(hash)] = link
	return nil
}

// LinkByHash is identity.LinkStore's.
func (s *Store) LinkByHash(_ context.Context, hash []byte, key string, since time.Time) (identity.Link, int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	link, known := s.links[string(hash)]
	if !known {
		return identity.Link{}, s.attempts[key][since], booking.ErrNotFound
	}
	return link, s.attempts[key][since], nil
}

// UseLink is identity.LinkStore's.
func (s *Store) UseLink(_ context.Context, hash []byte, at time.Time) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	link, known := s.links[string(hash)]
	if !known {
		return booking.ErrNotFound
	}
	if link.UsedAt.IsZero() {
		link.UsedAt = at
		s.links[string(hash)] = link
	}
	return nil
}

// AddStaff is identity.StaffStore's.
func (s *Store) AddStaff(_ context.Context, staff identity.Staff, hash string, _ time.Time) (identity.Staff, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if slices.ContainsFunc(s.staff, func(a account) bool { return a.Username == staff.Username }) {
		return identity.Staff{}, booking.Refuse("staff_username_once", "username")
	}
	staff.ID, staff.Version = int64(len(s.staff)+1), 1
	s.staff = append(s.staff, account{staff, hash})
	return staff, nil
}

// StaffByID is identity.StaffStore's.
func (s *Store) StaffByID(_ context.Context, id int64) (identity.Staff, error) {
	found, err := s.account(func(a account) bool { return a.ID == id })
	return found.Staff, err
}

// StaffByUsername is identity.StaffStore's.
func (s *Store) StaffByUsername(_ context.Context, username string) (identity.Staff, string, error) {
	found, err := s.account(func(a account) bool { return a.Username == username })
	return found.Staff, found.hash, err
}

func (s *Store) account(is func(account) bool) (account, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	at := slices.IndexFunc(s.staff, is)
	if at < 0 {
		return account{}, booking.ErrNotFound
	}
	return s.staff[at], nil
}

// StaffList is identity.StaffStore's.
func (s *Store) StaffList(context.Context) ([]identity.Staff, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var list []identity.Staff
	for _, a := range s.staff {
		list = append(list, a.Staff)
	}
	slices.SortFunc(list, func(a, b identity.Staff) int { return strings.Compare(a.Username, b.Username) })
	return list, nil
}

// ChangeStaff is identity.StaffStore's.
func (s *Store) ChangeStaff(_ context.Context, id int64, change identity.StaffChange) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	at := slices.IndexFunc(s.staff, func(a account) bool { return a.ID == id })
	if at < 0 {
		return booking.ErrNotFound
	}
	a := &s.staff[at]
	if change.Version != 0 && change.Version != a.Version {
		return booking.ErrConflict
	}
	if change.Active != nil {
		a.Active = *change.Active
	}
	if change.PasswordHash != nil {
		a.hash = *change.PasswordHash
	}
	if !change.KeepLogins {
		a.Version++
	}
	return nil
}

// AddAttempt is identity.AttemptStore's.
func (s *Store) AddAttempt(_ context.Context, key string, since time.Time) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.attempts[key] == nil {
		s.attempts[key] = map[time.Time]int{}
	}
	s.attempts[key][since]++
	return s.attempts[key][since], nil
}

// Attempts is identity.AttemptStore's.
func (s *Store) Attempts(_ context.Context, key string, since time.Time) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.attempts[key][since], nil
}

// ClearAttempts is identity.AttemptStore's.
func (s *Store) ClearAttempts(_ context.Context, key string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.attempts, key)
	return nil
}

// Keys lists the counters kept, for tests that look for personal data in them.
func (s *Store) Keys() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Sorted(maps.Keys(s.attempts))
}
