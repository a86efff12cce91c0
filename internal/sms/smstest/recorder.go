// Package smstest stands in for the SMS network in tests.
package smstest

import (
	"context"
	"strconv"
	"sync"

	"majlis/internal/sms"
)

// Recorder keeps what it is given. The zero value is ready.
type Recorder struct {
	mu   sync.Mutex
	sent []sms.Message
	next []error
}

// Send keeps the message, unless a failure is next.
func (r *Recorder) Send(_ context.Context, message sms.Message) (sms.Receipt, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.next) > 0 {
		err := r.next[0]
		r.next = r.next[1:]
		if err != nil {
			return sms.Receipt{}, err
		}
	}
	r.sent = append(r.sent, message)
	return sms.Receipt{Gateway: "recorder", ID: strconv.Itoa(len(r.sent))}, nil
}

// Fail has the next calls of Send return these errors, one each; nil lets one through.
func (r *Recorder) Fail(errs ...error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.next = append(r.next, errs...)
}

// Sent is everything sent so far, in order.
func (r *Recorder) Sent() []sms.Message {
	r.mu.Lock()
	defer r.mu.Unlock()
	return append([]sms.Message(nil), r.sent...)
}

// To is the texts sent to one number, in order.
func (r *Recorder) To(number string) []string {
	var texts []string
	for _, message := range r.Sent() {
		if message.To == number {
			texts = append(texts, message.Text)
		}
	}
	return texts
}
