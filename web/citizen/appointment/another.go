package appointment

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"majlis/booking"
	"majlis/internal/notify"
	"majlis/web/page"
)

// Times is how a person comes to another time.
type Times interface {
	AskAnother(ctx context.Context, id booking.OfferID, w booking.Wish) error
	RebookChoices(ctx context.Context, id booking.RequestID) ([]booking.Slot, error)
	Rebook(ctx context.Context, id booking.RequestID, slot booking.SlotID) (booking.Audience, error)
}

// workdays are the days of the office's week.
var workdays = []time.Weekday{time.Sunday, time.Monday, time.Tuesday, time.Wednesday, time.Thursday}

func dayName(d time.Weekday) string { return strings.ToLower(d.String()) }

// wishFields ask when else a person could come; they are filled with what was wished before.
func (v *decisionView) wishFields(r booking.Request) (days, halves *page.Checkboxes, soon *page.Checkbox) {
	days = &page.Checkboxes{Name: "weekdays", Legend: v.T("citizen.field.weekdays"), Hint: v.T("citizen.field.weekdays.hint"), Columns: true}
	for _, day := range workdays {
		days.Options = append(days.Options, page.Option{Value: dayName(day), Label: v.T("common.weekday." + dayName(day))})
		if slices.Contains(r.Weekdays, day) {
			days.Values = append(days.Values, dayName(day))
		}
	}
	halves = &page.Checkboxes{Name: "halves", Legend: v.T("citizen.field.halves"), Hint: v.T("citizen.field.halves.hint"), Columns: true, Options: []page.Option{
		{Value: "morning", Label: v.T("citizen.field.halves.morning")}, {Value: "afternoon", Label: v.T("citizen.field.halves.afternoon")},
	}}
	if r.Mornings && !r.Afternoons {
		halves.Values = []string{"morning"}
	}
	if r.Afternoons && !r.Mornings {
		halves.Values = []string{"afternoon"}
	}
	soon = &page.Checkbox{Name: "short_notice", Label: v.T("citizen.field.short_notice"), Hint: v.T("citizen.field.short_notice.hint"), Checked: r.ShortNotice}
	return days, halves, soon
}

func (a *Surface) decision(r *http.Request, title string) *decisionView {
	v := &decisionView{View: a.Pages.View(r, page.Citizen, title)}
	v.Back = &page.Link{Href: "/appointment" + query(r), Text: v.T("page.back")}
	v.Decision.Title, v.Decision.Cancel = v.Title, page.Link{Href: v.Back.Href, Text: v.T("appointment.decline.keep")}
	return v
}

// askAnother asks which days and hours would suit instead.
func (a *Surface) askAnother(w http.ResponseWriter, r *http.Request) error {
	found, err := a.find(r)
	if err != nil {
		return a.lost(w, r, err)
	}
	if !found.offer.Status.Live() {
		return page.Redirect(w, r, "/appointment"+query(r))
	}
	v := a.decision(r, "appointment.another.title")
	days, halves, soon := v.wishFields(found.request)
	v.Decision.Text = v.T("appointment.another.text", "when", v.DateTime(found.begins()))
	v.Decision.Action, v.Decision.Confirm = "/appointment/another"+query(r), v.T("appointment.another.send")
	v.Decision.Fields = []page.Component{days, halves, soon}
	return a.decline.Render(w, r, http.StatusOK, v)
}

func (a *Surface) sendAnother(w http.ResponseWriter, r *http.Request) error {
	found, err := a.find(r)
	if err != nil {
		return a.lost(w, r, err)
	}
	form, err := page.ReadForm(w, r, 0)
	if err != nil {
		return err
	}
	halves := form.Choices("halves")
	wish := booking.Wish{
		Mornings: slices.Contains(halves, "morning"), Afternoons: slices.Contains(halves, "afternoon"), ShortNotice: form.Checked("short_notice"),
	}
	for _, day := range workdays {
		if slices.Contains(form.Choices("weekdays"), dayName(day)) {
			wish.Weekdays = append(wish.Weekdays, day)
		}
	}
	err = a.Times.AskAnother(asPerson(r, found), found.offer.ID, wish)
	if refusal, ok := refusalOf(err); ok {
		return a.draw(w, r, http.StatusUnprocessableEntity, found, refusal)
	}
	if err != nil {
		return err
	}
	return page.Redirect(w, r, "/appointment"+query(r), page.Done("appointment.another.done"))
}

