package citizen

import (
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"strconv"

	"majlis/booking"
	"majlis/internal/casework"
	"majlis/internal/i18n"
	"majlis/web/page"
)

const attachmentAccept = ".pdf,.docx,.jpg,.jpeg,.png,.heic,.webp"

func attachmentFields(f *filing, p *i18n.Printer) []page.Field {
	field := &page.FileUpload{
		Name: "attachments", Label: p.T("citizen.field.attachments"),
		Hint:   p.T("citizen.field.attachments.hint", "most", casework.AttachmentMost, "max", casework.AttachmentMax>>20),
		Accept: attachmentAccept, Several: true, Optional: true,
	}
	for _, a := range f.files {
		field.Files = append(field.Files, page.Attachment{Name: a.Name, Size: a.Size, Remove: strconv.FormatInt(int64(a.ID), 10)})
	}
	return []page.Field{field}
}

func reviewAttachments(f *filing, p *i18n.Printer) []page.SummaryRow {
	var names []string
	for _, a := range f.files {
		names = append(names, p.Isolate(a.Name))
	}
	return []page.SummaryRow{{Label: p.T("citizen.field.attachments"), Text: listed(p, names, "citizen.field.attachments.none")}}
}

// attach answers the page of attachments: remove one, take some, stay or go on.
func (s *Site) attach(w http.ResponseWriter, r *http.Request, f *filing, form *page.Form) error {
	one, _ := f.stepOf("attachments")
	here := f.path(one.name) + fromQuery(r)
	if id := form.ID("remove"); id != 0 {
		if err := s.Office.Detach(r.Context(), f.key, casework.AttachmentID(id)); err != nil && !isGone(err) {
			return fmt.Errorf("remove an attachment: %w", err)
		}
		return page.Redirect(w, r, here, page.Done("citizen.attachments.removed"))
	}
	received := form.Files["attachments"]
	for _, file := range received {
		if err := s.attachOne(r, f.key, file); err != nil && !form.Refused(err) {
			return err
		}
	}
	if len(form.Errors) > 0 {
		var err error
		if f.files, err = s.Office.DraftAttachments(r.Context(), f.key); err != nil {
			return fmt.Errorf("attachments of a draft: %w", err)
		}
		return s.drawStep(w, r, f, one, form.Errors)
	}
	if form.Checked("add") {
		if len(received) == 0 {
			return page.Redirect(w, r, here)
		}
		return page.Redirect(w, r, here, page.Done("citizen.attachments.added", "count", len(received)))
	}
	return page.Redirect(w, r, f.after(r, one))
}

func (s *Site) attachOne(r *http.Request, key string, header *multipart.FileHeader) error {
	if header.Size > casework.AttachmentMax { // not even read
		return booking.Refuse("file_large", "attachments", "max", casework.AttachmentMax>>20)
	}
	file, err := header.Open()
	if err != nil {
		return fmt.Errorf("open an upload: %w", err)
	}
	defer file.Close()
	content, err := io.ReadAll(file)
	if err != nil {
		return fmt.Errorf("read an upload: %w", err)
	}
	return s.Office.Attach(r.Context(), key, header.Filename, content)
}
