package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"

	"majlis/booking"
	"majlis/internal/config"
	"majlis/internal/identity"
	"majlis/internal/postgres"
	"majlis/internal/seed"
	"majlis/web/demo"
)

// loadDemonstration fills an empty database; one that is in use is left as it is.
func loadDemonstration(ctx context.Context, c config.Config, db *postgres.DB, s *services, log *slog.Logger) error {
	build := func(on seed.Stage) (seed.Services, error) {
		played, err := newServices(c, db, stage{now: on.Now, sender: on.Sender, outbox: on.Outbox(db), newSeed: on.NewSeed}, log)
		if err != nil {
			return seed.Services{}, err
		}
		return seed.Services{
			Tx: db, People: played.people, Accounts: played.accounts, Links: played.links, Office: played.office,
			Desk: played.desk, Notifier: played.notifier, Checks: db, Days: db,
		}, nil
	}
	err := seed.Load(ctx, seed.Deps{Build: build}, s.now(), log)
	if errors.Is(err, seed.ErrLoaded) {
		log.Info("the database is in use; the demonstration's data is kept as it is")
		return renew(ctx, s, log)
	}
	if err != nil {
		return err
	}
	if err := db.DropSettledJobs(ctx); err != nil {
		return fmt.Errorf("drop the jobs of the past: %w", err)
	}
	return nil
}

// renew gives a demonstration of an earlier day somebody to receive now. Near midnight, in the middle of
// a prayer, or without anybody who waits there may be no way to; the demonstration goes on without.
func renew(ctx context.Context, s *services, log *slog.Logger) error {
	err := seed.Renew(ctx, seed.Services{Desk: s.desk}, s.now())
	var refusal *booking.Refusal
	if errors.As(err, &refusal) || errors.Is(err, booking.ErrNotFound) {
		log.Info("no audience could be set up for now", "refusal", err)
		return nil
	}
	return err
}

// accountWays are the accounts shown on the demonstration's page, in its order.
var accountWays = []demo.Way{
	{Group: "demo.group.office", Label: "demo.way.chief", Username: "chief"},
	{Group: "demo.group.office", Label: "demo.way.scheduler", Username: "scheduler"},
	{Group: "demo.group.office", Label: "demo.way.officer", Username: "officer"},
	{Group: "demo.group.office", Label: "demo.way.minister", Username: "minister"},
	{Group: "demo.group.office", Label: "demo.way.deputy", Username: "deputy"},
	{Group: "demo.group.office", Label: "demo.way.aide", Username: "aide"},
	{Group: "demo.group.centre", Label: "demo.way.reception", Username: "reception"},
	{Group: "demo.group.centre", Label: "demo.way.agent", Username: "agent"},
	{Group: "demo.group.centre", Label: "demo.way.department", Username: "traffic"},
	{Group: "demo.group.ops", Label: "demo.way.operations", Username: "operations"},
	{Group: "demo.group.ops", Label: "demo.way.auditor", Username: "auditor"},
	{Group: "demo.group.ops", Label: "demo.way.admin", Username: "admin"},
}

// ways are the ways into the demonstration: a citizen's, one who can join right now, the accounts.
func (n *Node) ways(r *http.Request) ([]demo.Way, error) {
	ways := []demo.Way{
		{Group: "demo.group.citizen", Label: "demo.way.home", Href: "/"},
		{Group: "demo.group.citizen", Label: "demo.way.phone", Href: "/demo/phone"},
	}
	link, err := n.joinLink(r.Context())
	if err != nil {
		return nil, err
	}
	if link != "" {
		ways = append(ways, demo.Way{Group: "demo.group.citizen", Label: "demo.way.join", Href: link})
	}
	for _, way := range accountWays {
		way.Href = "/staff/sign-in"
		ways = append(ways, way)
	}
	return ways, nil
}

// joinLink is the path of a fresh link for somebody whose audience by video from home is on today
// and not over, or "".
func (n *Node) joinLink(ctx context.Context) (string, error) {
	s := n.services
	lines, err := s.desk.Today(ctx, s.now())
	if err != nil {
		return "", fmt.Errorf("read today's sessions: %w", err)
	}
	for _, line := range lines {
		if s.now().After(line.Session.To) || line.Host.Code != "minister" {
			continue
		}
		for _, a := range line.Audiences {
			if a.Venue != booking.VenueHome || !a.Status.Live() {
				continue
			}
			token, err := s.links.Mint(ctx, identity.PurposeOffer, int64(a.Offer), a.Person, line.Session.To)
			if err != nil {
				return "", fmt.Errorf("mint a link: %w", err)
			}
			return "/a/" + token, nil
		}
	}
	return "", nil
}

// printGuide tells whoever started the demonstration where to look.
func (n *Node) printGuide(ctx context.Context, out io.Writer) error {
	link, err := n.joinLink(ctx)
	if err != nil {
		return err
	}
	lines := []string{
		"", "Majlis is ready, with demonstration data only.", "",
		"  ways in     " + n.url + "/ar/demo",
		"  citizen     " + n.url + "/ar",
		"  messages    " + n.url + "/ar/demo/phone   (the SMS of the made-up people, codes included)",
	}
	if link != "" {
		lines = append(lines, "  join now    "+n.url+link)
	}
	lines = append(lines,
		"  office      "+n.url+"/ar/staff/sign-in   chief",
		"  host        "+n.url+"/ar/staff/sign-in   minister, aide",
		"  desk        "+n.url+"/ar/staff/sign-in   reception",
		"  ops         "+n.url+"/ar/staff/sign-in   operations",
		"  password    "+seed.Password, "")
	for _, line := range lines {
		if _, err := fmt.Fprintln(out, line); err != nil {
			return fmt.Errorf("print the guide: %w", err)
		}
	}
	return nil
}
