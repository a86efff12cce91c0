package page

import (
	"encoding/base64"
	"encoding/json"
	"net/http"

	"majlis/internal/i18n"
)

// flashCookie carries one short message across the redirect after a POST. It
// holds a catalogue key and its arguments, never a sentence; put no personal
// data in the arguments.
const flashCookie = "majlis_flash"

// A Flash is a message for the next page.
type Flash struct {
	Kind Kind   `json:"kind"`
	Key  string `json:"key"`
	Args []any  `json:"args,omitempty"`
}

// Done is the usual Flash: something succeeded.
func Done(key string, args ...any) Flash { return Flash{Kind: Success, Key: key, Args: args} }

// Redirect answers a POST: the browser is sent (303) to path, in the request's
// language, and shown the messages there.
func Redirect(w http.ResponseWriter, r *http.Request, path string, message ...Flash) error {
	if len(message) > 0 {
		raw, err := json.Marshal(message[0])
		if err != nil {
			return err
		}
		http.SetCookie(w, &http.Cookie{
			Name: flashCookie, Value: base64.RawURLEncoding.EncodeToString(raw), Path: "/",
			MaxAge: 60, HttpOnly: true, Secure: r.TLS != nil, SameSite: http.SameSiteLaxMode,
		})
	}
	http.Redirect(w, r, localize(LangOf(r), path), http.StatusSeeOther)
	return nil
}

// takeFlash reads the message left by the page before. An unreadable one is
// dropped: it can only come from outside.
func takeFlash(r *http.Request, p *i18n.Printer) *Notice {
	cookie, err := r.Cookie(flashCookie)
	if err != nil || cookie.Value == "" {
		return nil
	}
	raw, err := base64.RawURLEncoding.DecodeString(cookie.Value)
	if err != nil {
		return nil
	}
	var f Flash
	if json.Unmarshal(raw, &f) != nil || !p.Has(f.Key) {
		return nil
	}
	for i, arg := range f.Args {
		if n, ok := arg.(float64); ok && n == float64(int(n)) {
			f.Args[i] = int(n) // JSON has no whole numbers; plurals need one
		}
	}
	return &Notice{Kind: f.Kind, Text: p.T(f.Key, f.Args...)}
}

func clearFlash(w http.ResponseWriter, r *http.Request) {
	http.SetCookie(w, &http.Cookie{Name: flashCookie, Path: "/", MaxAge: -1, HttpOnly: true, Secure: r.TLS != nil})
}
