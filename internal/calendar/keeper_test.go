package calendar

import (
	"context"
	"errors"
	"testing"
	"time"
)

// shelf is a Source in memory.
type shelf struct {
	version int64
	config  Config
	reads   int
	err     error
}

func (s *shelf) CalendarVersion(context.Context) (int64, error) { return s.version, s.err }

func (s *shelf) Calendar(context.Context) (Config, error) {
	s.reads++
	return s.config, s.err
}

func TestKeeper(t *testing.T) {
	given := Period{Key: "announced/2027-01-05", Code: Announced, From: Date{2027, 1, 5}, Until: Date{2027, 1, 6}, Confirmed: true}
	source := &shelf{version: 1}
	office := newOffice(t)
	keeper := NewKeeper(source, office)
	if err := keeper.Refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
	t.Run("reads once as long as nothing changes", func(t *testing.T) {
		for range 3 {
			if at, err := keeper.At(t.Context()); err != nil || at != office {
				t.Fatalf("another office, %v", err)
			}
		}
		if source.reads != 1 {
			t.Errorf("%d reads", source.reads)
		}
	})
	t.Run("a deciding transaction sees a change at once, pages after the refresh", func(t *testing.T) {
		source.version, source.config.Periods = 2, []Period{given}
		at, err := keeper.At(t.Context())
		if err != nil || at.WorkingDay(noon(2027, 1, 5)) || !office.WorkingDay(noon(2027, 1, 5)) {
			t.Fatalf("the change is missing or shown too early, %v", err)
		}
		if again, _ := keeper.At(t.Context()); again != at || source.reads != 2 {
			t.Errorf("%d reads", source.reads)
		}
		if err := keeper.Refresh(t.Context()); err != nil || office.WorkingDay(noon(2027, 1, 5)) {
			t.Errorf("the shared office lacks the change, %v", err)
		}
	})
	t.Run("what was undone does not stay", func(t *testing.T) {
		source.version, source.config.Periods = 3, nil
		if at, _ := keeper.At(t.Context()); !at.WorkingDay(noon(2027, 1, 5)) {
			t.Fatal("the change is missing")
		}
		source.version, source.config.Periods = 2, []Period{given}
		if at, _ := keeper.At(t.Context()); at.WorkingDay(noon(2027, 1, 5)) {
			t.Error("an undone change stayed")
		}
	})
	t.Run("what cannot be changes nothing", func(t *testing.T) {
		source.version, source.config.Cities = 4, []City{{Code: "x", Hours: Hours{9, 8}}}
		if err := keeper.Refresh(t.Context()); err == nil || office.WorkingDay(noon(2027, 1, 5)) {
			t.Errorf("taken over: %v", err)
		}
		if _, err := keeper.At(t.Context()); err == nil {
			t.Error("taken over")
		}
	})
	t.Run("keeps the fault of the store", func(t *testing.T) {
		source.err = errors.New("away")
		if err := keeper.Refresh(t.Context()); !errors.Is(err, source.err) {
			t.Errorf("%v", err)
		}
		if _, err := keeper.At(t.Context()); !errors.Is(err, source.err) {
			t.Errorf("%v", err)
		}
	})
}

func TestKeeper_Keep(t *testing.T) {
	source := &shelf{version: 1}
	office := newOffice(t)
	keeper := NewKeeper(source, office)
	if err := keeper.Refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	source.err = errors.New("away")
	woken, failed := make(chan struct{}, 1), make(chan error)
	woken <- struct{}{}
	done := make(chan struct{})
	go func() {
		keeper.Keep(ctx, woken, func(err error) { failed <- err })
		close(done)
	}()
	if err := <-failed; !errors.Is(err, source.err) {
		t.Errorf("told %v", err)
	}
	stop()
	<-done
}

func TestDecide(t *testing.T) {
	seeded, ok := Seeded("eid_al_fitr/1448")
	if !ok || seeded.Confirmed {
		t.Fatalf("seeded: %+v", seeded)
	}
	if d := Decide(seeded); d.State != Confirmed || !d.Confirmed {
		t.Errorf("as forecast: %+v", d)
	}
	seeded.From = seeded.From.AddDays(1)
	if d := Decide(seeded); d.State != Shifted {
		t.Errorf("a day later: %+v", d)
	}
	if d := Decide(Period{Key: "announced/2027-01-05", From: Date{2027, 1, 5}, Until: Date{2027, 1, 6}}); d.State != Added {
		t.Errorf("of the officer's own: %+v", d)
	}
}

// Every forecast from 1448 to 1450 lies where the table and the leave regulations put it.
func TestOffice_Between_to1450(t *testing.T) {
	o := newOffice(t)
	want := map[string]string{
		"ramadan/1448": "2027-02-08 2027-03-09", "eid_al_fitr/1448": "2027-03-04 2027-03-14", "eid_al_adha/1448": "2027-05-11 2027-05-22",
		"ramadan/1449": "2028-01-28 2028-02-26", "eid_al_fitr/1449": "2028-02-21 2028-03-02", "eid_al_adha/1449": "2028-04-30 2028-05-11",
		"ramadan/1450": "2029-01-16 2029-02-14", "eid_al_fitr/1450": "2029-02-09 2029-02-19", "eid_al_adha/1450": "2029-04-19 2029-04-30",
		"founding_day/2027": "2027-02-22 2027-02-23", "founding_day/2028": "2028-02-22 2028-02-23", "founding_day/2029": "2029-02-22 2029-02-23",
		"national_day/2026": "2026-09-23 2026-09-24", "national_day/2027": "2027-09-23 2027-09-24", "national_day/2028": "2028-09-23 2028-09-25",
	}
	last := Date{}
	for _, p := range o.Between(Date{2026, 6, 16}, Date{2029, 5, 14}) {
		if got := p.From.String() + " " + p.Until.String(); got != want[p.Key] {
			t.Errorf("%s is %s, want %q", p.Key, got, want[p.Key])
		}
		if p.From.Before(last) {
			t.Errorf("%s comes too late in the list", p.Key)
		}
		last = p.From
		delete(want, p.Key)
	}
	for key := range want {
		t.Errorf("%s is missing", key)
	}
}

func TestOffice_RestsAndHoursOfACity(t *testing.T) {
	riyadh := DefaultCities()[0]
	riyadh.Rests = map[string]time.Duration{"dhuhr": 45 * time.Minute, "asr": 0}
	riyadh.Hours, riyadh.Ramadan = Hours{7 * time.Hour, 14 * time.Hour}, Hours{9 * time.Hour, 12 * time.Hour}
	o, err := New(Config{Cities: []City{riyadh}})
	if err != nil {
		t.Fatal(err)
	}
	day := Date{2026, 12, 21}
	pauses, err := o.Pauses("riyadh", day.At(9, 0))
	if err != nil || len(pauses) != 4 || pauses[1].To.Sub(pauses[1].From) != 45*time.Minute {
		t.Errorf("%d pauses, %v", len(pauses), err)
	}
	if from, to, open := o.CityHours("riyadh", day.At(9, 0)); !open || !from.Equal(day.At(7, 0)) || !to.Equal(day.At(14, 0)) {
		t.Errorf("from %s to %s", from, to)
	}
	if from, _, _ := o.CityHours("riyadh", noon(2027, 2, 9)); !from.Equal((Date{2027, 2, 9}).At(9, 0)) {
		t.Errorf("in Ramadan from %s", from)
	}
	if c, ok := o.City("riyadh"); !ok || c.Rest("isha") != DefaultPause {
		t.Errorf("%+v", c)
	}
}
