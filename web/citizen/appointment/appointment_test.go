package appointment_test

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"majlis/booking"
	"majlis/booking/bookingtest"
	"majlis/internal/casework"
	"majlis/internal/identity"
	"majlis/web/citizen/appointment"
	"majlis/web/page"
	"majlis/web/page/pagetest"
)

// sms is the surface over a real desk, asked by somebody who holds the link of an SMS.
type sms struct {
	shown

	*bookingtest.Office
	offer     booking.Offer
	kase      int64
	checks    []booking.DeviceCheck
	withdrawn int
	answered  []string // by whom an offer was confirmed or declined
	link      error
	actor     identity.Actor
	routes    []page.Route
	t         *testing.T
}

func (s *sms) Case(context.Context, casework.CaseID) (casework.Case, error) {
	return casework.Case{ID: casework.CaseID(s.kase), Reference: "R48-10427", Person: 7}, nil
}

func (s *sms) ByReference(ctx context.Context, reference string) (casework.Case, error) {
	if reference != "R48-10427" {
		return casework.Case{}, booking.ErrNotFound
	}
	return s.Case(ctx, 0)
}

func (s *sms) Centres(context.Context) ([]casework.Centre, error) {
	return []casework.Centre{{Code: "riyadh", NameAr: "مركز الرياض", NameEn: "Riyadh Centre", AddressAr: "حي المروج", AddressEn: "Al Muruj"}}, nil
}

func (s *sms) Open(context.Context, identity.Purpose, string) (identity.Link, error) {
	return identity.Link{Subject: int64(s.offer.ID), Person: 7}, s.link
}

func (s *sms) Person(context.Context, int64) (identity.Person, error) {
	return identity.Person{ID: 7, Phone: "+966501234567"}, nil
}

func (s *sms) Withdraw(context.Context, casework.CaseID) error {
	s.withdrawn++
	return nil
}

func (s *sms) CitizenTicket(context.Context, booking.AudienceID) (string, error) {
	return "ticket", nil
}

func (s *sms) CheckTicket(context.Context, booking.AudienceID) (string, error) { return "ticket", nil }

func (s *sms) AddDeviceCheck(_ context.Context, c booking.DeviceCheck) error {
	s.checks = append(s.checks, c)
	return nil
}

func (s *sms) DeviceCheck(context.Context, booking.AudienceID) (booking.DeviceCheck, error) {
	if len(s.checks) == 0 {
		return booking.DeviceCheck{}, booking.ErrNotFound
	}
	return s.checks[len(s.checks)-1], nil
}

// answers notes who answers an offer.
type answers struct {
	*booking.Desk
	by *[]string
}

func (a answers) Confirm(ctx context.Context, id booking.OfferID) (booking.Audience, error) {
	*a.by = append(*a.by, identity.ActorFrom(ctx).Label())
	return a.Desk.Confirm(ctx, id)
}

func (a answers) Decline(ctx context.Context, id booking.OfferID) error {
	*a.by = append(*a.by, identity.ActorFrom(ctx).Label())
	return a.Desk.Decline(ctx, id)
}

func newSMS(t *testing.T, venue booking.Venue) *sms {
	t.Helper()
	s := &sms{Office: bookingtest.NewOffice(t), t: t}
	if venue.InPerson() {
		template := s.Template(s.Minister, time.Sunday, 13, 15)
		template.Venues = []booking.Venue{venue}
		if _, err := s.Desk.SaveTemplate(t.Context(), template); err != nil {
			t.Fatal(err)
		}
	}
	ask := bookingtest.Ask()
	ask.Venues = []booking.Venue{venue}
	r := s.Shortlisted(ask)
	s.kase = r.Case
	s.Published(s.Week())
	s.offer = s.Offered(r.ID)
	s.routes = appointment.New(appointment.Deps{
		Pages: pagetest.Renderer(t, page.Visitor{}), Offers: answers{s.Desk, &s.answered}, Wishes: s.Desk, Supply: s.Desk, Cases: s, Links: s, People: s, Tickets: s, Checks: s, Tx: s.Memory, Times: s.Desk, Origin: "https://majlis.example", Now: s.Clock.Now,
	}).Routes()
	for i, route := range s.routes {
		serve := route.Serve
		s.routes[i].Serve = func(w http.ResponseWriter, r *http.Request) error {
			r.AddCookie(identity.LinkCookie(identity.PurposeOffer, "abcdefghijklmnop", false))
			return serve(w, r.WithContext(identity.WithActor(r.Context(), s.actor)))
		}
	}
	return s
}

func (s *sms) route(pattern string) page.Route {
	s.t.Helper()
	for _, r := range s.routes {
		if r.Pattern == pattern {
			return r
		}
	}
	s.t.Fatalf("no route %s", pattern)
	return page.Route{}
}

func (s *sms) status() booking.OfferStatus {
	s.t.Helper()
	o, err := s.Desk.Offer(s.t.Context(), s.offer.ID)
	if err != nil {
		s.t.Fatal(err)
	}
	return o.Status
}

