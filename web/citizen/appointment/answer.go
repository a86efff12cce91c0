package appointment

import (
	"context"
	"net/http"
	"time"

	"majlis/booking"
	"majlis/internal/i18n"
	"majlis/internal/identity"
	"majlis/web/page"
)

type appointmentView struct {
	page.View
	Notice  *page.Notice
	Facts   page.SummaryList
	Query   string
	Confirm *page.Button
	Actions []page.Button
	Advice  []string
}

func (a *Surface) show(w http.ResponseWriter, r *http.Request) error {
	found, err := a.find(r)
	if err != nil {
		return a.lost(w, r, err)
	}
	return a.draw(w, r, http.StatusOK, found, nil)
}

// draw shows an appointment as it stands; refused is why the last answer was not taken.
func (a *Surface) draw(w http.ResponseWriter, r *http.Request, status int, found appointment, refused *booking.Refusal) error {
	v := &appointmentView{View: a.Pages.View(r, page.Citizen, "appointment.title"), Query: query(r)}
	v.Facts = facts(&v.View, found)
	state := a.state(found)
	text, by := a.stateText(found, state)
	v.Notice = &page.Notice{Kind: noticeKinds[state], Title: v.T("appointment.state." + state), Text: v.T("appointment.text."+text, "by", v.DateTime(by))}
	if refused != nil {
		v.Notice = &page.Notice{Kind: page.Warning, Title: v.T("refusal."+refused.Code, refused.Args...), Text: v.T("appointment.state." + state)}
	}
	a.actions(v, found, state)
	return a.page.Render(w, r, status, v)
}

// noticeKinds colours each state of an appointment.
var noticeKinds = map[string]page.Kind{
	"open": page.Info, "called": page.Info, "taken": page.Neutral, "lapsed": page.Warning, "confirmed": page.Success, "doors": page.Success, "over": page.Neutral,
	"missed": page.Warning, "postponed": page.Warning, "declined": page.Neutral, "cancelled": page.Neutral, "revoked": page.Warning, "moved": page.Warning,
}

// state is what the person should understand, from what the data holds.
func (a *Surface) state(f appointment) string {
	now := a.Now()
	switch f.offer.Status {
	case booking.OfferOpen:
		if !now.Before(f.offer.ConfirmBy) {
			return "lapsed"
		}
		return "open"
	case booking.OfferCalled:
		if !now.Before(f.offer.ConfirmBy) {
			return "taken"
		}
	case booking.OfferConfirmed:
		if now.Before(f.doorsOpen()) {
			return "confirmed"
		}
		return "doors"
	case booking.OfferDone:
		switch f.audience.Disposition {
		case booking.DispositionNoShow:
			return "missed"
		case booking.DispositionPostponed, booking.DispositionTechnicalFailure:
			return "postponed"
		}
		return "over"
	}
	return string(f.offer.Status)
}

// stateText is which text explains a state, with the time that it names.
func (a *Surface) stateText(f appointment, state string) (string, time.Time) {
	switch {
	case state == "missed" && a.mayChoose(f):
		return "missed_choose", f.request.RebookBy
	case state == "missed" && f.request.Held == booking.HeldMissedTwice:
		return "missed_again", time.Time{}
	}
	return state, f.offer.ConfirmBy
}

// mayChoose reports whether the person may still choose another time after a missed one.
func (a *Surface) mayChoose(f appointment) bool {
	return a.Now().Before(f.request.RebookBy) && f.request.Status == booking.RequestShortlisted && f.request.Held == ""
}

func facts(v *page.View, f appointment) page.SummaryList {
	rows := []page.SummaryRow{
		{Label: v.T("appointment.host"), Text: f.hostTitle(v.Lang)},
		{Label: v.T("appointment.day"), Text: v.DateBoth(f.begins())},
		{Label: v.T("appointment.time"), Text: v.ClockRange(f.begins(), f.slot.End())},
		{Label: v.T("appointment.how"), Text: v.T("common.venue." + string(f.offer.Venue))},
	}
	if f.centre.Code != "" {
		rows = append(rows, page.SummaryRow{Label: v.T("appointment.place"), Text: f.place(v.Lang)})
	}
	return page.SummaryList{Rows: append(rows, page.SummaryRow{Label: v.T("appointment.reference"), Text: f.kase.Reference, Ltr: true})}
}

