package app

import (
	"runtime/debug"

	"majlis/internal/node"
	"majlis/internal/ops"
	"majlis/web/page"

	surface "majlis/web/ops"
)

// opsRoutes are the operators' pages.
func (n *Node) opsRoutes(pages *page.Renderer) []page.Route {
	s, store := n.services, n.database.Ops()
	watch := ops.New(ops.Config{
		Store: store, Own: n.database.local != nil, Now: s.now,
		Rooms:   func() []ops.Room { return ops.Live(n.rooms.hub.Snapshot()) },
		Process: ops.Process{Name: n.name, Version: buildVersion(), StartedAt: n.startedAt},
		Failed:  func(err error) { n.log.Warn("the database could not be measured", "error", err) },
	})
	operator := ops.Operator{Tx: n.database, Journal: journal{log: n.database.AuditLog(), now: s.now}, Requeues: store, Schedules: n.jobs}
	return surface.New(surface.Deps{
		Pages: pages, Watch: watch, Records: store, Messages: n.database.Notices(), Operator: operator, Chain: n.database.AuditLog(),
		Accounts: s.accounts, Places: s.office, Hosts: s.desk,
		Nodes: node.Fleet{Roll: n.database, Store: n.database.Nodes(), Tx: n.database, Journal: journal{log: n.database.AuditLog(), now: s.now}},
		Log:   n.log, Now: s.now,
	}).Routes()
}

// buildVersion is the module's version, and the commit where the build knew it.
func buildVersion() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return ""
	}
	version := info.Main.Version
	for _, setting := range info.Settings {
		if setting.Key == "vcs.revision" {
			version += " " + setting.Value[:min(len(setting.Value), 12)]
		}
	}
	return version
}