// mostChoices is how many times a person who missed an appointment chooses from.
const mostChoices = 12

// choose lists the times from which a person who missed an appointment may take one.
func (a *Surface) choose(w http.ResponseWriter, r *http.Request) error {
	found, err := a.find(r)
	if err != nil {
		return a.lost(w, r, err)
	}
	return a.drawChoices(w, r, http.StatusOK, found, nil)
}

func (a *Surface) drawChoices(w http.ResponseWriter, r *http.Request, status int, found appointment, form *page.Form) error {
	choices, err := a.Times.RebookChoices(r.Context(), found.request.ID)
	if err != nil {
		return err
	}
	if len(choices) == 0 {
		return page.Redirect(w, r, "/appointment"+query(r), page.Flash{Kind: page.Info, Key: "appointment.choose.none"})
	}
	v := a.decision(r, "appointment.choose.title")
	times := page.RadioCards{Name: "slot", Legend: v.T("appointment.choose.legend"), Columns: true}
	for _, s := range choices[:min(len(choices), mostChoices)] {
		times.Options = append(times.Options, page.Option{
			Value: strconv.FormatInt(int64(s.ID), 10), Label: v.DateTime(s.At), Hint: v.T("common.venue." + string(venueOf(found.request, s))),
		})
	}
	if form != nil {
		form.Fill(v.Printer, &times)
		v.Refused(form.Errors)
	}
	v.Decision.Text = v.T("appointment.choose.text", "by", v.DateTime(found.request.RebookBy))
	v.Decision.Action, v.Decision.Confirm = "/appointment/choose"+query(r), v.T("appointment.choose.send")
	v.Decision.Cancel.Text, v.Decision.Fields = v.T("page.back"), []page.Component{times}
	return a.decline.Render(w, r, status, v)
}

// venueOf is where the person would sit: the first of their wishes that the slot has.
func venueOf(r booking.Request, s booking.Slot) booking.Venue {
	for _, wanted := range r.Venues {
		if slices.Contains(s.Venues, wanted) {
			return wanted
		}
	}
	return booking.VenueHome
}

func (a *Surface) take(w http.ResponseWriter, r *http.Request) error {
	found, err := a.find(r)
	if err != nil {
		return a.lost(w, r, err)
	}
	form, err := page.ReadForm(w, r, 0)
	if err != nil {
		return err
	}
	slot := form.ID("slot")
	if slot == 0 {
		form.Errors.Add("slot", "appointment.choose.pick")
		return a.drawChoices(w, r, http.StatusUnprocessableEntity, found, form)
	}
	_, err = a.Times.Rebook(asPerson(r, found), found.request.ID, booking.SlotID(slot))
	if form.Refused(err) {
		return a.drawChoices(w, r, http.StatusUnprocessableEntity, found, form)
	}
	if err != nil {
		return err
	}
	return page.Redirect(w, r, "/appointment"+query(r), page.Done("appointment.choose.done"))
}

// calendar gives the appointment as a file for the person's own calendar, or one that removes it there.
func (a *Surface) calendar(w http.ResponseWriter, r *http.Request) error {
	found, err := a.find(r)
	if err != nil {
		return a.lost(w, r, err)
	}
	if found.audience.ID == 0 || found.audience.Status == booking.AudienceEnded {
		return booking.ErrNotFound
	}
	v := a.Pages.View(r, page.Citizen, "appointment.title")
	place := v.T("common.venue." + string(found.offer.Venue))
	if found.centre.Code != "" {
		place = found.place(v.Lang)
	}
	advice := "person"
	if found.offer.Venue == booking.VenueHome {
		advice = "home"
	}
	file := notify.Appointment{
		Offer: int64(found.offer.ID), Version: found.offer.Version, At: found.begins(), Minutes: found.slot.Minutes,
		Cancelled: !found.audience.Status.Live(), Summary: v.T("appointment.calendar.summary", "host", found.hostTitle(v.Lang)), Place: place,
		Advice: v.T("appointment.advice." + advice + ".1"), Host: a.host(r), Stamp: a.Now(),
	}
	return page.Download{Name: "majlis.ics", Type: "text/calendar; charset=utf-8", Content: file.Calendar()}.Serve(w)
}

// host is the site's name, whichever way a request came.
func (a *Surface) host(r *http.Request) string {
	if u, err := url.Parse(a.Origin); err == nil && u.Host != "" {
		return u.Host
	}
	return r.Host
}
