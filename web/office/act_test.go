package office_test

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"majlis/booking"
	"majlis/internal/casework"
)

const resultText = "صُرف التعويض إلى حسابكم."

func caseURL(c *casework.Case, more ...string) string {
	return strings.Join(append([]string{"/ar/office/case", c.Reference}, more...), "/")
}

func TestAct_EachActionChangesTheCase(t *testing.T) {
	rows := []struct {
		action string
		typed  url.Values
		status casework.Status
	}{
		{"study", url.Values{"class": {"urgent"}, "category": {"economic"}}, casework.StatusUnderReview},
		{"ask", url.Values{"question": {"فضلاً أرفقوا صك الملكية"}, "by": {"2026-11-30"}}, casework.StatusNeedsInfo},
		{"refer", url.Values{"department": {"3"}, "text": {"للإفادة"}, "due_on": {"2026-11-22"}}, casework.StatusReferred},
		{"settle", url.Values{"status": {"completed"}, "text": {resultText}}, casework.StatusCompleted},
		{"merge", url.Values{"into": {"R48-10101"}}, casework.StatusMerged},
	}
	for _, row := range rows {
		t.Run(row.action, func(t *testing.T) {
			s := newSite(t)
			s.filed(func(c *casework.Case) { c.FiledAt = c.FiledAt.Add(-time.Hour) })
			c := s.filed(nil)
			path := caseURL(c, row.action)
			form := s.filledIn(path, row.typed)
			s.post(path, form).wantSent(t, caseURL(c))
			if c.Status != row.status {
				t.Errorf("the case is %s, want %s", c.Status, row.status)
			}
			version := c.Version
			s.post(path, form).wantSent(t, caseURL(c))
			if c.Version != version {
				t.Error("the second press changed the case again")
			}
		})
	}
}

func TestAct_RefusesBesideTheField(t *testing.T) {
	rows := []struct {
		name, action string
		typed        url.Values
		field, says  string
	}{
		{"no class", "study", url.Values{"category": {"economic"}}, "class", "درجة الاستعجال"},
		{"no category", "study", url.Values{"class": {"urgent"}}, "category", "فضلاً اختاروا أحد الخيارات"},
		{"a class nobody knows", "study", url.Values{"class": {"vip"}, "category": {"economic"}}, "class", "درجة الاستعجال"},
		{"no question", "ask", url.Values{"by": {"2026-11-30"}}, "question", "فضلاً اكتبوا المعلومات المطلوبة"},
		{"no day to answer by", "ask", url.Values{"question": {"ما الصك؟"}, "by": {""}}, "by", "فضلاً حددوا التاريخ"},
		{"a day that is past", "ask", url.Values{"question": {"ما الصك؟"}, "by": {"2026-11-20"}}, "by", "هذا التاريخ مضى"},
		{"no department", "refer", url.Values{"text": {"للإفادة"}}, "department", "فضلاً اختاروا الجهة"},
		{"nothing asked", "refer", url.Values{"department": {"3"}}, "text", "المطلوب من الجهة"},
		{"due in the past", "refer", url.Values{"department": {"3"}, "text": {"للإفادة"}, "due_on": {"2026-11-20"}}, "due_on", "هذا التاريخ مضى"},
		{"no date at all", "refer", url.Values{"department": {"3"}, "text": {"للإفادة"}, "due_on": {"غداً"}}, "due_on", "تاريخاً صحيحاً"},
		{"no outcome", "settle", url.Values{"text": {resultText}}, "status", "فضلاً اختاروا نوع النتيجة"},
		{"a result without text", "settle", url.Values{"status": {"completed"}}, "text", "فضلاً اشرحوا النتيجة"},
		{"nothing to merge into", "merge", url.Values{}, "into", "فضلاً اختاروا"},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			s := newSite(t)
			s.filed(func(c *casework.Case) { c.FiledAt = c.FiledAt.Add(-time.Hour) })
			c := s.filed(nil)
			got := s.press(caseURL(c, row.action), row.typed)
			got.want(t, http.StatusUnprocessableEntity)
			if text := got.text("#field-" + row.field + "-error"); !strings.Contains(text, row.says) {
				t.Errorf("beside %s: %q, want %q", row.field, text, row.says)
			}
			if c.Version != 1 {
				t.Error("the case changed")
			}
		})
	}
}

