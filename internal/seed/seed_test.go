package seed_test

import (
	"errors"
	"log/slog"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"majlis/booking"
	"majlis/internal/casework"
	"majlis/internal/identity"
	"majlis/internal/notify"
	"majlis/internal/postgres"
	"majlis/internal/postgres/postgrestest"
	"majlis/internal/seed"
	"majlis/internal/sitting"
)

var (
	tuesday = time.Date(2026, 11, 24, 7, 0, 0, 0, time.UTC) // 10:00 in Riyadh
	// night is ten to midnight of a week without work: nothing of it was published.
	nightOfEid = time.Date(2027, 3, 10, 20, 50, 0, 0, time.UTC)
)

// loaded is a database with the demonstration as of now, and the services it was played through,
// whose clock stands at now.
func loaded(t *testing.T, now time.Time) (*postgres.DB, *seed.Services) {
	t.Helper()
	db := postgrestest.New(t)
	deps, services := build(t, db)
	began := time.Now()
	if err := seed.Load(t.Context(), deps, now, slog.New(slog.DiscardHandler)); err != nil {
		t.Fatal(err)
	}
	t.Logf("loaded in %v", time.Since(began).Round(time.Millisecond))
	if err := seed.Load(t.Context(), deps, now, slog.New(slog.DiscardHandler)); !errors.Is(err, seed.ErrLoaded) {
		t.Errorf("a second load answers %v, want ErrLoaded", err)
	}
	return db, services
}

// words asks for one column of text.
func words(t *testing.T, db *postgres.DB, q string, args ...any) []string {
	t.Helper()
	rows, err := db.Pool().Query(t.Context(), q, args...)
	if err != nil {
		t.Fatalf("%s: %v", q, err)
	}
	defer rows.Close()
	var list []string
	for rows.Next() {
		var word string
		if err := rows.Scan(&word); err != nil {
			t.Fatalf("%s: %v", q, err)
		}
		list = append(list, word)
	}
	if err := rows.Err(); err != nil {
		t.Fatalf("%s: %v", q, err)
	}
	return list
}

