// Package bandwidth finds out what a way over the internet carries, from what is told of the packets
// that went over it. It knows numbers, sizes and times, and neither connections nor what is in packets.
//
// A sender numbers packets across all of its streams and remembers them in Departures; a receiver
// notes in Acks when each came and tells of it; the sender feeds that to an Estimate, which says how
// many bit/s may be sent.
//
//	n := sent.Next(len(packet), now)            // goes along with the packet
//	acks.Came(n, now)                           // at the other end,
//	message := acks.Tell(nil, ssrc)             // where it is told every AcksEvery
//	estimate.Acked(message[12:], &sent, now)    // back again
//	bitrate, severe, measured := estimate.Read()
//
// Left out: probing. What is not sent is not known to fit; the estimate grows by trial.
package bandwidth
