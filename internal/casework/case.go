package casework

import "time"

// Identities of rows.
type (
	CaseID       int64
	ReferralID   int64
	DepartmentID int64
	AttachmentID int64
)

// Kind is what a person filed.
type Kind string

const (
	KindRequest    Kind = "request"
	KindComplaint  Kind = "complaint"
	KindSuggestion Kind = "suggestion"
	KindInquiry    Kind = "inquiry"
	KindAudience   Kind = "audience"
)

// Kinds lists every kind in the order pages show them.
func Kinds() []Kind {
	return []Kind{KindRequest, KindComplaint, KindSuggestion, KindInquiry, KindAudience}
}

// Status is where a case stands; caseSteps holds the allowed moves.
type Status string

const (
	StatusReceived      Status = "received"
	StatusNeedsInfo     Status = "needs_info"
	StatusUnderReview   Status = "under_review"
	StatusReferred      Status = "referred"
	StatusInProgress    Status = "in_progress"
	StatusReplyReceived Status = "reply_received"
	StatusCompleted     Status = "completed"
	StatusNotUpheld     Status = "not_upheld"
	StatusOutOfScope    Status = "out_of_scope"
	StatusMerged        Status = "merged"
	StatusWithdrawn     Status = "withdrawn"
	StatusReopened      Status = "reopened"
)

// Closed reports whether nothing more is owed to the person.
func (s Status) Closed() bool {
	switch s {
	case StatusCompleted, StatusNotUpheld, StatusOutOfScope, StatusMerged, StatusWithdrawn:
		return true
	}
	return false
}

// Channel is how a case reached the centre.
type Channel string

const (
	ChannelWeb   Channel = "web"
	ChannelPhone Channel = "phone"
	ChannelDesk  Channel = "desk"
)

// ApplicantKind says for whom the person files.
type ApplicantKind string

const (
	ApplicantSelf         ApplicantKind = "self"
	ApplicantAgent        ApplicantKind = "agent"        // by power of attorney (وكالة)
	ApplicantOrganisation ApplicantKind = "organisation" // as its representative
)

// An Applicant is for whom the person files and on what paper.
type Applicant struct {
	Kind            ApplicantKind
	PrincipalName   string // of the person represented, or the organisation
	PaperNumber     string // power of attorney or commercial registration
	PaperExpiresOn  time.Time
	PaperVerifiedBy string // staff who checked it; "" until then
}

// A Case is one thing a person filed.
type Case struct {
	ID             CaseID
	Reference      string // R48-10427: safe in right-to-left text, guessable, never a key to anything
	Kind           Kind
	Status         Status
	Channel        Channel
	Centre         string // where it was filed at a desk
	Person         int64
	Applicant      Applicant
	Subject        string
	Body           string
	Category       string // "" until studied
	Class          string // "" until studied; booking's classes
	UrgencyClaimed bool
	UrgencyReason  string
	Language       string
	FiledAt        time.Time
	FiledOn        time.Time // the Riyadh date at filing
	DueAt          time.Time // when the response clock runs out
	Officer        int64     // staff who has it; 0 when nobody
	Previous       int64     // staff who had it before it was reopened, and may not have it again
	Department     DepartmentID
	MergedInto     CaseID
	ResultText     string
	ResultAt       time.Time
	ResultReadAt   time.Time
	Reopened       int
	Version        int
}

// An Event is one line of a case's history.
type Event struct {
	At     time.Time
	Actor  string
	From   Status
	To     Status
	Note   string
	Public bool // the person may read the note
}

// A Department answers what is referred to it.
type Department struct {
	ID          DepartmentID
	Code        string
	NameAr      string
	NameEn      string
	RespondDays int // working days
	Active      bool
}

// ReferralKind tells a referral by the office from a directive given in an audience.
type ReferralKind string

const (
	ReferralOffice    ReferralKind = "referral"
	ReferralDirective ReferralKind = "directive"
)

// ReferralStatus is the life of a referral.
type ReferralStatus string

const (
	ReferralOpen     ReferralStatus = "open"
	ReferralStarted  ReferralStatus = "in_progress"
	ReferralAnswered ReferralStatus = "answered"
	ReferralReturned ReferralStatus = "returned" // not this department's
)

// A Referral asks a department to settle a case by a date.
type Referral struct {
	ID         ReferralID
	Case       CaseID
	Department DepartmentID
	Kind       ReferralKind
	Audience   int64 // booking's audience for a directive, else 0
	Text       string
	Owner      string // the named person answerable, may be ""
	DueOn      time.Time
	Status     ReferralStatus
	Reply      string
	AnsweredAt time.Time
	CreatedBy  string
	CreatedAt  time.Time
	Version    int
}

// An Attachment is a file a person gave. Its content is never served inline.
type Attachment struct {
	ID     AttachmentID
	Case   CaseID // 0 while the filing is a draft
	Name   string
	Type   string // sniffed, not as claimed
	Size   int64
	SHA256 string
}

// A Survey is the person's judgement after the result.
type Survey struct {
	Case         CaseID
	Score        int  // 1–5
	NoObstacle   bool // met no obstacle in filing
	SoughtBefore bool // had sought to meet the minister before
	Comment      string
	AnsweredAt   time.Time
}
