package seed

import (
	"context"

	"majlis/internal/casework"
)

// answerLater lets the departments start on what they were asked about a case, and answer most of
// it in time.
func (s *story) answerLater(a *affair) {
	s.at(s.workday(s.clock, s.between(1, 3)), "start", func(ctx context.Context) error {
		asked, err := s.Office.Referrals(ctx, a.id)
		if err != nil {
			return err
		}
		for _, r := range asked {
			if r.Status != casework.ReferralOpen {
				continue
			}
			if err := s.Office.Start(s.departmentOfficer(ctx, r.Department), r.ID, r.Version); err != nil {
				return err
			}
		}
		if s.chance(94) { // the others never come to an end
			s.at(s.workday(s.clock, s.between(1, 7)), "answer", func(ctx context.Context) error { return s.answer(ctx, a) })
		}
		return nil
	})
}

func (s *story) answer(ctx context.Context, a *affair) error {
	asked, err := s.Office.Referrals(ctx, a.id)
	if err != nil {
		return err
	}
	for _, r := range asked {
		if r.Status != casework.ReferralStarted {
			continue
		}
		if err := s.Office.Answer(s.departmentOfficer(ctx, r.Department), r.ID, r.Version, a.matter.reply); err != nil {
			return err
		}
	}
	s.settleLater(a, s.between(1, 3))
	return nil
}

// departmentOfficer acts for a department; the accounts of departments bear their codes.
func (s *story) departmentOfficer(ctx context.Context, id casework.DepartmentID) context.Context {
	for code, department := range s.departments {
		if department == id {
			return s.as(ctx, code)
		}
	}
	return ctx
}

// settleLater gives the result after some working days.
func (s *story) settleLater(a *affair, days int) {
	s.at(s.workday(s.clock, days), "settle", func(ctx context.Context) error { return s.giveResult(ctx, a) })
}

func (s *story) giveResult(ctx context.Context, a *affair) error {
	c, err := s.Office.Case(ctx, a.id)
	if err != nil {
		return err
	}
	switch c.Status {
	case casework.StatusReplyReceived, casework.StatusUnderReview, casework.StatusReopened:
	default:
		return nil
	}
	language := a.person.Language
	out := casework.Outcome{Status: casework.StatusCompleted, Text: a.matter.result}
	switch draw := s.dice.IntN(14); {
	case c.Reopened > 0:
		out.Text = said(language, "أُعيدت دراسة موضوعكم مع موظف آخر: ", "Another officer has looked at it again: ") + a.matter.result
	case draw == 0:
		out = casework.Outcome{Status: casework.StatusNotUpheld, Text: said(language,
			"تعذّرت الاستجابة لعدم استيفاء أحد الشروط المقررة، ويمكنكم التقدم من جديد بعد استكماله.",
			"This could not be granted because one of the conditions is not met. You may apply again once it is.")}
	case draw == 1:
		out = casework.Outcome{Status: casework.StatusOutOfScope, Text: said(language,
			"الموضوع من اختصاص جهة أخرى، وقد بيّنا لكم في السجل ما يعينكم على التقدم إليها.",
			"This belongs to another authority; the record says how to turn to it.")}
	}
	username := a.officer
	if c.Previous == s.staff[username].ID {
		username = map[string]string{"officer": "officer2", "officer2": "officer"}[username]
	}
	if err := s.Office.Settle(s.as(ctx, username), a.id, 0, out); err != nil {
		return err
	}
	if s.chance(85) {
		s.in(s.minutes(60, 3000), "read the result", func(ctx context.Context) error { return s.Office.ReadResult(by(ctx, a.person), a.id) })
	}
	if s.chance(60) && c.Reopened == 0 {
		s.in(s.minutes(25*60, 60*60), "judge", func(ctx context.Context) error { return s.judge(ctx, a) })
	}
	return nil
}

// judge is what people think: near what the centre itself once reported (4.6 of 5, 94 in a hundred
// without an obstacle, 88 who had never sought a meeting), with a poor mark now and then, which
// brings the case to another officer.
func (s *story) judge(ctx context.Context, a *affair) error {
	scores := []int{5, 5, 4, 5, 5, 5, 3, 5, 5, 4, 5, 5, 5, 2, 5, 5, 4, 5, 5, 3}
	s.judged++
	score := pick(scores, s.judged)
	comment := ""
	switch {
	case score <= 2:
		comment = said(a.person.Language, "النتيجة لا تجيب عما طلبته.", "The result does not answer what I asked.")
	case s.judged%6 == 1:
		comment = said(a.person.Language, pick(thanks, s.judged/6), "Quick and clear, thank you.")
	}
	err := s.Office.Judge(by(ctx, a.person), casework.Survey{
		Case: a.id, Score: score, NoObstacle: s.judged%14 != 3, SoughtBefore: s.judged%9 == 5, Comment: comment,
	})
	if err == nil && score <= 2 {
		s.settleLater(a, 4)
	}
	return err
}

var thanks = []string{"شكراً على سرعة التجاوب.", "تعامل راقٍ ومتابعة حتى النهاية.", "تمنيت أن تكون مدة الانتظار أقصر.", "الرسائل النصية أغنتني عن المراجعة."}
