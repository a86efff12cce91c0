package citizen

import (
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"majlis/booking"
	"majlis/internal/casework"
	"majlis/internal/i18n"
	"majlis/internal/identity"
)

// seedStates puts one case of every status into the office, and one audience request of every
// status, and returns the references.
func seedStates(w *world) []string {
	var references []string
	add := func(c casework.Case) casework.Case {
		c.Reference = fmt.Sprintf("R48-%d", 10400+len(references))
		references = append(references, c.Reference)
		return w.owns(phone, c)
	}
	statuses := []casework.Status{casework.StatusReceived, casework.StatusNeedsInfo, casework.StatusUnderReview, casework.StatusReferred, casework.StatusInProgress,
		casework.StatusReplyReceived, casework.StatusCompleted, casework.StatusNotUpheld, casework.StatusOutOfScope, casework.StatusMerged, casework.StatusWithdrawn, casework.StatusReopened}
	for i, status := range statuses {
		c := casework.Case{Status: status, Kind: casework.Kinds()[i%4], DueAt: now.Add(5 * 24 * time.Hour)}
		if c.Status == casework.StatusCompleted || c.Status == casework.StatusNotUpheld {
			c.ResultText, c.ResultAt = "راجعنا طلبكم مع الجهة، وصُرف التعويض في حسابكم.", now.Add(-time.Hour)
		}
		c = add(c)
		w.office.history[c.ID] = append(w.office.history[c.ID],
			casework.Event{At: now.Add(-48 * time.Hour), Actor: "staff:3", From: casework.StatusReceived, To: casework.StatusUnderReview, Note: "ملاحظة داخلية"},
			casework.Event{At: now.Add(-24 * time.Hour), Actor: "staff:3", From: casework.StatusUnderReview, To: status, Note: "فضلاً أرسلوا رقم صك الملكية.", Public: status == casework.StatusNeedsInfo})
	}
	w.office.attached["case 1"] = []casework.Attachment{{ID: 7, Name: "صك.pdf", Type: "application/pdf", Size: 120_000}}
	for _, status := range []booking.RequestStatus{booking.RequestRequested, booking.RequestShortlisted, booking.RequestOffered, booking.RequestConfirmed,
		booking.RequestMet, booking.RequestNotScheduled, booking.RequestWithdrawn} {
		c := add(casework.Case{Status: casework.StatusUnderReview, Kind: casework.KindAudience, Applicant: casework.Applicant{Kind: casework.ApplicantAgent, PrincipalName: "عبدالله القحطاني"}})
		id := booking.RequestID(c.ID)
		w.desk.requests[int64(c.ID)] = booking.Request{ID: id, Case: int64(c.ID), Status: status}
		offer := booking.Offer{ID: 1, Request: id, Slot: 1, Venue: booking.VenueHome, Status: booking.OfferOpen, ConfirmBy: now.Add(48 * time.Hour)}
		if status == booking.RequestConfirmed {
			offer.Status = booking.OfferConfirmed
		}
		w.desk.offers[id] = offer
	}
	return references
}

// TestSite_EveryPageInBothLanguages renders with strict catalogues: a missing text fails the page.
func TestSite_EveryPageInBothLanguages(t *testing.T) {
	w := newWorld(t)
	paths := []string{"", "/file", "/cases", "/track", "/centres", "/help", "/privacy", "/survey/thanks", "/survey/thanks?reopened=yes"}
	for _, kind := range casework.Kinds() {
		paths = append(paths, "/file/"+string(kind))
	}
	for _, lang := range i18n.Languages() {
		w.get("/" + string(lang) + "/cases") // nothing filed yet
	}
	for _, reference := range seedStates(w) {
		paths = append(paths, "/cases/"+reference, "/cases/"+reference+"/filed")
	}
	w.links.links["tok"] = identity.Link{Purpose: identity.PurposeSurvey, Subject: 7, ExpiresAt: now.Add(time.Hour)}
	w.cookies["majlis_link_survey"] = identity.LinkCookie(identity.PurposeSurvey, "tok", false)
	paths = append(paths, "/survey", "/cases/R48-10400/withdraw", "/cases/R48-10412/withdraw", "/cases/R48-10406/survey")
	for _, lang := range i18n.Languages() {
		for _, path := range paths {
			doc := w.get("/" + string(lang) + path)
			if doc.Find("h1").Length() != 1 {
				t.Errorf("/%s%s: %d headings of the first order", lang, path, doc.Find("h1").Length())
			}
			if dir, _ := doc.Find("html").Attr("dir"); dir != lang.Dir() {
				t.Errorf("/%s%s runs %s", lang, path, dir)
			}
		}
	}
}

// TestSite_EveryStepInBothLanguages walks each kind's steps, empty, refused and answered.
func TestSite_EveryStepInBothLanguages(t *testing.T) {
	for _, lang := range i18n.Languages() {
		for _, kind := range casework.Kinds() {
			t.Run(string(lang)+" "+string(kind), func(t *testing.T) {
				w := newWorld(t)
				w.owns(phone, casework.Case{Reference: "R48-10427", Kind: casework.KindRequest, Status: casework.StatusReceived})
				base := "/" + string(lang) + "/file/" + string(kind) + "/"
				for _, one := range steps {
					if len(one.kinds) > 0 && kind != casework.KindAudience {
						continue
					}
					w.get(base + one.name)
					if status, _, _ := w.post(base+one.name, url.Values{}); one.check != nil && one.name != "times" && one.name != "needs" && status != 422 {
						t.Errorf("%s left empty: %d", one.name, status)
					}
					w.post(base+one.name, answers[one.name])
					if doc := w.get(base + one.name); doc.Find(".error-summary").Length() > 0 {
						t.Errorf("%s: complains about good answers", one.name)
					}
				}
				if text := w.get(base + "review").Text(); !strings.Contains(text, answers["matter"].Get("subject")) {
					t.Error("the review lacks the subject")
				}
			})
		}
	}
}
