package planfile_test

import (
	"encoding/json"
	"errors"
	"os"
	"strings"
	"testing"

	"majlis/booking/allocation"
	"majlis/booking/planfile"
)

// sound is a small problem without fault; the rows below break it in one place.
const sound = `{"version": 1,
 "policy": {"now_date": "2026-11-26", "seed": "any", "classes": {"ordinary": {"base": 0, "rate": 10, "must_serve_weeks": 26}},
  "urgent": ["ordinary"], "first_time": 60, "cost": {"venue": 10}},
 "slots": [
  {"id": "s1", "host": "minister", "start": "2026-11-29T10:00:00+03:00", "minutes": 10, "venues": ["home"]},
  {"id": "s2", "host": "minister", "start": "2026-11-29T10:10:00+03:00", "minutes": 10, "venues": ["home"]}],
 "requests": [
  {"id": "r1", "filed_batch": "2026-10-29", "class": "ordinary", "hosts": ["minister"], "venues": ["home"], "minutes": 10,
   "windows": [{"from": "2026-11-29T08:00:00+03:00", "to": "2026-11-29T12:00:00+03:00"}]},
  {"id": "r2", "filed_batch": "2026-10-29", "class": "ordinary", "hosts": ["minister"], "venues": ["home"], "minutes": 10}],
 "pins": [{"request": "r2", "slot": "s2", "reason": "state visit"}]}`

func TestDecodeProblem_acceptsSound(t *testing.T) {
	p, err := planfile.DecodeProblem(strings.NewReader(sound))
	if err != nil {
		t.Fatal(err)
	}
	if len(p.Slots) != 2 || len(p.Requests) != 2 || len(p.Pins) != 1 || p.Policy.FirstTime != 60 {
		t.Errorf("read %+v", p)
	}
}

