package signaling

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"majlis/signaling/wire"
)

// RoomID names a room; the caller chooses it, one per host's session.
type RoomID string

// AudienceID names one citizen's audience within a room.
type AudienceID string

// PeerID names a participant, the same however often they join. It never leaves the server.
type PeerID string

// Purpose says what a ticket is for.
type Purpose string

// The purposes of a ticket.
const (
	ForCall  Purpose = "call"  // an audience
	ForCheck Purpose = "check" // a device check, in a room of its own
)

// Ticket admits one person to one room. Audience is empty for those who stay on the stage for the
// whole session, and always set for citizens and companions. The person may join from NotBefore
// (the zero time: at once) up to, not including, Until. Signs: an interpreter of signs, whose picture
// is to stay in sight.
type Ticket struct {
	Room      RoomID
	Audience  AudienceID
	Peer      PeerID
	Role      Role
	Name      string
	Purpose   Purpose
	Signs     bool
	NotBefore time.Time
	Until     time.Time
}

// Gate turns what a client presented into a Ticket, or refuses with an error in ErrTicket. The Hub
// checks the times itself.
type Gate interface {
	Check(ctx context.Context, token string) (Ticket, error)
}

// minKey is the shortest signing key taken: as long as the hash, as RFC 2104 section 3 advises.
const minKey = sha256.Size

// Signer writes tickets as short signed strings and is the Gate that reads them back. It keeps no
// state: a ticket cannot be revoked through it, so a caller that must wraps it in its own Gate.
type Signer struct{ keys [][]byte }

// NewSigner returns a Signer that signs with the first key and accepts all, so that keys can be
// changed while tickets are out. Every key holds at least 32 bytes.
func NewSigner(keys ...[]byte) (*Signer, error) {
	if len(keys) == 0 {
		return nil, errors.New("no ticket key")
	}
	for _, k := range keys {
		if len(k) < minKey {
			return nil, fmt.Errorf("ticket key of %d bytes: at least %d", len(k), minKey)
		}
	}
	return &Signer{keys: keys}, nil
}

// paper is the ticket's form on the wire; times are Unix seconds.
type paper struct {
	Room      string `json:"room"`
	Audience  string `json:"aud,omitempty"`
	Peer      string `json:"peer"`
	Role      string `json:"role"`
	Name      string `json:"name"`
	Purpose   string `json:"for"`
	Signs     bool   `json:"signs,omitempty"`
	NotBefore int64  `json:"nbf,omitempty"`
	Until     int64  `json:"exp"`
}

// Sign returns t as a token of URL-safe characters. Times are kept to the second.
func (s *Signer) Sign(t Ticket) (string, error) {
	if err := t.validate(); err != nil {
		return "", err
	}
	p := paper{
		Room: string(t.Room), Audience: string(t.Audience), Peer: string(t.Peer), Role: string(t.Role),
		Name: t.Name, Purpose: string(t.Purpose), Signs: t.Signs, Until: t.Until.Unix(),
	}
	if !t.NotBefore.IsZero() {
		p.NotBefore = t.NotBefore.Unix()
	}
	body, err := json.Marshal(p)
	if err != nil {
		return "", fmt.Errorf("encode ticket: %w", err)
	}
	text := base64.RawURLEncoding.EncodeToString(body)
	return text + "." + base64.RawURLEncoding.EncodeToString(sum(s.keys[0], text)), nil
}

// Check verifies the signature of a token made by Sign.
func (s *Signer) Check(_ context.Context, token string) (Ticket, error) {
	text, mac, found := strings.Cut(token, ".")
	given, err := base64.RawURLEncoding.DecodeString(mac)
	if !found || err != nil || !s.signed(text, given) {
		return Ticket{}, errTicketInvalid
	}
	body, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil {
		return Ticket{}, errTicketInvalid
	}
	var p paper
	if err := wire.Strict(body, &p); err != nil {
		return Ticket{}, errTicketInvalid
	}
	t := Ticket{
		Room: RoomID(p.Room), Audience: AudienceID(p.Audience), Peer: PeerID(p.Peer), Role: Role(p.Role),
		Name: p.Name, Purpose: Purpose(p.Purpose), Signs: p.Signs, Until: time.Unix(p.Until, 0).UTC(),
	}
	if p.NotBefore != 0 {
		t.NotBefore = time.Unix(p.NotBefore, 0).UTC()
	}
	return t, t.validate()
}

func (s *Signer) signed(text string, mac []byte) bool {
	for _, k := range s.keys {
		if hmac.Equal(mac, sum(k, text)) {
			return true
		}
	}
	return false
}

func sum(key []byte, text string) []byte {
	h := hmac.New(sha256.New, key)
	h.Write([]byte("majlis ticket 1\n" + text))
	return h.Sum(nil)
}

// validate refuses a ticket that no room could honour.
func (t Ticket) validate() error {
	guest := t.Role == RoleCitizen || t.Role == RoleCompanion
	switch {
	case t.Room == "" || t.Peer == "" || t.Until.IsZero(),
		!t.Role.known(),
		t.Purpose != ForCall && t.Purpose != ForCheck,
		t.Purpose == ForCall && guest && t.Audience == "":
		return errTicketInvalid
	}
	return nil
}

// honoured tells whether t may be used at the given time.
func (t Ticket) honoured(now time.Time) error {
	if now.Before(t.NotBefore) {
		return errTicketEarly(t.NotBefore)
	}
	if !now.Before(t.Until) {
		return errTicketExpired
	}
	return t.validate()
}
