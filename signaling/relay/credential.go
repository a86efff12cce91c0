package relay

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha1" //nolint:gosec // what the TURN REST convention asks for
	"encoding/base64"
	"strconv"
	"strings"
	"time"
)

// A username is "<expiry>:<name>", the expiry in Unix seconds, and its password the
// base64 HMAC-SHA1 of it: the convention of draft-uberti-behave-turn-rest-00, which
// coturn takes with use-auth-secret.

func username(expires time.Time, name string) string {
	return strconv.FormatInt(expires.Unix(), 10) + ":" + name
}

func password(secret []byte, username string) string {
	mac := hmac.New(sha1.New, secret)
	mac.Write([]byte(username))
	return base64.StdEncoding.EncodeToString(mac.Sum(nil))
}

// parse takes a username apart.
func parse(username string) (expires time.Time, name string, ok bool) {
	stamp, name, found := strings.Cut(username, ":")
	seconds, err := strconv.ParseInt(stamp, 10, 64)
	return time.Unix(seconds, 0), name, found && err == nil
}

// newName names a connection to whoever can read the packets: it tells nothing, and the
// secret name of the connection stays secret.
func newName() string { return rand.Text()[:16] }