func TestLoad(t *testing.T) {
	t.Parallel()
	db, services := loaded(t, tuesday)

	t.Run("every standing occurs", func(t *testing.T) {
		for _, c := range []struct {
			table, column string
			all           []string
		}{
			{"case_file", "status", list(casework.StatusReceived, casework.StatusNeedsInfo, casework.StatusUnderReview, casework.StatusReferred,
				casework.StatusInProgress, casework.StatusReplyReceived, casework.StatusCompleted, casework.StatusNotUpheld, casework.StatusOutOfScope,
				casework.StatusMerged, casework.StatusWithdrawn, casework.StatusReopened)},
			{"case_file", "kind", list(casework.Kinds()...)},
			{"case_file", "channel", list(casework.ChannelWeb, casework.ChannelPhone, casework.ChannelDesk)},
			{"case_file", "applicant_kind", list(casework.ApplicantSelf, casework.ApplicantAgent, casework.ApplicantOrganisation)},
			{"audience_request", "status", list(booking.RequestRequested, booking.RequestShortlisted, booking.RequestOffered, booking.RequestConfirmed,
				booking.RequestMet, booking.RequestNotScheduled, booking.RequestWithdrawn)},
			{"offer", "status", list(booking.OfferOpen, booking.OfferConfirmed, booking.OfferDeclined, booking.OfferLapsed, booking.OfferCancelled,
				booking.OfferRevoked, booking.OfferMoved, booking.OfferDone)},
			{"audience", "status", list(booking.AudienceExpected, booking.AudienceCheckedIn, booking.AudienceWaiting, booking.AudienceInSession,
				booking.AudienceEnded, booking.AudienceCancelled)},
			{"audience", "disposition", list("", booking.DispositionHeld, booking.DispositionNoShow, booking.DispositionTechnicalFailure,
				booking.DispositionPostponed, booking.DispositionEndedEarly)},
			{"referral", "status", list(casework.ReferralOpen, casework.ReferralStarted, casework.ReferralAnswered, casework.ReferralReturned)},
			{"device_check", "verdict", list(booking.VerdictGood, booking.VerdictOkay, booking.VerdictBad)},
			{"notice", "status", list(notify.StatusSent, notify.StatusQueued, notify.StatusSuperseded)},
		} {
			have := words(t, db, "select distinct "+c.column+" from "+c.table)
			for _, want := range c.all {
				if !slices.Contains(have, want) {
					t.Errorf("no %s has the %s %q", c.table, c.column, want)
				}
			}
		}
	})

	t.Run("there is enough of everything", func(t *testing.T) {
		for q, least := range map[string]int{
			"select reference from case_file":                                                                             300,
			"select distinct subject from case_file where language = 'ar'":                                                25,
			"select distinct subject from case_file where language = 'en'":                                                4,
			"select id::text from audience_request":                                                                       90,
			"select id::text from audience_request where status = 'shortlisted' and held = ''":                            15,
			"select case_id::text from survey":                                                                            60,
			"select name from attachment":                                                                                 20,
			"select id::text from plan where week = '2026-11-22' and status = 'published'":                                1,
			"select id::text from plan where week = '2026-11-29' and status = 'draft'":                                    2,
			"select id::text from pin where week = '2026-11-29'":                                                          1,
			"select id::text from referral where kind = 'directive' and status = 'answered'":                              20,
			"select id::text from case_file where due_at < '2026-11-24T07:00Z' and status in ('referred', 'in_progress')": 1,
		} {
			if got := len(words(t, db, q)); got < least {
				t.Errorf("%s: %d, want %d at least", q, got, least)
			}
		}
	})

	t.Run("no slot and no request has two live offers", func(t *testing.T) {
		for _, column := range []string{"slot_id", "request_id"} {
			twice := words(t, db, "select "+column+"::text from offer where status in ('open', 'confirmed') group by "+column+" having count(*) > 1")
			if len(twice) > 0 {
				t.Errorf("%s with two live offers: %v", column, twice)
			}
		}
	})

	t.Run("surveys come near the centre's own figures", func(t *testing.T) {
		f, err := services.Office.Figures(t.Context(), tuesday.AddDate(0, 0, -70), tuesday)
		if err != nil {
			t.Fatal(err)
		}
		for what, is := range map[string][3]float64{
			"score": {f.Score, 4.3, 4.6}, "no obstacle": {f.NoObstacle, .90, .94}, "never sought": {f.NeverSought, .85, .92},
		} {
			if is[0] < is[1] || is[0] >= is[2] {
				t.Errorf("%s is %.3f, want it in [%.2f, %.2f)", what, is[0], is[1], is[2])
			}
		}
	})

	present(t, db, services, tuesday)
	t.Run("one offer for today still waits for its answer", func(t *testing.T) {
		if open := words(t, db, "select id::text from offer where status = 'open' and confirm_by > '2026-11-24T08:00Z'"); len(open) == 0 {
			t.Error("no offer is open")
		}
	})
	t.Run("the interpreter of signs is bound to somebody the minister receives now", func(t *testing.T) {
		const q = `select s.username from binding b join helper h on h.id = b.helper_id join staff s on s.id = h.staff_id
			join audience a on a.offer_id = b.offer_id where b.kind = 'sign_language' and a.at between '2026-11-24T07:00Z' and '2026-11-24T12:00Z'`
		if bound := words(t, db, q); !slices.Contains(bound, "interpreter") {
			t.Errorf("bound: %v", bound)
		}
	})
	t.Run("the roster can keep what the draft of the week to come promises", func(t *testing.T) {
		plans, err := services.Desk.Plans(t.Context(), booking.WeekOf(tuesday).AddDate(0, 0, 7))
		if err != nil || len(plans) == 0 {
			t.Fatalf("%d drafts, %v", len(plans), err)
		}
		staffing, err := services.Desk.Staffing(t.Context(), plans[0].ID)
		if err != nil || len(staffing.Lacks) != 0 || len(staffing.Bound) == 0 {
			t.Errorf("lacks %+v, binds %d, %v", staffing.Lacks, len(staffing.Bound), err)
		}
		if n := words(t, db, `select kind from binding group by kind`); len(n) < 3 {
			t.Errorf("only %v were ever bound", n)
		}
		if n := words(t, db, `select state from calendar_period`); !slices.Equal(n, []string{"confirmed"}) {
			t.Errorf("decided: %v", n)
		}
	})
	past(t, db, tuesday)
	renewed(t, db)
}