func TestAct_DueDateOfTheDepartmentWhenLeftEmpty(t *testing.T) {
	s := newSite(t)
	c := s.filed(nil)
	s.press(caseURL(c, "refer"), url.Values{"department": {"3"}, "text": {"للإفادة"}}).wantSent(t, caseURL(c))
	if got := s.cases.referrals[0].DueOn.Format(time.DateOnly); got != "2026-11-29" {
		t.Errorf("due on %s, want 2026-11-29, seven days on", got)
	}
}

func TestAct_StaleEditKeepsWhatWasTyped(t *testing.T) {
	for _, race := range []string{"before the form is sent", "while it is saved"} {
		t.Run(race, func(t *testing.T) {
			s := newSite(t)
			c := s.filed(nil)
			path := caseURL(c, "settle")
			form := s.filledIn(path, url.Values{"status": {"completed"}, "text": {resultText}})
			other := func(c *casework.Case) { s.cases.happened(c, "staff:77", casework.StatusUnderReview, "") }
			if race == "while it is saved" {
				s.cases.meanwhile = other
			} else {
				other(c)
			}
			got := s.post(path, form)
			got.want(t, http.StatusConflict, "تغيّر هذا الطلب بعد أن فتحتموه", "بدر الوهيبي", "قيد الدراسة")
			if typed := got.doc.Find("#field-text").Text(); typed != resultText {
				t.Errorf("typed text became %q", typed)
			}
			if c.Status != casework.StatusUnderReview {
				t.Errorf("the case is %s: the stale edit went through", c.Status)
			}
			s.post(path, filled(got.doc, url.Values{"status": {"completed"}, "text": {resultText}})).wantSent(t, caseURL(c))
		})
	}
}

func TestAct_OffersOnlyWhatMayBeDone(t *testing.T) {
	rows := []struct {
		status casework.Status
		has    []string
		hasNot []string
	}{
		{casework.StatusReceived, []string{"study", "ask", "refer", "settle"}, []string{"merge", "shortlist"}},
		{casework.StatusReferred, []string{"refer"}, []string{"settle", "ask"}},
		{casework.StatusReplyReceived, []string{"settle", "refer", "study"}, []string{"ask", "merge"}},
		{casework.StatusCompleted, nil, []string{"study", "ask", "refer", "settle", "merge"}},
	}
	for _, row := range rows {
		t.Run(string(row.status), func(t *testing.T) {
			s := newSite(t)
			c := s.filed(func(c *casework.Case) { c.Status = row.status })
			got := s.get(caseURL(c))
			got.want(t, http.StatusOK)
			for _, action := range row.has {
				if got.doc.Find(`main a[href="`+caseURL(c, action)+`"]`).Length() != 1 {
					t.Errorf("%s is not offered", action)
				}
			}
			for _, action := range row.hasNot {
				if got.doc.Find(`main a[href="`+caseURL(c, action)+`"]`).Length() != 0 {
					t.Errorf("%s is offered", action)
				}
				s.get(caseURL(c, action)).wantSent(t, caseURL(c))
			}
		})
	}
}

func TestAct_UnknownActionOrCase(t *testing.T) {
	s := newSite(t)
	c := s.filed(nil)
	for _, path := range []string{caseURL(c, "burn"), "/ar/office/case/R48-1", "/ar/office/case/R48-1/study"} {
		if got := s.get(path); got.err == nil {
			t.Errorf("%s: %d, want not found", path, got.Code)
		}
	}
}

