package app

import (
	"errors"
	"log/slog"
	"strings"
	"testing"
	"time"

	"majlis/signaling/bot"
	"majlis/signaling/bot/rig"
)

// Load tests come in only where they are let in, and never to a sitting's room.
func TestBots(t *testing.T) {
	t.Parallel()
	for _, allowed := range []bool{true, false} {
		c := settings(t)
		c.AllowBots = allowed
		node, err := Start(t.Context(), c, slog.New(slog.DiscardHandler))
		if err != nil {
			t.Fatal(err)
		}
		try := func(path string) error {
			site, err := rig.Site(strings.Replace(node.URL(), "http", "ws", 1)+path, c.Key.Reveal())
			if err != nil {
				t.Fatal(err)
			}
			site.Origin = node.URL()
			plan := bot.Plan{Rooms: 1, People: 2, For: 200 * time.Millisecond, Admissions: 1}
			r, err := bot.NewCrowd(site, bot.Load{}).Run(t.Context(), plan, func(string) {})
			if err == nil && (r.Steady.Forwarded == 0 || r.Admits.FirstVideo.Count != 1) {
				t.Errorf("%+v", r)
			}
			return err
		}
		if err := try(BotsSocket); allowed && err != nil || !allowed && !errors.Is(err, bot.ErrRefused) {
			t.Errorf("allowed %v, at their own socket: %v", allowed, err)
		}
		if err := try("/socket"); !errors.Is(err, bot.ErrRefused) {
			t.Errorf("allowed %v, at the people's socket: %v", allowed, err)
		}
		if err := node.Stop(t.Context()); err != nil {
			t.Error(err)
		}
	}
}