// renewed starts the program again two days later, twice: there is somebody to receive, once.
func renewed(t *testing.T, db *postgres.DB) {
	t.Helper()
	thursday := tuesday.AddDate(0, 0, 2).Add(4 * time.Hour)
	t.Run("another day has somebody to receive", func(t *testing.T) {
		deps, services := build(t, db)
		_, err := deps.Build(seed.Stage{Now: func() time.Time { return thursday }, Outbox: func(real booking.Outbox) booking.Outbox { return real }})
		if err != nil {
			t.Fatal(err)
		}
		for range 2 {
			if err := seed.Renew(t.Context(), *services, thursday); err != nil {
				t.Fatal(err)
			}
		}
		const q = `select a.id::text from audience a where a.status = 'expected' and a.venue = 'home' and a.at > $1 and a.at < $1 + interval '2 hours'`
		if soon := words(t, db, q, thursday); len(soon) == 0 || len(soon) > 3 {
			t.Errorf("%d people can be received", len(soon))
		}
	})
}

func list[T ~string](all ...T) []string {
	plain := make([]string, len(all))
	for i, one := range all {
		plain[i] = string(one)
	}
	return plain
}

// present holds the sessions of this moment to what pages need.
func present(t *testing.T, db *postgres.DB, services *seed.Services, now time.Time) {
	t.Run("somebody can join each host now", func(t *testing.T) {
		lines, err := services.Desk.Today(t.Context(), now)
		if err != nil {
			t.Fatal(err)
		}
		for _, code := range []string{"minister", "deputy"} {
			i := slices.IndexFunc(lines, func(l booking.DayLine) bool { return l.Host.Code == code && l.Session.TemplateID == 0 })
			if i < 0 {
				t.Fatalf("the %s has no session now", code)
			}
			line := lines[i]
			if line.Session.Status != booking.SessionOpen || line.Session.From.After(now) || line.Session.To.Before(now) {
				t.Errorf("the %s has the session %+v", code, line.Session)
			}
			j := slices.IndexFunc(line.Audiences, func(a booking.Audience) bool { return a.Venue == booking.VenueHome })
			if j < 0 || line.Audiences[j].Status != booking.AudienceExpected {
				t.Fatalf("nobody joins the %s from home: %+v", code, line.Audiences)
			}
			if a := line.Audiences[j]; now.Before(a.At.Add(-sitting.DoorsOpen)) || now.Add(-time.Hour).After(line.Session.To) {
				t.Errorf("the doors of the audience at %v are not open at %v", a.At, now)
			}
			if code == "minister" && (j != 0 || len(line.Audiences) < 4) {
				t.Errorf("who can join stands at place %d of %d, want the first of four", j+1, len(line.Audiences))
			}
		}
	})
	t.Run("somebody sits before the deputy, somebody waits at the desk", func(t *testing.T) {
		for _, status := range []string{"in_session", "waiting", "checked_in"} {
			if len(words(t, db, "select id::text from audience where status = $1 and venue like 'office:%'", status)) != 1 {
				t.Errorf("not exactly one visitor is %s", status)
			}
		}
	})
}

