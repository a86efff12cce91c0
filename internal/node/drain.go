package node

import (
	"context"
	"errors"
	"fmt"
)

// Drain gives every room to another server and returns when their people have gone there, or ctx
// ends. Rooms stay here while there is no other server.
func (k *Keeper) Drain(ctx context.Context) error {
	id := k.self()
	if id == 0 {
		return nil // never entered
	}
	if err := k.cfg.Store.SetDraining(ctx, id, true); err != nil {
		return fmt.Errorf("say that this server drains: %w", err)
	}
	if err := k.beat(ctx); err != nil { // who lives now, and gives the rooms away
		return err
	}
	gone := make(chan struct{})
	go func() {
		k.moves.Wait()
		close(gone)
	}()
	select {
	case <-gone:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// giveAway moves the rooms that live here to other servers, all at once.
func (k *Keeper) giveAway(ctx context.Context) {
	for _, room := range k.Held() {
		to, ok := k.target()
		if !ok {
			k.cfg.Log.Info("there is no other server to take the rooms")
			return
		}
		if err := k.give(ctx, room, to); err != nil {
			k.cfg.Log.Warn("a room could not be given away", "room", room, "to", to.Name, "error", err)
		}
	}
}

func (k *Keeper) give(ctx context.Context, room string, to Node) error {
	epoch, mine := k.Mine(room)
	if !mine {
		return nil
	}
	err := k.cfg.Store.Give(ctx, room, k.self(), epoch, to.ID)
	if err != nil && !errors.Is(err, ErrDeposed) {
		return err
	}
	k.mu.Lock()
	delete(k.held, room)
	k.mu.Unlock()
	if err != nil {
		k.depose(ctx, room)
		return err
	}
	k.took(to.ID)
	k.cfg.Log.Info("a room moves", "room", room, "to", to.Name)
	moving := context.WithoutCancel(ctx) // a room ends its own move within seconds
	k.moves.Go(func() {
		if err := k.cfg.Rooms.Move(moving, room, SocketOf(to.URL)); err != nil {
			k.cfg.Log.Warn("a room's people could not be brought over", "room", room, "error", err)
			k.cfg.Rooms.Depose(room, SocketOf(to.URL))
		}
	})
	return nil
}
