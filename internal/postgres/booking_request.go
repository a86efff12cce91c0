package postgres

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"majlis/booking"
)

type requestStore struct{ db *DB }

type requestRow struct {
	ID          int64
	CaseID      int64
	PersonID    int64
	Hosts       []string
	Venues      []string
	Minutes     int
	Weekdays    []int
	Mornings    bool
	Afternoons  bool
	Language    string
	Needs       []string
	Section     string
	FemaleOnly  bool
	Companion   string
	ShortNotice bool
	Class       string
	Prior       int
	Missed      int
	FiledBatch  time.Time
	Status      string
	Held        string
	AskedAt     *time.Time
	RebookBy    *time.Time
	Bumped      bool
	PassedAt    *time.Time
	Version     int
}

const requestColumns = `r.id, r.case_id, r.person_id, r.hosts, r.venues, r.minutes, r.weekdays, r.mornings, r.afternoons, r.language,
	r.needs, r.section, r.female_only, r.companion, r.short_notice, r.class, r.prior, r.missed, r.filed_batch, r.status, r.held,
	r.asked_at, r.rebook_by, r.bumped, r.passed_at, r.version`

func (r requestRow) domain() booking.Request {
	var weekdays []time.Weekday
	for _, d := range r.Weekdays {
		weekdays = append(weekdays, time.Weekday(d))
	}
	return booking.Request{
		ID: booking.RequestID(r.ID), Case: r.CaseID, Person: r.PersonID, Hosts: r.Hosts, Venues: named[booking.Venue](r.Venues),
		Minutes: r.Minutes, Weekdays: weekdays, Mornings: r.Mornings, Afternoons: r.Afternoons, Language: r.Language,
		Needs: named[string](r.Needs), Section: r.Section, FemaleOnly: r.FemaleOnly, Companion: r.Companion,
		ShortNotice: r.ShortNotice, Class: booking.Class(r.Class), Prior: r.Prior, Missed: r.Missed,
		FiledBatch: fromDate(r.FiledBatch), Status: booking.RequestStatus(r.Status), Held: r.Held,
		AskedAt: orZero(r.AskedAt), RebookBy: orZero(r.RebookBy), Bumped: r.Bumped, PassedAt: orZero(r.PassedAt), Version: r.Version,
	}
}

// requestArgs are the columns that both adding and saving write.
func requestArgs(r booking.Request) pgx.NamedArgs {
	weekdays := make([]int, len(r.Weekdays))
	for i, d := range r.Weekdays {
		weekdays[i] = int(d)
	}
	return pgx.NamedArgs{
		"hosts": words(r.Hosts), "venues": words(r.Venues), "minutes": r.Minutes, "weekdays": weekdays,
		"mornings": r.Mornings, "afternoons": r.Afternoons, "language": r.Language, "needs": words(r.Needs),
		"section": r.Section, "female_only": r.FemaleOnly, "companion": r.Companion, "short_notice": r.ShortNotice,
		"class": string(r.Class), "prior": r.Prior, "missed": r.Missed, "status": string(r.Status), "held": r.Held,
		"asked_at": orNull(r.AskedAt), "rebook_by": orNull(r.RebookBy), "bumped": r.Bumped, "passed_at": orNull(r.PassedAt),
	}
}

func (s requestStore) AddRequest(ctx context.Context, r booking.Request) (booking.RequestID, error) {
	const q = `insert into audience_request (case_id, person_id, hosts, venues, minutes, weekdays, mornings, afternoons, language, needs,
			section, female_only, companion, short_notice, class, prior, missed, filed_batch, status, held, asked_at,
			rebook_by, bumped, passed_at)
		values (@case, @person, @hosts, @venues, @minutes, @weekdays, @mornings, @afternoons, @language, @needs,
			@section, @female_only, @companion, @short_notice, @class, @prior, @missed, @filed_batch, @status, @held, @asked_at,
			@rebook_by, @bumped, @passed_at)
		returning id`
	args := requestArgs(r)
	args["case"], args["person"], args["filed_batch"] = r.Case, r.Person, onDate(r.FiledBatch)
	id, err := value[int64](ctx, s.db, q, args)
	return booking.RequestID(id), err
}

func (s requestStore) Request(ctx context.Context, id booking.RequestID) (booking.Request, error) {
	const q = `select ` + requestColumns + ` from audience_request r where r.id = @id`
	return domain(one[requestRow](ctx, s.db, q, pgx.NamedArgs{"id": int64(id)}))
}

func (s requestStore) Requests(ctx context.Context, which booking.RequestFilter) ([]booking.Request, error) {
	const q = `select ` + requestColumns + ` from audience_request r
		where (cardinality(@ids::bigint[]) = 0 or r.id = any(@ids::bigint[]))
			and (cardinality(@statuses::text[]) = 0 or r.status = any(@statuses::text[]))
			and (@case::bigint = 0 or r.case_id = @case) and (@person::bigint = 0 or r.person_id = @person)
			and (@host::text = '' or @host = any(r.hosts)) and (not @soon::boolean or r.short_notice)
			and (not @asked::boolean or r.asked_at is not null)
		order by r.id`
	ids := make([]int64, len(which.IDs))
	for i, id := range which.IDs {
		ids[i] = int64(id)
	}
	return domains(all[requestRow](ctx, s.db, q, pgx.NamedArgs{
		"ids": ids, "statuses": words(which.Statuses), "case": which.Case, "person": which.Person,
		"host": which.Host, "soon": which.Soon, "asked": which.Asked,
	}))
}

func (s requestStore) SaveRequest(ctx context.Context, r booking.Request) error {
	const q = `update audience_request set hosts = @hosts, venues = @venues, minutes = @minutes, weekdays = @weekdays,
			mornings = @mornings, afternoons = @afternoons, language = @language, needs = @needs, section = @section,
			female_only = @female_only, companion = @companion, short_notice = @short_notice, class = @class, prior = @prior,
			missed = @missed, status = @status, held = @held, asked_at = @asked_at, rebook_by = @rebook_by, bumped = @bumped,
			passed_at = @passed_at, version = version + 1
		where id = @id and version = @version`
	args := requestArgs(r)
	args["id"], args["version"] = int64(r.ID), r.Version
	return saved(ctx, s.db, q, args, func(ctx context.Context) error {
		_, err := s.Request(ctx, r.ID)
		return err
	})
}

func (s requestStore) CaseVersion(ctx context.Context, id int64) (int, error) {
	const q = `select version from case_file where id = @id`
	return value[int](ctx, s.db, q, pgx.NamedArgs{"id": id})
}
