package plan_test

import (
	"context"
	"net/http"
	"net/url"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"majlis/booking"
	"majlis/web/page/pagetest"
)

// typed is the form of a page as the browser would send it.
func typed(doc *goquery.Document) url.Values {
	form := url.Values{}
	doc.Find("form input").Each(func(_ int, s *goquery.Selection) {
		name, _ := s.Attr("name")
		value, _ := s.Attr("value")
		if _, box := s.Attr("checked"); box || s.AttrOr("type", "text") != "checkbox" {
			form.Set(name, value)
		}
	})
	return form
}

func TestPlans_Policy(t *testing.T) {
	r := newRig(t)
	get, post := r.routes["GET /{lang}/office/policy"], r.routes["POST /{lang}/office/policy"]
	_, doc := pagetest.Get(t, get, "/ar/office/policy")
	if doc.Find(".notice--warning").Length() != 0 {
		t.Error("the default policy is warned of")
	}
	form := typed(doc)

	t.Run("refuses what is no number, beside the field, and keeps what was typed", func(t *testing.T) {
		bad := url.Values{}
		for name, value := range form {
			bad[name] = value
		}
		bad.Set("urgent_base", "كثير")
		bad.Set("confirm_hours", "١")
		w, doc := pagetest.Post(t, post, "/ar/office/policy", bad)
		if kept, _ := doc.Find("#field-urgent_base").Attr("value"); w.Code != http.StatusUnprocessableEntity || kept != "كثير" {
			t.Errorf("status %d, kept %q", w.Code, kept)
		}
		r.has(doc, "#field-confirm_hours-error", "2")
	})
	t.Run("saves Arabic digits, and warns of classes out of order", func(t *testing.T) {
		form.Set("urgent_base", "٤٥٠")
		form.Set("urgent_must_serve", "0")
		form.Set("missed", "٧٠")
		w, _ := pagetest.Post(t, post, "/ar/office/policy", form)
		saved, err := r.Desk.Policy(context.Background())
		r.must(err)
		if w.Code != http.StatusSeeOther || saved.Classes[booking.ClassUrgent].Base != 450 || saved.Missed != 70 || len(saved.Urgent) != 2 {
			t.Errorf("status %d, saved %+v", w.Code, saved)
		}
		_, doc := pagetest.Get(t, get, "/en/office/policy")
		r.has(doc, ".notice--warning", "neither is above the other")
	})
	t.Run("refuses to overwrite what somebody else saved", func(t *testing.T) {
		form.Set("missed", "90")
		w, doc := pagetest.Post(t, post, "/ar/office/policy", form) // still the version of before
		if kept, _ := doc.Find("#field-missed").Attr("value"); w.Code != http.StatusConflict || kept != "90" {
			t.Errorf("status %d, kept %q", w.Code, kept)
		}
	})
}
