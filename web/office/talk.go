package office

import (
	"context"

	"majlis/internal/identity"
	"majlis/web/page"
)

// fillTalk shows what was written during the audience. What was said among staff, or to one person
// alone, is for those who run audiences.
func (s *Surface) fillTalk(ctx context.Context, v *caseView, m matter, _ nameBook) error {
	if m.wish == nil || m.wish.audience == nil {
		return nil
	}
	lines, err := s.Talks.ChatOfCase(ctx, int64(m.kase.ID))
	if err != nil {
		return err
	}
	staff := identity.ActorFrom(ctx).Staff
	runs := staff != nil && staff.Role.May(identity.CallRun)
	for _, l := range lines {
		if l.To != "stage" && !runs {
			continue
		}
		one := page.Event{At: l.At, Title: v.T("office.talk.who", "name", l.Name, "role", v.T("call.role."+l.Role)), Text: l.Text}
		if l.To != "stage" {
			one.By, one.Kind = v.T("office.talk.to."+l.To), page.Info
		}
		v.Talk.Items = append(v.Talk.Items, one)
	}
	return nil
}
