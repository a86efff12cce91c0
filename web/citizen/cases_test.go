package citizen

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"majlis/booking"
	"majlis/internal/casework"
	"majlis/internal/identity"
)

func TestSite_Cases(t *testing.T) {
	t.Run("lists one's own only", func(t *testing.T) {
		w := newWorld(t)
		w.owns(phone, casework.Case{Reference: "R48-10427", Kind: casework.KindRequest, Status: casework.StatusReceived})
		w.owns(other, casework.Case{Reference: "R48-10428", Kind: casework.KindRequest, Status: casework.StatusReceived})
		if text := w.get("/ar/cases").Find("main").Text(); !strings.Contains(text, "R48-10427") || strings.Contains(text, "R48-10428") {
			t.Error(text)
		}
	})
	t.Run("another number's case is not found, whatever is asked of it", func(t *testing.T) {
		w := newWorld(t)
		w.owns(other, casework.Case{Reference: "R48-10428", Kind: casework.KindRequest, Status: casework.StatusNeedsInfo, ResultAt: now})
		for _, page := range []string{"", "/filed", "/files/1", "/withdraw", "/survey"} {
			w.notFound(http.MethodGet, "/ar/cases/R48-10428"+page)
		}
		for _, page := range []string{"", "/withdraw", "/survey"} {
			w.notFound(http.MethodPost, "/ar/cases/R48-10428"+page)
		}
		w.notFound(http.MethodGet, "/ar/cases/R48-99999")
		if len(w.office.withdrawn)+len(w.office.surveys) > 0 || w.office.informed != "" {
			t.Error("something was changed")
		}
	})
	t.Run("shows the history without the office's own notes", func(t *testing.T) {
		w := newWorld(t)
		seedStates(w)
		for _, path := range []string{"/ar/cases/R48-10401", "/ar/cases/R48-10403", "/ar/cases/R48-10406"} {
			if doc := w.get(path); strings.Contains(doc.Text(), "داخلية") || doc.Find(".timeline__item").Length() < 2 {
				t.Errorf("%s: %s", path, doc.Find(".timeline").Text())
			}
		}
	})
	t.Run("asks for what the office needs and takes the answer", func(t *testing.T) {
		w := newWorld(t)
		seedStates(w)
		if doc := w.get("/ar/cases/R48-10401"); !strings.Contains(doc.Find(".notice").Text(), "صك الملكية") {
			t.Error("the question is missing")
		}
		w.refused("/ar/cases/R48-10401", url.Values{"answer": {" "}}, "answer")
		w.goesTo("/ar/cases/R48-10401", url.Values{"answer": {"رقم الصك 123"}}, "/ar/cases/R48-10401")
		if w.office.informed != "رقم الصك 123" {
			t.Errorf("the office got %q", w.office.informed)
		}
	})
	t.Run("shows the result and notes that it was read", func(t *testing.T) {
		w := newWorld(t)
		seedStates(w)
		doc := w.get("/ar/cases/R48-10406")
		if !strings.Contains(doc.Find(".panel").Text(), "صُرف التعويض") || len(w.office.read) != 1 {
			t.Errorf("%q, read %v", doc.Find(".panel").Text(), w.office.read)
		}
		if doc.Find(`a[href="/ar/cases/R48-10406/survey"]`).Length() == 0 {
			t.Error("no way to the survey")
		}
	})
	t.Run("leads to the appointment", func(t *testing.T) {
		w := newWorld(t)
		seedStates(w)
		for _, path := range []string{"/ar/cases/R48-10414", "/ar/cases/R48-10415"} {
			doc := w.get(path)
			if doc.Find(`a[href^="/ar/appointment?case="]`).Length() != 1 || !strings.Contains(doc.Find(".card").Text(), "10:30 ص") {
				t.Errorf("%s: %s", path, doc.Find(".card").Text())
			}
		}
	})
	t.Run("gives a file back as a download", func(t *testing.T) {
		w := newWorld(t)
		seedStates(w)
		out, _ := w.do(httptest.NewRequest(http.MethodGet, "/ar/cases/R48-10400/files/7", nil))
		if how := out.Header().Get("Content-Disposition"); w.failed != nil || !strings.HasPrefix(how, "attachment") {
			t.Errorf("%v, %q", w.failed, how)
		}
		w.notFound(http.MethodGet, "/ar/cases/R48-10401/files/7")
	})
}

