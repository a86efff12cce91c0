package office_test

import (
	"net/http"
	"testing"
	"time"

	"majlis/internal/casework"
)

func TestReport_StandsBesideThePublishedFigures(t *testing.T) {
	s := newSite(t)
	s.inBoth("/office/report", "من 24/10/2026 إلى 22/11/2026", "المنشور: 4.6", "94%", "88%", "–") // without any answer
	s.world.report = casework.Report{
		Filed: []casework.FiledCount{{Kind: casework.KindComplaint, Channel: casework.ChannelPhone, Count: 4}}, Results: 10, Late: 3, Days: 6.5, Reopened: 1, Open: 8, Overdue: 2,
		Audiences: []casework.DispositionCount{{Disposition: "held", Count: 3}, {Count: 1}},
		Figures:   casework.Figures{Answers: 20, Score: 4.3, NoObstacle: 0.91, NeverSought: 0.8},
	}
	s.inBoth("/office/report?days=90", "4.3", "91%", "80%", "6.5", "25%", "2 من 8 طلب قائم", "عُقدت الجلسة", "75%")
}

func TestReport_Period(t *testing.T) {
	rows := []struct {
		query    string
		from, to string // the first day counted, the first not counted
		status   int
	}{
		{"", "2026-10-24", "2026-11-23", http.StatusOK},
		{"?days=7", "2026-11-16", "2026-11-23", http.StatusOK},
		{"?from=2026-11-01&to=2026-11-10", "2026-11-01", "2026-11-11", http.StatusOK},
		{"?from=2026-11-01", "2026-11-01", "2026-11-23", http.StatusOK},
		{"?to=2026-10-30", "2026-10-01", "2026-10-31", http.StatusOK},
		{"?days=-5", "2026-10-24", "2026-11-23", http.StatusOK},
		{"?from=2026-11-10&to=2026-11-01", "2026-10-24", "2026-11-23", http.StatusUnprocessableEntity},
		{"?from=yesterday", "2026-10-24", "2026-11-23", http.StatusUnprocessableEntity},
	}
	for _, row := range rows {
		t.Run(row.query, func(t *testing.T) {
			s := newSite(t)
			s.get("/ar/office/report"+row.query).want(t, row.status)
			from, to := s.world.period[0].Format(time.DateOnly), s.world.period[1].Format(time.DateOnly)
			if from != row.from || to != row.to {
				t.Errorf("counted [%s, %s), want [%s, %s)", from, to, row.from, row.to)
			}
		})
	}
}
