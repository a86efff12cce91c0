package postgres_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"majlis/booking"
	"majlis/internal/calendar"
	"majlis/internal/casework"
	"majlis/internal/identity"
	"majlis/internal/notify"
	"majlis/internal/postgres"
	"majlis/internal/postgres/postgrestest"
)

// centre is casework's office over a real database, on Tuesday 24 November 2026 at nine in Riyadh.
type centre struct {
	*casework.Office
	db         *postgres.DB
	now        time.Time
	person     int64
	department casework.DepartmentID
	notices    *told
	t          *testing.T
}

// told remembers notices instead of queueing them.
type told struct {
	sync.Mutex
	kinds []booking.NoticeKind
}

func (o *told) Tell(_ context.Context, list ...booking.Notice) error {
	o.Lock()
	defer o.Unlock()
	for _, n := range list {
		o.kinds = append(o.kinds, n.Kind)
	}
	return nil
}

func newCentre(t *testing.T) *centre {
	t.Helper()
	t.Parallel()
	c := &centre{db: postgrestest.New(t), now: time.Date(2026, 11, 24, 6, 0, 0, 0, time.UTC), notices: &told{}, t: t}
	days, err := calendar.New(calendar.Config{})
	if err != nil {
		t.Fatal(err)
	}
	c.Office = casework.NewOffice(casework.Config{
		Store: c.db.Casework(), Outbox: c.notices, Journal: silent{}, Calendar: days, Now: func() time.Time { return c.now },
	})
	person, _, err := c.db.Identity().SavePerson(t.Context(), identity.Person{
		Phone: "+966501234567", Kind: "citizen", Tail: "008", FullName: "نورة بنت سعد", Section: "women", Language: "ar",
	}, identity.Sealed{Number: []byte{1}, Hash: []byte{2}}, c.now)
	if err != nil {
		t.Fatal(err)
	}
	c.person = person.ID
	if c.department, err = c.SaveDepartment(t.Context(), casework.Department{Code: "traffic", NameAr: "المرور", NameEn: "Traffic", RespondDays: 5, Active: true}); err != nil {
		t.Fatal(err)
	}
	return c
}

func (c *centre) filing(key string) casework.Filing {
	return casework.Filing{Key: key, Person: c.person, Kind: casework.KindComplaint, Channel: casework.ChannelWeb, Language: "ar",
		Subject: "تأخر معاملة " + key, Body: "مضى شهران على معاملتي ولم يصلني رد من الجهة."}
}

func (c *centre) filed(key string) casework.Case {
	c.t.Helper()
	filed, err := c.File(c.t.Context(), c.filing(key))
	if err != nil {
		c.t.Fatal(err)
	}
	return filed
}

// as is the context of a member of staff; the account is made the first time.
func (c *centre) as(username string, role identity.Role) context.Context {
	c.t.Helper()
	var id int64
	const find = `insert into staff (username, name_ar, name_en, role, department_id, password_hash, created_at)
		values ($1, 'موظف', 'Officer', $2, $3, 'x', now()) on conflict (username) do update set name_ar = excluded.name_ar returning id`
	if err := c.db.Pool().QueryRow(c.t.Context(), find, username, string(role), int64(c.department)).Scan(&id); err != nil {
		c.t.Fatal(err)
	}
	return identity.WithActor(c.t.Context(), identity.Actor{Staff: &identity.Staff{ID: id, Role: role, Department: int64(c.department), Active: true}})
}

func (c *centre) read(id casework.CaseID) casework.Case {
	c.t.Helper()
	found, err := c.Case(c.t.Context(), id)
	if err != nil {
		c.t.Fatal(err)
	}
	return found
}

func (c *centre) do(err error) {
	c.t.Helper()
	if err != nil {
		c.t.Fatal(err)
	}
}

func (c *centre) refused(err error, code string) {
	c.t.Helper()
	if !errors.Is(err, booking.Refuse(code, "")) {
		c.t.Errorf("answered %v, want the refusal %s", err, code)
	}
}

