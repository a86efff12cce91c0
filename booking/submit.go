package booking

import (
	"context"
	"slices"
	"time"
)

// An Ask is what a person says when asking for an audience. Left empty, Hosts means every
// active host, Venues means home, Minutes means 10, and Weekdays any day.
type Ask struct {
	Case        int64
	Person      int64
	Hosts       []string
	Venues      []Venue
	Minutes     int
	Weekdays    []time.Weekday
	Mornings    bool
	Afternoons  bool
	Language    string
	Needs       []string
	Section     string
	FemaleOnly  bool
	Companion   string
	ShortNotice bool
}

const (
	defaultMinutes = 10
	leastMinutes   = 5
	mostMinutes    = 120
)

// Submit files a wish for an audience. It refuses a second open one of the same person
// (request_already_open), an unknown host (host_unknown), a length outside 5–120 minutes
// (minutes_out_of_range) and a section that is neither men nor women (section_unknown).
func (d *Desk) Submit(ctx context.Context, ask Ask) (Request, error) {
	var filed Request
	err := d.inTx(ctx, "submit a request for audience", func(ctx context.Context) error {
		r, err := d.newRequest(ctx, ask)
		if err != nil {
			return err
		}
		if err := d.carryOver(ctx, &r); err != nil {
			return err
		}
		if r.ID, err = d.store.Requests.AddRequest(ctx, r); err != nil {
			return err
		}
		filed = r
		return d.journal.Record(ctx, "submit", subjectRequest, int64(r.ID), "")
	})
	return filed, err
}

func (d *Desk) newRequest(ctx context.Context, ask Ask) (Request, error) {
	hosts, err := d.hostsAsked(ctx, ask.Hosts)
	if err != nil {
		return Request{}, err
	}
	if len(ask.Venues) == 0 {
		ask.Venues = []Venue{VenueHome}
	}
	if ask.Minutes == 0 {
		ask.Minutes = defaultMinutes
	}
	if err := checkMinutes(ask.Minutes); err != nil {
		return Request{}, err
	}
	if ask.Section != SectionMen && ask.Section != SectionWomen {
		return Request{}, Refuse("section_unknown", "section")
	}
	return Request{
		Case: ask.Case, Person: ask.Person, Hosts: hosts, Venues: distinct(ask.Venues), Minutes: ask.Minutes,
		Weekdays: distinct(ask.Weekdays), Mornings: ask.Mornings, Afternoons: ask.Afternoons,
		Language: ask.Language, Needs: distinct(ask.Needs), Section: ask.Section, FemaleOnly: ask.FemaleOnly,
		Companion: ask.Companion, ShortNotice: ask.ShortNotice,
		Class: ClassOrdinary, FiledBatch: FiledBatch(d.now()), Status: RequestRequested, Version: 1,
	}, nil
}

// hostsAsked checks the codes against the office's active hosts; none asked means all.
func (d *Desk) hostsAsked(ctx context.Context, asked []string) ([]string, error) {
	hosts, err := d.store.Rota.Hosts(ctx)
	if err != nil {
		return nil, err
	}
	var active []string
	for _, h := range hosts {
		if h.Active {
			active = append(active, h.Code)
		}
	}
	if len(asked) == 0 && len(active) > 0 {
		return active, nil
	}
	asked = distinct(asked)
	for _, code := range asked {
		if !slices.Contains(active, code) {
			return nil, Refuse("host_unknown", "hosts", "host", code)
		}
	}
	if len(asked) == 0 {
		return nil, Refuse("host_unknown", "hosts", "host", "")
	}
	return asked, nil
}

// carryOver refuses a person who has an open request and takes over what rank remembers of
// the earlier ones.
func (d *Desk) carryOver(ctx context.Context, r *Request) error {
	earlier, err := d.store.Requests.Requests(ctx, RequestFilter{Person: r.Person})
	if err != nil {
		return err
	}
	for _, e := range earlier {
		// Rule R1: one open request per person.
		if e.Status.Open() {
			return Refuse("request_already_open", "")
		}
		// Rule R4: audiences held and appointments missed follow the person.
		r.Prior, r.Missed = e.Prior, e.Missed
	}
	return nil
}

func checkMinutes(minutes int) error {
	if minutes < leastMinutes || minutes > mostMinutes {
		return Refuse("minutes_out_of_range", "minutes", "least", leastMinutes, "most", mostMinutes)
	}
	return nil
}

// distinct drops repetitions and keeps the order.
func distinct[T comparable](list []T) []T {
	var kept []T
	for _, v := range list {
		if !slices.Contains(kept, v) {
			kept = append(kept, v)
		}
	}
	return kept
}

// Request is one request, or ErrNotFound.
func (d *Desk) Request(ctx context.Context, id RequestID) (Request, error) {
	return d.store.Requests.Request(ctx, id)
}

// RequestOfCase is the request that belongs to a case, or ErrNotFound.
func (d *Desk) RequestOfCase(ctx context.Context, caseID int64) (Request, error) {
	found, err := d.store.Requests.Requests(ctx, RequestFilter{Case: caseID})
	if err != nil {
		return Request{}, err
	}
	if len(found) == 0 {
		return Request{}, ErrNotFound
	}
	return found[len(found)-1], nil
}

// Requests lists the requests of one status in the order of filing; "" means all.
func (d *Desk) Requests(ctx context.Context, status RequestStatus) ([]Request, error) {
	var which RequestFilter
	if status != "" {
		which.Statuses = []RequestStatus{status}
	}
	return d.store.Requests.Requests(ctx, which)
}

// Withdraw takes the person's wish back, with whatever offer or appointment it has. A
// withdrawn request stays so quietly; an audience in session cannot be withdrawn from.
func (d *Desk) Withdraw(ctx context.Context, id RequestID) error {
	return d.inTx(ctx, "withdraw a request", func(ctx context.Context) error {
		r, err := d.lockedRequest(ctx, id)
		if err != nil || r.Status == RequestWithdrawn {
			return err
		}
		if r.Status == RequestOffered || r.Status == RequestConfirmed {
			if err := d.dropOffer(ctx, r); err != nil {
				return err
			}
		}
		if err := r.move(RequestWithdrawn); err != nil {
			return err
		}
		if err := d.saveRequest(ctx, &r); err != nil {
			return err
		}
		return d.journal.Record(ctx, "withdraw", subjectRequest, int64(id), "")
	})
}

// dropOffer ends the live offer of a person who withdraws.
func (d *Desk) dropOffer(ctx context.Context, r Request) error {
	o, err := d.store.Offers.LatestOffer(ctx, r.ID)
	if err != nil {
		return err
	}
	if o.Status == OfferOpen {
		return d.closeOffer(ctx, &o, OfferDeclined, "")
	}
	if err := d.closeOffer(ctx, &o, OfferCancelled, ""); err != nil {
		return err
	}
	return d.tell(ctx, NoticeCancelledByYou, o, r.Person, time.Time{})
}

// lockedRequest reads a request and keeps every other verb off it until the transaction
// ends: answers pressed twice at once come one after the other.
func (d *Desk) lockedRequest(ctx context.Context, id RequestID) (Request, error) {
	if err := d.store.Tx.Lock(ctx, lockName(subjectRequest, int64(id))); err != nil {
		return Request{}, err
	}
	return d.store.Requests.Request(ctx, id)
}
