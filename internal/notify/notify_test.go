package notify_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"majlis/booking"
	"majlis/internal/i18n"
	"majlis/internal/identity"
	"majlis/internal/notify"
	"majlis/internal/sms"
)

var now = time.Date(2026, 11, 24, 6, 0, 0, 0, time.UTC)

// world is a notifier over one pending notice.
type world struct {
	pending notify.Pending
	sent    *notify.Receipt
	failed  string
	last    bool
	dropped bool
	texts   []sms.Message
	gateway error
	minting error
}

func (w *world) Pending(context.Context, int64) (notify.Pending, error) { return w.pending, nil }

func (w *world) MarkSent(_ context.Context, _ int64, r notify.Receipt) error {
	w.sent = &r
	return nil
}

func (w *world) MarkFailed(_ context.Context, _ int64, reason string, last bool) error {
	w.failed, w.last = reason, last
	return nil
}

func (w *world) MarkSuperseded(context.Context, int64) error {
	w.dropped = true
	return nil
}

func (w *world) Recent(context.Context, notify.RecentFilter) ([]notify.Sent, error) { return nil, nil }

func (w *world) Mint(context.Context, identity.Purpose, int64, int64, time.Time) (string, error) {
	return "abcdefghijklmnop", w.minting
}

func (w *world) Send(_ context.Context, m sms.Message) (sms.Receipt, error) {
	w.texts = append(w.texts, m)
	return sms.Receipt{Gateway: "test", ID: "7"}, w.gateway
}

func (w *world) notifier(t *testing.T) *notify.Notifier {
	t.Helper()
	bundle, err := i18n.Load(i18n.Strict())
	if err != nil {
		t.Fatal(err)
	}
	return notify.New(notify.Config{
		Store: w, Links: w, Sender: w, Bundle: bundle, Origin: "https://majlis.example", HelpPhone: "8000000000", Now: func() time.Time { return now },
	})
}

// appointment is a notice about an offer for Sunday 29 November at 10:30.
func appointment(kind booking.NoticeKind, status booking.OfferStatus) notify.Pending {
	return notify.Pending{
		ID: 1, Notice: booking.Notice{Kind: kind, Subject: booking.SubjectOffer, ID: 5, Version: 2}, Status: notify.StatusQueued,
		Phone: "+966501234567", Lang: i18n.Arabic, DueAt: now, Case: notify.CaseFacts{ID: 3, Reference: "R48-10427", Status: "under_review"},
		Offer: notify.OfferFacts{
			ID: 5, Status: status, Version: 2, At: time.Date(2026, 11, 29, 7, 30, 0, 0, time.UTC), Minutes: 15,
			Venue: booking.VenueHome, ConfirmBy: now.Add(48 * time.Hour), AudienceStatus: booking.AudienceExpected,
		},
	}
}

func TestNotifier_Send(t *testing.T) {
	w := &world{pending: appointment(booking.NoticeOfferedVideo, booking.OfferOpen)}
	if err := w.notifier(t).Send(t.Context(), 1); err != nil {
		t.Fatal(err)
	}
	if len(w.texts) != 1 || w.sent == nil || w.sent.Provider != "test:7" || w.sent.Parts > 2 {
		t.Fatalf("sent %+v as %+v", w.sent, w.texts)
	}
	text := w.texts[0].Text
	for _, part := range []string{"الأحد 29/11/2026", "19/6/1448هـ", "10:30 ص", "26/11", "majlis.example/a/abcdefghijklmnop"} {
		if !strings.Contains(text, part) {
			t.Errorf("%q lacks %q", text, part)
		}
	}
	if w.texts[0].Key != "notice-1" {
		t.Errorf("the key %q does not name the notice", w.texts[0].Key)
	}
}

func TestNotifier_DropsWhatIsNoLongerTrue(t *testing.T) {
	for name, p := range map[string]notify.Pending{
		"an offer that was declined":       appointment(booking.NoticeOfferedVideo, booking.OfferDeclined),
		"a reminder of a cancelled one":    appointment(booking.NoticeReminderDay, booking.OfferCancelled),
		"a reminder of an offer not taken": appointment(booking.NoticeReminderSoon, booking.OfferOpen),
		"a result of a reopened case":      {Notice: booking.Notice{Kind: booking.NoticeResult}, Status: notify.StatusQueued, Case: notify.CaseFacts{Status: "reopened"}},
		"a survey already answered":        {Notice: booking.Notice{Kind: booking.NoticeSurvey}, Status: notify.StatusQueued, Case: notify.CaseFacts{Status: "completed", Surveyed: true}},
		"a kind nobody knows":              {Notice: booking.Notice{Kind: "rumour"}, Status: notify.StatusQueued},
	} {
		t.Run(name, func(t *testing.T) {
			w := &world{pending: p}
			if err := w.notifier(t).Send(t.Context(), 1); err != nil || !w.dropped || len(w.texts) != 0 {
				t.Errorf("dropped %v, sent %d, %v", w.dropped, len(w.texts), err)
			}
		})
	}
	t.Run("an older version of the offer", func(t *testing.T) {
		w := &world{pending: appointment(booking.NoticeOfferedVideo, booking.OfferOpen)}
		w.pending.Offer.Version++
		if err := w.notifier(t).Send(t.Context(), 1); err != nil || !w.dropped {
			t.Errorf("dropped %v, %v", w.dropped, err)
		}
	})
	t.Run("what was sent before", func(t *testing.T) {
		w := &world{pending: appointment(booking.NoticeOfferedVideo, booking.OfferOpen)}
		w.pending.Status = notify.StatusSent
		if err := w.notifier(t).Send(t.Context(), 1); err != nil || w.dropped || len(w.texts) != 0 {
			t.Errorf("sent %d again, %v", len(w.texts), err)
		}
	})
}

