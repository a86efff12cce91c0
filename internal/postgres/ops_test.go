package postgres_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"majlis/booking"
	"majlis/internal/audit"
	"majlis/internal/jobs/kind"
	"majlis/internal/notify"
	"majlis/internal/ops"
	"majlis/internal/postgres"
	"majlis/internal/postgres/postgrestest"
	"majlis/internal/sitting"
)

func run(t *testing.T, db *postgres.DB, statement string, args ...any) {
	t.Helper()
	if _, err := db.Pool().Exec(t.Context(), statement, args...); err != nil {
		t.Fatal(err)
	}
}

// notice tells the office's person of something and gives the notice's number.
func (c *centre) notice(n booking.Notice) int64 {
	c.t.Helper()
	n.Person = c.person
	if err := c.db.Tell(c.t.Context(), n); err != nil {
		c.t.Fatal(err)
	}
	list, err := c.db.Notices().Recent(c.t.Context(), notify.RecentFilter{Subject: n.Subject, ID: n.ID})
	if err != nil || len(list) == 0 {
		c.t.Fatalf("notices %+v, %v", list, err)
	}
	for _, one := range list {
		if one.Kind == n.Kind {
			return one.ID
		}
	}
	c.t.Fatal("the notice is not there")
	return 0
}

func (c *centre) status(notice int64) string {
	c.t.Helper()
	var status string
	if err := c.db.Pool().QueryRow(c.t.Context(), `select status from notice where id = $1`, notice).Scan(&status); err != nil {
		c.t.Fatal(err)
	}
	return status
}

func TestOps_Requeue(t *testing.T) {
	c := newCentre(t)
	store := c.db.Ops()
	kase, err := c.File(t.Context(), c.filing("k1"))
	if err != nil {
		t.Fatal(err)
	}
	id := c.notice(booking.Notice{Kind: booking.NoticeReferred, Subject: booking.SubjectCase, ID: int64(kase.ID), Version: 1})
	if err := store.Requeue(t.Context(), id); !errors.Is(err, booking.ErrConflict) {
		t.Errorf("a queued notice was queued again: %v", err)
	}
	if err := c.db.Notices().MarkFailed(t.Context(), id, "rejected", true); err != nil || c.status(id) != "failed" {
		t.Fatalf("status %s, %v", c.status(id), err)
	}
	run(t, c.db, `delete from river_job`)

	broken := errors.New("broken")
	if err := c.db.InTx(t.Context(), func(ctx context.Context) error {
		if err := store.Requeue(ctx, id); err != nil {
			return err
		}
		return broken
	}); !errors.Is(err, broken) || c.status(id) != "failed" || c.jobs() != 0 {
		t.Errorf("after a rollback: %v, status %s, %d jobs", err, c.status(id), c.jobs())
	}
	if err := store.Requeue(t.Context(), id); err != nil || c.status(id) != "queued" || c.jobs() != 1 {
		t.Errorf("requeued: %v, status %s, %d jobs", err, c.status(id), c.jobs())
	}
	if err := store.Requeue(t.Context(), id); !errors.Is(err, booking.ErrConflict) || c.jobs() != 1 {
		t.Errorf("pressed twice: %v, %d jobs", err, c.jobs())
	}
}

func (c *centre) jobs() int {
	c.t.Helper()
	var count int
	if err := c.db.Pool().QueryRow(c.t.Context(), `select count(*) from river_job where kind = 'send_notice'`).Scan(&count); err != nil {
		c.t.Fatal(err)
	}
	return count
}

func TestOps_Messages(t *testing.T) {
	c := newCentre(t)
	kase, err := c.File(t.Context(), c.filing("k1"))
	if err != nil {
		t.Fatal(err)
	}
	day := ops.DayOf(c.now)
	for i, row := range []struct {
		status    string
		due, sent time.Duration // from the beginning of the day; 0: not sent
	}{
		{"sent", -time.Hour, time.Hour}, {"sent", -2 * time.Hour, -time.Hour}, {"delivered", time.Hour, time.Hour},
		{"queued", 8 * time.Hour, 0}, {"queued", 20 * time.Hour, 0}, {"failed", time.Hour, 0}, {"failed", -48 * time.Hour, 0},
		{"failed", -240 * time.Hour, 0}, {"superseded", time.Hour, 0},
	} {
		var sent *time.Time
		if row.sent != 0 {
			at := day.Add(row.sent)
			sent = &at
		}
		run(t, c.db, `insert into notice (kind, subject, subject_id, subject_version, person_id, due_at, created_at, status, sent_at)
			values ('received', 'case', $1, $2, $3, $4, $4, $5, $6)`, int64(kase.ID), 100+i, c.person, day.Add(row.due), row.status, sent)
	}
	got, err := c.db.Ops().Messages(t.Context(), day, c.now) // at nine
	want := ops.Messages{Queued: 2, Sent: 1, Delivered: 1, Failed: 1, Superseded: 1, Late: 1, FailedLately: 2}
	if err != nil || got != want {
		t.Errorf("messages %+v, %v; want %+v", got, err, want)
	}
}

