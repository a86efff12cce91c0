// Package sfu forwards sound and picture between the people of a room, with Pion.
//
// A Forwarder is the Media of package signaling. Each participant has one peer connection, opened
// by their only offer; its media sections are the lanes of docs/protocol.md and never change.
//
//	f, err := sfu.New(sfu.Config{UDPPort: 8443, PublicIPs: []string{"203.0.113.7"}})
//	hub := signaling.NewHub(signaling.Config{Media: f, Gate: signer})
//
// # The way of a packet
//
// Pion decrypts a packet and writes it into what we gave it for a buffer: a stream. On that goroutine
// the header is read once, the stream's layer counts the packet, keeps it for those who may lose it,
// and every outbound that shows the layer's inbound gives it the numbers of its lane and sends it on.
// Nothing is queued and nothing is allocated. An inbound is a microphone, camera or screen; a camera
// may come in two layers, of which each outbound shows one. An outbound is one lane's sound or
// picture: its SSRC stays, and sequence numbers, timestamps and VP8 picture numbers go on without a
// jump whoever is shown and in whichever layer.
//
// # Around it
//
// There is no chain of interceptors. Control packets about an SSRC arrive at a control, which repeats
// what a receiver has lost, passes on requests for key frames, and feeds the estimate of what the way
// to the receiver carries (package bandwidth); choose divides that between the lanes, sound first. One
// keeper per Forwarder asks senders for what is missing, acknowledges what came, and writes reports.
//
// # What is kept from whom
//
// An inbound that nobody is shown is read, counted and dropped: that is the warm waiting room. Nothing
// that arrived before an outbound was pointed at it gets through, nor can it be asked for again: what
// is kept is forgotten at every new epoch and when nobody is shown the stream any more. The one
// exception is a key frame of the same epoch, for people who join where they are already admitted.
package sfu