func TestOffice_File(t *testing.T) {
	c := newCentre(t)
	first := c.filed("a")
	if first.Reference != "R48-10001" || first.Status != casework.StatusReceived {
		t.Errorf("filed as %s, %s", first.Reference, first.Status)
	}
	if want := time.Date(2026, 12, 1, 20, 59, 59, 0, time.UTC); !first.DueAt.Equal(want) {
		t.Errorf("due at %s, want the end of the fifth working day, %s", first.DueAt, want)
	}
	if again := c.filed("a"); again.ID != first.ID {
		t.Errorf("the same key made a second case, %s", again.Reference)
	}
	twice := c.filing("b")
	twice.Subject = "  تأخر   معامله A "
	_, err := c.File(t.Context(), twice)
	c.refused(err, "case_one_active_a_day")
	for field, change := range map[string]func(*casework.Filing){
		"subject_missing":        func(f *casework.Filing) { f.Subject = "  " },
		"body_short":             func(f *casework.Filing) { f.Body = "قصير" },
		"urgency_reason_missing": func(f *casework.Filing) { f.UrgencyClaimed = true },
		"principal_missing":      func(f *casework.Filing) { f.Applicant.Kind = casework.ApplicantAgent },
		"paper_expired": func(f *casework.Filing) {
			f.Applicant = casework.Applicant{Kind: casework.ApplicantAgent, PrincipalName: "سعد", PaperNumber: "44", PaperExpiresOn: c.now.AddDate(0, 0, -2)}
		},
	} {
		f := c.filing("c" + field)
		change(&f)
		_, err := c.File(t.Context(), f)
		c.refused(err, field)
	}
	if len(c.notices.kinds) != 1 || c.notices.kinds[0] != booking.NoticeReceived {
		t.Errorf("told %v, want one receipt", c.notices.kinds)
	}
}

func TestOffice_File_pressedTwiceAtOnce(t *testing.T) {
	c := newCentre(t)
	var wait sync.WaitGroup
	references := make([]string, 8)
	for i := range references {
		wait.Go(func() {
			filed, err := c.File(t.Context(), c.filing("same"))
			if err != nil {
				t.Error(err)
			}
			references[i] = filed.Reference
		})
	}
	wait.Wait()
	for _, reference := range references {
		if reference != references[0] {
			t.Errorf("references %v, want one", references)
			break
		}
	}
}

func TestOffice_fromStudyToSecondOfficer(t *testing.T) {
	c := newCentre(t)
	filed := c.filed("a")
	officer := c.as("officer", identity.RoleCaseOfficer)
	c.do(c.Study(officer, filed.ID, filed.Version, casework.Study{Class: "ordinary", Category: "traffic"}))
	if err := c.Study(officer, filed.ID, filed.Version, casework.Study{}); !errors.Is(err, booking.ErrConflict) {
		t.Errorf("a stale edit answered %v", err)
	}
	due := c.now.AddDate(0, 0, 7)
	c.refused(c.Refer(officer, filed.ID, 0, casework.Referral{Department: c.department, Text: "للإفادة", DueOn: c.now.AddDate(0, 0, -2)}), "date_past")
	c.do(c.Refer(officer, filed.ID, 0, casework.Referral{Department: c.department, Text: "للإفادة", DueOn: due}))

	traffic := c.as("traffic", identity.RoleDepartment)
	queue, err := c.DepartmentQueue(traffic, c.department, false)
	if err != nil || len(queue) != 1 {
		t.Fatalf("the department sees %d, %v", len(queue), err)
	}
	asked := queue[0].Referral
	stranger := identity.WithActor(t.Context(), identity.Actor{Staff: &identity.Staff{ID: 99, Role: identity.RoleDepartment, Department: 12345}})
	if err := c.Answer(stranger, asked.ID, asked.Version, "إفادة"); !errors.Is(err, booking.ErrForbidden) {
		t.Errorf("another department's answer was taken: %v", err)
	}
	c.refused(c.Answer(traffic, asked.ID, asked.Version, " "), "reply_missing")
	c.do(c.Start(traffic, asked.ID, asked.Version))
	c.do(c.Answer(traffic, asked.ID, asked.Version+1, "أُنجزت المعاملة"))
	c.refused(c.Return(traffic, asked.ID, asked.Version+2, "ليست لنا"), "referral_closed")
	if status := c.read(filed.ID).Status; status != casework.StatusReplyReceived {
		t.Errorf("after the answer the case is %s", status)
	}

	c.refused(c.Settle(officer, filed.ID, 0, casework.Outcome{Status: casework.StatusCompleted, Text: "تم"}), "result_short")
	c.do(c.Settle(officer, filed.ID, 0, casework.Outcome{Status: casework.StatusCompleted, Text: "أُنجزت معاملتكم ويمكنكم مراجعة الفرع."}))
	c.do(c.ReadResult(t.Context(), filed.ID))
	c.refused(c.Judge(t.Context(), casework.Survey{Case: filed.ID, Score: 9}), "score_missing")
	c.do(c.Judge(t.Context(), casework.Survey{Case: filed.ID, Score: 1, Comment: "لم يتغير شيء"}))
	c.refused(c.Judge(t.Context(), casework.Survey{Case: filed.ID, Score: 5}), "survey_answered")

	reopened := c.read(filed.ID)
	if reopened.Status != casework.StatusReopened || reopened.Officer != 0 {
		t.Errorf("a poor mark left the case %s with officer %d", reopened.Status, reopened.Officer)
	}
	c.refused(c.Study(officer, filed.ID, 0, casework.Study{Class: "ordinary"}), "case_needs_another_officer")
	c.do(c.Study(c.as("second", identity.RoleCaseOfficer), filed.ID, 0, casework.Study{Class: "ordinary"}))
	figures, err := c.Figures(t.Context(), c.now.Add(-time.Hour), c.now.Add(time.Hour))
	if err != nil || figures.Answers != 1 || figures.Score != 1 || figures.NeverSought != 1 {
		t.Errorf("figures %+v, %v", figures, err)
	}
	want := []booking.NoticeKind{booking.NoticeReceived, booking.NoticeReferred, booking.NoticeResult, booking.NoticeSurvey, booking.NoticeReopened}
	if len(c.notices.kinds) != len(want) {
		t.Errorf("told %v, want %v", c.notices.kinds, want)
	}
}

