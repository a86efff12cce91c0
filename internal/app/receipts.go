package app

import (
	"crypto/hkdf"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"fmt"
	"net/http"

	"majlis/internal/config"
	"majlis/internal/sms"
)

// receiptPath is where the SMS gateway tells what became of messages. The gateway can prove who it is
// only by the address it was given, so the last part is a secret of this site's key.
const receiptPath = "/hooks/sms/"

// receiptSecret is that part.
func receiptSecret(c config.Config) (string, error) {
	const length = 20
	secret, err := hkdf.Key(sha256.New, c.Key.Reveal(), nil, "majlis sms receipts v1", length)
	if err != nil {
		return "", fmt.Errorf("derive the secret of delivery receipts: %w", err)
	}
	return hex.EncodeToString(secret), nil
}

// receipts takes the gateway's calls. A call that says nothing is answered as politely as any other:
// gateways repeat what they believe was not heard.
func (n *Node) receipts(c config.Config) (http.Handler, error) {
	secret, err := receiptSecret(c)
	if err != nil {
		return nil, err
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if subtle.ConstantTimeCompare([]byte(r.PathValue("secret")), []byte(secret)) != 1 {
			http.NotFound(w, r)
			return
		}
		delivery, err := sms.ReadDelivery(r)
		if err == nil {
			err = n.services.notifier.Deliver(r.Context(), c.SMS.Gateway, delivery)
		} else {
			n.log.Warn("a delivery receipt could not be read", "error", err)
			err = nil
		}
		if err != nil {
			n.log.Error("a delivery receipt could not be kept", "error", err)
			http.Error(w, "try again", http.StatusServiceUnavailable)
			return
		}
		w.WriteHeader(http.StatusNoContent)
	}), nil
}
