package bookingtest

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"majlis/booking"
	"majlis/booking/roster"
)

// Riyadh is the office's zone.
var Riyadh = time.FixedZone("Asia/Riyadh", 3*60*60)

// An Office is a Desk ready to work with: a minister and a deputy, a minister's Sunday and
// Tuesday mornings and a deputy's Monday, and a clock that tests turn. It starts on Sunday
// 22 November 2026 at noon, the week before Week.
type Office struct {
	Desk     *booking.Desk
	Memory   *Memory // nil when the office stands on another store
	Store    booking.Store
	Calendar *Calendar
	Clock    *Clock
	Minister booking.HostID
	Deputy   booking.HostID

	t       testing.TB
	newCase func() (caseID, person int64)
}

// A Backing is a store with what else a Desk needs, all in one transaction.
type Backing struct {
	Store   booking.Store
	Outbox  booking.Outbox
	Journal booking.Journal
	Timers  booking.Timers
	// NewCase makes a case of a new person, to which a request can belong.
	NewCase func() (caseID, person int64)
}

// A Clock stands still until it is turned. It is safe for concurrent use.
type Clock struct {
	mu sync.Mutex
	at time.Time
}

// Now is the time the clock shows.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

// Set turns the clock.
func (c *Clock) Set(to time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = to
}

// Forward turns the clock on.
func (c *Clock) Forward(by time.Duration) { c.Set(c.Now().Add(by)) }

// At is a moment in Riyadh of November or later of 2026 (day 31 is 1 December).
func At(novemberDay, hour, minute int) time.Time {
	return time.Date(2026, time.November, novemberDay, hour, minute, 0, 0, Riyadh)
}

// NewOffice opens an office on a new Memory.
func NewOffice(t testing.TB) *Office {
	t.Helper()
	m := NewMemory()
	o := NewOfficeOn(t, m.Backing())
	o.Memory = m
	o.Staffed()
	return o
}

// NewOfficeOn opens an office on any store, which must be empty.
func NewOfficeOn(t testing.TB, b Backing) *Office {
	t.Helper()
	o := &Office{Store: b.Store, Calendar: &Calendar{}, Clock: &Clock{at: At(22, 12, 0)}, t: t, newCase: b.NewCase}
	o.Desk = booking.NewDesk(booking.Config{
		Store: b.Store, Outbox: b.Outbox, Journal: b.Journal, Timers: b.Timers, Calendar: o.Calendar,
		Now: o.Clock.Now, NewSeed: func() string { return "a seed for tests" },
	})
	o.Minister = o.host("minister", "معالي وزير الإعلام", "His Excellency the Minister of Media")
	o.Deputy = o.host("deputy", "معالي نائب وزير الإعلام", "His Excellency the Deputy Minister of Media")
	o.Template(o.Minister, time.Sunday, 9, 11)
	o.Template(o.Deputy, time.Monday, 9, 11)
	o.Template(o.Minister, time.Tuesday, 9, 11)
	return o
}

// Staffed puts one of each kind on the roster; the hall is in Riyadh, whose centre the store
// must know.
func (o *Office) Staffed() {
	o.t.Helper()
	o.OnDuty(booking.Helper{Kind: roster.Booth, NameAr: "القاعة 1", NameEn: "Hall 1", Centre: "riyadh"})
	o.OnDuty(booking.Helper{Kind: roster.SignLanguage, NameAr: "فهد", NameEn: "Fahad"})
	o.OnDuty(booking.Helper{Kind: roster.FemaleOfficer, NameAr: "هند", NameEn: "Hind"})
	o.OnDuty(booking.Helper{Kind: roster.Interpreter, NameAr: "ريم", NameEn: "Reem", Languages: []string{"en", "ur"}})
}

// OnDuty puts somebody on the roster, every day from 08:00 to 16:00 unless said otherwise.
func (o *Office) OnDuty(h booking.Helper) booking.Helper {
	o.t.Helper()
	if h.Weekdays == nil {
		h.Weekdays = []time.Weekday{0, 1, 2, 3, 4, 5, 6}
	}
	if h.To == 0 {
		h.From, h.To = 8*time.Hour, 16*time.Hour
	}
	h.Active = true
	saved, err := o.Desk.SaveHelper(context.Background(), h)
	o.must(err)
	return saved
}

func (o *Office) host(code, titleAr, titleEn string) booking.HostID {
	o.t.Helper()
	h, err := o.Desk.SaveHost(context.Background(), booking.Host{
		Code: code, TitleAr: titleAr, TitleEn: titleEn, ShortAr: titleAr, ShortEn: titleEn, City: "riyadh", Active: true,
	})
	o.must(err)
	return h.ID
}

func (o *Office) must(err error) {
	o.t.Helper()
	if err != nil {
		o.t.Fatal(err)
	}
}

