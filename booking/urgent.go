package booking

import (
	"context"
	"slices"
)

const verbBump = "bump"

// OfferHeldBack opens a slot that the office held back (closed) and offers it to an urgent
// case, with a reason (reason_needed). It refuses a request that is not of an urgent class
// (not_urgent), a slot that is open (slot_not_held) or on a day off (day_off), and what MakeOffer refuses.
func (d *Desk) OfferHeldBack(ctx context.Context, request RequestID, slot SlotID, reason string) (Offer, error) {
	if reason == "" {
		return Offer{}, Refuse("reason_needed", "reason")
	}
	var made Offer
	err := d.inTx(ctx, "offer a slot held back", func(ctx context.Context) error {
		s, err := d.lockedSlot(ctx, slot)
		if err != nil {
			return err
		}
		if !s.Closed {
			return Refuse("slot_not_held", "slot")
		}
		if err := d.urgent(ctx, request); err != nil {
			return err
		}
		// Rule R48: an urgent case that comes late gets a slot that was added or held back.
		if err := d.backInSupply(ctx, s); err != nil {
			return err
		}
		if made, err = d.MakeOffer(ctx, request, slot); err != nil {
			return err
		}
		return d.journal.Record(ctx, "offer_held_back", subjectSlot, int64(slot), reason)
	})
	return made, err
}

// urgent refuses a request whose class the policy does not name urgent.
func (d *Desk) urgent(ctx context.Context, id RequestID) error {
	r, err := d.store.Requests.Request(ctx, id)
	if err != nil {
		return err
	}
	policy, err := d.policy(ctx)
	if err != nil {
		return err
	}
	if !slices.Contains(policy.Urgent, r.Class) {
		return Refuse("not_urgent", "request")
	}
	return nil
}

// Bump takes an offer or appointment from one person for an urgent case of another, by a named
// official (official_needed) and with a reason (reason_needed). Who gives way is told, waits
// again, and goes before everybody until they have an appointment. It refuses a case that is
// not urgent (not_urgent), an audience that has begun, and what MakeOffer refuses.
func (d *Desk) Bump(ctx context.Context, id OfferID, favour RequestID, reason string) (Offer, error) {
	if reason == "" {
		return Offer{}, Refuse("reason_needed", "reason")
	}
	// Rule R49: somebody answers for it by name.
	if by := d.actor(ctx); by == "" || by == "system" {
		return Offer{}, Refuse("official_needed", "")
	}
	var made Offer
	err := d.inTx(ctx, "bump an appointment", func(ctx context.Context) error {
		if err := d.urgent(ctx, favour); err != nil {
			return err
		}
		o, err := d.store.Offers.Offer(ctx, id)
		if err != nil {
			return err
		}
		if _, err := d.lockedSlot(ctx, o.Slot); err != nil {
			return err
		}
		o, r, _, err := d.store.Answers.LockedOffer(ctx, id)
		if err != nil {
			return err
		}
		if !o.Status.Live() {
			return Refuse("offer_gone", "")
		}
		if r.ID == favour {
			return Refuse("request_has_offer", "request")
		}
		r.Bumped = true
		if err := d.backToList(ctx, &o, &r, ending{verb: verbBump, as: OfferRevoked, reason: reason}); err != nil {
			return err
		}
		made, err = d.MakeOffer(ctx, favour, o.Slot)
		return err
	})
	return made, err
}
