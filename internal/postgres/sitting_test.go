package postgres_test

import (
	"errors"
	"testing"
	"time"

	"majlis/booking"
	"majlis/internal/casework"
	"majlis/internal/sitting"
)

// held is an audience of a filed case.
func held(t *testing.T) (c *centre, kase casework.Case, session booking.SessionID, audience booking.AudienceID) {
	t.Helper()
	c = newCentre(t)
	kase = c.filed("held")
	s, a := c.day(int64(kase.ID))
	return c, kase, booking.SessionID(s), booking.AudienceID(a)
}

func TestSitting_Chat(t *testing.T) {
	c, kase, _, audience := held(t)
	ctx := t.Context()
	for i, to := range []string{"stage", "staff", "person"} {
		line := sitting.Chat{Audience: audience, At: c.now.Add(time.Duration(i) * time.Second), Role: "citizen", Name: "نورة", To: to, Text: to}
		if err := c.db.Sitting().AddChat(ctx, line); err != nil {
			t.Fatal(err)
		}
	}
	lines, err := c.db.ChatOfCase(ctx, int64(kase.ID))
	if err != nil || len(lines) != 3 || lines[1].To != "staff" || lines[2].Text != "person" || lines[0].Audience != audience {
		t.Errorf("%+v, %v", lines, err)
	}
	if err := c.db.Sitting().AddChat(ctx, sitting.Chat{Audience: audience, At: c.now, To: "world", Text: "x"}); err == nil {
		t.Error("a line to nobody was kept")
	}
	if none, err := c.db.ChatOfCase(ctx, int64(kase.ID)+1); err != nil || len(none) != 0 {
		t.Errorf("of another case %+v, %v", none, err)
	}
}

func TestSitting_Papers(t *testing.T) {
	c, kase, _, audience := held(t)
	ctx, store := t.Context(), c.db.Papers()
	content := []byte("%PDF-1.7")
	file, err := casework.Examine("صك.pdf", content)
	if err != nil {
		t.Fatal(err)
	}
	p := sitting.Paper{Key: "k1", Audience: audience, Case: int64(kase.ID), Peer: "person-1", Role: "citizen", Name: "نورة", At: c.now, File: file}
	if err := store.AddPaper(ctx, p, content); err != nil {
		t.Fatal(err)
	}
	if err := store.AddPaper(ctx, p, content); err == nil {
		t.Error("a key names two documents")
	}
	got, read, err := store.PaperContent(ctx, "k1")
	if err != nil || string(read) != string(content) || got.Audience != audience || got.File.Name != "صك.pdf" || got.Peer != "person-1" || !got.At.Equal(c.now) {
		t.Errorf("%+v %q %v", got, read, err)
	}
	if _, _, err := store.PaperContent(ctx, "k2"); !errors.Is(err, booking.ErrNotFound) {
		t.Errorf("a key that names nothing: %v", err)
	}
	if list, err := store.PapersOf(ctx, audience); err != nil || len(list) != 1 || list[0].Key != "k1" {
		t.Errorf("%+v, %v", list, err)
	}
	// The file belongs to the case like any other: whoever may read the case may read it.
	files, err := c.Attachments(ctx, kase.ID)
	if err != nil || len(files) != 1 || files[0].ID != got.File.ID {
		t.Errorf("files of the case %+v, %v", files, err)
	}
}

func TestSitting_Faces(t *testing.T) {
	c, kase, session, audience := held(t)
	faces, err := c.db.Sitting().Faces(t.Context(), session)
	if err != nil || faces[audience].Reference != kase.Reference {
		t.Errorf("%+v, %v", faces, err)
	}
}

func TestBooking_AnAudienceMovesToAnotherSession(t *testing.T) {
	c, _, session, audience := held(t)
	ctx, store := t.Context(), c.db.Booking()
	const q = `with h as (insert into host (code, title_ar, title_en, short_ar, short_en, city) values ('deputy', 'x', 'x', 'x', 'x', 'riyadh') returning id)
		insert into session (host_id, week, from_at, to_at) select id, '2026-11-22', $1, $2 from h returning id, host_id`
	var other, host int64
	if err := c.db.Pool().QueryRow(ctx, q, c.now, c.now.Add(time.Hour)).Scan(&other, &host); err != nil {
		t.Fatal(err)
	}
	a, err := store.Audiences.Audience(ctx, audience)
	if err != nil {
		t.Fatal(err)
	}
	a.Session, a.Host, a.Minutes = booking.SessionID(other), booking.HostID(host), a.Minutes+7
	if err := store.Audiences.SaveAudience(ctx, a); err != nil {
		t.Fatal(err)
	}
	line, err := store.Audiences.AudiencesOfSession(ctx, booking.SessionID(other))
	if err != nil || len(line) != 1 || line[0].Minutes != a.Minutes || line[0].Host != a.Host {
		t.Errorf("in the other line %+v, %v", line, err)
	}
	if line, err = store.Audiences.AudiencesOfSession(ctx, session); err != nil || len(line) != 0 {
		t.Errorf("in the old line %+v, %v", line, err)
	}
}