func TestAct_AudienceRequest(t *testing.T) {
	study := url.Values{"class": {"humanitarian"}, "venues": {"booth:riyadh", "home"}, "minutes": {"15"}, "needs": {"captions"}, "section": {"women"}}

	t.Run("shortlists and studies the case along", func(t *testing.T) {
		s := newSite(t)
		c, r := s.wished(nil)
		form := s.filledIn(caseURL(c, "shortlist"), study)
		s.post(caseURL(c, "shortlist"), form).wantSent(t, caseURL(c))
		r = s.booking.Request(r.ID)
		if r.Status != booking.RequestShortlisted || r.Class != booking.ClassHumanitarian || r.Minutes != 15 || r.Section != "women" || len(r.Venues) != 2 {
			t.Errorf("the request is %+v", r)
		}
		if c.Status != casework.StatusUnderReview || c.Class != "humanitarian" {
			t.Errorf("the case is %s, %q", c.Status, c.Class)
		}
		s.post(caseURL(c, "shortlist"), form).wantSent(t, caseURL(c)) // pressed twice
	})
	t.Run("does not take the case back from a department", func(t *testing.T) {
		s := newSite(t)
		c, r := s.wished(nil)
		s.press(caseURL(c, "refer"), url.Values{"department": {"3"}, "text": {"للإفادة"}}).wantSent(t, caseURL(c))
		s.press(caseURL(c, "shortlist"), study).wantSent(t, caseURL(c))
		if c.Status != casework.StatusReferred || s.booking.Request(r.ID).Status != booking.RequestShortlisted {
			t.Errorf("the case is %s, the request %s", c.Status, s.booking.Request(r.ID).Status)
		}
	})
	t.Run("refuses beside the field", func(t *testing.T) {
		s := newSite(t)
		c, _ := s.wished(nil)
		for field, value := range map[string]string{"class": "", "venues": "", "minutes": "500"} {
			typed := url.Values{}
			for name, values := range study {
				typed[name] = values
			}
			typed[field] = []string{value}
			got := s.press(caseURL(c, "shortlist"), typed)
			got.want(t, http.StatusUnprocessableEntity)
			if got.text("#field-"+field+"-error") == "" {
				t.Errorf("nothing beside %s", field)
			}
		}
	})
	t.Run("holds with a reason and releases", func(t *testing.T) {
		s := newSite(t)
		c, r := s.wished(nil)
		s.press(caseURL(c, "hold"), url.Values{}).want(t, http.StatusUnprocessableEntity, "فضلاً اختاروا")
		s.press(caseURL(c, "hold"), url.Values{"reason": {"missed_twice"}}).wantSent(t, caseURL(c))
		s.get(caseURL(c)).want(t, http.StatusOK, "تكرر غيابه ويُتصل به")
		s.press(caseURL(c, "release"), nil).wantSent(t, caseURL(c))
		if held := s.booking.Request(r.ID).Held; held != "" {
			t.Errorf("still held: %s", held)
		}
	})
	t.Run("settles without a meeting and refers in one step", func(t *testing.T) {
		s := newSite(t)
		c, r := s.wished(nil)
		path := caseURL(c, "not_schedule")
		s.press(path, url.Values{"department": {"3"}}).want(t, http.StatusUnprocessableEntity, "فضلاً اكتبوا السبب", "المطلوب من الجهة")
		form := s.filledIn(path, url.Values{"reason": {"من اختصاص المرور"}, "department": {"3"}, "text": {"للإفادة"}})
		s.post(path, form).wantSent(t, caseURL(c))
		if status := s.booking.Request(r.ID).Status; status != booking.RequestNotScheduled || c.Status != casework.StatusReferred {
			t.Errorf("the request is %s, the case %s", status, c.Status)
		}
		s.post(path, form).wantSent(t, caseURL(c)) // pressed twice
		if len(s.cases.referrals) != 1 {
			t.Errorf("%d referrals, want 1", len(s.cases.referrals))
		}
	})
}

func TestAct_AudienceRequestInTheWay(t *testing.T) {
	t.Run("a request changed meanwhile comes back with what was typed", func(t *testing.T) {
		s := newSite(t)
		c, r := s.wished(nil)
		form := s.filledIn(caseURL(c, "not_schedule"), url.Values{"reason": {"لا يلزم لقاء"}})
		if err := s.booking.Desk.Hold(context.Background(), r.ID, r.Version, "barred"); err != nil {
			t.Fatal(err)
		}
		got := s.post(caseURL(c, "not_schedule"), form)
		got.want(t, http.StatusConflict, "تغيّر هذا الطلب بعد أن فتحتموه")
		if typed := got.doc.Find("#field-reason").Text(); typed != "لا يلزم لقاء" {
			t.Errorf("typed text became %q", typed)
		}
	})
	t.Run("gives no result while the wish is open", func(t *testing.T) {
		s := newSite(t)
		c, _ := s.wished(nil)
		s.get(caseURL(c, "settle")).wantSent(t, caseURL(c))
	})
}
