package rig

import (
	"context"
	"crypto/rand"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"testing"
	"time"

	"majlis/signaling/bot"
)

var (
	length  = flag.Duration("for", 15*time.Second, "how long each steady stretch is")
	rounds  = flag.Int("rounds", 3, "how often each server is measured")
	joiners = flag.Int("joins", 100, "newcomers and admissions in each round")
	pairs   = flag.Int("twins", 1000, "pairs that join at the same instant")
	only    = flag.String("only", "", "measure one server alone: majlis or bare")
	profile = flag.String("profile", "", "where profiles of the servers go, as a prefix")
)

// TestMain runs one of the servers when the test binary was started as one.
func TestMain(m *testing.M) {
	flag.Parse()
	servers := map[string]Starter{
		"majlis": Local,
		"bare": func(key []byte) (string, func() error, error) {
			s, err := startBare(key)
			if err != nil {
				return "", nil, err
			}
			return s.url, s.Close, nil
		},
	}
	if start := servers[os.Getenv("MAJLIS_RIG")]; start != nil {
		if err := Serve(context.Background(), os.Stdin, os.Stdout, start, os.Getenv("MAJLIS_RIG_PROFILE")); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	os.Exit(m.Run())
}

// shape is how many people are in how many rooms.
type shape struct{ rooms, people int }

func (s shape) String() string { return fmt.Sprintf("%d rooms of %d", s.rooms, s.people) }

// BenchmarkFigures prints the table of docs/benchmarks.md. It takes minutes, whatever -benchtime is.
func BenchmarkFigures(t *testing.B) {
	for _, s := range []shape{{50, 2}, {5, 6}} {
		measured := map[string][]bot.Report{}
		for round := range *rounds {
			servers := []string{"bare", "majlis"}
			if round%2 == 1 {
				slices.Reverse(servers)
			}
			for _, server := range servers {
				if *only != "" && *only != server {
					continue
				}
				r := measure(t, server, s)
				measured[server] = append(measured[server], r)
				t.Logf("%v, %s: %.2f CPU s per million of %d, lost %d", s, server, r.Steady.CPUPerMillion, r.Steady.Forwarded, r.Steady.Lost())
			}
		}
		table(t, s, measured)
	}
	if *pairs > 0 && *only != "bare" {
		twins(t, *pairs)
	}
}

// measure runs one server in a process of its own under the load of a shape.
func measure(t testing.TB, server string, s shape) bot.Report {
	t.Helper()
	child, site := spawn(t, server)
	defer func() { must(t, child.Close()) }()
	p := bot.Plan{Rooms: s.rooms, People: s.people, For: *length, Newcomers: *joiners, Server: &bot.Process{PID: child.PID()}}
	if server == "majlis" {
		p.Admissions = *joiners
	}
	r, err := bot.NewCrowd(site, bot.Load{}).Run(t.Context(), p, func(string) {})
	must(t, err)
	return r
}

// Both servers serve bots, in processes of their own.
func TestSpawn(t *testing.T) {
	for _, name := range []string{"bare", "majlis"} {
		child, site := spawn(t, name)
		p := bot.Plan{Rooms: 1, People: 2, For: time.Second, Newcomers: 1, Server: &bot.Process{PID: child.PID()}}
		r, err := bot.NewCrowd(site, bot.Load{}).Run(t.Context(), p, func(string) {})
		if err != nil || r.Steady.Forwarded == 0 || r.Steady.Process.RSS == 0 || r.Joins.FirstVideo.Count != 1 {
			t.Errorf("%s: %+v, %v", name, r, err)
		}
		must(t, child.Close())
	}
}

func spawn(t testing.TB, server string) (*Child, bot.Site) {
	t.Helper()
	key := make([]byte, 32)
	_, _ = rand.Read(key) // never fails
	program, err := os.Executable()
	must(t, err)
	cmd := exec.Command(program)
	cmd.Env = append(os.Environ(), "MAJLIS_RIG="+server)
	if *profile != "" {
		cmd.Env = append(cmd.Env, "MAJLIS_RIG_PROFILE="+*profile+server+time.Now().Format("-150405")+".pprof")
	}
	cmd.Stderr = os.Stderr
	child, err := Spawn(cmd, key)
	must(t, err)
	site, err := Site(child.URL, key)
	must(t, err)
	return child, site
}

func twins(t testing.TB, n int) {
	t.Helper()
	child, site := spawn(t, "majlis")
	defer func() { must(t, child.Close()) }()
	p, err := bot.NewCrowd(site, bot.Load{}).Twins(t.Context(), n)
	fmt.Printf("\ntwo joins at the same instant: %d of %d met, %d key frames asked for again, seen after %v / %v\n",
		p.Met, p.Tried, p.Asked, p.Seen.P50, p.Seen.P99)
	must(t, err)
}

// table prints medians over the rounds, and what majlis is to the floor.
func table(t testing.TB, s shape, measured map[string][]bot.Report) {
	t.Helper()
	fmt.Printf("\n%v, medians of %d\n%-44s %10s %10s %8s\n", s, *rounds, "", "floor", "majlis", "ratio")
	all := measured["majlis"]
	if len(all) == 0 {
		all = measured["bare"]
	}
	for _, row := range all[0].Rows() {
		floor, ours := median(measured["bare"], row.Key), median(measured["majlis"], row.Key)
		ratio := "–"
		if floor > 0 {
			ratio = fmt.Sprintf("%.2f", ours/floor)
		}
		fmt.Printf("%-44s %10.2f %10.2f %8s\n", row.Says, floor, ours, ratio)
	}
}

// median of a figure over several reports; 0 when none has it.
func median(reports []bot.Report, key string) float64 {
	var values []float64
	for _, r := range reports {
		for _, row := range r.Rows() {
			if row.Key == key {
				values = append(values, row.Value)
			}
		}
	}
	if len(values) == 0 {
		return 0
	}
	slices.Sort(values)
	return values[len(values)/2]
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
