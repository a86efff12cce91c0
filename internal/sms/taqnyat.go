package sms

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"
)

// TaqnyatConfig is an account at Taqnyat.
type TaqnyatConfig struct {
	Token    string // the account's bearer token, a secret
	SenderID string // the registered name, at most 11 characters
	URL      string // of the gateway's messages; empty means Taqnyat's own
	Client   *http.Client
}

// Taqnyat sends through Taqnyat's JSON gateway. It knows no keys of ours: a message whose answer was
// lost goes out again.
type Taqnyat struct{ config TaqnyatConfig }

// NewTaqnyat fails when the account is not complete or the sender's name not one operators accept.
func NewTaqnyat(config TaqnyatConfig) (*Taqnyat, error) {
	if config.Token == "" {
		return nil, errors.New("the SMS gateway needs a token")
	}
	if err := checkSenderID(config.SenderID); err != nil {
		return nil, err
	}
	if config.URL == "" {
		config.URL = "https://api.taqnyat.sa/v1/messages"
	}
	if config.Client == nil {
		config.Client = &http.Client{Timeout: 10 * time.Second}
	}
	return &Taqnyat{config}, nil
}

// Send posts the message.
func (q *Taqnyat) Send(ctx context.Context, message Message) (Receipt, error) {
	body, err := json.Marshal(map[string]any{
		"recipients": []string{strings.TrimPrefix(message.To, "+")}, "body": message.Text, "sender": q.config.SenderID,
	})
	if err != nil {
		return Receipt{}, fmt.Errorf("write a message: %w", err)
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, q.config.URL, bytes.NewReader(body))
	if err != nil {
		return Receipt{}, fmt.Errorf("ask the SMS gateway: %w", err)
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("Authorization", "Bearer "+q.config.Token)
	response, err := q.config.Client.Do(request)
	if err != nil {
		return Receipt{}, fmt.Errorf("ask the SMS gateway: %w", err)
	}
	defer response.Body.Close()
	text, err := io.ReadAll(io.LimitReader(response.Body, largestAnswer))
	if err != nil {
		return Receipt{}, fmt.Errorf("read the SMS gateway's answer: %w", err)
	}
	var said struct {
		MessageID loose `json:"messageId"`
		Rejected  loose `json:"rejected"`
	}
	_ = json.Unmarshal(text, &said) // an answer that cannot be read names no message
	switch {
	case response.StatusCode < 300 && strings.Trim(string(said.Rejected), "[]") != "":
		return Receipt{}, fmt.Errorf("%w: the number is not valid", ErrRejected)
	case response.StatusCode < 300 && said.MessageID != "":
		return Receipt{Gateway: "taqnyat", ID: string(said.MessageID)}, nil
	}
	return Receipt{}, fmt.Errorf("the SMS gateway answers %d", response.StatusCode)
}
