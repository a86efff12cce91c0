package notify_test

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"testing"
	"time"

	"majlis/booking"
	"majlis/booking/bookingtest"
	"majlis/internal/i18n"
	"majlis/internal/identity"
	"majlis/internal/notify"
	"majlis/internal/postgres"
	"majlis/internal/postgres/postgrestest"
	"majlis/internal/sms/smstest"
)

// minted gives out links that all look alike in length.
type minted struct{ n int }

func (m *minted) Mint(context.Context, identity.Purpose, int64, int64, time.Time) (string, error) {
	m.n++
	return fmt.Sprintf("token%011d", m.n), nil
}

// R38: the messages of the preview are those that are sent, to the letter, and no others.
func TestMoveDay_WhatIsShownIsWhatIsSent(t *testing.T) {
	t.Parallel()
	for name, to := range map[string]time.Time{"moved": bookingtest.At(31, 0, 0), "moved into the next week": bookingtest.At(36, 0, 0), "freed": {}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			db := postgrestest.New(t)
			o := bookingtest.NewOfficeOn(t, bookingtest.Backing{Store: db.Booking(), Outbox: db, Journal: unrecorded{}, Timers: db, NewCase: caseMaker(t, db)})
			for i := range 7 {
				r := o.Shortlisted(booking.Ask{Section: booking.SectionMen, Hosts: []string{"minister"}, Weekdays: []time.Weekday{time.Sunday}})
				if i%2 == 1 {
					english(t, db, r.Case)
				}
			}
			o.Published(o.Week())
			gateway, n := notifierOn(t, db, o)
			move := booking.DayMove{Days: []time.Time{o.Week()}, Host: o.Minister, To: to, Reason: "سفر المضيف"}

			shown, seen := shownTexts(t, db, o, n, move)
			before := queued(t, db)
			done, err := o.Desk.MoveDay(t.Context(), move)
			if err != nil {
				t.Fatal(err)
			}
			if done.Fingerprint() != seen {
				t.Error("the preview was of another outcome")
			}
			for _, id := range queued(t, db) {
				if err := n.Send(t.Context(), id); err != nil {
					t.Fatal(err)
				}
			}
			var sent []string
			for _, m := range gateway.Sent() {
				sent = append(sent, regexp.MustCompile(`token\d{11}`).ReplaceAllString(m.Text, notify.Blank))
			}
			slices.Sort(sent)
			slices.Sort(shown)
			// What was queued before the move speaks of offers that are no more and is not sent.
			if len(before) == 0 || !slices.Equal(sent, shown) || len(sent) != 7 {
				t.Errorf("shown %d:\n%q\nsent %d:\n%q", len(shown), shown, len(sent), sent)
			}
		})
	}
}

func english(t *testing.T, db *postgres.DB, kase int64) {
	run(t, db, `update case_file set language = 'en' where id = $1`, kase)
}

func run(t *testing.T, db *postgres.DB, q string, args ...any) {
	t.Helper()
	if _, err := db.Pool().Exec(t.Context(), q, args...); err != nil {
		t.Fatal(err)
	}
}

// unrecorded is a journal for tests of everything else.
type unrecorded struct{}

func (unrecorded) Record(context.Context, string, string, int64, string) error { return nil }

// caseMaker writes a person and an audience case of theirs with every call.
func caseMaker(t *testing.T, db *postgres.DB) func() (caseID, person int64) {
	n := int64(0)
	return func() (int64, int64) {
		n++
		name := fmt.Sprintf("R48-%d", 10000+n)
		run(t, db, `insert into person (id, phone, national_id_sealed, national_id_hash, national_id_tail, kind, full_name, created_at)
			overriding system value values ($1, '+966500000000', $2, $2, '123', 'citizen', 'سالم', now())`, n, []byte(name))
		run(t, db, `insert into case_file (id, reference, kind, status, channel, person_id, subject, body, subject_hash, filed_at, filed_on,
				due_at, filing_key)
			overriding system value values ($1, $2, 'audience', 'received', 'web', $1, 'لقاء', 'نص', '', now(), current_date, now(), $2)`, n, name)
		return n, n
	}
}

func notifierOn(t *testing.T, db *postgres.DB, o *bookingtest.Office) (*smstest.Recorder, *notify.Notifier) {
	t.Helper()
	bundle, err := i18n.Load(i18n.Strict())
	if err != nil {
		t.Fatal(err)
	}
	gateway := &smstest.Recorder{}
	return gateway, notify.New(notify.Config{
		Store: db.Notices(), Links: &minted{}, Sender: gateway, Bundle: bundle, Origin: "https://majlis.example", HelpPhone: "8000000000", Now: o.Clock.Now,
	})
}

// shownTexts are the texts of a preview, which is undone.
func shownTexts(t *testing.T, db *postgres.DB, o *bookingtest.Office, n *notify.Notifier, move booking.DayMove) (texts []string, fingerprint string) {
	t.Helper()
	undo := errors.New("undo")
	err := db.InTx(t.Context(), func(ctx context.Context) error {
		done, err := o.Desk.MoveDay(ctx, move)
		if err != nil {
			return err
		}
		fingerprint = done.Fingerprint()
		var notices []booking.Notice
		for _, p := range done.People {
			notices = append(notices, p.Notice)
		}
		drafts, err := n.Drafts(ctx, db, notices)
		for _, d := range drafts {
			texts = append(texts, d.Text)
		}
		return errors.Join(err, undo)
	})
	if !errors.Is(err, undo) || len(texts) == 0 {
		t.Fatal(err)
	}
	return texts, fingerprint
}

// queued are the notices that wait to be sent and are due.
func queued(t *testing.T, db *postgres.DB) []int64 {
	t.Helper()
	list, err := db.Notices().Recent(t.Context(), notify.RecentFilter{Status: notify.StatusQueued, Take: 500})
	if err != nil {
		t.Fatal(err)
	}
	var ids []int64
	for _, n := range list {
		ids = append(ids, n.ID)
	}
	return ids
}
