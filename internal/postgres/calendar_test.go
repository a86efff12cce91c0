package postgres_test

import (
	"context"
	"errors"
	"log/slog"
	"testing"
	"time"

	"majlis/internal/calendar"
	"majlis/internal/postgres"
	"majlis/internal/postgres/postgrestest"
)

func keeperOn(t *testing.T, db *postgres.DB) (*calendar.Keeper, *calendar.Office) {
	t.Helper()
	office, err := calendar.New(calendar.Config{})
	if err != nil {
		t.Fatal(err)
	}
	keeper := calendar.NewKeeper(db, office)
	if err := keeper.Refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
	return keeper, office
}

// R30: an officer's decision replaces the forecast, on every node.
func TestCalendar_ADecisionReachesAnotherProcess(t *testing.T) {
	t.Parallel()
	url := postgrestest.URL(t)
	here, there := open(t, url), open(t, url)
	keeper, office := keeperOn(t, there)
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	done, woken := make(chan struct{}), make(chan struct{}, 8)
	changes := there.CalendarChanges(ctx)
	go func() {
		defer close(done)
		for {
			select {
			case <-ctx.Done():
				return
			case <-changes:
				if err := keeper.Refresh(ctx); err == nil {
					woken <- struct{}{}
				}
			}
		}
	}()
	<-woken // listening
	day := calendar.Date{Year: 2027, Month: time.January, Day: 5}
	added := calendar.Decide(calendar.Period{Key: "announced/2027-01-05", Code: calendar.Announced, NameAr: "إجازة", From: day, Until: day.AddDays(1)})
	added.Reason, added.By, added.At = "إعلان رسمي", "staff:1", time.Now()
	if err := here.SaveCalendarDecision(t.Context(), added); err != nil {
		t.Fatal(err)
	}
	if at, err := keeper.At(t.Context()); err != nil || at.WorkingDay(day.At(9, 0)) {
		t.Errorf("a decision made there is not seen at once, %v", err)
	}
	<-woken
	if office.WorkingDay(day.At(9, 0)) {
		t.Error("the pages of the other node do not know of it")
	}
	stop()
	<-done
}

func open(t *testing.T, url string) *postgres.DB {
	t.Helper()
	db, err := postgres.Open(t.Context(), url, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(db.Close)
	return db
}

func TestCalendar_WhatIsUndoneWasNever(t *testing.T) {
	t.Parallel()
	db := postgrestest.New(t)
	keeper, _ := keeperOn(t, db)
	gone := calendar.Decision{State: calendar.Removed, Reason: "لم تُعلن", By: "staff:1", At: time.Now()}
	gone.Period, _ = calendar.Seeded("founding_day/2027")
	day := gone.From.At(9, 0)
	undo := errors.New("undo")
	err := db.InTx(t.Context(), func(ctx context.Context) error {
		if err := db.SaveCalendarDecision(ctx, gone); err != nil {
			return err
		}
		at, err := keeper.At(ctx)
		if err != nil || !at.WorkingDay(day) {
			t.Errorf("the transaction does not see its own decision, %v", err)
		}
		return undo
	})
	if !errors.Is(err, undo) {
		t.Fatal(err)
	}
	if at, err := keeper.At(t.Context()); err != nil || at.WorkingDay(day) {
		t.Errorf("an undone decision holds, %v", err)
	}
	if list, err := db.CalendarDecisions(t.Context()); err != nil || len(list) != 0 {
		t.Errorf("%d decisions, %v", len(list), err)
	}
}

// R31: hours and rests are a city's own.
func TestCalendar_Cities(t *testing.T) {
	t.Parallel()
	db := postgrestest.New(t)
	keeper, _ := keeperOn(t, db)
	jeddah := calendar.DefaultCities()[1]
	jeddah.Hours = calendar.Hours{From: 7 * time.Hour, To: 14 * time.Hour}
	jeddah.Ramadan = calendar.Hours{From: 9 * time.Hour, To: 12 * time.Hour}
	jeddah.Rests = map[string]time.Duration{"dhuhr": 45 * time.Minute, "asr": 0}
	if err := db.SaveCity(t.Context(), jeddah); err != nil {
		t.Fatal(err)
	}
	at, err := keeper.At(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	got, _ := at.City("jeddah")
	if got.Hours != jeddah.Hours || got.Ramadan != jeddah.Ramadan || got.Rest("dhuhr") != 45*time.Minute || got.Rest("asr") != 0 || got.Rest("isha") != calendar.DefaultPause {
		t.Errorf("stored %+v", got)
	}
	if other, _ := at.City("riyadh"); other.Rest("asr") != calendar.DefaultPause || other.Hours != (calendar.Hours{}) {
		t.Errorf("another city changed: %+v", other)
	}
}
