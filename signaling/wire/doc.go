// Package wire holds the messages of docs/protocol.md as Go types, with nothing but their form: who may
// send what, and what it means, is the matter of package signaling. Each has an example in
// signaling/testdata/messages, which the tests of the browser's client read as well.
//
// Reading is strict: a member that the protocol does not know is refused.
package wire
