package archtest

import (
	"fmt"
	"strconv"
	"strings"
)

// An only rule is a closed list: beyond the standard library, the packages that
// match who may import nothing else.
type only struct {
	who string
	may []string
	why string
}

// A never rule forbids the packages that match who an import.
type never struct {
	who    string
	of     []string
	except []string // packages within who that may
	why    string
}

// A keeper rule names the only packages that may import something.
type keeper struct {
	of  string
	is  []string
	why string
}

// Patterns are import paths, ours without the module's name; "/..." takes in what
// lies below. Tests obey the same rules, testOnly imports apart.

var onlyRules = []only{
	{"booking", []string{"booking/...", "github.com/robfig/cron/v3"},
		"the booking library stands alone: another office could use it with its own store and pages"},
	{"booking/allocation", []string{"booking/..."},
		"the allocator is pure, so that a plan can be recomputed and verified years later"},
	{"booking/planfile", []string{"booking/..."}, "part of the booking library"},
	{"booking/roster", nil, "who can serve whom is decided from what is given: no store, no clock"},
	{"booking/bookingtest", []string{"booking/..."}, "part of the booking library"},

	{"signaling", []string{"signaling/wire", "signaling/mos", "signaling/signalingtest"}, "rooms are tested without sockets or media"},
	{"signaling/mos", nil, "a formula needs nobody"},
	{"signaling/wire", nil, "the messages alone are the protocol"},
	{"signaling/signalingtest", []string{"signaling", "signaling/wire"}, "rooms are tested without sockets or media"},
	{"signaling/sfu", []string{"signaling/...", "github.com/pion/..."}, "only here does a room meet RTP"},
	{"signaling/sfu/bandwidth", []string{"github.com/pion/rtcp"}, "what a way carries is arithmetic; Pion checks the messages in tests"},
	{"signaling/ws", []string{"signaling", "signaling/wire", "signaling/signalingtest", "github.com/gorilla/websocket"},
		"only here does a room meet a socket"},
	{"signaling/recording", []string{"signaling", "signaling/sfu", "github.com/pion/...", "github.com/at-wat/ebml-go/..."},
		"a recording is made of what the forwarder lets through, and knows no room"},
	{"signaling/relay", []string{"signaling/wire", "github.com/pion/..."}, "the relay moves packets and knows no room, only the message that tells of it"},
	{"signaling/bot", []string{"signaling", "signaling/wire", "signaling/bot/rig", "github.com/pion/...", "github.com/gorilla/websocket"},
		"a bot is a client: it knows the wire, neither the office nor the server"},
	{"signaling/bot/rig", []string{"signaling/...", "github.com/pion/...", "github.com/gorilla/websocket"},
		"what bots meet is signaling and media without an office; the floor it is measured against is bare Pion"},

	{"internal/config", nil, "configuration is read before anything else exists"},
	{"internal/jobs/kind", nil, "job arguments are read by whoever inserts a job and by whoever works it"},
	{"internal/calendar", []string{"github.com/hablullah/go-prayer"}, "dates are facts that know nobody"},
	{"web/assets", nil, "the embedded files, and nothing that could slow their building"},
	{"web/assets/build", []string{"github.com/evanw/esbuild/..."}, "building the assets needs no part of the program"},
}

var neverRules = []never{
	{who: "web/...", of: []string{"internal/postgres/...", "github.com/jackc/...", "github.com/riverqueue/..."},
		why: "pages ask services; a statement in a page escapes the rules"},
	{who: "web/...", of: []string{"internal/sms/...", "internal/jobs/..."},
		why: "a page that sends something itself could tell of a change that was rolled back"},
	{who: "web/...", of: []string{"signaling/..."},
		why: "the socket arrives as an http.Handler, so that pages and calls can be changed apart"},
	{who: "web/page/...", of: []string{"web", "web/citizen", "web/desk", "web/office", "web/host", "web/ops", "web/api", "web/demo"},
		why: "the frame does not know what hangs in it"},

	{who: "internal/postgres/...", of: []string{"web/...", "signaling/...", "internal/jobs", "internal/sms/...", "internal/seed"},
		why: "the store serves the domain; it inserts jobs by their arguments and runs none"},
	{who: "internal/...", of: []string{"web/..."}, except: []string{"internal/app", "internal/e2e", "internal/archtest"},
		why: "pages are the outermost ring: what lies inside cannot know them"},

	{who: "booking/allocation", of: []string{"os", "net/...", "database/sql", "log/slog", "math/rand/..."},
		why: "the same problem gives the same plan, on every machine"},
}

