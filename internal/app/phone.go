package app

import (
	"context"
	"io"
	"os"
	"slices"
	"sync"
	"time"

	"majlis/internal/config"
	"majlis/internal/sms"
	"majlis/web/demo"
)

// keptMessages is how many messages the demonstration's phone shows.
const keptMessages = 200

// newSender is how messages leave. In a demonstration they are kept for everybody to read, on the
// page that stands for the phones of made-up people.
func newSender(c config.Config) (sms.Sender, *phone, error) {
	switch c.SMS.Gateway {
	case "unifonic":
		secret, err := receiptSecret(c)
		if err != nil {
			return nil, nil, err
		}
		sender, err := sms.NewUnifonic(sms.UnifonicConfig{
			AppSid: c.SMS.AppSID.Reveal(), SenderID: c.SMS.Sender, URL: c.SMS.URL, Callback: c.PublicOrigin + receiptPath + secret,
		})
		return sender, nil, err
	case "taqnyat":
		sender, err := sms.NewTaqnyat(sms.TaqnyatConfig{Token: c.SMS.Token.Reveal(), SenderID: c.SMS.Sender, URL: c.SMS.URL})
		return sender, nil, err
	}
	if !c.Demo {
		return sms.NewConsole(os.Stdout), nil, nil
	}
	p := &phone{next: sms.NewConsole(io.Discard)}
	return p, p, nil
}

// phone remembers what was sent.
type phone struct {
	next sms.Sender
	mu   sync.Mutex
	kept []demo.Message
}

// Send keeps the message.
func (p *phone) Send(ctx context.Context, m sms.Message) (sms.Receipt, error) {
	p.mu.Lock()
	p.kept = append(p.kept, demo.Message{At: time.Now(), To: m.To, Text: m.Text})
	if over := len(p.kept) - keptMessages; over > 0 {
		p.kept = p.kept[over:]
	}
	p.mu.Unlock()
	return p.next.Send(ctx, m)
}

// messages is what is kept, the newest first.
func (p *phone) messages() []demo.Message {
	p.mu.Lock()
	defer p.mu.Unlock()
	list := make([]demo.Message, 0, len(p.kept))
	for _, m := range slices.Backward(p.kept) {
		list = append(list, m)
	}
	return list
}
