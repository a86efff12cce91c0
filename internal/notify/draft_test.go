package notify_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"majlis/booking"
	"majlis/internal/i18n"
	"majlis/internal/notify"
)

func (w *world) Told(context.Context, booking.Notice) (notify.Pending, error) {
	if w.pending.ID == 0 {
		return notify.Pending{}, booking.ErrNotFound
	}
	return w.pending, nil
}

// R38: what a preview shows is what is sent, but for the link's own part.
func TestNotifier_Drafts(t *testing.T) {
	for _, lang := range i18n.Languages() {
		for _, kind := range []booking.NoticeKind{booking.NoticeChanged, booking.NoticeCancelledByOffice} {
			w := &world{pending: appointment(kind, booking.OfferOpen)}
			w.pending.Lang = lang
			n := w.notifier(t)
			drafts, err := n.Drafts(t.Context(), w, []booking.Notice{w.pending.Notice})
			if err != nil {
				t.Fatal(err)
			}
			if err := n.Send(t.Context(), 1); err != nil {
				t.Fatal(err)
			}
			sent := strings.Replace(w.texts[0].Text, "abcdefghijklmnop", notify.Blank, 1)
			if len(drafts) != 1 || drafts[0].Text != sent || drafts[0].Lang != lang || drafts[0].Parts != w.sent.Parts {
				t.Errorf("%s in %s: drafted %+v, sent %q in %d", kind, lang, drafts, sent, w.sent.Parts)
			}
		}
	}
	w := &world{}
	if _, err := w.notifier(t).Drafts(t.Context(), w, []booking.Notice{{}}); !errors.Is(err, booking.ErrNotFound) {
		t.Errorf("a notice that was never written: %v", err)
	}
}
