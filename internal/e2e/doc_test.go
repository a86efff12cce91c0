// Package e2e tests whole journeys: the program in process over HTTP, and the same in
// real browsers with cameras that are not there. Test files only.
//
// Everything runs in a network namespace of its own, so that no test can reach or be
// reached from outside, and each run has all ports to itself. TestMain makes it by
// running the test binary again inside one; PostgreSQL stays outside and is reached
// through its Unix socket, which no namespace hides.
//
// A browser journey is a TypeScript file beside its Go test: startApp gives the address,
// runBrowser runs the script. harness.ts gives the script people, steps and assertions;
// screenshots go to screenshots/<page>.<lang>.<width>.png.
package e2e
