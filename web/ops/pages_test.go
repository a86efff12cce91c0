package ops_test

import (
	"encoding/csv"
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"

	"majlis/booking"
	"majlis/internal/audit"
	"majlis/internal/identity"
	"majlis/internal/ops"
	"majlis/web/page/pagetest"
)

// says wants every text in a part of the page.
func says(t *testing.T, part *goquery.Selection, texts ...string) {
	t.Helper()
	for _, text := range texts {
		if !strings.Contains(part.Text(), text) {
			t.Errorf("%q is missing in %s", text, strings.Join(strings.Fields(part.Text()), " "))
		}
	}
}

func TestSurface_Overview(t *testing.T) {
	_, doc := busy().get(t, "GET /{lang}/ops", "/en/ops")
	alerts := doc.Find("#alerts .notice")
	says(t, alerts, "host is not connected", "bad quality for participant 2", "2 messages of this week", "3 audit entries")
	if first := alerts.First(); !first.HasClass("notice--danger") {
		t.Errorf("the first alert is not the gravest: %s", first.Text())
	}
	if link := alerts.Find(`a[href="/en/ops/rooms/session-1"]`); link.Length() == 0 {
		t.Error("no alert leads to its room")
	}
	says(t, doc.Find("main"), "v1.2", "17.2", "16.0 MiB", "2 in use, 3 idle, of 16", "5 minutes ago")
	_, doc = quiet().get(t, "GET /{lang}/ops", "/en/ops")
	says(t, doc.Find("#alerts"), "Nothing needs attention")
	_, doc = away().get(t, "GET /{lang}/ops", "/en/ops")
	says(t, doc.Find("#alerts"), "The database does not answer")
	if text := doc.Find("main").Text(); strings.Contains(text, "Messages of today") || strings.Contains(text, "Messages sent today") {
		t.Error("counts are shown that nobody could count")
	}
}

func TestSurface_RoomsNameNobody(t *testing.T) {
	_, doc := busy().get(t, "GET /{lang}/ops/rooms", "/en/ops/rooms")
	rows := doc.Find("section.panel").First().Find("tbody tr")
	if rows.Length() != 4 {
		t.Fatalf("%d people", rows.Length())
	}
	citizen := rows.Eq(1)
	says(t, citizen, "2 · Beneficiary", "R48-10427", "Bad", "sound · picture · screen", "18.3%", "240 / 0 ms", "512 / 0 kbit/s", "froze 3 times")
	says(t, rows.Eq(2), "Camera: blocked", "in use elsewhere", "Measuring", "nothing")
	says(t, rows.Eq(3), "Path lost")
	says(t, doc.Find("main"), "the Minister", "Device check", "Its room is open", "Its room is not open", "Closed")
	_, doc = busy().get(t, "GET /{lang}/ops/rooms/{room}", "/ar/ops/rooms/session-1")
	says(t, doc.Find("h1"), "معالي الوزير")
	if rows := doc.Find("table").Last().Find("tbody tr"); rows.Length() != 2 || !rows.First().HasClass("table__row--danger") {
		t.Errorf("%d lines of history", rows.Length())
	}
}

func TestSurface_Messages(t *testing.T) {
	const list = "GET /{lang}/ops/messages"
	o := busy()
	_, doc := o.get(t, list, "/en/ops/messages")
	says(t, doc.Find("table"), "R48-10001", "2 parts", "rejected")
	if text := doc.Text(); strings.Contains(text, "501234") || !strings.Contains(text, "567") {
		t.Error("a number is not masked")
	}
	if doc.Find("tbody form").Length() != 1 {
		t.Error("exactly the failed message can be sent again")
	}
	_, doc = pagetest.Get(t, o.acting(t, list, identity.RoleAuditor), "/en/ops/messages")
	if doc.Find("tbody form").Length() != 0 {
		t.Error("an auditor is offered to send")
	}

	retry := o.acting(t, "POST /{lang}/ops/messages/{notice}/retry", identity.RoleOperations)
	w, _ := pagetest.Post(t, retry, "/en/ops/messages/2/retry", url.Values{"state": {"failed"}})
	if w.Code != http.StatusSeeOther || w.Header().Get("Location") != "/en/ops/messages?state=failed" || !slices.Equal(o.retried, []int64{2}) {
		t.Errorf("%d to %s, retried %v", w.Code, w.Header().Get("Location"), o.retried)
	}
	o.refuse = booking.ErrConflict
	if w, _ := pagetest.Post(t, retry, "/en/ops/messages/2/retry", url.Values{}); w.Code != http.StatusSeeOther {
		t.Errorf("a second press answered %d", w.Code)
	}
}

