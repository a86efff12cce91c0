package bookingtest

import (
	"cmp"
	"context"
	"slices"
	"time"

	"majlis/booking"
)

// sorted lists a map's values in the order of a key.
func sorted[K comparable, V any, O cmp.Ordered](all map[K]V, keep func(V) bool, by func(V) O) []V {
	var list []V
	for _, v := range all {
		if keep(v) {
			list = append(list, v)
		}
	}
	slices.SortFunc(list, func(a, b V) int { return cmp.Compare(by(a), by(b)) })
	return list
}

// find reads one row.
func find[K comparable, V any](all map[K]V, id K) (V, error) {
	v, ok := all[id]
	if !ok {
		return v, booking.ErrNotFound
	}
	return v, nil
}

func (m *Memory) AddRequest(ctx context.Context, r booking.Request) (booking.RequestID, error) {
	defer m.enter(ctx)()
	for _, other := range m.rows.requests {
		// Rule R1: one open request per person.
		if other.Person == r.Person && other.Status.Open() && r.Status.Open() {
			return 0, booking.Refuse("request_already_open", "")
		}
		if other.Case == r.Case {
			return 0, booking.Refuse("request_already_open", "")
		}
	}
	r.ID, r.Version = booking.RequestID(m.next()), 1
	m.rows.requests[r.ID] = r
	return r.ID, nil
}

func (m *Memory) Request(ctx context.Context, id booking.RequestID) (booking.Request, error) {
	defer m.enter(ctx)()
	return find(m.rows.requests, id)
}

func (m *Memory) Requests(ctx context.Context, which booking.RequestFilter) ([]booking.Request, error) {
	defer m.enter(ctx)()
	return sorted(m.rows.requests, func(r booking.Request) bool {
		return (len(which.IDs) == 0 || slices.Contains(which.IDs, r.ID)) &&
			(len(which.Statuses) == 0 || slices.Contains(which.Statuses, r.Status)) &&
			(which.Case == 0 || which.Case == r.Case) && (which.Person == 0 || which.Person == r.Person) &&
			(which.Host == "" || slices.Contains(r.Hosts, which.Host)) && (!which.Soon || r.ShortNotice) &&
			(!which.Asked || !r.AskedAt.IsZero())
	}, func(r booking.Request) booking.RequestID { return r.ID }), nil
}

func (m *Memory) SaveRequest(ctx context.Context, r booking.Request) error {
	defer m.enter(ctx)()
	stored, err := find(m.rows.requests, r.ID)
	if err != nil {
		return err
	}
	if stored.Version != r.Version {
		return booking.ErrConflict
	}
	for _, other := range m.rows.requests {
		if other.ID != r.ID && other.Person == r.Person && other.Status.Open() && r.Status.Open() {
			return booking.Refuse("request_already_open", "")
		}
	}
	r.Version++
	m.rows.requests[r.ID] = r
	return nil
}

// CaseVersion is 1 for every case: the memory keeps none.
func (m *Memory) CaseVersion(context.Context, int64) (int, error) { return 1, nil }

func (m *Memory) AddOffers(ctx context.Context, list []booking.Offer) ([]booking.OfferID, error) {
	var ids []booking.OfferID
	err := m.InTx(ctx, func(context.Context) error {
		for _, o := range list {
			if err := m.checkLive(o); err != nil {
				return err
			}
			o.ID, o.Version = booking.OfferID(m.next()), 1
			m.rows.offers[o.ID] = o
			ids = append(ids, o.ID)
		}
		return nil
	})
	return ids, err
}

func (m *Memory) LockedOffer(ctx context.Context, id booking.OfferID) (booking.Offer, booking.Request, booking.Slot, error) {
	defer m.enter(ctx)()
	o, err := find(m.rows.offers, id)
	return o, m.rows.requests[o.Request], m.rows.slots[o.Slot], err
}

func (m *Memory) OffersOfSlot(ctx context.Context, slot booking.SlotID) ([]booking.Offer, error) {
	defer m.enter(ctx)()
	return sorted(m.rows.offers, func(o booking.Offer) bool { return o.Slot == slot }, byOfferID), nil
}

func (m *Memory) SaveRequests(ctx context.Context, list []booking.Request) error {
	return m.InTx(ctx, func(ctx context.Context) error {
		for _, r := range list {
			if err := m.SaveRequest(ctx, r); err != nil {
				return err
			}
		}
		return nil
	})
}

