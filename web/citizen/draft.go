package citizen

import (
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"majlis/booking"
	"majlis/internal/casework"
	"majlis/internal/identity"
)

const (
	draftCookie = "majlis_draft"
	draftDays   = 14
	nationalID  = "national_id" // the one answer that is sealed at rest
	filedMark   = "filed"       // kind and reference of what this draft became
)

// A draft is what somebody has typed so far. Its cookie has two halves: the key of the row, and a
// secret that is stored nowhere else and seals the identity number.
type draft struct {
	key, secret string
	phone       string // who it belongs to; "" until a number is proved
	answers     url.Values
	filedKind   casework.Kind // set when it has been handed in
	filedAs     string
}

// openDraft finds the visitor's draft. Without one, or with one of another number, it is empty.
func (s *Site) openDraft(r *http.Request) (draft, error) {
	fresh := draft{phone: identity.ActorFrom(r.Context()).Phone, answers: url.Values{}}
	cookie, err := r.Cookie(draftCookie)
	if err != nil {
		return fresh, nil
	}
	key, secret, ok := strings.Cut(cookie.Value, ".")
	if !ok {
		return fresh, nil
	}
	stored, err := s.Office.Draft(r.Context(), key)
	if errors.Is(err, booking.ErrNotFound) {
		return fresh, nil
	}
	if err != nil {
		return draft{}, fmt.Errorf("open a draft: %w", err)
	}
	if fresh.phone != "" && stored.Phone != fresh.phone {
		return fresh, nil
	}
	d := draft{key: key, secret: secret, phone: stored.Phone, answers: url.Values{}}
	maps.Copy(d.answers, stored.Answers)
	if mark := stored.Answers[filedMark]; len(mark) == 2 {
		d.filedKind, d.filedAs = casework.Kind(mark[0]), mark[1]
		d.answers = url.Values{}
	}
	d.unseal()
	return d, nil
}

// keepDraft saves the draft; a new one, or one that was handed in already, gets a key and a cookie.
func (s *Site) keepDraft(w http.ResponseWriter, r *http.Request, d *draft) error {
	if d.key == "" || d.filedAs != "" {
		*d = draft{key: rand.Text(), secret: rand.Text(), phone: d.phone, answers: d.answers}
		http.SetCookie(w, &http.Cookie{
			Name: draftCookie, Value: d.key + "." + d.secret, Path: "/", MaxAge: draftDays * 24 * 60 * 60,
			HttpOnly: true, Secure: s.HTTPS, SameSite: http.SameSiteLaxMode,
		})
	}
	return s.saveDraft(r.Context(), *d)
}

func (s *Site) saveDraft(ctx context.Context, d draft) error {
	answers, err := d.sealed()
	if err != nil {
		return err
	}
	if err := s.Office.SaveDraft(ctx, casework.Draft{Key: d.key, Phone: d.phone, Answers: answers}); err != nil {
		return fmt.Errorf("save a draft: %w", err)
	}
	return nil
}

// markFiled leaves under the key what it became, so that a second press finds it.
func (s *Site) markFiled(ctx context.Context, d draft, c casework.Case) error {
	return s.saveDraft(ctx, draft{key: d.key, phone: d.phone, answers: url.Values{filedMark: {string(c.Kind), c.Reference}}})
}

func (d draft) cipher() (cipher.AEAD, error) {
	key := sha256.Sum256([]byte("draft:" + d.secret))
	block, err := aes.NewCipher(key[:])
	if err != nil {
		return nil, err
	}
	return cipher.NewGCMWithRandomNonce(block)
}

// sealed is the answers as they may be stored: without the identity number in the clear.
func (d draft) sealed() (map[string][]string, error) {
	answers := maps.Clone(d.answers)
	number := answers.Get(nationalID)
	if number == "" {
		return answers, nil
	}
	seal, err := d.cipher()
	if err != nil {
		return nil, fmt.Errorf("seal a draft: %w", err)
	}
	answers.Set(nationalID, base64.RawStdEncoding.EncodeToString(seal.Seal(nil, nil, []byte(number), nil)))
	return answers, nil
}

// unseal opens the identity number; one that does not open is to be typed again.
func (d draft) unseal() {
	raw, err := base64.RawStdEncoding.DecodeString(d.answers.Get(nationalID))
	d.answers.Del(nationalID)
	if err != nil || len(raw) == 0 {
		return
	}
	seal, err := d.cipher()
	if err != nil {
		return
	}
	if number, err := seal.Open(nil, nil, raw, nil); err == nil {
		d.answers.Set(nationalID, string(number))
	}
}

// take copies the answers of one page; a group without a tick is kept as an empty answer, so that
// it counts as answered.
func (d draft) take(values url.Values, names []string) {
	for _, name := range names {
		d.answers[name] = slices.Clone(values[name])
	}
}
