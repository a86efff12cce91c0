package notify

import (
	"context"
	"fmt"
	"strings"
	"time"

	"majlis/booking"
	"majlis/internal/i18n"
	"majlis/internal/identity"
)

// How long links in texts live.
const (
	trackFor   = 90 * 24 * time.Hour
	surveyFor  = 30 * 24 * time.Hour
	rebookFor  = 7 * 24 * time.Hour
	afterwards = time.Hour // an appointment's link lives until so long after it is over
)

// text writes the message of a notice in the person's language, minting the link it carries.
func (n *Notifier) text(ctx context.Context, p Pending) (string, error) {
	link, err := n.link(ctx, p)
	if err != nil {
		return "", err
	}
	say := n.Bundle.Printer(p.Lang)
	args := []any{
		"reference", p.Case.Reference, "link", link, "phone", n.HelpPhone,
		"date", say.Date(p.date()), "day", say.Weekday(p.Offer.At), "hijri", say.HijriShort(p.Offer.At),
		"time", say.Clock(p.Offer.At), "place", p.place(say), "confirmBy", say.DayMonth(p.Offer.ConfirmBy),
	}
	if minutes, counted := p.minutes(n.Now()); counted {
		args = append(args, "count", minutes, "minutes", minutes)
	}
	return say.T("sms."+p.wording(), args...), nil
}

// date is the day a text speaks of: the appointment's, or when an answer is due.
func (p Pending) date() time.Time {
	if p.Offer.ID != 0 {
		return p.Offer.At
	}
	return p.Case.DueAt
}

// minutes is the number in texts that count minutes.
func (p Pending) minutes(now time.Time) (int, bool) {
	switch p.Notice.Kind {
	case booking.NoticeReminderSoon:
		return max(0, int(p.Offer.expected().Sub(now).Round(time.Minute).Minutes())), true
	case booking.NoticeRunningLate:
		return int(p.Offer.LateFor.Minutes()), true
	}
	return 0, false
}

// wording is the catalogue's name for the text: a hall in a centre and the host's own office
// need other words than the person's own device.
func (p Pending) wording() string {
	_, booth := p.Offer.Venue.Booth()
	switch p.Notice.Kind {
	case booking.NoticeOfferedVideo:
		if booth {
			return "offered_booth"
		}
	case booking.NoticeConfirmedVideo:
		if booth {
			return "confirmed_booth"
		}
	case booking.NoticeReminderDay, booking.NoticeReminderHour:
		if booth || p.Offer.Venue.InPerson() {
			return string(p.Notice.Kind) + "_in_person"
		}
	}
	return string(p.Notice.Kind)
}

// place names where the person is to come, or that it is by video.
func (p Pending) place(say *i18n.Printer) string {
	name := p.Offer.CentreEn
	if p.Lang == i18n.Arabic {
		name = p.Offer.CentreAr
	}
	if name != "" {
		return name
	}
	return say.T("sms.place_video")
}

func (n *Notifier) link(ctx context.Context, p Pending) (string, error) {
	purpose, path, subject, until := identity.PurposeTrack, "/t/", p.Case.ID, n.Now().Add(trackFor)
	switch p.Notice.Kind {
	case booking.NoticeMissed:
		purpose, path, subject, until = identity.PurposeOffer, "/a/", p.Offer.ID, n.Now().Add(rebookFor)
	case booking.NoticeSurvey:
		purpose, path, until = identity.PurposeSurvey, "/s/", n.Now().Add(surveyFor)
	case booking.NoticeOfferedVideo, booking.NoticeOfferedInPerson, booking.NoticeChanged, booking.NoticeConfirmedVideo,
		booking.NoticeConfirmedInPerson, booking.NoticeReminderDay, booking.NoticeReminderHour, booking.NoticeReminderSoon, booking.NoticeStandby:
		purpose, path, subject = identity.PurposeOffer, "/a/", p.Offer.ID
		until = p.Offer.At.Add(time.Duration(p.Offer.Minutes)*time.Minute + 6*time.Hour + afterwards)
	case booking.NoticeReferred, booking.NoticeCancelledByOffice, booking.NoticeCancelledByYou, booking.NoticeReopened, booking.NoticeRunningLate,
		booking.NoticeLapsed, booking.NoticeBumped, booking.NoticeMissedAgain, booking.NoticeWithdrawn:
		return "", nil // these texts carry none
	}
	token, err := n.Links.Mint(ctx, purpose, subject, p.Person, until)
	if err != nil {
		return "", fmt.Errorf("mint the link of notice %d: %w", p.ID, err)
	}
	return strings.TrimPrefix(strings.TrimPrefix(n.Origin, "https://"), "http://") + path + token, nil
}
