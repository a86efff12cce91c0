package sms

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strings"
)

// Fate is what became of a message that a gateway took.
type Fate string

const (
	FateUnderway  Fate = "underway" // nothing final is known
	FateDelivered Fate = "delivered"
	FateFailed    Fate = "failed" // it will not be delivered any more
)

// A Delivery is a gateway's word about one message. The same word may come more than once, and late.
type Delivery struct {
	Key    string // of the Message, when the gateway says it
	ID     string // the gateway's own number
	Fate   Fate
	Reason string // the gateway's word for it, short
}

// A Tracker can be asked what became of a message, by the gateway's own number.
type Tracker interface {
	Track(ctx context.Context, id string) (Delivery, error)
}

// ErrNoDelivery is a call that says nothing of any message.
var ErrNoDelivery = errors.New("the call says nothing of a message's delivery")

// fates are the words of Saudi gateways, in small letters. Any other word is FateUnderway.
var fates = map[string]Fate{
	"delivered": FateDelivered, "delivrd": FateDelivered, "success": FateDelivered,
	"failed": FateFailed, "undelivered": FateFailed, "undeliv": FateFailed, "rejected": FateFailed, "rejectd": FateFailed,
	"expired": FateFailed, "blocked": FateFailed, "deleted": FateFailed,
}

// ReadDelivery reads what a gateway calls with, whether as a form, in the address, or as JSON, and
// whatever capitals it writes names in.
func ReadDelivery(r *http.Request) (Delivery, error) {
	said := map[string]string{}
	take := func(values url.Values) {
		for name, list := range values {
			said[strings.ToLower(name)] = list[0]
		}
	}
	take(r.URL.Query())
	const largest = 16 << 10
	body, err := io.ReadAll(io.LimitReader(r.Body, largest))
	if err != nil {
		return Delivery{}, fmt.Errorf("read a delivery receipt: %w", err)
	}
	if kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type")); kind == "application/json" {
		var fields map[string]json.RawMessage
		if err := json.Unmarshal(body, &fields); err != nil {
			return Delivery{}, ErrNoDelivery
		}
		for name, raw := range fields {
			said[strings.ToLower(name)] = strings.Trim(string(raw), `"`)
		}
	} else if values, err := url.ParseQuery(string(body)); err == nil {
		take(values)
	}
	d := deliveryOf(said)
	if d.Key == "" && d.ID == "" || d.Reason == "" {
		return Delivery{}, ErrNoDelivery
	}
	return d, nil
}

func deliveryOf(said map[string]string) Delivery {
	first := func(names ...string) string {
		for _, name := range names {
			if said[name] != "" {
				return said[name]
			}
		}
		return ""
	}
	status := first("status", "messagestatus", "dlr", "state")
	return Delivery{
		Key: first("correlationid", "reference"), ID: first("messageid", "message_id", "msgid"), Fate: fateOf(status), Reason: short(status),
	}
}

func fateOf(status string) Fate {
	if fate, final := fates[strings.ToLower(status)]; final {
		return fate
	}
	return FateUnderway
}

// short keeps a gateway's word from filling a row.
func short(word string) string {
	const longest = 40
	if len(word) > longest {
		word = strings.ToValidUTF8(word[:longest], "")
	}
	return word
}

// Track asks Unifonic what became of a message.
func (u *Unifonic) Track(ctx context.Context, id string) (Delivery, error) {
	form := url.Values{"AppSid": {u.config.AppSid}, "MessageID": {id}, "responseType": {"JSON"}}
	_, body, err := u.post(ctx, strings.TrimSuffix(u.config.URL, "/")+"/GetMessageIDStatus", form)
	if err != nil {
		return Delivery{}, err
	}
	var said struct {
		Data struct {
			Status loose `json:"Status"`
		} `json:"data"`
	}
	if err := json.Unmarshal(body, &said); err != nil || said.Data.Status == "" {
		return Delivery{}, errors.New("the SMS gateway says nothing readable of a message's delivery")
	}
	status := string(said.Data.Status)
	return Delivery{ID: id, Fate: fateOf(status), Reason: short(status)}, nil
}
