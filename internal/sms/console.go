package sms

import (
	"context"
	"fmt"
	"io"
	"strconv"
	"sync"
)

// Console writes messages out for a person to read instead of sending them: for
// demonstrations, where phones are made up. It shows numbers, codes and links in full,
// so it is never for real people's messages.
type Console struct {
	mu   sync.Mutex
	out  io.Writer
	sent int
}

// NewConsole writes to out, one block for each message.
func NewConsole(out io.Writer) *Console { return &Console{out: out} }

// Send writes the message.
func (c *Console) Send(_ context.Context, message Message) (Receipt, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	length := Measure(message.Text)
	_, err := fmt.Fprintf(c.out, "── SMS to %s (%d characters, %d part) ──\n%s\n\n", message.To, length.Units, length.Parts, message.Text)
	if err != nil {
		return Receipt{}, fmt.Errorf("write an SMS to the console: %w", err)
	}
	c.sent++
	return Receipt{Gateway: "console", ID: strconv.Itoa(c.sent)}, nil
}
