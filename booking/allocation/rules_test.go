package allocation_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"slices"
	"testing"
	"time"

	"majlis/booking/allocation"
)

var noon = time.Date(2026, 11, 29, 9, 0, 0, 0, time.UTC)

func TestRefusal(t *testing.T) {
	policy := &allocation.Policy{Urgent: []string{"urgent"}}
	for name, row := range map[string]struct {
		change func(r *allocation.Request, s *allocation.Slot)
		want   allocation.Rule
	}{
		"all is well":                        {func(*allocation.Request, *allocation.Slot) {}, ""},
		"held before anything else":          {func(r *allocation.Request, s *allocation.Slot) { r.Held, s.Host = "barred", "x" }, "held"},
		"another host, before the venue":     {func(r *allocation.Request, s *allocation.Slot) { s.Host, s.Venues = "x", nil }, "host"},
		"no common venue, before the length": {func(r *allocation.Request, s *allocation.Slot) { s.Venues, s.Minutes = nil, 1 }, "venue"},
		"too short, before the time":         {func(r *allocation.Request, s *allocation.Slot) { r.Minutes, r.Windows = 11, window(60, 70) }, "length"},
		"as long as asked":                   {func(r *allocation.Request, s *allocation.Slot) { r.Minutes = 10 }, ""},
		"outside the window":                 {func(r *allocation.Request, s *allocation.Slot) { r.Windows = window(10, 20) }, "time"},
		"the window to the minute":           {func(r *allocation.Request, s *allocation.Slot) { r.Windows = window(0, 10) }, ""},
		"the slot outlasts the window": {func(r *allocation.Request, s *allocation.Slot) {
			r.Minutes, r.Windows = 5, window(0, 9)
		}, "time"},
		"two windows do not add up": {func(r *allocation.Request, s *allocation.Slot) {
			r.Windows = append(window(0, 5), window(5, 10)...)
		}, "time"},
		"another language":          {func(r *allocation.Request, s *allocation.Slot) { r.Language, r.Needs = "ur", []string{"x"} }, "language"},
		"the slot's language":       {func(r *allocation.Request, s *allocation.Slot) { r.Language = "ar" }, ""},
		"a need not met":            {func(r *allocation.Request, s *allocation.Slot) { r.Needs, s.Section = []string{"x"}, "women" }, "needs"},
		"a need met":                {func(r *allocation.Request, s *allocation.Slot) { r.Needs = []string{"sign_language"} }, ""},
		"another section":           {func(r *allocation.Request, s *allocation.Slot) { s.Section, s.OpenTo = "women", "urgent" }, "section"},
		"any section":               {func(r *allocation.Request, s *allocation.Slot) { s.Section = "any" }, ""},
		"the same section":          {func(r *allocation.Request, s *allocation.Slot) { s.Section = "men" }, ""},
		"kept for the urgent":       {func(r *allocation.Request, s *allocation.Slot) { s.OpenTo = "urgent" }, "open_to"},
		"kept for the urgent, is":   {func(r *allocation.Request, s *allocation.Slot) { s.OpenTo, r.Class = "urgent", "urgent" }, ""},
		"kept for first-timers":     {func(r *allocation.Request, s *allocation.Slot) { s.OpenTo, r.Prior = "first_time", 1 }, "open_to"},
		"kept for first-timers, is": {func(r *allocation.Request, s *allocation.Slot) { s.OpenTo = "first_time" }, ""},
		"open to anybody":           {func(r *allocation.Request, s *allocation.Slot) { s.OpenTo = "any" }, ""},
	} {
		t.Run(name, func(t *testing.T) {
			r := allocation.Request{Class: "ordinary", Hosts: []string{"m"}, Venues: []string{"home"}, Minutes: 10, Section: "men"}
			s := allocation.Slot{
				Host: "m", Start: noon, Minutes: 10, Venues: []string{"booth", "home"},
				Languages: []string{"ar"}, Provides: []string{"sign_language"},
			}
			row.change(&r, &s)
			if got := allocation.Refusal(policy, &r, &s); got != row.want {
				t.Errorf("refused by %q, want %q", got, row.want)
			}
			if row.want != "" && !slices.Contains(allocation.Rules(), row.want) {
				t.Errorf("Rules lacks %q", row.want)
			}
		})
	}
}

