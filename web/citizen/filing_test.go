package citizen

import (
	"bytes"
	"fmt"
	"maps"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"majlis/booking"
	"majlis/internal/casework"
)

// answers are good answers to every step.
var answers = map[string]url.Values{
	"person":      {"person": {"new"}},
	"identity":    {"full_name": {"نورة بنت عبدالله القحطاني"}, "national_id": {"١٠٠٠٠٠٠٠٠٨"}, "section": {"women"}},
	"applicant":   {"applicant": {"agent"}},
	"paper":       {"principal_name": {"عبدالله القحطاني"}, "paper_number": {"٤٤١٢٣٤٥"}, "paper_expires_on": {"٢٩/١١/٢٠٢٧"}},
	"matter":      {"subject": {"تأخر صرف تعويض نزع ملكية"}, "body": {"تأخر صرف التعويض منذ ثلاث سنوات رغم اكتمال الأوراق."}},
	"urgency":     {"urgent": {"yes"}, "urgency_reason": {"حالة صحية"}},
	"hosts":       {"hosts": {"deputy", "minister"}},
	"venues":      {"venues": {"home", "booth:jeddah"}},
	"times":       {"weekdays": {"sunday", "tuesday"}, "halves": {"morning"}, "short_notice": {"yes"}},
	"needs":       {"language": {"ar"}, "needs": {"female_officer", "sign_language"}, "companion": {"ليلى"}},
	"attachments": {},
}

// fill answers every step of a kind, in order.
func (w *world) fill(kind casework.Kind, change map[string]url.Values) {
	w.t.Helper()
	all := maps.Clone(answers)
	maps.Copy(all, change)
	at := "/ar/file/" + string(kind) + "/identity"
	w.get(at)
	for range steps {
		name := at[strings.LastIndex(at, "/")+1:]
		if name == reviewStep {
			return
		}
		status, where, doc := w.post(at, all[name])
		if status != http.StatusSeeOther {
			w.t.Fatalf("POST %s: %d; %s", at, status, doc.Find(".error-summary").Text())
		}
		at = where
	}
}

func TestSite_File(t *testing.T) {
	t.Run("an audience request carries every answer to the office and the desk", func(t *testing.T) {
		w := newWorld(t)
		w.fill(casework.KindAudience, nil)
		w.get("/ar/file/audience/review")
		w.goesTo("/ar/file/audience/review", nil, "/ar/cases/R48-20000/filed")
		if len(w.office.filings) != 1 || len(w.people.registered) != 1 {
			t.Fatalf("filed %d, registered %d", len(w.office.filings), len(w.people.registered))
		}
		f := w.office.filings[0]
		if r := w.people.registered[0]; r.NationalID.Digits() != "1000000008" || r.Phone != phone || r.Section != "women" {
			t.Errorf("registered %+v", r)
		}
		if !f.UrgencyClaimed || f.Applicant.Kind != casework.ApplicantAgent || f.Applicant.PaperNumber != "4412345" ||
			f.Applicant.PaperExpiresOn.Format(time.DateOnly) != "2027-11-29" {
			t.Errorf("filed %+v", f)
		}
		want := &booking.Ask{Hosts: []string{"deputy", "minister"}, Venues: []booking.Venue{"home", "booth:jeddah"},
			Weekdays: []time.Weekday{time.Sunday, time.Tuesday}, Mornings: true, Language: "ar", Needs: []string{"female_officer", "sign_language"},
			Section: "women", FemaleOnly: true, Companion: "ليلى", ShortNotice: true}
		if !reflect.DeepEqual(f.Audience, want) {
			t.Errorf("asked\n%+v, want\n%+v", f.Audience, want)
		}
	})
	t.Run("a suggestion takes the short way", func(t *testing.T) {
		w := newWorld(t)
		w.fill(casework.KindSuggestion, map[string]url.Values{"applicant": {"applicant": {"self"}}})
		w.goesTo("/ar/file/suggestion/review", nil, "/ar/cases/R48-20000/filed")
		if f := w.office.filings[0]; f.Audience != nil || f.Kind != casework.KindSuggestion {
			t.Errorf("filed %+v", f)
		}
		w.notFound(http.MethodGet, "/ar/file/poem/identity")
		w.notFound(http.MethodGet, "/ar/file/suggestion/colour")
	})
	t.Run("pressing twice gives the same reference", func(t *testing.T) {
		w := newWorld(t)
		w.fill(casework.KindComplaint, nil)
		w.goesTo("/ar/file/complaint/review", nil, "/ar/cases/R48-20000/filed")
		w.goesTo("/ar/file/complaint/review", nil, "/ar/cases/R48-20000/filed")
		if len(w.office.filings) != 1 {
			t.Errorf("filed %d times", len(w.office.filings))
		}
	})
	t.Run("afterwards another filing starts empty and gets its own reference", func(t *testing.T) {
		w := newWorld(t)
		w.fill(casework.KindComplaint, nil)
		w.goesTo("/ar/file/complaint/review", nil, "/ar/cases/R48-20000/filed")
		if doc := w.get("/ar/file/complaint/matter"); doc.Find("#field-subject").AttrOr("value", "") != "" {
			t.Error("the old subject is still there")
		}
		w.office.phones[50] = phone
		w.goesTo("/ar/file/inquiry/person", url.Values{"person": {"50"}}, "/ar/file/inquiry/applicant")
		for _, name := range []string{"applicant", "matter", "attachments"} {
			form := answers[name]
			if name == "applicant" {
				form = url.Values{"applicant": {"self"}}
			}
			w.post("/ar/file/inquiry/"+name, form)
		}
		w.goesTo("/ar/file/inquiry/review", nil, "/ar/cases/R48-20001/filed")
		if len(w.people.registered) != 1 {
			t.Error("a known person was asked for the number again")
		}
	})
}

