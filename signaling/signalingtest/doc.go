// Package signalingtest helps to test rooms without sockets or media: a scripted Peer over an
// in-memory link, a Media that only remembers what it was told, a Recorder of events, and a Floor
// that carries out commands at once.
//
//	w := signalingtest.NewWorld(t)
//	host := w.Join(signalingtest.Host("s1"))
//	sara := w.Join(signalingtest.Citizen("s1", "a1", "sara"))
//	host.Do("admit", map[string]any{"audience": "a1"})
//	sara.Expect("admitted")
//
// A Peer is driven from one goroutine. Use testing/synctest for anything that waits.
package signalingtest