func (m *Memory) SaveOffers(ctx context.Context, list []booking.Offer) error {
	return m.InTx(ctx, func(ctx context.Context) error {
		for _, o := range list {
			if err := m.SaveOffer(ctx, o); err != nil {
				return err
			}
		}
		return nil
	})
}

// checkLive refuses a second live offer of a slot or a request.
func (m *Memory) checkLive(o booking.Offer) error {
	if !o.Status.Live() {
		return nil
	}
	for _, other := range m.rows.offers {
		switch {
		case other.ID == o.ID || !other.Status.Live():
		case other.Slot == o.Slot:
			return booking.Refuse("slot_taken", "")
		case other.Request == o.Request:
			return booking.Refuse("request_has_offer", "")
		}
	}
	return nil
}

func (m *Memory) Offer(ctx context.Context, id booking.OfferID) (booking.Offer, error) {
	defer m.enter(ctx)()
	return find(m.rows.offers, id)
}

func (m *Memory) LatestOffer(ctx context.Context, request booking.RequestID) (booking.Offer, error) {
	defer m.enter(ctx)()
	all := sorted(m.rows.offers, func(o booking.Offer) bool { return o.Request == request }, byOfferID)
	if len(all) == 0 {
		return booking.Offer{}, booking.ErrNotFound
	}
	for _, o := range all {
		if o.Status.Live() {
			return o, nil
		}
	}
	return all[len(all)-1], nil
}

func byOfferID(o booking.Offer) booking.OfferID { return o.ID }

func (m *Memory) OffersOfWeek(ctx context.Context, week time.Time) ([]booking.Offer, error) {
	defer m.enter(ctx)()
	return sorted(m.rows.offers, func(o booking.Offer) bool {
		return booking.WeekOf(m.rows.slots[o.Slot].At).Equal(week)
	}, byOfferID), nil
}

func (m *Memory) SaveOffer(ctx context.Context, o booking.Offer) error {
	defer m.enter(ctx)()
	stored, err := find(m.rows.offers, o.ID)
	if err != nil {
		return err
	}
	if stored.Version != o.Version {
		return booking.ErrConflict
	}
	if err := m.checkLive(o); err != nil {
		return err
	}
	o.Version++
	m.rows.offers[o.ID] = o
	return nil
}

func (m *Memory) AddAudience(ctx context.Context, a booking.Audience) (booking.AudienceID, error) {
	defer m.enter(ctx)()
	for _, other := range m.rows.audiences {
		if other.Offer == a.Offer {
			return 0, booking.Refuse("offer_answered", "")
		}
	}
	a.ID, a.Version = booking.AudienceID(m.next()), 1
	m.rows.audiences[a.ID] = a
	return a.ID, nil
}

func (m *Memory) Audience(ctx context.Context, id booking.AudienceID) (booking.Audience, error) {
	defer m.enter(ctx)()
	return find(m.rows.audiences, id)
}

func (m *Memory) AudienceOfOffer(ctx context.Context, offer booking.OfferID) (booking.Audience, error) {
	defer m.enter(ctx)()
	for _, a := range m.rows.audiences {
		if a.Offer == offer {
			return a, nil
		}
	}
	return booking.Audience{}, booking.ErrNotFound
}

func (m *Memory) AudiencesOfSession(ctx context.Context, session booking.SessionID) ([]booking.Audience, error) {
	defer m.enter(ctx)()
	return sorted(m.rows.audiences, func(a booking.Audience) bool { return a.Session == session },
		func(a booking.Audience) int64 { return a.At.Unix()<<20 + int64(a.ID) }), nil
}

func (m *Memory) SaveAudience(ctx context.Context, a booking.Audience) error {
	defer m.enter(ctx)()
	stored, err := find(m.rows.audiences, a.ID)
	if err != nil {
		return err
	}
	if stored.Version != a.Version {
		return booking.ErrConflict
	}
	for _, other := range m.rows.audiences {
		both := other.Status == booking.AudienceInSession && a.Status == booking.AudienceInSession
		// Rule R21: one audience at a time in a session.
		if both && other.ID != a.ID && other.Session == a.Session {
			return booking.Refuse("session_busy", "")
		}
	}
	a.Version++
	m.rows.audiences[a.ID] = a
	return nil
}
