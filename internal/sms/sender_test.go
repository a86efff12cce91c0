package sms_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"majlis/internal/sms"
	"majlis/internal/sms/smstest"
)

var message = sms.Message{To: "+966500000001", Text: "رمز الدخول 482913", Key: "notice-7"}

// gateway is a Unifonic that answers with one status and body and keeps the form it got.
func gateway(t *testing.T, status int, body string) (*sms.Unifonic, *url.Values) {
	t.Helper()
	got := &url.Values{}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := r.ParseForm(); err != nil {
			t.Error(err)
		}
		*got = r.PostForm
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}))
	t.Cleanup(server.Close)
	return account(t, server.URL, nil), got
}

func account(t *testing.T, url string, client *http.Client) *sms.Unifonic {
	t.Helper()
	sender, err := sms.NewUnifonic(sms.UnifonicConfig{AppSid: "secret", SenderID: "MAJLIS", URL: url, Client: client})
	if err != nil {
		t.Fatal(err)
	}
	return sender
}

func TestUnifonic_Send(t *testing.T) {
	t.Parallel()
	sender, form := gateway(t, 200, `{"success":true,"message":"","errorCode":"ER-00","data":{"MessageID":42000348806924,"Status":"Sent","NumberOfUnits":1}}`)
	receipt, err := sender.Send(t.Context(), message)
	if err != nil || receipt != (sms.Receipt{Gateway: "unifonic", ID: "42000348806924"}) {
		t.Errorf("receipt %+v, err %v", receipt, err)
	}
	for name, want := range map[string]string{
		"AppSid": "secret", "SenderID": "MAJLIS", "Recipient": "966500000001", "Body": message.Text,
		"CorrelationID": "notice-7", "responseType": "JSON", "MessageType": "3",
	} {
		if form.Get(name) != want {
			t.Errorf("%s is %q, want %q", name, form.Get(name), want)
		}
	}
}

func TestUnifonic_Answers(t *testing.T) {
	t.Parallel()
	const fine, rejected, again = "fine", "rejected", "again"
	for _, test := range []struct {
		name   string
		status int
		body   string
		want   string
	}{
		{"success and number as strings", 200, `{"success":"true","errorCode":"ER-00","data":{"MessageID":"77"}}`, fine},
		{"an attempt before got through", 200, `{"success":false,"errorCode":"ER-09","data":{}}`, fine},
		{"a number too short", 200, `{"success":false,"message":"Dest num is too short","errorCode":"ER-04","data":{}}`, rejected},
		{"a number that is none, with a status for it", 400, `{"success":"false","errorCode":"ER-02","data":null}`, rejected},
		{"no balance", 200, `{"success":false,"errorCode":"ER-01","data":{}}`, again},
		{"a sender not registered", 200, `{"success":false,"errorCode":"ER-08"}`, again},
		{"not signed in", 401, `{"success":false,"errorCode":"ER-401"}`, again},
		{"too many at once", 429, `{"success":false}`, again},
		{"success with an error's status", 500, `{"success":true,"data":{"MessageID":1}}`, again},
		{"a page instead of JSON", 502, `<html>Bad Gateway</html>`, again},
		{"nothing", 200, ``, again},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			sender, _ := gateway(t, test.status, test.body)
			_, err := sender.Send(t.Context(), message)
			got := again
			if err == nil {
				got = fine
			} else if errors.Is(err, sms.ErrRejected) {
				got = rejected
			}
			if got != test.want {
				t.Errorf("%s (%v), want %s", got, err, test.want)
			}
			if err != nil && (strings.Contains(err.Error(), "966") || strings.Contains(err.Error(), "482913") || strings.Contains(err.Error(), "secret")) {
				t.Errorf("the error tells too much: %v", err)
			}
		})
	}
}

func TestUnifonic_GivesUpOnASilentGateway(t *testing.T) {
	t.Parallel()
	release := make(chan struct{})
	server := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { <-release }))
	t.Cleanup(server.Close)
	t.Cleanup(func() { close(release) }) // before the server closes

	t.Run("by its own timeout", func(t *testing.T) {
		_, err := account(t, server.URL, &http.Client{Timeout: 20 * time.Millisecond}).Send(t.Context(), message)
		if err == nil || errors.Is(err, sms.ErrRejected) {
			t.Errorf("err %v, want one that may be tried again", err)
		}
	})
	t.Run("when the caller does", func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
		defer cancel()
		if _, err := account(t, server.URL, nil).Send(ctx, message); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("err %v, want the deadline", err)
		}
	})
	t.Run("that is not there", func(t *testing.T) {
		_, err := account(t, "http://127.0.0.1:1/", nil).Send(t.Context(), message)
		if err == nil || errors.Is(err, sms.ErrRejected) || strings.Contains(err.Error(), "482913") {
			t.Errorf("err %v, want one that may be tried again", err)
		}
	})
}

func TestNewUnifonic_ChecksTheAccount(t *testing.T) {
	t.Parallel()
	for _, config := range []sms.UnifonicConfig{
		{SenderID: "MAJLIS"},
		{AppSid: "secret"},
		{AppSid: "secret", SenderID: "MAJLISMAJLIS"},
		{AppSid: "secret", SenderID: "0500000001"},
	} {
		if _, err := sms.NewUnifonic(config); err == nil {
			t.Errorf("%+v: accepted", config)
		}
	}
}

func TestConsole(t *testing.T) {
	t.Parallel()
	var out strings.Builder
	console := sms.NewConsole(&out)
	receipt, err := console.Send(t.Context(), message)
	if err != nil || receipt.Gateway != "console" || receipt.ID != "1" {
		t.Errorf("receipt %+v, err %v", receipt, err)
	}
	if !strings.Contains(out.String(), message.To) || !strings.Contains(out.String(), message.Text) {
		t.Errorf("wrote %q", out.String())
	}
}

func TestRecorder(t *testing.T) {
	t.Parallel()
	var recorder smstest.Recorder
	broken := errors.New("broken")
	recorder.Fail(broken, nil)
	if _, err := recorder.Send(t.Context(), message); !errors.Is(err, broken) {
		t.Errorf("err %v", err)
	}
	for range 2 {
		if _, err := recorder.Send(t.Context(), message); err != nil {
			t.Error(err)
		}
	}
	if got := recorder.To(message.To); !slices.Equal(got, []string{message.Text, message.Text}) {
		t.Errorf("sent %v", got)
	}
}
