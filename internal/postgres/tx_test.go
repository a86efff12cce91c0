package postgres_test

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"majlis/booking"
	"majlis/internal/jobs/kind"
	"majlis/internal/postgres"
	"majlis/internal/postgres/postgrestest"
)

// counters is a database with a table to play with.
func counters(t *testing.T) *postgres.DB {
	t.Helper()
	db := postgrestest.New(t)
	_, err := db.Pool().Exec(t.Context(), `create table counter (name text primary key, n int not null); insert into counter values ('a', 0), ('b', 0)`)
	if err != nil {
		t.Fatal(err)
	}
	return db
}

func add(ctx context.Context, t *testing.T, db *postgres.DB, name string) error {
	t.Helper()
	_, err := db.Run(ctx, `update counter set n = n + 1 where name = @name`, map[string]any{"name": name})
	return err
}

func read(t *testing.T, db *postgres.DB, name string) (n int) {
	t.Helper()
	if err := db.Pool().QueryRow(t.Context(), `select n from counter where name = $1`, name).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

func TestInTx(t *testing.T) {
	t.Parallel()
	broken := errors.New("broken")

	t.Run("commits what nested calls wrote", func(t *testing.T) {
		t.Parallel()
		db := counters(t)
		err := db.InTx(t.Context(), func(ctx context.Context) error {
			if err := add(ctx, t, db, "a"); err != nil {
				return err
			}
			return db.InTx(ctx, func(ctx context.Context) error { return add(ctx, t, db, "a") })
		})
		if err != nil || read(t, db, "a") != 2 {
			t.Fatalf("a = %d, err %v; want 2", read(t, db, "a"), err)
		}
	})

	t.Run("rolls all back when the outer call fails", func(t *testing.T) {
		t.Parallel()
		db := counters(t)
		err := db.InTx(t.Context(), func(ctx context.Context) error {
			if err := db.InTx(ctx, func(ctx context.Context) error { return add(ctx, t, db, "a") }); err != nil {
				return err
			}
			if err := db.Enqueue(ctx, kind.SendNotice{NoticeID: 7}, time.Time{}); err != nil {
				return err
			}
			return broken
		})
		if !errors.Is(err, broken) || read(t, db, "a") != 0 {
			t.Fatalf("a = %d, err %v; want 0 and the error", read(t, db, "a"), err)
		}
		var jobs int
		if err := db.Pool().QueryRow(t.Context(), `select count(*) from river_job`).Scan(&jobs); err != nil || jobs != 0 {
			t.Fatalf("%d jobs, err %v; want none", jobs, err)
		}
	})

	t.Run("a savepoint undoes only its own part", func(t *testing.T) {
		t.Parallel()
		db := counters(t)
		err := db.InTx(t.Context(), func(ctx context.Context) error {
			if err := add(ctx, t, db, "a"); err != nil {
				return err
			}
			err := db.InSavepoint(ctx, func(ctx context.Context) error {
				if err := add(ctx, t, db, "b"); err != nil {
					return err
				}
				return broken
			})
			if !errors.Is(err, broken) {
				t.Errorf("savepoint: %v", err)
			}
			return nil
		})
		if err != nil || read(t, db, "a") != 1 || read(t, db, "b") != 0 {
			t.Fatalf("a = %d, b = %d, err %v", read(t, db, "a"), read(t, db, "b"), err)
		}
	})

	t.Run("rolls back when the code inside panics", func(t *testing.T) {
		t.Parallel()
		db := counters(t)
		func() {
			defer func() { _ = recover() }()
			_ = db.InTx(t.Context(), func(ctx context.Context) error {
				_ = add(ctx, t, db, "a")
				panic("at the disco")
			})
		}()
		if n := read(t, db, "a"); n != 0 {
			t.Fatalf("a = %d", n)
		}
	})
}

func TestInSavepoint_WithinAnotherIsUndoneAlone(t *testing.T) {
	t.Parallel()
	db := counters(t)
	err := db.InTx(t.Context(), func(ctx context.Context) error {
		return db.InSavepoint(ctx, func(ctx context.Context) error {
			if err := add(ctx, t, db, "a"); err != nil {
				return err
			}
			_ = db.InSavepoint(ctx, func(ctx context.Context) error {
				_, err := db.Run(ctx, `update counter set n = n / 0`, nil)
				return err
			})
			return add(ctx, t, db, "b")
		})
	})
	if err != nil || read(t, db, "a") != 1 || read(t, db, "b") != 1 {
		t.Fatalf("a = %d, b = %d, err %v; want 1 and 1", read(t, db, "a"), read(t, db, "b"), err)
	}
}

func TestInTx_NothingStandsAfterAFailureThatWasSwallowed(t *testing.T) {
	t.Parallel()
	db := counters(t)
	for name, fail := range map[string]func(ctx context.Context) error{
		"the first statement has no meaning": func(ctx context.Context) error {
			_, err := db.Run(ctx, `update nothing set n = 1`, nil)
			return err
		},
		"what was kept back touches no row": func(ctx context.Context) error {
			if err := db.Booking().Offers.SaveOffer(ctx, booking.Offer{ID: 99, Version: 1}); err != nil {
				return err
			}
			return add(ctx, t, db, "a")
		},
	} {
		err := db.InTx(t.Context(), func(ctx context.Context) error {
			if fail(ctx) == nil {
				t.Errorf("%s: no error", name)
			}
			_ = add(ctx, t, db, "b")
			return nil
		})
		if err == nil || read(t, db, "a") != 0 || read(t, db, "b") != 0 {
			t.Errorf("%s: a = %d, b = %d, err %v; want 0, 0 and an error", name, read(t, db, "a"), read(t, db, "b"), err)
		}
	}
}

func TestInTx_RetriesTheLoserOfADeadlock(t *testing.T) {
	t.Parallel()
	db := counters(t)
	var ready sync.WaitGroup
	ready.Add(2)
	var tries atomic.Int32
	cross := func(first, second string) error {
		met := false
		return db.InTx(t.Context(), func(ctx context.Context) error {
			tries.Add(1)
			if err := add(ctx, t, db, first); err != nil {
				return err
			}
			if !met { // only the first attempts meet
				met = true
				ready.Done()
				ready.Wait()
			}
			return add(ctx, t, db, second)
		})
	}
	errs := make(chan error, 2)
	go func() { errs <- cross("a", "b") }()
	go func() { errs <- cross("b", "a") }()
	for range 2 {
		if err := <-errs; err != nil {
			t.Fatal(err)
		}
	}
	if read(t, db, "a") != 2 || read(t, db, "b") != 2 || tries.Load() != 3 {
		t.Fatalf("a = %d, b = %d after %d tries; want 2, 2 after 3", read(t, db, "a"), read(t, db, "b"), tries.Load())
	}
}
