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
	"github.com/jackc/pgx/v5/pgxpool"

	"majlis/booking"
	"majlis/booking/bookingtest"
)

// BenchmarkConfirmByLink has people confirm their offers by link through a server, as fast as it
// goes with a number of browsers, and then runs the same statements for as many other offers
// through pgx alone. One operation is one confirmation.
func BenchmarkConfirmByLink(b *testing.B) {
	const browsers, warm = 16, 320
	o := newOffice(b)
	o.gateway.arrived = nil
	n := warm + b.N
	offers := o.offered(2 * n)
	tokens := make([]string, n)
	for i := range tokens {
		tokens[i] = o.mint(offers[i])
	}
	o.run(`analyze`)
	server := startProcess(b, append(o.env, "GOMAXPROCS=2"))
	visitors := make([]visitor, browsers)
	press := func(worker, i int) error {
		visitors[worker].number = worker
		status, err := visitors[worker].post(b.Context(), server.url, claim{token: tokens[i]})
		if err == nil && status != http.StatusSeeOther {
			return fmt.Errorf("answered %d", status)
		}
		return err
	}
	bare := func(_, i int) error { return o.rawConfirm(b.Context(), offers[n+i]) }
	// Both sides open their connections and prepare their statements first.
	cold := timed(browsers, warm, press)
	b.ResetTimer()
	through := timed(browsers, b.N, func(worker, i int) error { return press(worker, warm+i) })
	b.StopTimer()
	server.kill()
	coldRaw := timed(browsers, warm, bare)
	raw := timed(browsers, b.N, func(worker, i int) error { return bare(worker, warm+i) })
	if made := o.winners(); made != 2*n {
		b.Fatalf("%d of %d are confirmed", made, 2*n)
	}
	for _, err := range slices.Concat(cold.failed, through.failed, coldRaw.failed, raw.failed) {
		b.Fatal(err)
	}
	b.ReportMetric(through.rate(), "confirmed/s")
	b.ReportMetric(through.worst(99), "p99-ms")
	b.ReportMetric(through.worst(50), "p50-ms")
	b.ReportMetric(raw.rate(), "raw/s")
	b.ReportMetric(raw.worst(99), "raw-p99-ms")
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

// rawConfirm runs the statements of one confirmation by link with nothing around them, in the same
// trips: what is counted of the address, what the link opens, and the answer's transaction.
func (o *office) rawConfirm(ctx context.Context, offer booking.Offer) error {
	hash, name, minute := fmt.Appendf(nil, "%032d", offer.ID), fmt.Sprint(offer.ID), time.Now().Truncate(time.Minute)
	var n int
	if err := o.pool.QueryRow(ctx, `insert into attempt (key, since_at, count) values ($1, $2, 1)
		on conflict (key, since_at) do update set count = attempt.count + 1 returning count`, name, minute).Scan(&n); err != nil {
		return err
	}
	if err := o.pool.QueryRow(ctx, `select coalesce(count, 0) from (select) as asked
		left join link on token_hash = $1 left join attempt on key = $2 and since_at = $3`, hash, name, minute).Scan(&n); err != nil {
		return err
	}
	return o.pool.AcquireFunc(ctx, func(conn *pgxpool.Conn) error { return rawAnswer(ctx, conn, offer) })
}

func rawAnswer(ctx context.Context, conn *pgxpool.Conn, offer booking.Offer) error {
	id, request := int64(offer.ID), int64(offer.Request)
	read, write, tell := &pgx.Batch{}, &pgx.Batch{}, &pgx.Batch{}
	read.Queue(`begin`)
	read.Queue(`select case when status = 'called' then pg_advisory_xact_lock(hashtextextended('booking:slot:' || slot_id, 0)) end,
		pg_advisory_xact_lock(hashtextextended('booking:request:' || request_id, 0)) from offer where id = $1`, id)
	read.Queue(`select * from offer where id = $1`, id)
	read.Queue(`select r.* from audience_request r join offer o on o.request_id = r.id where o.id = $1`, id)
	read.Queue(`select s.*, h.code from slot s join host h on h.id = s.host_id join offer o on o.slot_id = s.id where o.id = $1`, id)
	write.Queue(`update offer set status = 'confirmed', answered_at = now(), version = version + 1 where id = $1 and version = 1`, id)
	write.Queue(`update audience_request set status = 'confirmed', version = version + 1 where id = $1 and version = 1`, request)
	write.Queue(`insert into audience (offer_id, request_id, case_id, person_id, session_id, slot_id, host_id, venue, at, minutes)
		select o.id, o.request_id, r.case_id, r.person_id, s.session_id, s.id, s.host_id, o.venue, s.at, s.minutes
		from offer o join audience_request r on r.id = o.request_id join slot s on s.id = o.slot_id where o.id = $1 returning id`, id)
	tell.Queue(`with told as (
			insert into notice (kind, subject, subject_id, subject_version, person_id, due_at, created_at)
			select kind, 'offer', $1, 2, r.person_id, now() + interval '1 day', now()
			from audience_request r, unnest(array['a', 'b', 'c', 'd']) kind where r.id = $2
			on conflict on constraint notice_told_once do nothing returning id, due_at)
		insert into river_job (args, kind, max_attempts, priority, queue, created_at, scheduled_at, state)
		select jsonb_build_object('noticeId', id), 'send_notice', 25, 1, 'default', now(), due_at, 'scheduled' from told`, id, request)
	tell.Queue(`with entry as (
			insert into audit_entry (at, actor_kind, actor_id, actor_name, action, subject_kind, subject_id, subject_name, reason, from_address)
			values (now(), 'person', 1, '', 'offer.confirm', 'offer', $1, '', '', '127.0.0.1') returning id)
		insert into audit_unsealed (entry_id) select id from entry`, id)
	tell.Queue(`commit`)
	for _, trip := range []*pgx.Batch{read, write, tell} {
		if err := conn.SendBatch(ctx, trip).Close(); err != nil {
			return err
		}
	}
	return nil
}
