// Package archtest holds the rules about the code itself: who may import whom,
// how large a thing may grow, what the libraries show to the world, how
// templates and style sheets are written, and that documents name what exists.
//
// Each rule is a function from a tree of files to findings, so that its own test
// can feed it a tree of three lines and see it complain. TestRepository runs them
// all on the real tree. The rules about imports are data (imports.go), each with
// the reason beside it: changing the architecture means changing that table, in
// the same commit and in plain sight.
//
// A cap is a smoke alarm, not a goal. When one rings, look whether the thing still
// reads as one; raise nothing to silence it.
package archtest
