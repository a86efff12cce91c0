package identity

import (
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"strings"
	"unicode/utf8"

	"golang.org/x/crypto/argon2"

	"majlis/booking"
)

// Lengths of a password, in characters. No other rule: length is what counts.
const (
	PasswordMin = 12
	PasswordMax = 128
)

// argonCost is the OWASP cheat sheet's second choice: 19 MiB, two passes, one lane.
type argonCost struct {
	memory, passes uint32
	lanes          uint8
}

var cost = argonCost{memory: 19 * 1024, passes: 2, lanes: 1}

const (
	saltBytes = 16
	hashBytes = 32
)

// CheckPassword refuses a password that is too short, too long, or the username itself.
func CheckPassword(username, password string) error {
	switch n := utf8.RuneCountInString(password); {
	case n < PasswordMin:
		return booking.Refuse("password_short", "password", "min", PasswordMin)
	case n > PasswordMax:
		return booking.Refuse("password_long", "password", "max", PasswordMax)
	case username != "" && strings.Contains(strings.ToLower(password), strings.ToLower(username)):
		return booking.Refuse("password_has_username", "password")
	}
	return nil
}

// hashPassword writes salt, cost and hash in the customary form $argon2id$v=19$m=…,t=…,p=…$salt$hash.
func hashPassword(password string) string {
	salt := randomBytes(saltBytes)
	sum := argon2.IDKey([]byte(password), salt, cost.passes, cost.memory, cost.lanes, hashBytes)
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, cost.memory, cost.passes, cost.lanes,
		base64.RawStdEncoding.EncodeToString(salt), base64.RawStdEncoding.EncodeToString(sum))
}

// passwordFits compares in constant time. stale says the stored hash was made at another cost than
// today's and should be made again.
func passwordFits(stored, password string) (fits, stale bool, err error) {
	parts := strings.Split(stored, "$")
	if len(parts) != 6 || parts[1] != "argon2id" {
		return false, false, fmt.Errorf("a stored password in an unknown form")
	}
	var version int
	var c argonCost
	if _, err := fmt.Sscanf(parts[2]+" "+parts[3], "v=%d m=%d,t=%d,p=%d", &version, &c.memory, &c.passes, &c.lanes); err != nil {
		return false, false, fmt.Errorf("read a stored password's cost: %w", err)
	}
	salt, err := base64.RawStdEncoding.DecodeString(parts[4])
	if err != nil {
		return false, false, fmt.Errorf("read a stored password's salt: %w", err)
	}
	sum, err := base64.RawStdEncoding.DecodeString(parts[5])
	if err != nil {
		return false, false, fmt.Errorf("read a stored password's hash: %w", err)
	}
	if version != argon2.Version || len(sum) != hashBytes || c.passes == 0 || c.lanes == 0 {
		return false, false, fmt.Errorf("a stored password of an unknown version")
	}
	got := argon2.IDKey([]byte(password), salt, c.passes, c.memory, c.lanes, hashBytes)
	return subtle.ConstantTimeCompare(got, sum) == 1, c != cost, nil
}
