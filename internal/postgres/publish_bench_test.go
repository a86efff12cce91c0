package postgres_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"majlis/booking"
	"majlis/booking/bookingtest"
	"majlis/internal/postgres"
	"majlis/internal/postgres/postgrestest"
)

// BenchmarkWeek is a whole run: a week is read from the database, allocated with a reason for
// everybody, kept as a draft, and published with its offers, notices and jobs.
func BenchmarkWeek(b *testing.B) {
	for _, size := range []struct{ requests, slots int }{{5_000, 60}, {50_000, 600}, {200_000, 2_400}} {
		b.Run(fmt.Sprintf("%dk×%d", size.requests/1000, size.slots), func(b *testing.B) {
			for b.Loop() {
				b.StopTimer()
				db := postgrestest.New(b)
				desk, week := busyWeek(b, db, size.requests, size.slots)
				b.StartTimer()
				started := time.Now()
				plan, err := desk.Allocate(b.Context(), week)
				if err != nil {
					b.Fatal(err)
				}
				drafted := time.Since(started)
				if err := desk.Publish(b.Context(), plan.ID, plan.Version); err != nil {
					b.Fatal(err)
				}
				b.StopTimer()
				b.ReportMetric(drafted.Seconds(), "draft-s")
				b.ReportMetric((time.Since(started) - drafted).Seconds(), "publish-s")
				view, err := desk.Week(b.Context(), week)
				if err != nil || len(view.Offers) < size.slots*9/10 {
					b.Fatalf("%d offers, %v", len(view.Offers), err)
				}
				b.StartTimer()
			}
		})
	}
}

// BenchmarkFill gives a freed slot of such a week to the next by rank, until the message is queued.
func BenchmarkFill(b *testing.B) {
	for _, size := range []struct{ requests, slots int }{{5_000, 60}, {50_000, 600}} {
		b.Run(fmt.Sprintf("%dk×%d", size.requests/1000, size.slots), func(b *testing.B) {
			db := postgrestest.New(b)
			desk, week := busyWeek(b, db, size.requests, size.slots)
			plan, err := desk.Allocate(b.Context(), week)
			if err != nil {
				b.Fatal(err)
			}
			if err := desk.Publish(b.Context(), plan.ID, plan.Version); err != nil {
				b.Fatal(err)
			}
			view, err := desk.Week(b.Context(), week)
			if err != nil {
				b.Fatal(err)
			}
			var worst time.Duration
			for i := 0; b.Loop(); i++ {
				o, err := desk.OfferOfRequest(b.Context(), view.Offers[i%len(view.Offers)].Request)
				if err != nil || !o.Status.Live() {
					continue
				}
				started := time.Now()
				if err := desk.Decline(b.Context(), o.ID); err != nil {
					b.Fatal(err)
				}
				if err := desk.Fill(b.Context(), o.Slot); err != nil {
					b.Fatal(err)
				}
				worst = max(worst, time.Since(started))
			}
			b.ReportMetric(float64(worst.Milliseconds()), "worst-ms")
		})
	}
}

// busyWeek fills an empty database with a week of slots and people who wait for them.
func busyWeek(tb testing.TB, db *postgres.DB, requests, slots int) (*booking.Desk, time.Time) {
	tb.Helper()
	now := bookingtest.At(22, 12, 0)
	week := bookingtest.At(29, 0, 0)
	run := func(q string, args ...any) {
		if _, err := db.Pool().Exec(context.Background(), q, args...); err != nil {
			tb.Fatalf("%s: %v", q, err)
		}
	}
	hosts := (slots + 59) / 60
	run(`insert into host (code, title_ar, title_en, short_ar, short_en, city)
		select 'h_' || translate(n::text, '0123456789', 'abcdefghij'), 'معالي', 'His Excellency', 'معاليه', 'Minister', 'riyadh' from generate_series(1, $1) n`, hosts)
	run(`insert into session (host_id, week, from_at, to_at)
		select id, '2026-11-29', timestamptz '2026-11-29 09:00+03' + make_interval(days => d), timestamptz '2026-11-29 12:00+03' + make_interval(days => d)
		from host, generate_series(0, 4) d`)
	run(`insert into slot (session_id, host_id, at, minutes, end_at, venues)
		select s.id, s.host_id, s.from_at + make_interval(mins => 15 * k), 10, s.from_at + make_interval(mins => 15 * k + 10), '{home}'
		from session s, generate_series(0, 11) k`)
	run(`insert into person (id, phone, national_id_sealed, national_id_hash, national_id_tail, kind, full_name, created_at)
		overriding system value
		select n, '+9665' || lpad(n::text, 8, '0'), convert_to('R' || n, 'UTF8'), convert_to('R' || n, 'UTF8'), '123', 'citizen', 'سالم', now()
		from generate_series(1, $1) n`, requests)
	run(`insert into case_file (id, reference, kind, status, channel, person_id, subject, body, subject_hash, filed_at, filed_on, due_at, filing_key)
		overriding system value
		select n, 'R48-' || 10000 + n, 'audience', 'received', 'web', n, 'لقاء', 'نص', '', now(), current_date, now(), 'R' || n from generate_series(1, $1) n`, requests)
	run(`insert into audience_request (case_id, person_id, hosts, venues, weekdays, section, filed_batch, status, prior, class)
		select n, n, (select array_agg(code) from host where id % 5 = n % 5 or $2 < 6), case when n % 3 = 0 then '{booth:riyadh,home}' else '{home}' end::text[],
			case n % 4 when 0 then array[n % 5] else '{}'::int[] end, 'men', date '2026-11-21' - 7 * (n % 30), 'shortlisted', n % 3,
			case when n % 50 = 0 then 'urgent' else 'ordinary' end
		from generate_series(1, $1) n`, requests, hosts)
	run(`insert into week_seed (week, seed, sha256, committed_at) values ('2026-11-29', 'a seed for tests', '', now())`)
	run(`analyze`)
	desk := booking.NewDesk(booking.Config{
		Store: db.Booking(), Outbox: db, Journal: silent{}, Timers: db, Calendar: &bookingtest.Calendar{}, Now: func() time.Time { return now },
	})
	return desk, week
}
