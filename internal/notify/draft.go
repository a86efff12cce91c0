package notify

import (
	"context"
	"fmt"
	"strings"
	"time"

	"majlis/booking"
	"majlis/internal/i18n"
	"majlis/internal/identity"
	"majlis/internal/sms"
)

// A Draft is a message as it would go out now, with a blank where its link stands: a link is
// minted when the message is sent.
type Draft struct {
	Lang  i18n.Lang
	Text  string
	Parts int
}

// Written finds notices that were written, in ctx's transaction.
type Written interface {
	Told(ctx context.Context, n booking.Notice) (Pending, error)
}

// Blank stands in a Draft for what the link's own part will be.
const Blank = "…"

// Drafts writes the messages of notices just written, in ctx's transaction, as Send would.
func (n *Notifier) Drafts(ctx context.Context, written Written, notices []booking.Notice) ([]Draft, error) {
	blank := Notifier{n.Config}
	blank.Links = unminted{}
	drafts := make([]Draft, len(notices))
	for i, notice := range notices {
		p, err := written.Told(ctx, notice)
		if err != nil {
			return nil, fmt.Errorf("notice of %s %d: %w", notice.Subject, notice.ID, err)
		}
		text, err := blank.text(ctx, p)
		if err != nil {
			return nil, err
		}
		drafts[i] = Draft{Lang: p.Lang, Text: strings.Replace(text, standIn, Blank, 1), Parts: sms.Measure(text).Parts}
	}
	return drafts, nil
}

// standIn is as long as a link's own part.
const standIn = "aaaaaaaaaaaaaaaa"

// unminted makes no links.
type unminted struct{}

func (unminted) Mint(context.Context, identity.Purpose, int64, int64, time.Time) (string, error) {
	return standIn, nil
}
