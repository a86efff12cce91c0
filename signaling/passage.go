package signaling

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"majlis/signaling/wire"
)

// passage is what a move token says: one person's place in the room that moves, and so much of the
// room as no caller has written down. It is sealed with the servers' common key, since it names
// people to whom the bearer may be a stranger.
type passage struct {
	Room    RoomID
	Peer    PeerID
	Until   int64    // Unix seconds
	Coming  []PeerID // all who were told to come
	Numbers map[PeerID]int
	Muted   map[PeerID]Streams
	Removed []PeerID
	Ended   []AudienceID
	Locked  bool
	Inside  []PeerID
	Current AudienceID
	EndsAt  int64 // Unix milliseconds; 0: none
	Chats   uint64

	Switches Streams
	Help     string
}

// passageFor describes the room and p's place in it.
func (r *Room) passageFor(p *person, coming []PeerID) passage {
	s := passage{
		Room: r.id, Peer: p.ticket.Peer, Until: r.hub.cfg.Now().Add(moveValid).Unix(), Coming: coming,
		Numbers: r.numbers, Muted: r.muted, Removed: slices.Collect(maps.Keys(r.removed)), Ended: slices.Collect(maps.Keys(r.ended)),
		Locked: r.locked(), Inside: slices.Collect(maps.Keys(r.inside)), Current: r.current, Chats: r.chats,
		Switches: p.switches, Help: p.help,
	}
	if !r.until.IsZero() {
		s.EndsAt = r.until.UnixMilli()
	}
	return s
}

// settle takes over from the first passage what the room was on the other server. What its callers
// have told it here already is newer and stays.
func (r *Room) settle(s passage) {
	if r.settled {
		return
	}
	r.settled = true
	if len(r.numbers) == 0 { // else somebody was here before the first who moved, and has one
		maps.Copy(r.numbers, s.Numbers)
	}
	maps.Copy(r.muted, s.Muted)
	for _, peer := range s.Removed {
		r.removed[peer] = true
	}
	for _, a := range s.Ended {
		if a != r.current {
			r.ended[a] = true
		}
	}
	if s.Locked {
		r.inside = map[PeerID]bool{}
		for _, peer := range s.Inside {
			r.inside[peer] = true
		}
	}
	if r.current == "" && s.Current != "" {
		r.current = s.Current
		if s.EndsAt != 0 {
			r.endAt(time.UnixMilli(s.EndsAt))
		}
	}
	r.chats = max(r.chats, s.Chats)
}

// seal writes a passage as a token of URL-safe characters, which nobody but holders of the key reads.
func (s *Signer) seal(p passage) (string, error) {
	body, err := json.Marshal(p)
	if err != nil {
		return "", fmt.Errorf("encode a passage: %w", err)
	}
	box, err := lockbox(s.keys[0])
	if err != nil {
		return "", err
	}
	nonce := make([]byte, box.NonceSize(), box.NonceSize()+len(body)+box.Overhead())
	rand.Read(nonce) // never fails
	return base64.RawURLEncoding.EncodeToString(box.Seal(nonce, nonce, body, nil)), nil
}

// open reads a token made by seal with any of the keys.
func (s *Signer) open(token string) (passage, error) {
	var p passage
	sealed, err := base64.RawURLEncoding.DecodeString(token)
	if err != nil {
		return p, fmt.Errorf("decode a move token: %w", err)
	}
	for _, key := range s.keys {
		box, err := lockbox(key)
		if err != nil {
			return p, err
		}
		if len(sealed) < box.NonceSize() {
			break
		}
		body, err := box.Open(nil, sealed[:box.NonceSize()], sealed[box.NonceSize():], nil)
		if err == nil {
			return p, wire.Strict(body, &p)
		}
	}
	return p, errors.New("a move token that no key opens")
}

// lockbox is AES-GCM under a key of its own, so that a ticket's signature and a token say nothing of
// each other.
func lockbox(key []byte) (cipher.AEAD, error) {
	h := hmac.New(sha256.New, key)
	h.Write([]byte("majlis move 1"))
	block, err := aes.NewCipher(h.Sum(nil))
	if err != nil {
		return nil, fmt.Errorf("make the cipher: %w", err)
	}
	return cipher.NewGCM(block)
}
