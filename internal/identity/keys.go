package identity

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base32"
	"errors"
	"fmt"
)

// Keys are the keys of this package, each derived from the server's one secret for one use, so
// that what leaks through one says nothing about another. They are safe for concurrent use.
type Keys struct {
	seal     cipher.AEAD
	person   []byte
	code     []byte
	link     []byte
	attempts []byte
}

// MinSecret is the least number of bytes of a server secret.
const MinSecret = 32

// NewKeys derives the keys. The secret must stay the same for the life of the data: sealed numbers
// open, and people are found again, only with it.
func NewKeys(secret []byte) (*Keys, error) {
	if len(secret) < MinSecret {
		return nil, fmt.Errorf("the server secret has %d bytes, it needs %d", len(secret), MinSecret)
	}
	var failed error
	derive := func(use string) []byte {
		key, err := hkdf.Key(sha256.New, secret, nil, "majlis identity "+use+" v1", 32)
		failed = errors.Join(failed, err)
		return key
	}
	sealKey := derive("national id seal")
	keys := &Keys{
		person:   derive("national id hash"),
		code:     derive("one-time code"),
		link:     derive("link"),
		attempts: derive("attempt"),
	}
	if failed != nil {
		return nil, fmt.Errorf("derive keys: %w", failed)
	}
	block, err := aes.NewCipher(sealKey)
	if err != nil {
		return nil, fmt.Errorf("make the seal: %w", err)
	}
	if keys.seal, err = cipher.NewGCMWithRandomNonce(block); err != nil {
		return nil, fmt.Errorf("make the seal: %w", err)
	}
	return keys, nil
}

// sealVersion begins every sealed number, so that a later key or cipher can be told apart.
const sealVersion = 1

// sealNationalID encrypts a number, bound to its hash: a sealed number copied to another row does
// not open there.
func (k *Keys) sealNationalID(n NationalID) []byte {
	return k.seal.Seal([]byte{sealVersion}, nil, []byte(n.digits), k.nationalIDHash(n))
}

func (k *Keys) openNationalID(sealed, hash []byte) (NationalID, error) {
	if len(sealed) == 0 || sealed[0] != sealVersion {
		return NationalID{}, errors.New("a sealed number of unknown version")
	}
	digits, err := k.seal.Open(nil, nil, sealed[1:], hash)
	if err != nil {
		return NationalID{}, fmt.Errorf("open a sealed number: %w", err)
	}
	return NationalID{string(digits)}, nil
}

func (k *Keys) nationalIDHash(n NationalID) []byte { return mac(k.person, n.digits) }

func (k *Keys) codeHash(phone, purpose, code string) []byte {
	return mac(k.code, phone, purpose, code)
}

func (k *Keys) linkHash(token string) []byte { return mac(k.link, token) }

// attemptKey names a counter without telling whose it is.
func (k *Keys) attemptKey(what, who string) string {
	sum := mac(k.attempts, what, who)
	return what + ":" + base32.StdEncoding.EncodeToString(sum[:20])
}

// mac hashes parts with a key; lengths go in, so that parts cannot run into each other.
func mac(key []byte, parts ...string) []byte {
	h := hmac.New(sha256.New, key)
	for _, part := range parts {
		fmt.Fprintf(h, "%d:%s", len(part), part)
	}
	return h.Sum(nil)
}

// randomBytes never fails: a machine without randomness stops the program instead.
func randomBytes(n int) []byte {
	b := make([]byte, n)
	_, _ = rand.Read(b)
	return b
}
