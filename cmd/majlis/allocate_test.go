package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestAllocate(t *testing.T) {
	const problem = "../../booking/planfile/testdata/1.problem.json"
	dir := t.TempDir()
	plan := filepath.Join(dir, "plan.json")
	t.Run("writes a plan that verifies", func(t *testing.T) {
		if code, _, err := command(t, &recorder{}, "allocate", "--in", problem, "--out", plan); code != 0 {
			t.Fatalf("code %d: %s", code, err)
		}
		if code, out, err := command(t, &recorder{}, "allocate", "--in", problem, "--verify", plan); code != 0 || out != "the plan is right\n" {
			t.Errorf("code %d, %q: %s", code, out, err)
		}
	})
	t.Run("finds a wrong plan", func(t *testing.T) {
		text, err := os.ReadFile(plan)
		if err != nil {
			t.Fatal(err)
		}
		wrong := writeFile(t, strings.Replace(string(text), `"cost": 22`, `"cost": 21`, 1))
		code, _, said := command(t, &recorder{}, "allocate", "--in", problem, "--verify", wrong)
		if code != 1 || !strings.Contains(said, "cost is 21, but the seats add up to 22") {
			t.Errorf("code %d: %s", code, said)
		}
	})
	t.Run("refuses bad input and writes nothing", func(t *testing.T) {
		out := filepath.Join(dir, "none.json")
		code, _, said := command(t, &recorder{}, "allocate", "--in", writeFile(t, `{"version": 1, "slot": []}`), "--out", out)
		if code != 2 || !strings.Contains(said, `unknown key "slot"`) {
			t.Errorf("code %d: %s", code, said)
		}
		if _, err := os.Stat(out); !os.IsNotExist(err) {
			t.Errorf("something was written: %v", err)
		}
	})
	t.Run("needs somewhere to write", func(t *testing.T) {
		if code, _, said := command(t, &recorder{}, "allocate", "--in", problem); code != 2 {
			t.Errorf("code %d: %s", code, said)
		}
	})
	t.Run("needs a problem that is there", func(t *testing.T) {
		if code, _, said := command(t, &recorder{}, "allocate", "--in", filepath.Join(dir, "x"), "--out", plan); code != 2 {
			t.Errorf("code %d: %s", code, said)
		}
	})
}

func writeFile(t *testing.T, text string) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "file.json")
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}