func TestSite_Withdraw(t *testing.T) {
	t.Run("asks first, and takes the wish for an audience along", func(t *testing.T) {
		w := newWorld(t)
		c := w.owns(phone, casework.Case{Reference: "R48-10427", Kind: casework.KindAudience, Status: casework.StatusUnderReview})
		w.desk.requests[int64(c.ID)] = booking.Request{ID: 5, Status: booking.RequestConfirmed}
		if doc := w.get("/ar/cases/R48-10427/withdraw"); doc.Find("form.decision").Length() != 1 || len(w.office.withdrawn) > 0 {
			t.Error("did not ask")
		}
		for range 2 { // the second press changes nothing
			w.goesTo("/ar/cases/R48-10427/withdraw", nil, "/ar/cases/R48-10427")
		}
		if !slices.Equal(w.office.withdrawn, []casework.CaseID{c.ID}) || !slices.Equal(w.desk.withdrawn, []booking.RequestID{5}) {
			t.Errorf("withdrawn %v, %v", w.office.withdrawn, w.desk.withdrawn)
		}
	})
	t.Run("is not offered for a settled case", func(t *testing.T) {
		w := newWorld(t)
		w.owns(phone, casework.Case{Reference: "R48-10427", Kind: casework.KindRequest, Status: casework.StatusCompleted})
		if w.get("/ar/cases/R48-10427").Find(`a[href$="/withdraw"]`).Length() > 0 {
			t.Error("offered")
		}
	})
}

func TestSite_Track(t *testing.T) {
	w := newWorld(t)
	w.phone = ""
	w.goesTo("/ar/track", url.Values{"reference": {" R٤٨-١٠٤٢٧ "}}, "/ar/cases/R48-10427")
	out, _ := w.do(httptest.NewRequest(http.MethodGet, "/ar/cases/R48-10427", nil))
	if out.Header().Get("Location") != "/sign-in" {
		t.Error("a case is shown before its number is proved")
	}
	w.refused("/en/track", url.Values{"reference": {"my request"}}, "reference")
}

var goodSurvey = url.Values{"score": {"٥"}, "obstacle": {"no"}, "sought": {"no"}, "comment": {"شكراً"}}

