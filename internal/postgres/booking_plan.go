package postgres

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"majlis/booking"
)

type planStore struct{ db *DB }

type planRow struct {
	ID          int64
	Week        time.Time
	Status      string
	Problem     []byte
	Solution    []byte
	InputSHA256 string `db:"input_sha256"`
	MadeBy      string
	MadeAt      time.Time
	PublishedAt *time.Time
	Version     int
}

func (r planRow) domain() booking.Plan {
	return booking.Plan{
		ID: booking.PlanID(r.ID), Week: fromDate(r.Week), Status: booking.PlanStatus(r.Status), Problem: r.Problem,
		Solution: r.Solution, InputSHA256: r.InputSHA256, MadeBy: r.MadeBy, MadeAt: r.MadeAt,
		PublishedAt: orZero(r.PublishedAt), Version: r.Version,
	}
}

func (s planStore) AddPlan(ctx context.Context, p booking.Plan) (booking.PlanID, error) {
	const q = `insert into plan (week, status, problem, solution, input_sha256, made_by, made_at, published_at)
		values (@week::date, @status, @problem, @solution, @input, @by, @at, @published_at)
		returning id`
	id, err := value[int64](ctx, s.db, q, pgx.NamedArgs{
		"week": onDate(p.Week), "status": string(p.Status), "problem": p.Problem, "solution": p.Solution, "input": p.InputSHA256,
		"by": p.MadeBy, "at": p.MadeAt, "published_at": orNull(p.PublishedAt),
	})
	return booking.PlanID(id), err
}

func (s planStore) Plan(ctx context.Context, id booking.PlanID) (booking.Plan, error) {
	const q = `select id, week, status, problem, solution, input_sha256, made_by, made_at, published_at, version from plan where id = @id`
	return domain(one[planRow](ctx, s.db, q, pgx.NamedArgs{"id": int64(id)}))
}

func (s planStore) PlansOfWeek(ctx context.Context, week time.Time) ([]booking.Plan, error) {
	const q = `select id, week, status, null::bytea as problem, null::bytea as solution, input_sha256, made_by, made_at, published_at, version
		from plan where week = @week::date order by id desc`
	return domains(all[planRow](ctx, s.db, q, pgx.NamedArgs{"week": onDate(week)}))
}

func (s planStore) SavePlan(ctx context.Context, p booking.Plan) error {
	const q = `update plan set status = @status, published_at = @published_at, version = version + 1 where id = @id and version = @version`
	args := pgx.NamedArgs{
		"id": int64(p.ID), "version": p.Version, "status": string(p.Status), "published_at": orNull(p.PublishedAt),
	}
	return saved(ctx, s.db, q, args, func(ctx context.Context) error {
		_, err := s.Plan(ctx, p.ID)
		return err
	})
}
