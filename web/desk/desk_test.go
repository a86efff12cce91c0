package desk_test

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"majlis/booking"
	"majlis/booking/bookingtest"
	"majlis/internal/casework"
	"majlis/internal/identity"
	"majlis/web/desk"
	"majlis/web/page"
	"majlis/web/page/pagetest"
)

// counter is the surface over a real booking desk, with a visitor to a hall today.
type counter struct {
	*bookingtest.Office
	audience booking.Audience
	filed    []casework.Filing
	known    []identity.Registration
	kind     casework.Kind
	refuse   error
	routes   []page.Route
	t        *testing.T
}

func (c *counter) kase() casework.Case {
	return casework.Case{ID: casework.CaseID(c.audience.Case), Reference: "R48-10427", Kind: c.kind, Status: casework.StatusUnderReview, Subject: "تأخر معاملة", FiledAt: c.Clock.Now(), DueAt: c.Clock.Now()}
}

func (c *counter) Find(_ context.Context, text string) ([]casework.Case, error) {
	if text == "nobody" {
		return nil, nil
	}
	return []casework.Case{c.kase()}, nil
}

func (c *counter) ByReference(context.Context, string) (casework.Case, error) { return c.kase(), nil }

func (c *counter) Open(context.Context, casework.CaseID) (casework.Case, error) { return c.kase(), nil }

func (c *counter) History(context.Context, casework.CaseID) ([]casework.Event, error) {
	return []casework.Event{{At: c.Clock.Now(), To: casework.StatusReceived, Note: "سري"}, {At: c.Clock.Now(), To: casework.StatusUnderReview, Note: "علني", Public: true}}, nil
}

func (c *counter) File(_ context.Context, f casework.Filing) (casework.Case, error) {
	c.filed = append(c.filed, f)
	return casework.Case{Reference: "R48-10428"}, c.refuse
}

func (c *counter) Register(_ context.Context, r identity.Registration) (identity.Person, error) {
	c.known = append(c.known, r)
	return identity.Person{ID: 5}, nil
}

func (c *counter) Person(context.Context, int64) (identity.Person, error) {
	return identity.Person{FullName: "نورة بنت سعد", Tail: "008", Phone: "+966501234567"}, nil
}

func (c *counter) Mint(context.Context, identity.Purpose, int64, int64, time.Time) (string, error) {
	return "abcdefghijklmnop", nil
}

func newCounter(t *testing.T, role identity.Role) *counter {
	t.Helper()
	return newCounterOf(t, "riyadh", "booth:riyadh", role)
}

// newCounterOf is the desk of a centre on the day of somebody's audience at a venue.
func newCounterOf(t *testing.T, centre string, venue booking.Venue, role identity.Role) *counter {
	t.Helper()
	c := &counter{Office: bookingtest.NewOffice(t), kind: casework.KindAudience, t: t}
	ask := bookingtest.Ask()
	ask.Venues = []booking.Venue{venue}
	r := c.Shortlisted(ask)
	c.Published(c.Week())
	c.audience = c.Confirmed(r.ID)
	c.Clock.Set(c.audience.At.Add(-20 * time.Minute))
	c.routes = desk.New(desk.Deps{
		Pages: pagetest.Renderer(t, pagetest.Staff()), Cases: c, Days: c.Desk, Arrivals: c.Desk, People: c, Links: c, Now: c.Clock.Now,
	}).Routes()
	staff := identity.Staff{ID: 1, Role: role, Centre: centre, Active: true}
	for i, route := range c.routes {
		serve := route.Serve
		c.routes[i].Serve = func(w http.ResponseWriter, r *http.Request) error {
			return serve(w, r.WithContext(identity.WithActor(r.Context(), identity.Actor{Staff: &staff})))
		}
	}
	return c
}

func (c *counter) route(pattern string) page.Route {
	c.t.Helper()
	for _, r := range c.routes {
		if r.Pattern == pattern {
			return r
		}
	}
	c.t.Fatalf("no route %s", pattern)
	return page.Route{}
}

func TestSurface_EveryPageInBothLanguages(t *testing.T) {
	for _, kind := range casework.Kinds() {
		c := newCounter(t, identity.RoleReception)
		c.kind = kind
		for _, lang := range []string{"/ar", "/en"} {
			for path, pattern := range map[string]string{
				"/desk": "GET /{lang}/desk", "/desk?q=R48": "GET /{lang}/desk", "/desk?q=nobody": "GET /{lang}/desk", "/desk/case/R48-10427": "GET /{lang}/desk/case/{reference}",
				"/desk/file": "GET /{lang}/desk/file", "/desk/filed/R48-10427": "GET /{lang}/desk/filed/{reference}",
			} {
				t.Run(string(kind)+lang+path, func(t *testing.T) {
					if w, doc := pagetest.Get(t, c.route(pattern), lang+path); w.Code != http.StatusOK || doc.Find("h1").Length() == 0 {
						t.Errorf("%d", w.Code)
					}
				})
			}
		}
	}
}

func TestSurface_OnlyPublicNotesAreShown(t *testing.T) {
	c := newCounter(t, identity.RolePhoneAgent)
	_, doc := pagetest.Get(t, c.route("GET /{lang}/desk/case/{reference}"), "/ar/desk/case/R48-10427")
	if text := doc.Find("main").Text(); strings.Contains(text, "سري") || !strings.Contains(text, "علني") {
		t.Errorf("the page says %s", text)
	}
}