func TestSurface_Schedule(t *testing.T) {
	const list, form = "GET /{lang}/ops/jobs", "POST /{lang}/ops/jobs/schedule/{entry}"
	o := busy()
	_, doc := o.get(t, list, "/en/ops/jobs")
	says(t, doc.Find("table"), "Draft the plan", "0 12 * * 0", "Edited by the office", "Has not run yet", "something_new")
	if href := doc.Find(".toolbar a").AttrOr("href", ""); href != "../../ops/jobs/" {
		t.Errorf("the queue's pages are at %q", href)
	}
	_, doc = pagetest.Get(t, o.acting(t, list, identity.RoleAuditor), "/en/ops/jobs")
	if doc.Find("tbody a").Length() != 0 {
		t.Error("an auditor is offered to edit")
	}

	w, _ := pagetest.Post(t, o.acting(t, form, identity.RoleOperations), "/ar/ops/jobs/schedule/allocate", url.Values{"schedule": {"٠ ١٠ * * ١"}, "version": {"3"}})
	if w.Code != http.StatusSeeOther || o.schedule != "0 10 * * 1" {
		t.Errorf("%d, schedule %q", w.Code, o.schedule)
	}
	o.refuse = booking.Refuse("schedule_night", "schedule")
	w, doc = pagetest.Post(t, o.acting(t, form, identity.RoleOperations), "/ar/ops/jobs/schedule/allocate", url.Values{"schedule": {"0 1 * * 1"}, "version": {"3"}})
	if field := doc.Find("#field-schedule"); w.Code != http.StatusUnprocessableEntity || field.AttrOr("value", "") != "0 1 * * 1" || field.AttrOr("aria-invalid", "") != "true" {
		t.Errorf("%d, the field is kept as %q", w.Code, field.AttrOr("value", ""))
	}
}

func TestSurface_AuditFilters(t *testing.T) {
	o := busy()
	w, doc := o.get(t, "GET /{lang}/ops/audit", "/en/ops/audit?actor=staff/12&action=case.read&subject=week/2026-11-29&day=2026-11-24")
	want := ops.Trail{
		Actor: audit.Ref{Kind: "staff", ID: 12}, Action: "case.read", Subject: audit.Ref{Kind: "week", Name: "2026-11-29"},
		From: time.Date(2026, 11, 23, 21, 0, 0, 0, time.UTC), To: time.Date(2026, 11, 24, 21, 0, 0, 0, time.UTC), Most: 50,
	}
	got := o.asked[0]
	if !got.From.Equal(want.From) || !got.To.Equal(want.To) {
		t.Errorf("asked from %s to %s", got.From, got.To)
	}
	if got.From, got.To = want.From, want.To; w.Code != http.StatusOK || got != want {
		t.Errorf("%d, asked for %+v, want %+v", w.Code, got, want)
	}
	says(t, doc.Find("table"), "staff/1", "chief · Chief of office", "Aide", "Waiting", "Sealed", "192.0.2.7")
	link := doc.Find(`a[href*="export"]`).First().AttrOr("href", "")
	if !strings.Contains(link, "format=csv") || !strings.Contains(link, "actor=staff%2F12") {
		t.Errorf("an export without the filters: %s", link)
	}
	if w, doc := o.get(t, "GET /{lang}/ops/audit", "/en/ops/audit?day=yesterday"); w.Code != http.StatusUnprocessableEntity || doc.Find("#field-day-error").Length() != 1 {
		t.Errorf("a day that is none: %d", w.Code)
	}
}

