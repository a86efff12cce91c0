package identity

import (
	"context"
	"fmt"
	"strings"
	"time"

	"majlis/booking"
)

// A Person is somebody who files. The full identity number is not in it.
type Person struct {
	ID       int64
	Phone    string // E.164
	Kind     string // KindCitizen, KindResident, KindOther
	Tail     string // the last three digits of the identity number
	FullName string
	Section  string // men or women: which section of a hall
	Language string // ar or en: of messages
}

// MaskedID is the identity number as pages show it.
func (p Person) MaskedID() string { return MaskNationalID(p.Tail) }

// A Registration is what a person says at filing. Phone and NationalID are parsed already.
type Registration struct {
	Phone      string
	NationalID NationalID
	FullName   string
	Section    string
	Language   string
}

// Sealed is a person's identity number as the store keeps it.
type Sealed struct {
	Number []byte
	Hash   []byte
}

// PersonStore keeps people. Unknown ones are booking.ErrNotFound.
type PersonStore interface {
	// SavePerson adds the person, or changes phone, name, section and language of the one with the
	// same hash. It says whether the person is new.
	SavePerson(ctx context.Context, person Person, id Sealed, at time.Time) (saved Person, isNew bool, err error)
	PersonByHash(ctx context.Context, hash []byte) (Person, error)
	PersonByID(ctx context.Context, id int64) (Person, error)
	PersonsByPhone(ctx context.Context, phone string) ([]Person, error)
	SealedID(ctx context.Context, person int64) (Sealed, error)
}

// Journal writes down who did what, in the transaction of the context.
type Journal interface {
	Record(ctx context.Context, action, subject string, id int64, reason string) error
}

// Transactor runs do in one transaction that travels in its context.
type Transactor interface {
	InTx(ctx context.Context, do func(ctx context.Context) error) error
}

// PeopleConfig is what People needs; everything is required.
type PeopleConfig struct {
	Store   PersonStore
	Tx      Transactor
	Journal Journal
	Keys    *Keys
	Now     func() time.Time
}

// People registers people and finds them again. It is safe for concurrent use.
type People struct{ PeopleConfig }

// NewPeople makes People.
func NewPeople(c PeopleConfig) *People { return &People{c} }

// Register finds the person with this identity number, or adds them, and takes over the phone,
// name, section and language given.
//
// An identity number is no secret: if anybody who proves some phone could move a known person to
// it, they would read that person's cases. So the person alone may not change the phone
// (phone_of_other_person); the desk does it for them.
func (p *People) Register(ctx context.Context, r Registration) (Person, error) {
	r.FullName = strings.Join(strings.Fields(r.FullName), " ")
	if r.FullName == "" {
		return Person{}, booking.Refuse("full_name_missing", "full_name")
	}
	id := Sealed{Number: p.Keys.sealNationalID(r.NationalID), Hash: p.Keys.nationalIDHash(r.NationalID)}
	person := Person{
		Phone: r.Phone, Kind: r.NationalID.Kind(), Tail: r.NationalID.Tail(),
		FullName: r.FullName, Section: r.Section, Language: r.Language,
	}
	err := p.Tx.InTx(ctx, func(ctx context.Context) error {
		if err := p.phoneStays(ctx, id.Hash, r.Phone); err != nil {
			return err
		}
		saved, isNew, err := p.Store.SavePerson(ctx, person, id, p.Now())
		if err != nil {
			return fmt.Errorf("save a person: %w", err)
		}
		person = saved
		action := "person.changed"
		if isNew {
			action = "person.registered"
		}
		return p.Journal.Record(ctx, action, "person", person.ID, "")
	})
	if err != nil {
		return Person{}, err
	}
	return person, nil
}

// phoneStays refuses a citizen who would move a known person to another phone.
func (p *People) phoneStays(ctx context.Context, hash []byte, phone string) error {
	actor := ActorFrom(ctx)
	if actor.Staff != nil || actor.Phone == "" {
		return nil
	}
	known, err := p.Store.PersonByHash(ctx, hash)
	switch {
	case isNotFound(err):
		return nil
	case err != nil:
		return fmt.Errorf("find a person again: %w", err)
	case known.Phone != phone:
		return booking.Refuse("phone_of_other_person", "national_id")
	}
	return nil
}

// Person is the person with the id, or booking.ErrNotFound.
func (p *People) Person(ctx context.Context, id int64) (Person, error) {
	person, err := p.Store.PersonByID(ctx, id)
	if err != nil {
		return Person{}, fmt.Errorf("person %d: %w", id, err)
	}
	return person, nil
}

// ByPhone lists the people of a phone; a family may share one.
func (p *People) ByPhone(ctx context.Context, phone string) ([]Person, error) {
	people, err := p.Store.PersonsByPhone(ctx, phone)
	if err != nil {
		return nil, fmt.Errorf("people of a phone: %w", err)
	}
	return people, nil
}

// NationalID opens the full number, for an officer who compares it with the person's card. The
// reading is written down with the reason.
func (p *People) NationalID(ctx context.Context, person int64, reason string) (NationalID, error) {
	var number NationalID
	err := p.Tx.InTx(ctx, func(ctx context.Context) error {
		sealed, err := p.Store.SealedID(ctx, person)
		if err != nil {
			return fmt.Errorf("identity number of person %d: %w", person, err)
		}
		if number, err = p.Keys.openNationalID(sealed.Number, sealed.Hash); err != nil {
			return fmt.Errorf("identity number of person %d: %w", person, err)
		}
		return p.Journal.Record(ctx, "person.national_id_read", "person", person, reason)
	})
	if err != nil {
		return NationalID{}, err
	}
	return number, nil
}