func TestSite_Steps_Refuse(t *testing.T) {
	long := strings.Repeat("ب", casework.SubjectMax+1)
	rows := []struct {
		what, step, field string
		form              url.Values
		says              string
	}{
		{"an identity number with a slip", "identity", "national_id", url.Values{"national_id": {"١٠٠٠٠٠٠٠٠٩"}, "full_name": {"نورة"}, "section": {"women"}}, "تأكدوا من الأرقام"},
		{"an identity number too short", "identity", "national_id", url.Values{"national_id": {"100000000"}}, "10 أرقام"},
		{"a border number", "identity", "national_id", url.Values{"national_id": {"3000000007"}}, "يبدأ"},
		{"no name", "identity", "full_name", url.Values{"national_id": {"1000000008"}}, "الاسم"},
		{"no section", "identity", "section", url.Values{"section": {"both"}}, "القسم"},
		{"no answer for whom", "applicant", "applicant", url.Values{}, "أحد الخيارات"},
		{"a paper that has run out", "paper", "paper_expires_on", url.Values{"principal_name": {"س"}, "paper_number": {"1"}, "paper_expires_on": {"٢٠٢٦-١١-٢٣"}}, "منتهٍ"},
		{"a paper without its day", "paper", "paper_expires_on", url.Values{"principal_name": {"س"}, "paper_number": {"1"}}, "تاريخ انتهاء"},
		{"a day that is none", "paper", "paper_expires_on", url.Values{"principal_name": {"س"}, "paper_number": {"1"}, "paper_expires_on": {"31/2/2027"}}, "تاريخاً صحيحاً"},
		{"no number of the paper", "paper", "paper_number", url.Values{"principal_name": {"س"}}, "رقم الوكالة"},
		{"no principal, beside the others", "paper", "principal_name", url.Values{}, "اسم من تقدمون"},
		{"a subject too long", "matter", "subject", url.Values{"subject": {long}, "body": answers["matter"]["body"]}, "120"},
		{"a body too short, beside a missing subject", "matter", "body", url.Values{"body": {"قصير"}}, "20"},
		{"urgency without its reason", "urgency", "urgency_reason", url.Values{"urgent": {"yes"}}, "سبب"},
		{"a host who does not receive", "hosts", "hosts", url.Values{"hosts": {"former"}}, "لقاءه"},
		{"a place that is none", "venues", "venues", url.Values{"venues": {"office:moon"}}, "مكاناً"},
		{"a language that is none", "needs", "language", url.Values{"language": {"tlh"}}, "أحد الخيارات"},
	}
	for _, row := range rows {
		t.Run(row.what, func(t *testing.T) {
			w := newWorld(t)
			base := "/ar/file/audience/"
			w.goesTo(base+"applicant", answers["applicant"], base+"paper")
			if text := w.refused(base+row.step, row.form, row.field); !strings.Contains(text, row.says) {
				t.Errorf("says %q, want %q", text, row.says)
			}
			// A reload finds what was typed.
			doc := w.get(base + row.step)
			for name, typed := range row.form {
				field := doc.Find("#field-" + name)
				if goqueryText := field.AttrOr("value", field.Text()); field.Is("input[type=text]") && goqueryText != typed[0] {
					t.Errorf("%s came back as %q, typed %q", name, goqueryText, typed[0])
				}
			}
		})
	}
}

