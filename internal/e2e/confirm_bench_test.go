package e2e

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"majlis/booking"
	"majlis/booking/bookingtest"
)

// BenchmarkConfirmByLink has people confirm their offers by link through a server, as fast as it
// goes with a number of browsers, and then runs the same statements for as many other offers
// through pgx alone. One operation is one confirmation.
func BenchmarkConfirmByLink(b *testing.B) {
	const browsers = 16
	o := newOffice(b)
	o.gateway.arrived = nil
	offers := o.offered(2 * b.N)
	tokens := make([]string, b.N)
	for i := range tokens {
		tokens[i] = o.mint(offers[i])
	}
	o.run(`analyze`)
	server := startProcess(b, append(o.env, "GOMAXPROCS=2"))
	visitors := make([]visitor, browsers)
	b.ResetTimer()
	through := timed(browsers, b.N, func(worker, i int) error {
		visitors[worker].number = worker
		status, err := visitors[worker].post(b.Context(), server.url, claim{token: tokens[i]})
		if err == nil && status != http.StatusSeeOther {
			return fmt.Errorf("answered %d", status)
		}
		return err
	})
	b.StopTimer()
	server.kill()
	raw := timed(browsers, b.N, func(_, i int) error { return o.rawConfirm(b.Context(), offers[b.N+i]) })
	if n := o.winners(); n != 2*b.N {
		b.Fatalf("%d of %d are confirmed", n, 2*b.N)
	}
	for _, err := range append(through.failed, raw.failed...) {
		b.Fatal(err)
	}
	b.ReportMetric(through.rate(), "confirmed/s")
	b.ReportMetric(through.worst(99), "p99-ms")
	b.ReportMetric(through.worst(50), "p50-ms")
	b.ReportMetric(raw.rate(), "raw/s")
	b.ReportMetric(through.rate()/raw.rate(), "ratio")
}

// A timing is how long each of many took, and all together.
type timing struct {
	each   []time.Duration
	all    time.Duration
	failed []error
}

// timed does n things with so many workers.
func timed(workers, n int, do func(worker, i int) error) timing {
	t := timing{each: make([]time.Duration, n)}
	var next atomic.Int64
	var mu sync.Mutex
	var crowd sync.WaitGroup
	started := time.Now()
	for worker := range workers {
		crowd.Go(func() {
			for i := int(next.Add(1) - 1); i < n; i = int(next.Add(1) - 1) {
				begun := time.Now()
				if err := do(worker, i); err != nil {
					mu.Lock()
					t.failed = append(t.failed, err)
					mu.Unlock()
				}
				t.each[i] = time.Since(begun)
			}
		})
	}
	crowd.Wait()
	t.all = time.Since(started)
	slices.Sort(t.each)
	return t
}

func (t timing) rate() float64 { return float64(len(t.each)) / t.all.Seconds() }

func (t timing) worst(percent int) float64 {
	return float64(t.each[min(len(t.each)*percent/100, len(t.each)-1)].Microseconds()) / 1000
}

// offered makes so many slots, each put before a person of its own.
func (o *office) offered(n int) []booking.Offer {
	o.t.Helper()
	const perHost = 60
	hosts := (n + perHost - 1) / perHost
	from := time.Now().In(bookingtest.Riyadh).AddDate(0, 0, 3)
	from = time.Date(from.Year(), from.Month(), from.Day(), 8, 0, 0, 0, bookingtest.Riyadh)
	week := booking.WeekOf(from).In(bookingtest.Riyadh).Format(time.DateOnly)
	o.run(`insert into host (code, title_ar, title_en, short_ar, short_en, city)
		select 'h_' || translate(n::text, '0123456789', 'abcdefghij'), 'معالي', 'His Excellency', 'معاليه', 'Minister', 'riyadh' from generate_series(1, $1) n`, hosts)
	o.run(`insert into session (host_id, week, from_at, to_at) select id, $1::date, $2, $2::timestamptz + interval '10 hours' from host`, week, from)
	o.run(`insert into slot (session_id, host_id, at, minutes, end_at, venues)
		select s.id, s.host_id, s.from_at + make_interval(mins => 10 * k), 10, s.from_at + make_interval(mins => 10 * k + 10), '{home}'
		from session s, generate_series(0, 59) k`)
	people := o.people(n)
	all, err := o.store.Slots.SlotsOfWeek(o.t.Context(), booking.WeekOf(from))
	o.must(err)
	offers := make([]booking.Offer, n)
	for i := range offers {
		offers[i] = booking.Offer{Request: people[i].ID, Slot: all[i].ID, Venue: booking.VenueHome, Status: booking.OfferOpen,
			OfferedAt: time.Now(), ConfirmBy: time.Now().Add(40 * time.Hour), Version: 1}
	}
	ids, err := o.store.Offers.AddOffers(o.t.Context(), offers)
	o.must(err)
	for i := range ids {
		offers[i].ID = ids[i]
	}
	o.run(`update audience_request set status = 'offered'`)
	return offers
}

