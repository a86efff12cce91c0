// Package ws carries the messages of package signaling over WebSockets.
//
// Handler is mounted outside anything that wraps the http.ResponseWriter, for it needs the raw
// http.Hijacker. Each socket has one reading goroutine, the request's own, and one writing goroutine
// behind a bounded queue: a client that does not read is let go and may resume. Who somebody is comes
// from their ticket alone; cookies are not looked at, and the Origin is checked against the
// configured site.
package ws
