package postgres_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"majlis/booking"
	"majlis/internal/node"
	"majlis/internal/postgres"
	"majlis/internal/postgres/postgrestest"
)

// lives enters servers of the given names.
func lives(t *testing.T, db *postgres.DB, names ...string) (node.Store, []node.ID) {
	t.Helper()
	store := db.Nodes()
	var ids []node.ID
	for _, name := range names {
		id, err := store.Enter(t.Context(), name, "http://"+name)
		if err != nil {
			t.Fatal(err)
		}
		ids = append(ids, id)
	}
	return store, ids
}

func TestNodes_Take_OneOfManyWins(t *testing.T) {
	t.Parallel()
	db := postgrestest.New(t)
	store, ids := lives(t, db, "a", "b", "c", "d")
	homes := make([]node.Home, 8*len(ids))
	var race sync.WaitGroup
	for i := range homes {
		race.Go(func() {
			var err error
			if homes[i], err = store.Take(t.Context(), "session-1", ids[i%len(ids)]); err != nil {
				t.Error(err)
			}
		})
	}
	race.Wait()
	for _, h := range homes {
		if h.Node != homes[0].Node || h.Epoch != 1 {
			t.Fatalf("two homes: %+v and %+v", homes[0], h)
		}
	}
}

func TestNodes_Take_FromTheDeadAlone(t *testing.T) {
	t.Parallel()
	db := postgrestest.New(t)
	store, ids := lives(t, db, "a", "b")
	take := func(id node.ID) node.Home {
		t.Helper()
		home, err := store.Take(t.Context(), "session-1", id)
		if err != nil {
			t.Fatal(err)
		}
		return home
	}
	take(ids[0])
	if home := take(ids[1]); home.Node != ids[0] || home.URL != "http://a" || home.Left <= 0 {
		t.Fatalf("a living home was taken from: %+v", home)
	}
	run(t, db, `update node set lease_up_ms = database_up_ms() where id = $1`, int64(ids[0]))
	home := take(ids[1])
	if home.Node != ids[1] || home.Epoch != 2 {
		t.Fatalf("the room of a dead server: %+v", home)
	}
	hold := func(id node.ID, epoch int64) error {
		return db.InTx(t.Context(), func(ctx context.Context) error { return store.Hold(ctx, "session-1", id, epoch) })
	}
	if err := hold(ids[0], 1); !errors.Is(err, node.ErrDeposed) {
		t.Errorf("the deposed one may write: %v", err)
	}
	if err := hold(ids[1], 2); err != nil {
		t.Errorf("the home may not write: %v", err)
	}
	if err := store.Leave(t.Context(), ids[1]); err != nil {
		t.Fatal(err)
	}
	if home := take(ids[0]); home.Node != ids[0] || home.Epoch != 3 {
		t.Errorf("after the home has left: %+v", home)
	}
}

func TestNodes_NobodyDiesOfTheDatabasesAbsence(t *testing.T) {
	t.Parallel()
	db := postgrestest.New(t)
	store, ids := lives(t, db, "a", "b")
	if _, err := store.Take(t.Context(), "session-1", ids[0]); err != nil {
		t.Fatal(err)
	}
	// An hour in which no statement ran: the clock stands where it was.
	run(t, db, `update node_clock set ticked_at = ticked_at - interval '1 hour'`)
	run(t, db, `update node set heartbeat_at = heartbeat_at - interval '1 hour'`)
	if _, err := store.Beat(t.Context(), ids[1]); err != nil {
		t.Fatal(err)
	}
	if home, err := store.Take(t.Context(), "session-1", ids[1]); err != nil || home.Node != ids[0] {
		t.Fatalf("the first to come back took the room: %+v, %v", home, err)
	}
	// And from then on it has six seconds to come back itself.
	run(t, db, `update node_clock set up_ms = up_ms + 5000`)
	if home, err := store.HomeOf(t.Context(), "session-1"); err != nil || home.Left <= 0 {
		t.Errorf("five seconds later: %+v, %v", home, err)
	}
	run(t, db, `update node_clock set up_ms = up_ms + 1100`)
	if home, err := store.Take(t.Context(), "session-1", ids[1]); err != nil || home.Node != ids[1] {
		t.Errorf("six seconds later: %+v, %v", home, err)
	}
}

func TestNodes_Give_WaitsForTheHomesWrite(t *testing.T) {
	t.Parallel()
	db := postgrestest.New(t)
	store, ids := lives(t, db, "a", "b")
	if _, err := store.Take(t.Context(), "session-1", ids[0]); err != nil {
		t.Fatal(err)
	}
	given := make(chan error, 1)
	outside := t.Context()
	err := db.InTx(outside, func(ctx context.Context) error {
		if err := store.Hold(ctx, "session-1", ids[0], 1); err != nil {
			return err
		}
		go func() { given <- store.Give(outside, "session-1", ids[0], 1, ids[1]) }()
		select {
		case err := <-given:
			t.Errorf("given away in the middle of a write: %v", err)
		case <-time.After(200 * time.Millisecond):
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := <-given; err != nil {
		t.Fatal(err)
	}
	if err := store.Give(t.Context(), "session-1", ids[0], 1, ids[1]); !errors.Is(err, node.ErrDeposed) {
		t.Errorf("given away twice: %v", err)
	}
}

func TestNodes_Enter(t *testing.T) {
	t.Parallel()
	db := postgrestest.New(t)
	store, ids := lives(t, db, "a")
	if _, err := store.Take(t.Context(), "session-1", ids[0]); err != nil {
		t.Fatal(err)
	}
	if _, err := store.Enter(t.Context(), "other", "http://a"); !errors.Is(err, node.ErrTaken) {
		t.Errorf("two living servers at one address: %v", err)
	}
	again, err := store.Enter(t.Context(), "a", "http://a")
	if err != nil || again == ids[0] {
		t.Fatalf("started again: %d, %v", again, err)
	}
	if home, err := store.Take(t.Context(), "session-1", again); err != nil || home.Node != again || home.Epoch != 2 {
		t.Errorf("the rooms of a former life: %+v, %v", home, err)
	}
	if _, err := store.Beat(t.Context(), ids[0]); !errors.Is(err, booking.ErrNotFound) {
		t.Errorf("a former life beats: %v", err)
	}
	if err := store.SetDraining(t.Context(), again, true); err != nil {
		t.Fatal(err)
	}
	pulse, err := store.Beat(t.Context(), again)
	if err != nil || !pulse.Draining || pulse.Rooms["session-1"] != 2 || len(pulse.Nodes) != 1 || !pulse.Nodes[0].Alive || pulse.Nodes[0].Rooms != 1 {
		t.Errorf("pulse %+v, %v", pulse, err)
	}
}
