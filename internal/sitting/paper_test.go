package sitting_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"majlis/booking"
	"majlis/booking/roster"
	"majlis/internal/sitting"
	"majlis/signaling/signalingtest"
)

var pdf = sitting.Upload{Name: `C:\papers\صك.pdf`, Content: []byte("%PDF-1.7\n1 0 obj\n")}

func TestSitting_DocumentsOfAnAudience(t *testing.T) {
	m, aide, citizen := meeting(t, 2)
	late := m.citizen(1)
	ctx, first := t.Context(), m.audiences[0].ID
	if err := m.run.ShowAsCitizen(ctx, first, pdf); err != nil {
		t.Fatal(err)
	}
	var shown struct {
		ID, FileName, MediaType, Role string
		From                          int
	}
	if aide.Latest("document", &shown); shown.FileName != "صك.pdf" || shown.MediaType != "application/pdf" || shown.From != citizen.Number() {
		t.Errorf("the aide is shown %+v", shown)
	}
	late.ExpectNone("document")
	if err := m.run.ShowAsStaff(ctx, m.session(), accounts[2], "مدير الجلسة", pdf); err != nil {
		t.Fatal(err)
	}
	citizen.Expect("document")
	if err := m.run.Refresh(ctx, m.session()); err != nil {
		t.Fatal(err)
	}
	aide.Clear()
	if err := m.run.Refresh(ctx, m.session()); err != nil {
		t.Fatal(err)
	}
	aide.ExpectNone("document") // told once

	if _, content, err := m.run.PaperForCitizen(ctx, first, shown.ID); err != nil || string(content) != string(pdf.Content) {
		t.Errorf("the citizen reads %q, %v", content, err)
	}
	if _, _, err := m.run.PaperForCitizen(ctx, m.audiences[1].ID, shown.ID); !errors.Is(err, booking.ErrNotFound) {
		t.Errorf("another citizen: %v", err)
	}
	if _, _, err := m.run.PaperForStaff(ctx, m.session(), accounts[2], shown.ID); err != nil || m.records.read != 1 {
		t.Errorf("the aide: %v, %d readings in the journal", err, m.records.read)
	}
	if _, _, err := m.run.PaperForStaff(ctx, m.session()+1, accounts[2], shown.ID); !errors.Is(err, booking.ErrNotFound) {
		t.Errorf("through another session: %v", err)
	}
	for _, id := range []int64{3, 6} { // reception has no place in a room, operations only measure
		if _, _, err := m.run.PaperForStaff(ctx, m.session(), accounts[id], shown.ID); !errors.Is(err, booking.ErrForbidden) {
			t.Errorf("account %d: %v", id, err)
		}
		if err := m.run.ShowAsStaff(ctx, m.session(), accounts[id], "", pdf); !errors.Is(err, booking.ErrForbidden) {
			t.Errorf("account %d shows: %v", id, err)
		}
	}
}

func TestSitting_DocumentsAreLookedAt(t *testing.T) {
	m, aide, _ := meeting(t, 2)
	ctx := t.Context()
	for code, file := range map[string]sitting.Upload{
		"file_empty": {Name: "x.pdf"},
		"file_type":  {Name: "x.pdf", Content: []byte("MZ\x90\x00 this program cannot be run")},
		"file_large": {Name: "x.pdf", Content: append([]byte("%PDF-1.7"), make([]byte, 10<<20)...)},
	} {
		var refusal *booking.Refusal
		if err := m.run.ShowAsCitizen(ctx, m.audiences[0].ID, file); !errors.As(err, &refusal) || refusal.Code != code {
			t.Errorf("%v, want %s", err, code)
		}
	}
	if err := m.run.ShowAsCitizen(ctx, m.audiences[1].ID, pdf); !errors.Is(err, booking.Refuse("not_on_stage", "file")) {
		t.Errorf("somebody who waits: %v", err)
	}
	for range 20 {
		if err := m.run.ShowAsCitizen(ctx, m.audiences[0].ID, pdf); err != nil {
			t.Fatal(err)
		}
	}
	var refusal *booking.Refusal
	if err := m.run.ShowAsCitizen(ctx, m.audiences[0].ID, pdf); !errors.As(err, &refusal) || refusal.Code != "files_many" {
		t.Errorf("the 21st: %v", err)
	}
	aide.Do("hold", name(m.audiences[0]))
	if err := m.run.ShowAsStaff(ctx, m.session(), accounts[2], "", pdf); !errors.Is(err, booking.Refuse("not_on_stage", "file")) {
		t.Errorf("to an empty stage: %v", err)
	}
}

// helped is a desk with somebody bound to an audience.
type helped struct {
	*booking.Desk
	bound []booking.Bound
}

func (h helped) BoundBetween(context.Context, time.Time, time.Time) ([]booking.Bound, error) {
	return h.bound, nil
}

func TestSitting_AnInterpreterOfSigns(t *testing.T) {
	m := newMorning(t, 1)
	here := m.audiences[0].Offer
	for name, row := range map[string]struct {
		offer booking.OfferID
		kind  roster.Kind
		staff int64
		want  bool
	}{
		"bound to interpret by signs":  {here, roster.SignLanguage, 5, true},
		"bound to interpret by speech": {here, roster.Interpreter, 5, false},
		"bound before another host":    {here + 1, roster.SignLanguage, 5, false},
		"somebody else is bound":       {here, roster.SignLanguage, 2, false},
	} {
		m.run.Line = helped{m.Desk, []booking.Bound{{
			Binding: booking.Binding{Offer: row.offer, Kind: row.kind}, Who: booking.Helper{Staff: row.staff},
		}}}
		token, err := m.run.StaffTicket(t.Context(), m.session(), accounts[5], "هند")
		if err != nil {
			t.Fatal(err)
		}
		ticket, err := m.run.Signer.Check(t.Context(), token)
		if err != nil || ticket.Signs != row.want {
			t.Errorf("%s: %v, %v", name, ticket.Signs, err)
		}
	}
}

func TestSitting_DocumentsOfTheNextStayWithTheNext(t *testing.T) {
	m, aide, first := meeting(t, 2)
	second := m.citizen(1)
	m.status(1, booking.AudienceWaiting)
	ctx := t.Context()
	// Another server writes down that the first is over and the second on; one of its documents is shown.
	_, ended := m.Desk.End(ctx, m.audiences[0].ID, booking.DispositionHeld, "")
	_, verified := m.Desk.Verify(ctx, m.audiences[1].ID)
	_, admitted := m.Desk.Admit(ctx, m.audiences[1].ID)
	if err := errors.Join(ended, verified, admitted, m.records.AddPaper(ctx, sitting.Paper{Key: "k", Audience: m.audiences[1].ID}, nil)); err != nil {
		t.Fatal(err)
	}
	if err := m.run.Refresh(ctx, m.session()); err != nil {
		t.Fatal(err)
	}
	first.Expect("ended")
	first.ExpectNone("document")
	for _, p := range []*signalingtest.Peer{aide, second} {
		p.Expect("document")
	}
}
