package host_test

import (
	"bytes"
	"context"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"majlis/booking"
	"majlis/internal/casework"
	"majlis/internal/identity"
	"majlis/internal/sitting"
)

// shown is the last document that somebody showed in a house.
type shown struct {
	session booking.SessionID
	name    string
	file    sitting.Upload
}

func (s *shown) ShowAsStaff(_ context.Context, id booking.SessionID, _ identity.Staff, name string, file sitting.Upload) error {
	*s = shown{id, name, file}
	return nil
}

func (s *shown) PaperForStaff(_ context.Context, id booking.SessionID, _ identity.Staff, key string) (sitting.Paper, []byte, error) {
	if key != "k3" || id != s.session {
		return sitting.Paper{}, nil, booking.ErrNotFound
	}
	return sitting.Paper{File: casework.Attachment{Name: s.file.Name, Type: "text/plain"}}, s.file.Content, nil
}

func TestSurface_Documents(t *testing.T) {
	h := newHouse(t, aide)
	session := text(int64(h.audience.Session))
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	part, err := form.CreateFormFile("file", "خطاب.pdf")
	if err != nil {
		t.Fatal(err)
	}
	_, _ = part.Write([]byte("%PDF-1.7"))
	_ = form.Close()
	call := func(pattern, key string, r *http.Request) (*httptest.ResponseRecorder, error) {
		r.SetPathValue("lang", "ar")
		r.SetPathValue("session", session)
		r.SetPathValue("key", key)
		w := httptest.NewRecorder()
		return w, h.route(pattern).Serve(w, r)
	}
	r := httptest.NewRequest(http.MethodPost, "/ar/host/documents/"+session, &body)
	r.Header.Set("Content-Type", form.FormDataContentType())
	if w, err := call("POST /{lang}/host/documents/{session}", "", r); err != nil || w.Code != http.StatusCreated {
		t.Errorf("%d, %v", w.Code, err)
	}
	if h.shown.file.Name != "خطاب.pdf" || string(h.shown.file.Content) != "%PDF-1.7" || h.shown.name != aide.NameAr {
		t.Errorf("shown %+v", h.shown)
	}
	const get = "GET /{lang}/host/documents/{session}/{key}"
	w, err := call(get, "k3", httptest.NewRequest(http.MethodGet, "/", nil))
	if err != nil || w.Body.String() != "%PDF-1.7" || !strings.HasPrefix(w.Header().Get("Content-Disposition"), "attachment") {
		t.Errorf("%v %q %v", w.Header(), w.Body, err)
	}
	if _, err := call(get, "other", httptest.NewRequest(http.MethodGet, "/", nil)); err == nil {
		t.Error("a key that names nothing gave a file")
	}
	empty := httptest.NewRequest(http.MethodPost, "/", strings.NewReader("file=x"))
	empty.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	if _, err := call("POST /{lang}/host/documents/{session}", "", empty); err == nil {
		t.Error("a form without a file was taken")
	}
}