func TestSurface_File(t *testing.T) {
	form := func() url.Values {
		return url.Values{
			"key": {"desk-1"}, "phone": {"٠٥٠١٢٣٤٥٦٧"}, "national_id": {"١٠٠٠٠٠٠٠٠٨"}, "full_name": {"نورة بنت سعد"}, "section": {"women"}, "language": {"ar"},
			"kind": {"audience"}, "subject": {"تأخر معاملة"}, "body": {"مضى شهران على معاملتي ولم يصلني رد."}, "hosts": {"minister"}, "venue": {"booth:riyadh"}, "weekdays": {"sunday"},
		}
	}
	for field, value := range map[string]string{"phone": "0111234567", "national_id": "1000000009", "full_name": "", "kind": ""} {
		t.Run("refuses a wrong "+field, func(t *testing.T) {
			c := newCounter(t, identity.RoleReception)
			wrong := form()
			wrong.Set(field, value)
			w, doc := pagetest.Post(t, c.route("POST /{lang}/desk/file"), "/ar/desk/file", wrong)
			if w.Code != http.StatusUnprocessableEntity || len(c.filed) != 0 || doc.Find("textarea[name=body]").Text() == "" {
				t.Errorf("%d, filed %v", w.Code, c.filed)
			}
			if doc.Find("input[name=key]").AttrOr("value", "") != "desk-1" {
				t.Error("the form came back under another key")
			}
		})
	}
	for role, channel := range map[identity.Role]casework.Channel{identity.RoleReception: casework.ChannelDesk, identity.RolePhoneAgent: casework.ChannelPhone} {
		t.Run("files by "+string(channel), func(t *testing.T) {
			c := newCounter(t, role)
			w, _ := pagetest.Post(t, c.route("POST /{lang}/desk/file"), "/ar/desk/file", form())
			if w.Code != http.StatusSeeOther || len(c.filed) != 1 {
				t.Fatalf("%d, filed %v", w.Code, c.filed)
			}
			f := c.filed[0]
			if f.Channel != channel || f.Audience == nil || f.Audience.Venues[0] != "booth:riyadh" || f.Audience.Weekdays[0] != time.Sunday || c.known[0].Phone != "+966501234567" {
				t.Errorf("filed %+v by %+v", f, c.known)
			}
		})
	}
}

func TestSurface_CheckInAndHall(t *testing.T) {
	c := newCounter(t, identity.RoleReception)
	path := "/ar/desk/audience/" + text(int64(c.audience.ID))
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, path+"/hall", nil)
	if err != nil {
		t.Fatal(err)
	}
	request.SetPathValue("audience", text(int64(c.audience.ID)))
	bookingtest.Refused(t, c.route("POST /{lang}/desk/audience/{audience}/hall").Serve(nil, request), "audience_not_checked_in")

	for range 2 { // pressing twice changes nothing
		w, _ := pagetest.Post(t, c.route("POST /{lang}/desk/audience/{audience}/check-in"), path+"/check-in", url.Values{"verified": {"yes"}})
		if w.Code != http.StatusSeeOther {
			t.Errorf("check-in answered %d", w.Code)
		}
	}
	a, err := c.Desk.Audience(t.Context(), c.audience.ID)
	if err != nil || a.Status != booking.AudienceCheckedIn || a.VerifiedAt.IsZero() {
		t.Errorf("%s, verified %v, %v", a.Status, a.VerifiedAt, err)
	}
	w, _ := pagetest.Post(t, c.route("POST /{lang}/desk/audience/{audience}/hall"), path+"/hall", url.Values{})
	if w.Code != http.StatusSeeOther || w.Header().Get("Location") != "/a/abcdefghijklmnop" {
		t.Errorf("the hall is sent to %s", w.Header().Get("Location"))
	}
}

func TestSurface_OnlyVisitorsOfTheOwnCentre(t *testing.T) {
	for name, c := range map[string]*counter{
		"a visitor of another centre": newCounterOf(t, "jeddah", "booth:riyadh", identity.RoleReception),
		"somebody who stays at home":  newCounterOf(t, "riyadh", booking.VenueHome, identity.RoleReception),
	} {
		for _, deed := range []string{"check-in", "hall"} {
			t.Run(name+" "+deed, func(t *testing.T) {
				request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "/", nil)
				if err != nil {
					t.Fatal(err)
				}
				request.SetPathValue("audience", text(int64(c.audience.ID)))
				err = c.route("POST /{lang}/desk/audience/{audience}/"+deed).Serve(nil, request)
				if !errors.Is(err, booking.ErrForbidden) {
					t.Errorf("answered %v", err)
				}
			})
		}
		if _, doc := pagetest.Get(t, c.route("GET /{lang}/desk/case/{reference}"), "/ar/desk/case/R48-10427"); doc.Find("form[action$=check-in]").Length() != 0 {
			t.Errorf("%s is offered a check-in", name)
		}
	}
}

func text(n int64) string {
	if n < 10 {
		return string(rune('0' + n))
	}
	return text(n/10) + text(n%10)
}