func TestSite_Survey(t *testing.T) {
	settled := casework.Case{Reference: "R48-10427", Kind: casework.KindRequest, Status: casework.StatusCompleted, ResultAt: now.Add(-time.Hour)}
	withLink := func(t *testing.T) (*world, casework.Case) {
		w := newWorld(t)
		c := w.owns(phone, settled)
		w.phone = ""
		w.links.links["token"] = identity.Link{Purpose: identity.PurposeSurvey, Subject: int64(c.ID), ExpiresAt: now.Add(time.Hour)}
		cookie := identity.LinkCookie(identity.PurposeSurvey, "token", false)
		w.cookies[cookie.Name] = cookie
		return w, c
	}
	t.Run("by link needs no sign-in, shows no case, and works once", func(t *testing.T) {
		w, c := withLink(t)
		if text := w.get("/ar/survey").Text(); strings.Contains(text, c.Subject) || !strings.Contains(text, c.Reference) {
			t.Error("shows the wrong things")
		}
		w.goesTo("/ar/survey", goodSurvey, "/ar/survey/thanks")
		w.goesTo("/ar/survey", goodSurvey, "/ar/survey/thanks")
		want := casework.Survey{Case: c.ID, Score: 5, NoObstacle: true, Comment: "شكراً"}
		if got := w.office.surveys[c.ID]; got != want || len(w.links.used) != 1 {
			t.Errorf("judged %+v, used %v", got, w.links.used)
		}
	})
	t.Run("a poor mark is told that another officer looks again", func(t *testing.T) {
		w, _ := withLink(t)
		w.goesTo("/ar/survey", url.Values{"score": {"1"}, "obstacle": {"yes"}, "sought": {"yes"}}, "/ar/survey/thanks?reopened=yes")
		if !strings.Contains(w.get("/ar/survey/thanks?reopened=yes").Text(), "مسؤول آخر") {
			t.Error("not told")
		}
	})
	t.Run("from one's case", func(t *testing.T) {
		w := newWorld(t)
		c := w.owns(phone, settled)
		w.get("/ar/cases/R48-10427/survey")
		w.goesTo("/ar/cases/R48-10427/survey", goodSurvey, "/ar/survey/thanks")
		if w.office.surveys[c.ID].Score != 5 {
			t.Error("not kept")
		}
	})
	t.Run("names each question left out and keeps the others", func(t *testing.T) {
		w, _ := withLink(t)
		for _, field := range []string{"score", "obstacle", "sought"} {
			form := url.Values{"comment": {"باقٍ"}}
			w.refused("/ar/survey", form, field)
			_, _, doc := w.post("/ar/survey", form)
			if doc.Find("textarea").Text() != "باقٍ" {
				t.Error("the comment is lost")
			}
		}
	})
	t.Run("without a link, or with an expired one, leads to one's cases", func(t *testing.T) {
		w, _ := withLink(t)
		link := w.links.links["token"]
		link.ExpiresAt = now.Add(-time.Minute)
		w.links.links["token"] = link
		for range 2 {
			out, doc := w.do(httptest.NewRequest(http.MethodGet, "/ar/survey", nil))
			if w.failed != nil || out.Code != http.StatusNotFound || doc.Find(`a[href="/ar/cases"]`).Length() == 0 {
				t.Errorf("%v, %d", w.failed, out.Code)
			}
			w.cookies = map[string]*http.Cookie{}
		}
	})
	t.Run("is too early before the result", func(t *testing.T) {
		w := newWorld(t)
		w.owns(phone, casework.Case{Reference: "R48-10427", Kind: casework.KindRequest, Status: casework.StatusUnderReview})
		_, doc := w.do(httptest.NewRequest(http.MethodGet, "/ar/cases/R48-10427/survey", nil))
		if !strings.Contains(doc.Find("main").Text(), "بعد صدور نتيجة") {
			t.Error(doc.Find("main").Text())
		}
	})
}

func TestSite_Centres(t *testing.T) {
	riyadh := time.FixedZone("Asia/Riyadh", 3*60*60)
	for _, row := range []struct {
		what string
		at   time.Time
		says []string
	}{
		{"a working morning", time.Date(2026, 11, 24, 9, 0, 0, 0, riyadh), []string{"مفتوح الآن", "مفتوح اليوم حتى 4:00 م", "منتصف الليل"}},
		{"before opening", time.Date(2026, 11, 24, 7, 0, 0, 0, riyadh), []string{"مغلق الآن", "يفتح اليوم 8:00 ص"}},
		{"in the evening", time.Date(2026, 11, 24, 18, 0, 0, 0, riyadh), []string{"مغلق الآن", "يفتح غداً 8:00 ص"}},
		{"at the weekend", time.Date(2026, 11, 27, 10, 0, 0, 0, riyadh), []string{"يفتح الأحد 29 نوفمبر 2026 8:00 ص"}},
		{"on a holiday", time.Date(2027, 9, 23, 10, 0, 0, 0, riyadh), []string{"اليوم الوطني", "مغلق الآن"}},
		{"in Ramadan", time.Date(2027, 2, 9, 9, 0, 0, 0, riyadh), []string{"بأوقات شهر رمضان", "يفتح اليوم 10:00 ص"}},
	} {
		t.Run(row.what, func(t *testing.T) {
			w := newWorld(t)
			w.clock = row.at
			text := strings.Join(strings.Fields(w.get("/ar/centres").Find("main").Text()), " ")
			for _, says := range row.says {
				if !strings.Contains(text, says) {
					t.Errorf("no %q in %q", says, text)
				}
			}
		})
	}
}