func TestNotifier_RunningLate(t *testing.T) {
	late := func(kind booking.NoticeKind, by time.Duration) *world {
		w := &world{pending: appointment(kind, booking.OfferConfirmed)}
		w.pending.Offer.LateFor = by
		return w
	}
	t.Run("a delay that holds is told", func(t *testing.T) {
		w := late(booking.NoticeRunningLate, 20*time.Minute)
		if err := w.notifier(t).Send(t.Context(), 1); err != nil || len(w.texts) != 1 || !strings.Contains(w.texts[0].Text, "20") {
			t.Errorf("sent %+v, %v", w.texts, err)
		}
	})
	t.Run("a session on time again tells of no delay", func(t *testing.T) {
		w := late(booking.NoticeRunningLate, 0)
		w.pending.Offer.Version++
		if err := w.notifier(t).Send(t.Context(), 1); err != nil || !w.dropped {
			t.Errorf("sent %+v, %v", w.texts, err)
		}
	})
	t.Run("an earlier delay is not told after a later one", func(t *testing.T) {
		w := late(booking.NoticeRunningLate, 40*time.Minute)
		w.pending.Offer.Version++
		if err := w.notifier(t).Send(t.Context(), 1); err != nil || !w.dropped {
			t.Errorf("sent %+v, %v", w.texts, err)
		}
	})
	t.Run("a reminder counts the minutes to the delayed time", func(t *testing.T) {
		w := late(booking.NoticeReminderSoon, 30*time.Minute)
		w.pending.Offer.At = now.Add(-15 * time.Minute)
		if err := w.notifier(t).Send(t.Context(), 1); err != nil || len(w.texts) != 1 || !strings.Contains(w.texts[0].Text, "15") {
			t.Errorf("sent %+v, %v", w.texts, err)
		}
	})
}

func TestNotifier_KeepsOnlyWholeLettersOfAComplaint(t *testing.T) {
	w := &world{pending: appointment(booking.NoticeOfferedVideo, booking.OfferOpen), gateway: errors.New("x" + strings.Repeat("م", 200))}
	if err := w.notifier(t).Send(t.Context(), 1); err == nil || !utf8.ValidString(w.failed) || len(w.failed) > 200 {
		t.Errorf("kept %q, %v", w.failed, err)
	}
}

func TestNotifier_GatewayFails(t *testing.T) {
	away := errors.New("connection refused")
	w := &world{pending: appointment(booking.NoticeOfferedVideo, booking.OfferOpen), gateway: away}
	if err := w.notifier(t).Send(t.Context(), 1); !errors.Is(err, away) || w.last {
		t.Errorf("a gateway away answered %v, last %v: want to be tried again", err, w.last)
	}
	w = &world{pending: appointment(booking.NoticeOfferedVideo, booking.OfferOpen), gateway: sms.ErrRejected}
	if err := w.notifier(t).Send(t.Context(), 1); err != nil || !w.last || w.failed == "" {
		t.Errorf("a rejected message answered %v, last %v", err, w.last)
	}
	w = &world{pending: appointment(booking.NoticeOfferedVideo, booking.OfferOpen), gateway: away}
	w.pending.DueAt = now.Add(-13 * time.Hour)
	if err := w.notifier(t).Send(t.Context(), 1); err != nil || !w.last {
		t.Errorf("an old notice answered %v, last %v", err, w.last)
	}
}

func TestNotifier_LinkFails(t *testing.T) {
	away := errors.New("database away")
	w := &world{pending: appointment(booking.NoticeOfferedVideo, booking.OfferOpen), minting: away}
	if err := w.notifier(t).Send(t.Context(), 1); !errors.Is(err, away) || len(w.texts) != 0 || w.failed != "" {
		t.Errorf("without a link sent %d texts, marked %q, answered %v: want to be tried again", len(w.texts), w.failed, err)
	}
}

func TestNotifier_WordsForThePlace(t *testing.T) {
	for venue, want := range map[booking.Venue]string{"booth:riyadh": "مركز الرياض", "office:riyadh": "مركز الرياض"} {
		kind := booking.NoticeOfferedVideo
		if venue.InPerson() {
			kind = booking.NoticeOfferedInPerson
		}
		w := &world{pending: appointment(kind, booking.OfferOpen)}
		w.pending.Offer.Venue, w.pending.Offer.CentreAr = venue, "مركز الرياض"
		if err := w.notifier(t).Send(t.Context(), 1); err != nil || !strings.Contains(w.texts[0].Text, want) {
			t.Errorf("%s: %v, %+v", venue, err, w.texts)
		}
	}
}
