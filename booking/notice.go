package booking

import "time"

// NoticeKind names what a person must be told; the text is the catalogue's "sms.<kind>".
type NoticeKind string

const (
	NoticeReceived          NoticeKind = "received"
	NoticeReferred          NoticeKind = "referred"
	NoticeInfoNeeded        NoticeKind = "info_needed"
	NoticeOfferedVideo      NoticeKind = "offered_video"
	NoticeOfferedInPerson   NoticeKind = "offered_in_person"
	NoticeConfirmedVideo    NoticeKind = "confirmed_video"
	NoticeConfirmedInPerson NoticeKind = "confirmed_in_person"
	NoticeReminderDay       NoticeKind = "reminder_day"
	NoticeReminderSoon      NoticeKind = "reminder_soon"
	NoticeRunningLate       NoticeKind = "running_late"
	NoticeChanged           NoticeKind = "changed"
	NoticeCancelledByOffice NoticeKind = "cancelled_by_office"
	NoticeCancelledByYou    NoticeKind = "cancelled_by_you"
	NoticeMissed            NoticeKind = "missed"
	NoticeNotScheduled      NoticeKind = "not_scheduled"
	NoticeResult            NoticeKind = "result"
	NoticeSurvey            NoticeKind = "survey"
	NoticeReopened          NoticeKind = "reopened"
	NoticeLapsed            NoticeKind = "lapsed"        // nobody answered in time; the request waits again
	NoticeReminderHour      NoticeKind = "reminder_hour" // an hour before
	NoticeStandby           NoticeKind = "standby"       // a slot within hours, for whoever takes it first
	NoticeMissedAgain       NoticeKind = "missed_again"  // and held until the office has called
	NoticeBumped            NoticeKind = "bumped"        // the slot went to an urgent case
	NoticeMerged            NoticeKind = "merged"        // into an earlier case
	NoticeWithdrawn         NoticeKind = "withdrawn"     // by the person
)

// Subjects of notices.
const (
	SubjectCase  = "case"
	SubjectOffer = "offer"
)

// A Notice says who must be told what and when. It is written in the same transaction as
// the change it tells of, and dropped at sending when its subject has moved past Version.
type Notice struct {
	Kind    NoticeKind
	Subject string // SubjectCase or SubjectOffer
	ID      int64  // the subject's number
	Version int    // the subject's version that the notice speaks of
	Person  int64
	DueAt   time.Time // zero means now
}
