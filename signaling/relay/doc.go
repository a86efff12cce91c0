// Package relay is the way around a firewall: a STUN and TURN server (RFC 8656) over
// UDP, TCP and TLS that carries packets between a browser and this program's own media
// ports, and nowhere else.
//
// A Relay is opened with the media ports (Config.Media). Servers gives a connection the
// addresses and a credential; Revoke ends the credential and everything allocated with
// it:
//
//	r, err := relay.New(relay.Config{Key: key, Host: "majlis.example", Listen: ips, Media: ports})
//	...
//	joined.ICEServers = r.Servers(connection, until)
//	...
//	r.Revoke(connection)
//
// A credential's time limits when something new may be allocated with it. What is
// allocated lives on by refreshes for as long as the connection does.
//
// What it leaves out: TCP allocations (RFC 6062), and relaying to anything that is not a
// media port of this node. External tells of a TURN server elsewhere.
package relay
