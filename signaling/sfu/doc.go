// Package sfu forwards sound and picture between the people of a room, with Pion.
//
// A Forwarder is the Media of package signaling. Each participant has one peer connection, opened
// by their only offer; its media sections are the lanes of docs/protocol.md and never change. An
// inbound reads one stream of a participant and hands each packet to the outbounds that show it; an
// outbound is one lane's stream: its SSRC stays, and sequence numbers, timestamps and VP8 picture
// numbers go on without a jump whoever is shown.
//
//	f, err := sfu.New(sfu.Config{UDPPort: 8443, PublicIPs: []string{"203.0.113.7"}})
//	hub := signaling.NewHub(signaling.Config{Media: f, Gate: signer})
//
// An inbound that nobody is shown is read, counted and dropped: that is the warm waiting room.
// Nothing that arrived before an outbound was pointed at it gets through; arrivals are numbered
// where packets leave SRTP, so that one still in a buffer at that moment is told apart.
//
// Left out, for now: simulcast, bandwidth estimation, and caches of our own (lost packets are asked
// for and sent again by Pion's interceptors).
package sfu
