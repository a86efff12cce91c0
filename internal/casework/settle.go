package casework

import (
	"context"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"majlis/booking"
)

// An Outcome closes a case with a result the person reads after signing in.
type Outcome struct {
	Status Status // StatusCompleted, StatusNotUpheld or StatusOutOfScope
	Text   string
}

const (
	resultMin    = 10
	surveyAfter  = 24 * time.Hour
	poorScore    = 2 // a score up to this reopens the case
	reopenedMost = 1 // and only so often
)

// Settle gives the result: the person is told that it is there, and asked a day later what they think.
func (o *Office) Settle(ctx context.Context, id CaseID, version int, out Outcome) error {
	text := strings.TrimSpace(out.Text)
	if utf8.RuneCountInString(text) < resultMin {
		return booking.Refuse("result_short", "text", "min", resultMin)
	}
	if out.Status != StatusCompleted && out.Status != StatusNotUpheld && out.Status != StatusOutOfScope {
		return booking.Refuse("result_status", "status")
	}
	return o.store.Tx.InTx(ctx, func(ctx context.Context) error {
		err := o.apply(ctx, change{id: id, version: version, action: "case.settle", public: true, told: booking.NoticeResult,
			step: func(ctx context.Context, c *Case) (string, error) {
				if err := own(ctx, c); err != nil {
					return "", err
				}
				c.ResultText, c.ResultAt, c.ResultReadAt = text, o.now(), time.Time{}
				return "", c.move(out.Status)
			}})
		if err != nil {
			return err
		}
		c, err := o.store.Cases.One(ctx, CaseKey{ID: id})
		if err != nil {
			return err
		}
		return o.tell(ctx, c, booking.NoticeSurvey, byDay(o.now().Add(surveyAfter)))
	})
}

// byDay moves a time that falls in the evening or night to ten the next morning in Riyadh:
// nobody is asked for an opinion at night.
func byDay(t time.Time) time.Time {
	day := riyadhDay(t)
	switch hour := t.In(riyadh).Hour(); {
	case hour < 10:
		return day.Add(10 * time.Hour)
	case hour >= 20:
		return day.AddDate(0, 0, 1).Add(10 * time.Hour)
	}
	return t
}

// ReadResult notes that the person has seen the result.
func (o *Office) ReadResult(ctx context.Context, id CaseID) error {
	return o.store.Tx.InTx(ctx, func(ctx context.Context) error {
		c, err := o.store.Cases.One(ctx, CaseKey{ID: id})
		if err != nil {
			return fmt.Errorf("case %d: %w", id, err)
		}
		if c.ResultAt.IsZero() || !c.ResultReadAt.IsZero() {
			return nil
		}
		c.ResultReadAt = o.now()
		return o.store.Readings.Read(ctx, c.ID, c.ResultReadAt)
	})
}

// Judge takes the person's judgement of a settled case. A poor mark opens it again, once, for
// another officer.
func (o *Office) Judge(ctx context.Context, s Survey) error {
	if s.Score < 1 || s.Score > 5 {
		return booking.Refuse("score_missing", "score")
	}
	s.Comment = strings.TrimSpace(s.Comment)
	s.AnsweredAt = o.now()
	return o.store.Tx.InTx(ctx, func(ctx context.Context) error {
		c, err := o.store.Cases.One(ctx, CaseKey{ID: s.Case})
		if err != nil {
			return fmt.Errorf("case %d: %w", s.Case, err)
		}
		if c.ResultAt.IsZero() {
			return booking.Refuse("survey_too_early", "")
		}
		if err := o.store.Surveys.Insert(ctx, s); err != nil {
			return fmt.Errorf("insert survey: %w", err)
		}
		if s.Score > poorScore || c.Reopened >= reopenedMost || !c.Status.May(StatusReopened) {
			return o.journal.Record(ctx, "survey.answer", "case", int64(c.ID), "")
		}
		return o.reopen(ctx, s)
	})
}

func (o *Office) reopen(ctx context.Context, s Survey) error {
	return o.apply(ctx, change{id: s.Case, action: "case.reopen", public: true, told: booking.NoticeReopened,
		step: func(_ context.Context, c *Case) (string, error) {
			c.Previous, c.Officer = c.Officer, 0
			c.Reopened++
			c.DueAt = o.due(KindComplaint)
			return s.Comment, c.move(StatusReopened)
		}})
}

// Figures are what surveys say over a stretch of time.
type Figures struct {
	Answers     int
	Score       float64 // mean of 1–5
	NoObstacle  float64 // share that met no obstacle, 0–1
	NeverSought float64 // share that had never sought to meet the minister before, 0–1
}

// Figures sums up the surveys answered in [from, to).
func (o *Office) Figures(ctx context.Context, from, to time.Time) (Figures, error) {
	return o.store.Surveys.Figures(ctx, from, to)
}

// SurveyOf is the person's judgement of a case, or booking.ErrNotFound.
func (o *Office) SurveyOf(ctx context.Context, id CaseID) (Survey, error) {
	return o.store.Surveys.OfCase(ctx, id)
}