// place is where a person is to come, with the address.
func (f appointment) place(lang i18n.Lang) string {
	if lang == i18n.Arabic {
		return f.centre.NameAr + " – " + f.centre.AddressAr
	}
	return f.centre.NameEn + " – " + f.centre.AddressEn
}

// actions offers only what the server will do now.
func (a *Surface) actions(v *appointmentView, f appointment, state string) {
	atHome := f.offer.Venue == booking.VenueHome
	check := page.Button{Label: v.T("appointment.check"), Href: "/appointment/check" + v.Query, Style: page.Secondary, Icon: "device"}
	cancel := page.Button{Label: v.T("appointment.cancel"), Href: "/appointment/decline" + v.Query, Style: page.Quiet}
	another := page.Button{Label: v.T("appointment.another"), Href: "/appointment/another" + v.Query, Style: page.Secondary}
	calendar := page.Button{Label: v.T("appointment.calendar"), Href: "/appointment/calendar" + v.Query, Style: page.Secondary, Icon: "calendar"}
	switch state {
	case "open":
		v.Confirm = &page.Button{Label: v.T("appointment.confirm"), Icon: "check"}
		v.Actions = []page.Button{another, {Label: v.T("appointment.decline"), Href: "/appointment/decline" + v.Query, Style: page.Quiet}}
	case "called":
		v.Confirm = &page.Button{Label: v.T("appointment.take"), Icon: "check"}
	case "missed":
		if a.mayChoose(f) {
			v.Actions = []page.Button{{Label: v.T("appointment.choose"), Href: "/appointment/choose" + v.Query, Icon: "calendar"}}
		}
	case "cancelled", "revoked", "moved":
		if f.audience.ID != 0 {
			calendar.Label = v.T("appointment.calendar.remove")
			v.Actions = []page.Button{calendar}
		}
	case "confirmed":
		if atHome {
			v.Actions = append(v.Actions, check)
		}
		v.Actions = append(v.Actions, calendar, another, cancel)
	case "doors":
		if atHome || inHall(f) {
			v.Actions = append(v.Actions, page.Button{Label: v.T("appointment.join"), Href: "/appointment/call" + v.Query, Icon: "video"})
		}
		if atHome {
			v.Actions = append(v.Actions, check)
		}
		if a.Now().Before(f.begins()) {
			v.Actions = append(v.Actions, cancel)
		}
	}
	if state == "confirmed" || state == "doors" {
		kind := "person"
		if atHome {
			kind = "home"
		}
		for _, n := range []string{"1", "2", "3"} {
			v.Advice = append(v.Advice, v.T("appointment.advice."+kind+"."+n))
		}
	}
}

// inHall reports whether the person has been checked in for a hall's call.
func inHall(f appointment) bool {
	_, booth := f.offer.Venue.Booth()
	return booth && !f.audience.CheckedInAt.IsZero()
}

// asPerson makes the person of the appointment the actor: a link proves who answers as a number does.
func asPerson(r *http.Request, f appointment) context.Context {
	actor := identity.ActorFrom(r.Context())
	actor.Person = f.kase.Person
	return identity.WithActor(r.Context(), actor)
}

// answered is the offer that an answer is about, and the context of its person. A link says both:
// when an SMS has gone to thousands, nothing else is read for each of their answers.
func (a *Surface) answered(r *http.Request) (context.Context, booking.OfferID, error) {
	token := identity.LinkTokenFrom(r, identity.PurposeOffer)
	if token == "" || r.URL.Query().Get("case") != "" {
		found, err := a.find(r)
		return asPerson(r, found), found.offer.ID, err
	}
	link, err := a.Links.Open(r.Context(), identity.PurposeOffer, token)
	if err != nil {
		return nil, 0, err
	}
	actor := identity.ActorFrom(r.Context())
	actor.Person = link.Person
	return identity.WithActor(r.Context(), actor), booking.OfferID(link.Subject), nil
}

