package postgres

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"majlis/internal/casework"
)

type reportRow struct {
	Results  int
	Late     int
	Days     float64
	Reopened int
	Open     int
	Overdue  int
}

// Report counts what the records say of [from, to); what is open and overdue is counted at now.
func (db *DB) Report(ctx context.Context, from, to, now time.Time) (casework.Report, error) {
	const q = `select
			count(*) filter (where result_at >= @from and result_at < @to)::int as results,
			count(*) filter (where result_at >= @from and result_at < @to and result_at > due_at)::int as late,
			coalesce(percentile_cont(0.5) within group (order by extract(epoch from result_at - filed_at) / 86400)
				filter (where result_at >= @from and result_at < @to), 0)::float8 as days,
			(select count(*) from case_event e where e.to_status = 'reopened' and e.at >= @from and e.at < @to)::int as reopened,
			count(*) filter (where status not in ('completed', 'not_upheld', 'out_of_scope', 'merged', 'withdrawn'))::int as open,
			count(*) filter (where status not in ('completed', 'not_upheld', 'out_of_scope', 'merged', 'withdrawn') and due_at < @now)::int as overdue
		from case_file`
	row, err := one[reportRow](ctx, db, q, pgx.NamedArgs{"from": from, "to": to, "now": now})
	if err != nil {
		return casework.Report{}, err
	}
	report := casework.Report{Results: row.Results, Late: row.Late, Days: row.Days, Reopened: row.Reopened, Open: row.Open, Overdue: row.Overdue}
	if report.Filed, err = db.filed(ctx, from, to); err != nil {
		return report, err
	}
	if report.Audiences, err = db.audiencesEnded(ctx, from, to); err != nil {
		return report, err
	}
	report.Figures, err = surveyStore{db}.Figures(ctx, from, to)
	return report, err
}

func (db *DB) filed(ctx context.Context, from, to time.Time) ([]casework.FiledCount, error) {
	const q = `select kind, channel, count(*)::int as count from case_file
		where filed_at >= @from and filed_at < @to group by kind, channel order by kind, channel`
	return all[casework.FiledCount](ctx, db, q, pgx.NamedArgs{"from": from, "to": to})
}

// audiencesEnded counts the audiences of a stretch by how they ended, the cancelled ones apart.
func (db *DB) audiencesEnded(ctx context.Context, from, to time.Time) ([]casework.DispositionCount, error) {
	const q = `select disposition, count(*)::int as count from audience
		where at >= @from and at < @to and status <> 'cancelled' group by disposition order by disposition`
	return all[casework.DispositionCount](ctx, db, q, pgx.NamedArgs{"from": from, "to": to})
}
