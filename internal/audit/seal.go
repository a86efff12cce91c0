package audit

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"
)

// Book is the stored chain.
type Book interface {
	// InSealing runs do in a transaction, alone among all processes; it returns
	// ErrBusy at once when another one seals.
	InSealing(ctx context.Context, do func(ctx context.Context) error) error
	// Head is the last link's position and hash; zero values while there is none.
	Head(ctx context.Context) (position int64, hash Hash, err error)
	// Unsealed is the first committed entries without a seal, by number.
	Unsealed(ctx context.Context, most int) ([]Stored, error)
	// Seal appends links to the chain.
	Seal(ctx context.Context, links []Link) error
}

// ErrBusy means that another process is sealing just now.
var ErrBusy = errors.New("another process seals the audit record")

// Sealer chains committed entries. Every node runs one; the database lets one at a time
// work.
type Sealer struct {
	Book  Book
	Every time.Duration // zero means one second
	Log   *slog.Logger
}

// batch is how many entries one transaction seals.
const batch = 500

// Run seals until ctx is done. A failure is logged, once for as long as it lasts, and
// tried again: entries wait, they are not lost.
func (s Sealer) Run(ctx context.Context) {
	every := s.Every
	if every == 0 {
		every = time.Second
	}
	ticker := time.NewTicker(every)
	defer ticker.Stop()
	failing := false
	for {
		_, err := s.Seal(ctx)
		failed := err != nil && !errors.Is(err, ErrBusy) && ctx.Err() == nil
		if failed && !failing {
			s.Log.Error("audit entries cannot be sealed", "error", err)
		}
		failing = failed
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
	}
}

// Seal chains everything committed so far and says how many entries that was.
func (s Sealer) Seal(ctx context.Context) (sealed int, err error) {
	for {
		n := 0
		err := s.Book.InSealing(ctx, func(ctx context.Context) (err error) {
			n, err = s.sealBatch(ctx)
			return err
		})
		if err != nil {
			return sealed, err
		}
		sealed += n
		if n < batch {
			return sealed, nil
		}
	}
}

func (s Sealer) sealBatch(ctx context.Context) (int, error) {
	position, hash, err := s.Book.Head(ctx)
	if err != nil {
		return 0, fmt.Errorf("read the end of the audit chain: %w", err)
	}
	entries, err := s.Book.Unsealed(ctx, batch)
	if err != nil {
		return 0, fmt.Errorf("read unsealed audit entries: %w", err)
	}
	if len(entries) == 0 {
		return 0, nil
	}
	links := make([]Link, len(entries))
	for i, entry := range entries {
		position++
		hash = Next(hash, entry)
		links[i] = Link{Position: position, Hash: hash, Stored: entry}
	}
	if err := s.Book.Seal(ctx, links); err != nil {
		return 0, fmt.Errorf("write audit seals: %w", err)
	}
	return len(links), nil
}
