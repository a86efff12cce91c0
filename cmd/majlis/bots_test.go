package main

import (
	"strings"
	"testing"
)

func TestBots_RefusesWhatItCannotDo(t *testing.T) {
	for _, args := range [][]string{
		{"bots"},
		{"bots", "--local", "--url", "https://majlis.example"},
		{"bots", "--url", "ftp://majlis.example"},
		{"bots", "--url", "majlis"},
	} {
		if code, _, said := command(t, &recorder{}, args...); code != exitMisused || !strings.Contains(said, "--url") {
			t.Errorf("%v: code %d: %s", args, code, said)
		}
	}
}

func TestSocketOf(t *testing.T) {
	for site, want := range map[string]string{
		"https://majlis.example":      "wss://majlis.example/socket/bots",
		"http://127.0.0.1:8080/":      "ws://127.0.0.1:8080/socket/bots",
		"wss://a.majlis.example/room": "wss://a.majlis.example/room",
	} {
		if got, err := socketOf(site); err != nil || got != want {
			t.Errorf("%s: %s, %v", site, got, err)
		}
	}
}