// window returns one window by minutes from noon.
func window(from, to int) []allocation.Window {
	return []allocation.Window{{From: noon.Add(time.Duration(from) * time.Minute), To: noon.Add(time.Duration(to) * time.Minute)}}
}

func TestRanker_Rank(t *testing.T) {
	day := func(d int) time.Time { return time.Date(2026, 11, d, 0, 0, 0, 0, time.UTC) }
	policy := &allocation.Policy{
		NowDate: day(26), Seed: "بذرة",
		Classes:   map[string]allocation.Class{"ordinary": {Base: 5, Rate: 10, MustServeWeeks: 2}, "never": {Base: 400}},
		FirstTime: 60, Prior: 80, PriorMax: 3, Missed: 40,
	}
	ranker := allocation.NewRanker(policy)
	for name, row := range map[string]struct {
		request allocation.Request
		points  int64
		tier    int
	}{
		"the first time":                {allocation.Request{FiledBatch: day(26), Class: "ordinary"}, 65, 0},
		"six days are no week":          {allocation.Request{FiledBatch: day(20), Class: "ordinary"}, 65, 0},
		"seven days are one":            {allocation.Request{FiledBatch: day(19), Class: "ordinary"}, 75, 0},
		"must be served":                {allocation.Request{FiledBatch: day(12), Class: "ordinary"}, 85, 1},
		"never must be":                 {allocation.Request{FiledBatch: day(1), Class: "never"}, 460, 0},
		"filed tomorrow counts as now":  {allocation.Request{FiledBatch: day(30), Class: "ordinary"}, 65, 0},
		"earlier audiences":             {allocation.Request{FiledBatch: day(26), Class: "ordinary", Prior: 2}, 5 - 160, 0},
		"no more than three count":      {allocation.Request{FiledBatch: day(26), Class: "ordinary", Prior: 9}, 5 - 240, 0},
		"missed ones count":             {allocation.Request{FiledBatch: day(26), Class: "ordinary", Missed: 2}, 65 - 80, 0},
		"the minute of filing does not": {allocation.Request{FiledBatch: day(19).Add(23 * time.Hour), Class: "ordinary"}, 75, 0},
	} {
		t.Run(name, func(t *testing.T) {
			row.request.ID = "r1"
			got := ranker.Rank(&row.request)
			mac := hmac.New(sha256.New, []byte(policy.Seed))
			mac.Write([]byte("r1"))
			want := allocation.Rank{Tier: row.tier, Points: row.points, Lot: [32]byte(mac.Sum(nil))}
			if got != want {
				t.Errorf("rank %+v, want %+v", got, want)
			}
		})
	}
}

func TestRank_Compare(t *testing.T) {
	order := []allocation.Rank{
		{Tier: 1, Points: -5, Lot: [32]byte{9}},
		{Points: 10, Lot: [32]byte{9}},
		{Points: 9, Lot: [32]byte{1}},
		{Points: 9, Lot: [32]byte{1, 1}},
	}
	for i, a := range order {
		for j, b := range order {
			want := 0
			if i < j {
				want = 1
			} else if i > j {
				want = -1
			}
			if got := a.Compare(b); got != want {
				t.Errorf("%d to %d compares %d, want %d", i, j, got, want)
			}
		}
	}
}

func TestProblem_Validate(t *testing.T) {
	p := allocation.Problem{
		Policy:   allocation.Policy{NowDate: noon, Classes: map[string]allocation.Class{"a": {}}},
		Requests: []allocation.Request{{ID: "r", FiledBatch: noon, Class: "a", Minutes: 10, Needs: longList(17)}},
	}
	if err := p.Validate(); err != nil {
		t.Error(err)
	}
	p.Requests[0].Needs[16] = p.Requests[0].Needs[3]
	if err := p.Validate(); err == nil || err.Error() != `requests[0].needs[16]: "d" is listed twice` {
		t.Errorf("error %v", err)
	}
	if _, err := allocation.Solve(p); err == nil {
		t.Error("Solve accepted an unsound problem")
	}
}

func longList(n int) (list []string) {
	for i := range n {
		list = append(list, string(rune('a'+i)))
	}
	return list
}
