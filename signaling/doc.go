// Package signaling runs the rooms in which a host meets citizens, one audience after another.
//
// A Room is one host's whole session: a stage of at most StageLimit connected people who see and
// hear each other by the role table, and a waiting area of at most WaitingLimit people whose media
// already reaches the server but goes nowhere. An audience is an interval on the stage: Admit binds
// the people of one audience to it, Hold unbinds them, End sees them out. Both are in-memory
// switches; a caller that must remember an admission writes it down first, in its Floor, and then
// calls the Room. Admit may be called before anybody of that audience is there, so a restarted
// server is set right by calling it again.
//
// The package knows neither sockets nor RTP. A transport hands it frames (Hub.Join, then
// Connection.Receive) and gives it a Link to answer on; sound and picture are moved by a Media, to
// which the room says only who is to be shown in which lane. signaling/ws and signaling/sfu are the
// two that ship. The messages are written down in docs/protocol.md and, as types, in signaling/wire,
// with one example each in testdata/messages.
//
// It meets the rest of a system through values: a Ticket that a Gate has checked lets somebody in,
// and an Observer is told Events in order. A whole server is
//
//	signer, err := signaling.NewSigner(key)
//	hub := signaling.NewHub(signaling.Config{Gate: signer, Media: sfu, Floor: floor, Observer: observer})
//	http.Handle("/room", ws.Handler(hub, ws.Config{Origins: []string{"https://majlis.example"}}))
//	hub.Room("session-12").SetQueue(entries)
//	defer hub.Close()
//
// The flow: Join → (waiting) → Floor.Next or Floor.Admit → Room.Admit → stage → Room.End. A lost
// socket is unseen by others for 15 s and keeps its place for 5 minutes; a reload takes the same
// place back.
//
// Where several servers share the work, a Homes says which of them a room lives on: a join to a room
// that lives elsewhere is answered with its address, Room.Move brings a room's people over to another
// server without a break, and Room.Depose closes one that another has taken.
//
// Left out: who is in which audience and in which order (the caller says so by SetQueue), durable
// state, how servers agree about homes, and recording.
package signaling
