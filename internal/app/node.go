package app

import (
	"context"
	"errors"
	"fmt"
	"time"

	"majlis/internal/config"
	"majlis/internal/node"
	"majlis/internal/postgres"
	"majlis/signaling"
)

// movesFor is how long a stopping node waits for its people to be with another.
const movesFor = 15 * time.Second

const leaveWithin = 2 * time.Second

// homes is the keeper as a sitting asks it, with the store's wake-ups.
type homes struct {
	keeper *node.Keeper
	db     *postgres.DB
}

// Claim implements signaling.Homes.
func (h homes) Claim(ctx context.Context, room signaling.RoomID) (string, error) {
	socket, err := h.keeper.Claim(ctx, string(room))
	if err != nil {
		return "", errors.Join(signaling.ErrUnavailable, err)
	}
	return socket, nil
}

// Mine implements sitting.Homes.
func (h homes) Mine(room signaling.RoomID) (epoch int64, mine bool) {
	return h.keeper.Mine(string(room))
}

// Fenced implements sitting.Homes.
func (h homes) Fenced(ctx context.Context, room signaling.RoomID, do func(ctx context.Context) error) error {
	return h.keeper.Fenced(ctx, string(room), do)
}

// Release implements sitting.Homes.
func (h homes) Release(ctx context.Context, room signaling.RoomID) error {
	return h.keeper.Release(ctx, string(room))
}

// Wake implements sitting.Homes.
func (h homes) Wake(ctx context.Context, room signaling.RoomID) error {
	return h.db.WakeRoom(ctx, string(room))
}

// openRooms are the hub's rooms as the keeper of homes handles them.
type openRooms struct{ hub func() *signaling.Hub }

// Move implements node.Rooms.
func (o openRooms) Move(ctx context.Context, room, socket string) error {
	if !o.hub().Holds(signaling.RoomID(room)) {
		return nil
	}
	return o.hub().Room(signaling.RoomID(room)).Move(ctx, socket)
}

// Depose implements node.Rooms.
func (o openRooms) Depose(room, socket string) {
	if o.hub().Holds(signaling.RoomID(room)) {
		o.hub().Room(signaling.RoomID(room)).Depose(socket)
	}
}

// runNode has the node say that it lives, and listen to what it is told.
func (n *Node) runNode(ctx context.Context) {
	keeper, sitting := n.rooms.keeper, n.rooms.sitting
	n.aside(func() {
		if err := keeper.Run(ctx); err != nil {
			n.failed <- fmt.Errorf("be a node among others: %w", err)
		}
	})
	n.aside(func() { n.database.NodeWakes(ctx, func(string) { keeper.Nudge() }) })
	n.aside(func() {
		n.database.RoomWakes(ctx, func(room string) { sitting.Woken(ctx, signaling.RoomID(room)) })
	})
}

// leaveRooms brings the rooms' people to another node, if there is one, and closes what is left.
func (n *Node) leaveRooms(ctx context.Context) error {
	moving, cancel := context.WithTimeout(ctx, movesFor)
	defer cancel()
	if err := n.rooms.keeper.Drain(moving); err != nil && ctx.Err() == nil {
		n.log.Warn("the rooms could not all be given to another node", "error", err)
	}
	closed := n.rooms.close()
	leaving, done := context.WithTimeout(context.WithoutCancel(ctx), leaveWithin)
	defer done()
	if err := n.rooms.keeper.Leave(leaving); err != nil {
		// The database is away: the others find out by its silence.
		n.log.Warn("the node could not say that it ends", "error", err)
	}
	return closed
}

// sockets are where pages find the rooms. A node alone leaves them to their own site.
func (n *Node) sockets() []string {
	all := n.rooms.keeper.Sockets()
	if len(all) == 1 && all[0] == node.SocketOf(n.url) {
		return nil
	}
	return all
}

// sockets are where people who are in a room find it when this node is gone; none while it is alone.
func (r *rooms) sockets() []string {
	all := r.keeper.Sockets()
	if len(all) == 1 {
		return nil
	}
	return all
}

// socketSources are the nodes' sockets as the pages' content security policy names them.
func socketSources(c config.Config) []string {
	var sources []string
	for _, source := range []string{config.SocketSource(c.Among.URL), config.SocketSource(c.Among.Pattern)} {
		if source != "" && source != config.SocketSource(c.PublicOrigin) {
			sources = append(sources, source)
		}
	}
	return sources
}
