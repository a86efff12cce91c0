package node

import (
	"context"
	"fmt"
	"time"
)

// Claim makes this server the home of a room, unless another is, and answers with the socket of the
// server that has it, "" for this one. A room that lives here is answered for without the database. A
// home that has fallen silent is given the time to speak or to be dead, so that a client that was sent
// here by its loss is taken in as soon as may be.
func (k *Keeper) Claim(ctx context.Context, room string) (string, error) {
	if _, mine := k.Mine(room); mine {
		return "", nil
	}
	for until := time.Now().Add(claimWithin); ; {
		home, err := k.find(ctx, room)
		if err != nil {
			return "", fmt.Errorf("find the home of %s: %w", room, err)
		}
		switch {
		case home.Node == k.self():
			k.hold(room, home.Epoch)
			return "", nil
		case home.Left > suspectAt, time.Now().After(until):
			return SocketOf(home.URL), nil
		}
		if !pause(ctx, min(lookAgain, max(home.Left, 10*time.Millisecond))) {
			return "", ctx.Err()
		}
	}
}

// find is the room's home, this server if it could take it.
func (k *Keeper) find(ctx context.Context, room string) (Home, error) {
	home, err := k.cfg.Store.HomeOf(ctx, room)
	if err != nil || home.Left > 0 {
		return home, err
	}
	k.mu.Lock()
	id, draining := k.id, k.draining
	k.mu.Unlock()
	if to, ok := k.target(); draining && ok {
		id = to.ID // the room is for another to serve from the start
	}
	return k.cfg.Store.Take(ctx, room, id)
}

func (k *Keeper) hold(room string, epoch int64) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.held[room] = epoch
}

// target is the living server with the fewest rooms that would take one.
func (k *Keeper) target() (Node, bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	var best Node
	for _, n := range k.nodes {
		if n.ID != k.id && n.Alive && !n.Draining && (best.ID == 0 || n.Rooms < best.Rooms) {
			best = n
		}
	}
	return best, best.ID != 0
}

// took counts a room given to a server before its next beat says so.
func (k *Keeper) took(id ID) {
	k.mu.Lock()
	defer k.mu.Unlock()
	for i := range k.nodes {
		if k.nodes[i].ID == id {
			k.nodes[i].Rooms++
		}
	}
}
