// Package appointment is the pages of one appointment: answer it, check the device, wait and talk.
package appointment

import (
	"context"
	"embed"
	"errors"
	"net/http"
	"net/url"
	"time"

	"majlis/booking"
	"majlis/internal/casework"
	"majlis/internal/i18n"
	"majlis/internal/identity"
	"majlis/internal/sitting"
	"majlis/web/page"
)

//go:embed *.html
var files embed.FS

// Offers is what a person does with the slot put before them.
type Offers interface {
	Offer(ctx context.Context, id booking.OfferID) (booking.Offer, error)
	OfferOfRequest(ctx context.Context, id booking.RequestID) (booking.Offer, error)
	Confirm(ctx context.Context, id booking.OfferID) (booking.Audience, error)
	Decline(ctx context.Context, id booking.OfferID) error
	Cancel(ctx context.Context, id booking.OfferID) error
}

// Wishes is the request behind an offer, and its audience.
type Wishes interface {
	Request(ctx context.Context, id booking.RequestID) (booking.Request, error)
	RequestOfCase(ctx context.Context, caseID int64) (booking.Request, error)
	AudienceOfOffer(ctx context.Context, id booking.OfferID) (booking.Audience, error)
	Withdraw(ctx context.Context, id booking.RequestID) error
}

// Supply is when and with whom.
type Supply interface {
	Slot(ctx context.Context, id booking.SlotID) (booking.Slot, error)
	Hosts(ctx context.Context) ([]booking.Host, error)
}

// Appointed is what is said of the case an appointment belongs to.
type Appointed interface {
	Case(ctx context.Context, id casework.CaseID) (casework.Case, error)
	ByReference(ctx context.Context, reference string) (casework.Case, error)
	Centres(ctx context.Context) ([]casework.Centre, error)
	Withdraw(ctx context.Context, id casework.CaseID) error
}

// Transactor runs fn in one transaction carried by the context.
type Transactor interface {
	InTx(ctx context.Context, fn func(context.Context) error) error
}

// LinkOpener opens the links of SMS; Persons says whose number a case belongs to.
type LinkOpener interface {
	Open(ctx context.Context, purpose identity.Purpose, token string) (identity.Link, error)
}

// Persons finds people.
type Persons interface {
	Person(ctx context.Context, id int64) (identity.Person, error)
}

// Tickets lets a person into the room, or into a device check.
type Tickets interface {
	CitizenTicket(ctx context.Context, id booking.AudienceID) (string, error)
	CheckTicket(ctx context.Context, id booking.AudienceID) (string, error)
	ShowAsCitizen(ctx context.Context, id booking.AudienceID, file sitting.Upload) error
	PaperForCitizen(ctx context.Context, id booking.AudienceID, key string) (sitting.Paper, []byte, error)
}

// Checks keeps device checks.
type Checks interface {
	AddDeviceCheck(ctx context.Context, c booking.DeviceCheck) error
	DeviceCheck(ctx context.Context, id booking.AudienceID) (booking.DeviceCheck, error)
}

// Deps is what the pages of an appointment need.
type Deps struct {
	Pages   *page.Renderer
	Offers  Offers
	Wishes  Wishes
	Supply  Supply
	Cases   Appointed
	Links   LinkOpener
	People  Persons
	Tickets Tickets
	Checks  Checks
	Tx      Transactor
	Times   Times
	Origin  string // of the site, for the names of calendar files
	Now     func() time.Time
}

// Surface serves the pages. Whoever holds the link of the SMS may use them, without an account, and so may whoever has
// proved the number the case was filed from.
type Surface struct {
	Deps
	page    *page.Template
	decline *page.Template
	check   *page.Template
	call    *page.Template
}

// New parses the pages.
func New(d Deps) *Surface {
	return &Surface{
		Deps:    d,
		page:    d.Pages.Parse(files, "appointment.html"),
		decline: d.Pages.Parse(files, "decision.html"),
		check:   d.Pages.Parse(files, "check.html", "elsewhere.html"),
		call:    d.Pages.Parse(files, "call.html", "elsewhere.html"),
	}
}

// Routes are public: each page looks at the link, or at the proved number, by itself.
func (a *Surface) Routes() []page.Route {
	return []page.Route{
		{Pattern: "GET /{lang}/appointment", Needs: identity.Public, Serve: a.show},
		{Pattern: "POST /{lang}/appointment/confirm", Needs: identity.Public, Serve: a.confirm},
		{Pattern: "GET /{lang}/appointment/decline", Needs: identity.Public, Serve: a.askDecline},
		{Pattern: "POST /{lang}/appointment/decline", Needs: identity.Public, Serve: a.turnDown},
		{Pattern: "GET /{lang}/appointment/another", Needs: identity.Public, Serve: a.askAnother},
		{Pattern: "POST /{lang}/appointment/another", Needs: identity.Public, Serve: a.sendAnother},
		{Pattern: "GET /{lang}/appointment/choose", Needs: identity.Public, Serve: a.choose},
		{Pattern: "POST /{lang}/appointment/choose", Needs: identity.Public, Serve: a.take},
		{Pattern: "GET /{lang}/appointment/calendar", Needs: identity.Public, Serve: a.calendar},
		{Pattern: "GET /{lang}/appointment/check", Needs: identity.Public, Serve: a.showCheck},
		{Pattern: "POST /{lang}/appointment/check", Needs: identity.Public, Serve: a.fileCheck},
		{Pattern: "GET /{lang}/appointment/call", Needs: identity.Public, Serve: a.showCall},
		{Pattern: "POST /{lang}/appointment/documents", Needs: identity.Public, Serve: a.showDocument},
		{Pattern: "GET /{lang}/appointment/documents/{key}", Needs: identity.Public, Serve: a.document},
	}
}

