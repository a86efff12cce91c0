package office_test

import (
	"errors"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"majlis/booking"
	"majlis/internal/casework"
	"majlis/internal/identity"
)

// referred is a site of the traffic department's officer with one referral.
func referred(t *testing.T, change func(f *casework.Referral)) (*site, *casework.Referral) {
	t.Helper()
	s := newSite(t)
	s.staff.Role = identity.RoleDepartment
	c := s.filed(func(c *casework.Case) { c.Status = casework.StatusReferred })
	s.cases.attached[c.ID] = []casework.Attachment{{ID: 9, Case: c.ID, Name: "صك.pdf", Type: "application/pdf", Size: 2048}}
	f := &casework.Referral{ID: 1, Case: c.ID, Department: 3, Kind: casework.ReferralOffice, Text: "للنظر والإفادة", Owner: "مدير الفرع",
		DueOn: s.booking.Clock.Now(), Status: casework.ReferralOpen, CreatedAt: s.booking.Clock.Now(), Version: 1}
	if change != nil {
		change(f)
	}
	s.cases.referrals = append(s.cases.referrals, f)
	return s, f
}

func TestDepartment_ListsItsOwn(t *testing.T) {
	s, f := referred(t, func(f *casework.Referral) { f.DueOn = f.DueOn.AddDate(0, 0, -1) })
	other := *f
	other.ID, other.Department, other.Text = 2, 4, "شأن إدارة أخرى"
	s.cases.referrals = append(s.cases.referrals, &other)
	s.inBoth("/office/department", "إدارة المرور", "للنظر والإفادة", "متأخرة")
	if strings.Contains(s.get("/ar/office/department").text("main"), other.Text) {
		t.Error("another department's referral is shown")
	}
	s.inBoth("/office/department?view=answered", "لا إحالات هنا")
	f.Status, f.Reply, f.AnsweredAt = casework.ReferralAnswered, "تم", s.booking.Clock.Now()
	s.inBoth("/office/department?view=answered", "صدرت الإفادة")
	if err := s.get("/ar/office/department/2").err; !errors.Is(err, booking.ErrForbidden) {
		t.Errorf("another department's referral: %v, want forbidden", err)
	}
	s.staff.Department = 0
	if err := s.get("/ar/office/department").err; !errors.Is(err, booking.ErrForbidden) {
		t.Errorf("an officer of no department: %v, want forbidden", err)
	}
}

func TestDepartment_ReadsTheCaseAndNothingBesides(t *testing.T) {
	s, f := referred(t, func(f *casework.Referral) { f.Kind = casework.ReferralDirective })
	s.filed(func(c *casework.Case) { c.Subject = "موضوع آخر للمستفيد نفسه" })
	s.cases.referrals = append(s.cases.referrals, &casework.Referral{ID: 2, Case: f.Case, Department: 4, Text: "سؤال لإدارة أخرى", Reply: "جوابها"})
	s.inBoth("/office/department/1", "توجيه", "للنظر والإفادة", "مدير الفرع", "تأخر صرف تعويض", "نورة", "صك.pdf")
	text := s.get("/ar/office/department/1").text("main")
	for _, secret := range []string{"موضوع آخر", "سؤال لإدارة أخرى", "جوابها", "سجل الطلب"} {
		if strings.Contains(text, secret) {
			t.Errorf("the department reads %q", secret)
		}
	}
	if len(s.cases.read) != 3 {
		t.Errorf("%d readings written down, want 3", len(s.cases.read))
	}
}

func TestDepartment_Responds(t *testing.T) {
	rows := []struct {
		do, reply string
		to        string
		status    casework.ReferralStatus
	}{
		{"start", "", "/ar/office/department/1", casework.ReferralStarted},
		{"answer", "صُرف التعويض", "/ar/office/department", casework.ReferralAnswered},
		{"return", "من اختصاص البلديات", "/ar/office/department", casework.ReferralReturned},
	}
	for _, row := range rows {
		t.Run(row.do, func(t *testing.T) {
			s, f := referred(t, nil)
			form := s.filledIn("/ar/office/department/1", url.Values{"do": {row.do}, "reply": {row.reply}})
			s.post("/ar/office/department/1", form).wantSent(t, row.to)
			if f.Status != row.status {
				t.Errorf("the referral is %s", f.Status)
			}
			version := f.Version
			s.post("/ar/office/department/1", form).wantSent(t, row.to)
			if f.Version != version {
				t.Error("the second press changed it again")
			}
			s.inBoth("/office/department/1", row.reply)
		})
	}
}

func TestDepartment_RefusesToRespondWithoutWords(t *testing.T) {
	for _, do := range []string{"answer", "return"} {
		s, f := referred(t, nil)
		s.press("/ar/office/department/1", url.Values{"do": {do}}).want(t, http.StatusUnprocessableEntity, "فضلاً اكتبوا الإفادة")
		if f.Version != 1 {
			t.Errorf("%s without words went through", do)
		}
	}
	s, _ := referred(t, nil)
	if err := s.press("/ar/office/department/1", url.Values{"do": {"burn"}}).err; !errors.Is(err, booking.ErrNotFound) {
		t.Errorf("an unknown button: %v", err)
	}
}

func TestDepartment_StaleReplyKeepsItsText(t *testing.T) {
	s, f := referred(t, nil)
	form := s.filledIn("/ar/office/department/1", url.Values{"do": {"answer"}, "reply": {"صُرف التعويض"}})
	f.Status, f.Version, f.Reply, f.AnsweredAt = casework.ReferralReturned, 2, "ليس لنا", s.booking.Clock.Now()
	got := s.post("/ar/office/department/1", form)
	got.want(t, http.StatusConflict, "تغيّرت هذه الإحالة", "ليس لنا")
	if typed := got.doc.Find("#field-reply").Text(); typed != "صُرف التعويض" {
		t.Errorf("typed text became %q", typed)
	}
}

func TestDownload_IsSavedNeverShown(t *testing.T) {
	s, f := referred(t, nil)
	c := s.cases.byID(f.Case)
	for _, path := range []string{"/ar/office/department/1/file/9", caseURL(c, "file", "9")} {
		got := s.get(path)
		got.want(t, http.StatusOK)
		h := got.Header()
		if h.Get("X-Content-Type-Options") != "nosniff" || !strings.HasPrefix(h.Get("Content-Disposition"), "attachment; filename*=") || got.Body.String() != "content" {
			t.Errorf("%s: %v", path, h)
		}
	}
	for _, path := range []string{"/ar/office/department/1/file/10", "/ar/office/department/1/file/x", caseURL(c, "file", "10")} {
		if err := s.get(path).err; !errors.Is(err, booking.ErrNotFound) {
			t.Errorf("%s: %v, want not found", path, err)
		}
	}
}
