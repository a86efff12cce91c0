package sitting

import (
	"context"
	"errors"
	"maps"
	"slices"
	"time"

	"majlis/signaling"
)

// What is kept in memory while the database is away: half an hour of a full room's quality, and as much
// chat as a morning has.
const (
	samplesMost = 20_000
	samplesOnce = 2_000 // in one insert
	chatsMost   = 1_000
	chatWithin  = 2 * time.Second
)

// Keep refreshes the lines of the sessions around now, files quality samples, and writes down what
// the database missed while it was away, until ctx ends.
func (s *Sitting) Keep(ctx context.Context) {
	tick := time.NewTicker(refreshEvery)
	defer tick.Stop()
	for {
		s.keepOnce(ctx)
		select {
		case <-ctx.Done():
			last, cancel := context.WithTimeout(context.WithoutCancel(ctx), observeWithin)
			defer cancel()
			s.file(last)
			return
		case <-tick.C:
		}
	}
}

func (s *Sitting) keepOnce(ctx context.Context) {
	within, cancel := context.WithTimeout(ctx, observeWithin)
	defer cancel()
	now := s.Now()
	sessions, err := s.Records.OpenSessions(within, now.Add(-ticketTail), now.Add(DoorsOpen))
	if err != nil {
		if ctx.Err() == nil {
			s.setAway(true)
			s.Log.Warn("sessions could not be listed", "error", err)
		}
		return
	}
	s.setAway(false)
	s.bounded(ctx, s.file)
	s.bounded(ctx, s.payOwed)
	s.closeOver(ctx, sessions)
	for _, id := range sessions {
		if !s.here(roomOf(id)) {
			continue
		}
		err := s.Refresh(ctx, id)
		if err != nil && ctx.Err() == nil {
			s.Log.Warn("line could not be refreshed", "session", id, "error", err)
		}
		if errors.Is(err, context.DeadlineExceeded) {
			s.setAway(true) // it would take as long for each of the others
			return
		}
	}
}

// bounded does something with the database for a few seconds at most.
func (s *Sitting) bounded(ctx context.Context, do func(context.Context)) {
	ctx, cancel := context.WithTimeout(ctx, observeWithin)
	defer cancel()
	do(ctx)
}

// setAway notes whether the database answers, and logs when that changes.
func (s *Sitting) setAway(away bool) {
	if s.away.Swap(away) == away {
		return
	}
	samples, dropped := s.samples.counts()
	chats, _ := s.chats.counts()
	s.Log.Warn("the live sessions' records changed their state", "away", away, "samples", samples, "dropped", dropped, "chats", chats)
}

// payOwed writes down who came and went while that was not possible.
func (s *Sitting) payOwed(ctx context.Context) {
	s.mu.Lock()
	owed := slices.Collect(maps.Values(s.owed))
	s.mu.Unlock()
	for _, seen := range owed {
		if s.writeDown(ctx, seen) != nil {
			return
		}
		s.mu.Lock()
		if s.owed[seen.audience] == seen {
			delete(s.owed, seen.audience)
		}
		s.mu.Unlock()
	}
}

// Chat keeps a line with its audience; what is said while nobody is on the stage is not kept. A talk
// goes on while the database is away: lines wait in memory then, up to a bound.
func (s *Sitting) Chat(ctx context.Context, l signaling.ChatLine) error {
	id := audienceOf(l.Audience)
	if id == 0 {
		return nil
	}
	line := Chat{Audience: id, At: l.At, Role: string(l.Role), Name: l.Name, To: l.To, Text: l.Text}
	waiting, _ := s.chats.counts()
	if waiting == 0 && !s.away.Load() {
		ctx, cancel := context.WithTimeout(ctx, chatWithin)
		defer cancel()
		err := s.Records.AddChat(ctx, line)
		if err == nil {
			return nil
		}
		s.Log.Warn("a line of chat could not be filed yet", "audience", id, "error", err)
	}
	if waiting >= chatsMost {
		return signaling.ErrUnavailable
	}
	s.chats.add(line)
	return nil
}

// file writes down what waits: chat first, then samples, a batch at a time.
func (s *Sitting) file(ctx context.Context) {
	for chats := s.chats.take(1); len(chats) > 0; chats = s.chats.take(1) {
		if err := s.Records.AddChat(ctx, chats[0]); err != nil {
			s.chats.putBack(chats)
			s.Log.Warn("chat could not be filed", "error", err)
			return
		}
	}
	for samples := s.samples.take(samplesOnce); len(samples) > 0; samples = s.samples.take(samplesOnce) {
		if err := s.Records.AddSamples(ctx, samples); err != nil {
			s.samples.putBack(samples)
			_, dropped := s.samples.counts()
			s.Log.Warn("quality samples could not be filed", "count", len(samples), "dropped", dropped, "error", err)
			return
		}
	}
}
