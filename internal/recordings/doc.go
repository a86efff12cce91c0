// Package recordings is the office's side of recording audiences: the policy, which two
// people turn on; the list of what was recorded; who may fetch a file, which two people
// decide; and its destruction when its time is over.
//
// Every step is in the audit record. Taking the recording itself is not this package's: a
// node tells it what it began and what became of it.
package recordings
