package booking_test

import (
	"slices"
	"testing"

	"majlis/booking"
)

func TestPolicy_Unordered(t *testing.T) {
	for _, row := range []struct {
		name    string
		change  func(*booking.Policy)
		ordered bool
	}{
		{"the default", func(*booking.Policy) {}, true},
		{"a higher class that is never served for its waiting", func(p *booking.Policy) { p.Classes[booking.ClassUrgent] = booking.ClassRule{Base: 400, Rate: 20} }, false},
		{"a higher class that is served later", func(p *booking.Policy) {
			p.Classes[booking.ClassUrgent] = booking.ClassRule{Base: 400, Rate: 20, MustServeWeeks: 30}
		}, false},
		{"a higher class that gains less by waiting", func(p *booking.Policy) {
			p.Classes[booking.ClassHumanitarian] = booking.ClassRule{Base: 600, Rate: 5, MustServeWeeks: 26}
		}, false},
		{"a higher class that is not admitted among the urgent", func(p *booking.Policy) { p.Urgent = []booking.Class{booking.ClassUrgent} }, false},
		{"nobody served for waiting", func(p *booking.Policy) {
			for name, rule := range p.Classes {
				rule.MustServeWeeks = 0
				p.Classes[name] = rule
			}
		}, true},
	} {
		t.Run(row.name, func(t *testing.T) {
			p := booking.DefaultPolicy()
			p.Urgent = slices.Clone(p.Urgent)
			row.change(&p)
			if pairs := p.Unordered(); (len(pairs) == 0) != row.ordered {
				t.Errorf("out of order: %v", pairs)
			}
		})
	}
}
