package office_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"majlis/booking"
	"majlis/internal/casework"
	"majlis/internal/notify"
	"majlis/web/office"
	"majlis/web/webtest"
)

func TestRoutes_KeepTheirPermissions(t *testing.T) { webtest.Walk(t, newSite(t).surface.Routes()) }

func TestNav_LeadsToRoutes(t *testing.T) {
	routes := map[string]bool{}
	for _, route := range newSite(t).surface.Routes() {
		routes[route.Pattern] = true
	}
	for _, item := range office.Nav() {
		if !routes["GET /{lang}"+item.Path] {
			t.Errorf("%s leads nowhere", item.Path)
		}
	}
}

// inBoth asks for a page in both languages.
func (s *site) inBoth(path string, texts ...string) {
	s.t.Helper()
	s.get("/en"+path).want(s.t, http.StatusOK)
	s.get("/ar"+path).want(s.t, http.StatusOK, texts...)
}

var allStatuses = []casework.Status{casework.StatusReceived, casework.StatusNeedsInfo, casework.StatusUnderReview, casework.StatusReferred,
	casework.StatusInProgress, casework.StatusReplyReceived, casework.StatusCompleted, casework.StatusNotUpheld, casework.StatusOutOfScope,
	casework.StatusMerged, casework.StatusWithdrawn, casework.StatusReopened}

var allActions = []string{"shortlist", "hold", "release", "not_schedule", "study", "ask", "refer", "settle", "merge"}

// everyForm draws each action that the case page offers, in both languages, and counts them.
func (s *site) everyForm(c *casework.Case) int {
	s.t.Helper()
	path, drawn := "/office/case/"+c.Reference, 0
	shown := s.get("/ar" + path)
	for _, action := range allActions {
		if shown.doc.Find(`main a[href="/ar`+path+"/"+action+`"]`).Length() > 0 {
			s.inBoth(path + "/" + action)
			drawn++
		}
	}
	return drawn
}

func TestCase_RendersAtEveryStatus(t *testing.T) {
	s := newSite(t)
	s.filed(func(c *casework.Case) { c.FiledAt = c.FiledAt.Add(-time.Hour) })
	forms := 0
	for _, status := range allStatuses {
		for _, kind := range casework.Kinds() {
			c := s.filed(func(c *casework.Case) { c.Status, c.Kind = status, kind })
			s.inBoth("/office/case/"+c.Reference, c.Subject, c.Body)
			forms += s.everyForm(c)
		}
	}
	if forms < 50 {
		t.Errorf("only %d forms were drawn", forms)
	}
}