var keeperRules = []keeper{
	{"internal/app", []string{"cmd/majlis", "internal/e2e"},
		"the composition root knows everyone, so nobody may know it"},
	{"internal/sitting", []string{"internal/app", "internal/e2e", "internal/postgres/...", "web/...", "internal/seed", "internal/jobs"},
		"where booking meets signaling is one place"},
	{"internal/e2e", nil, "journeys are tests"},
	{"internal/archtest", nil, "rules about code are tests"},

	{"github.com/jackc/pgx/v5/...", []string{"internal/postgres/...", "internal/app", "internal/jobs", "internal/e2e"},
		"every SQL statement is in internal/postgres; app hands the pool to the job worker and the login store"},
	{"github.com/riverqueue/river/...", []string{"internal/postgres/...", "internal/jobs", "internal/app", "internal/e2e"},
		"the store inserts jobs, jobs works them"},
	{"riverqueue.com/riverui", []string{"internal/jobs", "internal/app"}, "one mount, behind the operations login"},
	{"github.com/pressly/goose/v3/...", []string{"internal/postgres/..."}, "migrations belong to the store"},
	{"github.com/pion/...", []string{"signaling/sfu/...", "signaling/relay", "signaling/recording", "signaling/bot/...", "internal/app", "internal/e2e"},
		"media stays behind the signaling library"},
	{"github.com/at-wat/ebml-go/...", []string{"signaling/recording"}, "one writer of WebM"},
	{"github.com/gorilla/websocket", []string{"signaling/ws", "signaling/bot/...", "internal/e2e"}, "one transport"},
	{"github.com/alecthomas/kong", []string{"cmd/majlis"}, "flags are read in one place"},
	{"github.com/evanw/esbuild/...", []string{"web/assets/build", "internal/e2e"}, "bundling is not part of the running program"},
	{"github.com/alexedwards/scs/...", []string{"web/...", "internal/app", "internal/identity", "internal/postgres/..."},
		"logins are the pages' matter"},
	{"github.com/arran4/golang-ical", []string{"internal/notify"}, "calendar files are written where messages are"},
	{"github.com/nyaruka/phonenumbers", []string{"internal/identity", "internal/sms/...", "internal/i18n"},
		"a number is understood once, when it is proved"},
	{"github.com/prometheus/...", []string{"internal/ops", "internal/app", "internal/e2e"}, "metrics are described in one place"},
}

// surfaces are the page packages that never import one another: what two of them
// need belongs to web/page or to a service.
var surfaces = []string{"web/citizen", "web/desk", "web/office", "web/host", "web/ops", "web/api", "web/demo"}

// bridges may know both libraries; cmd/majlis has a command for each (allocate, bots) that needs no office.
var bridges = []string{"internal/sitting", "internal/app", "internal/e2e", "cmd/majlis"}

// testOnly may be imported by test files alone, and by any of them.
var testOnly = []string{"github.com/PuerkitoBio/goquery", "go.uber.org/goleak"}

// checkImports holds every import of the tree against the tables above.
func checkImports(t *tree) []string {
	var found []string
	libraries := map[string][2]bool{}
	for _, f := range t.files {
		if !f.isGo() {
			continue
		}
		for _, spec := range f.syntax.Imports {
			quoted, _ := strconv.Unquote(spec.Path.Value)
			imported := strings.TrimPrefix(quoted, module+"/")
			for _, why := range refusals(f, imported, quoted) {
				found = append(found, fmt.Sprintf("%s: imports %s: %s", t.at(spec), quoted, why))
			}
			both := libraries[f.dir()]
			both[0] = both[0] || within(imported, "booking/...")
			both[1] = both[1] || within(imported, "signaling/...")
			libraries[f.dir()] = both
		}
	}
	for dir, both := range libraries {
		if both[0] && both[1] && !withinAny(dir, bridges) {
			found = append(found, fmt.Sprintf("%s: imports booking and signaling: they meet in internal/sitting", dir))
		}
	}
	return found
}

// refusals gives the reasons why f may not import a package, shown without the
// module's name.
func refusals(f file, imported, quoted string) []string {
	from := f.dir()
	if withinAny(imported, testOnly) {
		if f.isGoTest() || strings.HasSuffix(from, "test") {
			return nil
		}
		return []string{"it serves tests only"}
	}
	var why []string
	for _, r := range onlyRules {
		if within(from, r.who) && isForeign(quoted) && imported != from && !withinAny(imported, r.may) {
			why = append(why, r.why)
		}
	}
	for _, r := range neverRules {
		if within(from, r.who) && !withinAny(from, r.except) && imported != from && withinAny(imported, r.of) {
			why = append(why, r.why)
		}
	}
	for _, r := range keeperRules {
		if within(imported, r.of) && imported != from && !withinAny(from, r.is) {
			why = append(why, r.why)
		}
	}
	if withinAny(from, surfaces) && withinAny(imported, surfaces) && from != imported {
		why = append(why, "surfaces do not know each other; share through web/page or a service")
	}
	return why
}

// isForeign reports whether an import is not of the standard library.
func isForeign(quoted string) bool {
	first, _, _ := strings.Cut(quoted, "/")
	return first == module || strings.Contains(first, ".")
}
