package planfile_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"majlis/booking/allocation"
	"majlis/booking/bookingtest"
	"majlis/booking/planfile"
)

// The canonical form once more, written with encoding/json from the published
// description alone: trees of maps, whose keys it sorts.

func canonicalTree(t *testing.T, file []byte) []byte {
	t.Helper()
	var tree map[string]any
	decoder := json.NewDecoder(bytes.NewReader(file))
	decoder.UseNumber()
	if err := decoder.Decode(&tree); err != nil {
		t.Fatal(err)
	}
	fill(tree, []string{"pins", "requests", "slots"}, nil, nil)
	policy := tree["policy"].(map[string]any)
	fill(policy, []string{"urgent"}, []string{"seed"}, []string{"first_time", "missed", "prior", "prior_max"})
	sortWords(policy["urgent"])
	if policy["cost"] == nil {
		policy["cost"] = map[string]any{}
	}
	fill(policy["cost"].(map[string]any), nil, nil, []string{"host", "reserve", "time", "venue", "waste"})
	for _, class := range policy["classes"].(map[string]any) {
		fill(class.(map[string]any), nil, nil, []string{"base", "must_serve_weeks", "rate"})
	}
	for _, s := range objects(tree["slots"]) {
		fill(s, []string{"languages", "provides", "venues"}, []string{"open_to", "section"}, nil)
		s["start"] = utc(t, s["start"])
		sortWords(s["languages"], s["provides"], s["venues"])
	}
	for _, r := range objects(tree["requests"]) {
		fill(r, []string{"hosts", "needs", "prefer", "venues", "windows"}, []string{"held", "language", "section"}, []string{"missed", "prior"})
		sortWords(r["needs"])
		sortWindows(t, r["windows"])
		sortWindows(t, r["prefer"])
	}
	for _, p := range objects(tree["pins"]) {
		fill(p, nil, []string{"reason"}, nil)
	}
	sortBy(tree["slots"], "id")
	sortBy(tree["requests"], "id")
	sortBy(tree["pins"], "request")
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(tree); err != nil {
		t.Fatal(err)
	}
	return bytes.TrimSuffix(out.Bytes(), []byte("\n"))
}

func fill(object map[string]any, lists, texts, numbers []string) {
	set := func(keys []string, value any) {
		for _, key := range keys {
			if object[key] == nil {
				object[key] = value
			}
		}
	}
	set(lists, []any{})
	set(texts, "")
	set(numbers, 0)
}

func objects(list any) (to []map[string]any) {
	for _, entry := range list.([]any) {
		to = append(to, entry.(map[string]any))
	}
	return to
}

func sortWords(lists ...any) {
	for _, list := range lists {
		slices.SortFunc(list.([]any), func(a, b any) int { return strings.Compare(a.(string), b.(string)) })
	}
}

func sortBy(list any, key string) {
	slices.SortFunc(list.([]any), func(a, b any) int {
		return strings.Compare(a.(map[string]any)[key].(string), b.(map[string]any)[key].(string))
	})
}

func sortWindows(t *testing.T, list any) {
	for _, w := range objects(list) {
		w["from"], w["to"] = utc(t, w["from"]), utc(t, w["to"])
	}
	slices.SortFunc(list.([]any), func(a, b any) int {
		x, y := a.(map[string]any), b.(map[string]any)
		return strings.Compare(x["from"].(string)+x["to"].(string), y["from"].(string)+y["to"].(string))
	})
}

func utc(t *testing.T, text any) string {
	moment, err := time.Parse(time.RFC3339, text.(string))
	if err != nil {
		t.Fatal(err)
	}
	return moment.UTC().Format(time.RFC3339)
}

func TestHash_followsTheDescription(t *testing.T) {
	files, err := filepath.Glob("testdata/*.problem.json")
	if err != nil {
		t.Fatal(err)
	}
	inputs := [][]byte{[]byte(sound)}
	for _, name := range files {
		file, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		inputs = append(inputs, file)
	}
	for _, input := range inputs {
		p, err := planfile.DecodeProblem(bytes.NewReader(input))
		if err != nil {
			t.Fatal(err)
		}
		want := canonicalTree(t, input)
		if got := encode(t, p); got != string(want) {
			t.Errorf("canonical form is\n%s\nshould be\n%s", got, want)
		}
		if sum := sha256.Sum256(want); planfile.Hash(p) != hex.EncodeToString(sum[:]) {
			t.Error("the hash is not that of the canonical form")
		}
	}
}

// TestEncodePlan_sameBytes shuffles a file's arrays and writes its times in
// other zones: the plan file must not change by a byte.
func TestEncodePlan_sameBytes(t *testing.T) {
	for seed := range uint64(100) {
		dice := bookingtest.Roll(seed)
		p := dice.TangledWeek(40, 15)
		before := planBytes(t, p)
		dice.Shuffle(len(p.Slots), func(i, j int) { p.Slots[i], p.Slots[j] = p.Slots[j], p.Slots[i] })
		dice.Shuffle(len(p.Requests), func(i, j int) { p.Requests[i], p.Requests[j] = p.Requests[j], p.Requests[i] })
		for i := range p.Slots {
			p.Slots[i].Start = p.Slots[i].Start.In(time.FixedZone("", 60*dice.IntN(600)))
			slices.Reverse(p.Slots[i].Venues)
		}
		for i := range p.Requests {
			slices.Reverse(p.Requests[i].Windows)
		}
		if after := planBytes(t, p); after != before {
			t.Fatalf("seed %d: the plan changed:\n%s\n%s", seed, before, after)
		}
	}
}

func planBytes(t *testing.T, p allocation.Problem) string {
	t.Helper()
	var b strings.Builder
	if err := planfile.Allocate(strings.NewReader(encode(t, p)), &b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestEncodeProblem_escapes(t *testing.T) {
	p, err := planfile.DecodeProblem(strings.NewReader(strings.Replace(sound, `"any"`, `"\"\\\/\b\f\n\r\t\u0001\u00e9\ud83d\ude00<&>"`, 1)))
	if err != nil {
		t.Fatal(err)
	}
	if want := "\"\\/\b\f\n\r\t\x01é😀<&>"; p.Policy.Seed != want {
		t.Errorf("seed %q, want %q", p.Policy.Seed, want)
	}
	if want := `"seed":"\"\\/\b\f\n\r\t\u0001é😀<&>"`; !strings.Contains(encode(t, p), want) {
		t.Errorf("%s does not contain %s", encode(t, p), want)
	}
}
