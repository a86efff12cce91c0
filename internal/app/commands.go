package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"

	"majlis/internal/audit"
	"majlis/internal/config"
	"majlis/internal/identity"
	"majlis/internal/sms"
)

// onDatabase opens the store for one command.
func onDatabase(ctx context.Context, c config.Config, log *slog.Logger, do func(*database) error) error {
	db, err := openDatabase(ctx, c, log)
	if err != nil {
		return err
	}
	defer db.close()
	return do(db)
}

// Migrate brings the schema up to date.
func Migrate(ctx context.Context, c config.Config, log *slog.Logger) error {
	return onDatabase(ctx, c, log, func(*database) error { return nil })
}

// Seed loads the demonstration data into an empty database.
func Seed(ctx context.Context, c config.Config, log *slog.Logger) error {
	return onDatabase(ctx, c, log, func(db *database) error {
		s, err := newServices(c, db.DB, present(c, db.DB, noSender{}), log)
		if err != nil {
			return err
		}
		return loadDemonstration(ctx, c, db.DB, s, log)
	})
}

// noSender refuses to send: commands beside the server tell nobody anything.
type noSender struct{}

func (noSender) Send(context.Context, sms.Message) (sms.Receipt, error) {
	return sms.Receipt{}, errors.New("this command sends no messages")
}

// CreateAdministrator makes an administrator's account, the first one in particular.
func CreateAdministrator(ctx context.Context, c config.Config, log *slog.Logger, a config.Administrator) error {
	return onDatabase(ctx, c, log, func(db *database) error {
		s, err := newServices(c, db.DB, present(c, db.DB, noSender{}), log)
		if err != nil {
			return err
		}
		_, err = s.accounts.Create(ctx, identity.NewStaff{
			Username: a.Username, NameAr: a.NameAr, NameEn: a.NameEn, Role: identity.RoleAdministrator, Password: a.Password.Reveal(),
		})
		if err != nil {
			return fmt.Errorf("create the account %s: %w", a.Username, err)
		}
		return nil
	})
}

// VerifyAudit checks the chain of audit rows and gives one line about it.
func VerifyAudit(ctx context.Context, c config.Config, log *slog.Logger) (string, error) {
	var line string
	err := onDatabase(ctx, c, log, func(db *database) error {
		report, err := audit.Verify(ctx, db.AuditLog())
		if err != nil {
			return fmt.Errorf("verify the audit record: %w", err)
		}
		line = fmt.Sprintf("%d entries hold, head %s, %d not sealed yet", report.Sealed, report.Head, len(report.Unsealed))
		if report.Broken != 0 {
			return fmt.Errorf("the audit record is broken at link %d, entry %d", report.Broken, report.Entry)
		}
		return nil
	})
	return line, err
}
