package e2e

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"majlis/booking"
	"majlis/internal/identity"
)

// full asks for the whole counts of the tests that race and crash; CI runs a part of them.
func full() bool { return os.Getenv("MAJLIS_FULL") != "" }

// TestNeverTwice races people for slots: two servers on one database, of which one is killed
// halfway and started again; everybody presses more than once, some decline, some are called from
// the standby list together. Each slot has one winner, and whoever was told that they have an
// appointment has it.
func TestNeverTwice(t *testing.T) {
	slots, claims, clients := 8, 800, 16
	if full() {
		slots, claims, clients = 200, 20_000, 50
	}
	started := time.Now()
	race := newRace(t, slots, claims)
	first, second := startProcess(t, race.env), startProcess(t, race.env)
	race.servers = []*process{first, second}
	t.Logf("prepared in %s", time.Since(started).Round(time.Millisecond))

	started = time.Now()
	killed := make(chan struct{})
	go func() {
		defer close(killed)
		race.reached(claims / 2)
		second.kill()
		lookAgain(500 * time.Millisecond) // nobody's clock waits: the other server goes on alone
		second.start()
	}()
	var crowd sync.WaitGroup
	for n := range clients {
		crowd.Go(func() { race.client(n) })
	}
	crowd.Wait()
	<-killed
	took := time.Since(started)
	race.settle()
	race.check()
	t.Logf("%d claims on %d slots by %d clients in %s, %.0f a second; %v", claims, slots, clients,
		took.Round(time.Millisecond), float64(claims)/took.Seconds(), race.outcomes())
}

// A race is the slots that people claim, and what they were answered.
type race struct {
	*testing.T
	office
	servers []*process
	tokens  sync.Map // the token that opens each offer put before one person, by slot
	claims  []claim
	next    atomic.Int64
	mu      sync.Mutex
	told    map[string]string // the last answer to each token that said the appointment was made
	given   map[string]bool   // tokens by which an offer was given back, or may have been
	counts  map[string]int
}

// A claim is one press of one button.
type claim struct {
	slot  booking.SlotID
	token string // empty: whoever the slot is put before now
	give  bool   // decline instead of confirming
}

func newRace(t *testing.T, slots, claims int) *race {
	r := &race{T: t, office: newOffice(t), told: map[string]string{}, given: map[string]bool{}, counts: map[string]int{}}
	each := claims / slots
	called := slots / 2
	all := r.slots(slots)
	people := r.people(called*each + slots*2)
	for i, slot := range all[:called] {
		// Half of the slots were put before many of the standby list.
		for _, token := range r.call(slot, people[i*each:(i+1)*each]) {
			r.claims = append(r.claims, claim{slot: slot.ID, token: token})
		}
	}
	waiting := people[called*each:]
	for i, slot := range all[called:] {
		// The others have one live offer at a time; its link comes by SMS.
		if _, err := r.desk.MakeOffer(t.Context(), waiting[i].ID, slot.ID); err != nil {
			t.Fatal(err)
		}
		for n := range each {
			r.claims = append(r.claims, claim{slot: slot.ID, give: n%40 == 7})
		}
	}
	dice := rand.New(rand.NewPCG(20, 26))
	dice.Shuffle(len(r.claims), func(i, j int) { r.claims[i], r.claims[j] = r.claims[j], r.claims[i] })
	r.gateway.arrived = func(phone, token string) {
		if slot, ok := r.slotOf(phone); ok {
			r.tokens.Store(slot, token)
		}
	}
	return r
}

// reached waits until so many claims have been made.
func (r *race) reached(n int) {
	for r.next.Load() < int64(n) {
		lookAgain(2 * time.Millisecond)
	}
}

// client presses one button after the other, until none is left.
func (r *race) client(n int) {
	browser := &visitor{number: n}
	for {
		at := r.next.Add(1) - 1
		if at >= int64(len(r.claims)) {
			return
		}
		c := r.claims[at]
		if c.token == "" {
			if c.token = r.linkOf(c.slot, time.Second); c.token == "" {
				r.count("no link yet")
				continue
			}
		}
		r.press(browser, c, int(at))
	}
}

// linkOf is the link that the person before whom a slot stands has been sent.
func (r *race) linkOf(slot booking.SlotID, patience time.Duration) string {
	for until := time.Now().Add(patience); ; lookAgain(20 * time.Millisecond) {
		if token, ok := r.tokens.Load(slot); ok {
			return token.(string)
		}
		if time.Now().After(until) {
			return ""
		}
	}
}

// press asks one server, and the other when that one is away: whether the first had heard it nobody
// knows.
func (r *race) press(browser *visitor, c claim, turn int) {
	if c.give {
		r.mu.Lock()
		r.given[c.token] = true
		r.mu.Unlock()
	}
	for try := range 200 {
		server := r.servers[(turn+try)%len(r.servers)]
		status, err := browser.post(r.Context(), server.url, c)
		switch {
		case err != nil:
			r.count("server away")
			lookAgain(10 * time.Millisecond)
			continue
		case status == http.StatusSeeOther && c.give:
			r.tokens.CompareAndDelete(c.slot, c.token)
			r.count("given back")
		case status == http.StatusSeeOther:
			r.mu.Lock()
			r.told[c.token] = "made"
			r.mu.Unlock()
			r.count("confirmed")
		case status == http.StatusUnprocessableEntity:
			r.tokens.CompareAndDelete(c.slot, c.token)
			r.count("refused")
		default:
			r.Errorf("answered %d", status)
		}
		return
	}
	r.Errorf("no server answered")
}