func TestDecodeProblem_refuses(t *testing.T) {
	for name, row := range map[string]struct{ old, new, want string }{
		"an unknown key":                 {`"seed": "any"`, `"sed": "any"`, `policy: unknown key "sed" (line 2)`},
		"a key in another case":          {`"id": "r1"`, `"ID": "r1"`, `requests[0]: unknown key "ID"`},
		"an unknown key at the top":      {`"version": 1`, `"version": 1, "Pins": []`, `unknown key "Pins"`},
		"a repeated key":                 {`"host": "minister", "start": "2026-11-29T10:10:00+03:00"`, `"host": "minister", "host": "deputy"`, `slots[1].host: repeated key`},
		"a repeated key with escapes":    {`"version": 1`, `"version": 1, "v\u0065rsion": 1`, `version: repeated key`},
		"a repeated class":               {`"classes": {`, `"classes": {"ordinary": {}, `, `policy.classes.ordinary: repeated key`},
		"trailing data":                  {`"state visit"}]}`, `"state visit"}]} x`, `expected nothing after the document, found 'x'`},
		"a missing end":                  {`"state visit"}]}`, `"state visit"}]`, `expected a comma or }, found the end of the file`},
		"another version":                {`"version": 1`, `"version": 2`, `version: 2 is not a version this program knows`},
		"no version":                     {`"version": 1,`, ``, `version: 0 is not`},
		"a repeated slot id":             {`"id": "s2"`, `"id": "s1"`, `slots[1].id: "s1" is also the id of slots[0]`},
		"a repeated request id":          {`"id": "r2"`, `"id": "r1"`, `requests[1].id: "r1" is also the id of requests[0]`},
		"an empty id":                    {`"id": "r1"`, `"id": ""`, `requests[0].id: empty`},
		"a word twice in an array":       {`"venues": ["home"], "minutes": 10}]`, `"venues": ["home", "home"], "minutes": 10}]`, `requests[1].venues[1]: "home" is listed twice`},
		"an unknown class":               {`"class": "ordinary", "hosts": ["minister"], "venues": ["home"], "minutes": 10}]`, `"class": "vip", "minutes": 10}]`, `requests[1].class: unknown class "vip"`},
		"an unknown urgent class":        {`"urgent": ["ordinary"]`, `"urgent": ["vip"]`, `policy.urgent[0]: unknown class "vip"`},
		"an unknown section":             {`"id": "s1",`, `"id": "s1", "section": "boys",`, `slots[0].section: unknown section "boys"`},
		"an unknown section of one":      {`"id": "r1",`, `"id": "r1", "section": "Men",`, `requests[0].section: unknown section "Men"`},
		"an unknown open_to":             {`"id": "s1",`, `"id": "s1", "open_to": "vip",`, `slots[0].open_to: unknown open_to "vip"`},
		"a time without offset":          {`"2026-11-29T10:10:00+03:00"`, `"2026-11-29T10:10:00"`, `slots[1].start: "2026-11-29T10:10:00" is not a time`},
		"a moment that does not exist":   {`"2026-11-29T10:10:00+03:00"`, `"2026-11-31T10:10:00+03:00"`, `slots[1].start: "2026-11-31T10:10:00+03:00" is not a time`},
		"a time too fine":                {`10:10:00+03:00`, `10:10:00.0000001+03:00`, `slots[1].start: finer than a microsecond`},
		"a date with a time":             {`"filed_batch": "2026-10-29"`, `"filed_batch": "2026-10-29T00:00:00Z"`, `requests[0].filed_batch: "2026-10-29T00:00:00Z" is not a date`},
		"a missing date":                 {`"now_date": "2026-11-26", `, ``, `policy.now_date: missing`},
		"a window turned round":          {`T12:00:00+03:00"}`, `T07:00:00+03:00"}`, `requests[0].windows[0]: from is not before to`},
		"an empty window":                {`T12:00:00+03:00"}`, `T08:00:00+03:00"}`, `requests[0].windows[0]: from is not before to`},
		"overlapping slots":              {`10:10:00+03:00`, `10:09:00+03:00`, `slots[1].start: overlaps slots[0] of the same host`},
		"a slot of no length":            {`"minutes": 10, "venues": ["home"]},`, `"minutes": 0, "venues": ["home"]},`, `slots[0].minutes: not an integer from 1 to 1000000`},
		"a request of no length":         {`"venues": ["home"], "minutes": 10}]`, `"venues": ["home"]}]`, `requests[1].minutes: not an integer from 1`},
		"a fraction":                     {`"first_time": 60`, `"first_time": 60.0`, `policy.first_time: 60.0 is not an integer`},
		"an exponent":                    {`"first_time": 60`, `"first_time": 6e1`, `policy.first_time: 6e1 is not an integer`},
		"a negative number":              {`"first_time": 60`, `"first_time": -1`, `policy.first_time: not an integer from 0 to 1000000`},
		"minus nothing":                  {`"first_time": 60`, `"first_time": -0`, `policy.first_time: -0 is not an integer`},
		"a number too large":             {`"first_time": 60`, `"first_time": 1000001`, `policy.first_time: not an integer from 0 to 1000000`},
		"a number far too large":         {`"first_time": 60`, `"first_time": 99999999999999999999`, `policy.first_time: 99999999999999999999 is not an integer`},
		"a number as text":               {`"first_time": 60`, `"first_time": "60"`, `policy.first_time: expected a number, found '"'`},
		"a leading zero":                 {`"first_time": 60`, `"first_time": 060`, `policy.first_time: 060 is not an integer`},
		"null":                           {`"hosts": ["minister"], "venues": ["home"], "minutes": 10}]`, `"hosts": null, "minutes": 10}]`, `requests[1].hosts: expected an array, found 'n'`},
		"a trailing comma":               {`"reason": "state visit"}]`, `"reason": "state visit"},]`, `pins[1]: expected an object, found ']'`},
		"half a surrogate pair":          {`"seed": "any"`, `"seed": "\ud800"`, `policy.seed: half a surrogate pair`},
		"bytes that are not UTF-8":       {`"seed": "any"`, "\"seed\": \"\xff\"", `policy.seed: invalid UTF-8`},
		"a line break in a string":       {`"seed": "any"`, "\"seed\": \"a\nb\"", `policy.seed: control character 0xa in a string`},
		"a pin of an unknown request":    {`{"request": "r2"`, `{"request": "r3"`, `pins[0].request: unknown request "r3"`},
		"a pin to an unknown slot":       {`"slot": "s2"`, `"slot": "s3"`, `pins[0].slot: unknown slot "s3"`},
		"two pins of a request":          {`"pins": [`, `"pins": [{"request": "r2", "slot": "s1"}, `, `pins[1].request: "r2" is pinned twice`},
		"two pins to a slot":             {`"pins": [`, `"pins": [{"request": "r1", "slot": "s2"}, `, `pins[1].slot: "s2" is pinned twice`},
		"an infeasible pin":              {`"minutes": 10}],`, `"minutes": 11}],`, `pins[0]: request "r2" may not take slot "s2" by the rule length`},
		"a pin of somebody who is held":  {`"minutes": 10}],`, `"minutes": 10, "held": "barred"}],`, `by the rule held`},
		"a document that is not objects": {sound, `[]`, `expected an object, found '['`},
		"an empty document":              {sound, ``, `expected an object, found the end of the file`},
	} {
		t.Run(name, func(t *testing.T) {
			if !strings.Contains(sound, row.old) {
				t.Fatalf("%q is not in the sound problem", row.old)
			}
			_, err := planfile.DecodeProblem(strings.NewReader(strings.Replace(sound, row.old, row.new, 1)))
			var invalid *allocation.InvalidError
			if !errors.As(err, &invalid) || !strings.Contains(err.Error(), row.want) {
				t.Errorf("error %v, want %s", err, row.want)
			}
		})
	}
}