// appointment is all that the pages say of one.
type appointment struct {
	offer    booking.Offer
	request  booking.Request
	slot     booking.Slot
	host     booking.Host
	kase     casework.Case
	audience booking.Audience // zero until confirmed
	centre   casework.Centre  // zero at home
}

// find is the appointment of the link, or of the case named in the address when its number is proved.
func (a *Surface) find(r *http.Request) (appointment, error) {
	ctx := r.Context()
	if reference := r.URL.Query().Get("case"); reference != "" {
		return a.ofCase(ctx, reference)
	}
	token := identity.LinkTokenFrom(r, identity.PurposeOffer)
	if token == "" {
		return appointment{}, booking.ErrNotFound
	}
	link, err := a.Links.Open(ctx, identity.PurposeOffer, token)
	if err != nil {
		return appointment{}, err
	}
	offer, err := a.Offers.Offer(ctx, booking.OfferID(link.Subject))
	if err != nil {
		return appointment{}, err
	}
	return a.read(ctx, offer)
}

func (a *Surface) ofCase(ctx context.Context, reference string) (appointment, error) {
	phone := identity.ActorFrom(ctx).Phone
	if phone == "" {
		return appointment{}, booking.ErrNotFound
	}
	kase, err := a.Cases.ByReference(ctx, reference)
	if err != nil {
		return appointment{}, err
	}
	person, err := a.People.Person(ctx, kase.Person)
	if err != nil {
		return appointment{}, err
	}
	if person.Phone != phone {
		return appointment{}, booking.ErrNotFound
	}
	request, err := a.Wishes.RequestOfCase(ctx, int64(kase.ID))
	if err != nil {
		return appointment{}, err
	}
	offer, err := a.Offers.OfferOfRequest(ctx, request.ID)
	if err != nil {
		return appointment{}, err
	}
	return a.read(ctx, offer)
}

func (a *Surface) read(ctx context.Context, offer booking.Offer) (appointment, error) {
	found := appointment{offer: offer}
	var err error
	if found.request, err = a.Wishes.Request(ctx, offer.Request); err != nil {
		return found, err
	}
	if found.slot, err = a.Supply.Slot(ctx, offer.Slot); err != nil {
		return found, err
	}
	if found.kase, err = a.Cases.Case(ctx, casework.CaseID(found.request.Case)); err != nil {
		return found, err
	}
	if found.audience, err = a.Wishes.AudienceOfOffer(ctx, offer.ID); err != nil && !errors.Is(err, booking.ErrNotFound) {
		return found, err
	}
	hosts, err := a.Supply.Hosts(ctx)
	if err != nil {
		return found, err
	}
	for _, host := range hosts {
		if host.ID == found.slot.Host {
			found.host = host
		}
	}
	code, ok := placeOf(offer.Venue)
	if !ok {
		return found, nil
	}
	centres, err := a.Cases.Centres(ctx)
	for _, centre := range centres {
		if centre.Code == code {
			found.centre = centre
		}
	}
	return found, err
}

// placeOf is the centre a person is to come to, if any.
func placeOf(v booking.Venue) (string, bool) {
	if code, ok := v.Booth(); ok {
		return code, true
	}
	if v.InPerson() {
		return string(v[len("office:"):]), true
	}
	return "", false
}

func (f appointment) hostTitle(lang i18n.Lang) string {
	if lang == i18n.Arabic {
		return f.host.TitleAr
	}
	return f.host.TitleEn
}

func (f appointment) begins() time.Time { return f.slot.At }

// doorsOpen is when the room lets citizens in; sitting holds the same hour.
func (f appointment) doorsOpen() time.Time { return f.slot.At.Add(-time.Hour) }

// query keeps a case named in the address through the pages of its appointment.
func query(r *http.Request) string {
	if reference := r.URL.Query().Get("case"); reference != "" {
		return "?case=" + url.QueryEscape(reference)
	}
	return ""
}

// refusalOf is the refusal behind an error, if that is what it is.
func refusalOf(err error) (*booking.Refusal, bool) {
	var refusal *booking.Refusal
	ok := errors.As(err, &refusal)
	return refusal, ok
}

// lost answers a page that no link and no proved number leads to.
func (a *Surface) lost(w http.ResponseWriter, r *http.Request, cause error) error {
	refusal, refused := refusalOf(cause)
	if !refused && !errors.Is(cause, booking.ErrNotFound) {
		return cause
	}
	m := &page.Message{View: a.Pages.View(r, page.Citizen, "appointment.lost.title"), Icon: "link"}
	m.Text = []string{m.T("appointment.lost.text")}
	if refused {
		m.Text = []string{m.T("refusal."+refusal.Code, refusal.Args...)}
	}
	m.Actions = []page.Button{{Label: m.T("appointment.lost.track"), Href: "/cases"}}
	return a.Pages.Message(w, r, http.StatusNotFound, m)
}
