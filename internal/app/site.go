package app

import (
	"crypto/tls"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/alexedwards/scs/pgxstore"
	"riverqueue.com/riverui"

	"majlis/internal/config"
	"majlis/internal/identity"
	"majlis/internal/seed"
	"majlis/web"
	"majlis/web/assets"
	"majlis/web/citizen"
	"majlis/web/citizen/appointment"
	"majlis/web/citizen/weekplan"
	"majlis/web/demo"
	"majlis/web/desk"
	"majlis/web/host"
	"majlis/web/office"
	"majlis/web/office/plan"
	"majlis/web/office/recording"
	"majlis/web/office/supply"
	"majlis/web/office/week"
	"majlis/web/office/word"
	"majlis/web/ops"
	"majlis/web/page"
	"majlis/web/page/gallery"
)

// loginsSweptEvery is how often spent logins are removed from the store.
const loginsSweptEvery = 10 * time.Minute

// site puts the surfaces together.
func (n *Node) site(c config.Config, p *phone) (http.Handler, error) {
	manifest, err := assets.Load()
	if err != nil {
		return nil, fmt.Errorf("load the assets: %w", err)
	}
	s := n.services
	pages := page.New(page.Config{
		Bundle: s.bundle, Assets: manifest, Development: c.Development, Visitor: web.Visitor(s.bundle), Nav: navigation(),
		Site: page.Site{HelpPhone: helpPhone, SignIn: "/sign-in", Home: "/", Links: []page.Link{
			{Href: "/centres", Text: "citizen.centres.title"}, {Href: "/help", Text: "citizen.help.title"}, {Href: "/privacy", Text: "citizen.privacy.title"},
		}, Sockets: n.sockets},
	})
	queue, err := n.queuePages()
	if err != nil {
		return nil, err
	}
	receipts, err := n.receipts(c)
	if err != nil {
		return nil, err
	}
	return web.New(web.Config{
		Routes: n.routes(c, pages, p), Mounts: []web.Mount{queue}, Renderer: pages,
		Logins:   pgxstore.NewWithCleanupInterval(n.database.Pool(), loginsSweptEvery),
		Accounts: s.accounts, Codes: s.codes, People: s.people, Links: s.links, Limits: s.limits, Logger: n.log, Now: s.now,
		PublicOrigin: n.url, SocketSources: socketSources(c), TrustedProxies: c.Proxies, Socket: n.rooms.socket, Static: manifest.Handler(),
		Unguarded: map[string]http.Handler{"GET /health": http.HandlerFunc(n.health), "POST " + receiptPath + "{secret}": receipts},
		Observe:   n.observe,
	})
}

// routes is every route of the site.
func (n *Node) routes(c config.Config, pages *page.Renderer, p *phone) []page.Route {
	s, db := n.services, n.database.DB
	own := citizen.New(citizen.Deps{Pages: pages, Office: s.office, Desk: s.desk, People: s.people, Links: s.links, Calendar: s.calendar,
		Tx: db, HTTPS: strings.HasPrefix(n.url, "https:"), Now: s.now})
	routes := own.Routes()
	routes = append(routes, appointment.New(appointment.Deps{
		Pages: pages, Offers: s.desk, Wishes: s.desk, Supply: s.desk, Cases: s.office, Links: s.links, People: s.people,
		Tickets: n.rooms.sitting, Checks: db, Tx: db, Times: s.desk, Origin: n.url, Now: s.now,
	}).Routes()...)
	routes = append(routes, weekplan.New(weekplan.Deps{Pages: pages, Desk: s.desk, Standings: s.desk, Own: own.Own}).Routes()...)
	routes = append(routes, host.New(host.Deps{
		Pages: pages, Days: s.desk, Day: s.desk, Cases: s.office, People: s.people, Rooms: n.rooms.sitting, Checks: db, Now: s.now,
	}).Routes()...)
	routes = append(routes, desk.New(desk.Deps{
		Pages: pages, Cases: s.office, Days: s.desk, Arrivals: s.desk, People: s.people, Links: s.links, Now: s.now,
	}).Routes()...)
	routes = append(routes, n.officeRoutes(pages)...)
	routes = append(routes, n.opsRoutes(pages)...)
	if c.Development {
		routes = append(routes, gallery.New(pages, s.now).Routes()...)
	}
	if p != nil {
		routes = append(routes, demo.New(demo.Deps{Pages: pages, Messages: p.messages, Ways: n.ways, Password: seed.Password}).Routes()...)
	}
	return routes
}

// officeRoutes are the console's: cases, weeks, plans.
func (n *Node) officeRoutes(pages *page.Renderer) []page.Route {
	s, db := n.services, n.database.DB
	words := word.Sources{Desk: s.desk, Cases: s.office, Persons: s.people, Staff: s.accounts}
	return slices.Concat(
		office.New(office.Deps{
			Pages: pages, Office: s.office, Desk: s.desk, People: s.people, Staff: s.accounts, Notices: db.Notices(), Reports: db, Talks: db, Checks: db,
			Calendar: s.calendar, Tx: db, Now: s.now,
		}).Routes(),
		week.New(week.Deps{
			Pages: pages, Desk: s.desk, Words: words, Centres: s.office, Notices: db.Notices(), Urgent: s.desk, Checks: db, Holidays: s.calendar, Now: s.now,
		}).Routes(),
		supply.New(supply.Deps{
			Pages: pages, Desk: s.desk, Words: words, Centres: s.office, Staff: s.accounts, Days: officeDays{db, s.record, s.now},
			Calendar: s.calendar, Messages: drafts{s.notifier, db}, Tx: db, Now: s.now,
		}).Routes(),
		recording.New(recording.Deps{
			Pages: pages, Office: n.rooms.recordings, Shelf: n.rooms.recorder, Names: s.accounts, Possible: n.rooms.recorder != nil, Now: s.now,
		}).Routes(),
		plan.New(plan.Deps{Pages: pages, Desk: s.desk, Words: words, Now: s.now}).Routes(),
	)
}

func navigation() []page.NavItem {
	return slices.Concat(office.Nav(), week.Nav(), recording.Nav(), supply.Nav(), desk.Nav(), host.Nav(), ops.Nav())
}

// queuePages are River's own pages about the job queue, behind the operators' login.
func (n *Node) queuePages() (web.Mount, error) {
	const prefix = "/ops/jobs"
	handler, err := riverui.NewHandler(&riverui.HandlerOpts{
		Endpoints: riverui.NewEndpoints(n.jobs.River(), nil), Logger: n.log, Prefix: prefix,
	})
	if err != nil {
		return web.Mount{}, fmt.Errorf("make the job queue's pages: %w", err)
	}
	return web.Mount{Prefix: prefix + "/", Needs: identity.OpsRead, Changes: identity.OpsAct, Handler: handler, InlineStyle: true}, nil
}

// health answers a load balancer: the node is up, reaches its database and takes people.
func (n *Node) health(w http.ResponseWriter, r *http.Request) {
	if err := n.database.Ping(r.Context()); err != nil {
		http.Error(w, "database away", http.StatusServiceUnavailable)
		return
	}
	if n.rooms.keeper.Retiring() {
		http.Error(w, "draining", http.StatusServiceUnavailable)
		return
	}
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	_, _ = fmt.Fprintln(w, "ok")
}

func tlsConfig(cert tls.Certificate) *tls.Config {
	return &tls.Config{Certificates: []tls.Certificate{cert}, MinVersion: tls.VersionTLS12}
}
