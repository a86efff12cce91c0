package postgres_test

import (
	"os"
	"strconv"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"majlis/booking/bookingtest"
	"majlis/internal/notify/notifytest"
	"majlis/internal/postgres/postgrestest"
)

// TestHistories plays a few of notify's histories on the real store, whose queue is the job table.
func TestHistories(t *testing.T) {
	t.Parallel()
	count := 4
	if os.Getenv("MAJLIS_FULL") != "" {
		count = 200
	}
	for seed := range count {
		t.Run(strconv.Itoa(seed), func(t *testing.T) { // each gives its connections back
			notifytest.Play(t, world(t), uint64(seed), 80)
		})
	}
}

func world(t *testing.T) notifytest.World {
	db := postgrestest.New(t)
	return notifytest.World{
		Backing: bookingtest.Backing{Store: db.Booking(), Outbox: db, Journal: silent{}, Timers: db, NewCase: caseMaker(t, db)},
		Notices: db.Notices(),
		GoBy: func(now func() time.Time) {
			if err := db.GoBy(now); err != nil {
				t.Fatal(err)
			}
		},
		Due: func(now time.Time) []notifytest.Work {
			rows, err := db.Pool().Query(t.Context(), `
				select case kind when 'lapse_offer' then 'lapse' when 'fill_slot' then 'fill' else 'send' end,
					coalesce(args->>'offerId', args->>'slotId', args->>'noticeId')::bigint, id
				from river_job where scheduled_at <= $1 order by id`, now)
			if err != nil {
				t.Fatal(err)
			}
			due, err := pgx.CollectRows(rows, pgx.RowToStructByPos[notifytest.Work])
			if err != nil {
				t.Fatal(err)
			}
			return due
		},
		Done: func(w notifytest.Work) {
			if _, err := db.Pool().Exec(t.Context(), `delete from river_job where id = $1`, w.Row); err != nil {
				t.Fatal(err)
			}
		},
	}
}