func TestOps_QueueAndDatabase(t *testing.T) {
	t.Parallel()
	db := postgrestest.New(t)
	now := time.Now().UTC().Truncate(time.Second)
	for i, row := range []struct {
		state string
		at    time.Duration
	}{
		{"available", -time.Minute}, {"available", -3 * time.Minute}, {"scheduled", -10 * time.Second}, {"scheduled", time.Hour}, {"running", -time.Second},
		{"retryable", time.Minute}, {"completed", -time.Hour}, {"completed", -30 * time.Hour}, {"discarded", -2 * time.Hour}, {"discarded", -50 * time.Hour},
	} {
		if err := db.Enqueue(t.Context(), kind.SendNotice{NoticeID: int64(i + 1)}, now.Add(row.at)); err != nil {
			t.Fatal(err)
		}
		run(t, db, `update river_job set state = $2::text::river_job_state, scheduled_at = $3, attempt = 1,
			finalized_at = case when $2::text in ('completed', 'discarded') then $3::timestamptz end
			where (args->>'noticeId')::int = $1`, i+1, row.state, now.Add(row.at))
	}
	got, err := db.Ops().Queue(t.Context(), now)
	want := ops.Queue{Waiting: 3, Running: 1, Scheduled: 1, Failing: 1, GivenUp: 1, Done: 1}
	if err != nil || !got.OldestDue.Equal(now.Add(-3*time.Minute)) {
		t.Errorf("oldest %s, %v", got.OldestDue, err)
	}
	got.OldestDue = time.Time{}
	if got != want {
		t.Errorf("queue %+v, want %+v", got, want)
	}
	d, err := db.Ops().Database(t.Context())
	if err != nil || d.Version == "" || d.Size == 0 || d.Most < 16 {
		t.Errorf("database %+v, %v", d, err)
	}
}

// day puts one session with one appointment of the case into the database.
func (c *centre) day(kase int64) (session, audience int64) {
	c.t.Helper()
	const q = `
		with h as (insert into host (code, title_ar, title_en, short_ar, short_en, city) values ('minister', 'و', 'm', 'الوزير', 'the Minister', 'riyadh') returning id),
		s as (insert into session (host_id, week, from_at, to_at, status) select id, '2026-11-22', $3, $4, 'open' from h returning id, host_id),
		l as (insert into slot (session_id, host_id, at, minutes, end_at, venues) select id, host_id, $3, 10, $3::timestamptz + interval '10 minutes', '{home}' from s returning id),
		r as (insert into audience_request (case_id, person_id, hosts, venues, section, filed_batch, status) values ($1, $2, '{minister}', '{home}', 'women', '2026-11-22', 'confirmed') returning id),
		o as (insert into offer (request_id, slot_id, venue, status, offered_at, confirm_by) select r.id, l.id, 'home', 'confirmed', $3, $3 from r, l returning id)
		insert into audience (offer_id, request_id, case_id, person_id, session_id, slot_id, host_id, venue, at, minutes)
		select o.id, r.id, $1, $2, s.id, l.id, s.host_id, 'home', $3, 10 from o, r, s, l returning session_id, id`
	err := c.db.Pool().QueryRow(c.t.Context(), q, kase, c.person, c.now, c.now.Add(time.Hour)).Scan(&session, &audience)
	if err != nil {
		c.t.Fatal(err)
	}
	return session, audience
}

func TestOps_SessionsAndSamples(t *testing.T) {
	c := newCentre(t)
	store := c.db.Ops()
	kase, err := c.File(t.Context(), c.filing("k1"))
	if err != nil {
		t.Fatal(err)
	}
	session, audience := c.day(int64(kase.ID))
	day := ops.DayOf(c.now)
	sessions, err := store.Sessions(t.Context(), day, day.AddDate(0, 0, 1))
	if err != nil || len(sessions) != 1 || sessions[0].Left != 1 || sessions[0].Closed || sessions[0].Room != fmt.Sprintf("session-%d", session) || sessions[0].HostEn != "the Minister" {
		t.Errorf("sessions %+v, %v", sessions, err)
	}
	if none, err := store.Sessions(t.Context(), day.AddDate(0, 0, 1), day.AddDate(0, 0, 2)); err != nil || len(none) != 0 {
		t.Errorf("sessions of tomorrow %+v, %v", none, err)
	}
	references, err := store.References(t.Context(), []int64{audience, audience + 100})
	if err != nil || len(references) != 1 || references[audience] != kase.Reference {
		t.Errorf("references %v, %v", references, err)
	}

	var samples []sitting.Sample
	for i := range 13 { // five seconds apart: twelve of one minute, one of the next
		s := sitting.Sample{Room: sessions[0].Room, Audience: booking.AudienceID(audience), Peer: "person-1", Role: "citizen", At: c.now.Add(time.Duration(i*5) * time.Second)}
		s.Quality.LossIn, s.Quality.RTT, s.Quality.BitrateIn = 0.1, 40*time.Millisecond, 640_000
		s.Quality.Score, s.Quality.AudioOnly = 3.5, i == 3
		samples = append(samples, s)
	}
	samples = append(samples, sitting.Sample{Room: sessions[0].Room, Peer: "staff-1", Role: "host", At: c.now}, sitting.Sample{Room: "session-999", Peer: "staff-1", Role: "host", At: c.now})
	if err := c.db.Sitting().AddSamples(t.Context(), samples); err != nil {
		t.Fatal(err)
	}
	got, err := store.Samples(t.Context(), sessions[0].Room, 10)
	if err != nil || len(got) != 3 {
		t.Fatalf("samples %+v, %v; want two minutes of the citizen and one of the host", got, err)
	}
	if first, second := got[0], got[1]; first.Samples != 1 || second.Samples != 12 || second.Reference != kase.Reference || second.LossIn != 0.1 ||
		second.RTT != 40*time.Millisecond || second.KbpsIn != 640 || second.Score != 3.5 || !second.AudioOnly || first.AudioOnly || got[2].Score != 0 || got[2].Role != "host" || got[2].Reference != "" {
		t.Errorf("samples %+v", got)
	}
}

