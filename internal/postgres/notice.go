package postgres

import (
	"context"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/riverqueue/river"

	"majlis/booking"
	"majlis/internal/i18n"
	"majlis/internal/jobs/kind"
	"majlis/internal/notify"
)

// Tell leaves notices and the jobs that send them in ctx's transaction. The same thing about the
// same version of the same subject is told once.
func (db *DB) Tell(ctx context.Context, list ...booking.Notice) error {
	// The jobs are written as the job queue writes them; it is woken as it wakes itself.
	const q = `
		with told as (
			insert into notice (kind, subject, subject_id, subject_version, person_id, due_at, created_at)
			select kind, subject, id, version, person, coalesce(due_at, @now), @now
			from unnest(@kinds::text[], @subjects::text[], @ids::bigint[], @versions::int[], @persons::bigint[], @due_at::timestamptz[])
				as new (kind, subject, id, version, person, due_at)
			on conflict on constraint notice_told_once do nothing
			returning id, due_at
		), queued as (
			insert into river_job (args, kind, max_attempts, priority, queue, created_at, scheduled_at, state)
			select jsonb_build_object('noticeId', id), @job::text, @attempts::int, @priority::int, @queue::text, @now, greatest(due_at, @now),
				(case when due_at > @now then 'scheduled' else 'available' end)::river_job_state
			from told
			returning state
		)
		select pg_notify(current_schema() || '.river_insert', jsonb_build_object('queue', @queue::text)::text)
		from queued where state = 'available' and @wake::boolean limit 1`
	if len(list) == 0 {
		return nil
	}
	n, now := len(list), db.now()
	kinds, subjects, ids := make([]string, n), make([]string, n), make([]int64, n)
	versions, persons, due := make([]int, n), make([]int64, n), make([]*time.Time, n)
	for i, n := range list {
		kinds[i], subjects[i], ids[i] = string(n.Kind), n.Subject, n.ID
		versions[i], persons[i], due[i] = n.Version, n.Person, orNull(n.DueAt)
	}
	atOnce := slices.ContainsFunc(list, func(n booking.Notice) bool { return !n.DueAt.After(now) })
	return later(ctx, db, q, pgx.NamedArgs{
		"kinds": kinds, "subjects": subjects, "ids": ids, "versions": versions, "persons": persons, "due_at": due, "now": now,
		"job": kind.SendNotice{}.Kind(), "attempts": river.MaxAttemptsDefault, "priority": river.PriorityDefault, "queue": river.QueueDefault,
		"wake": atOnce && db.wake.due(now),
	}, nil)
}

// Notices is the store of notify.
func (db *DB) Notices() notify.Store { return noticeStore{db} }

type noticeStore struct{ db *DB }

type pendingRow struct {
	ID             int64
	Kind           string
	Subject        string
	SubjectID      int64
	SubjectVersion int
	Status         string
	DueAt          time.Time
	PersonID       int64
	Phone          string
	Language       string
	CaseID         int64
	Reference      string
	CaseStatus     string
	CaseVersion    int
	CaseDueAt      time.Time
	Surveyed       bool
	OfferID        int64
	OfferStatus    string
	RequestStatus  string
	AudienceStatus string
	OfferVersion   int
	At             *time.Time
	Minutes        int
	Venue          string
	ConfirmBy      *time.Time
	LateFor        time.Duration
	CentreAr       string
	CentreEn       string
}

func (s noticeStore) Pending(ctx context.Context, id int64) (notify.Pending, error) {
	// In two halves: a plan of all the joins together takes longer to make than to run.
	const q = `
		with about as materialized (
			select n.id, n.kind, n.subject, n.subject_id, n.subject_version, n.status, n.due_at, n.person_id, p.phone,
				coalesce(o.id, 0) as offer_id, coalesce(o.status, '') as offer_status, coalesce(r.status, '') as request_status,
				coalesce(o.version, 0) as offer_version, coalesce(o.venue, '') as venue, o.confirm_by, o.slot_id,
				case when n.subject = 'case' then n.subject_id else r.case_id end as case_id
			from notice n
				join person p on p.id = n.person_id
				left join offer o on n.subject = 'offer' and o.id = n.subject_id
				left join audience_request r on r.id = o.request_id or (n.subject = 'case' and r.case_id = n.subject_id)
			where n.id = @id
		)
		select n.id, n.kind, n.subject, n.subject_id, n.subject_version, n.status, n.due_at, n.person_id, n.phone,
			c.language, c.id as case_id, c.reference, c.status as case_status, c.version as case_version, c.due_at as case_due_at,
			exists (select from survey s where s.case_id = c.id) as surveyed,
			n.offer_id, n.offer_status, n.request_status,
			coalesce(a.status, '') as audience_status, n.offer_version, sl.at, coalesce(sl.minutes, 0) as minutes,
			n.venue, n.confirm_by, coalesce(se.late_for, '0') as late_for,
			coalesce(ce.name_ar, '') as centre_ar, coalesce(ce.name_en, '') as centre_en
		from about n
			join case_file c on c.id = n.case_id
			left join audience a on a.offer_id = nullif(n.offer_id, 0)
			left join slot sl on sl.id = n.slot_id
			left join session se on se.id = sl.session_id
			left join centre ce on ce.code = split_part(n.venue, ':', 2)`
	r, err := one[pendingRow](ctx, s.db, q, pgx.NamedArgs{"id": id})
	if err != nil {
		return notify.Pending{}, err
	}
	return notify.Pending{
		ID: r.ID, Status: notify.Status(r.Status), Phone: r.Phone, Lang: i18n.Lang(r.Language), Person: r.PersonID, DueAt: r.DueAt,
		Notice: booking.Notice{Kind: booking.NoticeKind(r.Kind), Subject: r.Subject, ID: r.SubjectID, Version: r.SubjectVersion, Person: r.PersonID},
		Case:   notify.CaseFacts{ID: r.CaseID, Reference: r.Reference, Status: r.CaseStatus, Version: r.CaseVersion, DueAt: r.CaseDueAt, Surveyed: r.Surveyed},
		Offer: notify.OfferFacts{ID: r.OfferID, Status: booking.OfferStatus(r.OfferStatus), RequestStatus: booking.RequestStatus(r.RequestStatus),
			AudienceStatus: booking.AudienceStatus(r.AudienceStatus), Version: r.OfferVersion, At: orZero(r.At), Minutes: r.Minutes,
			Venue: booking.Venue(r.Venue), ConfirmBy: orZero(r.ConfirmBy), LateFor: r.LateFor, CentreAr: r.CentreAr, CentreEn: r.CentreEn},
	}, nil
}

