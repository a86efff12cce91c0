package jobs_test

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"testing"
	"time"

	"majlis/booking"
	"majlis/internal/jobs"
	"majlis/internal/jobs/kind"
	"majlis/internal/postgres"
	"majlis/internal/postgres/postgrestest"
)

var quiet = slog.New(slog.DiscardHandler)

func clock(at time.Time) func() time.Time { return func() time.Time { return at } }

// noted collects what workers were given.
type noted[T any] chan T

func (n noted[T]) wait(t *testing.T) T {
	t.Helper()
	select {
	case got := <-n:
		return got
	case <-time.After(20 * time.Second):
		t.Fatal("no job came")
		panic("unreachable")
	}
}

func (n noted[T]) none(t *testing.T) {
	t.Helper()
	select {
	case got := <-n:
		t.Fatalf("%+v came, want nothing", got)
	default:
	}
}

func start(t *testing.T, client *jobs.Client) {
	t.Helper()
	if err := client.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		defer cancel()
		if err := client.Stop(ctx); err != nil {
			t.Error(err)
		}
	})
}

func config() jobs.Config {
	return jobs.Config{Now: time.Now, Log: quiet, RetryAfter: func(int) time.Duration { return 0 }}
}

func TestClient_WorksWhatWasCommitted(t *testing.T) {
	t.Parallel()
	db := postgrestest.New(t)
	came := make(noted[kind.SendNotice], 10)
	client := jobs.New(db, config())
	jobs.Work(client, func(_ context.Context, job kind.SendNotice) error { came <- job; return nil })
	start(t, client)

	err := db.InTx(t.Context(), func(ctx context.Context) error {
		if err := db.Enqueue(ctx, kind.SendNotice{NoticeID: 1}, time.Time{}); err != nil {
			return err
		}
		return errors.New("broken")
	})
	if err == nil {
		t.Fatal("want the error")
	}
	if err := db.InTx(t.Context(), func(ctx context.Context) error {
		return db.Enqueue(ctx, kind.SendNotice{NoticeID: 2}, time.Time{})
	}); err != nil {
		t.Fatal(err)
	}
	if got := came.wait(t); got.NoticeID != 2 {
		t.Errorf("notice %d, want 2: 1 was rolled back", got.NoticeID)
	}
	came.none(t)
}

func TestClient_Outcomes(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name  string
		first error
		again bool
	}{
		{"a fault is tried again", errors.New("the gateway is away"), true},
		{"a postponed job runs again", jobs.Later(time.Millisecond), true},
		{"a refusal is final", booking.Refuse("offer_gone", ""), false},
		{"a missing thing is final", booking.ErrNotFound, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			db := postgrestest.New(t)
			came := make(noted[kind.LapseOffer], 10)
			client := jobs.New(db, config())
			var once sync.Once
			jobs.Work(client, func(_ context.Context, job kind.LapseOffer) (err error) {
				once.Do(func() { err = test.first })
				came <- job
				return err
			})
			start(t, client)
			if err := db.Enqueue(t.Context(), kind.LapseOffer{OfferID: 9}, time.Time{}); err != nil {
				t.Fatal(err)
			}
			came.wait(t)
			if test.again {
				came.wait(t)
				return
			}
			waitState(t, db, "cancelled")
			came.none(t)
		})
	}
}

func waitState(t *testing.T, db *postgres.DB, want string) {
	t.Helper()
	const q = `select exists (select from river_job where state::text = $1)`
	for deadline := time.Now().Add(10 * time.Second); time.Now().Before(deadline); {
		var there bool
		if err := db.Pool().QueryRow(t.Context(), q, want).Scan(&there); err != nil {
			t.Fatal(err)
		}
		if there {
			return
		}
	}
	t.Fatalf("no job became %s", want)
}

func TestClient_FollowsAMovedClock(t *testing.T) {
	t.Parallel()
	db := postgrestest.New(t)
	c := config()
	c.Now, c.FollowNow = func() time.Time { return time.Now().AddDate(0, 0, 10) }, true
	came := make(noted[kind.SendNotice], 10)
	client := jobs.New(db, c)
	jobs.Work(client, func(_ context.Context, job kind.SendNotice) error { came <- job; return nil })
	if err := db.Enqueue(t.Context(), kind.SendNotice{NoticeID: 9}, time.Now().AddDate(0, 0, 11)); err != nil {
		t.Fatal(err)
	}
	if err := db.Enqueue(t.Context(), kind.SendNotice{NoticeID: 3}, time.Now().AddDate(0, 0, 9)); err != nil {
		t.Fatal(err)
	}
	start(t, client)
	if got := came.wait(t); got.NoticeID != 3 {
		t.Errorf("notice %d, want 3, due yesterday by the moved clock", got.NoticeID)
	}
	came.none(t)
}

func TestClient_StopLetsARunningJobFinish(t *testing.T) {
	t.Parallel()
	db := postgrestest.New(t)
	began, release := make(chan struct{}), make(chan struct{})
	client := jobs.New(db, config())
	jobs.Work(client, func(ctx context.Context, _ kind.LapseOffer) error {
		close(began)
		<-release
		return ctx.Err()
	})
	if err := client.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := db.Enqueue(t.Context(), kind.LapseOffer{OfferID: 1}, time.Time{}); err != nil {
		t.Fatal(err)
	}
	<-began
	stopped := make(chan error)
	go func() { stopped <- client.Stop(context.Background()) }()
	select {
	case err := <-stopped:
		t.Fatalf("stopped (%v) while a job ran", err)
	case <-time.After(50 * time.Millisecond):
	}
	close(release)
	if err := <-stopped; err != nil {
		t.Fatal(err)
	}
	waitState(t, db, "completed")
}

func TestClient_StopBreaksOffAJobThatDoesNotEnd(t *testing.T) {
	t.Parallel()
	db := postgrestest.New(t)
	began := make(chan struct{})
	client := jobs.New(db, config())
	jobs.Work(client, func(ctx context.Context, _ kind.LapseOffer) error {
		close(began)
		<-ctx.Done()
		return ctx.Err()
	})
	if err := client.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := db.Enqueue(t.Context(), kind.LapseOffer{OfferID: 1}, time.Time{}); err != nil {
		t.Fatal(err)
	}
	<-began
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if err := client.Stop(ctx); err != nil {
		t.Fatal(err)
	}
}

func TestClient_RefusesTwoWorkersOfOneKind(t *testing.T) {
	t.Parallel()
	client := jobs.New(postgrestest.New(t), config())
	for range 2 {
		jobs.Work(client, func(context.Context, kind.Allocate) error { return nil })
	}
	if err := client.Start(t.Context()); err == nil {
		t.Error("started")
	}
}

func TestEnqueueOnce(t *testing.T) {
	t.Parallel()
	db := postgrestest.New(t)
	for _, week := range []string{"2026-11-29", "2026-11-29", "2026-12-06"} {
		if err := db.EnqueueOnce(t.Context(), kind.Allocate{Week: week}, time.Time{}); err != nil {
			t.Fatal(err)
		}
	}
	if n := countJobs(t, db); n != 2 {
		t.Errorf("%d jobs, want one for each week", n)
	}
}

func countJobs(t *testing.T, db *postgres.DB) (n int) {
	t.Helper()
	if err := db.Pool().QueryRow(t.Context(), `select count(*) from river_job`).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}