// past holds what lies before now to having happened within the rules.
func past(t *testing.T, db *postgres.DB, now time.Time) {
	t.Run("no notice of the past waits to be sent", func(t *testing.T) {
		if late := words(t, db, "select kind from notice where status = 'queued' and due_at <= $1", now); len(late) > 0 {
			t.Errorf("they wait: %v", late)
		}
		if early := words(t, db, "select kind from notice where sent_at > $1", now); len(early) > 0 {
			t.Errorf("sent after now: %v", early)
		}
	})
	t.Run("no audience before now is left open, but for those of the sessions that are on", func(t *testing.T) {
		left := words(t, db, `select a.id::text from audience a join session s on s.id = a.session_id
			where s.to_at < $1::timestamptz - interval '30 minutes' and a.status not in ('ended', 'cancelled')`, now)
		if len(left) > 0 {
			t.Errorf("left open: %v", left)
		}
	})
	t.Run("the record begins with the office and ends with today", func(t *testing.T) {
		if after := words(t, db, "select action from audit_entry where at > $1", now); len(after) > 0 {
			t.Errorf("after now: %v", after)
		}
		disorder := words(t, db, "select id::text from (select id, at, lag(at) over (order by id) as before from audit_entry) e where at < before")
		if len(disorder) > 0 {
			t.Errorf("%d entries come before the one that follows them", len(disorder))
		}
	})
	t.Run("numbers are invented", func(t *testing.T) {
		for _, phone := range words(t, db, "select phone from person") {
			if !strings.HasPrefix(phone, "+966500000") {
				t.Errorf("the phone %s may be somebody's", phone)
			}
		}
	})
	t.Run("nobody has another's name", func(t *testing.T) {
		if same := words(t, db, "select full_name from person group by full_name having count(*) > 1"); len(same) > 2 {
			t.Errorf("borne twice: %v", same)
		}
	})
}

func TestLoad_AtNightInAHoliday(t *testing.T) {
	t.Parallel()
	db, services := loaded(t, nightOfEid)
	present(t, db, services, nightOfEid)
	past(t, db, nightOfEid)
}

func TestLoad_IsTheSameEveryTime(t *testing.T) {
	t.Parallel()
	var first []string
	for range 2 {
		db, _ := loaded(t, tuesday.AddDate(0, 0, 1))
		told := words(t, db, `select concat_ws(' ', c.id, c.reference, p.full_name, p.national_id_tail, c.subject, c.status, r.id, r.status, o.id, o.slot_id, o.status, a.id, a.disposition)
			from case_file c join person p on p.id = c.person_id left join audience_request r on r.case_id = c.id
				left join offer o on o.request_id = r.id left join audience a on a.offer_id = o.id
			order by c.id, o.id`)
		if first == nil {
			first = told
			continue
		}
		for i := range min(len(first), len(told)) {
			if first[i] != told[i] {
				t.Fatalf("line %d is %q, then %q", i, first[i], told[i])
			}
		}
		if len(first) != len(told) {
			t.Fatalf("%d lines, then %d", len(first), len(told))
		}
	}
}

func TestAccounts(t *testing.T) {
	held := map[identity.Role]bool{}
	fourParts := regexp.MustCompile(`^\S+ \S+ \S+ \S+$`)
	for _, a := range seed.Accounts() {
		held[a.Role] = true
		if err := identity.CheckPassword(a.Username, a.Password); err != nil {
			t.Errorf("the password of %s: %v", a.Username, err)
		}
		if a.Role != identity.RoleHost && (!fourParts.MatchString(a.NameAr) || !fourParts.MatchString(a.NameEn)) {
			t.Errorf("%s is called %q and %q, want four parts", a.Username, a.NameAr, a.NameEn)
		}
	}
	for _, role := range identity.Roles() {
		if !held[role] {
			t.Errorf("nobody has the role %s", role)
		}
	}
}
