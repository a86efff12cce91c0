package sms_test

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"majlis/internal/sms"
	"majlis/internal/sms/smstest"
)

func TestReadDelivery(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name, address, kind, body string
		want                      sms.Delivery
	}{
		{"a form", "/x", "application/x-www-form-urlencoded", "MessageID=77&CorrelationID=notice-3&Status=Delivered",
			sms.Delivery{Key: "notice-3", ID: "77", Fate: sms.FateDelivered, Reason: "Delivered"}},
		{"JSON with numbers", "/x", "application/json; charset=utf-8", `{"messageId":77,"status":"UNDELIV"}`,
			sms.Delivery{ID: "77", Fate: sms.FateFailed, Reason: "UNDELIV"}},
		{"the address", "/x?messageid=77&status=Queued", "", "", sms.Delivery{ID: "77", Fate: sms.FateUnderway, Reason: "Queued"}},
		{"nothing", "/x", "application/json", `[]`, sms.Delivery{}},
		{"a message without a word", "/x?messageid=77", "", "", sms.Delivery{}},
	} {
		r := httptest.NewRequest(http.MethodPost, test.address, strings.NewReader(test.body))
		r.Header.Set("Content-Type", test.kind)
		got, err := sms.ReadDelivery(r)
		if got != test.want || (test.want == sms.Delivery{}) != errors.Is(err, sms.ErrNoDelivery) {
			t.Errorf("%s: %+v, %v", test.name, got, err)
		}
	}
}

// A message is tried until the gateway has it, and the gateway has it once.
func TestUnifonic_OnAGatewayThatFails(t *testing.T) {
	t.Parallel()
	gateway := smstest.NewGateway(t)
	gateway.Delay = 300 * time.Millisecond
	sender := account(t, gateway.Address(), &http.Client{Timeout: 100 * time.Millisecond})
	gateway.Fail(smstest.Busy, smstest.Broken, smstest.LosesMessage, smstest.Slow, smstest.LosesAnswer)
	tries := 0
	for {
		tries++
		_, err := sender.Send(t.Context(), message)
		if err == nil {
			break
		}
		if errors.Is(err, sms.ErrRejected) || tries > 6 {
			t.Fatalf("after %d tries: %v", tries, err)
		}
	}
	if taken := gateway.Taken(); tries != 6 || len(taken) != 1 || taken[0].Key != message.Key {
		t.Errorf("%d tries, taken %+v", tries, taken)
	}
	id := gateway.Taken()[0].ID
	for status, want := range map[string]sms.Fate{"": sms.FateUnderway, "Delivered": sms.FateDelivered, "Rejected": sms.FateFailed} {
		gateway.Say(id, status)
		if got, err := sender.Track(t.Context(), id); err != nil || got.Fate != want || got.ID != id {
			t.Errorf("said %q: %+v, %v", status, got, err)
		}
	}
}

func TestTaqnyat(t *testing.T) {
	t.Parallel()
	status, answer := http.StatusCreated, `{"statusCode":201,"messageId":4412,"accepted":"[966500000001]","rejected":"[]"}`
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") != "Bearer secret" {
			t.Errorf("signed in as %q", r.Header.Get("Authorization"))
		}
		w.WriteHeader(status)
		_, _ = w.Write([]byte(answer))
	}))
	t.Cleanup(server.Close)
	sender, err := sms.NewTaqnyat(sms.TaqnyatConfig{Token: "secret", SenderID: "MAJLIS", URL: server.URL})
	if err != nil {
		t.Fatal(err)
	}
	if receipt, err := sender.Send(t.Context(), message); err != nil || receipt != (sms.Receipt{Gateway: "taqnyat", ID: "4412"}) {
		t.Errorf("%+v, %v", receipt, err)
	}
	answer = `{"statusCode":201,"messageId":4413,"accepted":"[]","rejected":"[966500000001,]"}`
	if _, err := sender.Send(t.Context(), message); !errors.Is(err, sms.ErrRejected) {
		t.Errorf("a number refused: %v", err)
	}
	status, answer = http.StatusTooManyRequests, ``
	if _, err := sender.Send(t.Context(), message); err == nil || errors.Is(err, sms.ErrRejected) {
		t.Errorf("too many: %v", err)
	}
}
