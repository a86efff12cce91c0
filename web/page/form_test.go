package page_test

import (
	"bytes"
	"errors"
	"fmt"
	"mime/multipart"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"majlis/booking"
	"majlis/internal/i18n"
	"majlis/web/page"
)

func posted(t *testing.T, values url.Values) *page.Form {
	t.Helper()
	r := httptest.NewRequest("POST", "/ar/x", strings.NewReader(values.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	form, err := page.ReadForm(httptest.NewRecorder(), r, 0)
	if err != nil {
		t.Fatal(err)
	}
	return form
}

func TestForm_ReadsWhatPeopleType(t *testing.T) {
	form := posted(t, url.Values{
		"name": {"  نورة  "}, "mobile": {" ٠٥٠۱۲٣ "}, "minutes": {"١٥"}, "case": {"٧"}, "due": {"2026-12-03"},
		"agree": {"yes"}, "venues": {"home", "", "booth:riyadh", "home"},
	})
	if got := form.Text("name"); got != "نورة" {
		t.Errorf("Text is %q", got)
	}
	if got := form.Numeric("mobile"); got != "050123" {
		t.Errorf("Numeric is %q", got)
	}
	if form.Int("minutes") != 15 || form.ID("case") != 7 || form.Int("absent") != 0 || form.ID("name") != 0 {
		t.Error("numbers are misread")
	}
	if got := form.Day("due", time.UTC); got != time.Date(2026, 12, 3, 0, 0, 0, 0, time.UTC) || !form.Day("absent", time.UTC).IsZero() {
		t.Errorf("Day is %v", got)
	}
	if !form.Checked("agree") || form.Checked("absent") {
		t.Error("boxes are misread")
	}
	if got := form.Choices("venues"); !slices.Equal(got, []string{"home", "booth:riyadh"}) {
		t.Errorf("Choices are %v", got)
	}
	if len(form.Errors) != 0 {
		t.Errorf("complaints about good input: %v", form.Errors)
	}
}

func TestForm_NotesWhatItCannotRead(t *testing.T) {
	form := posted(t, url.Values{"minutes": {"ten"}, "due": {"soon"}})
	form.Int("minutes")
	form.Day("due", time.UTC)
	form.Errors.Add("minutes", "refusal.required")
	if len(form.Errors) != 2 || form.Errors[0].Key != "page.field.not_a_number" || form.Errors[1].Key != "page.field.not_a_date" {
		t.Errorf("complaints are %+v", form.Errors)
	}
}

func TestForm_TakesRefusalsOnly(t *testing.T) {
	form := posted(t, nil)
	if form.Refused(nil) || form.Refused(errors.New("the disk is full")) {
		t.Error("a fault passes for a refusal")
	}
	if !form.Refused(fmt.Errorf("submit: %w", booking.Refuse("required", "name"))) {
		t.Fatal("a wrapped refusal is not seen")
	}
	bundle, err := i18n.Load(i18n.Strict())
	if err != nil {
		t.Fatal(err)
	}
	p := bundle.Printer(i18n.English)
	summary := form.Errors.Summary(p)
	if len(summary.Items) != 1 || summary.Items[0].Href != "#field-name" || summary.Items[0].Text != form.Errors.Text(p, "name") {
		t.Errorf("summary is %+v", summary)
	}
	if page.Errors(nil).Summary(p) != nil {
		t.Error("a form without errors has a summary")
	}
}

func TestForm_KeepsWhatWasTyped(t *testing.T) {
	bundle, err := i18n.Load(i18n.Strict())
	if err != nil {
		t.Fatal(err)
	}
	form := posted(t, url.Values{"a": {"1"}, "many": {"x", "y"}, "yes": {"yes"}})
	form.Errors.Add("a", "refusal.required")
	text, secret := page.TextField{Name: "a"}, page.TextField{Name: "a", Type: "password"}
	area, list, cards := page.TextArea{Name: "a"}, page.Select{Name: "a"}, page.RadioCards{Name: "a"}
	boxes, box := page.Checkboxes{Name: "many"}, page.Checkbox{Name: "yes"}
	days, order := page.DateChoice{Name: "many"}, page.PreferenceList{Name: "many"}
	mark, hidden, files := page.Rating{Name: "a"}, page.Hidden{Name: "a"}, page.FileUpload{Name: "a"}
	form.Fill(bundle.Printer(i18n.Arabic), &text, &secret, &area, &list, &cards, &boxes, &box, &days, &order, &mark, &hidden, &files)

	for what, value := range map[string]string{"text": text.Value, "area": area.Value, "select": list.Value, "cards": cards.Value, "rating": mark.Value, "hidden": hidden.Value} {
		if value != "1" {
			t.Errorf("%s lost its value: %q", what, value)
		}
	}
	if secret.Value != "" {
		t.Error("a password came back")
	}
	for what, values := range map[string][]string{"boxes": boxes.Values, "days": days.Values, "order": order.Values} {
		if !slices.Equal(values, []string{"x", "y"}) {
			t.Errorf("%s lost their values: %v", what, values)
		}
	}
	if !box.Checked || text.Error == "" || files.Error == "" || boxes.Error != "" {
		t.Error("ticks or errors are misplaced")
	}
}

func TestReadForm_Attachments(t *testing.T) {
	send := func(size int) (*page.Form, error) {
		var body bytes.Buffer
		mw := multipart.NewWriter(&body)
		part, err := mw.CreateFormFile("file", "a.pdf")
		if err != nil {
			t.Fatal(err)
		}
		if _, err := part.Write(make([]byte, size)); err != nil {
			t.Fatal(err)
		}
		if err := mw.Close(); err != nil {
			t.Fatal(err)
		}
		r := httptest.NewRequest("POST", "/ar/x", &body)
		r.Header.Set("Content-Type", mw.FormDataContentType())
		return page.ReadForm(httptest.NewRecorder(), r, 1<<20)
	}
	form, err := send(1000)
	if err != nil || len(form.Files["file"]) != 1 {
		t.Errorf("a small file: %v", err)
	}
	_, err = send(3 << 20)
	var refusal *booking.Refusal
	if !errors.As(err, &refusal) || refusal.Code != "form_too_large" {
		t.Errorf("a large file: %v", err)
	}
}
