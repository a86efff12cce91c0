// Package node is one server among its equals: it says that it lives, knows the others, and settles
// with them which rooms live where.
//
// PostgreSQL is all that the servers share, and rows are the only truth: a room's home is claimed by
// compare and set, each claim under a higher epoch, and whatever a home writes for its room it writes
// under that epoch, so that a server that was taken for dead cannot undo what its successor did.
//
//	keeper := node.New(node.Config{Store: db.Nodes(), Tx: db, Rooms: rooms, Name: "a", URL: "https://a.majlis.example", …})
//	err := keeper.Enter(ctx)
//	go keeper.Run(ctx)                      // beats
//	url, err := keeper.Claim(ctx, room)     // "" when the room is here
//	err = keeper.Fenced(ctx, room, admit)   // a write that only the room's home may make
//	keeper.Drain(ctx)                       // gives every room to another server
//	keeper.Leave(ctx)
//
// Time is counted while the database is up: a server that cannot reach it keeps its rooms, and nobody
// is dead before it has missed six seconds of beats that it could have made.
//
// Left out: what a room is, and how its people come over (signaling, by way of Rooms).
package node