func TestSite_Draft(t *testing.T) {
	t.Run("what was typed survives being signed out meanwhile", func(t *testing.T) {
		w := newWorld(t)
		w.get("/ar/file/request/matter")
		w.phone = ""
		w.goesTo("/ar/file/request/matter", answers["matter"], "/ar/file/request/matter")
		w.phone = phone
		if doc := w.get("/ar/file/request/matter"); doc.Find("#field-subject").AttrOr("value", "") != answers["matter"].Get("subject") {
			t.Error("the subject is lost")
		}
	})
	t.Run("somebody else at the same machine does not see it", func(t *testing.T) {
		w := newWorld(t)
		w.goesTo("/ar/file/request/matter", answers["matter"], "/ar/file/request/attachments")
		w.phone = other
		if doc := w.get("/ar/file/request/matter"); doc.Find("#field-subject").AttrOr("value", "") != "" {
			t.Error("the subject of another number is shown")
		}
	})
	t.Run("keeps answers when the kind is changed", func(t *testing.T) {
		w := newWorld(t)
		w.goesTo("/ar/file/request/matter", answers["matter"], "/ar/file/request/attachments")
		if doc := w.get("/en/file/complaint/matter"); doc.Find("#field-subject").AttrOr("value", "") == "" {
			t.Error("the subject is lost")
		}
	})
	t.Run("holds the identity number sealed", func(t *testing.T) {
		w := newWorld(t)
		w.goesTo("/ar/file/request/identity", answers["identity"], "/ar/file/request/applicant")
		for _, d := range w.office.drafts {
			if text := fmt.Sprint(d); strings.Contains(text, "1000000008") || strings.Contains(text, "١٠٠٠") {
				t.Error("the number stands in the draft in the clear")
			}
		}
		if doc := w.get("/ar/file/request/identity"); doc.Find("#field-national_id").AttrOr("value", "") != "١٠٠٠٠٠٠٠٠٨" {
			t.Error("the number is not shown again to who typed it")
		}
		cookie := w.cookies[draftCookie]
		if !cookie.HttpOnly {
			t.Error("a script could read the draft's key")
		}
		cookie.Value = cookie.Value[:len(cookie.Value)-1] + "!"
		if doc := w.get("/ar/file/request/identity"); doc.Find("#field-national_id").AttrOr("value", "") != "" {
			t.Error("opened without the secret")
		}
	})
}

func TestSite_Review(t *testing.T) {
	t.Run("an answer changed from the review leads back to it", func(t *testing.T) {
		w := newWorld(t)
		w.fill(casework.KindRequest, nil)
		doc := w.get("/ar/file/request/review")
		if doc.Find(`a[href="/ar/file/request/matter?from=review"]`).Length() == 0 {
			t.Error("no way to change the matter")
		}
		w.goesTo("/ar/file/request/matter?from=review", answers["matter"], "/ar/file/request/review")
		w.goesTo("/ar/file/request/paper?from=review", answers["paper"], "/ar/file/request/review")
	})
	t.Run("the review is reached with everything answered only", func(t *testing.T) {
		w := newWorld(t)
		w.get("/ar/file/audience/identity")
		out, _ := w.do(httptest.NewRequest(http.MethodGet, "/ar/file/audience/review", nil))
		if where := out.Header().Get("Location"); where != "/ar/file/audience/identity" {
			t.Errorf("leads to %q", where)
		}
		if status, _, _ := w.post("/ar/file/audience/review", nil); status != http.StatusUnprocessableEntity || len(w.office.filings) > 0 {
			t.Errorf("handed in unfinished: %d", status)
		}
	})
	t.Run("a refusal of the office stands on the page of its field", func(t *testing.T) {
		w := newWorld(t)
		w.fill(casework.KindRequest, nil)
		w.people.refuse = booking.Refuse("phone_of_other_person", "national_id")
		w.refused("/ar/file/request/review", nil, "national_id")
		w.people.refuse, w.office.refuse = nil, booking.Refuse("request_already_open", "")
		status, _, doc := w.post("/ar/file/request/review", nil)
		if status != http.StatusUnprocessableEntity || !strings.Contains(doc.Find(".error-summary").Text(), "طلب لقاء قائم") {
			t.Errorf("%d: %s", status, doc.Find(".error-summary").Text())
		}
	})
	t.Run("says early that an audience request is open", func(t *testing.T) {
		w := newWorld(t)
		c := w.owns(phone, casework.Case{Reference: "R48-10427", Kind: casework.KindAudience, Status: casework.StatusUnderReview})
		w.desk.requests[int64(c.ID)] = booking.Request{ID: 5, Status: booking.RequestShortlisted}
		if doc := w.get("/ar/file/audience"); doc.Find(`.notice a[href="/ar/cases/R48-10427"]`).Length() == 0 {
			t.Error("no notice")
		}
	})
}

