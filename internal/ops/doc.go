// Package ops tells operations what the program is doing at this moment, from the running rooms and
// the database alone, and what of it needs somebody:
//
//	watch := ops.New(ops.Config{Store: db.Ops(), Rooms: …, Process: …, Now: now})
//	overview := watch.Overview(ctx)
//	for _, alert := range ops.Alerts(overview) { … }
//
// Nothing here is remembered between two looks, and nothing names a person: people are their number
// in a room, their role, and at most the reference of their case.
package ops
