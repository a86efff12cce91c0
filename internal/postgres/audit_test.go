package postgres_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"majlis/internal/audit"
	"majlis/internal/postgres"
	"majlis/internal/postgres/postgrestest"
)

func note(t *testing.T, log *postgres.AuditLog, ctx context.Context, action string) {
	t.Helper()
	entry := audit.Entry{Actor: audit.Ref{Kind: "staff", ID: 12}, Action: action, Subject: audit.Ref{Kind: "case", ID: 5}, Reason: "سبب"}
	if err := log.Record(ctx, entry); err != nil {
		t.Fatal(err)
	}
}

func TestAuditLog(t *testing.T) {
	t.Parallel()
	db := postgrestest.New(t)
	log := db.AuditLog()
	broken := errors.New("broken")

	err := db.InTx(t.Context(), func(ctx context.Context) error {
		note(t, log, ctx, "case.refer")
		return broken
	})
	if !errors.Is(err, broken) {
		t.Fatal(err)
	}
	at := time.Date(2026, 11, 24, 6, 0, 0, 123456789, time.UTC)
	if err := log.Record(t.Context(), audit.Entry{At: at, Actor: audit.System, Action: "offer.lapse", Subject: audit.Ref{Kind: "week", Name: "2026-11-29"}}); err != nil {
		t.Fatal(err)
	}
	note(t, log, t.Context(), "case.read")

	found, err := log.Entries(t.Context(), postgres.AuditFilter{})
	if err != nil || len(found) != 2 || found[0].Action != "case.read" || found[0].Reason != "سبب" || !found[1].At.Equal(at.Truncate(time.Microsecond)) {
		t.Fatalf("entries %+v, err %v; want the two committed, newest first", found, err)
	}
	filtered, err := log.Entries(t.Context(), postgres.AuditFilter{Subject: audit.Ref{Kind: "case", ID: 5}})
	if err != nil || len(filtered) != 1 {
		t.Fatalf("filtered %+v, err %v", filtered, err)
	}

	report := verify(t, log)
	if len(report.Unsealed) != 2 || report.Sealed != 0 {
		t.Fatalf("before sealing: %+v", report)
	}
	if n, err := (audit.Sealer{Book: log}).Seal(t.Context()); n != 2 || err != nil {
		t.Fatalf("sealed %d, err %v", n, err)
	}
	if report = verify(t, log); report.Sealed != 2 || report.Broken != 0 || len(report.Unsealed) != 0 {
		t.Fatalf("after sealing: %+v", report)
	}
}

func TestAuditLog_OnlyGrows(t *testing.T) {
	t.Parallel()
	db := postgrestest.New(t)
	log := db.AuditLog()
	note(t, log, t.Context(), "case.read")
	for _, statement := range []string{
		`update audit_entry set reason = 'other'`, `delete from audit_entry`, `truncate audit_entry cascade`,
		`update audit_seal set position = 9`, `delete from audit_seal`,
	} {
		if _, err := db.Pool().Exec(t.Context(), statement); err == nil {
			t.Errorf("%s: not refused", statement)
		}
	}
	// Somebody who may switch the triggers off still shows.
	if _, err := (audit.Sealer{Book: log}).Seal(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, err := db.Pool().Exec(t.Context(), `alter table audit_entry disable trigger audit_only_grows; update audit_entry set reason = 'other'`); err != nil {
		t.Fatal(err)
	}
	if report := verify(t, log); report.Broken != 1 {
		t.Errorf("report %+v, want the first link broken", report)
	}
}

func TestAuditLog_ManySealersMakeOneChain(t *testing.T) {
	t.Parallel()
	db := postgrestest.New(t)
	log := db.AuditLog()
	const writers, each = 4, 25
	var group sync.WaitGroup
	for range writers {
		group.Go(func() {
			for range each {
				note(t, log, t.Context(), "case.read")
				if _, err := (audit.Sealer{Book: log}).Seal(t.Context()); err != nil && !errors.Is(err, audit.ErrBusy) {
					t.Error(err)
				}
			}
		})
	}
	group.Wait()
	if _, err := (audit.Sealer{Book: log}).Seal(t.Context()); err != nil {
		t.Fatal(err)
	}
	if report := verify(t, log); report.Sealed != writers*each || report.Broken != 0 || len(report.Unsealed) != 0 {
		t.Errorf("report %+v, want %d sealed", report, writers*each)
	}
}

func verify(t *testing.T, log *postgres.AuditLog) audit.Report {
	t.Helper()
	report, err := audit.Verify(t.Context(), log)
	if err != nil {
		t.Fatal(err)
	}
	return report
}
