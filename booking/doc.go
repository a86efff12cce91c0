// Package booking gives out audiences with a host: requests for audience, weeks of sessions
// and slots, the weekly allocation, offers, appointments, and how each audience ended.
//
// Everything goes through one Desk, whose verbs are the office's words. A request is
// submitted, studied and shortlisted; a week is opened from templates; Allocate drafts who
// sits when, and why nobody else does; Publish puts each seat before its person as an
// offer; the person confirms or declines, or lets it lapse, and what is freed goes to the
// next; on the day the line waits, is admitted one by one, and each audience is ended with
// a disposition that says what follows.
//
//	desk := booking.NewDesk(booking.Config{Store: store, Outbox: outbox, Journal: journal, …})
//	request, err := desk.Submit(ctx, booking.Ask{Case: 7, Person: 12, Section: booking.SectionMen})
//	made, err := desk.OpenWeek(ctx, sunday)
//	plan, err := desk.Allocate(ctx, sunday)
//	err = desk.Publish(ctx, plan.ID, plan.Version)
//
// Each verb is one transaction, or joins the caller's; what people must be told, and the
// journal, are written in it. Pressing the same thing twice is quiet. A rule that says no
// is a *Refusal; a thing that changed meanwhile is ErrConflict; the rules are numbered in
// docs/booking-rules.md and cited where they are held. A Store is small interfaces; package
// bookingtest holds one in memory and the suite that every one must pass, and package
// allocation the allocator, which knows nothing of this one.
//
// Left out on purpose: what a case says and what its departments answer, who a person is,
// the sending of messages, dates of the Hijri calendar (a Calendar is given), the live
// room, and every clock but the one given.
package booking
