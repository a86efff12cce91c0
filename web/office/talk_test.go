package office_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"majlis/booking"
	"majlis/internal/identity"
	"majlis/internal/sitting"
)

// ChatOfCase is what was written in every audience of a test.
func (w *world) ChatOfCase(context.Context, int64) ([]sitting.Chat, error) {
	at := time.Date(2026, 11, 29, 7, 20, 0, 0, time.UTC)
	return []sitting.Chat{
		{At: at, Role: "citizen", Name: "نورة بنت سعد", To: "stage", Text: "رقم الصك 311"},
		{At: at.Add(time.Minute), Role: "chiefAide", Name: "مدير الجلسة", To: "staff", Text: "كلمة بين الموظفين"},
	}, nil
}

func TestCase_WhatWasWrittenInTheAudience(t *testing.T) {
	s := newSite(t)
	c, r := s.wished(nil)
	s.must(s.booking.Desk.Shortlist(t.Context(), r.ID, r.Version, booking.Study{Class: booking.ClassUrgent}))
	s.booking.Published(s.booking.Week())
	s.booking.Admitted(s.booking.Confirmed(r.ID).ID)
	for role, all := range map[identity.Role]bool{identity.RoleCaseOfficer: false, identity.RoleScheduler: false, identity.RoleChief: true, identity.RoleHost: true} {
		s.staff.Role = role
		text := s.get("/ar/office/case/" + c.Reference).Body.String()
		if !strings.Contains(text, "رقم الصك 311") {
			t.Errorf("%s does not see what was said to everybody", role)
		}
		if strings.Contains(text, "كلمة بين الموظفين") != all {
			t.Errorf("%s sees what staff said among themselves: %v", role, !all)
		}
	}
}