func (a *Surface) confirm(w http.ResponseWriter, r *http.Request) error {
	ctx, offer, err := a.answered(r)
	if err != nil {
		return a.lost(w, r, err)
	}
	_, err = a.Offers.Confirm(ctx, offer)
	if refusal, ok := refusalOf(err); ok {
		found, err := a.find(r)
		if err != nil {
			return a.lost(w, r, err)
		}
		return a.draw(w, r, http.StatusUnprocessableEntity, found, refusal)
	}
	if err != nil {
		return err
	}
	return page.Redirect(w, r, "/appointment"+query(r), page.Done("appointment.confirmed_now"))
}

type decisionView struct {
	page.View
	Decision page.Decision
}

func (a *Surface) askDecline(w http.ResponseWriter, r *http.Request) error {
	found, err := a.find(r)
	if err != nil {
		return a.lost(w, r, err)
	}
	if !found.offer.Status.Live() {
		return page.Redirect(w, r, "/appointment"+query(r))
	}
	return a.drawDecline(w, r, http.StatusOK, found, nil)
}

func (a *Surface) drawDecline(w http.ResponseWriter, r *http.Request, status int, found appointment, form *page.Form) error {
	v := &decisionView{View: a.Pages.View(r, page.Citizen, "appointment.decline.title")}
	v.Back = &page.Link{Href: "/appointment" + query(r), Text: v.T("page.back")}
	next := page.RadioCards{Name: "next", Legend: v.T("appointment.decline.legend"), Options: []page.Option{
		{Value: "another", Label: v.T("appointment.decline.another"), Hint: v.T("appointment.decline.another_hint")},
		{Value: "withdraw", Label: v.T("appointment.decline.withdraw"), Hint: v.T("appointment.decline.withdraw_hint")},
	}}
	if form != nil {
		form.Fill(v.Printer, &next)
		v.Refused(form.Errors)
	}
	v.Decision = page.Decision{
		Title: v.Title, Text: v.T("appointment.decline.text", "when", v.DateTime(found.begins())), Action: "/appointment/decline" + query(r),
		Confirm: v.T("appointment.decline.send"),
		Cancel:  page.Link{Href: "/appointment" + query(r), Text: v.T("appointment.decline.keep")},
		Fields:  []page.Component{next},
	}
	return a.decline.Render(w, r, status, v)
}

// turnDown declines an open offer or cancels a confirmed one; who wants no audience any more withdraws.
func (a *Surface) turnDown(w http.ResponseWriter, r *http.Request) error {
	found, err := a.find(r)
	if err != nil {
		return a.lost(w, r, err)
	}
	form, err := page.ReadForm(w, r, 0)
	if err != nil {
		return err
	}
	switch form.Text("next") {
	case "another":
		err = a.giveBack(r, found)
	case "withdraw":
		err = a.withdraw(asPerson(r, found), found)
	default:
		form.Errors.Add("next", "appointment.decline.choose")
		return a.drawDecline(w, r, http.StatusUnprocessableEntity, found, form)
	}
	if refusal, ok := refusalOf(err); ok {
		return a.draw(w, r, http.StatusUnprocessableEntity, found, refusal)
	}
	if err != nil {
		return err
	}
	return page.Redirect(w, r, "/appointment"+query(r), page.Done("appointment.declined_now"))
}

// withdraw takes the wish back and the case with it: nothing else was asked for.
func (a *Surface) withdraw(ctx context.Context, f appointment) error {
	return a.Tx.InTx(ctx, func(ctx context.Context) error {
		if err := a.Wishes.Withdraw(ctx, f.request.ID); err != nil {
			return err
		}
		return a.Cases.Withdraw(ctx, f.kase.ID)
	})
}

func (a *Surface) giveBack(r *http.Request, f appointment) error {
	if f.offer.Status == booking.OfferConfirmed {
		return a.Offers.Cancel(asPerson(r, f), f.offer.ID)
	}
	return a.Offers.Decline(asPerson(r, f), f.offer.ID)
}
