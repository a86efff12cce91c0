package e2e

import (
	"testing"
	"time"

	"majlis/booking"
	"majlis/internal/seed"
)

// TestJourney_AWeekOfTheOffice runs the week after the demonstration's newest, as its scheduler does.
func TestJourney_AWeekOfTheOffice(t *testing.T) {
	week := booking.WeekOf(time.Now()).AddDate(0, 0, 14)
	runBrowser(t, "week.ts", map[string]string{
		"MAJLIS_URL": startApp(t).URL, "MAJLIS_PASSWORD": seed.Password, "MAJLIS_WEEK": week.Format(time.DateOnly),
	})
}