// Template adds two hours or so of ten-minute slots, five minutes apart, open to home and
// the Riyadh booth.
func (o *Office) Template(host booking.HostID, day time.Weekday, fromHour, toHour int) booking.Template {
	o.t.Helper()
	t, err := o.Desk.SaveTemplate(context.Background(), booking.Template{
		Host: host, Weekday: day, From: time.Duration(fromHour) * time.Hour, To: time.Duration(toHour) * time.Hour,
		SlotMinutes: 10, BufferMinutes: 5, Venues: []booking.Venue{booking.VenueHome, "booth:riyadh"}, Active: true,
	})
	o.must(err)
	return t
}

// Week is the week after the one the clock starts in: Sunday 29 November 2026.
func (o *Office) Week() time.Time { return At(29, 0, 0) }

// Ask is a man's wish for ten minutes with anybody, at home, any time. Submitted asks of
// an Office get case and person numbers where they are zero.
func Ask() booking.Ask { return booking.Ask{Section: booking.SectionMen} }

// Submitted files an ask.
func (o *Office) Submitted(ask booking.Ask) booking.Request {
	o.t.Helper()
	caseID, person := o.newCase()
	if ask.Case == 0 {
		ask.Case = caseID
	}
	if ask.Person == 0 {
		ask.Person = person
	}
	r, err := o.Desk.Submit(context.Background(), ask)
	o.must(err)
	return r
}

// Shortlisted files an ask and puts it on the list as ordinary.
func (o *Office) Shortlisted(ask booking.Ask) booking.Request {
	o.t.Helper()
	r := o.Submitted(ask)
	o.must(o.Desk.Shortlist(context.Background(), r.ID, r.Version, booking.Study{Class: booking.ClassOrdinary}))
	return o.Request(r.ID)
}

// Request reads a request.
func (o *Office) Request(id booking.RequestID) booking.Request {
	o.t.Helper()
	r, err := o.Desk.Request(context.Background(), id)
	o.must(err)
	return r
}

// Drafted opens a week and allocates it.
func (o *Office) Drafted(week time.Time) booking.Plan {
	o.t.Helper()
	_, err := o.Desk.OpenWeek(context.Background(), week)
	o.must(err)
	plan, err := o.Desk.Allocate(context.Background(), week)
	o.must(err)
	return plan
}

// Published opens, allocates and publishes a week.
func (o *Office) Published(week time.Time) booking.Plan {
	o.t.Helper()
	plan := o.Drafted(week)
	o.must(o.Desk.Publish(context.Background(), plan.ID, plan.Version))
	plan, err := o.Desk.Plan(context.Background(), plan.ID)
	o.must(err)
	return plan
}

// Offered is the live or last offer of a request.
func (o *Office) Offered(r booking.RequestID) booking.Offer {
	o.t.Helper()
	offer, err := o.Desk.OfferOfRequest(context.Background(), r)
	o.must(err)
	return offer
}

// Confirmed confirms a request's offer.
func (o *Office) Confirmed(r booking.RequestID) booking.Audience {
	o.t.Helper()
	a, err := o.Desk.Confirm(context.Background(), o.Offered(r).ID)
	o.must(err)
	return a
}

// Admitted opens the audience's session and brings the person before the host, at the hour.
func (o *Office) Admitted(id booking.AudienceID) booking.Audience {
	o.t.Helper()
	ctx := context.Background()
	a, err := o.Desk.Audience(ctx, id)
	o.must(err)
	if o.Clock.Now().Before(a.At) {
		o.Clock.Set(a.At)
	}
	o.must(o.Desk.OpenSession(ctx, a.Session))
	_, err = o.Desk.Wait(ctx, id)
	o.must(err)
	_, err = o.Desk.Verify(ctx, id)
	o.must(err)
	a, err = o.Desk.Admit(ctx, id)
	o.must(err)
	return a
}

// Refused fails the test unless err is a refusal with the code.
func Refused(t testing.TB, err error, code string) {
	t.Helper()
	var refusal *booking.Refusal
	if !errors.As(err, &refusal) || refusal.Code != code {
		t.Fatalf("want the refusal %s, got %v", code, err)
	}
}

// A Calendar works from Sunday to Thursday, 08:00 to 16:00, without pauses, but for what
// is set here.
type Calendar struct {
	Off    map[string]bool             // holidays, by date: "2026-11-29"
	Pause  map[string][]booking.Window // by city
	Centre map[string]string           // a centre's city; the centre's own name unless set
}

func (c *Calendar) Working(_ context.Context, day time.Time) (bool, error) {
	day = day.In(Riyadh)
	weekend := day.Weekday() == time.Friday || day.Weekday() == time.Saturday
	return !weekend && !c.Off[day.Format(time.DateOnly)], nil
}

func (c *Calendar) Hours(_ context.Context, _ string, day time.Time) (booking.Window, error) {
	y, m, d := day.In(Riyadh).Date()
	return booking.Window{
		From: time.Date(y, m, d, 8, 0, 0, 0, Riyadh), To: time.Date(y, m, d, 16, 0, 0, 0, Riyadh),
	}, nil
}

func (c *Calendar) Pauses(_ context.Context, city string, _ time.Time) ([]booking.Window, error) {
	return c.Pause[city], nil
}

func (c *Calendar) City(_ context.Context, centre string) (string, error) {
	if city := c.Centre[centre]; city != "" {
		return city, nil
	}
	return centre, nil
}
