package bookingtest

import (
	"errors"
	"reflect"
	"testing"
	"time"

	"majlis/booking"
)

// TestStore holds a Store to its contract: what each part promises in booking/store.go, and
// that a Desk on it works whole audiences and survives races. open gives an empty store.
func TestStore(t *testing.T, open func(t *testing.T) Backing) {
	for _, part := range []struct {
		name string
		test func(s *suite)
	}{
		{"requests", testRequests},
		{"hosts and templates", testRota},
		{"sessions and slots", testSupply},
		{"exceptions of dates", testDates},
		{"the roster and who is bound", testRoster},
		{"policy and seeds", testDraws},
		{"pins", testPins},
		{"plans", testPlans},
		{"offers", testOffers},
		{"answers", testAnswers},
		{"audiences", testAudiences},
		{"transactions", testTransactions},
		{"a whole audience", testJourney},
		{"many claim one slot", testOneWinner},
		{"two offices publish at once", testTwoPublish},
		{"one person presses twice at once", testPressedTwice},
		{"two audiences admitted at once", testTwoAdmitted},
	} {
		t.Run(part.name, func(t *testing.T) {
			t.Parallel()
			b := open(t)
			part.test(&suite{T: t, Store: b.Store, backing: b})
		})
	}
}

// suite is one part at work on an empty store.
type suite struct {
	*testing.T
	booking.Store
	backing Backing
}

func (s *suite) ok(err error) {
	s.Helper()
	if err != nil {
		s.Fatal(err)
	}
}

func (s *suite) fails(err, want error) {
	s.Helper()
	if !errors.Is(err, want) {
		s.Fatalf("want %v, got %v", want, err)
	}
}

// same compares two values, taking moments for equal whatever zone they are shown in, and
// an empty list for none.
func (s *suite) same(got, want any) {
	s.Helper()
	g, w := inUTC(got), inUTC(want)
	if !reflect.DeepEqual(g, w) {
		s.Fatalf("\n got %+v\nwant %+v", g, w)
	}
}

func inUTC(v any) any {
	c := reflect.New(reflect.TypeOf(v)).Elem()
	c.Set(reflect.ValueOf(v))
	toUTC(c)
	return c.Interface()
}

func toUTC(v reflect.Value) {
	if t, ok := v.Interface().(time.Time); ok {
		v.Set(reflect.ValueOf(t.UTC()))
		return
	}
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			toUTC(v.Field(i))
		}
	case reflect.Slice:
		if v.Len() == 0 {
			v.SetZero()
			return
		}
		c := reflect.MakeSlice(v.Type(), v.Len(), v.Len())
		reflect.Copy(c, v)
		for i := range c.Len() {
			toUTC(c.Index(i))
		}
		v.Set(c)
	}
}

// request stores a shortlisted request of a new person.
func (s *suite) request() booking.Request {
	s.Helper()
	caseID, person := s.backing.NewCase()
	r := booking.Request{
		Case: caseID, Person: person, Hosts: []string{"minister"}, Venues: []booking.Venue{booking.VenueHome},
		Minutes: 10, Section: booking.SectionMen, Class: booking.ClassOrdinary, FiledBatch: At(28, 0, 0),
		Status: booking.RequestShortlisted, Version: 1,
	}
	var err error
	r.ID, err = s.Requests.AddRequest(s.Context(), r)
	s.ok(err)
	return r
}

// host stores a host.
func (s *suite) host(code string) booking.Host {
	s.Helper()
	h := booking.Host{Code: code, TitleAr: "معالي", TitleEn: "His Excellency", ShortAr: "معاليه", ShortEn: "Minister", City: "riyadh", Active: true}
	var err error
	h.ID, err = s.Rota.SaveHost(s.Context(), h)
	s.ok(err)
	return h
}

// slots stores a session of a host with slots at the given hours of Sunday 29 November.
func (s *suite) slots(h booking.Host, hours ...int) []booking.Slot {
	s.Helper()
	session := booking.Session{
		Host: h.ID, Week: At(29, 0, 0), From: At(29, hours[0], 0), To: At(29, hours[len(hours)-1]+1, 0), Status: booking.SessionPlanned,
	}
	var slots []booking.Slot
	for _, hour := range hours {
		slots = append(slots, booking.Slot{
			Host: h.ID, HostCode: h.Code, At: At(29, hour, 0), Minutes: 10, Venues: []booking.Venue{booking.VenueHome},
			Languages: []string{"ar"}, Section: booking.SectionAny, OpenTo: booking.OpenToAny,
		})
	}
	id, err := s.Sessions.AddSession(s.Context(), session, slots)
	s.ok(err)
	stored, err := s.Slots.SlotsOfWeek(s.Context(), session.Week)
	s.ok(err)
	var mine []booking.Slot
	for _, slot := range stored {
		if slot.Session == id {
			mine = append(mine, slot)
		}
	}
	return mine
}

// addOffer stores one offer.
func (s *suite) addOffer(o booking.Offer) (booking.OfferID, error) {
	ids, err := s.Offers.AddOffers(s.Context(), []booking.Offer{o})
	if err != nil {
		return 0, err
	}
	return ids[0], nil
}

// offer states an open offer of a slot to a request.
func offer(r booking.Request, slot booking.Slot) booking.Offer {
	return booking.Offer{
		Request: r.ID, Slot: slot.ID, Venue: booking.VenueHome, Status: booking.OfferOpen,
		OfferedAt: At(26, 12, 0), ConfirmBy: At(28, 9, 0), Version: 1,
	}
}
