package rig

import (
	"context"
	"crypto/hkdf"
	"crypto/sha256"
	"fmt"
	"strings"

	"majlis/signaling"
	"majlis/signaling/bot"
)

// NewSigner makes the signer of load-test tickets from the deployment's key.
func NewSigner(key []byte) (*signaling.Signer, error) {
	own, err := hkdf.Key(sha256.New, key, nil, "majlis load test ticket", sha256.Size)
	if err != nil {
		return nil, fmt.Errorf("derive the key of load tests: %w", err)
	}
	return signaling.NewSigner(own)
}

// IsTest tells whether a room belongs to a load test.
func IsTest(room signaling.RoomID) bool { return strings.HasPrefix(string(room), bot.RoomPrefix) }

// Gate takes the tickets of load tests and no others.
type Gate struct{ Signer *signaling.Signer }

// Check implements signaling.Gate.
func (g Gate) Check(ctx context.Context, token string) (signaling.Ticket, error) {
	t, err := g.Signer.Check(ctx, token)
	if err == nil && !IsTest(t.Room) {
		err = signaling.ErrTicket
	}
	return t, err
}
