package ops

import (
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"majlis/internal/audit"
	"majlis/internal/identity"
	"majlis/internal/ops"
	"majlis/web/page"
)

var riyadh = time.FixedZone("Asia/Riyadh", 3*60*60)

// perTrail is how many entries a page shows.
const perTrail = 50

type auditView struct {
	page.View
	Fields  []page.Field
	Apply   page.Button
	Clear   *page.Button
	Report  *page.Notice
	Table   page.Table
	Older   *page.Button
	Actions []page.Button
}

// audit shows the record, the newest first, and on demand whether its chain holds.
func (s *Surface) audit(w http.ResponseWriter, r *http.Request) error {
	v := &auditView{View: s.Pages.View(r, page.Console, "ops.audit.title")}
	v.Lead = v.T("ops.audit.lead")
	form, err := page.ReadForm(w, r, 0)
	if err != nil {
		return err
	}
	trail, kept := trailOf(form)
	s.filters(v, form, kept)
	status := http.StatusOK
	if len(form.Errors) > 0 {
		v.Refused(form.Errors)
		status = http.StatusUnprocessableEntity
	}
	if form.Values.Has("verify") {
		if err := s.verify(r, v); err != nil {
			return err
		}
	}
	trail.Before, trail.Most = form.ID("before"), perTrail
	entries, err := s.Records.Trail(r.Context(), trail)
	if err != nil {
		return err
	}
	staff, err := s.staffNames(r, v)
	if err != nil {
		return err
	}
	v.Table = page.Table{Caption: v.T("ops.audit.title"), Hide: true, Columns: columns(&v.View, "at", "actor", "action", "subject", "reason", "from", "seal"),
		Empty: &page.EmptyState{Icon: "shield", Title: v.T("ops.audit.none")}}
	for _, e := range entries {
		v.Table.Rows = append(v.Table.Rows, auditRow(&v.View, e, staff))
	}
	if n := len(entries); n == perTrail {
		v.Older = &page.Button{Label: v.T("ops.audit.older"), Href: auditPath(kept, "before", strconv.FormatInt(entries[n-1].ID, 10)), Style: page.Quiet, IconEnd: "arrow-forward"}
	}
	return s.auditPage.Render(w, r, status, v)
}

// trailOf reads the filters; kept is what of them to carry on in links.
func trailOf(form *page.Form) (trail ops.Trail, kept url.Values) {
	kept = url.Values{}
	for _, name := range []string{"actor", "action", "subject", "day"} {
		if text := form.Numeric(name); text != "" {
			kept.Set(name, text)
		}
	}
	trail.Actor, trail.Subject, trail.Action = refOf(kept.Get("actor")), refOf(kept.Get("subject")), kept.Get("action")
	if trail.From = form.Day("day", riyadh); !trail.From.IsZero() {
		trail.To = trail.From.AddDate(0, 0, 1)
	}
	return trail, kept
}

// refOf reads what audit.Ref writes: staff, staff/12, week/2026-11-29.
func refOf(text string) audit.Ref {
	kind, rest, _ := strings.Cut(text, "/")
	ref := audit.Ref{Kind: strings.TrimSpace(kind)}
	if id, err := strconv.ParseInt(strings.TrimSpace(rest), 10, 64); err == nil {
		ref.ID = id
	} else {
		ref.Name = strings.TrimSpace(rest)
	}
	return ref
}

func auditPath(kept url.Values, more ...string) string {
	query := url.Values{}
	for name, values := range kept {
		query[name] = values
	}
	for i := 0; i+1 < len(more); i += 2 {
		query.Set(more[i], more[i+1])
	}
	if len(query) == 0 {
		return "/ops/audit"
	}
	return "/ops/audit?" + query.Encode()
}

