// Package bookingtest is what tests of booking, and of whatever is built on it, stand on: a
// Store in memory, the suite that every Store must pass (TestStore), an office ready to
// work with (NewOffice), and an instance generator for the allocator.
//
//	office := bookingtest.NewOffice(t)
//	request := office.Shortlisted(bookingtest.Ask())
//	plan := office.Published(office.Week())
//	offer, _ := office.Desk.OfferOfRequest(t.Context(), request.ID)
package bookingtest