// upload sends files, and buttons, to the page of attachments.
func (w *world) upload(contents map[string][]byte, buttons url.Values) (*httptest.ResponseRecorder, string) {
	w.t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	for _, name := range slices.Sorted(maps.Keys(contents)) {
		part, err := form.CreateFormFile("attachments", name)
		if err != nil {
			w.t.Fatal(err)
		}
		part.Write(contents[name])
	}
	for name := range buttons {
		form.WriteField(name, buttons.Get(name))
	}
	form.Close()
	r := httptest.NewRequest(http.MethodPost, "/ar/file/request/attachments", &body)
	r.Header.Set("Content-Type", form.FormDataContentType())
	out, doc := w.do(r)
	if w.failed != nil {
		w.t.Fatal(w.failed)
	}
	return out, strings.TrimSpace(doc.Find("#field-attachments-error").Text())
}

func TestSite_Attachments(t *testing.T) {
	pdf := []byte("%PDF-1.7 ...")
	t.Run("are listed, removed and carried along", func(t *testing.T) {
		w := newWorld(t)
		out, _ := w.upload(map[string][]byte{"صك.pdf": pdf, "b.pdf": pdf}, url.Values{"add": {"yes"}})
		if where := out.Header().Get("Location"); where != "/ar/file/request/attachments" {
			t.Fatalf("leads to %q", where)
		}
		if n := w.get("/ar/file/request/attachments").Find(".files__item").Length(); n != 2 {
			t.Errorf("%d files listed", n)
		}
		w.upload(nil, url.Values{"remove": {"1"}})
		if n := w.get("/ar/file/request/attachments").Find(".files__item").Length(); n != 1 {
			t.Errorf("%d files left", n)
		}
		out, _ = w.upload(nil, nil)
		if where := out.Header().Get("Location"); where != "/ar/file/request/review" {
			t.Errorf("leads to %q", where)
		}
	})
	t.Run("of a wrong type, empty, or too large are refused beside the field", func(t *testing.T) {
		w := newWorld(t)
		for name, row := range map[string]struct {
			content []byte
			says    string
		}{
			"setup.exe": {[]byte("MZ"), "غير مقبول"}, "empty.pdf": {nil, "فارغ"},
			"large.pdf": {append(slices.Clone(pdf), make([]byte, casework.AttachmentMax)...), "10 ميغابايت"},
			"huge.pdf":  {make([]byte, casework.AttachmentMost*casework.AttachmentMax+3<<20), "أكبر"},
		} {
			out, text := w.upload(map[string][]byte{name: row.content}, nil)
			if out.Code != http.StatusUnprocessableEntity || !strings.Contains(text, row.says) {
				t.Errorf("%s: %d, %q", name, out.Code, text)
			}
		}
	})
	t.Run("of whoever is not signed in are not taken", func(t *testing.T) {
		w := newWorld(t)
		w.get("/ar/file/request/attachments")
		w.phone = ""
		if out, _ := w.upload(map[string][]byte{"b.pdf": pdf}, nil); out.Code != http.StatusSeeOther || len(w.office.attached) > 0 {
			t.Errorf("%d, %d kept", out.Code, len(w.office.attached))
		}
	})
}

func TestReadReference(t *testing.T) {
	for typed, want := range map[string]string{
		"R48-10427": "R48-10427", " r48 10427 ": "R48-10427", "48-10427": "R48-10427", "R48–10427": "R48-10427", "R48/10427": "R48-10427", "\u2066R48-10427\u2069": "R48-10427",
		"": "", "10427": "", "R48-1": "", "R48-10427x": "", "../office": "",
	} {
		if got, _ := readReference(typed); got != want {
			t.Errorf("%q is %q, want %q", typed, got, want)
		}
	}
}
