package postgres

import (
	"context"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"majlis/booking"
	"majlis/internal/casework"
)

// Casework is the store of casework's office.
func (db *DB) Casework() casework.Store {
	return casework.Store{
		Tx: db, Cases: caseStore{db}, Readings: caseStore{db}, Histories: caseStore{db}, Referrals: referralStore{db},
		Attachments: attachmentStore{db}, Drafts: draftStore{db}, Surveys: surveyStore{db}, Places: placeStore{db},
	}
}

type caseStore struct{ db *DB }

// caseRow is case_file as the domain reads it.
type caseRow struct {
	ID              int64
	Reference       string
	Kind            string
	Status          string
	Channel         string
	CentreCode      string
	PersonID        int64
	ApplicantKind   string
	PrincipalName   string
	PaperNumber     string
	PaperExpiresOn  *time.Time
	PaperVerifiedBy string
	Subject         string
	Body            string
	Category        string
	Class           string
	UrgencyClaimed  bool
	UrgencyReason   string
	Language        string
	FiledAt         time.Time
	FiledOn         time.Time
	DueAt           time.Time
	OfficerID       int64
	PreviousOfficer int64
	DepartmentID    int64
	MergedInto      int64
	ResultText      string
	ResultAt        *time.Time
	ResultReadAt    *time.Time
	Reopened        int
	Version         int
}

// caseColumns are case_file's columns as caseRow names them.
const caseColumns = `c.id, c.reference, c.kind, c.status, c.channel, coalesce(c.centre_code, '') as centre_code, c.person_id,
	c.applicant_kind, c.principal_name, c.paper_number, c.paper_expires_on, c.paper_verified_by, c.subject, c.body, c.category,
	c.class, c.urgency_claimed, c.urgency_reason, c.language, c.filed_at, c.filed_on, c.due_at,
	coalesce(c.officer_id, 0) as officer_id, coalesce(c.previous_officer, 0) as previous_officer,
	coalesce(c.department_id, 0) as department_id, coalesce(c.merged_into, 0) as merged_into,
	c.result_text, c.result_at, c.result_read_at, c.reopened, c.version`

func (r caseRow) domain() casework.Case {
	return casework.Case{
		ID: casework.CaseID(r.ID), Reference: r.Reference, Kind: casework.Kind(r.Kind), Status: casework.Status(r.Status),
		Channel: casework.Channel(r.Channel), Centre: r.CentreCode, Person: r.PersonID,
		Applicant: casework.Applicant{Kind: casework.ApplicantKind(r.ApplicantKind), PrincipalName: r.PrincipalName,
			PaperNumber: r.PaperNumber, PaperExpiresOn: orZero(r.PaperExpiresOn), PaperVerifiedBy: r.PaperVerifiedBy},
		Subject: r.Subject, Body: r.Body, Category: r.Category, Class: r.Class,
		UrgencyClaimed: r.UrgencyClaimed, UrgencyReason: r.UrgencyReason, Language: r.Language,
		FiledAt: r.FiledAt, FiledOn: r.FiledOn, DueAt: r.DueAt, Officer: r.OfficerID, Previous: r.PreviousOfficer,
		Department: casework.DepartmentID(r.DepartmentID), MergedInto: casework.CaseID(r.MergedInto),
		ResultText: r.ResultText, ResultAt: orZero(r.ResultAt), ResultReadAt: orZero(r.ResultReadAt),
		Reopened: r.Reopened, Version: r.Version,
	}
}

// orZero reads a null time as the zero time; orNull is its opposite.
func orZero(t *time.Time) time.Time {
	if t == nil {
		return time.Time{}
	}
	return *t
}

func orNull(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}

// idOrNull writes no reference for 0.
func idOrNull(id int64) *int64 {
	if id == 0 {
		return nil
	}
	return &id
}

