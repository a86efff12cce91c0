package signaling_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"majlis/signaling"
)

func signer(t *testing.T, keys ...string) *signaling.Signer {
	t.Helper()
	var list [][]byte
	for _, k := range keys {
		list = append(list, []byte(strings.Repeat(k, 32)))
	}
	s, err := signaling.NewSigner(list...)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func ticket() signaling.Ticket {
	return signaling.Ticket{
		Room: "s1", Audience: "a1", Peer: "sara", Role: signaling.RoleCitizen, Name: "سارة بنت خالد",
		Purpose: signaling.ForCall, NotBefore: time.Unix(1000, 0).UTC(), Until: time.Unix(2000, 0).UTC(),
	}
}

func TestSigner_RoundTrip(t *testing.T) {
	want := ticket()
	token, err := signer(t, "a").Sign(want)
	if err != nil {
		t.Fatal(err)
	}
	got, err := signer(t, "b", "a").Check(context.Background(), token)
	if err != nil || got != want {
		t.Errorf("got %+v, %v", got, err)
	}
}

func TestSigner_Refuses(t *testing.T) {
	s := signer(t, "a")
	good, err := s.Sign(ticket())
	if err != nil {
		t.Fatal(err)
	}
	foreign, err := signer(t, "b").Sign(ticket())
	if err != nil {
		t.Fatal(err)
	}
	body, mac, _ := strings.Cut(good, ".")
	for name, token := range map[string]string{
		"nothing":                    "",
		"no signature":               body,
		"an empty signature":         body + ".",
		"a signature of another key": foreign,
		"another body":               "e30." + mac,
		"a cut body":                 body[1:] + "." + mac,
		"letters outside base64":     body + ".!" + mac,
	} {
		t.Run(name, func(t *testing.T) {
			_, err := s.Check(context.Background(), token)
			if !errors.Is(err, signaling.ErrTicket) || signaling.CodeOf(err) != "ticketInvalid" {
				t.Errorf("got %v", err)
			}
		})
	}
}

func TestSigner_SignRefusesWhatNoRoomCouldHonour(t *testing.T) {
	for name, spoil := range map[string]func(*signaling.Ticket){
		"no room":                       func(x *signaling.Ticket) { x.Room = "" },
		"no peer":                       func(x *signaling.Ticket) { x.Peer = "" },
		"an unknown role":               func(x *signaling.Ticket) { x.Role = "king" },
		"no end":                        func(x *signaling.Ticket) { x.Until = time.Time{} },
		"no purpose":                    func(x *signaling.Ticket) { x.Purpose = "" },
		"a citizen without an audience": func(x *signaling.Ticket) { x.Audience = "" },
	} {
		t.Run(name, func(t *testing.T) {
			x := ticket()
			spoil(&x)
			if _, err := signer(t, "a").Sign(x); !errors.Is(err, signaling.ErrTicket) {
				t.Errorf("got %v", err)
			}
		})
	}
}

func TestNewSigner_RefusesWeakKeys(t *testing.T) {
	if _, err := signaling.NewSigner(); err == nil {
		t.Error("no key taken")
	}
	if _, err := signaling.NewSigner([]byte("short")); err == nil {
		t.Error("a short key taken")
	}
}
