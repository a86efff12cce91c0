package identity_test

import (
	"context"
	"errors"
	"slices"
	"testing"

	"majlis/booking"
	"majlis/internal/identity"
)

func registration(t *testing.T, number, phone string) identity.Registration {
	t.Helper()
	id, err := identity.ParseNationalID(number)
	if err != nil {
		t.Fatal(err)
	}
	return identity.Registration{Phone: phone, NationalID: id, FullName: "  نورة   السالم ", Section: "women", Language: "ar"}
}

func TestPeople_Register(t *testing.T) {
	citizen := identity.WithActor(context.Background(), identity.Actor{Phone: phone, Address: "192.0.2.1"})
	t.Run("adds a person once and finds them again by number", func(t *testing.T) {
		o := newOffice(t)
		first, err := o.people.Register(citizen, registration(t, "1000000008", phone))
		checkRefusal(t, err, "")
		again, err := o.people.Register(citizen, registration(t, "1000000008", phone))
		checkRefusal(t, err, "")
		if first != again || first.ID == 0 || first.FullName != "نورة السالم" || first.Kind != "citizen" || first.MaskedID() != "*******008" {
			t.Errorf("got %+v, then %+v", first, again)
		}
		if want := []string{"phone person.registered", "phone person.changed"}; !slices.Equal(o.store.Records(), want) {
			t.Errorf("recorded %v, want %v", o.store.Records(), want)
		}
	})
	t.Run("lets no citizen move a known person to another phone", func(t *testing.T) {
		o := newOffice(t)
		_, err := o.people.Register(citizen, registration(t, "1000000008", phone))
		checkRefusal(t, err, "")
		thief := identity.WithActor(context.Background(), identity.Actor{Phone: "+966555555555"})
		_, err = o.people.Register(thief, registration(t, "1000000008", "+966555555555"))
		checkRefusal(t, err, "phone_of_other_person")

		desk := identity.WithActor(context.Background(), identity.Actor{Staff: &identity.Staff{ID: 3}})
		moved, err := o.people.Register(desk, registration(t, "1000000008", "+966555555555"))
		if err != nil || moved.Phone != "+966555555555" {
			t.Errorf("the desk: %+v, %v", moved, err)
		}
	})
	t.Run("wants a name", func(t *testing.T) {
		o := newOffice(t)
		r := registration(t, "1000000008", phone)
		r.FullName = "  "
		_, err := o.people.Register(citizen, r)
		checkRefusal(t, err, "full_name_missing")
	})
	t.Run("lists a family of one phone", func(t *testing.T) {
		o := newOffice(t)
		for _, number := range []string{"1000000008", "2000000006"} {
			_, err := o.people.Register(citizen, registration(t, number, phone))
			checkRefusal(t, err, "")
		}
		family, err := o.people.ByPhone(citizen, phone)
		if err != nil || len(family) != 2 || family[1].Kind != "resident" {
			t.Errorf("got %+v, %v", family, err)
		}
	})
}

func TestPeople_NationalID(t *testing.T) {
	o := newOffice(t)
	ctx := context.Background()
	person, err := o.people.Register(ctx, registration(t, "1000000008", phone))
	checkRefusal(t, err, "")
	t.Run("is sealed in the store, differently each time", func(t *testing.T) {
		before, _ := o.store.SealedID(ctx, person.ID)
		other := newOffice(t)
		again, err := other.people.Register(ctx, registration(t, "1000000008", phone))
		checkRefusal(t, err, "")
		after, _ := other.store.SealedID(ctx, again.ID)
		if contains(string(before.Number), "1000000008") || string(before.Number) == string(after.Number) {
			t.Errorf("sealed as %x and %x", before.Number, after.Number)
		}
		if string(before.Hash) != string(after.Hash) {
			t.Error("the same number has two hashes")
		}
	})
	t.Run("opens for an officer, whose reading is written down", func(t *testing.T) {
		desk := identity.WithActor(ctx, identity.Actor{Staff: &identity.Staff{ID: 3}})
		id, err := o.people.NationalID(desk, person.ID, "identity check")
		if err != nil || id.Digits() != "1000000008" {
			t.Errorf("got %v, %v", id, err)
		}
		if !slices.Contains(o.store.Records(), "staff:3 person.national_id_read") {
			t.Errorf("recorded %v", o.store.Records())
		}
	})
	t.Run("does not open on another person's row", func(t *testing.T) {
		sealed, _ := o.store.SealedID(ctx, person.ID)
		swapped, _, err := o.store.SavePerson(ctx, identity.Person{Phone: phone}, identity.Sealed{Number: sealed.Number, Hash: []byte("another")}, o.now)
		checkRefusal(t, err, "")
		if id, err := o.people.NationalID(ctx, swapped.ID, ""); err == nil {
			t.Errorf("opened as %v", id)
		}
	})
	if _, err := o.people.Person(ctx, 99); !errors.Is(err, booking.ErrNotFound) {
		t.Errorf("unknown person: %v, want ErrNotFound", err)
	}
}
