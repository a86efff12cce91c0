// Package recording keeps what a stage said and showed, in one WebM file with a track for
// each person's sound, camera and screen.
//
// A Take is one recording in a directory of its own. Packets come in by Take (it is the
// sink of an sfu tap); whole frames go to segments that are synced to the disk every
// second, so that a crash loses no more than that. Finish puts the segments in the order
// of time into recording.webm, reads it back, and removes them:
//
//	t, err := recording.Begin(dir, now())
//	leg := forwarder.Tap(t)
//	leg.Show(lanes)
//	...
//	leg.Close()
//	summary, err := t.Finish()
//
// Bytes counts what has reached the disk: somebody watching it knows whether it is really
// recorded. Recover finishes what a crash left.
//
// Times are those at which sound and picture were captured, by the senders' own reports,
// and by the packets' arrival until the first of these. What it leaves out: who may
// record, and who may see the file.
package recording