func FuzzDecodeProblem(f *testing.F) {
	f.Add([]byte(sound))
	for _, n := range []string{"1", "2", "3"} {
		example, err := os.ReadFile("testdata/" + n + ".problem.json")
		if err != nil {
			f.Fatal(err)
		}
		f.Add(example)
	}
	f.Fuzz(func(t *testing.T, file []byte) {
		p, err := planfile.DecodeProblem(strings.NewReader(string(file)))
		if err != nil {
			var invalid *allocation.InvalidError
			if !errors.As(err, &invalid) {
				t.Fatalf("error of type %T", err)
			}
			return
		}
		if !json.Valid(file) {
			t.Fatal("accepted what is not JSON")
		}
		canonical := encode(t, p)
		again, err := planfile.DecodeProblem(strings.NewReader(canonical))
		if err != nil {
			t.Fatalf("canonical form refused: %v", err)
		}
		if twice := encode(t, again); twice != canonical {
			t.Fatalf("canonical form changed:\n%s\n%s", canonical, twice)
		}
		if len(p.Requests)*len(p.Slots) > 10_000 {
			return
		}
		plan, err := planfile.Solve(p)
		if err != nil {
			t.Fatal(err)
		}
		if err := planfile.Verify(p, plan); err != nil {
			t.Fatal(err)
		}
	})
}

func encode(t testing.TB, p allocation.Problem) string {
	t.Helper()
	var b strings.Builder
	if err := planfile.EncodeProblem(&b, p); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func FuzzDecodePlan(f *testing.F) {
	f.Add([]byte(`{"version": 1, "input_sha256": "", "cost": -1, "seats": [{"request": "a", "slot": "b", "venue": "c", "pinned": true}],
 "unseated": [{"request": "r", "reason": "no_slot", "points": -5, "tier": 1, "refused": {"host": 2}, "what_would_help": [{"day": "2026-11-29"}, {"host": "x"}]}],
 "cutoffs": [{"slot": "s", "open": true}, {"slot": "t", "tier": 0, "points": 3, "lot": "e8bd2fb75306719005610082b5ca47cee8c446d29b93f27f0c2d5da20225a36a"}]}`))
	f.Fuzz(func(t *testing.T, file []byte) {
		plan, err := planfile.DecodePlan(strings.NewReader(string(file)))
		if err != nil {
			return
		}
		if !json.Valid(file) {
			t.Fatal("accepted what is not JSON")
		}
		var b strings.Builder
		if err := planfile.EncodePlan(&b, plan); err != nil {
			t.Fatal(err)
		}
		if !json.Valid([]byte(b.String())) {
			t.Fatalf("wrote what is not JSON: %s", b.String())
		}
	})
}