func (s *Surface) filters(v *auditView, form *page.Form, kept url.Values) {
	v.Fields = []page.Field{
		&page.TextField{Name: "actor", Label: v.T("ops.audit.actor"), Placeholder: "staff/12", Size: page.Medium},
		&page.TextField{Name: "action", Label: v.T("ops.audit.action"), Placeholder: "case.read", Size: page.Medium},
		&page.TextField{Name: "subject", Label: v.T("ops.audit.subject"), Placeholder: "case/99", Size: page.Medium},
		&page.TextField{Name: "day", Label: v.T("ops.audit.day"), Type: "date", Size: page.Medium},
	}
	form.Fill(v.Printer, v.Fields...)
	v.Apply = page.Button{Label: v.T("ops.audit.show"), Style: page.Secondary, Icon: "filter"}
	if len(kept) > 0 {
		v.Clear = &page.Button{Label: v.T("ops.audit.clear"), Href: "/ops/audit", Style: page.Quiet}
	}
	export := func(format string) string {
		return strings.Replace(auditPath(kept, "format", format), "/ops/audit", "/ops/audit/export", 1)
	}
	v.Actions = []page.Button{
		{Label: v.T("ops.audit.verify"), Href: auditPath(kept, "verify", "now"), Icon: "shield", Style: page.Secondary},
		{Label: v.T("ops.audit.export_csv"), Href: export("csv"), Icon: "download", Style: page.Quiet},
		{Label: v.T("ops.audit.export_lines"), Href: export("jsonl"), Icon: "download", Style: page.Quiet},
	}
}

// staffNames are the usernames behind the numbers of staff. An auditor may know who acted.
func (s *Surface) staffNames(r *http.Request, v *auditView) (map[int64]string, error) {
	list, err := s.Accounts.List(r.Context())
	names := make(map[int64]string, len(list))
	for _, a := range list {
		names[a.ID] = fmt.Sprintf("%s · %s", a.Username, v.T("common.role."+string(a.Role)))
	}
	return names, err
}

func auditRow(v *page.View, e ops.Entry, staff map[int64]string) page.TableRow {
	seal := page.Tag{Kind: page.Success, Text: v.T("ops.audit.sealed"), Icon: "lock"}
	if e.SealedAt.IsZero() {
		seal = page.Tag{Kind: page.Warning, Text: v.T("ops.audit.unsealed")}
	}
	named := func(ref audit.Ref) page.Cell {
		cell := page.Cell{Text: ref.String(), Ltr: true}
		if ref.Kind == "staff" {
			cell.Sub = staff[ref.ID]
		}
		return cell
	}
	return page.TableRow{Cells: []page.Cell{
		{Text: v.Clock(e.At), Sub: v.Date(e.At)}, named(e.Actor), {Text: e.Action, Ltr: true}, named(e.Subject),
		{Text: reasonOf(v, e)}, {Text: e.From, Ltr: true}, {Show: seal},
	}}
}

// reasonOf is the reason; where it is a role, in the page's language.
func reasonOf(v *page.View, e ops.Entry) string {
	if e.Action == "staff.created" && v.Has("common.role."+e.Reason) && identity.Role(e.Reason).May(identity.StaffHome) {
		return v.T("common.role." + e.Reason)
	}
	return e.Reason
}

// verify computes the whole chain anew; it is asked for, since it takes the longer the more was done.
func (s *Surface) verify(r *http.Request, v *auditView) error {
	report, err := audit.Verify(r.Context(), s.Chain)
	if err != nil {
		return err
	}
	result := fmt.Sprintf("%d hold", report.Sealed)
	v.Report = &page.Notice{Kind: page.Success, Title: v.T("ops.audit.holds", "count", int(report.Sealed)),
		Text: v.T("ops.audit.report", "head", v.Isolate(report.Head.String()), "unsealed", len(report.Unsealed))}
	if report.Broken != 0 {
		result = fmt.Sprintf("broken at link %d, entry %d", report.Broken, report.Entry)
		v.Report.Kind, v.Report.Title = page.Danger, v.T("ops.audit.broken", "position", report.Broken, "entry", report.Entry)
	}
	return s.Operator.Verified(r.Context(), result)
}
