package ops

import (
	"context"
	"errors"
	"net/http"
	"strconv"

	"majlis/booking"
	"majlis/internal/identity"
	"majlis/internal/node"
	"majlis/web/page"
)

// Nodes are the servers that share the work. node.Fleet is one.
type Nodes interface {
	Nodes(ctx context.Context) ([]node.Node, error)
	Drain(ctx context.Context, id node.ID) error
	Restore(ctx context.Context, id node.ID) error
}

type nodesView struct {
	page.View
	Table page.Table
}

// nodes lists the servers, what they have and whether they live.
func (s *Surface) nodes(w http.ResponseWriter, r *http.Request) error {
	v := &nodesView{View: s.Pages.View(r, page.Console, "ops.nodes.title")}
	v.Lead = v.T("ops.nodes.lead")
	list, err := s.Nodes.Nodes(r.Context())
	if err != nil {
		return err
	}
	v.Table = page.Table{Caption: v.T("ops.nodes.title"), Hide: true, Columns: columns(&v.View, "node", "state", "rooms", "heartbeat", "started", "act"),
		Empty: &page.EmptyState{Icon: "server", Title: v.T("ops.nodes.none")}}
	mayAct := identity.ActorFrom(r.Context()).May(identity.OpsAct)
	for _, n := range list {
		v.Table.Rows = append(v.Table.Rows, nodeRow(&v.View, n, mayAct))
	}
	v.Script("ops/rooms")
	return s.nodesPage.Render(w, r, http.StatusOK, v)
}

func nodeRow(v *page.View, n node.Node, mayAct bool) page.TableRow {
	tag, act := page.Tag{Kind: page.Success, Text: v.T("ops.nodes.alive")}, "drain"
	switch {
	case !n.Alive:
		tag = page.Tag{Kind: page.Danger, Text: v.T("ops.nodes.dead")}
	case n.Draining && n.Rooms > 0:
		tag, act = page.Tag{Kind: page.Warning, Text: v.T("ops.nodes.draining")}, "restore"
	case n.Draining:
		tag, act = page.Tag{Text: v.T("ops.nodes.drained")}, "restore"
	}
	button := page.Cell{}
	if n.Alive && mayAct {
		path := "/ops/nodes/" + strconv.FormatInt(int64(n.ID), 10)
		button.Show = page.Post{Action: path + "/" + act, Button: page.Button{Label: v.T("ops.nodes." + act), Style: page.Secondary, Small: true}}
	}
	return page.TableRow{Cells: []page.Cell{
		{Text: n.Name, Sub: n.URL, Ltr: true}, {Show: tag}, {Text: v.Number(n.Rooms)},
		{Text: v.DateTime(n.HeartbeatAt)}, {Text: v.DateTime(n.StartedAt)}, button,
	}}
}

func (s *Surface) drainNode(w http.ResponseWriter, r *http.Request) error {
	return s.steer(w, r, s.Nodes.Drain, "ops.nodes.drain_begun")
}

func (s *Surface) restoreNode(w http.ResponseWriter, r *http.Request) error {
	return s.steer(w, r, s.Nodes.Restore, "ops.nodes.restored")
}

func (s *Surface) steer(w http.ResponseWriter, r *http.Request, do func(context.Context, node.ID) error, done string) error {
	id, err := strconv.ParseInt(r.PathValue("node"), 10, 64)
	if err != nil {
		return booking.ErrNotFound
	}
	err = do(r.Context(), node.ID(id))
	var refusal *booking.Refusal
	if errors.As(err, &refusal) {
		return page.Redirect(w, r, "/ops/nodes", page.Flash{Kind: page.Warning, Key: "refusal." + refusal.Code, Args: refusal.Args})
	}
	if err != nil {
		return err
	}
	return page.Redirect(w, r, "/ops/nodes", page.Flash{Kind: page.Success, Key: done})
}
