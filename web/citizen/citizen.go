// Package citizen is the public pages: what the centre offers, filing step by step, following what
// was filed, the survey, the centres, and the appointment with its device check and call.
//
// A filing is one table of steps (steps.go). Each page saves what was typed into a draft before it
// judges it, so that nothing is lost by an error, a reload or signing in again; the draft's key
// travels in a cookie and its identity number is sealed with the half of the cookie that is not
// stored. Pages of one's own cases need a proved mobile number and nothing else.
package citizen

import (
	"context"
	"embed"
	"slices"
	"time"

	"majlis/booking"
	"majlis/internal/calendar"
	"majlis/internal/casework"
	"majlis/internal/identity"
	"majlis/web/page"
)

//go:embed *.html
var files embed.FS

// An Office files cases and follows them. casework.Office is one.
type Office interface {
	Filings
	Drafts
	Cases
	Files
	Replies
}

// Filings takes filings in and knows the places where one may come.
type Filings interface {
	File(ctx context.Context, f casework.Filing) (casework.Case, error)
	Centres(ctx context.Context) ([]casework.Centre, error)
}

// Drafts keeps what is not handed in yet.
type Drafts interface {
	Draft(ctx context.Context, key string) (casework.Draft, error)
	SaveDraft(ctx context.Context, d casework.Draft) error
	Attach(ctx context.Context, draftKey, name string, content []byte) error
	Detach(ctx context.Context, draftKey string, id casework.AttachmentID) error
	DraftAttachments(ctx context.Context, draftKey string) ([]casework.Attachment, error)
}

// Cases reads what was filed. Open writes the reading down.
type Cases interface {
	ByReference(ctx context.Context, reference string) (casework.Case, error)
	OfPhone(ctx context.Context, phone string) ([]casework.Case, error)
	Case(ctx context.Context, id casework.CaseID) (casework.Case, error)
	Open(ctx context.Context, id casework.CaseID) (casework.Case, error)
	History(ctx context.Context, id casework.CaseID) ([]casework.Event, error)
}

// Files are a case's attachments.
type Files interface {
	Attachments(ctx context.Context, id casework.CaseID) ([]casework.Attachment, error)
	Attachment(ctx context.Context, id casework.CaseID, file casework.AttachmentID) (casework.Attachment, []byte, error)
}

// Replies is what a person says about a case.
type Replies interface {
	GiveInfo(ctx context.Context, id casework.CaseID, text string) error
	Withdraw(ctx context.Context, id casework.CaseID) error
	ReadResult(ctx context.Context, id casework.CaseID) error
	Judge(ctx context.Context, s casework.Survey) error
	SurveyOf(ctx context.Context, id casework.CaseID) (casework.Survey, error)
}

// A Desk tells where a wish for an audience stands. booking.Desk is one.
type Desk interface {
	Wishes
	Hosts(ctx context.Context) ([]booking.Host, error)
	OfferOfRequest(ctx context.Context, request booking.RequestID) (booking.Offer, error)
	Slot(ctx context.Context, id booking.SlotID) (booking.Slot, error)
}

// Wishes are the requests for audience behind cases.
type Wishes interface {
	RequestOfCase(ctx context.Context, caseID int64) (booking.Request, error)
	Standing(ctx context.Context, id booking.RequestID) (booking.Standing, error)
	Withdraw(ctx context.Context, id booking.RequestID) error
}

// People registers who files and finds them again by a proved number.
type People interface {
	Register(ctx context.Context, r identity.Registration) (identity.Person, error)
	Person(ctx context.Context, id int64) (identity.Person, error)
	ByPhone(ctx context.Context, phone string) ([]identity.Person, error)
}

// Links opens what an SMS carried.
type Links interface {
	Open(ctx context.Context, purpose identity.Purpose, token string) (identity.Link, error)
	Use(ctx context.Context, token string) error
}

// A Calendar knows when a centre is open. calendar.Office is one.
type Calendar interface {
	Hours(centre string, day time.Time) (from, to time.Time, open bool)
	Open(centre string, t time.Time) bool
	NextOpening(centre string, t time.Time) (opens time.Time, ok bool)
	Holiday(day time.Time) (calendar.Period, bool)
	InRamadan(day time.Time) bool
}

// A Transactor runs fn in one transaction carried by the context.
type Transactor interface {
	InTx(ctx context.Context, fn func(context.Context) error) error
}