func TestOffice_twoDepartments(t *testing.T) {
	c := newCentre(t)
	other, err := c.SaveDepartment(t.Context(), casework.Department{Code: "passports", NameAr: "الجوازات", NameEn: "Passports", RespondDays: 5, Active: true})
	c.do(err)
	filed := c.filed("a")
	officer := c.as("officer", identity.RoleCaseOfficer)
	due := c.now.AddDate(0, 0, 7)
	c.do(c.Refer(officer, filed.ID, 0, casework.Referral{Department: c.department, Text: "للإفادة", DueOn: due}))
	c.refused(c.Refer(officer, filed.ID, 0, casework.Referral{Department: c.department, Text: "مرة أخرى", DueOn: due}), "referral_one_open_per_department")
	c.do(c.Refer(officer, filed.ID, 0, casework.Referral{Department: other, Text: "للإفادة", DueOn: due}))
	asked, err := c.Referrals(t.Context(), filed.ID)
	c.do(err)
	c.do(c.Answer(t.Context(), asked[0].ID, asked[0].Version, "إفادة أولى"))
	if status := c.read(filed.ID).Status; status != casework.StatusReferred {
		t.Errorf("with one answer owed the case is %s", status)
	}
	c.do(c.Answer(t.Context(), asked[1].ID, asked[1].Version, "إفادة ثانية"))
	if status := c.read(filed.ID).Status; status != casework.StatusReplyReceived {
		t.Errorf("with both answers the case is %s", status)
	}
}

func TestOffice_File_oneKeyForTwoMatters(t *testing.T) {
	c := newCentre(t)
	first := c.filed("a")
	second := c.filing("a")
	second.Subject = "موضوع آخر"
	_, err := c.File(t.Context(), second)
	c.refused(err, "filing_key_used")
	stranger := c.filing("a")
	stranger.Person = c.person + 1
	if got, err := c.File(t.Context(), stranger); err == nil || got.Reference == first.Reference {
		t.Errorf("another person's filing was answered with %q, %v", got.Reference, err)
	}
	_, err = c.File(t.Context(), c.filing(""))
	c.refused(err, "filing_key_missing")
	rumour := c.filing("b")
	rumour.Kind = "rumour"
	_, err = c.File(t.Context(), rumour)
	c.refused(err, "kind_missing")
}

func TestOffice_aReplyAfterTheOfficeWentOn(t *testing.T) {
	c := newCentre(t)
	filed := c.filed("a")
	officer, traffic := c.as("officer", identity.RoleCaseOfficer), c.as("traffic", identity.RoleDepartment)
	due := c.now.AddDate(0, 0, 7)
	c.do(c.Refer(officer, filed.ID, 0, casework.Referral{Department: c.department, Text: "للإفادة", DueOn: due}))
	c.do(c.Study(officer, filed.ID, 0, casework.Study{Class: "ordinary"}))
	asked, err := c.Referrals(t.Context(), filed.ID)
	c.do(err)
	c.do(c.Answer(traffic, asked[0].ID, asked[0].Version, "أُنجزت المعاملة"))
	if asked, err = c.Referrals(t.Context(), filed.ID); err != nil || asked[0].Reply != "أُنجزت المعاملة" {
		t.Errorf("kept %+v, %v", asked, err)
	}
	if status := c.read(filed.ID).Status; status != casework.StatusUnderReview {
		t.Errorf("the case is %s, want it where the office has it", status)
	}
	t.Run("asks a department nothing more about a case that is withdrawn", func(t *testing.T) {
		other := c.filed("b")
		c.do(c.Refer(officer, other.ID, 0, casework.Referral{Department: c.department, Text: "للإفادة", DueOn: due}))
		c.do(c.Withdraw(t.Context(), other.ID))
		if queue, err := c.DepartmentQueue(traffic, c.department, false); err != nil || len(queue) != 0 {
			t.Errorf("the department still sees %d, %v", len(queue), err)
		}
	})
}

