package notify_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"majlis/booking"
	"majlis/internal/notify"
	"majlis/internal/sms"
)

// posted keeps what was heard of messages, and is a gateway that can be asked.
type posted struct {
	world
	fates []notify.Fate
	said  map[string]sms.Delivery
}

func (p *posted) Deliver(_ context.Context, f notify.Fate) error {
	p.fates = append(p.fates, f)
	return booking.ErrNotFound // nobody's: quiet all the same
}

func (p *posted) Underway(_ context.Context, from, until time.Time) ([]notify.Underway, error) {
	if until.Sub(from) < time.Hour || !until.Before(now) {
		return nil, errors.New("asked too early")
	}
	return []notify.Underway{{ID: 3, Provider: "unifonic:77"}, {ID: 4, Provider: "unifonic:78"}, {ID: 5, Provider: "unifonic:"}}, nil
}

func (p *posted) Track(_ context.Context, id string) (sms.Delivery, error) {
	d, known := p.said[id]
	if !known {
		return d, errors.New("away")
	}
	return d, nil
}

func TestNotifier_Deliver(t *testing.T) {
	p := &posted{said: map[string]sms.Delivery{"77": {ID: "77", Fate: sms.FateDelivered, Reason: "Delivered"}}}
	n := p.notifier(t)
	n.Deliveries, n.Sender = p, p
	for _, d := range []sms.Delivery{
		{Key: "notice-3", ID: "77", Fate: sms.FateDelivered},
		{ID: "78", Fate: sms.FateFailed, Reason: "Expired"},
		{Key: "notice-3", Fate: sms.FateUnderway}, {Key: "notice-x", Fate: sms.FateDelivered}, {Key: "code-7", Fate: sms.FateDelivered},
	} {
		if err := n.Deliver(t.Context(), "unifonic", d); err != nil {
			t.Errorf("%+v: %v", d, err)
		}
	}
	want := []notify.Fate{{Notice: 3, Provider: "unifonic:77", Arrived: true, At: now}, {Provider: "unifonic:78", Reason: "Expired", At: now}}
	if len(p.fates) != len(want) || p.fates[0] != want[0] || p.fates[1] != want[1] {
		t.Errorf("kept %+v", p.fates)
	}

	p.fates = nil
	if err := n.Track(t.Context()); err == nil || len(p.fates) != 1 || p.fates[0].Notice != 3 || !p.fates[0].Arrived {
		t.Errorf("tracked %+v, %v; want the one, and an error for the other", p.fates, err)
	}
}