// stages take a fresh appointment to each of its states.
var stages = map[string]func(s *sms) error{
	"open":      func(*sms) error { return nil },
	"confirmed": func(s *sms) error { return confirm(s) },
	"doors": func(s *sms) error {
		defer func() {
			slot, _ := s.Desk.Slot(s.t.Context(), s.offer.Slot)
			s.Clock.Set(slot.At.Add(-30 * time.Minute))
		}()
		return confirm(s)
	},
	"lapsed":   func(s *sms) error { s.Clock.Set(s.offer.ConfirmBy.Add(time.Minute)); return nil },
	"declined": func(s *sms) error { return s.Desk.Decline(s.t.Context(), s.offer.ID) },
	"cancelled": func(s *sms) error {
		if err := confirm(s); err != nil {
			return err
		}
		return s.Desk.Cancel(s.t.Context(), s.offer.ID)
	},
	"revoked":   func(s *sms) error { return s.Desk.Revoke(s.t.Context(), s.offer.ID, "سفر") },
	"over":      func(s *sms) error { return end(s, booking.DispositionHeld) },
	"postponed": func(s *sms) error { return end(s, booking.DispositionPostponed) },
}

func confirm(s *sms) error {
	_, err := s.Desk.Confirm(s.t.Context(), s.offer.ID)
	return err
}

func end(s *sms, how booking.Disposition) error {
	a, err := s.Desk.Confirm(s.t.Context(), s.offer.ID)
	if err != nil {
		return err
	}
	s.Admitted(a.ID)
	_, err = s.Desk.End(s.t.Context(), a.ID, how, "")
	return err
}

func TestSurface_EveryStateInBothLanguages(t *testing.T) {
	for _, venue := range []booking.Venue{booking.VenueHome, "office:riyadh"} {
		for stage, reach := range stages {
			s := newSMS(t, venue)
			if err := reach(s); err != nil {
				t.Fatal(err)
			}
			for _, lang := range []string{"/ar", "/en"} {
				t.Run(stage+" "+string(venue)+lang, func(t *testing.T) {
					w, doc := pagetest.Get(t, s.route("GET /{lang}/appointment"), lang+"/appointment")
					if w.Code != http.StatusOK || doc.Find("h1").Length() != 1 {
						t.Fatalf("%d", w.Code)
					}
					joins := doc.Find(`a[href$="/appointment/call"]`).Length()
					if want := stage == "doors" && venue == booking.VenueHome; (joins == 1) != want {
						t.Errorf("%d ways into the room", joins)
					}
					if answers := doc.Find(`form[action$="/appointment/confirm"]`).Length(); (answers == 1) != (stage == "open") {
						t.Errorf("%d ways to confirm", answers)
					}
				})
			}
		}
	}
}

func TestSurface_CallAndCheckInBothLanguages(t *testing.T) {
	s := newSMS(t, booking.VenueHome)
	if err := confirm(s); err != nil {
		t.Fatal(err)
	}
	for _, lang := range []string{"/ar", "/en"} {
		if w, doc := pagetest.Get(t, s.route("GET /{lang}/appointment/call"), lang+"/appointment/call"); w.Code != http.StatusOK || doc.Find("#room").AttrOr("data-ticket", "") != "ticket" {
			t.Errorf("the call answers %d", w.Code)
		}
		if w, doc := pagetest.Get(t, s.route("GET /{lang}/appointment/check"), lang+"/appointment/check"); w.Code != http.StatusOK || doc.Find(".device").Length() != 4 {
			t.Errorf("the check answers %d", w.Code)
		}
	}
}

func TestSurface_AHallsCallNeedsTheDesk(t *testing.T) {
	s := newSMS(t, "booth:riyadh")
	audience, err := s.Desk.Confirm(t.Context(), s.offer.ID)
	if err != nil {
		t.Fatal(err)
	}
	call := s.route("GET /{lang}/appointment/call")
	if w, _ := pagetest.Get(t, call, "/ar/appointment/call"); w.Code != http.StatusSeeOther {
		t.Errorf("before the check-in the call answers %d", w.Code)
	}
	s.Clock.Set(audience.At.Add(-20 * time.Minute))
	if _, err := s.Desk.CheckIn(t.Context(), audience.ID); err != nil {
		t.Fatal(err)
	}
	if w, _ := pagetest.Get(t, call, "/ar/appointment/call"); w.Code != http.StatusOK {
		t.Errorf("after the check-in the call answers %d", w.Code)
	}
}

func TestSurface_ConfirmTwice(t *testing.T) {
	s := newSMS(t, booking.VenueHome)
	for range 2 {
		if w, _ := pagetest.Post(t, s.route("POST /{lang}/appointment/confirm"), "/ar/appointment/confirm", url.Values{}); w.Code != http.StatusSeeOther {
			t.Errorf("answered %d", w.Code)
		}
	}
	if s.status() != booking.OfferConfirmed {
		t.Errorf("the offer is %s", s.status())
	}
}

