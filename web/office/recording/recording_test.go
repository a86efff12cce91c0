package recording_test

import (
	"context"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"testing"
	"time"

	"majlis/booking"
	"majlis/internal/identity"
	"majlis/internal/recordings"
	"majlis/web/office/recording"
	"majlis/web/page"
	"majlis/web/page/pagetest"
)

// fake answers as recordings.Office does, and notes what it was asked.
type fake struct {
	policies []recordings.Policy
	all      []recordings.Recording
	accesses []recordings.Access
	asked    []string
	refuse   error
	dir      string
}

func (f *fake) All(context.Context) ([]recordings.Policy, []recordings.Recording, []recordings.Access, error) {
	return f.policies, f.all, f.accesses, nil
}

func (f *fake) AskPolicy(_ context.Context, on bool, reason string) error {
	f.asked = append(f.asked, "policy "+reason)
	return f.refuse
}

func (f *fake) DecidePolicy(context.Context, int64, bool) error { return f.refuse }

func (f *fake) AskAccess(_ context.Context, _ int64, reason string) error {
	f.asked = append(f.asked, "access "+reason)
	return f.refuse
}

func (f *fake) DecideAccess(context.Context, int64, bool) error { return f.refuse }

func (f *fake) Usable(a recordings.Access, who int64) bool { return a.Approved && a.AskedBy == who }

func (f *fake) Fetch(context.Context, int64) (recordings.Recording, error) { return f.all[0], f.refuse }

func (f *fake) Open(recordings.Recording) (*os.File, error) {
	return os.Open(filepath.Join(f.dir, "recording.webm"))
}

func (f *fake) Staff(_ context.Context, id int64) (identity.Staff, error) {
	return identity.Staff{ID: id, NameAr: "سارة", NameEn: "Sara"}, nil
}

const someone, another = 7, 8

// rig is the pages over a fake, used by the member of staff someone.
func rig(t *testing.T, f *fake) map[string]page.Route {
	t.Helper()
	f.dir = t.TempDir()
	s := recording.New(recording.Deps{Pages: pagetest.Renderer(t, pagetest.Staff()), Office: f, Shelf: f, Names: f, Possible: len(f.all) > 0, Now: time.Now})
	routes := map[string]page.Route{}
	for _, route := range s.Routes() {
		serve := route.Serve
		route.Serve = func(w http.ResponseWriter, r *http.Request) error {
			return serve(w, r.WithContext(identity.WithActor(r.Context(), identity.Actor{Staff: &identity.Staff{ID: someone, Role: identity.RoleChief, Active: true}})))
		}
		routes[route.Pattern] = route
	}
	return routes
}

func TestRecordings_Policy(t *testing.T) {
	f := &fake{}
	routes := rig(t, f)
	list, ask := routes["GET /{lang}/office/recordings"], routes["POST /{lang}/office/recordings/policy"]
	for _, lang := range []string{"ar", "en"} {
		_, doc := pagetest.Get(t, list, "/"+lang+"/office/recordings")
		if doc.Find(".notice--info").Length() != 2 || doc.Find(`input[name=on][value=yes]`).Length() != 1 {
			t.Errorf("%s: off by default and without a place: %s", lang, doc.Find("main").Text())
		}
	}
	f.policies = []recordings.Policy{{ID: 2, Recorded: true, Reason: "an order", AskedBy: someone, AskedAt: time.Now()}}
	if _, doc := pagetest.Get(t, list, "/ar/office/recordings"); doc.Find(`button[value=yes]`).Length() != 0 || doc.Find(`button[value=no]`).Length() != 1 {
		t.Error("whoever asked may approve")
	}
	f.policies[0].AskedBy = another
	if _, doc := pagetest.Get(t, list, "/en/office/recordings"); doc.Find(`button[value=yes]`).Length() != 1 {
		t.Error("another may not approve")
	}
	f.policies[0].DecidedBy, f.policies[0].Approved = someone, true
	if _, doc := pagetest.Get(t, list, "/en/office/recordings"); doc.Find(".notice--warning").Length() != 1 || doc.Find(`input[name=on][value=no]`).Length() != 1 {
		t.Error("that it is on is not said")
	}
	if w, _ := pagetest.Post(t, ask, "/ar/office/recordings/policy", url.Values{"on": {"no"}, "reason": {"enough"}}); w.Code != http.StatusSeeOther {
		t.Errorf("status %d", w.Code)
	}
	f.refuse = booking.Refuse("recording_reason", "reason")
	w, doc := pagetest.Post(t, ask, "/ar/office/recordings/policy", url.Values{"on": {"yes"}, "reason": {"لا"}})
	if w.Code != http.StatusUnprocessableEntity || doc.Find("#field-reason").Text() != "لا" {
		t.Errorf("refused with %d, kept %q", w.Code, doc.Find("#field-reason").Text())
	}
	f.refuse = nil
	if w, _ := pagetest.Post(t, routes["POST /{lang}/office/recordings/policy/{policy}"], "/ar/office/recordings/policy/2", url.Values{"approve": {"yes"}}); w.Code != http.StatusSeeOther {
		t.Errorf("status %d", w.Code)
	}
}

