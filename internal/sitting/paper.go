package sitting

import (
	"context"
	"crypto/rand"
	"fmt"
	"time"

	"majlis/booking"
	"majlis/internal/casework"
	"majlis/internal/identity"
	"majlis/signaling"
)

// papersMost is how many documents are shown in one audience.
const papersMost = 20

// A Paper is a document shown in an audience. The file is an attachment of its case; Key is the
// paper's name in addresses, which nobody can guess.
type Paper struct {
	Key      string
	Audience booking.AudienceID
	Case     int64
	Peer     string // who showed it, as the room names them
	Role     string
	Name     string
	At       time.Time
	File     casework.Attachment
}

// An Upload is a file as it came.
type Upload struct {
	Name    string
	Content []byte
}

// Papers keeps the documents that were shown.
type Papers interface {
	// AddPaper keeps the file with its case, and that it was shown.
	AddPaper(ctx context.Context, p Paper, content []byte) error
	// PapersOf lists an audience's documents in the order in which they were shown.
	PapersOf(ctx context.Context, id booking.AudienceID) ([]Paper, error)
	// PaperContent fails with booking.ErrNotFound for a key that names nothing.
	PaperContent(ctx context.Context, key string) (Paper, []byte, error)
}

// A Journal records who read what. booking.Journal is one.
type Journal interface {
	Record(ctx context.Context, action, subject string, id int64, reason string) error
}

// ShowAsCitizen takes a file that the person of an audience shows while it is on. Refused with
// not_on_stage, files_many and what casework.Examine refuses.
func (s *Sitting) ShowAsCitizen(ctx context.Context, id booking.AudienceID, file Upload) error {
	a, err := s.Line.Audience(ctx, id)
	if err != nil {
		return fmt.Errorf("audience %d: %w", id, err)
	}
	faces, err := s.Records.Faces(ctx, a.Session)
	if err != nil {
		return fmt.Errorf("faces of session %d: %w", a.Session, err)
	}
	return s.show(ctx, a, Paper{Peer: personPeer(a), Role: string(signaling.RoleCitizen), Name: faces[id].Name}, file)
}

// ShowAsStaff takes a file that a member of staff shows to the audience on the session's stage, under
// the name that the room knows them by. It fails with booking.ErrForbidden for accounts that show
// nothing in a room, and is refused as ShowAsCitizen is.
func (s *Sitting) ShowAsStaff(ctx context.Context, id booking.SessionID, as identity.Staff, name string, file Upload) error {
	role, ok := roomRoles[as.Role]
	if !ok || !role.MayShow() {
		return booking.ErrForbidden
	}
	line, err := s.Line.Line(ctx, id)
	if err != nil {
		return fmt.Errorf("line of session %d: %w", id, err)
	}
	for _, a := range line {
		if a.Status == booking.AudienceInSession {
			return s.show(ctx, a, Paper{Peer: staffPrefix + number(as.ID), Role: string(role), Name: name}, file)
		}
	}
	return booking.Refuse("not_on_stage", "file")
}

func (s *Sitting) show(ctx context.Context, a booking.Audience, p Paper, file Upload) error {
	if a.Status != booking.AudienceInSession {
		return booking.Refuse("not_on_stage", "file")
	}
	var err error
	if p.File, err = casework.Examine(file.Name, file.Content); err != nil {
		return err
	}
	have, err := s.Papers.PapersOf(ctx, a.ID)
	if err != nil {
		return fmt.Errorf("documents of audience %d: %w", a.ID, err)
	}
	if len(have) >= papersMost {
		return booking.Refuse("files_many", "file", "max", papersMost)
	}
	p.Key, p.Audience, p.Case, p.At = rand.Text(), a.ID, a.Case, s.Now()
	if err := s.Papers.AddPaper(ctx, p, file.Content); err != nil {
		return fmt.Errorf("keep a document: %w", err)
	}
	return s.Refresh(ctx, a.Session)
}

// PaperForCitizen is a document of the person's own audience, or booking.ErrNotFound.
func (s *Sitting) PaperForCitizen(ctx context.Context, id booking.AudienceID, key string) (Paper, []byte, error) {
	p, content, err := s.Papers.PaperContent(ctx, key)
	if err != nil {
		return Paper{}, nil, err
	}
	if p.Audience != id {
		return Paper{}, nil, booking.ErrNotFound
	}
	return p, content, nil
}

// PaperForStaff is a document of an audience of the session, for those who were to see it there; the
// reading goes into the journal.
func (s *Sitting) PaperForStaff(ctx context.Context, id booking.SessionID, as identity.Staff, key string) (Paper, []byte, error) {
	role, ok := roomRoles[as.Role]
	if !ok || role == signaling.RoleTechnician {
		return Paper{}, nil, booking.ErrForbidden
	}
	p, content, err := s.Papers.PaperContent(ctx, key)
	if err != nil {
		return Paper{}, nil, err
	}
	a, err := s.Line.Audience(ctx, p.Audience)
	if err != nil {
		return Paper{}, nil, err
	}
	if a.Session != id {
		return Paper{}, nil, booking.ErrNotFound
	}
	return p, content, s.Journal.Record(ctx, "attachment.read", "case", p.Case, "")
}

// showPapers tells the room of documents that it has not been told of. A client that knows one
// already ignores it.
func (s *Sitting) showPapers(ctx context.Context, room *signaling.Room, id booking.AudienceID) error {
	papers, err := s.Papers.PapersOf(ctx, id)
	if err != nil {
		return fmt.Errorf("documents of audience %d: %w", id, err)
	}
	for _, p := range papers {
		s.mu.Lock()
		told := s.told[p.Key]
		s.told[p.Key] = true
		s.mu.Unlock()
		if !told {
			room.Show(signaling.Document{
				ID: p.Key, FileName: p.File.Name, MediaType: p.File.Type, Size: p.File.Size,
				Peer: signaling.PeerID(p.Peer), Role: signaling.Role(p.Role), Name: p.Name, At: p.At,
			})
		}
	}
	return nil
}

func personPeer(a booking.Audience) string { return "person-" + number(a.Person) }