func TestOffice_Direct(t *testing.T) {
	c := newCentre(t)
	// Whose audience it was matters nothing here: any number stands for one.
	if _, err := c.db.Pool().Exec(t.Context(), `alter table referral drop constraint referral_audience_id_fkey`); err != nil {
		t.Fatal(err)
	}
	officer, due := c.as("officer", identity.RoleCaseOfficer), c.now.AddDate(0, 0, 7)
	order := casework.Directive{Department: c.department, Text: "يُنهى خلال أسبوع", DueOn: due}
	t.Run("orders a department that the office has asked already", func(t *testing.T) {
		filed := c.filed("a")
		c.do(c.Refer(officer, filed.ID, 0, casework.Referral{Department: c.department, Text: "للإفادة", DueOn: due}))
		c.do(c.Direct(officer, 1, filed.ID, []casework.Directive{order}))
		c.refused(c.Direct(officer, 1, filed.ID, []casework.Directive{order}), "referral_one_open_per_department")
		asked, err := c.Referrals(t.Context(), filed.ID)
		if err != nil || len(asked) != 2 {
			t.Fatalf("asked %d times, %v", len(asked), err)
		}
		c.do(c.Answer(officer, asked[0].ID, asked[0].Version, "إفادة"))
		if status := c.read(filed.ID).Status; status != casework.StatusReferred {
			t.Errorf("with the directive open the case is %s", status)
		}
	})
	t.Run("orders although the person still owes an answer", func(t *testing.T) {
		filed := c.filed("b")
		c.do(c.AskInfo(officer, filed.ID, 0, "أرفقوا صورة المعاملة", due))
		c.do(c.Direct(officer, 1, filed.ID, []casework.Directive{order}))
	})
	t.Run("refuses no orders at all", func(t *testing.T) {
		c.refused(c.Direct(officer, 1, c.filed("c").ID, nil), "directive_missing")
	})
}

func TestOffice_askingMergingWithdrawing(t *testing.T) {
	c := newCentre(t)
	officer := c.as("officer", identity.RoleCaseOfficer)
	first, second := c.filed("a"), c.filed("b")
	c.refused(c.AskInfo(officer, first.ID, first.Version, "أرفقوا الصورة", c.now.AddDate(0, 0, -3)), "date_past")
	c.do(c.AskInfo(officer, first.ID, first.Version, "أرفقوا صورة المعاملة", c.now.AddDate(0, 0, 3)))
	c.refused(c.GiveInfo(t.Context(), first.ID, ""), "answer_missing")
	c.do(c.GiveInfo(t.Context(), first.ID, "رقم المعاملة 1234"))
	c.refused(c.GiveInfo(t.Context(), first.ID, "مرة أخرى"), "case_not_waiting")

	c.refused(c.Merge(officer, second.ID, 0, "R48-99999"), "merge_unknown")
	c.refused(c.Merge(officer, second.ID, 0, second.Reference), "merge_other_person")
	c.do(c.Merge(officer, second.ID, 0, first.Reference))
	c.refused(c.Withdraw(t.Context(), second.ID), "case_step")
	c.do(c.Withdraw(t.Context(), first.ID))
	events, err := c.History(t.Context(), first.ID)
	if err != nil || len(events) != 4 || events[3].To != casework.StatusWithdrawn {
		t.Errorf("history %+v, %v", events, err)
	}
}