func TestRecordings_One(t *testing.T) {
	at := time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)
	f := &fake{all: []recordings.Recording{
		{ID: 3, Reference: "R48-10427", StartedAt: at, LastsMs: 61_000, Bytes: 3_400_000, Tracks: 4, State: recordings.Finished, KeepUntil: at},
		{ID: 4, Reference: "R48-10428", StartedAt: at, State: recordings.Destroyed, DestroyedAt: at},
	}, accesses: []recordings.Access{
		{ID: 1, RecordingID: 3, Reason: "a complaint", AskedBy: another, AskedAt: at},
		{ID: 2, RecordingID: 3, Reason: "an appeal", AskedBy: someone, AskedAt: at, DecidedBy: another, DecidedAt: at, Approved: true, UsedAt: at},
		{ID: 5, RecordingID: 4, Reason: "another's", AskedBy: another, AskedAt: at, DecidedBy: someone, DecidedAt: at},
	}}
	routes := rig(t, f)
	if _, doc := pagetest.Get(t, routes["GET /{lang}/office/recordings"], "/en/office/recordings"); doc.Find("tbody tr").Length() != 2 {
		t.Error("not every recording is listed")
	}
	one := routes["GET /{lang}/office/recordings/{recording}"]
	for _, lang := range []string{"ar", "en"} {
		_, doc := pagetest.Get(t, one, "/"+lang+"/office/recordings/3")
		if doc.Find(`form[action$="/access/1"] button[value=yes]`).Length() != 1 || doc.Find(`form[action$="/file/2"]`).Length() != 1 || doc.Find("tbody tr").Length() != 1 {
			t.Errorf("%s: %s", lang, doc.Find("main").Text())
		}
	}
	if _, doc := pagetest.Get(t, one, "/ar/office/recordings/4"); doc.Find("textarea").Length() != 0 {
		t.Error("what was destroyed may be asked for")
	}
	if w, _ := pagetest.Post(t, routes["POST /{lang}/office/recordings/{recording}"], "/ar/office/recordings/3", url.Values{"reason": {"a reason"}}); w.Code != http.StatusSeeOther {
		t.Errorf("status %d", w.Code)
	}
	if w, _ := pagetest.Post(t, routes["POST /{lang}/office/recordings/{recording}/access/{access}"], "/ar/office/recordings/3/access/1", url.Values{"approve": {"no"}}); w.Code != http.StatusSeeOther {
		t.Errorf("status %d", w.Code)
	}
	if err := os.WriteFile(filepath.Join(f.dir, "recording.webm"), []byte("sound and picture"), 0o600); err != nil {
		t.Fatal(err)
	}
	w, _ := pagetest.Post(t, routes["POST /{lang}/office/recordings/{recording}/file/{access}"], "/ar/office/recordings/3/file/2", nil)
	if w.Body.String() != "sound and picture" || w.Header().Get("Content-Type") != "video/webm" || w.Header().Get("Cache-Control") != "no-store" {
		t.Errorf("the file: %q, %v", w.Body.String(), w.Header())
	}
}
