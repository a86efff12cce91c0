package booking

// A step is one allowed move of a state machine and the Desk's verbs that make it.
type step[S ~string] struct {
	from, to S
	by       string
}

// requestSteps is the life of a request; docs/booking-rules.md draws it.
var requestSteps = []step[RequestStatus]{
	{"", RequestRequested, "Submit"},
	{RequestRequested, RequestShortlisted, "Shortlist"},
	{RequestRequested, RequestNotScheduled, "NotSchedule"},
	{RequestRequested, RequestWithdrawn, "Withdraw"},
	{RequestShortlisted, RequestOffered, "Publish, MakeOffer"},
	{RequestShortlisted, RequestConfirmed, "Confirm, Rebook"},
	{RequestShortlisted, RequestNotScheduled, "NotSchedule"},
	{RequestShortlisted, RequestWithdrawn, "Withdraw"},
	{RequestOffered, RequestConfirmed, "Confirm"},
	{RequestOffered, RequestShortlisted, "Decline, AskAnother, Lapse, Revoke, Bump"},
	{RequestOffered, RequestWithdrawn, "Withdraw"},
	{RequestConfirmed, RequestShortlisted, "Cancel, AskAnother, Revoke, Bump, End"},
	{RequestConfirmed, RequestOffered, "MakeOffer"},
	{RequestConfirmed, RequestMet, "End"},
	{RequestConfirmed, RequestWithdrawn, "Withdraw"},
	{RequestNotScheduled, RequestShortlisted, "Shortlist"},
}

// offerSteps is the life of an offer.
var offerSteps = []step[OfferStatus]{
	{"", OfferOpen, "Publish, MakeOffer, Fill"},
	{"", OfferCalled, "Fill"},
	{"", OfferConfirmed, "Rebook"},
	{OfferOpen, OfferConfirmed, "Confirm"},
	{OfferOpen, OfferDeclined, "Decline, AskAnother, Withdraw"},
	{OfferOpen, OfferLapsed, "Lapse"},
	{OfferOpen, OfferRevoked, "Revoke, Bump"},
	{OfferOpen, OfferMoved, "MakeOffer, MoveDay"},
	{OfferCalled, OfferConfirmed, "Confirm"},
	{OfferCalled, OfferDeclined, "Decline"},
	{OfferCalled, OfferLapsed, "Lapse"},
	{OfferCalled, OfferTaken, "Confirm"},
	{OfferCalled, OfferRevoked, "CloseSlot, MoveDay"},
	{OfferConfirmed, OfferCancelled, "Cancel, AskAnother, Withdraw"},
	{OfferConfirmed, OfferRevoked, "Revoke, Bump"},
	{OfferConfirmed, OfferMoved, "MakeOffer, MoveDay"},
	{OfferConfirmed, OfferDone, "End"},
}

// audienceSteps is the life of an appointment on its day.
var audienceSteps = []step[AudienceStatus]{
	{"", AudienceExpected, "Confirm, Rebook"},
	{AudienceExpected, AudienceCheckedIn, "CheckIn"},
	{AudienceExpected, AudienceWaiting, "Wait"},
	{AudienceCheckedIn, AudienceWaiting, "Wait"},
	{AudienceCheckedIn, AudienceInSession, "Admit"},
	{AudienceWaiting, AudienceInSession, "Admit"},
	{AudienceWaiting, AudienceExpected, "Leave"},
	{AudienceWaiting, AudienceCheckedIn, "Leave"},
	{AudienceInSession, AudienceWaiting, "ReturnToWaiting, HandOver"},
	{AudienceExpected, AudienceEnded, "End"},
	{AudienceCheckedIn, AudienceEnded, "End"},
	{AudienceWaiting, AudienceEnded, "End"},
	{AudienceInSession, AudienceEnded, "End"},
	{AudienceExpected, AudienceCancelled, "Cancel, AskAnother, Revoke, Bump, Withdraw, MakeOffer"},
	{AudienceCheckedIn, AudienceCancelled, "Revoke, Bump, Withdraw, MakeOffer"},
	{AudienceWaiting, AudienceCancelled, "Revoke, Bump, Withdraw, MakeOffer"},
}

func allowed[S ~string](steps []step[S], from, to S) bool {
	for _, s := range steps {
		if s.from == from && s.to == to {
			return true
		}
	}
	return false
}

// move takes the request one step, or refuses with request_step.
func (r *Request) move(to RequestStatus) error {
	if !allowed(requestSteps, r.Status, to) {
		return Refuse("request_step", "", "from", string(r.Status), "to", string(to))
	}
	r.Status = to
	return nil
}

// move takes the offer one step, or says why an offer in its state no longer can.
func (o *Offer) move(to OfferStatus) error {
	if allowed(offerSteps, o.Status, to) {
		o.Status = to
		return nil
	}
	switch o.Status {
	case OfferLapsed:
		return Refuse("offer_lapsed", "")
	case OfferRevoked, OfferMoved:
		return Refuse("offer_gone", "")
	case OfferTaken:
		return Refuse("standby_taken", "")
	case OfferDone:
		return Refuse("window_closed", "")
	}
	return Refuse("offer_answered", "", "status", string(o.Status))
}

// move takes the audience one step, or refuses with audience_step.
func (a *Audience) move(to AudienceStatus) error {
	if !allowed(audienceSteps, a.Status, to) {
		return Refuse("audience_step", "", "from", string(a.Status), "to", string(to))
	}
	a.Status = to
	return nil
}

// Live reports whether the audience is still to be held or being held.
func (s AudienceStatus) Live() bool { return s != AudienceEnded && s != AudienceCancelled }