func TestSurface_TheRecordNamesWhoAnswered(t *testing.T) {
	for path, form := range map[string]url.Values{"confirm": {}, "decline": {"next": {"another"}}} {
		s := newSMS(t, booking.VenueHome)
		pagetest.Post(t, s.route("POST /{lang}/appointment/"+path), "/ar/appointment/"+path, form)
		if len(s.answered) != 1 || s.answered[0] != "person:7" {
			t.Errorf("%s was answered by %v", path, s.answered)
		}
	}
}

func TestSurface_ConfirmTooLate(t *testing.T) {
	s := newSMS(t, booking.VenueHome)
	s.Clock.Set(s.offer.ConfirmBy.Add(time.Minute))
	w, doc := pagetest.Post(t, s.route("POST /{lang}/appointment/confirm"), "/en/appointment/confirm", url.Values{})
	if w.Code != http.StatusUnprocessableEntity || !strings.Contains(doc.Find(".notice").Text(), "confirm") || s.status() != booking.OfferOpen {
		t.Errorf("%d, %s, the offer is %s", w.Code, doc.Find(".notice").Text(), s.status())
	}
}

func TestSurface_TurnDown(t *testing.T) {
	for next, want := range map[string]booking.RequestStatus{"another": booking.RequestShortlisted, "withdraw": booking.RequestWithdrawn} {
		for _, confirmed := range []bool{false, true} {
			s := newSMS(t, booking.VenueHome)
			if confirmed {
				if err := confirm(s); err != nil {
					t.Fatal(err)
				}
			}
			if w, doc := pagetest.Post(t, s.route("POST /{lang}/appointment/decline"), "/ar/appointment/decline", url.Values{}); w.Code != http.StatusUnprocessableEntity || doc.Find(".error-summary, [data-focus]").Length() == 0 {
				t.Errorf("without a choice answered %d", w.Code)
			}
			pagetest.Post(t, s.route("POST /{lang}/appointment/decline"), "/ar/appointment/decline", url.Values{"next": {next}})
			if got := s.Request(s.offer.Request).Status; got != want {
				t.Errorf("%s, confirmed %v: the request is %s", next, confirmed, got)
			}
			if withdrawn := s.withdrawn == 1; withdrawn != (next == "withdraw") {
				t.Errorf("%s: the case was withdrawn %d times", next, s.withdrawn)
			}
		}
	}
}

func TestSurface_FileCheck(t *testing.T) {
	s := newSMS(t, booking.VenueHome)
	if err := confirm(s); err != nil {
		t.Fatal(err)
	}
	form := url.Values{"camera": {"ok"}, "microphone": {"<script>"}, "speaker": {"ok"}, "path": {"carrier pigeon"}, "rtt": {"999999999"}, "loss": {"-4"}}
	pagetest.Post(t, s.route("POST /{lang}/appointment/check"), "/ar/appointment/check", form)
	if len(s.checks) != 1 {
		t.Fatalf("%d checks kept", len(s.checks))
	}
	if c := s.checks[0]; c.Microphone != "unknown" || c.Path != "none" || c.RTT != time.Minute || c.Loss != 0 || c.Verdict() != booking.VerdictBad {
		t.Errorf("kept %+v", c)
	}
	_, doc := pagetest.Get(t, s.route("GET /{lang}/appointment/check"), "/ar/appointment/check")
	if got := doc.Find("#check-last .advice li").Length(); got != 2 { // no way to the server, no microphone
		t.Errorf("the page advises on %d things: %s", got, doc.Find("#check-last").Text())
	}
	if doc.Find("#check-last .notice--danger").Length() != 1 || doc.Find("#check-other-way a[href*='way=relay']").Length() != 1 || doc.Find("#check-run[hidden]").Length() != 1 {
		t.Errorf("the page says %s", doc.Find("#check-last").Text())
	}
}

func TestSurface_WhoMaySee(t *testing.T) {
	s := newSMS(t, booking.VenueHome)
	show := s.route("GET /{lang}/appointment")
	for name, row := range map[string]struct {
		link  error
		phone string
		path  string
		want  int
	}{
		"the proved number":   {booking.ErrNotFound, "+966501234567", "/ar/appointment?case=R48-10427", http.StatusOK},
		"another number":      {nil, "+966500000000", "/ar/appointment?case=R48-10427", http.StatusNotFound},
		"nobody":              {nil, "", "/ar/appointment?case=R48-10427", http.StatusNotFound},
		"an unknown case":     {nil, "+966501234567", "/ar/appointment?case=R48-1", http.StatusNotFound},
		"an unknown link":     {booking.ErrNotFound, "", "/ar/appointment", http.StatusNotFound},
		"a link past its day": {booking.Refuse("link_expired", ""), "", "/ar/appointment", http.StatusNotFound},
	} {
		t.Run(name, func(t *testing.T) {
			s.link, s.actor = row.link, identity.Actor{Phone: row.phone}
			if w, _ := pagetest.Get(t, show, row.path); w.Code != row.want {
				t.Errorf("answered %d, want %d", w.Code, row.want)
			}
		})
	}
}
