package postgres_test

import (
	"slices"
	"testing"
	"time"

	"majlis/internal/casework"
	"majlis/internal/identity"
)

func TestReport_CountsThePeriod(t *testing.T) {
	c := newCentre(t)
	officer := c.as("officer", identity.RoleCaseOfficer)
	settle := func(kase casework.Case, after time.Duration) {
		t.Helper()
		filedAt := c.now
		c.now = filedAt.Add(after)
		c.do(c.Settle(officer, kase.ID, kase.Version, casework.Outcome{Status: casework.StatusCompleted, Text: "صُرف التعويض إلى حسابكم."}))
		c.now = filedAt
	}
	from := c.now.Add(-time.Hour)
	settle(c.filed("quick"), 48*time.Hour)
	settle(c.filed("usual"), 4*24*time.Hour)
	settle(c.filed("late"), 20*24*time.Hour)
	poor := c.filed("poor")
	settle(poor, 4*24*time.Hour)
	c.filed("open")
	byPhone := c.filing("phone")
	byPhone.Channel, byPhone.Kind = casework.ChannelPhone, casework.KindSuggestion
	if _, err := c.File(t.Context(), byPhone); err != nil {
		t.Fatal(err)
	}
	c.now = c.now.Add(21 * 24 * time.Hour)
	c.do(c.Judge(t.Context(), casework.Survey{Case: poor.ID, Score: 1}))
	to := c.now.Add(time.Hour)

	got, err := c.db.Report(t.Context(), from, to, c.now)
	c.do(err)
	if got.Results != 4 || got.Late != 1 || got.Days != 4 || got.Reopened != 1 {
		t.Errorf("results %d, late %d, median days %v, reopened %d; want 4, 1, 4, 1", got.Results, got.Late, got.Days, got.Reopened)
	}
	if got.Open != 3 || got.Overdue != 2 { // the reopened one has a new clock
		t.Errorf("open %d, overdue %d; want 3, 2", got.Open, got.Overdue)
	}
	filed := []casework.FiledCount{{Kind: "complaint", Channel: "web", Count: 5}, {Kind: "suggestion", Channel: "phone", Count: 1}}
	if !slices.Equal(got.Filed, filed) {
		t.Errorf("filed %v, want %v", got.Filed, filed)
	}
	if got.Figures.Answers != 1 || got.Figures.Score != 1 {
		t.Errorf("figures %+v", got.Figures)
	}

	before, err := c.db.Report(t.Context(), from.AddDate(0, -1, 0), from, c.now)
	c.do(err)
	if before.Results != 0 || before.Days != 0 || len(before.Filed) != 0 || before.Open != 3 {
		t.Errorf("the month before: %+v", before)
	}
}
