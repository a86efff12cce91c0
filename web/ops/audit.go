package ops

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"majlis/internal/audit"
	"majlis/web/page"
)

type auditView struct {
	page.View
	Search  page.Search
	Report  *page.Notice
	Table   page.Table
	Older   *page.Button
	Actions []page.Button
}

// audit shows the record, the newest first, and whether its chain holds.
func (s *Surface) audit(w http.ResponseWriter, r *http.Request) error {
	v := &auditView{View: s.Pages.View(r, page.Console, "ops.audit.title")}
	action := r.URL.Query().Get("action")
	v.Search = page.Search{Name: "action", Label: v.T("ops.audit.search"), Hint: v.T("ops.audit.search_hint"), Value: action, Action: "/ops/audit"}
	v.Actions = []page.Button{{Label: v.T("ops.audit.verify"), Href: "/ops/audit?verify=now", Icon: "shield", Style: page.Secondary}, {Label: v.T("ops.audit.export"), Href: "/ops/audit/export", Icon: "download", Style: page.Secondary}}
	if r.URL.Query().Has("verify") {
		if err := s.verify(r, v); err != nil {
			return err
		}
	}
	before, _ := strconv.ParseInt(r.URL.Query().Get("before"), 10, 64) // anything else shows the newest
	entries, err := s.Record.Entries(r.Context(), action, before)
	if err != nil {
		return err
	}
	v.Table = page.Table{Caption: v.Title, Hide: true, Empty: &page.EmptyState{Icon: "shield", Title: v.T("ops.audit.none")}}
	for _, column := range []string{"at", "actor", "action", "subject", "reason", "from"} {
		v.Table.Columns = append(v.Table.Columns, page.Column{Label: v.T("ops.column." + column)})
	}
	for _, e := range entries {
		v.Table.Rows = append(v.Table.Rows, page.TableRow{Cells: []page.Cell{
			{Text: v.DateTime(e.At)}, {Text: e.Actor.String(), Ltr: true}, {Text: e.Action, Ltr: true}, {Text: e.Subject.String(), Ltr: true},
			{Text: e.Reason}, {Text: e.From, Ltr: true},
		}})
	}
	if n := len(entries); n > 0 {
		v.Older = &page.Button{Label: v.T("ops.audit.older"), Href: fmt.Sprintf("/ops/audit?action=%s&before=%d", url.QueryEscape(action), entries[n-1].ID), Style: page.Quiet}
	}
	return s.auditPage.Render(w, r, http.StatusOK, v)
}

// verify computes the whole chain anew; it is asked for, since it takes the longer the more was done.
func (s *Surface) verify(r *http.Request, v *auditView) error {
	report, err := s.Record.Verify(r.Context())
	if err != nil {
		return err
	}
	v.Report = &page.Notice{Kind: page.Success, Title: v.T("ops.audit.holds", "count", int(report.Sealed)), Text: report.Head.String()}
	if report.Broken != 0 {
		v.Report = &page.Notice{Kind: page.Danger, Title: v.T("ops.audit.broken", "entry", report.Entry)}
	}
	return nil
}

// line is an entry as a log collector reads it.
type line struct {
	ID      int64     `json:"id"`
	At      time.Time `json:"at"`
	Actor   string    `json:"actor"`
	Action  string    `json:"action"`
	Subject string    `json:"subject"`
	Reason  string    `json:"reason"`
	From    string    `json:"from"`
}

// mostExported is how many entries one export holds; the next one goes on from its last.
const mostExported = 100_000

// export gives the record as JSON lines, the newest first.
func (s *Surface) export(w http.ResponseWriter, r *http.Request) error {
	w.Header().Set("Content-Type", "application/x-ndjson")
	w.Header().Set("Content-Disposition", `attachment; filename="audit.ndjson"`)
	out := json.NewEncoder(w)
	var before int64
	for written := 0; written < mostExported; {
		entries, err := s.Record.Entries(r.Context(), "", before)
		if err != nil {
			return err
		}
		for _, e := range entries {
			if err := out.Encode(lineOf(e)); err != nil {
				return fmt.Errorf("write the export: %w", err)
			}
		}
		if len(entries) == 0 {
			break
		}
		written, before = written+len(entries), entries[len(entries)-1].ID
	}
	return nil
}

func lineOf(e audit.Stored) line {
	return line{ID: e.ID, At: e.At.UTC(), Actor: e.Actor.String(), Action: e.Action, Subject: e.Subject.String(), Reason: e.Reason, From: e.From}
}
