package postgres_test

import (
	"testing"
	"time"

	"majlis/internal/sitting"
)

func TestDB_Sweep(t *testing.T) {
	c := newCentre(t)
	for _, age := range []time.Duration{0, 40 * 24 * time.Hour} {
		const q = `insert into draft (key, phone, answers, updated_at) values ($1, '+966501234567', '{}', $2)`
		if _, err := c.db.Pool().Exec(t.Context(), q, age.String(), c.now.Add(-age)); err != nil {
			t.Fatal(err)
		}
		c.do(c.db.Sitting().AddSamples(t.Context(), []sitting.Sample{{Room: "session-1", Peer: "staff-1", Role: "host", At: c.now.Add(-age)}}))
	}
	pdf := []byte("%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n")
	c.do(c.Attach(t.Context(), (40 * 24 * time.Hour).String(), "old.pdf", pdf))
	c.do(c.db.Sweep(t.Context(), c.now))
	for _, table := range []string{"draft", "quality_sample"} {
		var left int
		if err := c.db.Pool().QueryRow(t.Context(), "select count(*) from "+table).Scan(&left); err != nil || left != 1 {
			t.Errorf("%s: %d rows left (%v), want the new one", table, left, err)
		}
	}
	if have, err := c.DraftAttachments(t.Context(), (40 * 24 * time.Hour).String()); err != nil || len(have) != 0 {
		t.Errorf("files of a swept draft: %v, %v", have, err)
	}
}
