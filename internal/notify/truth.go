package notify

import (
	"time"

	"majlis/booking"
	"majlis/internal/casework"
)

// stillTrue says of each kind of notice what must hold at the moment of sending.
var stillTrue = map[booking.NoticeKind]func(p Pending, now time.Time) bool{
	booking.NoticeReceived:          func(p Pending, _ time.Time) bool { return p.Case.Status != string(casework.StatusWithdrawn) },
	booking.NoticeReferred:          func(p Pending, _ time.Time) bool { return !p.closed() },
	booking.NoticeInfoNeeded:        func(p Pending, _ time.Time) bool { return p.Case.Status == string(casework.StatusNeedsInfo) },
	booking.NoticeResult:            func(p Pending, _ time.Time) bool { return p.closed() },
	booking.NoticeSurvey:            func(p Pending, _ time.Time) bool { return p.closed() && !p.Case.Surveyed },
	booking.NoticeReopened:          func(p Pending, _ time.Time) bool { return !p.closed() },
	booking.NoticeOfferedVideo:      offered,
	booking.NoticeOfferedInPerson:   offered,
	booking.NoticeChanged:           offered,
	booking.NoticeConfirmedVideo:    appointed,
	booking.NoticeConfirmedInPerson: appointed,
	booking.NoticeReminderDay:       appointed,
	booking.NoticeReminderHour:      appointed,
	booking.NoticeReminderSoon:      appointed,
	booking.NoticeRunningLate:       waiting,
	booking.NoticeCancelledByOffice: sameOffer,
	booking.NoticeCancelledByYou: func(p Pending, now time.Time) bool {
		return sameOffer(p, now) && p.Offer.RequestStatus != booking.RequestWithdrawn // its text says that the request stands
	},
	booking.NoticeMissed:      sameOffer,
	booking.NoticeMissedAgain: sameOffer,
	booking.NoticeLapsed:      waitingAgain,
	booking.NoticeBumped:      waitingAgain,
	booking.NoticeStandby:     called,
	booking.NoticeMerged:      func(p Pending, _ time.Time) bool { return p.Case.Status == string(casework.StatusMerged) },
	booking.NoticeWithdrawn:   func(p Pending, _ time.Time) bool { return p.Case.Status == string(casework.StatusWithdrawn) },
	booking.NoticeNotScheduled: func(p Pending, _ time.Time) bool {
		return p.Offer.RequestStatus == "" || p.Offer.RequestStatus == booking.RequestNotScheduled
	},
}

func (p Pending) closed() bool { return casework.Status(p.Case.Status).Closed() }

func (p Pending) holds(now time.Time) bool {
	rule, known := stillTrue[p.Notice.Kind]
	return known && rule(p, now)
}

func sameOffer(p Pending, _ time.Time) bool { return p.Offer.Version == p.Notice.Version }

// waitingAgain holds while no newer offer has made the text untrue.
func waitingAgain(p Pending, now time.Time) bool {
	return sameOffer(p, now) && p.Offer.RequestStatus == booking.RequestShortlisted
}

// called holds while the slot may still be taken.
func called(p Pending, now time.Time) bool {
	return p.Offer.Status == booking.OfferCalled && waitingAgain(p, now) && now.Before(p.Offer.ConfirmBy)
}

func offered(p Pending, now time.Time) bool {
	return p.Offer.Status == booking.OfferOpen && p.Offer.Version == p.Notice.Version && now.Before(p.Offer.ConfirmBy)
}

func appointed(p Pending, now time.Time) bool {
	return p.Offer.Status == booking.OfferConfirmed && p.Offer.Version == p.Notice.Version && now.Before(p.Offer.expected())
}

func waiting(p Pending, _ time.Time) bool {
	if p.Offer.Status != booking.OfferConfirmed || p.Offer.Version != p.Notice.Version || p.Offer.LateFor <= 0 {
		return false // the delay told here has changed, or the session is on time again
	}
	switch p.Offer.AudienceStatus {
	case booking.AudienceExpected, booking.AudienceCheckedIn, booking.AudienceWaiting:
		return true
	}
	return false
}