// rawConfirm runs the statements of one confirmation by link with nothing around them: what is
// counted of the address, what the link opens, the answer's transaction and the login that carries
// the page's "done".
func (o *office) rawConfirm(ctx context.Context, offer booking.Offer) error {
	hash, name := fmt.Appendf(nil, "%032d", offer.ID), fmt.Sprint(offer.ID)
	if _, err := o.pool.Exec(ctx, `insert into attempt (key, since_at, count) values ($1, date_trunc('minute', now()), 1)
		on conflict (key, since_at) do update set count = attempt.count + 1`, name); err != nil {
		return err
	}
	var n int
	if err := o.pool.QueryRow(ctx, `select coalesce((select count from attempt where key = $1 and since_at = $2), 0)`, name, offer.OfferedAt).Scan(&n); err != nil {
		return err
	}
	if err := o.pool.QueryRow(ctx, `select count(*) from link where token_hash = $1`, hash).Scan(&n); err != nil {
		return err
	}
	if err := pgx.BeginFunc(ctx, o.pool, func(tx pgx.Tx) error { return rawAnswer(ctx, tx, offer) }); err != nil {
		return err
	}
	_, err := o.pool.Exec(ctx, `insert into sessions (token, data, expiry) values ($1, $2, now() + interval '12 hours')
		on conflict (token) do update set data = excluded.data, expiry = excluded.expiry`, name, hash)
	return err
}

func rawAnswer(ctx context.Context, tx pgx.Tx, offer booking.Offer) error {
	read := &pgx.Batch{}
	for _, q := range []string{
		`select pg_advisory_xact_lock(hashtextextended('booking:slot:' || slot_id, 0)) from offer where id = $1 and status = 'called'`,
		`select pg_advisory_xact_lock(hashtextextended('booking:request:' || request_id, 0)) from offer where id = $1`,
		`select * from offer where id = $1`,
		`select r.* from audience_request r join offer o on o.request_id = r.id where o.id = $1`,
		`select s.*, h.code from slot s join host h on h.id = s.host_id join offer o on o.slot_id = s.id where o.id = $1`,
	} {
		read.Queue(q, int64(offer.ID))
	}
	if err := tx.SendBatch(ctx, read).Close(); err != nil {
		return err
	}
	write := &pgx.Batch{}
	write.Queue(`update offer set status = 'confirmed', answered_at = now(), version = version + 1 where id = $1 and version = 1`, int64(offer.ID))
	write.Queue(`update audience_request set status = 'confirmed', version = version + 1 where id = $1`, int64(offer.Request))
	if err := tx.SendBatch(ctx, write).Close(); err != nil {
		return err
	}
	const appoint = `insert into audience (offer_id, request_id, case_id, person_id, session_id, slot_id, host_id, venue, at, minutes)
		select o.id, o.request_id, r.case_id, r.person_id, s.session_id, s.id, s.host_id, o.venue, s.at, s.minutes
		from offer o join audience_request r on r.id = o.request_id join slot s on s.id = o.slot_id where o.id = $1 returning id`
	const tell = `insert into notice (kind, subject, subject_id, subject_version, person_id, due_at, created_at)
		select kind, 'offer', $1, 2, r.person_id, now(), now() from audience_request r, unnest(array['a', 'b', 'c', 'd']) kind where r.id = $2 returning id`
	const enqueue = `insert into river_job (args, kind, max_attempts, priority, queue, scheduled_at, state, tags)
		select jsonb_build_object('noticeId', $1::bigint), 'send_notice', 25, 1, 'default', now() + interval '1 day', 'scheduled', '{}'
		from generate_series(1, 4) returning id`
	for _, q := range []struct {
		text string
		args []any
	}{{appoint, []any{int64(offer.ID)}}, {tell, []any{int64(offer.ID), int64(offer.Request)}}, {enqueue, []any{int64(offer.ID)}}} {
		rows, err := tx.Query(ctx, q.text, q.args...)
		if err != nil {
			return err
		}
		rows.Close()
		if err := rows.Err(); err != nil {
			return err
		}
	}
	_, err := tx.Exec(ctx, `with entry as (
			insert into audit_entry (at, actor_kind, actor_id, actor_name, action, subject_kind, subject_id, subject_name, reason, from_address)
			values (now(), 'person', 1, '', 'offer.confirm', 'offer', $1, '', '', '127.0.0.1') returning id)
		insert into audit_unsealed (entry_id) select id from entry`, int64(offer.ID))
	return err
}
