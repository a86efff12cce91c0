package planfile_test

import (
	"bytes"
	"errors"
	"os"
	"reflect"
	"strings"
	"testing"

	"majlis/booking/allocation"
	"majlis/booking/bookingtest"
	"majlis/booking/planfile"
)

func TestVerify_acceptsWhatSolveFinds(t *testing.T) {
	for seed := range uint64(300) {
		dice := bookingtest.Roll(seed)
		p := dice.TangledWeek(dice.IntN(80), dice.IntN(30))
		plan := roundTrip(t, solve(t, p))
		if err := planfile.Verify(p, plan); err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
	}
	busy := bookingtest.BusyWeek(1, 1_500, 120)
	if err := planfile.Verify(busy, solve(t, busy)); err != nil {
		t.Error(err)
	}
}

func solve(t *testing.T, p allocation.Problem) planfile.Plan {
	t.Helper()
	plan, err := planfile.Solve(p)
	if err != nil {
		t.Fatal(err)
	}
	return plan
}

// roundTrip writes the plan and reads it back, which must change nothing.
func roundTrip(t *testing.T, plan planfile.Plan) planfile.Plan {
	t.Helper()
	var file bytes.Buffer
	if err := planfile.EncodePlan(&file, plan); err != nil {
		t.Fatal(err)
	}
	text := file.String()
	again, err := planfile.DecodePlan(&file)
	if err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	if !reflect.DeepEqual(again, plan) {
		t.Fatalf("read back\n%+v\nwrote\n%+v", again, plan)
	}
	return again
}

// example returns the third worked example and its plan.
func example(t *testing.T) (allocation.Problem, planfile.Plan) {
	t.Helper()
	file, err := os.Open("testdata/3.problem.json")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	p, err := planfile.DecodeProblem(file)
	if err != nil {
		t.Fatal(err)
	}
	return p, solve(t, p)
}

func TestVerify_findsWhatIsWrong(t *testing.T) {
	for name, row := range map[string]struct {
		spoil func(*planfile.Plan)
		want  string
	}{
		"the hash of another problem": {func(p *planfile.Plan) { p.InputSHA256 = "00" }, `input_sha256 is "00"`},
		"a seat missing":              {func(p *planfile.Plan) { p.Seats = p.Seats[1:] }, `should be "r000030"`},
		"a seat twice":                {func(p *planfile.Plan) { p.Seats = append(p.Seats, p.Seats[9]) }, `seats[10]: request "r000024" is not in rank order`},
		"a slot taken twice":          {func(p *planfile.Plan) { p.Seats[1].Slot = p.Seats[0].Slot }, `is taken twice`},
		"a request that is not there": {func(p *planfile.Plan) { p.Seats[0].Request = "x" }, `seats[0]: unknown request "x"`},
		"a slot that is not there":    {func(p *planfile.Plan) { p.Seats[0].Slot = "x" }, `seats[0]: unknown slot "x"`},
		"a seat that cannot be":       {func(p *planfile.Plan) { p.Seats[0].Slot, p.Seats[9].Slot = p.Seats[9].Slot, p.Seats[0].Slot }, `by the rule`},
		"another venue":               {func(p *planfile.Plan) { p.Seats[2].Venue = "tent" }, `seats[2]: the venue is "tent"`},
		"a false pin":                 {func(p *planfile.Plan) { p.Seats[2].Pinned = true }, `seats[2]: pinned is true, should be false`},
		"somebody unseated missing":   {func(p *planfile.Plan) { p.Unseated = p.Unseated[:25] }, `unseated: request "r000006" is missing`},
		"somebody unseated too many":  {func(p *planfile.Plan) { p.Unseated = append(p.Unseated, p.Unseated[0]) }, `unseated[26]: request "r000003" is one too many`},
		"a cut-off missing":           {func(p *planfile.Plan) { p.Cutoffs = p.Cutoffs[1:] }, `cutoffs has 9 entries for 10 slots`},
		"a cut-off too low":           {func(p *planfile.Plan) { p.Cutoffs[0].Rank.Points-- }, `cutoffs[0] is {`},
		"a cut-off open":              {func(p *planfile.Plan) { p.Cutoffs[0].Open = true }, `cutoffs[0] is {"slot":"s00000","open":true}, should be {"slot":"s00000","tier":0,"points":80`},
		"other points":                {func(p *planfile.Plan) { p.Unseated[0].Points++ }, `unseated[0] is {"request":"r000003","reason":"outranked","points":521`},
		"another reason":              {func(p *planfile.Plan) { p.Unseated[0].Reason = "held" }, `unseated[0] is`},
		"another need":                {func(p *planfile.Plan) { p.Unseated[2].NeededPoints++ }, `unseated[2] is`},
		"a false lot":                 {func(p *planfile.Plan) { p.Unseated[2].ByLot = true }, `unseated[2] is`},
		"a refusal miscounted":        {func(p *planfile.Plan) { p.Unseated[1].Refused = map[allocation.Rule]int{"host": 10} }, `unseated[1] is`},
		"help that is none":           {func(p *planfile.Plan) { p.Unseated[0].WhatWouldHelp = []allocation.Help{{Host: "x"}} }, `unseated[0] is`},
		"another cost":                {func(p *planfile.Plan) { p.Cost++ }, `cost is 55, but the seats add up to 54`},
	} {
		t.Run(name, func(t *testing.T) {
			problem, plan := example(t)
			row.spoil(&plan)
			err := planfile.Verify(problem, plan)
			var wrong *planfile.WrongPlanError
			if !errors.As(err, &wrong) || !strings.Contains(err.Error(), row.want) {
				t.Errorf("error %v, want %s", err, row.want)
			}
		})
	}
}

