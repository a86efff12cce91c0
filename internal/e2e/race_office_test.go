package e2e

import (
	"bufio"
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"majlis/booking"
	"majlis/booking/bookingtest"
	"majlis/internal/identity"
	"majlis/internal/postgres"
	"majlis/internal/postgres/postgrestest"
)

const raceKey = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="

// An office is the database that servers share, with slots and people but no pages.
type office struct {
	t       testing.TB
	pool    *pgxpool.Pool
	store   booking.Store
	desk    *booking.Desk
	links   *identity.Links
	gateway *gateway
	env     []string
	all     []booking.Slot
}

func newOffice(t testing.TB) office {
	t.Helper()
	address := postgrestest.URL(t)
	db, err := postgres.Open(t.Context(), address, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(db.Close)
	secret, err := base64.StdEncoding.DecodeString(raceKey)
	if err != nil {
		t.Fatal(err)
	}
	keys, err := identity.NewKeys(secret)
	if err != nil {
		t.Fatal(err)
	}
	o := office{t: t, pool: db.Pool(), store: db.Booking(), gateway: newGateway(t)}
	o.links = identity.NewLinks(db.Identity(), identity.NewLimits(db.Identity(), keys, time.Now), keys, time.Now)
	o.desk = booking.NewDesk(booking.Config{
		Store: o.store, Outbox: db, Journal: silent{}, Timers: db, Calendar: &bookingtest.Calendar{}, Now: time.Now,
	})
	o.env = []string{
		"MAJLIS_DATABASE_URL=" + address, "MAJLIS_SECRET_KEY=" + raceKey, "MAJLIS_LOG_LEVEL=warn", "MAJLIS_METRICS_LISTEN=", "MAJLIS_UDP_PORT=0",
		"MAJLIS_SMS=unifonic", "MAJLIS_SMS_SENDER=Majlis", "MAJLIS_SMS_URL=" + o.gateway.URL, "MAJLIS_UNIFONIC_APP_SID=test",
		"MAJLIS_DEVELOPMENT=true",
	}
	return o
}

type silent struct{}

func (silent) Record(context.Context, string, string, int64, string) error { return nil }

// slots opens sessions of four hosts the day after tomorrow, in a week that is published.
func (o *office) slots(n int) []booking.Slot {
	o.t.Helper()
	ctx := o.t.Context()
	day := time.Now().In(bookingtest.Riyadh).AddDate(0, 0, 2)
	from := time.Date(day.Year(), day.Month(), day.Day(), 8, 0, 0, 0, bookingtest.Riyadh)
	perHost := (n + 3) / 4
	for i := range 4 {
		code := "host_" + string(rune('a'+i))
		host, err := o.desk.SaveHost(ctx, booking.Host{Code: code, TitleAr: "معالي", TitleEn: "His Excellency", ShortAr: "معاليه", ShortEn: "Minister", City: "riyadh", Active: true})
		o.must(err)
		_, err = o.desk.AddSession(ctx, booking.NewSession{
			Host: host.ID, From: from, To: from.Add(time.Duration(perHost*10) * time.Minute), SlotMinutes: 10, Venues: []booking.Venue{booking.VenueHome},
		})
		o.must(err)
	}
	week := booking.WeekOf(from)
	all, err := o.store.Slots.SlotsOfWeek(ctx, week)
	o.must(err)
	o.run(`insert into plan (week, status, problem, solution, input_sha256, made_by, made_at, published_at)
		values ($1, 'published', '', '', '', 'test', now(), now())`, week.In(bookingtest.Riyadh).Format(time.DateOnly))
	o.all = all[:n]
	for _, s := range all[n:] {
		o.must(o.desk.CloseSlot(ctx, s.ID))
	}
	return o.all
}

// people makes so many persons with a shortlisted request each.
func (o *office) people(n int) []booking.Request {
	o.t.Helper()
	const persons = `insert into person (id, phone, national_id_sealed, national_id_hash, national_id_tail, kind, full_name, created_at)
		overriding system value
		select n, '+9665' || lpad(n::text, 8, '0'), convert_to('R' || n, 'UTF8'), convert_to('R' || n, 'UTF8'), '123', 'citizen', 'سالم', now()
		from generate_series(1, $1) n`
	const cases = `insert into case_file (id, reference, kind, status, channel, person_id, subject, body, subject_hash, filed_at, filed_on, due_at, filing_key)
		overriding system value
		select n, 'R48-' || 10000 + n, 'audience', 'received', 'web', n, 'لقاء', 'نص', '', now(), current_date, now(), 'R' || n from generate_series(1, $1) n`
	const requests = `insert into audience_request (case_id, person_id, hosts, venues, section, filed_batch, status, short_notice)
		select n, n, '{host_a,host_b,host_c,host_d}', '{home}', 'men', current_date, 'shortlisted', true from generate_series(1, $1) n`
	for _, q := range []string{persons, cases, requests} {
		o.run(q, n)
	}
	all, err := o.store.Requests.Requests(o.t.Context(), booking.RequestFilter{Statuses: []booking.RequestStatus{booking.RequestShortlisted}})
	o.must(err)
	return all
}

// call puts a slot before many and gives the links by which each may take it.
func (o *office) call(s booking.Slot, people []booking.Request) []string {
	o.t.Helper()
	offers := make([]booking.Offer, len(people))
	for i, r := range people {
		offers[i] = booking.Offer{Request: r.ID, Slot: s.ID, Venue: booking.VenueHome, Status: booking.OfferCalled,
			OfferedAt: time.Now(), ConfirmBy: s.At.Add(-15 * time.Minute), Version: 1}
	}
	ids, err := o.store.Offers.AddOffers(o.t.Context(), offers)
	o.must(err)
	tokens := make([]string, len(ids))
	for i, id := range ids {
		offers[i].ID = id
		tokens[i] = o.mint(offers[i])
	}
	return tokens
}

func (o *office) mint(offer booking.Offer) string {
	o.t.Helper()
	token, err := o.links.Mint(o.t.Context(), identity.PurposeOffer, int64(offer.ID), 1, time.Now().Add(24*time.Hour))
	o.must(err)
	return token
}

func (o *office) must(err error) {
	o.t.Helper()
	if err != nil {
		o.t.Fatal(err)
	}
}

func (o *office) run(q string, args ...any) {
	o.t.Helper()
	if _, err := o.pool.Exec(o.t.Context(), q, args...); err != nil {
		o.t.Fatalf("%s: %v", q, err)
	}
}

func (o *office) number(q string) (n int) {
	o.t.Helper()
	o.must(o.pool.QueryRow(o.t.Context(), q).Scan(&n))
	return n
}

func (o *office) winners() int {
	return o.number(`select count(distinct slot_id) from offer where status = 'confirmed'`)
}

func (o *office) liveAudiences() int {
	return o.number(`select count(*) from audience where status not in ('ended', 'cancelled')`)
}

func (o *office) openOffers() []booking.Offer {
	o.t.Helper()
	all, err := o.store.Offers.OffersOfWeek(o.t.Context(), booking.WeekOf(o.all[0].At))
	o.must(err)
	var open []booking.Offer
	for _, offer := range all {
		if offer.Status == booking.OfferOpen {
			open = append(open, offer)
		}
	}
	return open
}

// slotOf is the slot put before the person with a number.
func (o *office) slotOf(phone string) (slot booking.SlotID, found bool) {
	const q = `select o.slot_id from offer o join audience_request r on r.id = o.request_id join person p on p.id = r.person_id
		where p.phone = $1 and o.status = 'open'`
	return slot, o.pool.QueryRow(context.Background(), q, phone).Scan((*int64)(&slot)) == nil
}

// unsent counts the messages that are due: those that some server will send, and those that a
// server died over, which wait to be taken up again.
func (o *office) unsent() (due, stuck int) {
	const q = `select count(*) filter (where j.state <> 'running'), count(*) filter (where j.state = 'running')
		from notice n join river_job j on j.kind = 'send_notice' and (j.args->>'noticeId')::bigint = n.id
		where n.status = 'queued' and n.due_at < now()`
	o.must(o.pool.QueryRow(o.t.Context(), q).Scan(&due, &stuck))
	return due, stuck
}

func (o *office) sent() map[int64]bool {
	rows, err := o.pool.Query(o.t.Context(), `select id from notice where status in ('sent', 'delivered')`)
	o.must(err)
	defer rows.Close()
	sent := map[int64]bool{}
	for rows.Next() {
		var id int64
		o.must(rows.Scan(&id))
		sent[id] = true
	}
	return sent
}

// A gateway takes messages as the SMS gateway does: one for each key, however often it is asked. It
// loses an answer now and then.
type gateway struct {
	*httptest.Server
	mu      sync.Mutex
	keys    map[string]int
	asked   int
	arrived func(phone, token string)
}

var offerLink = regexp.MustCompile(`/a/([a-z2-7]{16})`)

func newGateway(t testing.TB) *gateway {
	g := &gateway{keys: map[string]int{}}
	g.Server = httptest.NewServer(http.HandlerFunc(g.take))
	t.Cleanup(g.Close)
	return g
}

func (g *gateway) take(w http.ResponseWriter, r *http.Request) {
	key := r.PostFormValue("CorrelationID")
	g.mu.Lock()
	_, again := g.keys[key]
	if !again {
		g.keys[key] = 1
	}
	g.asked++
	lost, arrived := g.asked%50 == 0, g.arrived
	g.mu.Unlock()
	if link := offerLink.FindStringSubmatch(r.PostFormValue("Body")); link != nil && !again && arrived != nil {
		arrived("+"+r.PostFormValue("Recipient"), link[1])
	}
	w.Header().Set("Content-Type", "application/json")
	switch {
	case lost:
		w.WriteHeader(http.StatusBadGateway)
	case again:
		_ = json.NewEncoder(w).Encode(map[string]any{"success": "false", "errorCode": "ER-09"})
	default:
		_ = json.NewEncoder(w).Encode(map[string]any{"success": true, "data": map[string]any{"MessageID": key}})
	}
}

// taken is how often each message was taken, by key.
func (g *gateway) taken() map[string]int {
	g.mu.Lock()
	defer g.mu.Unlock()
	taken := map[string]int{}
	for key, n := range g.keys {
		taken[key] = n
	}
	return taken
}

// lookAgain is the pause before a database or a server of its own is asked again: neither can call.
func lookAgain(after time.Duration) { <-time.After(after) }

// clientFrom is a browser at an address of its own; the one before is closed.
func clientFrom(number, turn int, before *http.Client) *http.Client {
	if before != nil {
		before.CloseIdleConnections()
	}
	from := net.IPv4(127, byte(1+number), byte(turn/250), byte(1+turn%250))
	dialer := &net.Dialer{LocalAddr: &net.TCPAddr{IP: from}, Timeout: 5 * time.Second}
	return &http.Client{
		Transport:     &http.Transport{DialContext: dialer.DialContext, MaxIdleConnsPerHost: 4},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		Timeout:       30 * time.Second,
	}
}

func drain(body io.Reader) error {
	_, err := io.Copy(io.Discard, body)
	return err
}

// A process is a server of its own, that can be killed.
type process struct {
	t      testing.TB
	url    string
	listen string
	env    []string
	cmd    *exec.Cmd
	heard  chan struct{} // closed when all it said is logged
}

var buildProgram = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "majlis-e2e")
	if err != nil {
		return "", err
	}
	path := filepath.Join(dir, "majlis")
	build := exec.Command("go", "build", "-o", path, "majlis/cmd/majlis")
	if said, err := build.CombinedOutput(); err != nil {
		return "", fmt.Errorf("build the program: %w\n%s", err, said)
	}
	return path, nil
})