func (s noticeStore) MarkSent(ctx context.Context, id int64, receipt notify.Receipt) error {
	const q = `update notice set status = 'sent', sent_at = @at, parts = @parts, provider_ref = @provider, tries = tries + 1, error = ''
		where id = @id and status = 'queued'`
	_, err := exec(ctx, s.db, q, pgx.NamedArgs{"id": id, "at": receipt.At, "parts": receipt.Parts, "provider": receipt.Provider})
	return err
}

func (s noticeStore) MarkFailed(ctx context.Context, id int64, reason string, last bool) error {
	const q = `update notice set status = case when @last then 'failed' else status end, tries = tries + 1, error = @reason
		where id = @id and status = 'queued'`
	_, err := exec(ctx, s.db, q, pgx.NamedArgs{"id": id, "reason": reason, "last": last})
	return err
}

func (s noticeStore) MarkSuperseded(ctx context.Context, id int64) error {
	const q = `update notice set status = 'superseded' where id = @id and status = 'queued'`
	_, err := exec(ctx, s.db, q, pgx.NamedArgs{"id": id})
	return err
}

type sentRow struct {
	ID        int64
	Kind      string
	Reference string
	Phone     string
	Status    string
	Tries     int
	Parts     int
	DueAt     time.Time
	SentAt    *time.Time
	ArrivedAt *time.Time
	Error     string
}

func (s noticeStore) Recent(ctx context.Context, f notify.RecentFilter) ([]notify.Sent, error) {
	const q = `select n.id, n.kind, coalesce(c.reference, '') as reference, p.phone, n.status, n.tries, n.parts, n.due_at, n.sent_at,
			n.delivered_at as arrived_at, n.error
		from notice n
			join person p on p.id = n.person_id
			left join offer o on n.subject = 'offer' and o.id = n.subject_id
			left join audience_request r on r.id = o.request_id
			left join case_file c on c.id = case when n.subject = 'case' then n.subject_id else r.case_id end
		where (@status::text = '' or n.status = @status)
			and (@subject::text = '' or (n.subject = @subject and n.subject_id = @id))
		order by coalesce(n.sent_at, n.due_at) desc, n.id desc
		limit @take`
	take := f.Take
	if take == 0 {
		take = 100
	}
	rows, err := all[sentRow](ctx, s.db, q, pgx.NamedArgs{"status": string(f.Status), "subject": f.Subject, "id": f.ID, "take": take})
	list := make([]notify.Sent, len(rows))
	for i, r := range rows {
		list[i] = notify.Sent{ID: r.ID, Kind: booking.NoticeKind(r.Kind), Reference: r.Reference, Phone: r.Phone, Status: notify.Status(r.Status),
			Tries: r.Tries, Parts: r.Parts, DueAt: r.DueAt, SentAt: orZero(r.SentAt), ArrivedAt: orZero(r.ArrivedAt), Error: r.Error}
	}
	return list, err
}

// Told finds the notice that was written about a version of its subject.
func (db *DB) Told(ctx context.Context, n booking.Notice) (notify.Pending, error) {
	const q = `select id from notice where subject = @subject and subject_id = @id and kind = @kind and subject_version = @version`
	id, err := value[int64](ctx, db, q, pgx.NamedArgs{"subject": n.Subject, "id": n.ID, "kind": string(n.Kind), "version": n.Version})
	if err != nil {
		return notify.Pending{}, err
	}
	return noticeStore{db}.Pending(ctx, id)
}

// Deliveries keeps what became of messages.
func (db *DB) Deliveries() notify.Deliveries { return noticeStore{db} }

func (s noticeStore) Deliver(ctx context.Context, f notify.Fate) error {
	// A receipt may be here before the worker has noted that the message was taken; a message that
	// was given up may arrive all the same.
	const q = `update notice set status = case when @arrived then 'delivered' else 'failed' end,
			sent_at = coalesce(sent_at, @at), delivered_at = case when @arrived then @at::timestamptz end,
			error = case when @arrived then '' else @reason end, provider_ref = case when @provider = '' then provider_ref else @provider end
		where (id = @notice or (@notice::bigint = 0 and provider_ref = @provider))
			and (status in ('queued', 'sent') or (status in ('failed', 'superseded') and @arrived))`
	return must(ctx, s.db, booking.ErrNotFound, q, pgx.NamedArgs{
		"notice": f.Notice, "provider": f.Provider, "arrived": f.Arrived, "reason": f.Reason, "at": f.At,
	})
}

func (s noticeStore) Underway(ctx context.Context, from, until time.Time) ([]notify.Underway, error) {
	const q = `select id, provider_ref as provider from notice
		where status = 'sent' and sent_at >= @from and sent_at < @until and provider_ref <> '' order by id desc limit 500`
	return all[notify.Underway](ctx, s.db, q, pgx.NamedArgs{"from": from, "until": until})
}
