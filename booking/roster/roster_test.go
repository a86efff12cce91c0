package roster

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"
)

var day = time.Date(2026, time.November, 29, 0, 0, 0, 0, time.UTC)

func span(from, to int) Stretch {
	return Stretch{day.Add(time.Duration(from) * time.Minute), day.Add(time.Duration(to) * time.Minute)}
}

// R32: what is missing is said, with why and with what would help.
func TestMatch_SaysWhyADemandStaysOpen(t *testing.T) {
	helpers := []Helper{
		{ID: 1, Kind: Interpreter, Languages: []string{"ur"}, Free: []Stretch{span(0, 600)}},
		{ID: 2, Kind: Interpreter, Languages: []string{"en"}, Free: []Stretch{span(540, 600)}},
		{ID: 3, Kind: Booth, Centre: "riyadh", Section: "women", Free: []Stretch{span(0, 900)}},
		{ID: 4, Kind: Booth, Centre: "riyadh", Free: []Stretch{span(0, 900)}},
		{ID: 5, Kind: FemaleOfficer, Centre: "riyadh", Free: []Stretch{span(0, 900)}},
	}
	rows := []struct {
		name   string
		demand Demand
		helper int64
		why    Reason
		help   []int64
	}{
		{"an interpreter for the language", Demand{Kind: Interpreter, Language: "en", Time: span(550, 560)}, 2, "", nil},
		{"any interpreter, the first by number", Demand{Kind: Interpreter, Time: span(550, 560)}, 1, "", nil},
		{"no language", Demand{Kind: Interpreter, Language: "fr", Time: span(550, 560)}, 0, NoLanguage, []int64{1, 2}},
		{"not on duty", Demand{Kind: Interpreter, Language: "en", Time: span(530, 550)}, 0, NotOnDuty, []int64{2}},
		{"nobody signs at all", Demand{Kind: SignLanguage, Time: span(550, 560)}, 0, NoHelper, nil},
		{"a man takes no hall of the women's section", Demand{Kind: Booth, Centre: "riyadh", Section: "men", Time: span(10, 20)}, 4, "", nil},
		{"a woman may", Demand{Kind: Booth, Centre: "riyadh", Section: "women", Time: span(10, 20)}, 3, "", nil},
		{"no hall in that centre", Demand{Kind: Booth, Centre: "jeddah", Time: span(10, 20)}, 0, NotThere, []int64{3, 4}},
		{"a hall is not nowhere", Demand{Kind: Booth, Time: span(10, 20)}, 0, NotThere, []int64{3, 4}},
		{"an officer of another centre", Demand{Kind: FemaleOfficer, Centre: "jeddah", Time: span(10, 20)}, 0, NotThere, []int64{5}},
		{"an officer helps who joins from home", Demand{Kind: FemaleOfficer, Time: span(10, 20)}, 5, "", nil},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			r := Match([]Demand{row.demand}, helpers)
			if row.helper != 0 {
				if len(r.Bonds) != 1 || r.Bonds[0].Helper != row.helper || len(r.Open) != 0 {
					t.Errorf("%+v", r)
				}
				return
			}
			if len(r.Open) != 1 || r.Open[0].Why != row.why || !slices.Equal(r.Open[0].Help, row.help) {
				t.Errorf("%+v", r)
			}
		})
	}
	t.Run("everybody is with somebody else", func(t *testing.T) {
		r := Match([]Demand{{ID: 1, Kind: Booth, Centre: "riyadh", Section: "men", Time: span(10, 20)}, {ID: 2, Kind: Booth, Centre: "riyadh", Section: "men", Time: span(15, 25)}}, helpers)
		if len(r.Bonds) != 1 || len(r.Open) != 1 || r.Open[0].Why != Taken || !slices.Equal(r.Open[0].Help, []int64{4}) {
			t.Errorf("%+v", r)
		}
	})
	t.Run("who is fixed stays, and is kept free for it", func(t *testing.T) {
		r := Match([]Demand{{ID: 1, Kind: Interpreter, Time: span(550, 560)}, {ID: 2, Kind: Interpreter, Time: span(555, 565), Fixed: 1}}, helpers)
		if len(r.Bonds) != 2 || r.Bonds[0].Helper != 2 || r.Bonds[1].Helper != 1 {
			t.Errorf("%+v", r)
		}
	})
}

