package seed

import (
	"container/heap"
	"context"
	"errors"
	"fmt"
	"time"

	"majlis/booking"
	"majlis/internal/identity"
)

// A moment is something that happens at a time.
type moment struct {
	at    time.Time
	order int // of planning, for moments at the same time
	what  string
	do    func(ctx context.Context) error
}

// A timeline runs moments in the order of time and ends at its end.
type timeline struct {
	clock, end time.Time
	queue      moments
	moments    int
}

func (t *timeline) time() time.Time { return t.clock }

// at plans a moment. What lies past the end will not happen; what lies before the clock happens at once.
func (t *timeline) at(when time.Time, what string, do func(ctx context.Context) error) {
	if when.After(t.end) {
		return
	}
	t.moments++
	heap.Push(&t.queue, moment{when, t.moments, what, do})
}

// in plans a moment so long after the clock.
func (t *timeline) in(d time.Duration, what string, do func(ctx context.Context) error) {
	t.at(t.clock.Add(d), what, do)
}

// run lets everything happen. A rule that says no to somebody is part of life: it is counted and
// the story goes on.
func (s *story) run(ctx context.Context) error {
	for s.queue.Len() > 0 {
		m := heap.Pop(&s.queue).(moment)
		if m.at.After(s.clock) {
			s.clock = m.at
		}
		err := s.Tx.InSavepoint(ctx, m.do)
		var refusal *booking.Refusal
		if errors.As(err, &refusal) {
			s.refused++
			s.log.Debug("a moment of the demonstration was refused", "what", m.what, "refusal", refusal.Code)
			continue
		}
		if err != nil {
			return fmt.Errorf("%s on %s: %w", m.what, s.clock.In(riyadh).Format(time.DateTime), err)
		}
	}
	s.clock = s.end
	return nil
}

// as is the context of a member of staff.
func (s *story) as(ctx context.Context, username string) context.Context {
	return identity.WithActor(ctx, identity.Actor{Staff: s.staff[username]})
}

// by is the context of a person who has proved the phone.
func by(ctx context.Context, p *person) context.Context {
	return identity.WithActor(ctx, identity.Actor{Phone: p.Phone, Person: p.id})
}

// moments is a heap by time.
type moments []moment

func (q moments) Len() int { return len(q) }

func (q moments) Less(i, j int) bool {
	if !q[i].at.Equal(q[j].at) {
		return q[i].at.Before(q[j].at)
	}
	return q[i].order < q[j].order
}

func (q moments) Swap(i, j int) { q[i], q[j] = q[j], q[i] }

func (q *moments) Push(m any) { *q = append(*q, m.(moment)) }

func (q *moments) Pop() any {
	last := (*q)[len(*q)-1]
	*q = (*q)[:len(*q)-1]
	return last
}

var riyadh = time.FixedZone("Asia/Riyadh", 3*60*60)

// midnight begins t's day in Riyadh.
func midnight(t time.Time) time.Time {
	y, m, d := t.In(riyadh).Date()
	return time.Date(y, m, d, 0, 0, 0, 0, riyadh)
}

// workday is a moment of the n-th working day after t, between 8:15 and 15:30; with n 0 it is soon.
func (s *story) workday(t time.Time, n int) time.Time {
	if n == 0 {
		return t.Add(s.minutes(20, 90))
	}
	return s.calendar.WorkingDaysAfter(t, n).Add(8*time.Hour + s.minutes(15, 450))
}

// minutes is a random stretch of whole minutes.
func (s *story) minutes(least, most int) time.Duration {
	return time.Duration(least+s.dice.IntN(most-least+1)) * time.Minute
}

// chance is true so often in a hundred.
func (s *story) chance(percent int) bool { return s.dice.IntN(100) < percent }

// between is a random number, both ends possible.
func (s *story) between(least, most int) int { return least + s.dice.IntN(most-least+1) }