func TestSurface_AuditVerify(t *testing.T) {
	o := busy()
	var head audit.Hash
	for i := range 3 {
		stored := audit.Stored{ID: int64(i + 1), Entry: audit.Entry{At: now, Actor: audit.System, Action: "case.read"}}
		head = audit.Next(head, stored)
		o.report = append(o.report, audit.Link{Position: int64(i + 1), Hash: head, Stored: stored})
	}
	_, doc := o.get(t, "GET /{lang}/ops/audit", "/en/ops/audit?verify=now")
	says(t, doc.Find(".notice--success"), "3 sealed entries, and the chain holds", head.String(), "waiting for a seal: 1")
	o.report[1].Action = "case.refer"
	_, doc = o.get(t, "GET /{lang}/ops/audit", "/en/ops/audit?verify=now")
	says(t, doc.Find(".notice--danger"), "broken at link 2, entry 2")
	if !slices.Equal(o.recorded, []string{"verified 3 hold", "verified broken at link 2, entry 2"}) {
		t.Errorf("recorded %q", o.recorded)
	}
}

func TestSurface_AuditExport(t *testing.T) {
	const pattern = "GET /{lang}/ops/audit/export"
	o := busy()
	o.trail = nil
	for id := int64(2500); id > 0; id-- { // more than are read at a time
		e := ops.Entry{Stored: audit.Stored{ID: id, Entry: audit.Entry{At: now, Actor: audit.System, Action: "case.read", Reason: "=1+1"}}}
		if id < 2400 {
			e.SealedAt = now
		}
		o.trail = append(o.trail, e)
	}
	w, _ := o.get(t, pattern, "/en/ops/audit/export?format=jsonl&action=case.read")
	lines := strings.Split(strings.TrimSpace(w.Body.String()), "\n")
	var last struct {
		ID       int64
		Actor    string
		SealedAt *time.Time
	}
	if err := json.Unmarshal([]byte(lines[len(lines)-1]), &last); err != nil || len(lines) != 2500 || last.ID != 1 || last.Actor != "system" || last.SealedAt == nil {
		t.Errorf("%d lines, the last %+v, %v", len(lines), last, err)
	}
	if got := w.Header().Get("Content-Disposition"); got != `attachment; filename="majlis-audit-20261124-1000.jsonl"` {
		t.Errorf("disposition %s", got)
	}
	if len(o.asked) != 3 || o.asked[2].Action != "case.read" || o.asked[2].Before != 501 {
		t.Errorf("asked %+v", o.asked)
	}
	w, _ = o.get(t, pattern, "/en/ops/audit/export?format=csv")
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(w.Body.String(), "\uFEFF"))).ReadAll()
	if err != nil || len(rows) != 2501 || rows[0][0] != "id" || rows[1][5] != "'=1+1" || rows[1][7] != "" || rows[2500][7] == "" {
		t.Errorf("%d rows, %v", len(rows), err)
	}
	if !slices.Equal(o.recorded, []string{"exported jsonl", "exported csv"}) {
		t.Errorf("recorded %q", o.recorded)
	}
}

func TestSurface_CreateAccount(t *testing.T) {
	const pattern = "POST /{lang}/ops/accounts/new"
	o := busy()
	o.refuse = booking.Refuse("password_short", "password", "min", 12)
	form := url.Values{"username": {"new"}, "name_ar": {"جديد"}, "name_en": {"New"}, "role": {"department_officer"}, "password": {"short"}, "department": {"1"}, "host": {"1"}}
	w, doc := pagetest.Post(t, o.acting(t, pattern, identity.RoleAdministrator), "/ar/ops/accounts/new", form)
	if w.Code != http.StatusUnprocessableEntity || doc.Find("#field-username").AttrOr("value", "") != "new" || doc.Find("#field-password-error").Length() != 1 {
		t.Errorf("%d, username kept as %q", w.Code, doc.Find("#field-username").AttrOr("value", ""))
	}
	if value := doc.Find("#field-password").AttrOr("value", ""); value != "" {
		t.Error("a password came back in the page")
	}
	if got := o.created[0]; got.Department != 1 || got.Host != 0 || got.Password != "short" {
		t.Errorf("asked for %+v; a department officer has no host", got)
	}
	o.refuse = nil
	if w, _ := pagetest.Post(t, o.acting(t, pattern, identity.RoleAdministrator), "/ar/ops/accounts/new", form); w.Code != http.StatusSeeOther {
		t.Errorf("answered %d", w.Code)
	}
}

