// Package web puts the pages together: it mounts the surfaces' routes, asks who the visitor is,
// checks the one permission each route names, and turns errors into pages. It also holds the pages
// that belong to no surface: signing in, the entries of short links, and error pages.
//
// A request passes, outermost first: its number, log line and recovery (trace.go); security headers
// (headers.go); the refusal of what another site sent, and the limit of a body's size (web.go); the
// login (login.go); the limit of changes from one address (limit.go); the route's permission
// (access.go); the handler, whose error becomes a page (errors.go). The socket of the call stands
// outside all of it.
package web
