package bookingtest

import (
	"cmp"
	"context"
	"slices"
	"time"

	"majlis/booking"
)

func (m *Memory) Exceptions(ctx context.Context, from, until time.Time) ([]booking.Exception, error) {
	defer m.enter(ctx)()
	found := slices.DeleteFunc(slices.Clone(m.rows.dates), func(e booking.Exception) bool {
		return e.Day.Before(from) || !e.Day.Before(until)
	})
	slices.SortFunc(found, func(a, b booking.Exception) int {
		return cmp.Or(a.Day.Compare(b.Day), cmp.Compare(a.Host, b.Host))
	})
	return found, nil
}

func (m *Memory) SaveException(ctx context.Context, e booking.Exception) error {
	defer m.enter(ctx)()
	m.dropException(e.Host, e.Day)
	m.rows.dates = append(m.rows.dates, e)
	return nil
}

func (m *Memory) RemoveException(ctx context.Context, host booking.HostID, day time.Time) error {
	defer m.enter(ctx)()
	m.dropException(host, day)
	return nil
}

func (m *Memory) dropException(host booking.HostID, day time.Time) {
	m.rows.dates = slices.DeleteFunc(slices.Clone(m.rows.dates), func(e booking.Exception) bool {
		return e.Host == host && e.Day.Equal(day)
	})
}

func (m *Memory) Helpers(ctx context.Context) ([]booking.Helper, error) {
	defer m.enter(ctx)()
	list := slices.Clone(m.rows.helpers)
	slices.SortFunc(list, func(a, b booking.Helper) int {
		return cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Centre, b.Centre), cmp.Compare(a.ID, b.ID))
	})
	return list, nil
}

func (m *Memory) SaveHelper(ctx context.Context, h booking.Helper) (booking.HelperID, error) {
	defer m.enter(ctx)()
	if h.ID == 0 {
		h.ID, h.Version = booking.HelperID(m.next()), 1
		m.rows.helpers = append(m.rows.helpers, h)
		return h.ID, nil
	}
	at := slices.IndexFunc(m.rows.helpers, func(other booking.Helper) bool { return other.ID == h.ID })
	if at < 0 {
		return 0, booking.ErrNotFound
	}
	if m.rows.helpers[at].Version != h.Version {
		return 0, booking.ErrConflict
	}
	h.Version++
	m.rows.helpers = slices.Clone(m.rows.helpers)
	m.rows.helpers[at] = h
	return h.ID, nil
}

func (m *Memory) Bind(ctx context.Context, list []booking.Binding) error {
	defer m.enter(ctx)()
	for _, b := range list {
		for _, other := range m.rows.bindings {
			if other.Helper == b.Helper && other.At.Before(b.Until) && b.At.Before(other.Until) {
				return booking.Refuse("helper_not_in_two_places", "")
			}
		}
		m.rows.bindings = append(m.rows.bindings, b)
	}
	return nil
}

func (m *Memory) Unbind(ctx context.Context, offer booking.OfferID) error {
	defer m.enter(ctx)()
	m.rows.bindings = slices.DeleteFunc(slices.Clone(m.rows.bindings), func(b booking.Binding) bool { return b.Offer == offer })
	return nil
}

func (m *Memory) BindingsBetween(ctx context.Context, from, until time.Time) ([]booking.Binding, error) {
	defer m.enter(ctx)()
	found := slices.DeleteFunc(slices.Clone(m.rows.bindings), func(b booking.Binding) bool {
		return b.At.Before(from) || !b.At.Before(until)
	})
	slices.SortFunc(found, func(a, b booking.Binding) int {
		return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.Offer, b.Offer), cmp.Compare(a.Kind, b.Kind))
	})
	return found, nil
}

func (m *Memory) Waive(ctx context.Context, w booking.Waiver, _ time.Time) error {
	defer m.enter(ctx)()
	for _, other := range m.rows.waivers {
		if other.Plan == w.Plan && other.Request == w.Request && other.Kind == w.Kind {
			return nil
		}
	}
	m.rows.waivers = append(m.rows.waivers, w)
	return nil
}

func (m *Memory) Waivers(ctx context.Context, plan booking.PlanID) ([]booking.Waiver, error) {
	defer m.enter(ctx)()
	return slices.DeleteFunc(slices.Clone(m.rows.waivers), func(w booking.Waiver) bool { return w.Plan != plan }), nil
}
