package node

import (
	"context"
	"fmt"

	"majlis/booking"
)

// Roll lists the servers.
type Roll interface {
	NodeList(ctx context.Context) ([]Node, error)
}

// Journal writes the audit record.
type Journal interface {
	Record(ctx context.Context, action, subject string, id int64, reason string) error
}

// Fleet is the servers as operators see and steer them, from whichever one they are signed in to.
type Fleet struct {
	Roll    Roll
	Store   Store
	Tx      Tx
	Journal Journal
}

// Nodes lists the servers of the last day, the living first.
func (f Fleet) Nodes(ctx context.Context) ([]Node, error) { return f.Roll.NodeList(ctx) }

// Drain has a server give its rooms to the others and take no more. It is refused with node_alone
// while there is no other to take them.
func (f Fleet) Drain(ctx context.Context, id ID) error {
	nodes, err := f.Roll.NodeList(ctx)
	if err != nil {
		return fmt.Errorf("list the servers: %w", err)
	}
	for _, n := range nodes {
		if n.ID != id && n.Alive && !n.Draining {
			return f.set(ctx, id, true, "node.drained")
		}
	}
	return booking.Refuse("node_alone", "")
}

// Restore has a server take rooms again.
func (f Fleet) Restore(ctx context.Context, id ID) error {
	return f.set(ctx, id, false, "node.restored")
}

func (f Fleet) set(ctx context.Context, id ID, draining bool, action string) error {
	return f.Tx.InTx(ctx, func(ctx context.Context) error {
		if err := f.Store.SetDraining(ctx, id, draining); err != nil {
			return fmt.Errorf("server %d: %w", id, err)
		}
		return f.Journal.Record(ctx, action, "node", int64(id), "")
	})
}