// instance draws a small problem from a seed.
func instance(dice *rand.Rand) ([]Demand, []Helper) {
	var demands []Demand
	for i := range dice.IntN(7) {
		from := dice.IntN(12) * 5
		demands = append(demands, Demand{
			ID: int64(i + 1), Kind: Interpreter, Language: []string{"", "en", "ur"}[dice.IntN(3)],
			Time: span(from, from+5+5*dice.IntN(5)),
		})
	}
	var helpers []Helper
	for i := range dice.IntN(5) {
		from := dice.IntN(6) * 5
		h := Helper{ID: int64(i + 1), Kind: Interpreter, Free: []Stretch{span(from, from+30+dice.IntN(40))}}
		for _, language := range []string{"en", "ur"} {
			if dice.IntN(3) > 0 {
				h.Languages = append(h.Languages, language)
			}
		}
		helpers = append(helpers, h)
	}
	return demands, helpers
}

// most is the largest number of demands that can be served, by trying everything.
func most(demands []Demand, helpers []Helper, bound []int64) int {
	i := len(bound)
	if i == len(demands) {
		return 0
	}
	best := most(demands, helpers, append(bound[:i:i], 0))
	for h := range helpers {
		busy := helpers[h].fits(&demands[i]) != ""
		for j, other := range bound {
			busy = busy || other == helpers[h].ID && demands[j].Time.overlaps(demands[i].Time)
		}
		if !busy {
			best = max(best, 1+most(demands, helpers, append(bound[:i:i], helpers[h].ID)))
		}
	}
	return best
}

func TestMatch_ServesAsManyAsCanBeServed(t *testing.T) {
	dice := rand.New(rand.NewPCG(7, 11))
	for range 2000 {
		demands, helpers := instance(dice)
		r := Match(demands, helpers)
		if want := most(demands, helpers, nil); len(r.Bonds) != want {
			t.Fatalf("%d served, %d can be: %+v %+v", len(r.Bonds), want, demands, helpers)
		}
	}
}

func TestMatch_KeepsItsPromises(t *testing.T) {
	dice := rand.New(rand.NewPCG(3, 5))
	for range 3000 {
		demands, helpers := instance(dice)
		r := Match(demands, helpers)
		if len(r.Bonds)+len(r.Open) != len(demands) {
			t.Fatalf("%d bonds and %d open of %d", len(r.Bonds), len(r.Open), len(demands))
		}
		for i, a := range r.Bonds {
			h := helpers[a.Helper-1]
			if why := h.fits(&a.Demand); why != "" {
				t.Fatalf("bound although %s", why)
			}
			for _, b := range r.Bonds[i+1:] {
				if a.Helper == b.Helper && a.Demand.Time.overlaps(b.Demand.Time) {
					t.Fatalf("%d is in two places: %+v %+v", a.Helper, a.Demand, b.Demand)
				}
			}
		}
		dice.Shuffle(len(demands), func(i, j int) { demands[i], demands[j] = demands[j], demands[i] })
		shuffled := slices.Clone(helpers)
		dice.Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
		if again := Match(demands, shuffled); fmt.Sprint(again) != fmt.Sprint(r) {
			t.Fatalf("the order changed the binding:\n%+v\n%+v", r, again)
		}
		more := append(slices.Clone(helpers), Helper{ID: 99, Kind: Interpreter, Languages: []string{"en", "ur"}, Free: []Stretch{span(0, 600)}})
		if with := Match(demands, more); len(with.Bonds) < len(r.Bonds) || len(with.Open) > 0 && len(with.Bonds) == len(r.Bonds) {
			t.Fatalf("one more who can do everything serves %d of %d, before %d", len(with.Bonds), len(demands), len(r.Bonds))
		}
		kept := slices.Clone(demands)
		for i := range kept {
			for _, b := range r.Bonds {
				if b.Demand.ID == kept[i].ID {
					kept[i].Fixed = b.Helper
				}
			}
		}
		if still := Match(kept, more); len(still.Bonds) < len(r.Bonds) {
			t.Fatalf("fixed bonds were lost: %d of %d", len(still.Bonds), len(r.Bonds))
		}
	}
}

func TestMatch_ManyAtOnce(t *testing.T) {
	var demands []Demand
	var helpers []Helper
	for host := range 5 {
		for slot := range 24 {
			demands = append(demands, Demand{ID: int64(host*100 + slot + 1), Kind: Booth, Centre: "riyadh", Time: span(slot*15+host, slot*15+host+15)})
		}
		helpers = append(helpers, Helper{ID: int64(host + 1), Kind: Booth, Centre: "riyadh", Free: []Stretch{span(0, 900)}})
	}
	if r := Match(demands, helpers); len(r.Open) != 0 {
		t.Errorf("%d of %d are open", len(r.Open), len(demands))
	}
}
