package e2e

import (
	"encoding/json"
	"log/slog"
	"os"
	"path/filepath"
	"testing"
	"time"

	"majlis/booking"
	"majlis/internal/postgres"
	"majlis/internal/postgres/postgrestest"
	"majlis/internal/seed"
)

// departmentOfficers is who answers for each department of the demonstration, by its Arabic name.
var departmentOfficers = map[string]string{
	"إدارة المرور": "traffic", "إدارة الجوازات": "passports", "إدارة الأحوال المدنية": "civil_status",
	"إدارة الدفاع المدني": "civil_defence", "إدارة السجون": "prisons", "إدارة الأمن العام": "general_security",
	"إدارة حرس الحدود": "border_guard", "إدارة شؤون الوافدين": "expatriates", "إدارة التنسيق البلدي": "municipal", "إدارة الشؤون القانونية": "legal",
}

// TestJourney_OneCitizensAudience takes one person from the first page to the survey, in Arabic, in
// real browsers. Between the two parts lie the days until the audience: the program is stopped and
// started again with its clock moved to a quarter of an hour before it.
func TestJourney_OneCitizensAudience(t *testing.T) {
	database := postgrestest.URL(t)
	handover := filepath.Join(t.TempDir(), "handover.json")
	week := booking.WeekOf(time.Now()).AddDate(0, 0, 7)
	settings := map[string]string{
		"MAJLIS_PASSWORD": seed.Password, "MAJLIS_HANDOVER": handover, "MAJLIS_WEEK": week.Format(time.DateOnly),
		"MAJLIS_CITIZEN": "نورة بنت سعد بن علي الاختبارية", "MAJLIS_DEPARTMENTS": asJSON(t, departmentOfficers),
	}
	t.Run("filing to confirmation", func(t *testing.T) {
		settings["MAJLIS_URL"] = startAppOn(t, database, 0).URL
		runBrowser(t, "filing.ts", settings)
	})
	if t.Failed() {
		return
	}
	ahead := time.Until(appointmentTime(t, database, handover).Add(-15 * time.Minute))
	t.Run("the day of the audience", func(t *testing.T) {
		settings["MAJLIS_URL"] = startAppOn(t, database, ahead).URL
		runBrowser(t, "audience.ts", settings)
	})
}

func asJSON(t *testing.T, v any) string {
	t.Helper()
	text, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// appointmentTime is when the audience of the handed-over reference is.
func appointmentTime(t *testing.T, database, handover string) time.Time {
	t.Helper()
	raw, err := os.ReadFile(handover)
	if err != nil {
		t.Fatal(err)
	}
	var handed struct{ Reference string }
	if err := json.Unmarshal(raw, &handed); err != nil {
		t.Fatal(err)
	}
	db, err := postgres.Open(t.Context(), database, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	var at time.Time
	const q = `select a.at from audience a join case_file c on c.id = a.case_id where c.reference = $1 and a.status = 'expected'`
	if err := db.Pool().QueryRow(t.Context(), q, handed.Reference).Scan(&at); err != nil {
		t.Fatalf("find the audience of %s: %v", handed.Reference, err)
	}
	return at
}

// TestJourney_EveryPage opens every page of the demonstration in both languages and widths.
func TestJourney_EveryPage(t *testing.T) {
	runBrowser(t, "pages.ts", map[string]string{"MAJLIS_URL": startApp(t).URL, "MAJLIS_PASSWORD": seed.Password})
}

// TestJourney_Trouble takes a citizen through what goes wrong on the day.
func TestJourney_Trouble(t *testing.T) {
	runBrowser(t, "trouble.ts", map[string]string{"MAJLIS_URL": startApp(t).URL, "MAJLIS_PASSWORD": seed.Password})
}

// TestJourney_Supply takes an officer through what weeks are made of, and a day that moves.
func TestJourney_Supply(t *testing.T) {
	runBrowser(t, "supply.ts", map[string]string{"MAJLIS_URL": startApp(t).URL, "MAJLIS_PASSWORD": seed.Password})
}
