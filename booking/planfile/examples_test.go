package planfile

import (
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"majlis/booking/allocation"
)

// expected is what an example says of its plan: everything in it may not
// differ, what it leaves out may.
type expected struct {
	SeatedByRank []allocation.RequestID `json:"seated_by_rank"`
	Cost         int64                  `json:"cost"`
	Unseated     []map[string]any       `json:"unseated"`
	Cutoffs      []map[string]any       `json:"cutoffs"`
}

func TestSolve_examples(t *testing.T) {
	files, err := filepath.Glob("testdata/*.problem.json")
	if err != nil || len(files) < 3 {
		t.Fatalf("found %d examples, %v", len(files), err)
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			plan := solveFile(t, file)
			want := readExpected(t, strings.Replace(file, ".problem.", ".expected.", 1))
			var seated []allocation.RequestID
			for _, s := range plan.Seats {
				seated = append(seated, s.Request)
			}
			if !reflect.DeepEqual(seated, want.SeatedByRank) {
				t.Errorf("seated %v, want %v", seated, want.SeatedByRank)
			}
			if plan.Cost != want.Cost {
				t.Errorf("cost %d, want %d", plan.Cost, want.Cost)
			}
			asJSON := generic(t, plan)
			checkEntries(t, "unseated", asJSON["unseated"].([]any), want.Unseated)
			cutoffs := asJSON["cutoffs"].([]any) // examples list cut-offs by id, plans by start
			slices.SortFunc(cutoffs, func(a, b any) int { return strings.Compare(slotOf(a), slotOf(b)) })
			checkEntries(t, "cutoffs", cutoffs, want.Cutoffs)
		})
	}
}

func solveFile(t *testing.T, file string) Plan {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	problem, err := DecodeProblem(f)
	if err != nil {
		t.Fatal(err)
	}
	plan, err := Solve(problem)
	if err != nil {
		t.Fatal(err)
	}
	if err := Verify(problem, plan); err != nil {
		t.Error(err)
	}
	return plan
}

func readExpected(t *testing.T, file string) (want expected) {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(data, &want); err != nil {
		t.Fatal(err)
	}
	return want
}

// generic returns the plan file as encoding/json sees it.
func generic(t *testing.T, plan Plan) (tree map[string]any) {
	t.Helper()
	var file strings.Builder
	if err := EncodePlan(&file, plan); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal([]byte(file.String()), &tree); err != nil {
		t.Fatal(err)
	}
	return tree
}

func checkEntries(t *testing.T, name string, got []any, want []map[string]any) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("%d %s, want %d", len(got), name, len(want))
	}
	for i := range want {
		for key, value := range want[i] {
			if have := got[i].(map[string]any)[key]; !reflect.DeepEqual(have, value) {
				t.Errorf("%s[%d].%s is %v, want %v", name, i, key, have, value)
			}
		}
	}
}

func slotOf(cutoff any) string { return cutoff.(map[string]any)["slot"].(string) }
