package sms

import (
	"context"
	"errors"
)

// Sender hands messages to a network. It is safe for concurrent use.
type Sender interface {
	// Send returns when the gateway has taken the message, which is not yet on the
	// handset. ErrRejected means that it never will be; any other error that trying
	// again may help. After a timeout the message may have been taken: a message
	// tried again keeps its Key, by which gateways that can tell drop the second.
	Send(ctx context.Context, message Message) (Receipt, error)
}

// Message is one text to one handset.
type Message struct {
	To   string // E.164 with its plus: +9665…
	Text string
	Key  string // the same for every attempt; it comes back in delivery receipts
}

// Receipt is the gateway's word that it took a message.
type Receipt struct {
	Gateway string // which: console, unifonic
	ID      string // the gateway's own number for it, or ""
}

// ErrRejected is a message that can never be delivered as it stands: a number that does
// not exist, a text the operator forbids.
var ErrRejected = errors.New("the gateway rejects the message")
