package sitting_test

import (
	"errors"
	"testing"

	"majlis/booking"
	"majlis/internal/sitting"
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

func TestSitting_AnInterpreterOfSigns(t *testing.T) {
	m := newMorning(t, 1)
	signs := func() bool {
		token, err := m.run.StaffTicket(t.Context(), m.session(), accounts[5], "هند")
		if err != nil {
			t.Fatal(err)
		}
		ticket, err := m.run.Signer.Check(t.Context(), token)
		if err != nil {
			t.Fatal(err)
		}
		return ticket.Signs
	}
	if signs() {
		t.Error("nobody asked for signs")
	}
	m.records.names[m.audiences[0].ID] = sitting.Face{Name: "نورة", Signs: true}
	if !signs() {
		t.Error("somebody in the line needs signs")
	}
}
