package sms

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// UnifonicConfig is an account at Unifonic, whose HTTP interface other Saudi gateways
// offer too.
type UnifonicConfig struct {
	AppSid   string // the account's secret
	SenderID string // the registered name, at most 11 characters
	// URL is the gateway's address for messages; empty means Unifonic's own.
	URL string
	// MessageType is the class Saudi operators ask for: 1 warning, 3 service, 6
	// awareness; empty means 3.
	MessageType string
	// Callback is told of deliveries when the account is not set up for one; optional.
	Callback string
	Client   *http.Client // nil means one that waits ten seconds
}

// Unifonic sends through an HTTP gateway.
type Unifonic struct{ config UnifonicConfig }

// NewUnifonic fails when the account is not complete or the sender's name not one
// operators accept.
func NewUnifonic(config UnifonicConfig) (*Unifonic, error) {
	if config.AppSid == "" {
		return nil, errors.New("the SMS gateway needs an AppSid")
	}
	if err := checkSenderID(config.SenderID); err != nil {
		return nil, err
	}
	if config.URL == "" {
		config.URL = "https://el.cloud.unifonic.com/rest/SMS/messages"
	}
	if config.MessageType == "" {
		config.MessageType = "3"
	}
	if config.Client == nil {
		config.Client = &http.Client{Timeout: 10 * time.Second}
	}
	return &Unifonic{config}, nil
}

// checkSenderID holds the Saudi rule: registered names have up to 11 letters, digits or
// hyphens, and are not a number.
func checkSenderID(name string) error {
	const longest = 11
	letters := strings.Trim(name, "0123456789-")
	if name == "" || len(name) > longest || letters == "" {
		return fmt.Errorf("the SMS sender name %q is not 1 to %d letters and digits with a letter among them", name, longest)
	}
	return nil
}

// Send posts the message.
func (u *Unifonic) Send(ctx context.Context, message Message) (Receipt, error) {
	form := url.Values{
		"AppSid":        {u.config.AppSid},
		"SenderID":      {u.config.SenderID},
		"Recipient":     {strings.TrimPrefix(message.To, "+")},
		"Body":          {message.Text},
		"CorrelationID": {message.Key},
		"responseType":  {"JSON"},
		"MessageType":   {u.config.MessageType},
		"async":         {"false"},
	}
	if u.config.Callback != "" {
		form.Set("statusCallback", u.config.Callback)
	}
	status, body, err := u.post(ctx, u.config.URL, form)
	if err != nil {
		return Receipt{}, err
	}
	return readAnswer(status, body)
}

// largestAnswer is more than any gateway says.
const largestAnswer = 64 << 10

func (u *Unifonic) post(ctx context.Context, address string, form url.Values) (status int, body []byte, err error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, address, strings.NewReader(form.Encode()))
	if err != nil {
		return 0, nil, fmt.Errorf("ask the SMS gateway: %w", err)
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	request.Header.Set("Accept", "application/json")
	response, err := u.config.Client.Do(request)
	if err != nil {
		return 0, nil, fmt.Errorf("ask the SMS gateway: %w", err)
	}
	defer response.Body.Close()
	body, err = io.ReadAll(io.LimitReader(response.Body, largestAnswer))
	if err != nil {
		return 0, nil, fmt.Errorf("read the SMS gateway's answer: %w", err)
	}
	return response.StatusCode, body, nil
}

// answer is what the gateway says. Accounts differ in whether success and numbers come
// as JSON strings.
type answer struct {
	Success   loose `json:"success"`
	ErrorCode loose `json:"errorCode"`
	Data      struct {
		MessageID loose `json:"MessageID"`
	} `json:"data"`
}

func readAnswer(status int, body []byte) (Receipt, error) {
	var said answer
	readable := json.Unmarshal(body, &said) == nil
	code := string(said.ErrorCode)
	switch {
	case !readable:
		return Receipt{}, fmt.Errorf("the SMS gateway answers %d with something unreadable", status)
	case status < 300 && strings.EqualFold(string(said.Success), "true"):
		return Receipt{Gateway: "unifonic", ID: string(said.Data.MessageID)}, nil
	case code == duplicate:
		// An attempt whose answer we never saw got through: the person has the text.
		return Receipt{Gateway: "unifonic"}, nil
	case rejections[code] != "":
		return Receipt{}, fmt.Errorf("%w: %s (%s)", ErrRejected, rejections[code], code)
	}
	// Our account, its balance or the gateway itself: somebody can mend that, and the
	// message is tried again. Its own words stay out: they may quote the number.
	return Receipt{}, fmt.Errorf("the SMS gateway answers %d, error %q", status, code)
}

// Error codes from docs.unifonic.com, "Understanding reasons of SMS non-delivery".
const duplicate = "ER-09"

var rejections = map[string]string{
	"ER-02": "the number is not valid",
	"ER-03": "the number is too long",
	"ER-04": "the number is too short",
	"ER-06": "the text is empty",
	"ER-07": "the text was filtered",
}

// loose is a JSON string, number or boolean as text.
type loose string

// UnmarshalJSON takes the value as it is written.
func (l *loose) UnmarshalJSON(text []byte) error {
	*l = loose(strings.Trim(string(text), `"`))
	return nil
}
