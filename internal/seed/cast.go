package seed

import (
	"context"
	"fmt"
	"time"

	"majlis/internal/casework"
)

// planCast adds what chance might leave out at this moment: a case of each standing, one reopened by a
// poor mark, one referred long ago without an answer, and the same thing filed twice.
func (s *story) planCast() {
	first := s.people[0] // can join an audience now: give the pages of this person some history
	s.filedAgo(first, 33, inquiry, nil)
	s.filedAgo(first, 12, complaint, nil)
	for _, ago := range []int{40, 24, 9} {
		s.fileTwice(ago)
	}
	s.filedAgo(nil, 11, request, func(a *affair) { s.reopenNow(a) })
	s.filedAgo(nil, 34, complaint, func(a *affair) {
		s.studied(a, 32*day, func(officer context.Context) error {
			return s.referTo(officer, a, s.departments[a.matter.department])
		})
	})
	s.filedAgo(nil, 3, request, func(a *affair) {
		s.studied(a, 20*time.Hour, func(officer context.Context) error {
			return s.Office.AskInfo(officer, a.id, 0, said(a.person.Language, questions[0], "Please send a copy of the earlier letter."), s.end.AddDate(0, 0, 6))
		})
	})
	s.filedAgo(nil, 9, request, func(a *affair) { s.answerNow(a) })
	s.at(s.end.Add(-2*time.Hour), "file today", func(ctx context.Context) error {
		p := s.invent()
		_, err := s.handIn(ctx, p, request, s.about(request, p))
		return err
	})
}

const day = 24 * time.Hour

// filedAgo lets somebody file so many days ago; then decides what becomes of it, or chance does.
func (s *story) filedAgo(p *person, days int, kind casework.Kind, then func(*affair)) {
	s.at(s.end.AddDate(0, 0, -days), "file", func(ctx context.Context) error {
		if p == nil {
			p = s.invent()
		}
		about := s.about(kind, p)
		if then == nil {
			return s.file(ctx, p, kind, about)
		}
		a, err := s.handIn(ctx, p, kind, about)
		if err == nil {
			then(a)
		}
		return err
	})
}

// studied is a study so long before now, and what the officer did next.
func (s *story) studied(a *affair, ago time.Duration, then func(officer context.Context) error) {
	s.at(s.end.Add(-ago), "study", func(ctx context.Context) error {
		officer := s.as(ctx, a.officer)
		if err := s.Office.Study(officer, a.id, 0, casework.Study{Class: "ordinary", Category: a.matter.category}); err != nil {
			return err
		}
		return then(officer)
	})
}

// reopenNow settles a case three days ago and has it judged poorly today.
func (s *story) reopenNow(a *affair) {
	s.studied(a, 3*day, func(officer context.Context) error {
		return s.Office.Settle(officer, a.id, 0, casework.Outcome{Status: casework.StatusCompleted, Text: a.matter.result})
	})
	s.at(s.end.Add(-3*time.Hour), "judge poorly", func(ctx context.Context) error {
		return s.Office.Judge(by(ctx, a.person), casework.Survey{
			Case: a.id, Score: 2, NoObstacle: true, Comment: said(a.person.Language, "لم يصلني شيء مما ورد في النتيجة.", "Nothing of it has reached me."),
		})
	})
}

// answerNow has a department answer this morning.
func (s *story) answerNow(a *affair) {
	s.studied(a, 7*day, func(officer context.Context) error { return s.referTo(officer, a, s.departments[a.matter.department]) })
	s.at(s.end.Add(-4*time.Hour), "answer", func(ctx context.Context) error {
		asked, err := s.Office.Referrals(ctx, a.id)
		if err != nil {
			return err
		}
		for _, r := range asked {
			if err := s.Office.Answer(s.departmentOfficer(ctx, r.Department), r.ID, r.Version, a.matter.reply); err != nil {
				return fmt.Errorf("answer now: %w", err)
			}
		}
		return nil
	})
}

// fileTwice merges a filing that says the same again the next day.
func (s *story) fileTwice(ago int) {
	s.at(s.end.AddDate(0, 0, -ago), "file twice", func(ctx context.Context) error {
		p := s.invent()
		about := s.about(request, p)
		first, err := s.handIn(ctx, p, request, about)
		if err != nil {
			return err
		}
		s.at(s.workday(s.clock, 1), "study", func(ctx context.Context) error { return s.study(ctx, first) })
		s.in(25*time.Hour, "file again", func(ctx context.Context) error {
			again, err := s.handIn(ctx, p, request, about)
			if err != nil {
				return err
			}
			s.in(s.minutes(100, 400), "merge", func(ctx context.Context) error {
				c, err := s.Office.Case(ctx, first.id)
				if err != nil {
					return err
				}
				return s.Office.Merge(s.as(ctx, again.officer), again.id, 0, c.Reference)
			})
			return nil
		})
		return nil
	})
}