func startProcess(t testing.TB, env []string) *process {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	p := &process{t: t, listen: listener.Addr().String(), env: env}
	p.url = "http://" + p.listen
	if err := listener.Close(); err != nil {
		t.Fatal(err)
	}
	p.start()
	t.Cleanup(p.kill)
	return p
}

// start runs the program and waits until it answers.
func (p *process) start() {
	program, err := buildProgram()
	if err != nil {
		p.t.Error(err)
		return
	}
	p.cmd = exec.Command(program, "serve", "--listen", p.listen, "--public-origin", p.url, "--state-dir", p.t.TempDir(), "--node-name", p.listen)
	p.cmd.Env = append(os.Environ(), p.env...)
	said, err := p.cmd.StderrPipe()
	if err != nil {
		p.t.Error(err)
		return
	}
	if err := p.cmd.Start(); err != nil {
		p.t.Error(err)
		return
	}
	p.heard = make(chan struct{})
	go func() {
		defer close(p.heard)
		for lines := bufio.NewScanner(said); lines.Scan(); {
			if !strings.Contains(lines.Text(), "level=DEBUG") {
				p.t.Log(lines.Text())
			}
		}
	}()
	for until := time.Now().Add(30 * time.Second); time.Now().Before(until); lookAgain(20 * time.Millisecond) {
		response, err := http.Get(p.url + "/health")
		if err == nil {
			response.Body.Close()
			return
		}
	}
	p.t.Error("the server does not answer")
}

// kill ends the program as a power cut would.
func (p *process) kill() {
	if p.cmd == nil || p.cmd.Process == nil {
		return
	}
	_ = p.cmd.Process.Kill()
	<-p.heard
	_ = p.cmd.Wait()
	p.cmd = nil
}
