package identity

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"errors"
	"fmt"
	"math/big"
	"strings"
	"time"

	"majlis/booking"
	"majlis/internal/i18n"
)

// What a code is like and how often one may be had.
const (
	CodeDigits  = 6
	CodeFor     = 5 * time.Minute // how long a code is good
	CodeTries   = 5               // how many guesses a code stands
	ResendAfter = time.Minute     // before another code goes to the same number
)

// CodeSignIn is the purpose of codes that sign a citizen in.
const CodeSignIn = "sign_in"

var (
	codesOfPhoneHour = Limit{What: "code_phone_hour", Max: 6, For: time.Hour}
	codesOfPhoneDay  = Limit{What: "code_phone_day", Max: 15, For: 24 * time.Hour}
	codesOfAddress   = Limit{What: "code_address", Max: 60, For: time.Hour} // a mobile carrier's customers share addresses
	guessesOfAddress = Limit{What: "code_guess", Max: 120, For: time.Hour}
)

// SentCode is a code as the store keeps it.
type SentCode struct {
	ID        int64
	Phone     string
	Purpose   string
	Hash      []byte
	SentAt    time.Time
	ExpiresAt time.Time
	Tries     int
	UsedAt    time.Time // zero until used
}

// CodeStore keeps the codes sent. Only the newest of a phone and purpose counts.
type CodeStore interface {
	AddCode(ctx context.Context, code SentCode) error
	// NewestCode is booking.ErrNotFound when none was ever sent.
	NewestCode(ctx context.Context, phone, purpose string) (SentCode, error)
	// TryCode counts a guess and returns how many there were, atomically.
	TryCode(ctx context.Context, id int64) (tries int, err error)
	// SpendCode marks a code used; false when it already was.
	SpendCode(ctx context.Context, id int64, at time.Time) (bool, error)
}

// CodesConfig is what Codes needs; everything is required.
type CodesConfig struct {
	Store  CodeStore
	Limits *Limits
	Keys   *Keys
	// Text sends an SMS at once and fails when it was not accepted.
	Text   func(ctx context.Context, phone, text string) error
	Bundle *i18n.Bundle
	Host   string // of the public address, no port: the last line of the SMS ties the code to it
	Now    func() time.Time
}

// Codes proves mobile numbers by one-time codes. It is safe for concurrent use.
type Codes struct{ CodesConfig }

// NewCodes makes Codes.
func NewCodes(c CodesConfig) *Codes { return &Codes{c} }

// Send texts a new code to a parsed phone; earlier ones stop working. It refuses code_too_soon
// when one was sent within ResendAfter, and code_too_many (count: minutes to wait) when the phone
// or the network address had too many.
func (c *Codes) Send(ctx context.Context, phone, purpose, address string, lang i18n.Lang) error {
	now := c.Now()
	last, err := c.Store.NewestCode(ctx, phone, purpose)
	if err != nil && !errors.Is(err, booking.ErrNotFound) {
		return fmt.Errorf("find the last code: %w", err)
	}
	if err == nil && last.UsedAt.IsZero() && now.Before(last.SentAt.Add(ResendAfter)) {
		return booking.Refuse("code_too_soon", "")
	}
	if err := c.takeSend(ctx, phone, address); err != nil {
		return err
	}
	code := newCode()
	sent := SentCode{Phone: phone, Purpose: purpose, Hash: c.Keys.codeHash(phone, purpose, code), SentAt: now, ExpiresAt: now.Add(CodeFor)}
	if err := c.Store.AddCode(ctx, sent); err != nil {
		return fmt.Errorf("keep a code: %w", err)
	}
	text := c.Bundle.Printer(lang).T("sms.otp", "code", code, "minutes", int(CodeFor/time.Minute), "host", c.Host)
	if err := c.Text(ctx, phone, text); err != nil {
		return fmt.Errorf("text a code: %w", err)
	}
	return nil
}

func (c *Codes) takeSend(ctx context.Context, phone, address string) error {
	if err := c.Limits.TakeFrom(ctx, codesOfAddress, address, "code_too_many"); err != nil {
		return err
	}
	if err := c.Limits.Take(ctx, codesOfPhoneHour, phone, "code_too_many"); err != nil {
		return err
	}
	return c.Limits.Take(ctx, codesOfPhoneDay, phone, "code_too_many")
}

// Check accepts the newest code of the phone once. It refuses code_wrong, code_expired (too old,
// used, or none was sent) and code_too_many_tries, after which a new code must be sent.
func (c *Codes) Check(ctx context.Context, phone, purpose, code string) error {
	code, ok := plainCode(code)
	if !ok {
		return booking.Refuse("code_wrong", "code")
	}
	if err := c.Limits.TakeFrom(ctx, guessesOfAddress, ActorFrom(ctx).Address, "code_too_many"); err != nil {
		return err
	}
	sent, err := c.Store.NewestCode(ctx, phone, purpose)
	if errors.Is(err, booking.ErrNotFound) {
		return booking.Refuse("code_expired", "code")
	}
	if err != nil {
		return fmt.Errorf("find a code: %w", err)
	}
	now := c.Now()
	if !sent.UsedAt.IsZero() || !now.Before(sent.ExpiresAt) {
		return booking.Refuse("code_expired", "code")
	}
	tries, err := c.Store.TryCode(ctx, sent.ID)
	if err != nil {
		return fmt.Errorf("count a guess: %w", err)
	}
	if tries > CodeTries {
		return booking.Refuse("code_too_many_tries", "code")
	}
	if !hmac.Equal(sent.Hash, c.Keys.codeHash(phone, purpose, code)) {
		return booking.Refuse("code_wrong", "code")
	}
	mine, err := c.Store.SpendCode(ctx, sent.ID, now)
	if err != nil {
		return fmt.Errorf("spend a code: %w", err)
	}
	if !mine {
		return booking.Refuse("code_expired", "code")
	}
	return nil
}

// plainCode folds digits and drops spaces; a text that cannot be a code costs no try.
func plainCode(s string) (string, bool) {
	s = strings.Join(strings.Fields(i18n.FoldDigits(s)), "")
	return s, len(s) == CodeDigits && strings.Trim(s, "0123456789") == ""
}

func newCode() string {
	n, err := rand.Int(rand.Reader, big.NewInt(1_000_000))
	if err != nil { // crypto/rand stops the program rather than failing
		panic(err)
	}
	return fmt.Sprintf("%0*d", CodeDigits, n.Int64())
}
