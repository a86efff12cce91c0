package app

import (
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"majlis/internal/config"
	"majlis/internal/notify"
)

type heard []notify.Fate

func (h *heard) Deliver(_ context.Context, f notify.Fate) error {
	*h = append(*h, f)
	return nil
}

func (h *heard) Underway(context.Context, time.Time, time.Time) ([]notify.Underway, error) {
	return nil, nil
}

func TestReceipts_NeedTheSecret(t *testing.T) {
	key, err := config.NewKey([]byte("0123456789abcdef0123456789abcdef"))
	if err != nil {
		t.Fatal(err)
	}
	c := config.Config{Key: key, SMS: config.SMS{Gateway: "unifonic"}}
	kept := &heard{}
	n := &Node{log: slog.New(slog.DiscardHandler), services: &services{notifier: notify.New(notify.Config{Deliveries: kept, Now: time.Now})}}
	handler, err := n.receipts(c)
	if err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	mux.Handle("POST "+receiptPath+"{secret}", handler)
	secret, err := receiptSecret(c)
	if err != nil {
		t.Fatal(err)
	}
	post := func(secret, body string) int {
		w := httptest.NewRecorder()
		r := httptest.NewRequest(http.MethodPost, receiptPath+secret, strings.NewReader(body))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		mux.ServeHTTP(w, r)
		return w.Code
	}
	const arrived = "MessageID=77&CorrelationID=notice-3&Status=Delivered"
	if code := post("guessed", arrived); code != http.StatusNotFound || len(*kept) != 0 {
		t.Errorf("without the secret: %d, kept %+v", code, *kept)
	}
	for _, body := range []string{arrived, arrived, "what?"} {
		if code := post(secret, body); code != http.StatusNoContent {
			t.Errorf("%q is answered %d", body, code)
		}
	}
	if len(*kept) != 2 || (*kept)[0].Notice != 3 || !(*kept)[0].Arrived {
		t.Errorf("kept %+v", *kept)
	}
}