func (r *race) count(what string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.counts[what]++
}

func (r *race) outcomes() map[string]int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.counts
}

// settle lets what was given back go on until every slot has somebody. A job that a killed server had
// in its hands is taken up again after minutes; meanwhile people open their links all the same, and
// the office presses "offer to the next".
func (r *race) settle() {
	browser := &visitor{number: 255}
	patient := time.Now().Add(20 * time.Second)
	for until := time.Now().Add(r.patience()); ; lookAgain(100 * time.Millisecond) {
		open := r.openOffers()
		if len(open) == 0 && r.winners() == len(r.all) {
			return
		}
		if time.Now().After(until) {
			r.Fatalf("%d of %d slots have a winner, %d offers are open", r.winners(), len(r.all), len(open))
		}
		if len(open) == 0 && time.Now().After(patient) {
			for _, slot := range r.all {
				r.must(r.desk.Fill(r.Context(), slot.ID))
			}
		}
		for _, o := range open {
			r.press(browser, claim{slot: o.Slot, token: r.mint(o)}, 0)
		}
	}
}

// check holds the database to what was promised.
func (r *race) check() {
	r.Helper()
	for _, slot := range r.all {
		offers, err := r.store.Answers.OffersOfSlot(r.Context(), slot.ID)
		if err != nil {
			r.Fatal(err)
		}
		confirmed := slices.DeleteFunc(offers, func(o booking.Offer) bool { return o.Status != booking.OfferConfirmed })
		if len(confirmed) != 1 {
			r.Errorf("slot %d has %d winners", slot.ID, len(confirmed))
			continue
		}
		if a, err := r.desk.AudienceOfOffer(r.Context(), confirmed[0].ID); err != nil || !a.Status.Live() {
			r.Errorf("slot %d: audience %+v, %v", slot.ID, a, err)
		}
	}
	if n := r.liveAudiences(); n != len(r.all) {
		r.Errorf("%d live audiences for %d slots", n, len(r.all))
	}
	for token := range r.told {
		link, err := r.links.Open(r.Context(), identity.PurposeOffer, token)
		if err != nil {
			r.Errorf("a link that worked: %v", err)
			continue
		}
		o, err := r.desk.Offer(r.Context(), booking.OfferID(link.Subject))
		if err != nil || o.Status != booking.OfferConfirmed && !(r.given[token] && o.Status == booking.OfferCancelled) {
			r.Errorf("offer %d was confirmed and is %s now (%v)", link.Subject, o.Status, err)
		}
	}
	r.checkMessages()
}

// checkMessages compares what the gateway took with what the office holds for sent.
func (r *race) checkMessages() {
	r.Helper()
	for until := time.Now().Add(r.patience()); ; lookAgain(200 * time.Millisecond) {
		due, stuck := r.unsent()
		if due == 0 && (stuck == 0 || !full()) {
			break
		}
		if time.Now().After(until) {
			r.Errorf("%d messages are due and %d in the hands of a server that died", due, stuck)
			break
		}
	}
	taken := r.gateway.taken()
	for id := range r.sent() {
		if taken[fmt.Sprintf("notice-%d", id)] == 0 {
			r.Errorf("notice %d counts as sent, and the gateway has not seen it", id)
		}
		delete(taken, fmt.Sprintf("notice-%d", id))
	}
	for key, times := range taken {
		if !strings.HasPrefix(key, "notice-") || times > 1 {
			r.Errorf("the gateway took %s %d times", key, times)
		}
	}
}

// patience is how long jobs of a killed server may take to be tried again.
func (r *race) patience() time.Duration {
	if full() {
		return 9 * time.Minute
	}
	return 3 * time.Minute
}

// A visitor is one browser after the other, each from an address of its own.
type visitor struct {
	number, pressed int
	client          *http.Client
}

// perAddress is well under what one address may change in a minute.
const perAddress = 20

func (v *visitor) post(ctx context.Context, server string, c claim) (status int, err error) {
	if v.client == nil || v.pressed%perAddress == 0 {
		v.client = clientFrom(v.number, v.pressed/perAddress, v.client)
	}
	v.pressed++
	path, form := "/ar/appointment/confirm", url.Values{}
	if c.give {
		path, form = "/ar/appointment/decline", url.Values{"next": {"another"}}
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, server+path, strings.NewReader(form.Encode()))
	if err != nil {
		return 0, err
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	request.AddCookie(identity.LinkCookie(identity.PurposeOffer, c.token, false))
	response, err := v.client.Do(request)
	if err != nil {
		return 0, err
	}
	defer response.Body.Close()
	return response.StatusCode, drain(response.Body)
}
