package notifytest

import (
	"context"

	"majlis/booking"
	"majlis/internal/notify"
)

// transactions is a store's, where the process may die before a commit and after it.
type transactions struct {
	booking.Transactor
	h *history
}

type insideKey struct{}

// InTx commits or not, and says so or dies.
func (t transactions) InTx(ctx context.Context, do func(ctx context.Context) error) error {
	if ctx.Value(insideKey{}) != nil {
		return t.Transactor.InTx(ctx, do)
	}
	t.h.between()
	err := t.Transactor.InTx(context.WithValue(ctx, insideKey{}, true), func(ctx context.Context) error {
		if err := do(ctx); err != nil {
			return err
		}
		if t.h.crash() {
			return errCrash
		}
		return nil
	})
	if err == nil && t.h.crash() {
		return errCrash // it is done, and nobody was told
	}
	return err
}

// readKey finds what the worker of a context saw of its notice.
type readKey struct{}

// read is what a worker saw of a notice, and when.
type read struct {
	pending notify.Pending
	moved   int
}

// notices is the store of notices, where the process may die before and after each call.
type notices struct {
	notify.Store
	h *history
}

func (n notices) Pending(ctx context.Context, id int64) (notify.Pending, error) {
	n.h.between()
	p, err := n.Store.Pending(ctx, id)
	if r, ok := ctx.Value(readKey{}).(*read); ok {
		*r = read{p, n.h.moved}
	}
	n.h.between()
	return p, err
}

func (n notices) MarkSent(ctx context.Context, id int64, receipt notify.Receipt) error {
	return n.mark(func() error { return n.Store.MarkSent(ctx, id, receipt) })
}

func (n notices) MarkFailed(ctx context.Context, id int64, reason string, last bool) error {
	return n.mark(func() error { return n.Store.MarkFailed(ctx, id, reason, last) })
}

func (n notices) MarkSuperseded(ctx context.Context, id int64) error {
	return n.mark(func() error { return n.Store.MarkSuperseded(ctx, id) })
}

func (n notices) mark(do func() error) error {
	n.h.between()
	if n.h.crash() {
		return errCrash
	}
	if err := do(); err != nil {
		return err
	}
	if n.h.crash() {
		return errCrash
	}
	return nil
}