func TestCase_ShowsEverythingKnown(t *testing.T) {
	s := newSite(t)
	first := s.filed(func(c *casework.Case) { c.FiledAt = c.FiledAt.AddDate(0, -1, 0) })
	now := s.booking.Clock.Now()
	c := s.filed(func(c *casework.Case) {
		c.Status, c.Class, c.Category, c.Officer, c.Department = casework.StatusCompleted, "urgent", "economic", 7, 3
		c.UrgencyClaimed, c.UrgencyReason = true, "موعد المحكمة قريب"
		c.Channel, c.Centre = casework.ChannelDesk, "riyadh"
		c.ResultText, c.ResultAt, c.ResultReadAt = "صُرف التعويض.", now, now
		c.Applicant = casework.Applicant{Kind: casework.ApplicantAgent, PrincipalName: "سعد القحطاني", PaperNumber: "4412", PaperExpiresOn: now, PaperVerifiedBy: "staff:3"}
	})
	s.cases.attached[c.ID] = []casework.Attachment{{ID: 9, Case: c.ID, Name: "صك.pdf", Type: "application/pdf", Size: 2048}}
	s.cases.surveys[c.ID] = casework.Survey{Case: c.ID, Score: 4, Comment: "شكراً لكم"}
	for i, status := range []casework.ReferralStatus{casework.ReferralOpen, casework.ReferralStarted, casework.ReferralAnswered, casework.ReferralReturned} {
		s.cases.referrals = append(s.cases.referrals, &casework.Referral{
			ID: casework.ReferralID(i + 1), Case: c.ID, Department: 3, Kind: casework.ReferralDirective, Text: "يُنظر فيه", DueOn: now.AddDate(0, 0, -3), Status: status, Reply: "تم"})
	}
	for _, status := range []notify.Status{notify.StatusQueued, notify.StatusSent, notify.StatusDelivered, notify.StatusFailed, notify.StatusSuperseded} {
		s.world.sent = append(s.world.sent, notify.Sent{Kind: booking.NoticeReceived, Status: status, DueAt: now})
	}
	s.inBoth("/office/case/"+c.Reference, "عاجل", "اقتصادي", "بدر الوهيبي", "إدارة المرور", "موعد المحكمة قريب", "مركز الرياض", "صُرف التعويض.", "سعد القحطاني", "4412",
		"صك.pdf", "4 من 5", "شكراً لكم", "توجيه", "يُنظر فيه", "تعذّر الإرسال", "لم تُرسل لتغيّر الحال", "تم التحقق منه")
	if got := s.get("/ar/office/case/" + c.Reference); got.doc.Find("tr.table__row--danger").Length() != 2 {
		t.Error("the two referrals that are late are not marked")
	}
	if got := s.cases.read; got[len(got)-1] != c.ID {
		t.Error("the reading is not written down")
	}

	open := s.filed(nil)
	s.inBoth("/office/case/"+open.Reference, "قد يكون مكرراً", first.Reference)
	s.get("/ar/office/case/"+open.Reference+"/merge").want(t, http.StatusOK, "موضوع مشابه")
}

func TestCase_MasksTheIdentityNumber(t *testing.T) {
	s := newSite(t)
	got := s.get("/ar/office/case/" + s.filed(nil).Reference)
	if text := got.text("main"); !strings.Contains(text, "008") || strings.Contains(text, "1234567008") {
		t.Error("the identity number is not shown as its last three digits")
	}
}

func TestCase_ShowsTheAudienceRequestAtEveryStatus(t *testing.T) {
	ctx := t.Context()
	s := newSite(t)
	page := func(c *casework.Case, texts ...string) {
		t.Helper()
		s.inBoth("/office/case/"+c.Reference, texts...)
		s.everyForm(c)
	}
	c, r := s.wished(func(ask *booking.Ask) {
		ask.Companion, ask.Needs, ask.Venues = "ابنها", []string{"sign_language"}, []booking.Venue{"booth:riyadh", "office:abha"}
	})
	page(c, "لم يُدرس بعد", "ابنها", "مترجم لغة الإشارة")
	s.must(s.booking.Desk.Hold(ctx, r.ID, r.Version, "other reason"))
	page(c, "معلّق")
	s.must(s.booking.Desk.NotSchedule(ctx, r.ID, s.booking.Request(r.ID).Version, "no"))
	page(c, "اعتُذر عن اللقاء")

	c, r = s.wished(nil)
	s.must(s.booking.Desk.Shortlist(ctx, r.ID, r.Version, booking.Study{Class: booking.ClassUrgent}))
	page(c, "مرشح للتوزيع", "تعديل الترشيح")
	s.booking.Published(s.booking.Week())
	page(c, "عُرض عليه موعد", "مهلة التأكيد", "بانتظار الرد")
	audience := s.booking.Confirmed(r.ID)
	page(c, "موعده مؤكد", "متوقع الحضور")
	s.booking.Admitted(audience.ID)
	_, err := s.booking.Desk.End(ctx, audience.ID, booking.DispositionHeld, "")
	s.must(err)
	page(c, "عُقد اللقاء", "عُقدت الجلسة")

	c, r = s.wished(nil)
	s.must(s.booking.Desk.Withdraw(ctx, r.ID))
	page(c, "سحبه المستفيد")
}

func (s *site) must(err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
}
