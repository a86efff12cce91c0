package signaling

import "majlis/signaling/wire"

// A Document is a file that somebody shows to the stage. The file itself does not pass through the
// room: ID is what the caller knows it by.
type Document struct {
	ID, FileName, MediaType string
	Size                    int64 // bytes
}

// MayShow tells whether a peer could show the stage something now: ErrNotFound when they are not in
// the room, ErrForbidden when they are not on the stage or their role does not allow it. It answers
// with the audience that is on, "" when there is none.
func (r *Room) MayShow(peer PeerID) (AudienceID, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	_, err := r.shower(peer)
	return r.current, err
}

// Show tells the stage of a document. It fails as MayShow does.
func (r *Room) Show(peer PeerID, d Document) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	p, err := r.shower(peer)
	if err != nil {
		return err
	}
	r.tellStage("document", wire.Document{
		ID: d.ID, From: p.number, Name: p.ticket.Name, Role: string(p.ticket.Role), To: "stage",
		FileName: d.FileName, MediaType: d.MediaType, Size: d.Size, At: r.hub.cfg.Now().UTC(),
	})
	return nil
}

func (r *Room) shower(peer PeerID) (*person, error) {
	p, ok := r.people[peer]
	switch {
	case !ok:
		return nil, ErrNotFound
	case r.check || p.place != stage || !p.ticket.Role.may(doShow):
		return nil, ErrForbidden
	}
	return p, nil
}