// textOrNull writes no reference for "".
func textOrNull(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

func (s caseStore) NextNumber(ctx context.Context, hijriYear int) (int, error) {
	const q = `insert into reference_counter (hijri_year, last) values (@year, 10001)
		on conflict (hijri_year) do update set last = reference_counter.last + 1
		returning last`
	return value[int](ctx, s.db, q, pgx.NamedArgs{"year": hijriYear})
}

func (s caseStore) Insert(ctx context.Context, c casework.Case, filingKey string, subjectHash []byte) (casework.CaseID, error) {
	const q = `insert into case_file (reference, kind, status, channel, centre_code, person_id, applicant_kind, principal_name,
			paper_number, paper_expires_on, paper_verified_by, subject, body, subject_hash, urgency_claimed, urgency_reason, language,
			filed_at, filed_on, due_at, filing_key, version)
		values (@reference, @kind, @status, @channel, @centre, @person, @applicant, @principal, @paper, @paper_expires, @paper_by,
			@subject, @body, @hash, @urgent, @urgency_reason, @language, @filed_at, @filed_on, @due_at, @key, @version)
		returning id`
	id, err := value[int64](ctx, s.db, q, pgx.NamedArgs{
		"reference": c.Reference, "kind": c.Kind, "status": c.Status, "channel": c.Channel, "centre": textOrNull(c.Centre),
		"person": c.Person, "applicant": c.Applicant.Kind, "principal": c.Applicant.PrincipalName, "paper": c.Applicant.PaperNumber,
		"paper_expires": orNull(c.Applicant.PaperExpiresOn), "paper_by": c.Applicant.PaperVerifiedBy,
		"subject": c.Subject, "body": c.Body, "hash": subjectHash, "urgent": c.UrgencyClaimed, "urgency_reason": c.UrgencyReason,
		"language": c.Language, "filed_at": c.FiledAt, "filed_on": c.FiledOn, "due_at": c.DueAt, "key": filingKey, "version": c.Version,
	})
	return casework.CaseID(id), err
}

func (s caseStore) One(ctx context.Context, by casework.CaseKey) (casework.Case, error) {
	const q = `select ` + caseColumns + ` from case_file c
		where case when @id::bigint <> 0 then c.id = @id
			when @reference::text <> '' then c.reference = @reference
			else c.filing_key = @key end`
	row, err := one[caseRow](ctx, s.db, q, pgx.NamedArgs{"id": int64(by.ID), "reference": by.Reference, "key": by.FilingKey})
	return row.domain(), err
}

func (s caseStore) Save(ctx context.Context, c casework.Case) error {
	const q = `update case_file set status = @status, category = @category, class = @class, due_at = @due_at, officer_id = @officer,
			previous_officer = @previous, department_id = @department, merged_into = @merged, result_text = @result, result_at = @result_at,
			result_read_at = @read_at, reopened = @reopened, paper_verified_by = @paper_by, version = version + 1
		where id = @id and version = @version`
	return must(ctx, s.db, booking.ErrConflict, q, pgx.NamedArgs{
		"id": int64(c.ID), "version": c.Version, "status": c.Status, "category": c.Category, "class": c.Class, "due_at": c.DueAt,
		"officer": idOrNull(c.Officer), "previous": idOrNull(c.Previous), "department": idOrNull(int64(c.Department)),
		"merged": idOrNull(int64(c.MergedInto)), "result": c.ResultText, "result_at": orNull(c.ResultAt),
		"read_at": orNull(c.ResultReadAt), "reopened": c.Reopened, "paper_by": c.Applicant.PaperVerifiedBy,
	})
}

func (s caseStore) Read(ctx context.Context, id casework.CaseID, at time.Time) error {
	const q = `update case_file set result_read_at = @at where id = @id`
	return must(ctx, s.db, booking.ErrNotFound, q, pgx.NamedArgs{"id": int64(id), "at": at})
}

// foundCase is a case with the number of all that match.
type foundCase struct {
	caseRow
	Total int
}

func (s caseStore) Search(ctx context.Context, f casework.QueueFilter) ([]casework.Case, int, error) {
	const q = `select ` + caseColumns + `, count(*) over () as total
		from case_file c join person p on p.id = c.person_id
		where (@all_statuses or c.status = any(@statuses))
			and (@kind::text = '' or c.kind = @kind)
			and (@class::text = '' or c.class = @class)
			and (@officer::bigint = 0 or c.officer_id = @officer)
			and (@phone::text = '' or p.phone = @phone)
			and (not @overdue or c.due_at < @now)
			and (not @open or c.status not in ('completed', 'not_upheld', 'out_of_scope', 'merged', 'withdrawn'))
			and (@search::text = '' or c.reference = upper(@search) or c.subject ilike '%' || @words || '%' or p.full_name ilike '%' || @words || '%')
		order by case when @phone::text <> '' then extract(epoch from c.filed_at) * -1 else extract(epoch from c.due_at) end, c.id
		limit @take offset @skip`
	words := strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(f.Search) // as typed, not as a pattern
	per := f.PerPage
	if per == 0 {
		per = 25
	}
	statuses := make([]string, len(f.Statuses))
	for i, status := range f.Statuses {
		statuses[i] = string(status)
	}
	rows, err := all[foundCase](ctx, s.db, q, pgx.NamedArgs{
		"all_statuses": len(statuses) == 0, "statuses": statuses, "kind": string(f.Kind), "class": f.Class, "officer": f.Officer,
		"phone": f.Phone, "overdue": f.Overdue, "open": f.Open, "now": s.db.now(), "search": f.Search, "words": words, "take": per, "skip": per * f.Page,
	})
	if err != nil || len(rows) == 0 {
		return nil, 0, err
	}
	cases := make([]casework.Case, len(rows))
	for i, row := range rows {
		cases[i] = row.domain()
	}
	return cases, rows[0].Total, nil
}

type eventRow struct {
	At         time.Time
	Actor      string
	FromStatus string
	ToStatus   string
	Note       string
	Public     bool
}

func (s caseStore) AddEvent(ctx context.Context, id casework.CaseID, e casework.Event) error {
	const q = `insert into case_event (case_id, at, actor, from_status, to_status, note, public)
		values (@case, @at, @actor, @from, @to, @note, @public)`
	_, err := exec(ctx, s.db, q, pgx.NamedArgs{"case": int64(id), "at": e.At, "actor": e.Actor, "from": e.From, "to": e.To, "note": e.Note, "public": e.Public})
	return err
}

func (s caseStore) Events(ctx context.Context, id casework.CaseID) ([]casework.Event, error) {
	const q = `select at, actor, from_status, to_status, note, public from case_event where case_id = @case order by at, id`
	rows, err := all[eventRow](ctx, s.db, q, pgx.NamedArgs{"case": int64(id)})
	events := make([]casework.Event, len(rows))
	for i, r := range rows {
		events[i] = casework.Event{At: r.At, Actor: r.Actor, From: casework.Status(r.FromStatus), To: casework.Status(r.ToStatus), Note: r.Note, Public: r.Public}
	}
	return events, err
}
