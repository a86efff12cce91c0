package ops

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"

	"majlis/booking"
	"majlis/internal/ops"
	"majlis/web/page"
)

// perChunk is how many entries an export reads at a time.
const perChunk = 1000

// An exporter writes entries in one format.
type exporter interface {
	write(entries []ops.Entry) error
}

// export gives the record, as the filters narrow it, to a log collector: the newest entry first,
// as JSON lines or CSV.
func (s *Surface) export(w http.ResponseWriter, r *http.Request) error {
	form, err := page.ReadForm(w, r, 0)
	if err != nil {
		return err
	}
	trail, _ := trailOf(form)
	if len(form.Errors) > 0 {
		return booking.Refuse("form_unreadable", "day")
	}
	format := "jsonl"
	if form.Text("format") == "csv" {
		format = "csv"
	}
	if err := s.Operator.Exported(r.Context(), format); err != nil {
		return err
	}
	trail.Most = perChunk
	entries, err := s.Records.Trail(r.Context(), trail)
	if err != nil {
		return err
	}
	out := begin(w, format, s.Now())
	for {
		if err = out.write(entries); err != nil {
			break
		}
		if len(entries) < perChunk {
			return nil
		}
		trail.Before = entries[len(entries)-1].ID
		if entries, err = s.Records.Trail(r.Context(), trail); err != nil {
			break
		}
	}
	// The answer has begun: it is cut off, so that nobody takes a part for the whole.
	s.Log.Error("an export of the audit record broke off", "error", err)
	panic(http.ErrAbortHandler)
}

func begin(w http.ResponseWriter, format string, now time.Time) exporter {
	name := fmt.Sprintf("majlis-audit-%s.%s", now.In(riyadh).Format("20060102-1504"), format)
	w.Header().Set("Content-Disposition", `attachment; filename="`+name+`"`)
	w.Header().Set("Cache-Control", "no-store")
	if format == "csv" {
		w.Header().Set("Content-Type", "text/csv; charset=utf-8")
		return newTable(w)
	}
	w.Header().Set("Content-Type", "application/x-ndjson")
	return lines{json.NewEncoder(w)}
}

// line is an entry as a log collector reads it.
type line struct {
	ID       int64      `json:"id"`
	At       time.Time  `json:"at"`
	Actor    string     `json:"actor"`
	Action   string     `json:"action"`
	Subject  string     `json:"subject"`
	Reason   string     `json:"reason"`
	From     string     `json:"from"`
	SealedAt *time.Time `json:"sealedAt"`
}

func lineOf(e ops.Entry) line {
	l := line{ID: e.ID, At: e.At.UTC(), Actor: e.Actor.String(), Action: e.Action, Subject: e.Subject.String(), Reason: e.Reason, From: e.From}
	if !e.SealedAt.IsZero() {
		sealed := e.SealedAt.UTC()
		l.SealedAt = &sealed
	}
	return l
}

type lines struct{ out *json.Encoder }

func (l lines) write(entries []ops.Entry) error {
	for _, e := range entries {
		if err := l.out.Encode(lineOf(e)); err != nil {
			return fmt.Errorf("write a line: %w", err)
		}
	}
	return nil
}

type table struct{ out *csv.Writer }

// newTable begins with the mark by which spreadsheets know UTF-8.
func newTable(w io.Writer) table {
	_, _ = io.WriteString(w, "\uFEFF") // a broken connection shows in write
	t := table{csv.NewWriter(w)}
	_ = t.out.Write([]string{"id", "at", "actor", "action", "subject", "reason", "from", "sealed_at"})
	return t
}

func (t table) write(entries []ops.Entry) error {
	for _, e := range entries {
		l := lineOf(e)
		sealed := ""
		if l.SealedAt != nil {
			sealed = l.SealedAt.Format(time.RFC3339Nano)
		}
		row := []string{strconv.FormatInt(l.ID, 10), l.At.Format(time.RFC3339Nano), l.Actor, l.Action, l.Subject, inert(l.Reason), l.From, sealed}
		if err := t.out.Write(row); err != nil {
			return fmt.Errorf("write a row: %w", err)
		}
	}
	t.out.Flush()
	return t.out.Error()
}

// inert keeps a spreadsheet from taking what somebody typed for a formula.
func inert(text string) string {
	if text != "" && strings.ContainsRune("=+-@\t\r", rune(text[0])) {
		return "'" + text
	}
	return text
}