// Deps is what the pages need; everything is required.
type Deps struct {
	Pages    *page.Renderer
	Office   Office
	Desk     Desk
	People   People
	Links    Links
	Calendar Calendar
	Tx       Transactor
	HTTPS    bool // the public address is https, even when a proxy ends it
	Now      func() time.Time
}

// Site is the citizens' pages.
type Site struct {
	Deps
	homePage, kindsPage, startPage, stepPage, reviewPage, filedPage *page.Template
	casesPage, casePage, withdrawPage, trackPage                    *page.Template
	surveyPage, thanksPage, centresPage, helpPage, privacyPage      *page.Template
}

// New makes the pages.
func New(d Deps) *Site {
	parse := func(name string) *page.Template { return d.Pages.Parse(files, name) }
	return &Site{
		Deps:         d,
		homePage:     parse("home.html"),
		kindsPage:    parse("kinds.html"),
		startPage:    parse("start.html"),
		stepPage:     parse("step.html"),
		reviewPage:   parse("review.html"),
		filedPage:    parse("filed.html"),
		casesPage:    parse("cases.html"),
		casePage:     parse("case.html"),
		withdrawPage: parse("decision.html"),
		trackPage:    parse("track.html"),
		surveyPage:   parse("survey.html"),
		thanksPage:   parse("thanks.html"),
		centresPage:  parse("centres.html"),
		helpPage:     parse("help.html"),
		privacyPage:  parse("privacy.html"),
	}
}

// Routes lists the pages.
func (s *Site) Routes() []page.Route {
	return slices.Concat(s.publicRoutes(), s.filingRoutes(), s.caseRoutes())
}

func (s *Site) publicRoutes() []page.Route {
	return []page.Route{
		{Pattern: "GET /{lang}", Needs: identity.Public, Serve: s.home},
		{Pattern: "GET /{lang}/centres", Needs: identity.Public, Serve: s.centres},
		{Pattern: "GET /{lang}/help", Needs: identity.Public, Serve: s.help},
		{Pattern: "GET /{lang}/privacy", Needs: identity.Public, Serve: s.privacy},
		{Pattern: "GET /{lang}/track", Needs: identity.Public, Serve: s.track},
		{Pattern: "POST /{lang}/track", Needs: identity.Public, Serve: s.follow},
		{Pattern: "GET /{lang}/survey", Needs: identity.Public, Serve: s.surveyByLink},
		{Pattern: "POST /{lang}/survey", Needs: identity.Public, Serve: s.judgeByLink},
		{Pattern: "GET /{lang}/survey/thanks", Needs: identity.Public, Serve: s.thanks},
	}
}

// A step's POST is public: who was signed out meanwhile still has saved what was typed.
func (s *Site) filingRoutes() []page.Route {
	return []page.Route{
		{Pattern: "GET /{lang}/file", Needs: identity.Public, Serve: s.kinds},
		{Pattern: "GET /{lang}/file/{kind}", Needs: identity.Public, Serve: s.start},
		{Pattern: "GET /{lang}/file/{kind}/{step}", Needs: identity.OwnCases, Serve: s.step},
		{Pattern: "POST /{lang}/file/{kind}/{step}", Needs: identity.Public, Serve: s.saveStep},
		{Pattern: "GET /{lang}/file/{kind}/review", Needs: identity.OwnCases, Serve: s.review},
		{Pattern: "POST /{lang}/file/{kind}/review", Needs: identity.OwnCases, Serve: s.submit},
	}
}

func (s *Site) caseRoutes() []page.Route {
	return []page.Route{
		{Pattern: "GET /{lang}/cases", Needs: identity.OwnCases, Serve: s.cases},
		{Pattern: "GET /{lang}/cases/{reference}", Needs: identity.OwnCases, Serve: s.showCase},
		{Pattern: "POST /{lang}/cases/{reference}", Needs: identity.OwnCases, Serve: s.inform},
		{Pattern: "GET /{lang}/cases/{reference}/filed", Needs: identity.OwnCases, Serve: s.filed},
		{Pattern: "GET /{lang}/cases/{reference}/files/{file}", Needs: identity.OwnCases, Serve: s.download},
		{Pattern: "GET /{lang}/cases/{reference}/withdraw", Needs: identity.OwnCases, Serve: s.askWithdraw},
		{Pattern: "POST /{lang}/cases/{reference}/withdraw", Needs: identity.OwnCases, Serve: s.withdraw},
		{Pattern: "GET /{lang}/cases/{reference}/survey", Needs: identity.OwnCases, Serve: s.survey},
		{Pattern: "POST /{lang}/cases/{reference}/survey", Needs: identity.OwnCases, Serve: s.judge},
	}
}
