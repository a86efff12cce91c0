package audit

import (
	"context"
	"fmt"
)

// Reader reads the chain for checking it.
type Reader interface {
	// Links is the next links after a position, in order.
	Links(ctx context.Context, after int64, most int) ([]Link, error)
	// Without is the numbers of entries that have no seal.
	Without(ctx context.Context) ([]int64, error)
}

// Report is what Verify found. The record is whole when Broken is zero and Unsealed
// holds nothing older than a few seconds.
type Report struct {
	Sealed   int64   // links that hold, from the first
	Head     Hash    // of the last link that holds; compare it with one noted elsewhere
	Broken   int64   // position of the first link that does not hold, or 0
	Entry    int64   // the entry at Broken
	Unsealed []int64 // entries no seal covers
}

// Verify computes the chain anew and compares. It cannot notice that a whole tail, seals
// and entries, was cut off or the whole chain made anew: for that, note Head elsewhere.
func Verify(ctx context.Context, book Reader) (Report, error) {
	var report Report
	for {
		links, err := book.Links(ctx, report.Sealed, batch)
		if err != nil {
			return report, fmt.Errorf("read the audit chain after %d: %w", report.Sealed, err)
		}
		for _, link := range links {
			hash := Next(report.Head, link.Stored)
			if link.Position != report.Sealed+1 || link.Hash != hash {
				report.Broken, report.Entry = report.Sealed+1, link.ID
				return report, nil
			}
			report.Sealed, report.Head = link.Position, hash
		}
		if len(links) < batch {
			break
		}
	}
	unsealed, err := book.Without(ctx)
	if err != nil {
		return report, fmt.Errorf("read unsealed audit entries: %w", err)
	}
	report.Unsealed = unsealed
	return report, nil
}
