package page

import (
	"fmt"
	"io"
	"mime"
	"net/http"
	"strconv"

	"majlis/booking"
)

// ReadUpload reads the one file of a form with the field file, of at most so many bytes. Refused with
// file_empty and file_large.
func ReadUpload(w http.ResponseWriter, r *http.Request, most int64) (name string, content []byte, err error) {
	form, err := ReadForm(w, r, most)
	if err != nil {
		return "", nil, err
	}
	if len(form.Files["file"]) != 1 {
		return "", nil, booking.Refuse("file_empty", "file")
	}
	header := form.Files["file"][0]
	if header.Size > most { // not even read
		return "", nil, booking.Refuse("file_large", "file", "max", most>>20)
	}
	file, err := header.Open()
	if err != nil {
		return "", nil, fmt.Errorf("open an upload: %w", err)
	}
	defer file.Close()
	if content, err = io.ReadAll(file); err != nil {
		return "", nil, fmt.Errorf("read an upload: %w", err)
	}
	return header.Filename, content, nil
}

// A Download is a file that somebody sent, on its way to somebody else.
type Download struct {
	Name, Type string
	Content    []byte
}

// Serve never lets a browser show what a stranger sent: it is saved, under a clean name, and its type
// is not guessed at.
func (d Download) Serve(w http.ResponseWriter) error {
	h := w.Header()
	h.Set("Content-Type", d.Type)
	h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": d.Name}))
	h.Set("Content-Length", strconv.Itoa(len(d.Content)))
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Content-Security-Policy", "default-src 'none'; sandbox")
	h.Set("Cache-Control", "no-store")
	_, _ = w.Write(d.Content) // the browser went away; nobody is left to tell
	return nil
}
