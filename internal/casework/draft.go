package casework

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"path"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/gabriel-vasile/mimetype"

	"majlis/booking"
)

// Bounds of attachments.
const (
	AttachmentMax  = 10 << 20 // bytes of one file
	AttachmentMost = 5        // files of one filing
	nameMax        = 120
)

// attachmentTypes are the kinds of file taken, by what the content is and not by what it is called.
var attachmentTypes = []string{"application/pdf", "image/jpeg", "image/png", "image/heic", "image/webp",
	"application/vnd.openxmlformats-officedocument.wordprocessingml.document"}

// A Draft is what a person has typed so far, by field.
type Draft struct {
	Key       string
	Phone     string
	Answers   map[string][]string
	UpdatedAt time.Time
}

// Drafts keeps filings that are not handed in yet.
type Drafts interface {
	One(ctx context.Context, key string) (Draft, error)
	Save(ctx context.Context, d Draft) error
	Remove(ctx context.Context, key string) error
}

// Attachments keeps files.
type Attachments interface {
	Insert(ctx context.Context, draftKey string, a Attachment, content []byte) (AttachmentID, error)
	OfDraft(ctx context.Context, draftKey string) ([]Attachment, error)
	OfCase(ctx context.Context, id CaseID) ([]Attachment, error)
	Content(ctx context.Context, id AttachmentID) (Attachment, []byte, error)
	DraftAttachments
}

// DraftAttachments is what happens to a draft's files.
type DraftAttachments interface {
	Adopt(ctx context.Context, draftKey string, id CaseID) error
	Remove(ctx context.Context, draftKey string, id AttachmentID) error
}

// Draft is what was typed so far under a key, or booking.ErrNotFound.
func (o *Office) Draft(ctx context.Context, key string) (Draft, error) {
	return o.store.Drafts.One(ctx, key)
}

// SaveDraft keeps what was typed.
func (o *Office) SaveDraft(ctx context.Context, d Draft) error {
	d.UpdatedAt = o.now()
	return o.store.Drafts.Save(ctx, d)
}

// Attach adds a file to a draft after looking at what it really is.
func (o *Office) Attach(ctx context.Context, draftKey, name string, content []byte) error {
	a, err := Examine(name, content)
	if err != nil {
		return err
	}
	return o.store.Tx.InTx(ctx, func(ctx context.Context) error {
		have, err := o.store.Attachments.OfDraft(ctx, draftKey)
		if err != nil {
			return fmt.Errorf("attachments of draft: %w", err)
		}
		if len(have) >= AttachmentMost {
			return booking.Refuse("files_many", "attachments", "max", AttachmentMost)
		}
		for _, same := range have {
			if same.SHA256 == a.SHA256 {
				return nil
			}
		}
		if _, err := o.store.Attachments.Insert(ctx, draftKey, a, content); err != nil {
			return fmt.Errorf("insert attachment: %w", err)
		}
		return nil
	})
}

// Examine looks at what a file really is, and refuses what the office does not take: file_empty,
// file_large, file_type.
func Examine(name string, content []byte) (Attachment, error) {
	switch {
	case len(content) == 0:
		return Attachment{}, booking.Refuse("file_empty", "attachments")
	case len(content) > AttachmentMax:
		return Attachment{}, booking.Refuse("file_large", "attachments", "max", AttachmentMax>>20)
	}
	kind := mimetype.Detect(content)
	if !mimetype.EqualsAny(kind.String(), attachmentTypes...) {
		return Attachment{}, booking.Refuse("file_type", "attachments")
	}
	sum := sha256.Sum256(content)
	return Attachment{Name: cleanName(name), Type: kind.String(), Size: int64(len(content)), SHA256: hex.EncodeToString(sum[:])}, nil
}

// cleanName keeps the last element of a file's name without control or direction characters.
func cleanName(name string) string {
	name = path.Base(strings.ReplaceAll(name, `\`, "/"))
	name = strings.Map(func(r rune) rune {
		if r < 0x20 || r == 0x7f || (r >= 0x202a && r <= 0x202e) || (r >= 0x2066 && r <= 0x2069) || r == 0x200e || r == 0x200f {
			return -1
		}
		return r
	}, name)
	for utf8.RuneCountInString(name) > nameMax {
		_, size := utf8.DecodeRuneInString(name)
		name = name[size:]
	}
	if name == "" || name == "." || name == "/" {
		return "file"
	}
	return name
}

// Detach removes a file from a draft.
func (o *Office) Detach(ctx context.Context, draftKey string, id AttachmentID) error {
	return o.store.Attachments.Remove(ctx, draftKey, id)
}

// DraftAttachments lists a draft's files.
func (o *Office) DraftAttachments(ctx context.Context, draftKey string) ([]Attachment, error) {
	return o.store.Attachments.OfDraft(ctx, draftKey)
}

// Attachments lists a case's files.
func (o *Office) Attachments(ctx context.Context, id CaseID) ([]Attachment, error) {
	return o.store.Attachments.OfCase(ctx, id)
}

// Attachment is one file of a case; the reading goes into the journal.
func (o *Office) Attachment(ctx context.Context, id CaseID, file AttachmentID) (Attachment, []byte, error) {
	a, content, err := o.store.Attachments.Content(ctx, file)
	if err != nil {
		return Attachment{}, nil, err
	}
	if id == 0 || a.Case != id { // 0 is a draft's: nobody's but the visitor's
		return Attachment{}, nil, booking.ErrNotFound
	}
	return a, content, o.journal.Record(ctx, "attachment.read", "case", int64(id), "")
}
