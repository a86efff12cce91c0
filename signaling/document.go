package signaling

import (
	"time"

	"majlis/signaling/wire"
)

// A Document is a file that somebody shows to the stage. The file itself does not pass through the
// room: ID is what the caller knows it by. Peer showed it, as Role and Name, and may have left since.
type Document struct {
	ID, FileName, MediaType string
	Size                    int64 // bytes
	Peer                    PeerID
	Role                    Role
	Name                    string
	At                      time.Time
}

// MayShow tells whether a role may show documents to the stage.
func (r Role) MayShow() bool { return r.may(doShow) }

// Show tells the stage of a document.
func (r *Room) Show(d Document) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.tellStage("document", wire.Document{
		ID: d.ID, From: r.numbers[d.Peer], Name: d.Name, Role: string(d.Role), To: "stage",
		FileName: d.FileName, MediaType: d.MediaType, Size: d.Size, At: d.At.UTC(),
	})
}
