package appointment_test

import (
	"bytes"
	"context"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"testing"

	"majlis/booking"
	"majlis/internal/casework"
	"majlis/internal/sitting"
)

// shown is the last document that a person showed.
type shown struct {
	audience booking.AudienceID
	file     sitting.Upload
}

func (s *shown) ShowAsCitizen(_ context.Context, id booking.AudienceID, file sitting.Upload) error {
	*s = shown{id, file}
	return nil
}

func (s *shown) PaperForCitizen(_ context.Context, id booking.AudienceID, key string) (sitting.Paper, []byte, error) {
	if key != "k3" || id != s.audience {
		return sitting.Paper{}, nil, booking.ErrNotFound
	}
	return sitting.Paper{File: casework.Attachment{Name: s.file.Name, Type: "application/pdf"}}, s.file.Content, nil
}

func TestSurface_Documents(t *testing.T) {
	s := newSMS(t, booking.VenueHome)
	post := func() (*httptest.ResponseRecorder, error) {
		var body bytes.Buffer
		form := multipart.NewWriter(&body)
		part, err := form.CreateFormFile("file", "صك.pdf")
		if err != nil {
			t.Fatal(err)
		}
		_, _ = part.Write([]byte("%PDF-1.7"))
		_ = form.Close()
		r := httptest.NewRequest(http.MethodPost, "/ar/appointment/documents", &body)
		r.Header.Set("Content-Type", form.FormDataContentType())
		w := httptest.NewRecorder()
		return w, s.route("POST /{lang}/appointment/documents").Serve(w, r)
	}
	if _, err := post(); err == nil {
		t.Error("a document without an audience was taken")
	}
	if err := confirm(s); err != nil {
		t.Fatal(err)
	}
	if w, err := post(); err != nil || w.Code != http.StatusCreated || s.shown.audience == 0 || s.shown.file.Name != "صك.pdf" {
		t.Errorf("%d, %v, %+v", w.Code, err, s.shown)
	}
	for key, found := range map[string]bool{"k3": true, "k4": false} {
		r, w := httptest.NewRequest(http.MethodGet, "/", nil), httptest.NewRecorder()
		r.SetPathValue("key", key)
		err := s.route("GET /{lang}/appointment/documents/{key}").Serve(w, r)
		if (err == nil) != found || found && w.Header().Get("X-Content-Type-Options") != "nosniff" {
			t.Errorf("%s: %v, %v", key, err, w.Header())
		}
	}
}