func TestOps_Trail(t *testing.T) {
	t.Parallel()
	db := postgrestest.New(t)
	log, store := db.AuditLog(), db.Ops()
	at := time.Date(2026, 11, 24, 6, 0, 0, 0, time.UTC)
	for i, e := range []audit.Entry{
		{Actor: audit.Ref{Kind: "staff", ID: 1}, Action: "case.read", Subject: audit.Ref{Kind: "case", ID: 5}},
		{Actor: audit.Ref{Kind: "staff", ID: 2}, Action: "case.read", Subject: audit.Ref{Kind: "case", ID: 6}},
		{Actor: audit.System, Action: "plan.draft", Subject: audit.Ref{Kind: "week", Name: "2026-11-29"}},
	} {
		e.At = at.AddDate(0, 0, i)
		if err := log.Record(t.Context(), e); err != nil {
			t.Fatal(err)
		}
		if i == 1 {
			if _, err := (audit.Sealer{Book: log}).Seal(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
	}
	for _, test := range []struct {
		name  string
		trail ops.Trail
		want  []int64
	}{
		{"everything, the newest first", ops.Trail{}, []int64{3, 2, 1}},
		{"as many as asked for", ops.Trail{Most: 1}, []int64{3}},
		{"the next page", ops.Trail{Before: 3}, []int64{2, 1}},
		{"of an action", ops.Trail{Action: "case.read"}, []int64{2, 1}},
		{"of a kind of actor", ops.Trail{Actor: audit.Ref{Kind: "staff"}}, []int64{2, 1}},
		{"of one actor", ops.Trail{Actor: audit.Ref{Kind: "staff", ID: 2}}, []int64{2}},
		{"on one subject", ops.Trail{Subject: audit.Ref{Kind: "case", ID: 5}}, []int64{1}},
		{"on a subject without a number", ops.Trail{Subject: audit.Ref{Kind: "week", Name: "2026-11-29"}}, []int64{3}},
		{"on another week", ops.Trail{Subject: audit.Ref{Kind: "week", Name: "2026-12-06"}}, nil},
		{"of one day", ops.Trail{From: at.AddDate(0, 0, 1), To: at.AddDate(0, 0, 2)}, []int64{2}},
	} {
		t.Run(test.name, func(t *testing.T) {
			if test.trail.Most == 0 {
				test.trail.Most = 10
			}
			entries, err := store.Trail(t.Context(), test.trail)
			if err != nil || len(entries) != len(test.want) {
				t.Fatalf("%+v, %v; want %v", entries, err, test.want)
			}
			for i, e := range entries {
				if e.ID != test.want[i] || e.SealedAt.IsZero() != (e.ID == 3) {
					t.Errorf("entry %d sealed at %s, want %d", e.ID, e.SealedAt, test.want[i])
				}
			}
		})
	}
	sealing, err := store.Sealing(t.Context())
	if err != nil || sealing.Unsealed != 1 || !sealing.Oldest.Equal(at.AddDate(0, 0, 2)) {
		t.Errorf("sealing %+v, %v", sealing, err)
	}
}

func TestOps_Cron(t *testing.T) {
	t.Parallel()
	db := postgrestest.New(t)
	due := time.Date(2026, 11, 29, 9, 0, 0, 0, time.UTC)
	if err := db.AddCron(t.Context(), "allocate", "0 12 * * 0", due); err != nil {
		t.Fatal(err)
	}
	entries, err := db.Ops().Cron(t.Context())
	if err != nil || len(entries) != 1 || entries[0].Name != "allocate" || !entries[0].DueAt.Equal(due) || !entries[0].LastDueAt.IsZero() || entries[0].Version != 1 {
		t.Errorf("cron %+v, %v", entries, err)
	}
}