func TestSurface_Accounts(t *testing.T) {
	o := busy()
	_, doc := o.get(t, "GET /{lang}/ops/accounts", "/en/ops/accounts")
	rows := doc.Find("tbody tr")
	says(t, rows.Eq(1), "traffic", "Traffic", "Department officer")
	says(t, rows.Eq(2), "desk", "Riyadh")
	says(t, rows.Eq(3), "former", "the Minister", "Closed", "Open again")
	if rows.Eq(0).Find("form").Length() != 0 {
		t.Error("somebody is offered to close the own account")
	}

	const active, password = "POST /{lang}/ops/accounts/{account}/active", "POST /{lang}/ops/accounts/{account}/password"
	post := func(pattern, path string, form url.Values) (int, *goquery.Document) {
		w, doc := pagetest.Post(t, o.acting(t, pattern, identity.RoleAdministrator), path, form)
		return w.Code, doc
	}
	if code, _ := post(active, "/en/ops/accounts/2/active", url.Values{"version": {"3"}, "active": {"yes"}}); code != http.StatusSeeOther || !o.active[2] {
		t.Errorf("opening: %d, %v", code, o.active)
	}
	if code, _ := post(password, "/en/ops/accounts/2/password", url.Values{"version": {"3"}, "password": {" a long password "}}); code != http.StatusSeeOther || o.password != " a long password " {
		t.Errorf("a password: %d, %q", code, o.password)
	}
	for _, refusal := range []error{booking.ErrConflict, booking.Refuse("staff_own_account", "")} {
		o.refuse = refusal
		if code, _ := post(active, "/en/ops/accounts/2/active", url.Values{"version": {"1"}}); code != http.StatusSeeOther {
			t.Errorf("%v: %d", refusal, code)
		}
	}
	o.refuse = booking.Refuse("password_short", "password", "min", 12)
	if code, doc := post(password, "/en/ops/accounts/2/password", url.Values{"version": {"3"}}); code != http.StatusUnprocessableEntity || doc.Find("#field-password-error").Length() != 1 {
		t.Errorf("a short password: %d", code)
	}
}

func TestSurface_Nodes(t *testing.T) {
	const list = "GET /{lang}/ops/nodes"
	o := busy()
	_, doc := o.get(t, list, "/en/ops/nodes")
	says(t, doc.Find("table"), "one", "https://two.majlis.example", "Running", "Draining", "Drained", "Gone")
	if forms := doc.Find("table form").Length(); forms != 3 {
		t.Errorf("%d buttons for three servers that live", forms)
	}
	_, doc = pagetest.Get(t, o.acting(t, list, identity.RoleAuditor), "/en/ops/nodes")
	if doc.Find("table form").Length() != 0 {
		t.Error("an auditor is offered to drain")
	}
	for _, act := range []string{"drain", "restore"} {
		w, _ := pagetest.Post(t, o.acting(t, "POST /{lang}/ops/nodes/{node}/"+act, identity.RoleOperations), "/ar/ops/nodes/2/"+act, nil)
		if w.Code != http.StatusSeeOther || o.recorded[len(o.recorded)-1] != act+" 2" {
			t.Errorf("%s: %d, %v", act, w.Code, o.recorded)
		}
	}
	o.refuse = booking.Refuse("node_alone", "")
	w, _ := pagetest.Post(t, o.acting(t, "POST /{lang}/ops/nodes/{node}/drain", identity.RoleOperations), "/ar/ops/nodes/2/drain", nil)
	if w.Code != http.StatusSeeOther {
		t.Errorf("refused with %d", w.Code)
	}
}
