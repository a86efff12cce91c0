// Package seed loads the demonstration: an invented ministry with ten weeks behind it, a week in
// hand, sessions going on at this very moment, and a draft for the week to come. No person in it
// exists; identity numbers begin 19 or 29 and mobile numbers 050000, which are nobody's.
//
// Nothing is written past the rules. Load plays the ten weeks as a sequence of moments, each with
// the clock at its own time, and lets people, officers, hosts and departments do what they would
// have done through the services; what would come after now simply does not happen yet. So every
// case has its history, every change its line in the audit record, and every notice its fate.
//
//	err := seed.Load(ctx, seed.Deps{Build: build}, now, log)
//
// Notices of the past are sent in the past, at the moment they fell due, by the real notifier
// through a sender that sends nothing: they end as sent, or as superseded where they no longer held.
// Those that are still to come stay queued for the real worker. The whole is one transaction, so
// that a worker running beside it never sees a notice of the past that waits.
//
// The worker still finds their jobs, sees that they are done, and goes on.
//
// Around now each host has a session of three and a half hours, by day or night, with guests at every
// step: the first of the minister's line can join from home at once, a visitor stands checked in, one
// has an offer to answer; a visitor sits before the deputy and another waits. In the last hour and a
// half before midnight, which no session crosses, the line runs late and that offer is missing.
//
// The same now gives the same data: names, references and numbers. Only link tokens and password
// salts differ.
package seed