// threeSlots is a week of three equal slots in which a asks for the first two
// and b for all, both rather later; a pin holds the fourth slot.
const threeSlots = `{"version": 1,
 "policy": {"now_date": "2026-11-26", "classes": {"c": {"rate": 10}}, "cost": {"time": 5, "venue": 1}},
 "slots": [
  {"id": "s1", "host": "m", "start": "2026-11-29T10:00:00Z", "minutes": 10, "venues": ["home"]},
  {"id": "s2", "host": "m", "start": "2026-11-29T10:10:00Z", "minutes": 10, "venues": ["home"]},
  {"id": "s3", "host": "m", "start": "2026-11-29T10:20:00Z", "minutes": 10, "venues": ["booth:x"]},
  {"id": "s4", "host": "m", "start": "2026-11-29T10:30:00Z", "minutes": 10, "venues": ["home"]}],
 "requests": [
  {"id": "a", "filed_batch": "2026-10-01", "class": "c", "hosts": ["m"], "venues": ["home"], "minutes": 10,
   "prefer": [{"from": "2026-11-29T10:10:00Z", "to": "2026-11-29T10:20:00Z"}]},
  {"id": "b", "filed_batch": "2026-10-10", "class": "c", "hosts": ["m"], "venues": ["home", "booth:x"], "minutes": 10},
  {"id": "p", "filed_batch": "2026-11-20", "class": "c", "hosts": ["m"], "venues": ["home"], "minutes": 10},
  {"id": "q", "filed_batch": "2026-11-20", "class": "c", "hosts": ["m"], "venues": ["booth:x"], "minutes": 20}],
 "pins": [{"request": "p", "slot": "s4", "reason": "guest"}]}`

func TestVerify_findsACostlierPlan(t *testing.T) {
	p, err := planfile.DecodeProblem(strings.NewReader(threeSlots))
	if err != nil {
		t.Fatal(err)
	}
	for name, row := range map[string]struct{ a, b, want string }{
		"by a swap":          {"s1", "s2", `falls by moving`},
		"by an empty slot":   {"s2", "s3", `falls by moving "b" to "s1"`},
		"but not the least":  {"s2", "s1", ``},
		"on the pinned slot": {"s4", "s1", `slot "s4" is pinned to another request`},
	} {
		t.Run(name, func(t *testing.T) {
			plan := solve(t, p)
			plan.Cost = 0
			for i := range plan.Seats {
				switch plan.Seats[i].Request {
				case "a":
					plan.Seats[i].Slot = allocation.SlotID(row.a)
				case "b":
					plan.Seats[i].Slot, plan.Seats[i].Venue = allocation.SlotID(row.b), "home"
				}
			}
			if row.a == "s1" {
				plan.Cost = 5
			}
			if row.b == "s3" {
				plan.Cost = 1
				plan.Seats[1].Venue = "booth:x"
			}
			err := planfile.Verify(p, plan)
			if row.want == "" && err != nil || row.want != "" && (err == nil || !strings.Contains(err.Error(), row.want)) {
				t.Errorf("error %v, want %s", err, row.want)
			}
		})
	}
}

func TestVerify_findsAMissingPin(t *testing.T) {
	p, err := planfile.DecodeProblem(strings.NewReader(threeSlots))
	if err != nil {
		t.Fatal(err)
	}
	plan := solve(t, p)
	plan.Seats = plan.Seats[:2]
	if err := planfile.Verify(p, plan); err == nil || !strings.Contains(err.Error(), `pinned request "p" is missing`) {
		t.Error(err)
	}
}

func TestExitCode(t *testing.T) {
	var plan strings.Builder
	if err := planfile.Allocate(strings.NewReader(threeSlots), &plan); planfile.ExitCode(err) != 0 {
		t.Fatal(err)
	}
	check := func(problem, plan string) int {
		return planfile.ExitCode(planfile.Check(strings.NewReader(problem), strings.NewReader(plan)))
	}
	if code := check(threeSlots, plan.String()); code != 0 {
		t.Errorf("exit code %d for a right plan", code)
	}
	if code := check(threeSlots, strings.Replace(plan.String(), `"cost": 0`, `"cost": 1`, 1)); code != 1 {
		t.Errorf("exit code %d for a wrong plan", code)
	}
	if code := check(threeSlots, "{"); code != 2 {
		t.Errorf("exit code %d for a broken plan", code)
	}
	if code := check("{", plan.String()); code != 2 {
		t.Errorf("exit code %d for a broken problem", code)
	}
	var out strings.Builder
	if err := planfile.Allocate(strings.NewReader(sound+"x"), &out); planfile.ExitCode(err) != 2 || out.Len() > 0 {
		t.Errorf("exit code %d, wrote %q", planfile.ExitCode(err), out.String())
	}
}
