package sfu

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"fmt"
	"sync"
	"time"

	"github.com/pion/webrtc/v4"
)

// badgeFor is how long new legs are shown the same certificate. It stays valid for longer than any
// leg lives.
const badgeFor = 12 * time.Hour

// badge is the certificate that the server shows in DTLS handshakes, made once for many legs: making
// one takes longer than the rest of opening a leg.
type badge struct {
	mu     sync.Mutex
	shown  *webrtc.Certificate
	madeAt time.Time
}

func (b *badge) show(now time.Time) (webrtc.Certificate, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.shown != nil && now.Sub(b.madeAt) < badgeFor {
		return *b.shown, nil
	}
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return webrtc.Certificate{}, fmt.Errorf("make DTLS key: %w", err)
	}
	certificate, err := webrtc.GenerateCertificate(key)
	if err != nil {
		return webrtc.Certificate{}, fmt.Errorf("make DTLS certificate: %w", err)
	}
	b.shown, b.madeAt = certificate, now
	return *certificate, nil
}
