package appointment_test

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"majlis/booking"
	"majlis/web/page/pagetest"
)

func TestSurface_AskForAnotherTime(t *testing.T) {
	s := newSMS(t, booking.VenueHome)
	if w, page := pagetest.Get(t, s.route("GET /{lang}/appointment/another"), "/ar/appointment/another"); w.Code != http.StatusOK || page.Find("input[name=weekdays]").Length() != 5 {
		t.Fatalf("answered %d", w.Code)
	}
	form := url.Values{"weekdays": {"monday", "tuesday"}, "halves": {"afternoon"}, "short_notice": {"yes"}}
	if w, _ := pagetest.Post(t, s.route("POST /{lang}/appointment/another"), "/ar/appointment/another", form); w.Code != http.StatusSeeOther {
		t.Fatalf("answered %d", w.Code)
	}
	r, err := s.Desk.Request(t.Context(), s.offer.Request)
	if err != nil || len(r.Weekdays) != 2 || r.Mornings || !r.Afternoons || !r.ShortNotice || r.AskedAt.IsZero() || s.status() != booking.OfferDeclined {
		t.Errorf("%+v, the offer is %s, %v", r, s.status(), err)
	}
	if w, _ := pagetest.Get(t, s.route("GET /{lang}/appointment/another"), "/ar/appointment/another"); w.Code != http.StatusSeeOther {
		t.Errorf("asked again it answers %d", w.Code)
	}
}

func TestSurface_ChooseAfterMissing(t *testing.T) {
	s := newSMS(t, booking.VenueHome)
	audience, err := s.Desk.Confirm(t.Context(), s.offer.ID)
	if err != nil {
		t.Fatal(err)
	}
	s.Clock.Set(audience.At.Add(time.Minute))
	if _, err := s.Desk.End(t.Context(), audience.ID, booking.DispositionNoShow, ""); err != nil {
		t.Fatal(err)
	}
	missed := func(says string, choices int) {
		t.Helper()
		_, page := pagetest.Get(t, s.route("GET /{lang}/appointment"), "/ar/appointment")
		if text := page.Find("main").Text(); page.Find(`a[href="/ar/appointment/choose"]`).Length() != choices || !strings.Contains(text, says) {
			t.Errorf("the page leads to %d choices and says %q", choices, text)
		}
	}
	missed("بأنفسكم مرة واحدة", 1)
	if err := s.Desk.Hold(t.Context(), s.offer.Request, s.Request(s.offer.Request).Version, booking.HeldMissedTwice); err != nil {
		t.Fatal(err)
	}
	missed("سيتصل بكم المكتب", 0)
	if err := s.Desk.Release(t.Context(), s.offer.Request, s.Request(s.offer.Request).Version); err != nil {
		t.Fatal(err)
	}
	_, page := pagetest.Get(t, s.route("GET /{lang}/appointment/choose"), "/en/appointment/choose")
	slot, found := page.Find("input[name=slot]").First().Attr("value")
	if !found {
		t.Fatal("nothing to choose from")
	}
	choose := s.route("POST /{lang}/appointment/choose")
	if w, _ := pagetest.Post(t, choose, "/ar/appointment/choose", url.Values{}); w.Code != http.StatusUnprocessableEntity {
		t.Errorf("without a choice it answers %d", w.Code)
	}
	for range 2 {
		pagetest.Post(t, choose, "/ar/appointment/choose", url.Values{"slot": {slot}})
	}
	if offer := s.Offered(s.offer.Request); offer.ID == s.offer.ID || offer.Status != booking.OfferConfirmed {
		t.Errorf("%+v", offer)
	}
}

func TestSurface_Calendar(t *testing.T) {
	s := newSMS(t, booking.VenueHome)
	get := s.route("GET /{lang}/appointment/calendar")
	before := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/ar/appointment/calendar", nil)
	if err := get.Serve(httptest.NewRecorder(), before); !errors.Is(err, booking.ErrNotFound) {
		t.Errorf("before the answer it gives %v", err)
	}
	if _, err := s.Desk.Confirm(t.Context(), s.offer.ID); err != nil {
		t.Fatal(err)
	}
	w, _ := pagetest.Get(t, get, "/ar/appointment/calendar")
	if text := w.Body.String(); w.Code != http.StatusOK || !strings.Contains(text, "METHOD:PUBLISH") || !strings.Contains(text, "@majlis.example") || strings.Contains(text, "R48") {
		t.Errorf("%d:\n%s", w.Code, text)
	}
	if err := s.Desk.Revoke(t.Context(), s.offer.ID, "travel"); err != nil {
		t.Fatal(err)
	}
	if w, _ := pagetest.Get(t, get, "/ar/appointment/calendar"); !strings.Contains(w.Body.String(), "METHOD:CANCEL") {
		t.Errorf("%d:\n%s", w.Code, w.Body)
	}
}