func TestOffice_draftsAndFiles(t *testing.T) {
	c := newCentre(t)
	draft := casework.Draft{Key: "k1", Phone: "+966501234567", Answers: map[string][]string{"subject": {"موضوع"}}}
	c.do(c.SaveDraft(t.Context(), draft))
	stolen := draft
	stolen.Phone = "+966500000000"
	if err := c.SaveDraft(t.Context(), stolen); !errors.Is(err, booking.ErrForbidden) {
		t.Errorf("another number wrote the draft: %v", err)
	}
	pdf := []byte("%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n")
	c.refused(c.Attach(t.Context(), "k1", "x.pdf", nil), "file_empty")
	c.refused(c.Attach(t.Context(), "k1", "x.pdf", []byte("#!/bin/sh\nrm -rf /\n")), "file_type")
	c.refused(c.Attach(t.Context(), "k1", "x.pdf", append(pdf, make([]byte, casework.AttachmentMax)...)), "file_large")
	c.do(c.Attach(t.Context(), "k1", `C:\مستندات\صورة.pdf`, pdf))
	c.do(c.Attach(t.Context(), "k1", "again.pdf", pdf)) // the same content is there already
	have, err := c.DraftAttachments(t.Context(), "k1")
	if err != nil || len(have) != 1 || have[0].Name != "صورة.pdf" || have[0].Type != "application/pdf" {
		t.Fatalf("attachments %+v, %v", have, err)
	}
	f := c.filing("d")
	f.DraftKey = "k1"
	filed, err := c.File(t.Context(), f)
	c.do(err)
	if _, err := c.Draft(t.Context(), "k1"); !errors.Is(err, booking.ErrNotFound) {
		t.Errorf("the draft outlived its filing: %v", err)
	}
	kept, err := c.Attachments(t.Context(), filed.ID)
	if err != nil || len(kept) != 1 {
		t.Fatalf("the case has %+v, %v", kept, err)
	}
	if _, _, err := c.Attachment(t.Context(), filed.ID+1, kept[0].ID); !errors.Is(err, booking.ErrNotFound) {
		t.Errorf("a file was read through another case: %v", err)
	}
	_, content, err := c.Attachment(t.Context(), filed.ID, kept[0].ID)
	if err != nil || string(content) != string(pdf) {
		t.Errorf("read %d bytes, %v", len(content), err)
	}
}

func TestOffice_Find(t *testing.T) {
	c := newCentre(t)
	filed := c.filed("a")
	for _, text := range []string{"٠٥٠١٢٣٤٥٦٧", "r48-١٠٠٠١", "معاملة", "نورة"} {
		found, err := c.Find(t.Context(), text)
		if err != nil || len(found) != 1 || found[0].ID != filed.ID {
			t.Errorf("%q finds %d, %v", text, len(found), err)
		}
	}
	for _, pattern := range []string{"%", "_", `\`} {
		if found, err := c.Find(t.Context(), pattern); err != nil || len(found) != 0 {
			t.Errorf("%q finds %d, %v: it is no pattern", pattern, len(found), err)
		}
	}
	list, total, err := c.Queue(t.Context(), casework.QueueFilter{Kind: casework.KindInquiry})
	if err != nil || total != 0 || len(list) != 0 {
		t.Errorf("inquiries: %d of %d, %v", len(list), total, err)
	}
}

func TestNotices(t *testing.T) {
	c := newCentre(t)
	filed := c.filed("a")
	n := booking.Notice{Kind: booking.NoticeReceived, Subject: booking.SubjectCase, ID: int64(filed.ID), Version: 1, Person: c.person}
	c.do(c.db.Tell(t.Context(), n))
	c.do(c.db.Tell(t.Context(), n))
	recent, err := c.db.Notices().Recent(t.Context(), notify.RecentFilter{})
	if err != nil || len(recent) != 1 || recent[0].Reference != filed.Reference {
		t.Fatalf("notices %+v, %v", recent, err)
	}
	pending, err := c.db.Notices().Pending(t.Context(), recent[0].ID)
	if err != nil || pending.Phone != "+966501234567" || pending.Case.Status != string(casework.StatusReceived) {
		t.Errorf("pending %+v, %v", pending, err)
	}
	c.do(c.db.Notices().MarkFailed(t.Context(), recent[0].ID, "away", false))
	c.do(c.db.Notices().MarkSent(t.Context(), recent[0].ID, notify.Receipt{At: c.now, Parts: 1, Provider: "console:1"}))
	c.do(c.db.Notices().MarkSuperseded(t.Context(), recent[0].ID)) // too late: it went out
	recent, err = c.db.Notices().Recent(t.Context(), notify.RecentFilter{Status: notify.StatusSent})
	if err != nil || len(recent) != 1 || recent[0].Tries != 2 {
		t.Errorf("after sending: %+v, %v", recent, err)
	}
}
