package postgres_test

import (
	"context"
	"fmt"
	"sync/atomic"
	"testing"

	"majlis/booking/bookingtest"
	"majlis/internal/postgres"
	"majlis/internal/postgres/postgrestest"
)

func TestBooking(t *testing.T) {
	t.Parallel()
	bookingtest.TestStore(t, func(t *testing.T) bookingtest.Backing {
		db := postgrestest.New(t)
		return bookingtest.Backing{
			Store: db.Booking(), Outbox: db, Journal: silent{}, Timers: db, NewCase: caseMaker(t, db),
		}
	})
}

// silent is a journal for tests of everything else.
type silent struct{}

func (silent) Record(context.Context, string, string, int64, string) error { return nil }

// caseMaker writes a person and an audience case of theirs with every call.
func caseMaker(t *testing.T, db *postgres.DB) func() (caseID, person int64) {
	var last atomic.Int64
	return func() (int64, int64) {
		const addPerson = `insert into person (id, phone, national_id_sealed, national_id_hash, national_id_tail, kind, full_name, created_at)
			overriding system value
			values (@n, '+966500000000', @sealed, @sealed, '123', 'citizen', 'سالم', now())`
		const addCase = `insert into case_file (id, reference, kind, status, channel, person_id, subject, body, subject_hash, filed_at,
				filed_on, due_at, filing_key)
			overriding system value
			values (@n, @name, 'audience', 'received', 'web', @n, 'لقاء', 'نص', '', now(), current_date, now(), @name)`
		n := last.Add(1)
		name := fmt.Sprintf("R48-%d", 10000+n)
		if _, err := db.Run(t.Context(), addPerson, map[string]any{"n": n, "sealed": []byte(name)}); err != nil {
			t.Fatal(err)
		}
		if _, err := db.Run(t.Context(), addCase, map[string]any{"n": n, "name": name}); err != nil {
			t.Fatal(err)
		}
		return n, n
	}
}
