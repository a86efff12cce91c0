package audit_test

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"majlis/internal/audit"
)

// book is a chain in memory.
type book struct {
	waiting []audit.Stored
	links   []audit.Link
	busy    bool
}

func (b *book) InSealing(ctx context.Context, do func(ctx context.Context) error) error {
	if b.busy {
		return audit.ErrBusy
	}
	return do(ctx)
}

func (b *book) Head(context.Context) (int64, audit.Hash, error) {
	if len(b.links) == 0 {
		return 0, audit.Hash{}, nil
	}
	last := b.links[len(b.links)-1]
	return last.Position, last.Hash, nil
}

func (b *book) Unsealed(_ context.Context, most int) ([]audit.Stored, error) {
	return b.waiting[:min(most, len(b.waiting))], nil
}

func (b *book) Seal(_ context.Context, links []audit.Link) error {
	b.links = append(b.links, links...)
	b.waiting = b.waiting[len(links):]
	return nil
}

func (b *book) Links(_ context.Context, after int64, most int) ([]audit.Link, error) {
	rest := b.links[min(int(after), len(b.links)):]
	return rest[:min(most, len(rest))], nil
}

func (b *book) Without(context.Context) ([]int64, error) {
	var numbers []int64
	for _, entry := range b.waiting {
		numbers = append(numbers, entry.ID)
	}
	return numbers, nil
}

func entries(n int) []audit.Stored {
	made := make([]audit.Stored, n)
	for i := range made {
		made[i] = audit.Stored{ID: int64(i + 1), Entry: audit.Entry{
			At: time.Date(2026, 11, 24, 9, 0, i, 0, time.UTC), Actor: audit.Ref{Kind: "staff", ID: 3},
			Action: "case.read", Subject: audit.Ref{Kind: "case", ID: int64(i)},
		}}
	}
	return made
}

func sealed(t *testing.T, n int) *book {
	t.Helper()
	b := &book{waiting: entries(n)}
	got, err := audit.Sealer{Book: b}.Seal(t.Context())
	if err != nil || got != n {
		t.Fatalf("sealed %d, err %v; want %d", got, err, n)
	}
	return b
}

func TestVerify(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name   string
		spoil  func(b *book)
		broken int64
	}{
		{"a whole chain holds", func(*book) {}, 0},
		{"an altered entry shows", func(b *book) { b.links[699].Action = "case.alter" }, 700},
		{"a removed entry shows", func(b *book) { b.links = slices.Delete(b.links, 9, 10) }, 10},
		{"two swapped entries show", func(b *book) {
			b.links[4].Stored, b.links[5].Stored = b.links[5].Stored, b.links[4].Stored
		}, 5},
		{"text moved between fields shows", func(b *book) {
			b.links[0].Actor.Kind, b.links[0].Actor.Name = "staf", "f"
		}, 1},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			b := sealed(t, 1201)
			test.spoil(b)
			report, err := audit.Verify(t.Context(), b)
			if err != nil {
				t.Fatal(err)
			}
			if report.Broken != test.broken {
				t.Errorf("broken at %d, want %d", report.Broken, test.broken)
			}
			if test.broken == 0 && report.Sealed != 1201 {
				t.Errorf("%d links, want 1201", report.Sealed)
			}
		})
	}
}

func TestVerify_NamesUnsealedEntries(t *testing.T) {
	t.Parallel()
	b := sealed(t, 3)
	b.waiting = []audit.Stored{{ID: 99}}
	report, err := audit.Verify(t.Context(), b)
	if err != nil || !slices.Equal(report.Unsealed, []int64{99}) {
		t.Errorf("unsealed %v, err %v; want 99", report.Unsealed, err)
	}
}

func TestNext_IsFixed(t *testing.T) {
	t.Parallel()
	// A chain lives for decades: this value may never change.
	const want = "f0a0eddf62983765f743e1b8af6f24d5055d331b0554abd4af24393f7e11e198"
	if got := audit.Next(audit.Hash{}, entries(1)[0]).String(); got != want {
		t.Errorf("hash %s, want %s", got, want)
	}
}

func TestSeal_LeavesTheWorkToAnother(t *testing.T) {
	t.Parallel()
	_, err := audit.Sealer{Book: &book{busy: true}}.Seal(t.Context())
	if !errors.Is(err, audit.ErrBusy) {
		t.Errorf("err %v, want ErrBusy", err)
	}
}

// A failing book is away, then comes back.
type failing struct {
	*book
	failures int
	sealed   chan struct{}
}

func (f *failing) InSealing(ctx context.Context, do func(ctx context.Context) error) error {
	if f.failures > 0 {
		f.failures--
		return errors.New("the database is away")
	}
	err := f.book.InSealing(ctx, do)
	if len(f.waiting) == 0 {
		select {
		case f.sealed <- struct{}{}:
		default:
		}
	}
	return err
}

func TestSealer_RunGoesOnAfterFailures(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	var log strings.Builder
	f := &failing{book: &book{waiting: entries(3)}, failures: 3, sealed: make(chan struct{}, 1)}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		audit.Sealer{Book: f, Every: time.Millisecond, Log: slog.New(slog.NewTextHandler(&log, nil))}.Run(ctx)
	}()
	<-f.sealed
	cancel()
	<-ended
	if len(f.links) != 3 {
		t.Errorf("%d links, want 3", len(f.links))
	}
	if n := strings.Count(log.String(), "cannot be sealed"); n != 1 {
		t.Errorf("logged %d times, want once:\n%s", n, log.String())
	}
}

func TestRef_String(t *testing.T) {
	t.Parallel()
	for want, ref := range map[string]audit.Ref{
		"staff/12":        {Kind: "staff", ID: 12},
		"week/2026-11-29": {Kind: "week", Name: "2026-11-29"},
		"system":          audit.System,
	} {
		if ref.String() != want {
			t.Errorf("%s, want %s", ref, want)
		}
	}
}
